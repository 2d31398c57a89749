//! Small files that are read whole: the last line has the checksum of everything before it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// How the last line begins.
const BEGINS: &[u8] = b"\nfindings crc32 ";

/// The content of a small file, by its checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Checksummed<'b> {
    /// It is as it was written.
    Whole(&'b [u8]),
    /// It has changed.
    Mismatch,
    /// No such last line: another version wrote it, or its end is gone.
    Missing(&'b [u8]),
}

/// The content with its last line.
pub(super) fn with_checksum(content: &[u8]) -> Vec<u8> {
    [content, &last_line(crc32fast::hash(content))].concat()
}

fn last_line(sum: u32) -> Vec<u8> {
    [BEGINS, format!("{sum:08x}\n").as_bytes()].concat()
}

impl Checksummed<'_> {
    /// Compares a file's bytes with their last line.
    pub(super) fn parse(bytes: &[u8]) -> Checksummed<'_> {
        let content = bytes.len().checked_sub(BEGINS.len() + 9).map(|end| bytes.split_at(end));
        let Some((content, line)) = content.filter(|(_, line)| line.starts_with(BEGINS)) else {
            return Checksummed::Missing(bytes);
        };
        if line == last_line(crc32fast::hash(content)) { Checksummed::Whole(content) } else { Checksummed::Mismatch }
    }
}

/// The content of a file of this version; else what is wrong with it.
pub(super) fn verified(bytes: &[u8]) -> Result<&[u8], &'static str> {
    match Checksummed::parse(bytes) {
        Checksummed::Whole(content) => Ok(content),
        Checksummed::Mismatch => Err("its checksum is wrong"),
        Checksummed::Missing(_) => Err("its checksum is missing"),
    }
}

/// Writes a file with its checksum and waits until the disk has it.
pub(super) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = ChecksummedFile::create(path)?;
    file.write_all(content)?;
    file.finish()
}

/// A file with a checksum, written piece by piece.
pub(super) struct ChecksummedFile {
    file: BufWriter<File>,
    sum: crc32fast::Hasher,
}

impl ChecksummedFile {
    pub(super) fn create(path: &Path) -> io::Result<ChecksummedFile> {
        Ok(ChecksummedFile {
            file: BufWriter::with_capacity(1 << 16, File::create(path)?),
            sum: crc32fast::Hasher::new(),
        })
    }

    /// Adds the last line, and waits until the disk has all of it.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.file.write_all(&last_line(self.sum.finalize()))?;
        self.file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

impl Write for ChecksummedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_of_a_byte_is_seen() {
        for content in [&b""[..], b"{}", b"one\ntwo\n", &[0, 255, 10, 13]] {
            let file = with_checksum(content);
            assert_eq!(Checksummed::parse(&file), Checksummed::Whole(content));
            for at in 0..file.len() {
                for bit in 0..8 {
                    let mut changed = file.clone();
                    changed[at] ^= 1 << bit;
                    assert!(verified(&changed).is_err(), "{content:?} {at} {bit}");
                }
                assert!(verified(&file[..at]).is_err(), "{content:?} cut at {at}");
            }
        }
    }
}
