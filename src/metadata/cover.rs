//! The title of a cover: the lines that say what the report is about, without what any cover has.

use std::ops::Range;

use super::Rules;
use super::dates;
use super::frame::{MAX_TITLE_LINE_BYTES, is_body_start, is_label};
use super::lines::Lines;
use super::publisher::is_body_name;

/// The title of a cover is among this many lines, and has at most this many.
const MAX_COVER_LINES: usize = 30;
const MAX_TITLE_LINES: usize = 8;

/// The lines of the title; none where the first lines are no cover.
pub(super) fn title(lines: &Lines, rules: &Rules) -> Option<Range<usize>> {
    let end = lines.count().min(MAX_COVER_LINES);
    let start = (0..end).find(|&at| !is_before_title(lines, rules, at))?;
    if ends_cover(lines, start) || lines.line(start).ends_with(['.', ',', ';']) || is_numbered(lines.lower_line(start))
    {
        return None;
    }
    let goes_on = |at: &usize| !ends_title(lines, rules, *at);
    let more = (start + 1..lines.count().min(start + MAX_TITLE_LINES)).take_while(goes_on).count();
    Some(start..start + 1 + more)
}

/// The line after the last one of a cover.
pub(super) fn end(lines: &Lines) -> usize {
    let limit = lines.count().min(MAX_COVER_LINES);
    (0..limit).find(|&at| ends_cover(lines, at)).unwrap_or(limit)
}

/// Whether a line is what covers have before their title: the name of the issuer, "Final report", a number, a date.
fn is_before_title(lines: &Lines, rules: &Rules, at: usize) -> bool {
    let lower = lines.lower_line(at);
    !ends_cover(lines, at)
        && (is_running(lower)
            || is_body_name(lines.line(at))
            || rules.register.given(lines.line(at)).is_some()
            || is_reference(lower)
            || is_apart(lower, rules))
}

/// Words of a cover, or of any report, that are never its title.
pub(super) fn is_running(text: &str) -> bool {
    const RUNNING: [&str; 27] = [
        "addendum",
        "annual report",
        "appendix",
        "approved",
        "audit report",
        "confidential",
        "contents",
        "draft",
        "draft report",
        "executive summary",
        "final",
        "final report",
        "foreword",
        "glossary",
        "highlights",
        "introduction",
        "notes",
        "official",
        "official sensitive",
        "preface",
        "press release",
        "report",
        "summary",
        "table of contents",
        "testimony",
        "the report",
        "update",
    ];
    let lower = text.to_lowercase();
    let words = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let release = ["press release", "news release", "media release"].iter().any(|start| words.starts_with(start));
    release || RUNNING.contains(&words) || words.starts_with("appendix ") && words.len() <= "appendix 99".len()
}

/// Whether a line is a reference, a page or another number, without a word of more than some letters.
fn is_reference(lower: &str) -> bool {
    let has_digit = |word: &str| word.bytes().any(|b| b.is_ascii_digit());
    let of_number = |word: &str| {
        has_digit(word)
            || matches!(
                word,
                "no" | "no." | "ref" | "ref:" | "page" | "of" | "cp" | "hc" | "cm" | "report" | "-" | "number"
            )
    };
    lower.split(' ').any(has_digit) && lower.split(' ').all(of_number)
}

/// Whether a line is an address on the web, a date or a label with its value.
fn is_apart(lower: &str, rules: &Rules) -> bool {
    let address = ["www.", "http", "@", "isbn", "tel:", "telephone"].iter().any(|mark| lower.contains(mark));
    let before = ["before the ", "for release", "expected at", "this report is being sent"];
    address
        || is_label(lower, rules)
        || is_named_value(lower)
        || dates::only_date(lower).is_some()
        || before.iter().any(|start| lower.starts_with(start))
}

/// Whether a line is a value after its name, as the head of a paper for a committee or of an e-mail has them.
fn is_named_value(lower: &str) -> bool {
    const NAMES: [&str; 26] = [
        "agenda item",
        "author",
        "case number",
        "case ref",
        "case reference",
        "cc",
        "classification",
        "complaint reference",
        "contact",
        "from",
        "lead officer",
        "meeting",
        "our ref",
        "ref",
        "reference",
        "report by",
        "report of",
        "report to",
        "sent",
        "status",
        "subject",
        "to",
        "wards",
        "wards affected",
        "your ref",
        "copy to",
    ];
    let name = lower.split(':').next().unwrap_or("").trim_end();
    name.len() < lower.len() && NAMES.contains(&name)
}

/// Whether a line is no part of a cover: a sentence, or what a letter begins with.
pub(super) fn ends_cover(lines: &Lines, at: usize) -> bool {
    let lower = lines.lower_line(at);
    let sentence = lower.ends_with('.') && lower.split(' ').count() > MAX_TITLE_LINES;
    sentence || lower.len() > MAX_TITLE_LINE_BYTES || is_body_start(lower)
}

/// Whether a line comes after the title that the line before it belongs to.
fn ends_title(lines: &Lines, rules: &Rules, at: usize) -> bool {
    let (before, lower) = (lines.lower_line(at - 1), lines.lower_line(at));
    if ends_cover(lines, at) || is_apart(lower, rules) || is_running(lower) || is_by(lower) || is_numbered(lower) {
        return true;
    }
    let last_word = before.rsplit(' ').next().unwrap_or("");
    let unfinished =
        matches!(last_word, "and" | "of" | "the" | "for" | "in" | "to" | "&" | "on" | "with" | "a" | "at" | "by");
    if unfinished || lines.line(at).starts_with(char::is_lowercase) {
        return false;
    }
    if lines.is_heading(at) || lower.ends_with(':') {
        return true;
    }
    let capitals = |at: usize| is_in_capitals(lines.line(at));
    match lines.is_after_gap(at) {
        true => !(capitals(at) && capitals(at - 1)),
        false => is_sentence_like(lines, at),
    }
}

/// Whether a line begins a paragraph rather than another line of a title.
fn is_sentence_like(lines: &Lines, at: usize) -> bool {
    let lower = lines.lower_line(at);
    let next = lines.lower_line(at + 1);
    let wraps = !lines.is_after_gap(at + 1) && lines.line(at + 1).starts_with(char::is_lowercase);
    lower.ends_with('.') || (wraps && next.ends_with('.') && lower.len() > MAX_TITLE_LINE_BYTES / 2)
}

/// Whether a line says who made the report or to whom it goes.
fn is_by(lower: &str) -> bool {
    [
        "by ",
        "presented ",
        "ordered ",
        "statement of ",
        "prepared ",
        "published ",
        "submitted ",
        "author",
        "laid before",
        "report by ",
    ]
    .iter()
    .any(|start| lower.starts_with(start))
}

/// Whether a line is the first numbered heading or paragraph: "1 Coroner", "1.1 The pilot".
pub(super) fn is_numbered(lower: &str) -> bool {
    let number = lower.split(' ').next().unwrap_or("");
    let digits = number.trim_end_matches(['.', ')']);
    lower.contains(' ')
        && digits.len() <= 4
        && !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && number.parse::<u16>().ok().is_none_or(|year| !(1900..=2100).contains(&year))
}

/// Whether all letters of a text are capitals, and there are some.
pub(super) fn is_in_capitals(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}
