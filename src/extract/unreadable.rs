//! Why a file could not be read, in words for the person whose file it is.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::format::formats_read;

/// Why a file, or one record of it, could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum Unreadable {
    /// There is nothing in it but white space.
    #[error("the file is empty: there is nothing to index")]
    Empty,
    /// It is not text at all.
    #[error("binary data, not text: findings reads {}", formats_read())]
    Binary,
    /// It is a format that findings knows by sight but has no reader for.
    #[error("{what} is not read yet: findings reads {}, so convert it to one of these", formats_read())]
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
    #[error("{what} that is damaged ({why}): get it again, or open it in its own program and save it again")]
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
    #[error("the reader of its format failed ({why}): open the file in another program and save it again")]
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
    /// Its name says that it is in another format, one that no text can be in.
    #[error(
        "{what}, though its name says {named}: fetch the file again, or rename it to end in {ending} to read what is in it"
    )]
    NotAsNamed {
        /// What it is, with its article.
        what: String,
        /// What its name says, with the article.
        named: String,
        /// The extension of what it is, with the full stop.
        ending: String,
    },
    /// Unpacked, it is larger than anything that is read.
    #[error("it is more than {limit} MiB when unpacked: split it, or take out what is no report")]
    TooLarge {
        /// The limit in MiB.
        limit: u64,
    },
    /// It is an archive or an e-mail in another, and that in another again, and so on.
    #[error("{what} inside of {within} others: unpack it, and index what is in it")]
    TooDeep {
        /// The format, with its article.
        what: String,
        /// How many others are around it.
        within: usize,
    },
    /// It holds files, but none that is read.
    #[error("{what} with no file in it that is read: findings reads {}", formats_read())]
    NothingInside {
        /// The format, with its article.
        what: String,
    },
    /// A line of a JSON Lines file that is not an object.
    #[error("line {line} is not a JSON object ({why}): correct the line or remove it")]
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
    /// A record of a JSON Lines file that is longer than any report.
    #[error("line {line} is more than the {limit} MiB that are read of a record: make several records of it")]
    RecordTooLong {
        /// The line of the file, from 1.
        line: usize,
        /// The limit in MiB.
        limit: usize,
    },
    /// It is in a format whose reader this build was made without.
    #[error("{what} is not read by this build of findings, which reads {}", formats_read())]
    LeftOut {
        /// The format, with its article.
        what: String,
    },
    /// A file inside of the file cannot be read. It holds another one of these, and so is not written or read as
    /// it is: where it came from a stranger, there would be no end to it. It is the last, as variants are known by
    /// their number.
    #[error("{member}: {why}")]
    #[serde(skip)]
    Member {
        /// Its path in there.
        member: String,
        /// Why not.
        why: Box<Unreadable>,
    },
}
