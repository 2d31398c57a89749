//! Why an index was not made or updated.

use std::path::PathBuf;

use crate::corpus::MovedRoot;
use crate::index::IndexError;
use crate::report::RootError;

use super::Loss;

/// Why an index was not made or updated; it was left as it is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexerError {
    /// The index cannot be read or written.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A folder or file that was asked for is missing, or cannot be read.
    #[error(transparent)]
    Root(#[from] RootError),
    /// A folder or file that the index was made from is missing, or cannot be read.
    #[error("{0}; the index was left as it is")]
    KnownRoot(RootError),
    /// The indexer has no folder to make an index in.
    #[error("there is no folder for the index")]
    NoFolder,
    /// The folders of the index were named relative to another folder than the current one.
    #[error(
        "the index was made in {base}, and its folders are named as they are found from there; it was left as it is"
    )]
    Elsewhere {
        /// The folder that it was made in.
        base: String,
    },
    /// There is an index where another one was to be copied to.
    #[error("there is an index at {} already; it was left as it is", .0.display())]
    Occupied(PathBuf),
    /// A folder that held reports is empty, as if its disk were not mounted.
    #[error("{root}: the folder is empty now, and {held} of its files are in the index; the index was left as it is")]
    Emptied {
        /// The folder.
        root: String,
        /// How many of its files are in the index.
        held: usize,
    },
    /// A root that was to have moved did not.
    #[error("{what}; the index was left as it is")]
    NotMoved {
        /// Why not.
        what: String,
    },
    /// A root is missing, and a folder that is named holds its files.
    #[error("{} is gone, and {} has {} of its {} files: it seems to have moved", .0.from, .0.to, .0.held, .0.files)]
    Moved(MovedRoot),
    /// A repair would lose what cannot be read again.
    #[error("{} of what the index holds cannot be read again; the index was left as it is", .0.len())]
    Lossy(Vec<Loss>),
}
