//! Documents of office programs: Word, OpenDocument, RTF.

use super::Unreadable;
use super::format::Office;
use crate::report::Document;

/// Reads a document.
pub(super) fn read(_bytes: &[u8], format: Office) -> Result<Document, Unreadable> {
    let what = match format {
        Office::Docx => "a Word document",
        Office::Doc => "a Word document of the old kind",
        Office::Odt => "an OpenDocument text",
        Office::Rtf => "a rich text (RTF) document",
    };
    Err(Unreadable::NotReadYet { what: what.to_owned() })
}
