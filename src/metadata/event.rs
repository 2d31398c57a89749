//! The day of what a report is about: an accident, a death, a hearing. It is never the day of publication.

use std::ops::Range;

use super::Rules;
use super::dates::expression_at_start;
use super::frame::Frame;
use super::kind::{find, spaced};
use super::lines::Lines;
use crate::report::{Confidence, Date, Evidence};

/// The day of the event: after a label, or alone on the cover of a report on one.
///
/// The day of publication may be printed in the same place; then that is what it is.
pub(super) fn read(lines: &Lines, frame: &Frame, rules: &Rules, published: Option<Date>) -> Option<(Date, Evidence)> {
    if let Some((date, bytes)) = labelled(lines, &rules.profile.labels.event) {
        return Some((date, lines.evidence("event", date, bytes, Confidence::Sure)));
    }
    let (line, date) = frame.dated.filter(|(_, date)| date.parts().2.is_some() && is_on_cover(lines, frame, rules))?;
    if published == Some(date) || frame.salutation.is_some() {
        return None;
    }
    Some((date, lines.evidence("event", date, lines.bytes(line..line + 1), Confidence::Likely)))
}

fn labelled(lines: &Lines, labels: &[String]) -> Option<(Date, Range<usize>)> {
    let text = &lines.lower;
    labels.iter().flat_map(|label| text.match_indices(label.as_str())).find_map(|(at, label)| {
        let rest = &text[at + label.len()..];
        let found = expression_at_start(rest)?;
        Some((found.single()?, at..at + label.len() + found.bytes.end))
    })
}

/// Whether the cover is that of a report on something that happened on a day, which is then printed there.
pub(super) fn is_on_cover(lines: &Lines, frame: &Frame, rules: &Rules) -> bool {
    let end = frame.dated.map_or(0, |(at, _)| at).max(frame.title.end);
    let cover = spaced(&lines.lower[lines.bytes(0..end)]);
    rules.profile.events.iter().any(|word| find(&cover, word).is_some())
}
