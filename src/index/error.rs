//! What can go wrong with an index, and what to do about it.

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenReadError, OpenWriteError};

use super::trouble::Damage;

/// Why an index cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// There is no index in the folder.
    #[error("no index at {0}; make one with `findings index FOLDER --index {0}`")]
    Missing(PathBuf),
    /// The folder holds something else.
    #[error("{0} is not a findings index; choose another folder with --index")]
    Foreign(PathBuf),
    /// The index was made by another version.
    #[error(
        "the index at {path} was made by another version of findings ({found}); rebuild it with `findings index --rebuild --index {path}`"
    )]
    Version {
        /// The folder of the index.
        path: PathBuf,
        /// The versions it names.
        found: String,
    },
    /// Another process writes to the index.
    #[error("the index at {path} is being written by another findings{by}; wait until it has finished")]
    Locked {
        /// The folder of the index.
        path: PathBuf,
        /// The process that holds the lock, as far as is known.
        by: String,
    },
    /// A file could not be read or written.
    #[error("{path}: {error}{}", advice(.error))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The index is damaged.
    #[error(
        "the index at {path} is damaged ({what}); `findings verify --index {path}` says what, `findings index --rebuild --index {path}` makes it anew"
    )]
    Damaged {
        /// The folder of the index.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// tantivy failed otherwise.
    #[error("index: {0}")]
    Engine(TantivyError),
}

impl IndexError {
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> IndexError + '_ {
        move |error| match Damage::behind(&error) {
            Some(damage) => damage.clone().into(),
            None => IndexError::Io { path: path.to_owned(), error },
        }
    }

    /// The index in a folder is damaged.
    pub(crate) fn damaged(path: &Path, what: impl Display) -> IndexError {
        IndexError::Damaged { path: path.to_owned(), what: what.to_string() }
    }
}

impl From<TantivyError> for IndexError {
    fn from(error: TantivyError) -> IndexError {
        let (system, path) = match &error {
            TantivyError::IoError(system) => (system, None),
            TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath })
            | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, filepath }) => {
                (io_error, Some(filepath))
            }
            TantivyError::LockFailure(LockError::IoError(system), _) => (system, None),
            _ => return IndexError::Engine(error),
        };
        match (Damage::behind(&**system), path) {
            (Some(damage), _) => damage.clone().into(),
            (None, Some(path)) => {
                let again = system.raw_os_error().map(io::Error::from_raw_os_error);
                let again = again.unwrap_or_else(|| io::Error::new(system.kind(), system.to_string()));
                IndexError::Io { path: path.clone(), error: again }
            }
            (None, None) => IndexError::Engine(error),
        }
    }
}

/// What a person can do about an error of the system.
fn advice(error: &io::Error) -> &'static str {
    /// The numbers of "too many open files", of the process and of the system.
    const TOO_MANY: [i32; 2] = [24, 23];
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "; make room on its disk, then run this again",
        _ if cfg!(unix) && error.raw_os_error().is_some_and(|code| TOO_MANY.contains(&code)) => {
            "; allow more, such as with `ulimit -n 1024`"
        }
        _ => "",
    }
}
