//! Footnotes: set aside from the sentences that they interrupt.

use std::collections::BTreeSet;

use super::pages::{PageLine, RawPage};
use super::sentence;
use crate::report::Role;
use crate::text::{is_raised, lowered_digits};

/// A footnote at the end of a page.
#[derive(Clone)]
pub(super) struct Footnote<'a> {
    /// Its number.
    pub(super) number: u32,
    /// The page a reader would name.
    pub(super) page: u32,
    /// Its lines, the one with the number first.
    pub(super) lines: Vec<PageLine<'a>>,
}

/// Takes the footnotes off the pages. A page has them where a number that is glued to one of its
/// words ("Board1") begins a line further down and nothing but notes follows to the page's end; or where the number of the
/// next note is a line of its own there; or, if pages are numbered, where another number than the page's is its last line.
pub(super) fn take<'a>(pages: &mut [RawPage<'a>], are_numbered: bool) -> Vec<Footnote<'a>> {
    let mut footnotes: Vec<Footnote<'a>> = Vec::new();
    let mut marks_before = BTreeSet::new();
    let widest = if are_numbered { common_width(pages) } else { 0 };
    for page in pages {
        // A format that has its notes apart has them all.
        if page.lines.iter().any(|line| matches!(line.role, Role::Aside(_))) {
            continue;
        }
        let here = marks_on(page);
        // A mark in a page's last words may have its note on the next page.
        let marks: BTreeSet<u32> = here.union(&marks_before).copied().collect();
        marks_before = here;
        let next = footnotes.last().map_or(1, |note| note.number + 1);
        let Some(start) = zone_start(page, &marks, next) else {
            if are_numbered {
                footnotes.extend(numbered_below(page, widest));
            }
            continue;
        };
        let zone: Vec<PageLine<'a>> = page.lines.drain(start..).filter(|line| !line.text.is_empty()).collect();
        for line in zone {
            let number = note_number(line.text).filter(|n| marks.contains(n) || line.text.len() <= 3);
            match (number, footnotes.last_mut()) {
                (Some(number), _) => footnotes.push(Footnote { number, page: page.number, lines: vec![line] }),
                // A cell of a table that stands beside the number.
                (None, _) if sentence::is_grade(line.text) => page.lines.push(line),
                (None, Some(note)) => note.lines.push(line),
                (None, None) => {}
            }
        }
    }
    footnotes
}

/// The numbers glued to words or stops on a page.
fn marks_on(page: &RawPage<'_>) -> BTreeSet<u32> {
    page.lines
        .iter()
        .flat_map(|line| line.text.split_whitespace())
        .filter_map(|word| glued_mark(word).map(|m| m.1).or_else(|| raised_mark(word)))
        .collect()
}

/// A footnote mark at the end of a word: the byte where it begins, and its number. "area2" and
/// "plan.12" have one; "A4", "COVID-19", "2.5" and "s47" have none.
pub(super) fn glued_mark(word: &str) -> Option<(usize, u32)> {
    let trimmed = word.trim_end_matches([',', '.', ';', ':', ')', '’', '”']);
    let stem = trimmed.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &trimmed[stem.len()..];
    if digits.is_empty() || digits.len() > 2 || digits.starts_with('0') {
        return None;
    }
    let mut back = stem.chars().rev();
    let last = back.next()?;
    let letters = stem.chars().filter(|c| c.is_alphabetic()).count();
    let after_word = last.is_lowercase() && letters >= 3;
    let after_stop = matches!(last, '.' | ',' | ':' | ';' | '?' | '!' | '’' | '”' | ')')
        && (back.next().is_some_and(|c| c.is_lowercase() || c == ')')
            || is_year(&stem[..stem.len() - last.len_utf8()]));
    (after_word || after_stop).then(|| digits.parse().ok().map(|n| (stem.len(), n)))?
}

/// A mark that is raised already: the 1 of "Board¹".
fn raised_mark(word: &str) -> Option<u32> {
    let start = word.find(is_raised)?;
    let len = word[start..].find(|c| !is_raised(c)).unwrap_or(word.len() - start);
    let is_glued = word[..start].chars().any(char::is_alphanumeric);
    is_glued.then(|| lowered(&word[start..start + len])?.parse().ok()).flatten()
}

/// One or two raised digits as plain ones.
fn lowered(raised: &str) -> Option<String> {
    lowered_digits(raised).filter(|digits| digits.len() <= 2)
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && (text.starts_with("19") || text.starts_with("20")) && text.bytes().all(|b| b.is_ascii_digit())
}

/// The first line of the page's notes; `next` is the number of the next note of the report.
fn zone_start(page: &RawPage<'_>, marks: &BTreeSet<u32>, next: u32) -> Option<usize> {
    let filled: Vec<usize> = (0..page.lines.len()).filter(|&at| !page.lines[at].text.is_empty()).collect();
    let candidates = filled.iter().enumerate().skip(1).filter(|&(i, &at)| {
        let line = page.lines[at].text;
        let is_marked = |n| marks.contains(&n) || n == next && is_alone_over_note(page, &filled[i..]);
        is_plain(&page.lines[at]) && note_number(line).is_some_and(is_marked)
    });
    let mut starts = candidates.filter(|&(i, _)| {
        let zone = &filled[i..];
        zone.len() <= 30
            && zone.len() <= filled.len() * 2 / 3
            && zone
                .iter()
                .all(|&at| super::marks::bullet(page.lines[at].text).is_none() && !is_label(page.lines[at].text))
            && zone.iter().any(|&at| page.lines[at].text.chars().any(char::is_alphabetic))
            && !zone.iter().any(|&at| super::addresses::is_contact(page.lines[at].text))
    });
    starts.next().map(|(_, &at)| at)
}

