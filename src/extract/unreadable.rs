//! Why a file could not be read, in words for the person whose file it is.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a file, or one record of it, could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum Unreadable {
    /// There is nothing in it but white space.
    #[error("the file is empty: there is nothing to index")]
    Empty,
    /// It is not text at all.
    #[error("binary data, not text: findings reads text, Markdown, HTML and JSON Lines")]
    Binary,
    /// It is a format that findings knows by sight but has no reader for.
    #[error(
        "{what} is not read yet: findings reads text, Markdown, HTML and JSON Lines, so convert it to one of these"
    )]
    NotReadYet {
        /// The format, with its article.
        what: String,
    },
    /// It cannot be opened without a password.
    #[error("{what} that needs a password: take the password off it, and index again")]
    Encrypted {
        /// The format, with its article.
        what: String,
    },
    /// It is in a format that is read, but is damaged.
    #[error("{what} that is damaged ({why}): get it again, or open it in another program and save it anew")]
    Damaged {
        /// The format, with its article.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// Reading was ended for what it took.
    #[error("reading it {what}: {next}")]
    TooMuch {
        /// What it does beyond its limit, such as `takes more than 60 seconds`.
        what: String,
        /// What can be done.
        next: String,
    },
    /// The reader of its format failed.
    #[error("the reader of its format failed ({why}): open the file in another program and save it anew")]
    ReaderFailed {
        /// What is known of it.
        why: String,
    },
    /// There is no process to read it in.
    #[error("{why}: end other programs, and index again")]
    NoReader {
        /// What the system says.
        why: String,
    },
    /// A file inside of the file cannot be read.
    #[error("{member}: {why}")]
    Member {
        /// Its path in there.
        member: String,
        /// Why not.
        why: Box<Unreadable>,
    },
    /// A line of a JSON Lines file that is not an object.
    #[error("line {line} is not a JSON object ({why}): mend the line or take it out")]
    NotAnObject {
        /// The line of the file, from 1.
        line: usize,
        /// What the JSON reader said.
        why: String,
    },
    /// A line of a JSON Lines file that has neither text nor title.
    #[error("line {line} has no text: give it a \"text\" field")]
    NoText {
        /// The line of the file, from 1.
        line: usize,
    },
}
