//! The day of what a report is about: an accident, a death, a hearing. It is never the day of publication.

use std::ops::Range;

use super::Rules;
use super::dates::{expression_at_start, expressions};
use super::frame::Frame;
use super::kind::{find, spaced};
use super::lines::Lines;
use super::publication::is_of_event;
use crate::report::{Confidence, Date, Evidence};

/// The day of the event: after a label, or alone on the cover of a report on one.
///
/// The day of publication may be printed in the same place; then that is what it is.
pub(super) fn read(lines: &Lines, frame: &Frame, rules: &Rules, published: Option<Date>) -> Option<(Date, Evidence)> {
    if let Some((date, bytes)) = labelled(lines, &rules.profile.labels.event) {
        return Some((date, lines.evidence("event", date, bytes, Confidence::Sure)));
    }
    if let Some((date, bytes)) = in_table(lines) {
        return Some((date, lines.evidence("event", date, bytes, Confidence::Sure)));
    }
    let of_cover = held(lines, frame).or_else(|| in_title(lines, frame, rules));
    if let Some((date, bytes)) = of_cover.filter(|(date, _)| published != Some(*date)) {
        return Some((date, lines.evidence("event", date, bytes, Confidence::Likely)));
    }
    let (line, date) = frame.dated.filter(|(_, date)| date.parts().2.is_some() && is_on_cover(lines, frame, rules))?;
    if published == Some(date) || frame.salutation.is_some() {
        return None;
    }
    Some((date, lines.evidence("event", date, lines.bytes(line..line + 1), Confidence::Likely)))
}

fn labelled(lines: &Lines, labels: &[String]) -> Option<(Date, Range<usize>)> {
    let text = &lines.lower;
    let places = labels.iter().flat_map(|label| lines.places(label).map(move |at| (at, label)));
    places.into_iter().find_map(|(at, label)| {
        let rest = &text[at + label.len()..];
        let found = expression_at_start(rest)?;
        Some((found.single()?, at..at + label.len() + found.bytes.end))
    })
}

/// The date in a table on what happened: beside its time, its place.
fn in_table(lines: &Lines) -> Option<(Date, Range<usize>)> {
    let of_event = lines.places("date").map(|at| at..at + "date".len()).filter(|label| is_of_event(lines, label));
    of_event.into_iter().find_map(|label| {
        let starts = label.start == lines.bytes(lines.line_at(label.start)..lines.line_at(label.start) + 1).start;
        let found = expression_at_start(&lines.lower[label.end..]).filter(|_| starts)?;
        Some((found.single()?, label.start..label.end + found.bytes.end))
    })
}

/// The day of a meeting, which the line after its name says: "held on 3 May 2031".
fn held(lines: &Lines, frame: &Frame) -> Option<(Date, Range<usize>)> {
    let bytes = lines.bytes(frame.title.end..frame.title.end + 1);
    let rest = lines.lower[bytes.clone()].strip_prefix("held on ")?;
    let found = expression_at_start(rest)?;
    let date = found.single().filter(|date| date.parts().2.is_some())?;
    Some((date, bytes.start..bytes.end - rest.len() + found.bytes.end))
}

/// The one day in a title that speaks of an event: "Collision of two ferries on 9 August 2031".
fn in_title(lines: &Lines, frame: &Frame, rules: &Rules) -> Option<(Date, Range<usize>)> {
    let bytes = lines.bytes(frame.title.clone());
    let title = spaced(&lines.lower[bytes.clone()]);
    let is_on_event = || rules.profile.events.iter().any(|word| find(&title, word).is_some());
    let mut found = expressions(&title);
    let one = found.next().filter(|_| found.next().is_none() && is_on_event())?;
    let date = one.single().filter(|date| {
        date.parts().2.is_some() && [" on ", ", "].iter().any(|words| title[..one.bytes.start].ends_with(words))
    })?;
    Some((date, bytes.start + one.bytes.start..bytes.start + one.bytes.end))
}

/// Whether the cover is that of a report on something that happened on a day, which is then printed there.
pub(super) fn is_on_cover(lines: &Lines, frame: &Frame, rules: &Rules) -> bool {
    let end = frame.dated.map_or(0, |(at, _)| at).max(frame.title.end);
    let cover = spaced(&lines.lower[lines.bytes(0..end)]);
    rules.profile.events.iter().any(|word| find(&cover, word).is_some())
}
