//! Marks at the beginnings of lines: bullets and paragraph numbers.

use crate::report::Role;

use super::decimals;
use super::flow::{FlowLine, Gap};
use super::sentence;

/// The mark at the start of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Neither a bullet nor a number.
    None,
    /// A bullet; the text begins at this byte, which is the line's length where the bullet is alone.
    Bullet(usize),
    /// A paragraph number without its full stop, and the byte at which the text begins.
    Label(u32, usize),
    /// A decimal paragraph number of this many bytes, and the byte at which the text begins.
    Decimal(usize, usize),
}

/// The mark of each line. Numbers count as labels only where they continue counting.
pub(super) fn marks(lines: &[FlowLine<'_>]) -> Vec<Mark> {
    let candidates: Vec<(usize, u32, usize)> =
        lines.iter().enumerate().filter_map(|(at, line)| number(line).map(|(n, rest)| (at, n, rest))).collect();
    let counting = counting(lines, &candidates);
    let mut marks: Vec<Mark> = (0..lines.len()).map(|at| bullet_mark(lines, at)).collect();
    for ((at, n, rest), counts) in candidates.into_iter().zip(counting) {
        if counts {
            marks[at] = Mark::Label(n, rest);
        }
    }
    for (at, length, rest) in decimals::labels(lines) {
        marks[at] = Mark::Decimal(length, rest);
    }
    marks
}

/// A candidate for a label: a number of up to three digits with a full stop, then the text or nothing;
/// or a number alone that has lost its stop.
fn number(line: &FlowLine<'_>) -> Option<(u32, usize)> {
    let text = line.text;
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 3 || text.starts_with('0') {
        return None;
    }
    let number = text[..digits].parse().ok()?;
    if digits == text.len() {
        return Some((number, text.len()));
    }
    let rest = text[digits..].strip_prefix('.')?;
    let text_at = text.len() - rest.trim_start().len();
    let glued = rest.chars().next().is_some_and(|c| !c.is_whitespace());
    if glued && !rest.starts_with(char::is_uppercase) {
        return None;
    }
    Some((number, text_at))
}

/// Which candidates are labels: those on a chain that counts up by one from 1, or from the number
/// that the one before reached. Where a number is missing the chain may skip it if it then continues. A chain may begin at
/// any number where the next two follow, each after a gap.
fn counting(lines: &[FlowLine<'_>], candidates: &[(usize, u32, usize)]) -> Vec<bool> {
    let mut accepted = vec![false; candidates.len()];
    let mut last = 0;
    for i in 0..candidates.len() {
        let (at, n, _) = candidates[i];
        let mut following = candidates[i + 1..].iter().map(|&(_, m, _)| m);
        let goes_on = |following: &mut dyn Iterator<Item = u32>| following.take(3).any(|m| m == n + 1);
        let dotless = !lines[at].text.contains('.');
        let fits = if dotless {
            n == last + 1 && at > 0 && sentence::ends(lines[at - 1].text) && goes_on(&mut following)
        } else if n == last + 1 {
            // Where the line could be the middle of a sentence, an equally good candidate may follow.
            !in_sentence(lines, at) || !following.take(3).any(|m| m == n)
        } else if n == 1 {
            !in_sentence(lines, at)
        } else if lines[at].gap != Gap::None && begins_anywhere(lines, &candidates[i..]) {
            true
        } else {
            last > 0 && n > last && n <= last + 4 && !in_sentence(lines, at) && goes_on(&mut following)
        };
        if fits {
            accepted[i] = true;
            last = n;
        }
    }
    accepted
}

/// Whether the first of some candidates and the next two count up by one, each a paragraph after a gap.
fn begins_anywhere(lines: &[FlowLine<'_>], candidates: &[(usize, u32, usize)]) -> bool {
    let is_paragraph = |&(at, _, text): &(usize, u32, usize)| {
        let has_stop = lines[at].text.contains('.');
        has_stop
            && lines[at].gap != Gap::None
            && sentence::starts_high(&lines[at].text[text..])
            && !in_sentence(lines, at)
    };
    candidates.len() >= 3
        && candidates[..3].iter().all(is_paragraph)
        && candidates[..3].windows(2).all(|pair| pair[1].1 == pair[0].1 + 1)
}

/// Whether the line before runs on into this one: "…by the age of / 16. The".
pub(super) fn in_sentence(lines: &[FlowLine<'_>], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|i| &lines[i]) else { return false };
    // A number alone on its line, above a line that looks like a beginning, is separate.
    let alone = lines[at].text.len() <= 4 && lines.get(at + 1).is_some_and(|next| sentence::starts_high(next.text));
    !alone
        && lines[at].gap == Gap::None
        && lines[at].role == Role::Text
        && before.role == Role::Text
        && !sentence::ends(before.text)
        && sentence::hangs(before.text)
}

/// The byte after a bullet and the space behind it, if the text begins with one.
pub(super) fn bullet(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let after = &text[first.len_utf8()..];
    let spaced = after.is_empty() || after.starts_with(char::is_whitespace);
    let is_bullet = match first {
        '◼' | '■' | '▪' | '▫' | '□' | '●' | '•' | '○' | '◦' | '‣' | '⁃' | '◆' | '❖' | '➢' | '►' | '▸' | '✓' => {
            true
        }
        '\u{e000}'..='\u{f8ff}' => true,
        '-' | '–' | '—' | '−' | '*' | '·' | '∙' | '─' | '⎯' => spaced,
        'o' => spaced && after.trim_start().starts_with(char::is_uppercase),
        _ => false,
    };
    is_bullet.then(|| text.len() - after.trim_start().len())
}

fn bullet_mark(lines: &[FlowLine<'_>], at: usize) -> Mark {
    let line = &lines[at];
    let Some(rest) = bullet(line.text) else { return Mark::None };
    let dash = line.text.starts_with(['-', '–', '—', '−', '─', 'o']);
    // A dash at a line's beginning is no bullet if the sentence broke there.
    if dash && line.gap == Gap::None && at > 0 {
        let before = lines[at - 1].text;
        let glyph = line.text.chars().next();
        // "floors 8 - / 10", "floors 8 / - 10": a range that the line's end cut.
        let number = |text: &str| text.trim().chars().next().is_some_and(|c| c.is_ascii_digit());
        let ends_with_number = before.split_whitespace().last().is_some_and(number);
        if ends_with_number && number(&line.text[rest..]) && !sentence::ends(before) {
            return Mark::None;
        }
        let same = |line: &FlowLine<'_>| bullet(line.text).is_some() && line.text.chars().next() == glyph;
        let listed = lines[at.saturating_sub(8)..at].iter().any(same);
        if !sentence::ends(before) && !listed && sentence::starts_low(&line.text[rest..]) {
            return Mark::None;
        }
    }
    Mark::Bullet(rest)
}
