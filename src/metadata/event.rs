//! The day of what a report is about: an accident, a death, a hearing. It is never the day of publication.

use std::ops::Range;

use super::dates::expression_at_start;
use super::frame::Frame;
use super::lines::Lines;
use crate::report::{Confidence, Date, Evidence};

/// The day of the event: after a label, or alone on the cover of a report on one.
///
/// The day of publication may be printed in the same place; then that is what it is.
pub(super) fn read(lines: &Lines, frame: &Frame, published: Option<Date>) -> Option<(Date, Evidence)> {
    if let Some((date, bytes)) = labelled(lines) {
        return Some((date, lines.evidence("event", date, bytes, Confidence::Sure)));
    }
    let (line, date) = frame.dated.filter(|(_, date)| date.parts().2.is_some() && is_on_cover(lines, frame))?;
    if published == Some(date) || frame.salutation.is_some() {
        return None;
    }
    Some((date, lines.evidence("event", date, lines.bytes(line..line + 1), Confidence::Likely)))
}

fn labelled(lines: &Lines) -> Option<(Date, Range<usize>)> {
    const LABELS: [&str; 12] = [
        "date of accident",
        "date of the accident",
        "accident date",
        "date of incident",
        "date of the incident",
        "incident date",
        "date of occurrence",
        "date of event",
        "date of death",
        "date of hearing",
        "hearing date",
        "hearing held on",
    ];
    let text = &lines.lower;
    LABELS.iter().flat_map(|label| text.match_indices(label)).find_map(|(at, label)| {
        let rest = &text[at + label.len()..];
        let found = expression_at_start(rest)?;
        Some((found.single()?, at..at + label.len() + found.bytes.end))
    })
}

/// Whether the cover is that of a report on something that happened on a day, which is then printed there.
pub(super) fn is_on_cover(lines: &Lines, frame: &Frame) -> bool {
    const WORDS: [&str; 15] = [
        "accident",
        "accidents",
        "collision",
        "collisions",
        "death",
        "deaths",
        "derailment",
        "fatality",
        "grounding",
        "hearing",
        "incident",
        "inquest",
        "investigation",
        "occurrence",
        "crash",
    ];
    let end = frame.dated.map_or(0, |(at, _)| at).max(frame.title.end);
    let cover = &lines.lower[lines.bytes(0..end)];
    cover.split(|c: char| !c.is_ascii_alphabetic()).any(|word| WORDS.contains(&word))
}
