//! What the system and tantivy say of an index, as errors of the engine.

use std::fmt::Display;
use std::io;
use std::path::Path;

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenReadError, OpenWriteError};

use crate::engine::IndexError;

use super::first_error::Damage;

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
            _ => return IndexError::Engine(Box::new(error)),
        };
        match (Damage::behind(&**system), path) {
            (Some(damage), _) => damage.clone().into(),
            (None, Some(path)) => {
                let again = system.raw_os_error().map(io::Error::from_raw_os_error);
                let again = again.unwrap_or_else(|| io::Error::new(system.kind(), system.to_string()));
                IndexError::Io { path: path.clone(), error: again }
            }
            (None, None) => IndexError::Engine(Box::new(error)),
        }
    }
}
