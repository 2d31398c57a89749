//! A file of the index that is read: what is asked for is checked first, block by block.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tantivy::HasLen;
use tantivy::directory::{FileHandle, OwnedBytes};

use super::blocks::{Layout, SUM, TRAILER};
use super::map::map;
use crate::index::first_error::FirstError;

/// For one query, a range in at most this many blocks is read rather than mapped: to map a page and its neighbours, and
/// to unmap them, costs as much as to read several blocks.
const MAX_BLOCKS_READ: usize = 3;

/// How many bytes at the end of a file are read when it is opened: the trailer, and the checksums of the last blocks, or
/// of all if they are few.
const TAIL_BYTES: usize = 512;

/// The content of an open file.
#[derive(Debug)]
pub(super) struct CheckedFile {
    location: FileLocation,
    file: Arc<File>,
    length: usize,
    /// The last bytes of the file, at the end of these.
    tail: [u8; TAIL_BYTES],
    layout: Layout,
    /// Ranges in more blocks are mapped.
    max_blocks_read: usize,
    last: Mutex<Piece>,
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
    /// The list of mapped files that it joins when it is mapped.
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

/// What was read last: the next range is often beside it.
#[derive(Debug, Default)]
struct Piece {
    /// Its range in the file.
    at: Range<usize>,
    /// Its bytes, perhaps followed by some of an earlier piece.
    bytes: Arc<[u8]>,
}

/// All bytes of the file.
#[derive(Debug)]
struct Mapped {
    bytes: OwnedBytes,
    /// A bit of each block that was checked.
    checked: Vec<AtomicU64>,
}

impl CheckedFile {
    /// Opens a file, for one query or for many.
    pub(super) fn open(location: FileLocation, for_one: bool) -> io::Result<CheckedFile> {
        let file = File::open(location.folder.join(&location.name)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => location.damage("the file is missing"),
            _ => location.system(error),
        })?;
        let length = file.metadata().map_err(|error| location.system(error))?.len();
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let mut tail = [0; TAIL_BYTES];
        let known = length.min(TAIL_BYTES);
        read_at(&file, length - known, &mut tail[TAIL_BYTES - known..]).map_err(|error| location.unread(error))?;
        let layout = Layout::parse(length, tail.last_chunk().unwrap_or(&[0; TRAILER]));
        let layout = layout.map_err(|what| location.damage(what))?;
        let (max_blocks_read, last, mapped) =
            (if for_one { MAX_BLOCKS_READ } else { 0 }, Mutex::default(), OnceLock::new());
        Ok(CheckedFile { location, file: Arc::new(file), length, tail, layout, max_blocks_read, last, mapped })
    }

    /// The blocks that hold a range.
    fn blocks(&self, range: &Range<usize>) -> io::Result<Range<usize>> {
        if range.start > range.end || range.end > self.layout.content() {
            return Err(self.location.damage("something refers to a place behind its end"));
        }
        Ok(self.layout.blocks_of(range))
    }

    /// A range that lies in few blocks.
    fn read(&self, blocks: Range<usize>, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if range.start < last.at.start || range.end > last.at.end {
            let at = self.layout.block(blocks.start).start..self.layout.block(blocks.end - 1).end;
            let mut piece = std::mem::take(&mut *last);
            piece.read(&self.file, at).map_err(|error| self.location.unread(error))?;
            self.check_all(blocks, &piece.bytes)?;
            *last = piece;
        }
        let start = last.at.start;
        Ok(OwnedBytes::new(Arc::clone(&last.bytes)).slice(range.start - start..range.end - start))
    }

