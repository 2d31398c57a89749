//! A file of the index that is read: what is asked for is checked first, block by block.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tantivy::HasLen;
use tantivy::directory::{FileHandle, OwnedBytes};

use super::blocks::{Layout, SUM, TRAILER};
use super::map::map;
use crate::index::first_error::FirstError;

/// The content of an open file.
#[derive(Debug)]
pub(super) struct CheckedFile {
    location: FileLocation,
    file: Arc<File>,
    length: usize,
    layout: Layout,
    mapped: OnceLock<Mapped>,
}

/// The location of a file, for errors.
#[derive(Debug)]
pub(super) struct FileLocation {
    /// The folder of the index.
    pub(super) folder: PathBuf,
    /// The file's path in it.
    pub(super) name: PathBuf,
    pub(super) first_error: FirstError,
    /// The list of mapped files that it joins when it is first read.
    pub(super) mapped: MappedFiles,
}

/// The mapped files of one open index. The system does not report that one was cut short while only the rest of its last
/// page is read: that reads as zeros.
#[derive(Clone, Debug, Default)]
pub(in crate::index) struct MappedFiles(Arc<Mutex<Vec<MappedFile>>>);

#[derive(Debug)]
struct MappedFile {
    name: PathBuf,
    file: Arc<File>,
    length: usize,
}

impl MappedFiles {
    /// Checks that all of them are as long as they were.
    pub(in crate::index) fn check(&self, folder: &Path, first_error: &FirstError) -> io::Result<()> {
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for MappedFile { name, file, length } in files.iter() {
            let now = file.metadata().inspect_err(|error| first_error.record_io(&folder.join(name), error))?.len();
            if now != *length as u64 {
                return Err(first_error.record_damage(folder, name, NOT_AS_LONG));
            }
        }
        Ok(())
    }
}

const NOT_AS_LONG: &str = "it is not as long as it was";

/// All bytes of the file.
#[derive(Debug)]
struct Mapped {
    bytes: OwnedBytes,
    /// A bit of each block that was checked.
    checked: Vec<AtomicU64>,
}

impl CheckedFile {
    /// Opens a file. It is mapped when it is first read.
    pub(super) fn open(location: FileLocation) -> io::Result<CheckedFile> {
        let mut file = File::open(location.folder.join(&location.name)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => location.damage("the file is missing"),
            _ => location.system(error),
        })?;
        let length = file.metadata().map_err(|error| location.system(error))?.len();
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let mut trailer = [0; TRAILER];
        if length >= TRAILER {
            let read = file.seek(SeekFrom::End(-(TRAILER as i64))).and_then(|_| file.read_exact(&mut trailer));
            read.map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => location.damage(NOT_AS_LONG),
                _ => location.system(error),
            })?;
        }
        let layout = Layout::parse(length, &trailer).map_err(|what| location.damage(what))?;
        Ok(CheckedFile { location, file: Arc::new(file), length, layout, mapped: OnceLock::new() })
    }

    /// The blocks that hold a range.
    fn blocks(&self, range: &Range<usize>) -> io::Result<Range<usize>> {
        if range.start > range.end || range.end > self.layout.content() {
            return Err(self.location.damage("something refers to a place behind its end"));
        }
        Ok(self.layout.blocks_of(range))
    }

    /// A range of the mapped file, whose blocks are checked once.
    fn slice(&self, blocks: Range<usize>, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mapped = self.mapped()?;
        for block in blocks {
            let (bits, bit) = (&mapped.checked[block / 64], 1 << (block % 64));
            if bits.load(Ordering::Relaxed) & bit != 0 {
                continue;
            }
            let sum = self.layout.sum_at(block);
            self.check(block, &mapped.bytes[self.layout.block(block)], &mapped.bytes[sum..sum + SUM])?;
            bits.fetch_or(bit, Ordering::Relaxed);
        }
        Ok(mapped.bytes.slice(range))
    }

    fn mapped(&self) -> io::Result<&Mapped> {
        if let Some(mapped) = self.mapped.get() {
            return Ok(mapped);
        }
        let bytes = map(&self.file).map_err(|error| self.location.system(error))?;
        if bytes.len() != self.length {
            return Err(self.location.damage(NOT_AS_LONG));
        }
        let checked = std::iter::repeat_with(AtomicU64::default).take(self.layout.blocks().div_ceil(64)).collect();
        Ok(self.mapped.get_or_init(|| {
            let (name, file) = (self.location.name.clone(), Arc::clone(&self.file));
            let mut files = self.location.mapped.0.lock().unwrap_or_else(PoisonError::into_inner);
            files.push(MappedFile { name, file, length: self.length });
            Mapped { bytes, checked }
        }))
    }

    fn check(&self, block: usize, bytes: &[u8], sum: &[u8]) -> io::Result<()> {
        if Layout::matches(bytes, sum) {
            return Ok(());
        }
        let Range { start, end } = self.layout.block(block);
        Err(self.location.damage(&format!("the checksum of bytes {start} to {end} is wrong")))
    }
}

