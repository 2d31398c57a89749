//! Keeping the best passages of a segment while it is walked.

use std::cmp::Ordering;
use std::sync::atomic::{AtomicU32, Ordering as AtomicOrdering};

use tantivy::DocId;

use crate::search::index_view::{ScoreClass, SegmentColumns};
use crate::search::order::{Sort, Sortable};
use crate::search::very_words::VeryWordsHere;

use super::MatchedDoc;

/// A passage that may be among the best.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    /// What the words are worth, times the weight of its class.
    pub(super) score: f32,
    /// The BM25 score of the query's words.
    pub(super) bm25: f32,
    /// What the very words are worth beside.
    pub(super) very: f32,
    pub(super) class: ScoreClass,
    pub(super) doc: DocId,
    /// The number of its report in the segment.
    pub(super) report: usize,
}

/// The score of the last that is wanted, as far as any segment has come: what scores less is wanted from none. What is found
/// does not depend on which of them comes first.
#[derive(Default)]
pub(super) struct ScoreFloor(AtomicU32);

impl ScoreFloor {
    fn get(&self) -> f32 {
        f32::from_bits(self.0.load(AtomicOrdering::Relaxed))
    }

    /// The score, or a higher one that is known. No score is below zero, so their bits are in the same order.
    fn raise(&self, score: f32) -> f32 {
        let bits = score.max(0.0).to_bits();
        f32::from_bits(self.0.fetch_max(bits, AtomicOrdering::Relaxed).max(bits))
    }
}

/// The first passages in an order, at most as many as wanted; all where no number is wanted.
pub(super) struct Best<'c> {
    columns: &'c SegmentColumns,
    sort: Sort,
    wanted: Option<usize>,
    candidates: Vec<Candidate>,
    /// The last of those wanted, once there were more.
    worst: Option<Candidate>,
    /// A passage whose words are worth less is not among the best.
    least: f32,
    floor: &'c ScoreFloor,
    very_words: VeryWordsHere,
}

impl Candidate {
    /// From what its words are worth.
    pub(super) fn new(doc: DocId, report: usize, bm25: f32, very: f32, class: ScoreClass) -> Candidate {
        Candidate { score: (bm25 + very) * class.weight(), bm25, very, class, doc, report }
    }
}

impl<'c> Best<'c> {
    /// Of a segment.
    pub(super) fn of(
        columns: &'c SegmentColumns,
        sort: Sort,
        wanted: Option<usize>,
        very_words: VeryWordsHere,
        floor: &'c ScoreFloor,
    ) -> Best<'c> {
        let (candidates, least) = (Vec::new(), floor.get());
        Best { columns, sort, wanted, candidates, worst: None, least, floor, very_words }
    }

    /// Takes a passage if it may be among the best.
    #[inline]
    pub(super) fn offer(&mut self, matched: &MatchedDoc<'_>) {
        // No weight is above 1.
        if matched.score + self.very_words.at_most(matched.doc) >= self.least {
            self.consider(matched);
        }
    }

    #[inline(never)]
    fn consider(&mut self, &MatchedDoc { doc, report, score: bm25, words, .. }: &MatchedDoc<'_>) {
        let very = self.very_words.at(doc, words, |_| ());
        if bm25 + very < self.least {
            return;
        }
        let candidate = Candidate::new(doc, report, bm25, very, self.columns.class(doc));
        if let Some(worst) = self.worst
            && self.compare(&candidate, &worst).is_gt()
        {
            return;
        }
        self.candidates.push(candidate);
        // Several times as many are kept as wanted, so that each is compared only a few times.
        if let Some(wanted) = self.wanted
            && self.candidates.len() >= wanted.saturating_mul(4).max(64)
        {
            self.cut(wanted);
        }
    }

    fn cut(&mut self, wanted: usize) {
        let mut candidates = std::mem::take(&mut self.candidates);
        if let Some(worst) = keep_first(&mut candidates, wanted, |a, b| self.compare(a, b)) {
            self.worst = Some(worst);
            if self.sort == Sort::Relevance {
                self.least = self.floor.raise(worst.score);
            }
        }
        self.candidates = candidates;
    }

    fn compare(&self, a: &Candidate, b: &Candidate) -> Ordering {
        if self.sort == Sort::Relevance {
            // The same order, without a look at the columns where they are known.
            let by_report = || self.columns.newest_first(a.report, b.report);
            return b.score.total_cmp(&a.score).then_with(by_report).then(a.doc.cmp(&b.doc));
        }
        let key = |at: &Candidate| SortKey { columns: self.columns, at: *at };
        self.sort.compare(&key(a), &key(b))
    }

    /// The passages kept, in no order.
    pub(super) fn into_candidates(mut self) -> Vec<Candidate> {
        if let Some(wanted) = self.wanted {
            self.cut(wanted);
        }
        self.candidates
    }
}

/// Keeps the first `wanted` of a list in an order, and returns the last of those if there were more.
pub(super) fn keep_first<T: Clone>(
    list: &mut Vec<T>,
    wanted: usize,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Option<T> {
    if list.len() <= wanted {
        return None;
    }
    let worst = wanted.checked_sub(1).map(|last| list.select_nth_unstable_by(last, compare).1.clone());
    list.truncate(wanted);
    worst
}

/// What a candidate is sorted by, looked up when asked for.
struct SortKey<'c> {
    columns: &'c SegmentColumns,
    at: Candidate,
}

impl Sortable for SortKey<'_> {
    fn score(&self) -> f32 {
        self.at.score
    }

    fn date(&self) -> u64 {
        self.columns.date(self.at.report)
    }

    fn authority(&self) -> u64 {
        self.columns.authority(self.at.report).unwrap_or(u64::MAX)
    }

    fn report(&self) -> u64 {
        self.columns.report(self.at.report)
    }

    fn ordinal(&self) -> u32 {
        self.at.doc
    }
}
