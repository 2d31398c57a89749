//! Whether two things are near each other: how many words there are from the nearest word of the one
//! to the nearest word of the other, in which order, in which sentence.

use super::occurrences::Span;
use super::plan::Nearness;

/// What is at one or more words of a passage; others may be between them.
pub(super) trait Located {
    /// Its words in order, none of which overlap. A phrase is one.
    fn words(&self) -> &[Span];
    /// From its first word to its last.
    fn span(&self) -> Span;
}

impl Located for Span {
    fn words(&self) -> &[Span] {
        std::slice::from_ref(self)
    }

    fn span(&self) -> Span {
        *self
    }
}

/// Of two words that are near each other this often in one passage, the rest is only marked.
const MAX_NEAR_PAIRS: usize = 1_000;

/// The spans from a left to a right one near it, in no order. Beyond [`MAX_NEAR_PAIRS`] only the longest
/// of each left one are given, so that the work does not grow with the square of the passage; they
/// cover the same words.
pub(super) fn near(left: &[Span], right: &[Span], nearness: Nearness, sentences: &[u32]) -> Vec<Span> {
    let mut spans = Vec::new();
    near_into(left, right, nearness, sentences, &mut spans);
    spans
}

/// The same, added to some spans, of which there are none yet.
pub(super) fn near_into(left: &[Span], right: &[Span], nearness: Nearness, sentences: &[u32], spans: &mut Vec<Span>) {
    let neighbours = Neighbours::new(right, nearness, sentences);
    for one in left {
        let to = |other: &Span| Span { start: one.start.min(other.start), end: one.end.max(other.end) };
        let mut near = neighbours.of(one);
        if spans.len() < MAX_NEAR_PAIRS {
            spans.extend(near.map(to));
        } else {
            spans.extend(near.next().map(to));
            spans.extend(near.next_back().map(to));
        }
    }
}

/// Those among which neighbours are looked for, ordered by their start.
pub(super) struct Neighbours<'a, T> {
    those: &'a [T],
    longest: u32,
    nearness: Nearness,
    sentences: &'a [u32],
}

impl<'a, T: Located> Neighbours<'a, T> {
    pub(super) fn new(those: &'a [T], nearness: Nearness, sentences: &'a [u32]) -> Neighbours<'a, T> {
        let length = |one: &T| one.span().end - one.span().start;
        Neighbours { those, longest: those.iter().map(length).max().unwrap_or(0), nearness, sentences }
    }

    /// Those near a left one, in order.
    pub(super) fn of<L: Located>(&self, left: &L) -> impl DoubleEndedIterator<Item = &'a T> {
        let Span { start, end } = left.span();
        let Nearness { distance, in_sentence, ordered, .. } = self.nearness;
        let reach = distance.saturating_add(self.longest);
        let mut from = if ordered { end } else { start.saturating_sub(reach) };
        let mut to = end.saturating_add(distance);
        if in_sentence {
            let next = self.sentences.partition_point(|&begin| begin <= start);
            from = from.max(next.checked_sub(1).map_or(0, |this| self.sentences[this]));
            to = to.min(self.sentences.get(next).copied().unwrap_or(u32::MAX));
        }
        let first = self.those.partition_point(|one| one.span().start < from);
        let within = self.those[first..].partition_point(|one| one.span().start < to);
        self.those[first..first + within].iter().filter(move |right| self.are_near(left, *right))
    }

    /// Whether a left one has any of them near it.
    pub(super) fn has<L: Located>(&self, left: &L) -> bool {
        self.of(left).next().is_some()
    }

    fn are_near<L: Located>(&self, left: &L, right: &T) -> bool {
        let (one, other) = (left.span(), right.span());
        if self.nearness.ordered && other.start < one.end {
            return false;
        }
        let (start, end) = (one.start.min(other.start), one.end.max(other.end));
        let parted = || {
            let after = self.sentences.partition_point(|&begin| begin <= start);
            self.sentences.get(after).is_some_and(|&begin| begin < end)
        };
        words_from(left.words(), right.words()).is_some_and(|distance| distance <= self.nearness.distance)
            && !(self.nearness.in_sentence && parted())
    }
}

/// How many words it is from the nearest of some words to the nearest of others, neighbours being 1
/// apart; none where two of them overlap.
fn words_from(some: &[Span], others: &[Span]) -> Option<u32> {
    let (mut at, mut other) = (0, 0);
    let mut least = u32::MAX;
    while let (Some(a), Some(b)) = (some.get(at), others.get(other)) {
        if a.end <= b.start {
            least = least.min(b.start - a.end + 1);
            at += 1;
        } else if b.end <= a.start {
            least = least.min(a.start - b.end + 1);
            other += 1;
        } else {
            return None;
        }
    }
    Some(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_words_count_and_none_may_overlap() {
        let spans = |ends: &[(u32, u32)]| ends.iter().map(|&(start, end)| Span { start, end }).collect::<Vec<_>>();
        for (some, others, expected) in [
            (&[(0, 1)][..], &[(1, 2)][..], Some(1)),
            (&[(5, 6)], &[(1, 2)], Some(4)),
            (&[(0, 1), (8, 9)], &[(6, 7)], Some(2)),
            (&[(0, 1), (8, 9)], &[(2, 3), (20, 21)], Some(2)),
            (&[(0, 1), (8, 9)], &[(8, 9)], None),
            (&[(0, 3)], &[(1, 2)], None),
            (&[(0, 1), (4, 6)], &[(2, 3), (5, 7)], None),
        ] {
            assert_eq!(words_from(&spans(some), &spans(others)), expected, "{some:?} {others:?}");
        }
    }

    #[test]
    fn words_that_are_near_all_others_are_not_paired_with_each() {
        let words: Vec<Span> = (0..20_000).map(|at| Span { start: at, end: at + 1 }).collect();
        let nearness = Nearness { distance: u32::MAX, in_sentence: false, ordered: false, negated: false };
        let spans = near(&words, &words, nearness, &[]);
        assert!(spans.len() < 3 * words.len(), "{}", spans.len());
        assert!(spans.contains(&Span { start: 0, end: 20_000 }));
    }
}