impl FileHandle for CheckedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let blocks = self.blocks(&range)?;
        if blocks.is_empty() { Ok(OwnedBytes::empty()) } else { self.slice(blocks, range) }
    }
}

impl HasLen for CheckedFile {
    fn len(&self) -> usize {
        self.layout.content()
    }
}

impl FileLocation {
    pub(super) fn damage(&self, what: &str) -> io::Error {
        self.first_error.record_damage(&self.folder, &self.name, what)
    }

    fn system(&self, error: io::Error) -> io::Error {
        self.first_error.record_io(&self.folder.join(&self.name), &error);
        error
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::blocks::{BLOCK, Sums};
    use super::*;

    /// A file with this much content, on disk.
    fn written(folder: &std::path::Path, length: usize) -> Vec<u8> {
        let content: Vec<u8> = (0..length).map(|at| (at * at / 7) as u8).collect();
        let mut sums = Sums::default();
        sums.add(&content);
        fs::write(folder.join("file"), [&content[..], &sums.finish()].concat()).unwrap();
        content
    }

    fn open(folder: &std::path::Path) -> io::Result<CheckedFile> {
        let (folder, name) = (folder.to_owned(), PathBuf::from("file"));
        let (first_error, mapped) = (FirstError::default(), MappedFiles::default());
        CheckedFile::open(FileLocation { folder, name, first_error, mapped })
    }

    #[test]
    fn a_file_has_the_bytes_that_were_written() {
        let folder = tempfile::tempdir().unwrap();
        for length in [0, 1, BLOCK, 2 * BLOCK + 5, 200 * BLOCK + 77] {
            let content = written(folder.path(), length);
            let file = open(folder.path()).unwrap();
            assert_eq!(file.len(), length);
            let mut held = Vec::new();
            for step in [1, 9, 100, 1_000, 5_000, 50_000] {
                for start in (0..length).step_by(length / 7 + 1) {
                    let range = start..length.min(start + step);
                    // Those before stay as they are.
                    held.push((range.clone(), file.read_bytes(range).unwrap()));
                }
            }
            assert!(held.iter().all(|(range, bytes)| bytes.as_slice() == &content[range.clone()]), "{length}");
            assert!(file.read_bytes(0..length + 1).is_err(), "{length}");
        }
    }

    #[test]
    fn a_change_is_seen_wherever_it_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let length = 150 * BLOCK + 9;
        let whole = {
            written(folder.path(), length);
            fs::read(folder.path().join("file")).unwrap()
        };
        for at in (0..length).step_by(40 * BLOCK + 13) {
            let mut changed = whole.clone();
            changed[at] ^= 4;
            fs::write(folder.path().join("file"), changed).unwrap();
            let file = open(folder.path()).unwrap();
            for range in [at..at + 1, at.saturating_sub(2 * BLOCK)..at + 1, 0..length, at..at + 1] {
                assert!(file.read_bytes(range).is_err(), "{at}");
            }
            let after = (at / BLOCK + 1) * BLOCK;
            assert!(file.read_bytes(after..after + 10).is_ok(), "{at}");
        }
    }

    #[test]
    fn what_is_cut_off_after_the_file_was_opened_is_missed() {
        let folder = tempfile::tempdir().unwrap();
        written(folder.path(), 100 * BLOCK);
        let file = open(folder.path()).unwrap();
        File::options().write(true).open(folder.path().join("file")).unwrap().set_len(10 * BLOCK as u64).unwrap();
        assert!(file.read_bytes(5..10).is_err());
        assert!(file.read_bytes(50 * BLOCK..50 * BLOCK + 3).is_err());
        assert!(file.read_bytes(0..50 * BLOCK).is_err());
    }

    #[test]
    fn what_is_cut_off_a_mapped_file_is_told_to_who_asks() {
        let folder = tempfile::tempdir().unwrap();
        let content = written(folder.path(), 100 * BLOCK);
        let file = open(folder.path()).unwrap();
        let check = || file.location.mapped.check(folder.path(), &file.location.first_error);
        assert!(check().is_ok());
        assert_eq!(file.read_bytes(5..9).unwrap().as_slice(), &content[5..9]);
        assert!(check().is_ok());
        File::options().write(true).open(folder.path().join("file")).unwrap().set_len(7).unwrap();
        // Nothing ends here: the rest of the page reads as zeros.
        assert_eq!(file.read_bytes(5..9).unwrap().as_slice(), [content[5], content[6], 0, 0]);
        assert_eq!(check().unwrap_err().to_string(), "file: it is not as long as it was");
    }
}
