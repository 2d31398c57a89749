//! The pages laid end to end: one run of lines, furniture gone, footnotes set aside.

use crate::report::{Document, Role, SourceSpan};

use super::footnotes::{self, Footnote};
use super::furniture;
use super::pages::raw_pages;

/// The gap between a line and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing: the next line of the same page.
    None,
    /// This many blank lines.
    Blank(u32),
    /// The end of a page.
    Page,
}

/// A line of the report's own text.
#[derive(Clone, Debug)]
pub(super) struct FlowLine<'a> {
    /// The text without white space at either end; never empty.
    pub(super) text: &'a str,
    /// The role that the format gives the line.
    pub(super) role: Role,
    /// The gap before the line.
    pub(super) gap: Gap,
    /// The page a reader would name, from 1.
    pub(super) page: u32,
    /// Where it was read.
    pub(super) span: SourceSpan,
}

/// The whole report in reading order.
pub(super) struct Flow<'a> {
    /// The lines of the body.
    pub(super) lines: Vec<FlowLine<'a>>,
    /// The footnotes, in order.
    pub(super) footnotes: Vec<Footnote<'a>>,
    /// Whether the file gives its page ends.
    pub(super) paged: bool,
}

impl<'a> Flow<'a> {
    /// Lays out the pages of a document.
    pub(super) fn new(document: &'a Document) -> Flow<'a> {
        let mut pages = raw_pages(document);
        if pages.len() == 1 {
            pages = furniture::pages_by_their_numbers(pages);
        }
        let paged = pages.len() > 1;
        let are_numbered = furniture::printed_distance(&pages).is_some();
        furniture::remove(&mut pages);
        let footnotes = footnotes::take(&mut pages, are_numbered);
        let mut lines: Vec<FlowLine<'a>> = Vec::new();
        for page in &pages {
            let mut blanks = 0;
            let mut first = true;
            for raw in &page.lines {
                if raw.text.is_empty() {
                    blanks += 1;
                    continue;
                }
                let gap = match (first, blanks) {
                    (true, _) => Gap::Page,
                    (false, 0) => Gap::None,
                    (false, n) => Gap::Blank(n),
                };
                lines.push(FlowLine { text: raw.text, role: raw.role.clone(), gap, page: page.number, span: raw.span });
                (first, blanks) = (false, 0);
            }
        }
        Flow { lines, footnotes, paged }
    }
}
