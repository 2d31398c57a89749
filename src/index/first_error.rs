//! What the system or a checksum says while files of the index are read and written. tantivy hands some
//! of it on in words only and some not at all, so the first trouble is also noted here, and what reads an index is
//! reached through [`Watched`] only.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::IndexError;

/// A file of an index is not as it was written. Travels inside of an [`io::Error`].
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what}")]
pub(super) struct Damage {
    /// The folder of the index.
    folder: PathBuf,
    /// Which file, and what is wrong with it.
    what: String,
}

/// The first trouble with the files of one open index.
#[derive(Clone, Debug, Default)]
pub(super) struct FirstError(Arc<OnceLock<RecordedError>>);

/// What reads the files of an index, and can be asked only together with whether they were sound.
pub struct Watched<T> {
    reads: T,
    first_error: FirstError,
    /// Whether each error stands for itself.
    lenient: bool,
}

impl<T> Watched<T> {
    pub(super) fn new(reads: T, first_error: FirstError) -> Watched<T> {
        Watched { reads, first_error, lenient: false }
    }

    /// The same for those who look into what is wrong with an index: each error stands for itself.
    pub(super) fn lenient(self) -> Watched<T> {
        Watched { lenient: true, ..self }
    }

    /// Something else that reads the same files.
    pub(super) fn beside<U>(&self, reads: U) -> Watched<U> {
        Watched { reads, first_error: self.first_error.clone(), lenient: self.lenient }
    }

    /// What is found out by reading.
    ///
    /// # Errors
    /// Where reading fails, and where a file turned out to be damaged or could not be read, also if that was passed over
    /// on the way.
    pub fn read<'w, F, E: From<IndexError>>(&'w self, read: impl FnOnce(&'w T) -> Result<F, E>) -> Result<F, E> {
        let found = read(&self.reads);
        match self.first_error.get().filter(|_| !self.lenient) {
            Some(error) => Err(error.into()),
            None => found,
        }
    }

    /// What reads, for parts of something larger that is watched itself.
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
    /// Notes that a file is damaged; gives the error to hand on.
    pub(super) fn record_damage(&self, folder: &Path, file: &Path, what: &str) -> io::Error {
        let damage = Damage { folder: folder.to_owned(), what: format!("{}: {what}", file.display()) };
        // A later trouble follows from the first more often than not.
        let _ = self.0.set(RecordedError::Damage(damage.clone()));
        io::Error::new(io::ErrorKind::InvalidData, damage)
    }

    /// Notes what the system says of a file.
    pub(super) fn record_io(&self, path: &Path, error: &io::Error) {
        let (path, code) = (path.to_owned(), error.raw_os_error());
        let _ = self.0.set(RecordedError::System { path, code, kind: error.kind(), text: error.to_string() });
    }

    /// The first trouble, as an error.
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
    /// The damage that an error stems from, if it does.
    pub(super) fn behind<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e Damage> {
        let mut cause = Some(error);
        while let Some(error) = cause {
            if let Some(damage) = error.downcast_ref::<Damage>() {
                return Some(damage);
            }
            // An error of the system shows what it holds, not itself, as what it stems from.
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
