//! One writer at a time: an advisory lock on a file that names its holder.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

use super::IndexError;

/// The right to write to an index, held until dropped or until the process ends in any way.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
}

/// The lock is tried this often, with a pause between two tries.
const MAX_TRIES: u32 = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(5);

/// The name of the lock's file.
pub(super) const LOCK: &str = "lock";

impl Lock {
    /// Takes the lock of the index in `folder`, or reports its holder.
    pub(super) fn take(folder: &Path) -> Result<Lock, IndexError> {
        let path = folder.join(LOCK);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(IndexError::io(&path))?;
        match patiently(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                let known = !holder.is_empty() && holder.bytes().all(|b| b.is_ascii_digit());
                let by = if known { format!(" (process {holder})") } else { String::new() };
                return Err(IndexError::Locked { path: folder.to_owned(), by });
            }
            Err(TryLockError::Error(error)) => return Err(IndexError::Io { path, error }),
        }
        // The holder's number only helps people; a full disk must not fail here.
        let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| write!(file, "{}", std::process::id()));
        Ok(Lock { file })
    }
}

/// Takes the lock, after some tries. A process that this one has just started has a copy of each open file until its own
/// program begins, and so holds for a moment what was given back.
fn patiently(file: &File) -> Result<(), TryLockError> {
    for _ in 1..MAX_TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN_TRIES),
            ended => return ended,
        }
    }
    file.try_lock()
}

impl Drop for Lock {
    /// Leaves the file empty: the lock is free.
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
    }
}
