//! Documents of office programs: Word, OpenDocument, RTF.
//!
//! They know their paragraphs, headings and lists, but not their pages, which every program breaks
//! again. So a document is one page, as a web page is.

mod body;
#[cfg(feature = "office")]
mod docx;
#[cfg(feature = "legacy-office")]
mod model;
mod numbers;
#[cfg(feature = "office")]
mod odt;
#[cfg(feature = "office")]
mod package;
#[cfg(feature = "office")]
mod xml;

use super::Unreadable;
use super::blocks::BlockLine;
use super::format::File;
use crate::report::{Document, Line, Page, Role};
use package::OfficePackage;

/// Reads a Word document.
#[cfg(feature = "office")]
pub(super) fn read_docx(file: &File<'_>) -> Result<Document, Unreadable> {
    document(file, docx::read(OfficePackage::open(file)?)?)
}

/// Reads an OpenDocument text.
#[cfg(feature = "office")]
pub(super) fn read_odt(file: &File<'_>) -> Result<Document, Unreadable> {
    document(file, odt::read(OfficePackage::open(file)?)?)
}

/// Reads a Word document of the old kind.
#[cfg(feature = "legacy-office")]
pub(super) fn read_doc(file: &File<'_>) -> Result<Document, Unreadable> {
    document(file, (model::read(file, anydoc::Format::Doc)?, Vec::new()))
}

/// Reads rich text.
#[cfg(feature = "legacy-office")]
pub(super) fn read_rtf(file: &File<'_>) -> Result<Document, Unreadable> {
    document(file, (model::read(file, anydoc::Format::Rtf)?, Vec::new()))
}

/// A document of its lines and of what could not be read.
fn document(file: &File<'_>, (lines, warnings): (Vec<BlockLine>, Vec<String>)) -> Result<Document, Unreadable> {
    if lines.is_empty() && !warnings.is_empty() {
        return Err(file.damaged(warnings.join("; ")));
    }
    let lines: Vec<Line> =
        lines.into_iter().map(|line| Line { text: line.text, role: line.role, bytes: None }).collect();
    let pages = if lines.is_empty() { Vec::new() } else { vec![Page { lines }] };
    Ok(Document { pages, warnings, ..Document::default() })
}

/// The warning about a part that could be read only up to a place.
#[cfg(feature = "office")]
fn broken(why: &str) -> String {
    format!("the document breaks off ({why}): what comes after is missing")
}

/// Whether the paragraphs of a style are block quotations, by its name.
#[cfg(feature = "office")]
fn is_quote_style(name: &str) -> bool {
    let name = name.to_lowercase();
    name.contains("quot") || name == "block text"
}

/// The lines of a footnote or endnote, with the number that marks its place in the text, if one does.
fn note_lines(lines: Vec<BlockLine>, number: Option<usize>) -> Vec<BlockLine> {
    let numbered = |(index, mut line): (usize, BlockLine)| {
        if let Some(number) = number.filter(|_| index == 0) {
            line.text.insert_str(0, &format!("{number} "));
        }
        line.role = Role::Aside(index == 0);
        line
    };
    lines.into_iter().enumerate().map(numbered).collect()
}
