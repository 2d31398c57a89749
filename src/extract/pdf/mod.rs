//! PDF files.

use super::Unreadable;
use crate::report::Document;

/// Reads a PDF.
pub(super) fn read(_bytes: &[u8]) -> Result<Document, Unreadable> {
    Err(Unreadable::NotReadYet { what: "a PDF".to_owned() })
}
