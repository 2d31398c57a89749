//! What is nearest to a quotation that no passage has: in lines, and as JSON.

use std::ops::Range;

use serde::Serialize;

use crate::engine::{Continued, Nearest, Unit};

use super::hit_id;

/// At most this many characters of the passage are shown before and after the words that were quoted.
const MAX_AROUND: usize = 40;

/// The passage with the words that differ: `[-those of the quotation-]{+its own+}`.
pub(super) fn nearest_lines(nearest: &Nearest) -> [String; 2] {
    let text = &nearest.passage.text;
    let Range { start, end } = nearest.quoted;
    let from = text[..start].char_indices().rev().take(MAX_AROUND).last().map_or(start, |(at, _)| at);
    let to = text[end..].char_indices().nth(MAX_AROUND).map_or(text.len(), |(at, _)| end + at);
    let mut line = String::from(if from > 0 { "  …" } else { "  " });
    let mut at = from;
    for difference in &nearest.differences {
        let found = difference.found.start.max(at)..difference.found.end.max(at);
        line.push_str(&text[at..found.start]);
        if found.is_empty() && !difference.typed.is_empty() {
            line.push(' ');
        }
        line.push_str(&marked_difference(&difference.typed, &text[found.clone()]));
        at = found.end;
    }
    line.push_str(&text[at..to.max(at)]);
    line.push_str(if to < text.len() { "…" } else { "" });
    let id = hit_id(&nearest.report, nearest.passage.ordinal, Unit::Passage);
    [format!("  the nearest passage is {id}; [-typed-]{{+in the report+}}:"), line]
}

/// Words of a quotation, and those of the report in their place; either may be none.
pub(super) fn marked_difference(typed: &str, found: &str) -> String {
    let typed = if typed.is_empty() { String::new() } else { format!("[-{typed}-]") };
    let found = if found.is_empty() { String::new() } else { format!("{{+{found}+}}") };
    typed + &found
}

/// "the first 7 words are at the end of letter.txt#3, the rest in #4".
pub(super) fn continued_line(continued: &Continued) -> String {
    let Continued { report, passages: [first, second], words, .. } = continued;
    let words = if *words == 1 { "first word is".to_owned() } else { format!("first {words} words are") };
    format!("  the {words} at the end of {}, the rest in #{second}", hit_id(report, *first, Unit::Passage))
}

#[derive(Debug, Serialize)]
pub(super) struct NearestWire<'a> {
    id: String,
    text: &'a str,
    quoted: [usize; 2],
    differences: Vec<WordDifferenceWire<'a>>,
}

#[derive(Debug, Serialize)]
struct WordDifferenceWire<'a> {
    typed: &'a str,
    found: &'a str,
    at: [usize; 2],
}

#[derive(Debug, Serialize)]
pub(super) struct ContinuedWire {
    first: String,
    words: usize,
    second: String,
}

impl<'a> From<&'a Nearest> for NearestWire<'a> {
    fn from(nearest: &'a Nearest) -> NearestWire<'a> {
        let text = nearest.passage.text.as_str();
        let code_points = |bytes: &Range<usize>| [bytes.start, bytes.end].map(|byte| text[..byte].chars().count());
        let differences = nearest.differences.iter().map(|difference| WordDifferenceWire {
            typed: &difference.typed,
            found: &text[difference.found.clone()],
            at: code_points(&difference.found),
        });
        NearestWire {
            id: hit_id(&nearest.report, nearest.passage.ordinal, Unit::Passage),
            text,
            quoted: code_points(&nearest.quoted),
            differences: differences.collect(),
        }
    }
}

impl From<&Continued> for ContinuedWire {
    fn from(continued: &Continued) -> ContinuedWire {
        let [first, second] = continued.passages.map(|ordinal| hit_id(&continued.report, ordinal, Unit::Passage));
        ContinuedWire { first, words: continued.words, second }
    }
}
