//! The folders that a walk has entered, so that it enters each once, however many links lead there.

use std::collections::HashMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};

use super::open::is_of_the_kernel;

/// The folders of a walk.
#[derive(Default)]
pub(super) struct Folders {
    /// The path by which each was entered.
    entered: HashMap<Identity, PathBuf>,
    /// Whether each device is one of the kernel's own file systems. Asking a server takes time.
    devices: HashMap<u64, bool>,
}

/// What identifies a folder, whatever the path to it.
#[derive(PartialEq, Eq, Hash)]
enum Identity {
    /// The numbers of its device and inode.
    #[cfg(unix)]
    Numbers(u64, u64),
    /// Its path without links, where it has no numbers.
    Path(PathBuf),
}

impl Folders {
    /// Records that a folder is entered, and returns the path by which it was entered before, if any.
    pub(super) fn enter(&mut self, at: &Path, metadata: &Metadata) -> Option<&Path> {
        use std::collections::hash_map::Entry;
        match self.entered.entry(identity(at, metadata)?) {
            Entry::Occupied(before) => Some(before.into_mut()),
            Entry::Vacant(new) => {
                new.insert(at.to_owned());
                None
            }
        }
    }

    /// Whether a folder is of one of the kernel's own file systems.
    pub(super) fn is_of_the_kernel(&mut self, at: &Path, metadata: &Metadata) -> bool {
        *self.devices.entry(device(metadata)).or_insert_with(|| is_of_the_kernel(at))
    }
}

#[cfg(unix)]
fn device(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::dev(metadata)
}

#[cfg(not(unix))]
fn device(_: &Metadata) -> u64 {
    0
}

#[cfg(unix)]
fn identity(at: &Path, metadata: &Metadata) -> Option<Identity> {
    // Some servers number nothing.
    match std::os::unix::fs::MetadataExt::ino(metadata) {
        0 => at.canonicalize().ok().map(Identity::Path),
        number => Some(Identity::Numbers(device(metadata), number)),
    }
}

#[cfg(not(unix))]
fn identity(at: &Path, _: &Metadata) -> Option<Identity> {
    at.canonicalize().ok().map(Identity::Path)
}
