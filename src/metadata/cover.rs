//! The title of a cover: the lines that say what the report is about, without what any cover has.

use std::ops::Range;

use super::Rules;
use super::dates;
use super::frame::{MAX_TITLE_LINE_BYTES, is_body_start, is_label};
use super::lines::Lines;
use super::place_names::is_sort_of_place;
use super::publisher::is_body_name;
use crate::report::Date;

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

/// How many lines from one on say what sort of report it is, and nothing else.
pub(super) fn running_lines(lines: &Lines, from: usize) -> usize {
    (from..lines.count()).take_while(|&at| is_running(lines.lower_line(at))).count()
}

/// Whether a line is what covers have before their title: the name of the issuer, "Final report", a number, a date; or
/// several of these in columns.
fn is_before_title(lines: &Lines, rules: &Rules, at: usize) -> bool {
    let is_before = |part: Range<usize>| is_part_before_title(&lines.text[part.clone()], &lines.lower[part], rules);
    !ends_cover(lines, at)
        && !begins_title(lines, rules, at)
        && (is_before(lines.bytes(at..at + 1)) || lines.columns(at).all(is_before))
}

/// The same of a part of a line, with what it is in lower case.
pub(super) fn is_part_before_title(text: &str, lower: &str, rules: &Rules) -> bool {
    is_running(lower)
        || is_body_name(text)
        || rules.register.given(text).is_some()
        || is_reference(lower)
        || is_apart(lower, rules)
        || is_by_officer(lower, rules)
        || dated_name(text, lower).is_some()
        || is_dated_reference(lower)
        || is_end_of_address(text)
}

/// Whether a line is the name of a body that the title is on: it stands with the next lines, apart from the issuer above.
fn begins_title(lines: &Lines, rules: &Rules, at: usize) -> bool {
    let names_body = |at: usize| lines.columns(at).any(|part| is_body_name(&lines.text[part]));
    let (next, bytes) = (at + 1, lines.bytes(at + 1..at + 2));
    let stands_with_next = lines.is_after_gap(at) && !lines.is_after_gap(next) && !bytes.is_empty();
    stands_with_next
        && is_body_name(lines.line(at))
        && (0..at).any(names_body)
        && !is_part_before_title(lines.line(next), lines.lower_line(next), rules)
}

/// The day after the name of a body: "Licensing Committee - 3 December 2031".
pub(super) fn dated_name(text: &str, lower: &str) -> Option<Date> {
    let found = dates::expressions(lower).last().filter(|found| found.bytes.end == lower.len())?;
    let head = text.get(..found.bytes.start)?.trim_end();
    let name = head.strip_suffix(['-', ',', '|', ':']).filter(|name| is_body_name(name.trim_end()))?;
    found.single().filter(|_| !name.is_empty())
}

/// Whether a line ends with the code of a place, as addresses do: "Saltby SB1 3CC", "Saltby Quay, 20594".
fn is_end_of_address(text: &str) -> bool {
    let (head, last) = text.rsplit_once(' ').unwrap_or(("", text));
    let is_number = last.len() == 5 && last.bytes().all(|b| b.is_ascii_digit());
    let inward =
        matches!(last.as_bytes(), [d, a, b] if d.is_ascii_digit() && a.is_ascii_uppercase() && b.is_ascii_uppercase());
    let outward = head.rsplit(' ').next().unwrap_or("");
    let is_outward = (2..=4).contains(&outward.len())
        && outward.starts_with(|c: char| c.is_ascii_uppercase())
        && outward.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && outward.contains(|c: char| c.is_ascii_digit());
    is_number && head.ends_with(',') || inward && is_outward
}

/// Whether a line is a number, or what covers have, and a date: "Number 04117, 8 May 2031".
fn is_dated_reference(lower: &str) -> bool {
    let date = dates::expressions(lower).last().filter(|found| found.bytes.end == lower.len());
    let head = date.map(|found| lower[..found.bytes.start].trim_end_matches([' ', ',', '-', '|', ':']));
    head.is_some_and(|head| is_reference(head) || is_running(head))
}

/// Whether a line says which officer or committee a paper is by or for, and nothing of what it is about.
fn is_by_officer(lower: &str, rules: &Rules) -> bool {
    const OFFICES: [&str; 13] = [
        "officer",
        "director",
        "chief",
        "head of",
        "executive",
        "clerk",
        "treasurer",
        "secretary",
        "manager",
        "leader",
        "cabinet member",
        "solicitor",
        "portfolio holder",
    ];
    let by = ["report of the ", "report by the ", "report from the ", "joint report of the "];
    let is_by = by.iter().any(|start| lower.starts_with(start)) && OFFICES.iter().any(|office| lower.contains(office));
    (is_by || lower.starts_with("report to ")) && !rules.kinds.has_title(lower)
}

