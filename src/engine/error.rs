//! Errors of an index and of a search.

use std::error::Error;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

/// Why an index cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// There is no index in the folder.
    #[error("there is no index in {}", folder(.0))]
    Missing(PathBuf),
    /// The folder holds something else.
    #[error("{} holds other files and no index", folder(.0))]
    Foreign(PathBuf),
    /// The index was made by another version.
    #[error("the index at {path} was made by another version of findings ({found})")]
    Version {
        /// The folder of the index.
        path: PathBuf,
        /// The versions that it has.
        found: String,
    },
    /// Another process writes to the index.
    #[error("the index at {path} is being written by another findings{by}")]
    Locked {
        /// The folder of the index.
        path: PathBuf,
        /// The process that holds the lock, if known.
        by: String,
    },
    /// A file could not be read or written.
    #[error("{path}: {error}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The error of the system.
        error: io::Error,
    },
    /// The index is damaged.
    #[error("the index at {path} is damaged ({what})")]
    Damaged {
        /// The folder of the index.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// The cluster that holds the index gives no answer that can be used.
    #[error("{place}: {what}")]
    Cluster {
        /// The address of the index.
        place: String,
        /// What is wrong.
        what: String,
    },
    /// The engine failed otherwise.
    #[error("index: {0}")]
    Engine(Box<dyn Error + Send + Sync>),
}

/// A folder as a reader recognises it: `./index`, not `index`.
fn folder(path: &Path) -> String {
    let is_name = path.components().count() == 1 && matches!(path.components().next(), Some(Component::Normal(_)));
    if is_name { format!("./{}", path.display()) } else { path.display().to_string() }
}

/// Why a search has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The index is damaged or cannot be read.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// It took longer than [`Request::timeout`](super::Request::timeout).
    #[error("timed out after {} s", .after.as_secs_f64())]
    TimedOut {
        /// The time that it had.
        after: Duration,
    },
}
