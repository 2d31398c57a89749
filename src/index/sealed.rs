//! Small files that are read whole: a last line tells the checksum of what stands before it.

use std::io;
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
    let mut sealed = Vec::with_capacity(content.len() + BEGINS.len() + 9);
    sealed.extend_from_slice(content);
    sealed.extend_from_slice(BEGINS);
    sealed.extend_from_slice(format!("{:08x}\n", crc32fast::hash(content)).as_bytes());
    sealed
}

impl Sealed<'_> {
    /// Compares a file's bytes with their last line.
    pub(super) fn of(bytes: &[u8]) -> Sealed<'_> {
        let content = bytes.len().checked_sub(BEGINS.len() + 9).map(|end| bytes.split_at(end));
        let Some((content, line)) = content.filter(|(_, line)| line.starts_with(BEGINS)) else {
            return Sealed::Without(bytes);
        };
        let sum = format!("{:08x}\n", crc32fast::hash(content));
        if line.ends_with(sum.as_bytes()) { Sealed::Whole(content) } else { Sealed::Broken }
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
    use io::Write;
    let mut file = std::fs::File::create(path)?;
    file.write_all(&seal(content))?;
    file.sync_all()
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
