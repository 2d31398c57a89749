//! Errors of the system and of checksums while files of the index are read and written. tantivy passes some on as text
//! only and some not at all, so the first one is also recorded here, and [`Watched`] is the only way to read an index.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::IndexError;

/// A file of an index has changed. Travels inside an [`io::Error`].
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what}")]
pub(super) struct Damage {
    /// The folder of the index.
    folder: PathBuf,
    /// Which file, and what is wrong with it.
    what: String,
}

/// The first error of the files of one open index.
#[derive(Clone, Debug, Default)]
pub(super) struct FirstError(Arc<OnceLock<RecordedError>>);

/// A reader of an index's files, whose results are returned only if the files had no error.
pub(crate) struct Watched<T> {
    reads: T,
    first_error: FirstError,
    /// Whether errors are reported one by one.
    lenient: bool,
}

impl<T> Watched<T> {
    pub(super) fn new(reads: T, first_error: FirstError) -> Watched<T> {
        Watched { reads, first_error, lenient: false }
    }

    /// The same for checking a damaged index: errors are reported one by one.
    pub(super) fn lenient(self) -> Watched<T> {
        Watched { lenient: true, ..self }
    }

    /// Something else that reads the same files.
    pub(super) fn beside<U>(&self, reads: U) -> Watched<U> {
        Watched { reads, first_error: self.first_error.clone(), lenient: self.lenient }
    }

    /// The result of reading.
    ///
    /// # Errors
    /// Where reading fails, or a file is damaged or could not be read, even if the error was swallowed on the way.
    pub(crate) fn read<'w, F, E: From<IndexError>>(&'w self, read: impl FnOnce(&'w T) -> Result<F, E>) -> Result<F, E> {
        let found = read(&self.reads);
        match self.first_error.get().filter(|_| !self.lenient) {
            Some(error) => Err(error.into()),
            None => found,
        }
    }

    /// The reader itself, for parts of a reader that is watched as a whole.
    pub(super) fn parts(&self) -> &T {
        &self.reads
    }

    pub(super) fn first_error(&self) -> &FirstError {
        &self.first_error
    }
}

#[derive(Clone, Debug)]
enum RecordedError {
    Damage(Damage),
    System { path: PathBuf, code: Option<i32>, kind: io::ErrorKind, text: String },
}

impl FirstError {
    /// Records that a file is damaged; returns the error to pass on.
    pub(super) fn record_damage(&self, folder: &Path, file: &Path, what: &str) -> io::Error {
        let damage = Damage { folder: folder.to_owned(), what: format!("{}: {what}", file.display()) };
        // A later error usually follows from the first.
        let _ = self.0.set(RecordedError::Damage(damage.clone()));
        io::Error::new(io::ErrorKind::InvalidData, damage)
    }

    /// Records an error of the system.
    pub(super) fn record_io(&self, path: &Path, error: &io::Error) {
        let (path, code) = (path.to_owned(), error.raw_os_error());
        let _ = self.0.set(RecordedError::System { path, code, kind: error.kind(), text: error.to_string() });
    }

    /// The first error, if there is one.
    pub(super) fn get(&self) -> Option<IndexError> {
        Some(match self.0.get()?.clone() {
            RecordedError::Damage(damage) => damage.into(),
            RecordedError::System { path, code, kind, text } => {
                let error = code.map_or_else(|| io::Error::new(kind, text), io::Error::from_raw_os_error);
                IndexError::Io { path, error }
            }
        })
    }
}

impl Damage {
    /// The damage that caused an error, if any.
    pub(super) fn behind<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e Damage> {
        let mut cause = Some(error);
        while let Some(error) = cause {
            if let Some(damage) = error.downcast_ref::<Damage>() {
                return Some(damage);
            }
            // The source of an I/O error is the source of what it holds, not what it holds.
            let held = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
            cause = held.map(|held| held as &(dyn Error + 'static)).or_else(|| error.source());
        }
        None
    }
}

impl From<Damage> for IndexError {
    fn from(damage: Damage) -> IndexError {
        IndexError::Damaged { path: damage.folder, what: damage.what }
    }
}
