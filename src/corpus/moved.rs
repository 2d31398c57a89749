//! Roots that were moved: another folder holds the files that an index knows.

use std::fs;
use std::path::Path;

use crate::report::FileRecord;

use super::open::read_source;

/// At most this many files are read to recognise a folder by its content.
const MAX_COMPARED: usize = 8;

/// A root that is gone, and a folder that holds its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedRoot {
    /// The root as it is known.
    pub from: String,
    /// The folder that holds its files now.
    pub to: String,
    /// How many of its files that folder holds.
    pub held: usize,
    /// How many files it had.
    pub files: usize,
}

/// How a folder compares with a root of an index, by the paths and sizes of its files.
pub(crate) fn moved_root(from: &str, to: &str, known: &[FileRecord]) -> MovedRoot {
    let (held, files) = (held(from, to, known).count(), files_of(from, known).count());
    MovedRoot { from: from.to_owned(), to: to.to_owned(), held, files }
}

/// Whether a root seems to have become a folder: most of its files are there, with the same content as far as that is
/// looked at.
pub(crate) fn is_moved(moved: &MovedRoot, known: &[FileRecord]) -> bool {
    if moved.held == 0 || moved.held * 2 < moved.files {
        return false;
    }
    let compared = held(&moved.from, &moved.to, known).filter(|file| !file.hash.is_empty()).take(MAX_COMPARED);
    let is_same = |file: &FileRecord| {
        read_source(&Path::new(&moved.to).join(&file.path))
            .is_ok_and(|bytes| blake3::hash(&bytes).to_hex().as_str() == file.hash)
    };
    let same: Vec<bool> = compared.map(is_same).collect();
    let alike = same.iter().filter(|&&is_same| is_same).count();
    alike > 0 && alike * 2 >= same.len()
}

fn files_of<'f>(root: &'f str, known: &'f [FileRecord]) -> impl Iterator<Item = &'f FileRecord> {
    known.iter().filter(move |file| file.root == root)
}

/// The files of a root that another folder has too, by path and size.
fn held<'f>(from: &'f str, to: &'f str, known: &'f [FileRecord]) -> impl Iterator<Item = &'f FileRecord> {
    let is_there = move |file: &&FileRecord| {
        fs::metadata(Path::new(to).join(&file.path)).is_ok_and(|there| there.is_file() && there.len() == file.size)
    };
    files_of(from, known).filter(is_there)
}
