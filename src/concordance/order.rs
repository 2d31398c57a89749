//! Lines in the order of the words beside the match, the first of them only.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::engine::Hit;
use crate::text::fold;

use super::line::{ConcordanceLine, line};
use super::occurrences::Occurrences;

/// At most this many lines are sorted; of more, the first are kept.
pub(crate) const MAX_SORTED: usize = 250_000;

/// Lines that begin alike are compared by this many words beside the match.
const MAX_KEY_WORDS: usize = 4;

/// A word beside the match by which lines are sorted, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NthWord {
    /// That many words to the left.
    Left(usize),
    /// That many words to the right.
    Right(usize),
}

/// Collects lines by the words beside the match. Lines that are equal in these stay in the order in which they come.
pub(crate) struct SortedLines {
    by: NthWord,
    limit: usize,
    context: usize,
    seen: u64,
    kept: BinaryHeap<Keyed>,
}

impl SortedLines {
    /// Collects the first `limit` lines, with at most `context` characters on either side of the match.
    pub(crate) fn new(by: NthWord, limit: Option<usize>, context: usize) -> SortedLines {
        let limit = limit.unwrap_or(MAX_SORTED).min(MAX_SORTED);
        SortedLines { by, limit, context, seen: 0, kept: BinaryHeap::new() }
    }

    /// Takes in the occurrences of a hit.
    pub(crate) fn add(&mut self, hit: &Hit) {
        let occurrences = Occurrences::of(hit);
        for (bytes, (at, covered)) in hit.highlights.iter().zip(hit.code_points().into_iter().zip(&occurrences.covered))
        {
            let place = self.seen;
            self.seen += 1;
            let key = self.key(&occurrences, covered.start, covered.end);
            let is_full = self.kept.len() >= self.limit;
            // Of equals the earlier stays.
            if is_full && self.kept.peek().is_none_or(|last| last.key <= key) {
                continue;
            }
            if is_full {
                self.kept.pop();
            }
            self.kept.push(Keyed { key, place, line: line(hit, bytes, at, self.context) });
        }
    }

    /// How many occurrences were taken in, and the lines in order.
    pub(crate) fn finish(self) -> (u64, Vec<ConcordanceLine>) {
        let lines = self.kept.into_sorted_vec().into_iter().map(|keyed| keyed.line).collect();
        (self.seen, lines)
    }

    /// The folded words from the one asked for away from the match, then those between it and the match.
    fn key(&self, occurrences: &Occurrences<'_>, start: usize, end: usize) -> Vec<String> {
        let words = &occurrences.words;
        let nth = |distance: usize| match self.by {
            NthWord::Left(_) => start.checked_sub(distance),
            NthWord::Right(_) => Some(end + distance - 1),
        };
        let (NthWord::Left(first) | NthWord::Right(first)) = self.by;
        let distances = (first..first + MAX_KEY_WORDS).chain((1..first).rev());
        let word = |distance| nth(distance).and_then(|at| words.get(at)).map(|word| fold(word.text));
        distances.map(|distance| word(distance).unwrap_or_default()).collect()
    }
}

/// A line with what it is sorted by.
struct Keyed {
    key: Vec<String>,
    /// How many lines came before it.
    place: u64,
    line: ConcordanceLine,
}

impl Ord for Keyed {
    fn cmp(&self, other: &Keyed) -> Ordering {
        self.key.cmp(&other.key).then(self.place.cmp(&other.place))
    }
}

impl PartialOrd for Keyed {
    fn partial_cmp(&self, other: &Keyed) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Keyed {
    fn eq(&self, other: &Keyed) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Keyed {}
