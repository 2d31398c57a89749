//! What can go wrong with an index, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

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
    #[error("{path}: {error}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The index is damaged.
    #[error("the index at {path} is damaged ({what}); rebuild it with `findings index --rebuild --index {path}`")]
    Damaged {
        /// The folder of the index.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// tantivy failed otherwise.
    #[error("index: {0}")]
    Engine(#[from] tantivy::TantivyError),
}

impl IndexError {
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> IndexError + '_ {
        move |error| IndexError::Io { path: path.to_owned(), error }
    }

    pub(super) fn damaged(path: &Path, what: impl ToString) -> IndexError {
        IndexError::Damaged { path: path.to_owned(), what: what.to_string() }
    }
}
