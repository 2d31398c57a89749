//! Why nothing was found, in lines; and what is nearest to a quotation that no passage has, in lines and as JSON.

use std::ops::Range;

use serde::Serialize;

use crate::engine::{Continued, Nearest, Nothing, Unit};

use super::hit_id;
use super::lines::shortened;
use super::safe::safe;

/// At most this many characters of the passage are shown before and after the words that were quoted.
const MAX_AROUND: usize = 40;

/// A condition as long as a page is named by its beginning.
const MAX_CONDITION_COLUMNS: usize = 400;

/// Why a search found nothing: what each condition meets alone, spellings, what is nearest.
pub(crate) fn nothing_reasons(nothing: &Nothing) -> Vec<String> {
    let mut lines = Vec::new();
    let is_quotation = nothing.nearest.is_some() || nothing.continued.is_some();
    let is_one_zero = !is_quotation && nothing.conditions.iter().all(|(_, n)| *n == 0);
    if nothing.conditions.len() > 1 || is_one_zero {
        for (condition, passages) in nothing.conditions.iter().filter(|(condition, _)| !condition.is_empty()) {
            let condition = shortened(condition, MAX_CONDITION_COLUMNS);
            lines.push(format!("  {condition}: {passages} passage{}", if *passages == 1 { "" } else { "s" }));
        }
    }
    for (typed, nearest) in &nothing.spellings {
        lines.push(format!("  nothing has {typed}; the nearest is {nearest}"));
    }
    match nothing.reports {
        0 => {}
        1 => lines.push("  1 report has all of it, in different passages".to_owned()),
        reports => lines.push(format!("  {reports} reports have all of it, in different passages")),
    }
    match (&nothing.continued, &nothing.nearest) {
        (Some(continued), _) => lines.push(continued_line(continued)),
        (None, Some(nearest)) => lines.extend(nearest_lines(nearest)),
        (None, None) => {}
    }
    lines.into_iter().map(|line| safe(&line).into_owned()).collect()
}

/// The same, and which options find more.
pub(crate) fn nothing_lines(nothing: &Nothing) -> Vec<String> {
    let mut lines = nothing_reasons(nothing);
    let variants = if nothing.variants > nothing.inflected { nothing.variants } else { 0 };
    let others = [("--match inflected", nothing.inflected), ("--match variants", variants), ("--any", nothing.any)];
    for (option, passages) in others.into_iter().filter(|(_, passages)| *passages > 0) {
        lines.push(format!("  with {option}: {passages} passage{}", if passages == 1 { "" } else { "s" }));
    }
    lines
}

/// The passage with the words that differ: `[-those of the quotation-]{+its own+}`.
fn nearest_lines(nearest: &Nearest) -> [String; 2] {
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
fn continued_line(continued: &Continued) -> String {
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
