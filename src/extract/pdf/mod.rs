//! PDF files: the printed text of the pages in reading order, with the roles that tags and type give it.
//!
//! `container` opens the file, `tags` reads its structure, `labels` what it calls its pages, and `artifacts` takes out
//! those that would take words with them; `runs` takes the pieces of text with their boxes, and `ocr_layer` shows it the
//! text that lies invisibly over a picture. A tagged page is read by its tags (`tagged`), any other by positions (`columns`, `lines`, `grid`). `headings`
//! recognises headings by tags, weight and size, and `write` gives every line its role. No recursion is unbounded: the
//! tree of tags is walked with a list, each node once.

mod artifacts;
mod columns;
mod container;
mod glyphs;
mod grid;
mod headings;
mod labels;
mod lines;
mod marks;
mod ocr_layer;
mod printed;
mod runs;
mod tagged;
mod tags;
mod write;

use super::Unreadable;
use super::format::File;
use crate::report::Document;
use container::PdfFile;
use printed::PrintedPage;
use runs::{PdfFault, TextRun};
use tagged::Coverage;

/// Reads a PDF.
pub(super) fn read(file: &File<'_>) -> Result<Document, Unreadable> {
    let container = PdfFile::open(&file.bytes);
    let found =
        runs::read(container.mended.as_deref().unwrap_or(&file.bytes), &container).map_err(|fault| match fault {
            PdfFault::Locked => Unreadable::Encrypted { what: file.what.to_owned() },
            PdfFault::Damaged(why) => file.damaged(why),
        })?;
    let pages = printed(&found.pages);
    let scanned = (1..).zip(&pages).filter(|(number, page)| page.is_empty() && found.pictures.contains(number));
    let scanned = scanned.map(|(number, _)| number).collect();
    let (recognised, warnings) = (found.recognised, found.warnings);
    let page_names = container.page_names;
    Ok(Document { pages: write::pages(pages), page_names, scanned, recognised, warnings, ..Document::default() })
}

/// The blocks of each page, in reading order.
fn printed(pages: &[Vec<TextRun>]) -> Vec<PrintedPage> {
    let coverage = Coverage::of(pages.iter().flatten());
    let printed = pages.iter().map(|runs| match Coverage::of(runs).is_tagged(coverage) {
        true => tagged::blocks(runs),
        false => lines::blocks(runs),
    });
    let mut printed: Vec<PrintedPage> = printed.collect();
    if coverage.is_tagged(coverage) {
        tagged::add_letterhead(&mut printed, pages);
    }
    printed
}

#[cfg(test)]
mod maker;
#[cfg(test)]
mod tests;
