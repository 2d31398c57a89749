//! Documents of office programs: Word, PowerPoint, Excel, OpenDocument, RTF; and EPUB, which is packed alike.
//!
//! Texts know their paragraphs, headings and lists, but not their pages, which every program breaks again. So a text is
//! one page, as a web page is. A slide is a page, and so are a sheet and a chapter of a book.

mod body;
#[cfg(feature = "office")]
mod docx;
#[cfg(feature = "office")]
mod epub;
#[cfg(feature = "legacy-office")]
mod model;
mod numbers;
#[cfg(feature = "office")]
mod odt;
#[cfg(feature = "office")]
mod package;
#[cfg(feature = "office")]
mod pptx;
#[cfg(feature = "office")]
mod relations;
#[cfg(feature = "office")]
mod xlsx;
#[cfg(feature = "office")]
mod xml;

use super::Unreadable;
use super::blocks::BlockLine;
use super::format::File;
use crate::report::{Document, Line, Page, Role};
#[cfg(feature = "office")]
use package::OfficePackage;

/// Reads a Word document.
#[cfg(feature = "office")]
pub(super) fn read_docx(file: &File<'_>) -> Result<Document, Unreadable> {
    document(file, one_page(docx::read(OfficePackage::open(file)?)?))
}

/// Reads an OpenDocument text, presentation or spreadsheet.
#[cfg(feature = "office")]
pub(super) fn read_open_document(file: &File<'_>) -> Result<Document, Unreadable> {
    document(file, odt::read(OfficePackage::open(file)?)?)
}

/// Reads a PowerPoint presentation.
#[cfg(feature = "office")]
pub(super) fn read_pptx(file: &File<'_>) -> Result<Document, Unreadable> {
    document(file, pptx::read(OfficePackage::open(file)?)?)
}

/// Reads an Excel workbook.
#[cfg(feature = "office")]
pub(super) fn read_xlsx(file: &File<'_>) -> Result<Document, Unreadable> {
    document(file, xlsx::read(OfficePackage::open(file)?)?)
}

/// Reads an EPUB book.
#[cfg(feature = "office")]
pub(super) fn read_epub(file: &File<'_>) -> Result<Document, Unreadable> {
    epub::read(OfficePackage::open(file)?)
}

/// Reads a Word document of the old kind.
#[cfg(feature = "legacy-office")]
pub(super) fn read_doc(file: &File<'_>) -> Result<Document, Unreadable> {
    document(file, one_page((model::read(file, anydoc::Format::Doc)?, Vec::new())))
}

/// Reads rich text.
#[cfg(feature = "legacy-office")]
pub(super) fn read_rtf(file: &File<'_>) -> Result<Document, Unreadable> {
    document(file, one_page((model::read(file, anydoc::Format::Rtf)?, Vec::new())))
}

/// What was read of a file: the lines of each page, and what could not be read.
type PagesRead = (Vec<Vec<BlockLine>>, Vec<String>);

/// The same for a text, which is one page.
fn one_page((lines, warnings): (Vec<BlockLine>, Vec<String>)) -> PagesRead {
    (vec![lines], warnings)
}

/// A document of what was read.
fn document(file: &File<'_>, (pages, warnings): PagesRead) -> Result<Document, Unreadable> {
    if pages.iter().all(Vec::is_empty) {
        let damaged = || Err(file.damaged(warnings.join("; ")));
        return if warnings.is_empty() { Ok(Document::default()) } else { damaged() };
    }
    let line = |line: BlockLine| Line { text: line.text, role: line.role, bytes: None };
    let pages = pages.into_iter().map(|lines| Page { lines: lines.into_iter().map(line).collect() }).collect();
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
