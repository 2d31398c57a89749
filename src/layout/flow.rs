//! The pages laid end to end: one run of lines, furniture gone, footnotes set aside.

use std::ops::Range;

use crate::report::{Document, Line, Role, SourceSpan};

use super::footnotes::{self, Footnote};
use super::furniture;

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

/// A page before its lines are laid out: every line, blank ones too, with its source.
pub(super) struct RawPage<'a> {
    /// The number of the page as a reader would say it.
    pub(super) number: u32,
    /// Its lines.
    pub(super) lines: Vec<PageLine<'a>>,
}

/// A line of a [`RawPage`].
#[derive(Clone)]
pub(super) struct PageLine<'a> {
    /// The text without white space at either end; may be empty.
    pub(super) text: &'a str,
    /// The role that the format gives the line.
    pub(super) role: &'a Role,
    /// Where it was read.
    pub(super) span: SourceSpan,
}

impl<'a> Flow<'a> {
    /// Lays out the pages of a document.
    pub(super) fn new(document: &'a Document) -> Flow<'a> {
        let mut pages = raw_pages(document);
        if pages.len() == 1 {
            pages = furniture::pages_by_their_numbers(pages);
        }
        let paged = pages.len() > 1;
        furniture::remove(&mut pages);
        let footnotes = footnotes::take(&mut pages);
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

fn raw_pages(document: &Document) -> Vec<RawPage<'_>> {
    let number = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
    let raw = |page: usize, at: usize, line: &Line| SourceSpan {
        page: number(page),
        line: number(at),
        lines: 1,
        bytes: line.bytes.as_ref().map(|Range { start, end }| (*start, *end)),
    };
    let pages = document.pages.iter().enumerate();
    pages
        .map(|(p, page)| {
            let lines = page.lines.iter().enumerate();
            let lines =
                lines.map(|(l, line)| PageLine { text: clean(&line.text), role: &line.role, span: raw(p, l, line) });
            RawPage { number: number(p), lines: lines.collect() }
        })
        .collect()
}

/// A line without the white space and control characters around it.
fn clean(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}'))
}
