//! E-mails: the message, and the files attached to it.

use super::Unreadable;
use crate::report::Document;

/// Reads a message, then what is attached to it, each a document of its own.
pub(super) fn read(_bytes: &[u8]) -> Result<Vec<Result<Document, Unreadable>>, Unreadable> {
    Err(Unreadable::NotReadYet { what: "an e-mail".to_owned() })
}
