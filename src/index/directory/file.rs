//! A file of the index that is read: what is asked for is checked first, once, block by block.

use std::io;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::HasLen;
use tantivy::directory::{FileHandle, OwnedBytes};

use super::blocks::Layout;
use crate::index::trouble::Troubles;

/// The content of an open file.
#[derive(Debug)]
pub(super) struct CheckedFile {
    /// The folder of the index.
    pub(super) folder: PathBuf,
    /// The file's path in it.
    pub(super) name: PathBuf,
    pub(super) troubles: Troubles,
    bytes: OwnedBytes,
    layout: Layout,
    /// A bit of each block that was checked.
    checked: Vec<AtomicU64>,
}

impl CheckedFile {
    /// Over all bytes of a file.
    pub(super) fn open(folder: PathBuf, name: PathBuf, troubles: Troubles, bytes: OwnedBytes) -> io::Result<Self> {
        let layout = Layout::of(&bytes).map_err(|what| troubles.damage(&folder, &name, what))?;
        let checked = std::iter::repeat_with(AtomicU64::default).take(layout.blocks().div_ceil(64)).collect();
        Ok(CheckedFile { folder, name, troubles, bytes, layout, checked })
    }

    /// Checks the blocks of a range that were not checked before.
    fn check(&self, range: &Range<usize>) -> io::Result<()> {
        if range.start > range.end || range.end > self.layout.content() {
            return Err(self.damage("something refers to a place behind its end"));
        }
        if range.is_empty() {
            return Ok(());
        }
        for block in self.layout.block_at(range.start)..=self.layout.block_at(range.end - 1) {
            let (bits, bit) = (&self.checked[block / 64], 1 << (block % 64));
            if bits.load(Ordering::Relaxed) & bit != 0 {
                continue;
            }
            if !self.layout.is_sound(&self.bytes, block) {
                let Range { start, end } = self.layout.block(block);
                return Err(self.damage(&format!("the checksum of bytes {start} to {end} is wrong")));
            }
            bits.fetch_or(bit, Ordering::Relaxed);
        }
        Ok(())
    }

    fn damage(&self, what: &str) -> io::Error {
        self.troubles.damage(&self.folder, &self.name, what)
    }
}

impl FileHandle for CheckedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        self.check(&range)?;
        Ok(self.bytes.slice(range))
    }
}

impl HasLen for CheckedFile {
    fn len(&self) -> usize {
        self.layout.content()
    }
}
