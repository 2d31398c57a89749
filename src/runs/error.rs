//! Errors in a run or in judgements, with their place.

use std::io;

/// Why a file cannot be read as a run or as judgements.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunError {
    /// The system could not read it.
    #[error("{name}: {error}")]
    Io {
        /// The file.
        name: String,
        /// The system's message.
        error: io::Error,
    },
    /// A line has the wrong form.
    #[error("{name}:{line}: {what}")]
    Line {
        /// The file.
        name: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong and what to do.
        what: String,
    },
    /// The lines of a query are not together.
    #[error(
        "{name}:{line}: query {query} was above already, with other queries between; bring the lines of each query \
         together, as `sort -s -k1,1` does with a TREC run"
    )]
    Scattered {
        /// The file.
        name: String,
        /// The line, from 1.
        line: u64,
        /// The query's id.
        query: String,
    },
}

/// The longest line or row that is read, in bytes.
pub(super) const MAX_LINE_BYTES: u64 = 1 << 30;

pub(super) fn too_long() -> String {
    format!("the line is longer than {MAX_LINE_BYTES} bytes, which is no run that findings wrote")
}
