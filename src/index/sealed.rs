//! Small files that are read whole: a last line tells the checksum of what stands before it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// How the last line of a sealed file begins.
const BEGINS: &[u8] = b"\nfindings crc32 ";

/// What a small file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sealed<'b> {
    /// This, as it was written.
    Whole(&'b [u8]),
    /// Something else than was written.
    Broken,
    /// No such last line: another version wrote it, or its end is gone.
    Without(&'b [u8]),
}

/// The content with its last line.
pub(super) fn seal(content: &[u8]) -> Vec<u8> {
    [content, &last_line(crc32fast::hash(content))].concat()
}

fn last_line(sum: u32) -> Vec<u8> {
    [BEGINS, format!("{sum:08x}\n").as_bytes()].concat()
}

impl Sealed<'_> {
    /// Compares a file's bytes with their last line.
    pub(super) fn of(bytes: &[u8]) -> Sealed<'_> {
        let content = bytes.len().checked_sub(BEGINS.len() + 9).map(|end| bytes.split_at(end));
        let Some((content, line)) = content.filter(|(_, line)| line.starts_with(BEGINS)) else {
            return Sealed::Without(bytes);
        };
        if line == last_line(crc32fast::hash(content)) { Sealed::Whole(content) } else { Sealed::Broken }
    }
}

/// What a sealed file of this version holds; else what is wrong with it.
pub(super) fn unseal(bytes: &[u8]) -> Result<&[u8], &'static str> {
    match Sealed::of(bytes) {
        Sealed::Whole(content) => Ok(content),
        Sealed::Broken => Err("its checksum is wrong"),
        Sealed::Without(_) => Err("its checksum is missing"),
    }
}

/// Writes a sealed file and waits until the disk has it.
pub(super) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = SealedFile::create(path)?;
    file.write_all(content)?;
    file.finish()
}

/// A sealed file that is written piece by piece.
pub(super) struct SealedFile {
    file: BufWriter<File>,
    sum: crc32fast::Hasher,
}

impl SealedFile {
    pub(super) fn create(path: &Path) -> io::Result<SealedFile> {
        Ok(SealedFile { file: BufWriter::with_capacity(1 << 16, File::create(path)?), sum: crc32fast::Hasher::new() })
    }

    /// Adds the last line, and waits until the disk has all of it.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.file.write_all(&last_line(self.sum.finalize()))?;
        self.file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

impl Write for SealedFile {
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
            let sealed = seal(content);
            assert_eq!(Sealed::of(&sealed), Sealed::Whole(content));
            for at in 0..sealed.len() {
                for bit in 0..8 {
                    let mut changed = sealed.clone();
                    changed[at] ^= 1 << bit;
                    assert!(unseal(&changed).is_err(), "{content:?} {at} {bit}");
                }
                assert!(unseal(&sealed[..at]).is_err(), "{content:?} cut at {at}");
            }
        }
    }
}
