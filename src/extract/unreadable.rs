//! Why a file could not be read, in words for the person whose file it is.

use thiserror::Error;

/// Why a file, or one record of it, could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
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
        what: &'static str,
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