/// Whether a number is a line of its own over a few lines that are a text to its end.
fn is_alone_over_note(page: &RawPage<'_>, zone: &[usize]) -> bool {
    let text = |at: &usize| page.lines[*at].text;
    let is_number = |text: &str| text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    let (Some((number, note)), Some(last)) = (zone.split_first(), zone.last()) else { return false };
    let starts_text =
        note.first().is_some_and(|first| is_sentence_start(text(first)) && !sentence::is_grade(text(first)));
    note.len() < MAX_NOTE_LINES && is_number(text(number)) && starts_text && sentence::ends(text(last))
}

/// The longest note that only its number shows, in lines.
const MAX_NOTE_LINES: usize = 9;

fn is_plain(line: &PageLine<'_>) -> bool {
    matches!(line.role, Role::Text | Role::Block(_) | Role::Quote(_))
}

fn is_sentence_start(text: &str) -> bool {
    sentence::starts_high(text) && !text.starts_with(|c: char| c.is_ascii_digit())
}

/// The width that all but one in fifty of the lines have at most, but for those far longer, which were never wrapped.
fn common_width(pages: &[RawPage<'_>]) -> usize {
    const MAX_WRAPPED: usize = 107;
    let lines = pages.iter().flat_map(|page| &page.lines).map(|line| sentence::width(line.text));
    let mut widths: Vec<usize> = lines.filter(|width| (1..=MAX_WRAPPED).contains(width)).collect();
    widths.sort_unstable();
    widths.get(widths.len() * 49 / 50).copied().unwrap_or(MAX_WRAPPED)
}

/// The notes at the end of a page whose numbers are below them, which are set lower than the line that they begin.
fn numbered_below<'a>(page: &mut RawPage<'a>, widest: usize) -> Vec<Footnote<'a>> {
    let (mut numbers, mut notes) = (Vec::new(), Vec::new());
    let first = page.lines.iter().position(|line| !line.text.is_empty()).unwrap_or(0);
    while let Some((start, end, number)) = last_numbered_below(page, widest).filter(|(start, ..)| first < *start) {
        numbers.push(number);
        page.lines.truncate(end);
        notes.push(page.lines.drain(start..).collect::<Vec<_>>());
    }
    // The number of the first may be printed last.
    numbers.sort_unstable();
    notes.reverse();
    numbers.into_iter().zip(notes).map(|(number, lines)| Footnote { number, page: page.number, lines }).collect()
}

/// The last note of a page, where its number is the last line and directly below it: its first line, the line of the
/// number and the number.
fn last_numbered_below(page: &RawPage<'_>, widest: usize) -> Option<(usize, usize, u32)> {
    let end = page.lines.iter().rposition(|line| !line.text.is_empty())?;
    let number = note_number(page.lines[end].text).filter(|_| page.lines[end].text.len() <= 2)?;
    let is_of_text = |line: &&PageLine<'_>| {
        is_plain(line)
            && !line.text.is_empty()
            && note_number(line.text).is_none()
            && super::marks::bullet(line.text).is_none()
            && !is_label(line.text)
    };
    let lines = page.lines[..end].iter().rev().take_while(is_of_text).count();
    let block = end - lines;
    // Where no blank line is above it, its lines are known by their type: it is smaller, so they have more letters.
    let nearest = block.max(end.saturating_sub(MAX_NOTE_LINES));
    let is_wide =
        |at: &usize| sentence::width(page.lines[*at].text) > widest && is_sentence_start(page.lines[*at].text);
    let start = (nearest..end).find(is_wide).or_else(|| Some(block).filter(|_| lines <= MAX_NOTE_LINES))?;
    let is_note = start < end && is_sentence_start(page.lines[start].text) && sentence::ends(page.lines[end - 1].text);
    is_note.then_some((start, end, number))
}

/// The number at the beginning of a note: alone on its line, or before the note's text.
fn note_number(text: &str) -> Option<u32> {
    let raised = text.find(|c| !is_raised(c)).unwrap_or(text.len());
    if raised > 0 {
        return lowered(&text[..raised])?.parse().ok();
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 2 || text.starts_with('0') {
        return None;
    }
    let rest = text[digits..].trim_start();
    let spaced = rest.len() < text.len() - digits;
    let fits =
        rest.is_empty() || (spaced && sentence::starts_high(rest) && !rest.starts_with(|c: char| c.is_ascii_digit()));
    fits.then(|| text[..digits].parse().ok())?
}

/// "12." or "12. Text" is a paragraph's number, not a note's.
fn is_label(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - rest.len();
    (1..=3).contains(&digits)
        && rest.starts_with('.')
        && (rest.len() == 1 || rest[1..].starts_with(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_from_numbers() {
        for (word, expected) in [
            ("Board1", Some(1)),
            ("area2,", Some(2)),
            ("plan.12", Some(12)),
            ("2014.9", Some(9)),
            ("improve?1", Some(1)),
            ("language:8", Some(8)),
            ("2.5", None),
            ("A4", None),
            ("s47", None),
            ("COVID-19", None),
            ("0–25", None),
            ("2019", None),
        ] {
            assert_eq!(glued_mark(word).map(|m| m.1), expected, "{word}");
        }
    }
}
