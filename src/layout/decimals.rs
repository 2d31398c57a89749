//! Decimal paragraph numbers: `4.130.`, `5.47`, `1.13.4.2`. Numbers of headings stay in their text.

use crate::report::Role;

use super::flow::{FlowLine, Gap};
use super::marks::in_sentence;
use super::sentence;

/// At most this many numbers make a label.
const MAX_PARTS: usize = 5;
/// A neighbour in the count is among this many candidates to either side: headings and other levels may be between them.
const MAX_DISTANCE: usize = 12;
/// A paragraph without a stop at its end, such as one that a page cuts, has more words than a heading.
const MIN_WORDS_OF_OPEN_PARAGRAPH: usize = 16;

/// A number at the beginning of a line.
struct DecimalNumber {
    line: usize,
    numbers: Vec<u16>,
    /// The bytes of the number without a full stop after it, and the byte at which the text begins.
    length: usize,
    text: usize,
}

/// The lines that begin with a decimal label: the line, the bytes of the label and the byte at which the text begins.
/// A number counts only where a neighbour counts on from it or up to it, so that no quantity is a label.
pub(super) fn labels(lines: &[FlowLine<'_>]) -> Vec<(usize, usize, usize)> {
    let candidates: Vec<DecimalNumber> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| candidate(at, line))
        .filter(|c| !in_sentence(lines, c.line))
        .collect();
    let counts = |at: usize| {
        let before = &candidates[at.saturating_sub(MAX_DISTANCE)..at];
        let after = &candidates[at + 1..candidates.len().min(at + 1 + MAX_DISTANCE)];
        before.iter().any(|other| follows(other, &candidates[at]))
            || after.iter().any(|other| follows(&candidates[at], other))
    };
    let all = candidates.iter().enumerate().filter(|(at, candidate)| counts(*at) && is_paragraph(lines, candidate));
    all.map(|(_, candidate)| (candidate.line, candidate.length, candidate.text)).collect()
}

fn candidate(at: usize, line: &FlowLine<'_>) -> Option<DecimalNumber> {
    if line.role != Role::Text {
        return None;
    }
    let text = line.text;
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number = text[..end].trim_end_matches('.');
    let numbers: Vec<u16> = number.split('.').map(|part| part.parse::<u16>().ok()).collect::<Option<_>>()?;
    let is_short =
        number.split('.').all(|part| part.len() <= 3) && numbers.first().is_some_and(|first| (1..100).contains(first));
    let rest = &text[end..];
    let spaced = rest.is_empty() || rest.starts_with(char::is_whitespace);
    let begins = rest.trim_start().chars().next().is_none_or(|c| !c.is_lowercase() && c != '%');
    let fits = (2..=MAX_PARTS).contains(&numbers.len()) && is_short && spaced && begins;
    fits.then(|| DecimalNumber { line: at, numbers, length: number.len(), text: text.len() - rest.trim_start().len() })
}

/// Whether a number is the next one after another on the same level.
fn follows(one: &DecimalNumber, next: &DecimalNumber) -> bool {
    let (Some((last, head)), Some((next_last, next_head))) = (one.numbers.split_last(), next.numbers.split_last())
    else {
        return false;
    };
    head == next_head && *next_last == last + 1
}

/// Whether what is numbered reads as a sentence rather than as a heading.
fn is_paragraph(lines: &[FlowLine<'_>], candidate: &DecimalNumber) -> bool {
    let more = lines[candidate.line + 1..].iter().take_while(|line| line.gap == Gap::None && line.role == Role::Text);
    let more: Vec<&str> =
        more.map(|line| line.text).take_while(|text| !text.starts_with(|c: char| c.is_ascii_digit())).collect();
    let first = &lines[candidate.line].text[candidate.text..];
    let last = more.last().copied().unwrap_or(first);
    let words =
        first.split_whitespace().count() + more.iter().map(|text| text.split_whitespace().count()).sum::<usize>();
    first.is_empty() && more.is_empty() || sentence::ends(last) || words >= MIN_WORDS_OF_OPEN_PARAGRAPH
}