    /// Checks blocks by their bytes.
    fn check_all(&self, blocks: Range<usize>, bytes: &[u8]) -> io::Result<()> {
        let mut sums = [0; MAX_BLOCKS_READ * SUM];
        let (sums, at) = (&mut sums[..blocks.len() * SUM], self.layout.sum_at(blocks.start));
        match (at + TAIL_BYTES).checked_sub(self.length) {
            Some(at) => sums.copy_from_slice(&self.tail[at..at + sums.len()]),
            None => read_at(&self.file, at, sums).map_err(|error| self.location.unread(error))?,
        }
        let start = self.layout.block(blocks.start).start;
        for (block, sum) in blocks.zip(sums.chunks(SUM)) {
            let Range { start: first, end } = self.layout.block(block);
            self.check(block, &bytes[first - start..end - start], sum)?;
        }
        Ok(())
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

impl Piece {
    /// Reads another piece, into the same memory unless that is still in use or too small.
    fn read(&mut self, file: &File, at: Range<usize>) -> io::Result<()> {
        if Arc::get_mut(&mut self.bytes).is_none_or(|bytes| bytes.len() < at.len()) {
            // Free the old memory first, so that it can be used again.
            self.bytes = Arc::default();
            self.bytes = std::iter::repeat_n(0, at.len()).collect();
        }
        if let Some(bytes) = Arc::get_mut(&mut self.bytes) {
            read_at(file, at.start, &mut bytes[..at.len()])?;
        }
        self.at = at;
        Ok(())
    }
}

impl FileHandle for CheckedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let blocks = self.blocks(&range)?;
        match blocks.len() {
            0 => Ok(OwnedBytes::empty()),
            count if count <= self.max_blocks_read => self.read(blocks, range),
            _ => self.slice(blocks, range),
        }
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

    /// Bytes that existed when the file was opened cannot be read.
    fn unread(&self, error: io::Error) -> io::Error {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => self.damage(NOT_AS_LONG),
            _ => self.system(error),
        }
    }
}

/// Fills the bytes with those of a file from a place on.
#[cfg(unix)]
fn read_at(file: &File, start: usize, bytes: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start as u64)
}

/// The same where it takes two steps: who reads the same file elsewhere would come between.
#[cfg(not(unix))]
fn read_at(mut file: &File, start: usize, bytes: &mut [u8]) -> io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};

    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(start as u64))?;
    file.read_exact(bytes)
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

    fn open(folder: &std::path::Path, for_one: bool) -> io::Result<CheckedFile> {
        let (folder, name) = (folder.to_owned(), PathBuf::from("file"));
        let (first_error, mapped) = (FirstError::default(), MappedFiles::default());
        CheckedFile::open(FileLocation { folder, name, first_error, mapped }, for_one)
    }

    #[test]
    fn pieces_and_maps_give_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        for length in [0, 1, BLOCK, 2 * BLOCK + 5, 200 * BLOCK + 77] {
            let content = written(folder.path(), length);
            for for_one in [true, false] {
                let file = open(folder.path(), for_one).unwrap();
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
            for for_one in [true, false] {
                let file = open(folder.path(), for_one).unwrap();
                for range in [at..at + 1, at.saturating_sub(2 * BLOCK)..at + 1, 0..length, at..at + 1] {
                    assert!(file.read_bytes(range).is_err(), "{at}");
                }
                let after = (at / BLOCK + 1) * BLOCK;
                assert!(file.read_bytes(after..after + 10).is_ok(), "{at}");
            }
        }
    }

    #[test]
    fn what_is_cut_off_after_the_file_was_opened_is_missed() {
        let folder = tempfile::tempdir().unwrap();
        written(folder.path(), 100 * BLOCK);
        let file = open(folder.path(), true).unwrap();
        File::options().write(true).open(folder.path().join("file")).unwrap().set_len(10 * BLOCK as u64).unwrap();
        assert!(file.read_bytes(5..10).is_ok());
        assert!(file.read_bytes(50 * BLOCK..50 * BLOCK + 3).is_err());
        assert!(file.read_bytes(0..50 * BLOCK).is_err());
    }

    #[test]
    fn what_is_cut_off_a_mapped_file_is_told_to_who_asks() {
        let folder = tempfile::tempdir().unwrap();
        let content = written(folder.path(), 100 * BLOCK);
        let file = open(folder.path(), false).unwrap();
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
