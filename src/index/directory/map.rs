//! A file's bytes as memory.

#![expect(unsafe_code, reason = "only the caller knows that the file stays as it is")]

use std::fs::File;
use std::io;

use memmap2::Mmap;
use tantivy::directory::OwnedBytes;

/// All bytes of a file, read from disk on access. They stay valid if the file is removed.
pub(super) fn map(file: &File) -> io::Result<OwnedBytes> {
    // SAFETY: a file of the index is written once, and nothing that writes to the index changes it after that; tantivy
    // relies on the same. If another program cuts it short, the system ends this one by SIGBUS, as with any mapped
    // file; the command line makes that an error (`src/cli/cut_off.rs`).
    unsafe { Mmap::map(file) }.map(OwnedBytes::new)
}
