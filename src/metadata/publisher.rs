//! Who issued a report: the letterhead says it, or the line about the inspectorate at the end.

use std::ops::Range;

use super::frame::Frame;
use super::lines::Lines;
use crate::report::{Confidence, Evidence};

/// The lines of a letterhead, or of the address at the end, that may name the publisher.
const MAX_LETTERHEAD_LINES: usize = 12;

/// The publisher, where one is printed. `is_press` says that the report is news about another's report,
/// which names that other for other reasons.
pub(super) fn read(opening: &Lines, closing: &Lines, frame: &Frame, is_press: bool) -> Option<(String, Evidence)> {
    if is_press {
        return None;
    }
    let letterhead_end = frame.dated.map_or(frame.address.start, |(at, _)| at).min(MAX_LETTERHEAD_LINES);
    let (lines, (name, bytes)) = office(opening, 0..letterhead_end)
        .or_else(|| ofsted(opening, 0..letterhead_end))
        .map(|found| (opening, found))
        .or_else(|| {
            let all = 0..closing.count();
            office(closing, all.clone()).or_else(|| ofsted(closing, all)).map(|found| (closing, found))
        })
        .or_else(|| Some((opening, ofsted(opening, 0..opening.count())?)))?;
    let evidence = lines.evidence("publisher", &name, bytes, Confidence::Sure);
    Some((name, evidence))
}

/// The inspectorate by its short name, its address on the web or its full name.
fn ofsted(lines: &Lines, within: Range<usize>) -> Option<(String, Range<usize>)> {
    let bytes = lines.bytes(within);
    let at = bytes.start + lines.lower[bytes].find("ofsted")?;
    Some(("Ofsted".to_owned(), at..at + "ofsted".len()))
}

/// Any other "Office for …" that a line starts with: to the end of the line, or the bracket after it.
fn office(lines: &Lines, within: Range<usize>) -> Option<(String, Range<usize>)> {
    within.into_iter().find_map(|at| {
        let line = lines.line(at);
        let name = line.strip_prefix("The ").unwrap_or(line);
        let named = name.starts_with("Office for ") && !name.starts_with("Office for Standards in Education");
        let start = lines.bytes(at..at + 1).start + (line.len() - name.len());
        let words = name.split(" (").next().unwrap_or(name).trim_end_matches(['.', ',']);
        let whole_name = words
            .split(' ')
            .all(|word| word == "for" || word == "and" || word == "in" || word.starts_with(char::is_uppercase));
        (named && whole_name).then(|| (words.to_owned(), start..start + words.len()))
    })
}
