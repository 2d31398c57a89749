//! A line of a concordance: an occurrence with the text around it.

use std::ops::Range;
use std::sync::Arc;

use crate::engine::Hit;
use crate::report::{Passage, Report};

/// At most this many characters of an occurrence are kept: one of `NEAR` may be as long as its passage.
const MAX_MATCHED: usize = 1_000;

/// An occurrence with the text to its left and right, within its passage.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConcordanceLine {
    /// The report.
    pub report: Arc<Report>,
    /// The report's short id, if it has one.
    pub short_id: Option<Arc<str>>,
    /// The ordinal of the passage in the report.
    pub ordinal: u32,
    /// The number printed before the passage.
    pub label: Option<String>,
    /// The pages of the passage, first and last.
    pub pages: Option<(u32, u32)>,
    /// The code points of the passage's text that the occurrence covers, end exclusive.
    pub at: (usize, usize),
    /// The text before the occurrence.
    pub left: String,
    /// The occurrence.
    pub matched: String,
    /// The text after the occurrence.
    pub right: String,
}

/// The lines of a hit, in the order of its text; at most `context` characters are kept on either side.
pub(crate) fn lines_of(hit: &Hit, context: usize) -> Vec<ConcordanceLine> {
    let places = hit.highlights.iter().zip(hit.code_points());
    places.map(|(bytes, at)| line(hit, bytes, at, context)).collect()
}

/// The line of one occurrence of a hit.
pub(super) fn line(hit: &Hit, bytes: &Range<usize>, at: (usize, usize), context: usize) -> ConcordanceLine {
    let Passage { ordinal, label, pages, text, .. } = &hit.passage;
    ConcordanceLine {
        report: Arc::clone(&hit.report),
        short_id: hit.short_id.clone(),
        ordinal: *ordinal,
        label: label.clone(),
        pages: *pages,
        at,
        left: last_chars(&text[..bytes.start], context).to_owned(),
        matched: first_chars(&text[bytes.clone()], MAX_MATCHED).to_owned(),
        right: first_chars(&text[bytes.end..], context).to_owned(),
    }
}

/// At most the first `limit` characters of a text.
fn first_chars(text: &str, limit: usize) -> &str {
    text.char_indices().nth(limit).map_or(text, |(end, _)| &text[..end])
}

/// At most the last `limit` characters of a text.
fn last_chars(text: &str, limit: usize) -> &str {
    match limit.checked_sub(1) {
        Some(before) => text.char_indices().rev().nth(before).map_or(text, |(start, _)| &text[start..]),
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_cut_between_characters() {
        for (limit, first, last) in
            [(0, "", ""), (1, "é", "b"), (2, "é’", "ab"), (4, "é’ab", "é’ab"), (9, "é’ab", "é’ab")]
        {
            assert_eq!((first_chars("é’ab", limit), last_chars("é’ab", limit)), (first, last), "{limit}");
        }
    }
}
