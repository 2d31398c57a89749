//! Documents of office programs: Word, OpenDocument, RTF.
//!
//! They know their paragraphs, headings and lists, but not their pages, which every program breaks
//! anew. So a document is one page, as a web page is.

mod body;
mod docx;
mod model;
mod numbers;
mod odt;
mod package;
mod xml;

use super::Unreadable;
use super::blocks::BlockLine;
use super::format::Office;
use crate::report::{Document, Line, Page, Role};
use package::Package;

/// Reads a document.
pub(super) fn read(bytes: &[u8], format: Office) -> Result<Document, Unreadable> {
    let what = name(format);
    let (lines, warnings) = match format {
        Office::Docx => docx::read(Package::open(bytes, what)?)?,
        Office::Odt => odt::read(Package::open(bytes, what)?)?,
        Office::Doc | Office::Rtf => (model::read(bytes, format)?, Vec::new()),
    };
    if lines.is_empty() && !warnings.is_empty() {
        return Err(Unreadable::Damaged { what: what.to_owned(), why: warnings.join("; ") });
    }
    Ok(document(lines, warnings))
}

/// A format as it is called in messages.
pub(super) fn name(format: Office) -> &'static str {
    match format {
        Office::Docx => "a Word document",
        Office::Doc => "a Word document of the old kind",
        Office::Odt => "an OpenDocument text",
        Office::Rtf => "a rich text (RTF) document",
    }
}

fn document(lines: Vec<BlockLine>, warnings: Vec<String>) -> Document {
    let lines: Vec<Line> =
        lines.into_iter().map(|line| Line { text: line.text, role: line.role, bytes: None }).collect();
    let pages = if lines.is_empty() { Vec::new() } else { vec![Page { lines }] };
    Document { pages, warnings, ..Document::default() }
}

/// What is said of a part that could be read only up to a place.
fn broken(why: &str) -> String {
    format!("the document breaks off ({why}): what comes after is missing")
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
