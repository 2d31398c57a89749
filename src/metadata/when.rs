//! When a report was published, and when its inspectors were on site.

use std::ops::Range;

use super::dates::{self, expression_at_start};
use super::frame::Frame;
use super::lines::Lines;
use crate::report::{Confidence, Date, Evidence, Visit};

/// The value of an empty cell is among this many lines after its label.
const MAX_LINES_TO_VALUE: usize = 3;
/// The first sentences of a letter say when the visit was.
const MAX_SENTENCE_BYTES: usize = 5_000;

/// The printed date of publication: a label, or the date of a letter.
pub(super) fn published(lines: &Lines, frame: &Frame) -> Option<(Date, Evidence)> {
    if let Some((date, bytes)) = after_label(lines) {
        return Some((date, lines.evidence("date", date, bytes, Confidence::Sure)));
    }
    let (line, date) = frame.dated?;
    let confidence = if frame.salutation.is_some() { Confidence::Sure } else { Confidence::Likely };
    Some((date, lines.evidence("date", date, lines.bytes(line..line + 1), confidence)))
}

fn after_label(lines: &Lines) -> Option<(Date, Range<usize>)> {
    const LABELS: [&str; 5] = ["published", "publication date", "date of publication", "publication", "date published"];
    let text = &lines.lower;
    LABELS.iter().find_map(|label| {
        let mut places = text.match_indices(label).map(|(at, _)| at..at + label.len());
        places.find_map(|label| value_of_label(lines, label))
    })
}

/// The date after a label: after a colon, or alone with the label on its line.
fn value_of_label(lines: &Lines, label: Range<usize>) -> Option<(Date, Range<usize>)> {
    let text = &lines.lower;
    let before = text[..label.start].rsplit('\n').next().unwrap_or("").trim_end();
    let starts_line = before.is_empty() || before.ends_with("report") || before.ends_with("first");
    let after = text[label.end..].trim_start_matches(' ');
    let rest = after.trim_start_matches([' ', ':', '\n']);
    let rest = rest.strip_prefix("on ").unwrap_or(rest);
    let start = text.len() - rest.len();
    let has_colon = after.starts_with(':');
    let Some(found) = expression_at_start(rest) else {
        let is_empty = after.trim_start_matches([' ', ':']).starts_with('\n');
        return if has_colon && is_empty { date_in_next_lines(lines, start) } else { None };
    };
    let ends_line = rest[found.bytes.end..].trim_start_matches([' ', '.']).starts_with('\n');
    let date = found.single().filter(|_| has_colon || (starts_line && ends_line))?;
    Some((date, label.start..start + found.bytes.end))
}

/// If labels and values are the columns of a table, other values may come in between.
fn date_in_next_lines(lines: &Lines, byte: usize) -> Option<(Date, Range<usize>)> {
    let first = lines.line_at(byte);
    let only = |at: usize| Some((dates::only_date(lines.lower_line(at))?, lines.bytes(at..at + 1)));
    (first..lines.count().min(first + MAX_LINES_TO_VALUE)).find_map(only)
}

/// The days on site: after a label, or in the first sentence that speaks of the visit. A year that is
/// not printed there is that of the publication.
pub(super) fn visit(lines: &Lines, frame: &Frame, published: Option<Date>) -> Option<(Visit, Evidence)> {
    let with_year = || labelled_visit(lines).or_else(|| visit_in_sentences(lines, frame, None));
    let without_year = || visit_in_sentences(lines, frame, Some(published?));
    let sure = with_year().map(|found| (found, Confidence::Sure));
    let ((visit, bytes), confidence) = sure.or_else(|| Some((without_year()?, Confidence::Likely)))?;
    let value = format!("{}..{}", visit.start, visit.end);
    Some((visit, lines.evidence("visit", value, bytes, confidence)))
}

fn labelled_visit(lines: &Lines) -> Option<(Visit, Range<usize>)> {
    const LABELS: [&str; 7] = [
        "inspection date",
        "dates of inspection",
        "date of inspection",
        "dates of visit",
        "date of visit",
        "visit date",
        "inspected on",
    ];
    let text = &lines.lower;
    let mut places: Vec<(usize, &str)> = LABELS
        .iter()
        .flat_map(|label| text.match_indices(label))
        .filter(|&(at, _)| !is_previous(&text[..at]))
        .collect();
    places.sort_unstable();
    places.into_iter().find_map(|(at, label)| {
        let rest = &text[at + label.len()..];
        let rest = rest.strip_prefix("(s)").or_else(|| rest.strip_prefix('s')).unwrap_or(rest);
        let start = text.len() - rest.len();
        let found = expression_at_start(rest)?;
        Some((found.visit(false)?, at..start + found.bytes.end))
    })
}

fn is_previous(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or("");
    ["previous", "last", "next"].iter().any(|word| line.trim_end().ends_with(word))
}

fn visit_in_sentences(lines: &Lines, frame: &Frame, latest: Option<Date>) -> Option<(Visit, Range<usize>)> {
    let body = lines.bytes(frame.body..lines.count());
    let start = body.start;
    let text = &lines.lower[body];
    dates::expressions_before(text, latest).take_while(|found| found.bytes.start < MAX_SENTENCE_BYTES).find_map(
        |found| {
            let before = sentence_before(text, found.bytes.start);
            let after = sentence_after(text, found.bytes.end);
            let speaks_of_visit =
                |part: &str| ["visit", "inspect", "fieldwork", "on site", "on-site"].iter().any(|w| part.contains(w));
            let of_another =
                ["last inspect", "previous", "last visit", "published", "since ", "was judged", "ended", "following"];
            let joined_by = before.trim_end().rsplit([' ', '\n']).next().unwrap_or("");
            let introduced = matches!(
                joined_by,
                "on" | "between" | "from" | "during" | "over" | "of" | "the" | "visit" | "inspection" | "place"
            );
            let other = of_another.iter().any(|words| before.contains(words));
            let speaks = speaks_of_visit(before) || speaks_of_visit(after);
            if !introduced || other || !speaks {
                return None;
            }
            let visit = found.visit(joined_by == "between")?;
            Some((visit, start + found.bytes.start..start + found.bytes.end))
        },
    )
}

/// The part of a sentence before a byte.
fn sentence_before(text: &str, at: usize) -> &str {
    let from = text[..at].rfind(". ").or_else(|| text[..at].rfind(".\n")).map_or(0, |end| end + 2);
    let newer = text[..at].rfind(".\n").map_or(from, |end| from.max(end + 2));
    &text[newer..at]
}

/// The part of a sentence after a byte.
fn sentence_after(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    &rest[..rest.find(". ").or_else(|| rest.find(".\n")).unwrap_or(rest.len())]
}
