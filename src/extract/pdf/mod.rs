//! PDF files: what is printed on the pages, put in reading order, with what tags and type say of it.
//!
//! `file` opens the file and `tags` reads its structure; `runs` takes the pieces of text with their
//! boxes. A page that is tagged is read by its tags (`tagged`), any other by where things stand
//! (`columns`, `lines`, `grid`). `headings` tells headings by tags, weight and size, and `write` gives
//! every line its role. Nothing recurs without a bound: the tree of tags is walked with a list, each
//! node once.

mod columns;
mod file;
mod glyphs;
mod grid;
mod headings;
mod lines;
mod marks;
mod printed;
mod runs;
mod tagged;
mod tags;
mod write;

use super::Unreadable;
use crate::report::Document;
use file::File;
use printed::PrintedPage;
use runs::Run;

/// Reads a PDF.
pub(super) fn read(bytes: &[u8]) -> Result<Document, Unreadable> {
    let file = File::open(bytes);
    let found = runs::read(bytes, &file)?;
    let pages: Vec<PrintedPage> = found.pages.iter().map(|runs| printed(runs)).collect();
    let scanned = (1..).zip(&pages).filter(|(number, page)| page.is_empty() && found.pictures.contains(number));
    let scanned = scanned.map(|(number, _)| number).collect();
    Ok(Document { pages: write::pages(pages), scanned, warnings: found.warnings, ..Document::default() })
}

/// The blocks of one page, in reading order.
fn printed(runs: &[Run]) -> PrintedPage {
    if tagged::is_tagged(runs) { tagged::blocks(runs) } else { lines::blocks(runs) }
}

#[cfg(test)]
mod maker;
#[cfg(test)]
mod tests;
