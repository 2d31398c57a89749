//! Footnote marks: small raised digits, which are in the text of a page as pieces of their own.

use super::runs::TextRun;
use crate::text::raised_digits;

/// The line of a mark is so near to it in the order of pieces.
const MAX_RUNS_AWAY: usize = 60;
/// A mark's type is smaller than the text's by this factor at least.
const SMALL: f32 = 0.8;

/// Puts marks where they belong: behind their word as a raised digit, or before their note's text.
pub(super) fn raise(runs: &mut Vec<TextRun>) {
    let mut placed = vec![false; runs.len()];
    for at in 0..runs.len() {
        let Some(digits) = raised_mark(&runs[at].text) else { continue };
        let Some(host) = host(runs, at) else { continue };
        let (mark, base, left) = (runs[at].left, runs[host].base, runs[host].left);
        if mark < left {
            runs[at].base = base;
            runs[at].width = runs[at].width.min(left - mark - runs[at].size * 0.5).max(0.0);
        } else {
            let place = place(&runs[host], mark);
            runs[host].text.replace_range(place.0..place.1, &digits);
            placed[at] = true;
        }
    }
    let mut placed = placed.into_iter();
    runs.retain(|_| !placed.next().unwrap_or(false));
}

/// A number of one or two digits as raised digits.
fn raised_mark(text: &str) -> Option<String> {
    let text = text.trim();
    raised_digits(text).filter(|_| text.len() <= 2)
}

/// The piece that a mark is in or beside: larger type on a line a little below.
fn host(runs: &[TextRun], at: usize) -> Option<usize> {
    let mark = &runs[at];
    let fits = |&other: &usize| {
        let run = &runs[other];
        let raised = (mark.base - run.base) / run.size;
        let beside = mark.left > run.left - run.size && mark.left < run.left + run.width + run.size * 0.5;
        other != at && mark.size < run.size * SMALL && (0.15..0.8).contains(&raised) && beside
    };
    let near = at.saturating_sub(MAX_RUNS_AWAY)..runs.len().min(at + MAX_RUNS_AWAY);
    // The nearest piece to the left of the mark, else the one that it is before.
    let rank = |&other: &usize| (mark.left < runs[other].left, at.abs_diff(other));
    near.filter(fits).min_by_key(rank)
}

/// The range of the host's text that a mark at this place replaces: the space that its own width left, if that is no
/// space between words.
fn place(host: &TextRun, mark: f32) -> (usize, usize) {
    let end = host.text.trim_end().len();
    let count = host.text.chars().count().max(1) as f32;
    let guess = (mark - host.left) / host.width.max(1.0) * count;
    if guess >= count - 1.5 {
        return (end, end);
    }
    let ends = host.text.char_indices().enumerate().filter(|(_, (_, c))| c.is_whitespace());
    let nearest = ends.map(|(number, (at, c))| (number as f32 - guess, at, c.len_utf8()));
    let before_stop = |at: usize, len: usize| host.text[at + len..].starts_with([',', '.', ';', ':', ')']);
    let cost =
        |&(distance, at, len): &(f32, usize, usize)| distance.abs() - if before_stop(at, len) { 4.0 } else { 0.0 };
    match nearest.min_by(|a, b| cost(a).total_cmp(&cost(b))) {
        Some((_, at, len)) if before_stop(at, len) => (at, at + len),
        Some((_, at, _)) => (at, at),
        None => (end, end),
    }
}
