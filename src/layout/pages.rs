//! Pages of lines as they are printed, before they are laid out.

use std::ops::Range;

use crate::report::{Document, Line, Role, SourceSpan};

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

/// The pages of a document as they are printed.
pub(super) fn raw_pages(document: &Document) -> Vec<RawPage<'_>> {
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
    let is_nothing = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}');
    // A soft hyphen at the end of a line says that its last word goes on.
    text.trim_start_matches(|c: char| is_nothing(c) || c == '\u{ad}').trim_end_matches(is_nothing)
}
