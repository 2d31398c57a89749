//! The small files of a rebuild: kept in memory until its commit, so that an existing state stays as it is until then,
//! and for good if the commit never comes.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{MANAGED, META};

/// The files; none once they are on disk.
#[derive(Clone, Debug)]
pub(super) struct DeferredFiles(Arc<Mutex<Option<Deferred>>>);

#[derive(Debug, Default)]
struct Deferred {
    files: HashMap<PathBuf, Vec<u8>>,
    /// Whether the next [`META`] is that of the commit.
    may_commit: bool,
}

impl Default for DeferredFiles {
    fn default() -> DeferredFiles {
        DeferredFiles(Arc::new(Mutex::new(Some(Deferred::default()))))
    }
}

impl DeferredFiles {
    /// Lets the next [`META`] commit.
    pub(super) fn allow_commit(&self) {
        self.kept().iter_mut().for_each(|kept| kept.may_commit = true);
    }

    /// A small file: inner none where there is none, outer none where the disk has it.
    pub(super) fn read(&self, path: &Path) -> Option<Option<Vec<u8>>> {
        let kept = self.kept();
        let kept = kept.as_ref().filter(|_| path == Path::new(META) || path == Path::new(MANAGED))?;
        Some(kept.files.get(path).cloned())
    }

    /// Keeps a small file; the commit writes all of them to disk, [`META`] last.
    pub(super) fn write(
        &self,
        path: &Path,
        content: &[u8],
        to_disk: &dyn Fn(&Path, &[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut deferred = self.kept();
        match deferred.as_mut() {
            None => to_disk(path, content),
            Some(kept) if kept.may_commit && path == Path::new(META) => {
                let others = kept.files.iter().filter(|(other, _)| *other != path);
                others.into_iter().try_for_each(|(other, content)| to_disk(other, content))?;
                to_disk(path, content)?;
                *deferred = None;
                Ok(())
            }
            Some(kept) => {
                kept.files.insert(path.to_owned(), content.to_owned());
                Ok(())
            }
        }
    }

    fn kept(&self) -> MutexGuard<'_, Option<Deferred>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
