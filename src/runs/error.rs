//! What can be wrong with a run or with judgements, and where.

use std::io;

/// Why a file cannot be taken for what it should be.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The system could not read it.
    #[error("{name}: {error}")]
    Io {
        /// The file.
        name: String,
        /// What the system says.
        error: io::Error,
    },
    /// A line is not what it should be.
    #[error("{name}:{line}: {what}")]
    Line {
        /// The file.
        name: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong and what to do.
        what: String,
    },
    /// The lines of a query do not stand together.
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
pub(super) const LONGEST: u64 = 1 << 30;

pub(super) fn too_long() -> String {
    format!("the line is longer than {LONGEST} bytes, which is no run that findings wrote")
}
