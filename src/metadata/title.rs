//! The title of a report: after a label, as the parties of a case, or as the first pages print it.

use std::ops::Range;

use super::Rules;
use super::cover;
use super::frame::Frame;
use super::labelled;
use super::lines::Lines;
use super::parties;
use super::title_case;
use crate::report::{Confidence, Evidence, Passage, PassageKind};
use crate::text::shortened;

/// A title goes with every passage of its report, so a heading that is longer is shortened. No real title has half of
/// this.
const MAX_TITLE_BYTES: usize = 400;
/// A memorandum says that it is one in its first lines.
const MAX_MEMORANDUM_LINES: usize = 8;

/// The title as a label or the first pages have it, else the first heading that layout found.
pub(super) fn read(lines: &Lines, frame: &Frame, rules: &Rules, passages: &[Passage]) -> Option<(String, Evidence)> {
    let labels = &rules.profile.labels.title;
    if let Some(bytes) = labelled::value(lines, labels).or_else(|| subject_of_memorandum(lines)) {
        let title = title_case::as_used(&shortened(&lines.printed(bytes.clone()), MAX_TITLE_BYTES), passages);
        let evidence = lines.evidence("title", &title, bytes, Confidence::Sure);
        return Some((title, evidence));
    }
    if let Some((title, bytes)) = parties::read(lines) {
        let title = shortened(&title, MAX_TITLE_BYTES);
        let evidence = lines.evidence("title", &title, bytes, Confidence::Likely);
        return Some((title, evidence));
    }
    of_first_pages(lines, frame, rules, passages).or_else(|| first_heading(passages))
}

/// What a memorandum is about: "Subject: Fuel cards".
fn subject_of_memorandum(lines: &Lines) -> Option<Range<usize>> {
    let is_memorandum = |at: usize| matches!(lines.lower_line(at), "memorandum" | "memo");
    let head = lines.count().min(MAX_MEMORANDUM_LINES);
    (0..head).any(is_memorandum).then(|| labelled::value(lines, &["subject".to_owned(), "re".to_owned()])).flatten()
}

fn of_first_pages(lines: &Lines, frame: &Frame, rules: &Rules, passages: &[Passage]) -> Option<(String, Evidence)> {
    let bytes = without_columns(lines, frame, rules);
    let words = lines.printed(bytes.clone());
    let without_mark = words.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let glued = words.len() - without_mark.len() <= 2 && without_mark.ends_with(|c: char| c.is_alphabetic());
    let title = if glued { without_mark } else { words.as_str() };
    let of_line = |at: usize| lines.bytes(at..at + 1).start..lines.bytes(at..at + 1).end.min(bytes.end);
    let printed: Vec<String> = frame.title.clone().map(|at| lines.printed(of_line(at))).collect();
    let is_mixed = printed.iter().any(|line| cover::is_in_capitals(line)) && !cover::is_in_capitals(title);
    let title = if is_mixed {
        printed.iter().map(|line| title_case::as_used(line, passages)).collect::<Vec<_>>().join(" ")
    } else {
        title_case::as_used(title, passages)
    };
    if title.is_empty() {
        return None;
    }
    let confidence = if frame.formal { Confidence::Sure } else { Confidence::Likely };
    let evidence = lines.evidence("title", &title, bytes, confidence);
    Some((title, evidence))
}

/// The bytes of the title, without columns beside its last line that say what is no part of a title.
fn without_columns(lines: &Lines, frame: &Frame, rules: &Rules) -> Range<usize> {
    let bytes = lines.bytes(frame.title.clone());
    let columns: Vec<Range<usize>> =
        frame.title.clone().last().into_iter().flat_map(|last| lines.columns(last)).collect();
    let is_apart = |part: &Range<usize>| {
        let (text, lower) = (&lines.text[part.clone()], &lines.lower[part.clone()]);
        cover::is_by(lower) || cover::is_part_before_title(text, lower, rules)
    };
    match &columns[..] {
        [first, others @ ..] if others.iter().all(is_apart) => bytes.start..first.end,
        _ => bytes,
    }
}

fn first_heading(passages: &[Passage]) -> Option<(String, Evidence)> {
    let is_title = |passage: &&Passage| passage.kind == PassageKind::Heading && !cover::is_running(&passage.text);
    let heading = passages.iter().find(is_title)?;
    let place = heading.spans.first();
    let title = title_case::as_used(&shortened(&heading.text, MAX_TITLE_BYTES), passages);
    let evidence = Evidence {
        field: "title".to_owned(),
        value: title.clone(),
        page: place.map(|span| span.page),
        line: place.map(|span| span.line),
        words: title.clone(),
        confidence: Confidence::Likely,
    };
    Some((title, evidence))
}
