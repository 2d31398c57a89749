//! When inspectors were on site, or an inquiry sat.

use std::ops::Range;

use super::Rules;
use super::cover;
use super::dates::{self, expression_at_start};
use super::frame::Frame;
use super::lines::{Lines, sentence_after, sentence_before};
use crate::report::{Confidence, Date, Evidence, Visit};

/// The first sentences of a letter say when the visit was.
const MAX_SENTENCE_BYTES: usize = 5_000;

/// The days on site: after a label, or in the first sentence that speaks of the visit. A year that is
/// not printed there is that of the publication.
pub(super) fn read(lines: &Lines, frame: &Frame, rules: &Rules, published: Option<Date>) -> Option<(Visit, Evidence)> {
    let labels = &rules.profile.labels.visit;
    let with_year = || labelled_visit(lines, labels).or_else(|| visit_in_sentences(lines, frame, None));
    let without_year = || visit_in_sentences(lines, frame, Some(published?));
    let sure = with_year().map(|found| (found, Confidence::Sure));
    let likely = || without_year().or_else(|| period_on_cover(lines, frame)).map(|found| (found, Confidence::Likely));
    let ((visit, bytes), confidence) = sure.or_else(likely)?;
    let value = format!("{}..{}", visit.start, visit.end);
    Some((visit, lines.evidence("visit", value, bytes, confidence)))
}

fn labelled_visit(lines: &Lines, labels: &[String]) -> Option<(Visit, Range<usize>)> {
    let text = &lines.lower;
    let mut places: Vec<(usize, &str)> = labels
        .iter()
        .flat_map(|label| lines.places(label).map(move |at| (at, label.as_str())))
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

/// The days that stand alone on the cover of a report on a visit: "3-14 November 2031".
fn period_on_cover(lines: &Lines, frame: &Frame) -> Option<(Visit, Range<usize>)> {
    let title = &lines.lower[lines.bytes(frame.cover.clone())];
    if frame.salutation.is_some() || !["visit", "inspection"].iter().any(|word| title.contains(word)) {
        return None;
    }
    (0..cover::end(lines)).find_map(|at| {
        let bytes = lines.bytes(at..at + 1);
        let found = expression_at_start(&lines.lower[bytes.clone()])?;
        let is_all = found.bytes.end == bytes.len() && found.single().is_none();
        Some((found.visit(false).filter(|_| is_all)?, bytes))
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
            let speaks_of_visit = |part: &str| {
                ["visit", "inspect", "fieldwork", "on site", "on-site", "inquiry"].iter().any(|w| part.contains(w))
            };
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