/// Words of a cover, or of any report, that are never its title.
pub(super) fn is_running(text: &str) -> bool {
    const RUNNING: [&str; 41] = [
        "addendum",
        "annual report",
        "appendix",
        "approved",
        "audit report",
        "briefing paper",
        "confidential",
        "contents",
        "discussion paper",
        "draft",
        "draft report",
        "executive summary",
        "final",
        "final report",
        "foreword",
        "glossary",
        "highlights",
        "inspection report",
        "introduction",
        "investigation report",
        "memorandum",
        "national statistics",
        "notes",
        "official",
        "official sensitive",
        "official statistics",
        "performance audit",
        "performance audit report",
        "policy paper",
        "preface",
        "press release",
        "report",
        "research briefing",
        "statistical bulletin",
        "statistical release",
        "summary",
        "table of contents",
        "testimony",
        "the report",
        "update",
        "working paper",
    ];
    let lower = text.to_lowercase();
    let words = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let release = ["press release", "news release", "media release"].iter().any(|start| words.starts_with(start));
    let of_sort = words.strip_suffix(" inspection report").is_some_and(|sort| sort.split(' ').all(is_sort_of_place));
    release
        || of_sort
        || RUNNING.contains(&words)
        || words.starts_with("appendix ") && words.len() <= "appendix 99".len()
}

/// Whether a line is a reference, a page or another number, without a word of more than some letters.
fn is_reference(lower: &str) -> bool {
    let has_digit = |word: &str| word.bytes().any(|b| b.is_ascii_digit());
    let of_number = |word: &str| {
        has_digit(word)
            || matches!(
                word,
                "no" | "no."
                    | "ref"
                    | "ref:"
                    | "page"
                    | "of"
                    | "cp"
                    | "hc"
                    | "cm"
                    | "report"
                    | "-"
                    | "number"
                    | "agenda"
                    | "item"
                    | "audit"
                    | "performance"
                    | "enclosure"
                    | "volume"
                    | "consultation"
                    | "discussion"
                    | "paper"
                    | "working"
            )
    };
    lower.split(' ').any(has_digit) && lower.split(' ').all(of_number)
}

/// Whether a line is an address on the web, a date or a label with its value.
fn is_apart(lower: &str, rules: &Rules) -> bool {
    let address = ["www.", "http", "@", "isbn", "tel:", "telephone"].iter().any(|mark| lower.contains(mark));
    let before = ["before the ", "for release", "expected at", "this report is being sent"];
    let court = lower.starts_with("in the ") && lower.contains(" court");
    address
        || court
        || is_label(lower, rules)
        || is_named_value(lower)
        || dates::only_date(lower).is_some()
        || before.iter().any(|start| lower.starts_with(start))
}

/// Whether a line is a value after its name, as the head of a paper for a committee or of an e-mail has them.
fn is_named_value(lower: &str) -> bool {
    const NAMES: [&str; 37] = [
        "agenda item",
        "author",
        "body",
        "case",
        "case no",
        "case number",
        "case ref",
        "case reference",
        "cc",
        "claim no",
        "classification",
        "complaint reference",
        "contact",
        "from",
        "lead officer",
        "meeting",
        "meeting date",
        "neutral citation number",
        "our ref",
        "outcome",
        "presented by",
        "purpose",
        "ref",
        "reference",
        "report author",
        "report by",
        "report of",
        "report to",
        "sector",
        "sent",
        "status",
        "subject",
        "to",
        "wards",
        "wards affected",
        "your ref",
        "copy to",
    ];
    const MAX_ABBREVIATION: usize = 4;
    let Some((name, value)) = lower.split_once(':') else { return false };
    let name = name.trim_end();
    // "URN: 118204".
    let is_number = || value.contains(|c: char| c.is_ascii_digit()) && !value.contains(char::is_alphabetic);
    NAMES.contains(&name) || name.len() <= MAX_ABBREVIATION && is_number()
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
        true => {
            !(capitals(at - 1) && (capitals(at) || is_subtitle(lines, at)) || is_said_by_sort(lines, rules, at - 1))
        }
        false => is_sentence_like(lines, at),
    }
}

/// Whether a line that stands alone says only what sort of report it is, and the one after it what it is about.
fn is_said_by_sort(lines: &Lines, rules: &Rules, at: usize) -> bool {
    const MAX_WORDS: usize = 4;
    let lower = lines.lower_line(at);
    lower.split(' ').count() <= MAX_WORDS
        && rules.kinds.has_title(lower)
        && [at, at + 1].into_iter().all(|line| lines.is_after_gap(line))
        && [at + 2, at + 3, at + 4].into_iter().any(|line| lines.is_after_gap(line))
        && !is_sentence_like(lines, at + 1)
        && !is_body_name(lines.line(at + 1))
}

/// Whether a line that stands alone has capitals at its words, as the rest of a title has.
fn is_subtitle(lines: &Lines, at: usize) -> bool {
    const MIN_LETTERS: usize = 4;
    const MIN_WORDS: usize = 3;
    let long: Vec<&str> = lines.line(at).split(' ').filter(|word| word.len() >= MIN_LETTERS).collect();
    let in_title_case = long.len() >= MIN_WORDS && long.iter().all(|word| word.starts_with(char::is_uppercase));
    in_title_case && lines.is_after_gap(at + 1) && !is_body_name(lines.line(at))
}

/// Whether a line begins a paragraph rather than another line of a title.
fn is_sentence_like(lines: &Lines, at: usize) -> bool {
    let lower = lines.lower_line(at);
    let next = lines.lower_line(at + 1);
    let wraps = !lines.is_after_gap(at + 1) && lines.line(at + 1).starts_with(char::is_lowercase);
    lower.ends_with('.') || (wraps && next.ends_with('.') && lower.len() > MAX_TITLE_LINE_BYTES / 2)
}

/// Whether a line says who made the report, to whom it goes, or where and when something was held.
pub(super) fn is_by(lower: &str) -> bool {
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
        "held on ",
        "held at ",
        "site visit",
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
