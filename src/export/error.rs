//! Why there is no export.

use std::io;
use std::path::{Path, PathBuf};

use crate::engine::{IndexError, SearchError};

use super::ExportFormat;

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The index cannot be searched or read.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The name of the file does not say which format it has.
    #[error("{}: the name ends with none of {}", .0.display(), ExportFormat::all_endings())]
    Ending(PathBuf),
    /// SQLite keeps all tables in one file.
    #[error("{}: SQLite keeps all tables in one file, so it is not written to a folder", .0.display())]
    OneFile(PathBuf),
    /// This build cannot write the format.
    #[error("this build of findings was made without {}", .0.name())]
    NotBuilt(ExportFormat),
    /// There is a file of this name already.
    #[error("{}: there is a file of this name already", .0.display())]
    Exists(PathBuf),
    /// There is something of this name that is not a file.
    #[error("{}: it is not a regular file", .0.display())]
    NotAFile(PathBuf),
    /// A file could not be written.
    #[error("{}: {error}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        error: io::Error,
    },
    /// The library that writes the format failed.
    #[error("{}: {what}", .path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What it said.
        what: String,
    },
}

impl ExportError {
    pub(super) fn io(path: &Path, error: io::Error) -> ExportError {
        ExportError::Io { path: path.to_owned(), error }
    }

    #[cfg(any(feature = "parquet", feature = "sqlite"))]
    pub(super) fn format(path: &Path, error: impl ToString) -> ExportError {
        ExportError::Format { path: path.to_owned(), what: error.to_string() }
    }
}

impl From<IndexError> for ExportError {
    fn from(error: IndexError) -> ExportError {
        ExportError::Search(error.into())
    }
}
