//! The order of hits: the same whatever the number of segments and threads.

use std::cmp::Ordering;

use tantivy::{DocAddress, DocId};

use super::index_view::ScoreClass;
pub(super) use crate::engine::Sort;

/// A passage or report that was found, with all that its rank depends on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ScoredPassage {
    /// The score: what the words are worth and all else that speaks for it, times its weight.
    pub(super) score: f32,
    /// The BM25 score of the query's words.
    pub(super) bm25: f32,
    /// What else speaks for it, by kind of signal.
    pub(super) signals: [f32; SIGNAL_KINDS],
    /// What the sum is multiplied by for the part that the passage plays.
    pub(super) weight: f32,
    /// The class of the passage, which gives the weight.
    pub(super) class: ScoreClass,
    /// What dampens scores for the length of the text.
    pub(super) norm: f32,
    /// First day of the report's date, 0 where there is none.
    pub(super) date: u64,
    /// The authority's number in the order of names, within the segment or over all.
    pub(super) authority: u64,
    /// The report's number in the order of ids, within the segment.
    pub(super) report: u64,
    pub(super) ordinal: u32,
    /// The passage, or the best one of the report.
    pub(super) address: DocAddress,
    /// The documents whose text is judged: the passage, or all of the report.
    pub(super) documents: (DocId, DocId),
}

/// The number of kinds of signals besides the words themselves.
pub(super) const SIGNAL_KINDS: usize = 6;

impl ScoredPassage {
    /// Adds up the score from its parts.
    pub(super) fn add_up(&mut self) {
        self.score = (self.bm25 + self.signals.iter().sum::<f32>()) * self.weight;
    }
}

/// Something that can be sorted.
pub(super) trait Sortable {
    /// The score.
    fn score(&self) -> f32;
    /// First day of the report's date, 0 where there is none.
    fn date(&self) -> u64;
    /// The authority's number in the order of names.
    fn authority(&self) -> u64;
    /// The report's number in the order of ids.
    fn report(&self) -> u64;
    /// A number that grows through the report.
    fn ordinal(&self) -> u32;
}

impl Sortable for ScoredPassage {
    fn score(&self) -> f32 {
        self.score
    }

    fn date(&self) -> u64 {
        self.date
    }

    fn authority(&self) -> u64 {
        self.authority
    }

    fn report(&self) -> u64 {
        self.report
    }

    fn ordinal(&self) -> u32 {
        self.ordinal
    }
}

impl Sort {
    /// Which of two of one segment comes first.
    pub(super) fn compare<T: Sortable>(self, a: &T, b: &T) -> Ordering {
        self.compare_by(a, b, |a, b| a.report().cmp(&b.report()))
    }

    /// Which of two comes first, where `by_report` says which of their reports does.
    pub(super) fn compare_by<T: Sortable>(self, a: &T, b: &T, by_report: impl Fn(&T, &T) -> Ordering) -> Ordering {
        let by_date = |newest_first: bool| {
            let (a, b) = (a.date(), b.date());
            let by_day = if newest_first { b.cmp(&a) } else { a.cmp(&b) };
            (a == 0).cmp(&(b == 0)).then(by_day)
        };
        let first = match self {
            Sort::Relevance => b.score().total_cmp(&a.score()),
            Sort::Date => by_date(false),
            Sort::DateDescending => by_date(true),
            Sort::Authority => a.authority().cmp(&b.authority()),
            Sort::Report => Ordering::Equal,
        };
        let newest = || if self == Sort::Report { Ordering::Equal } else { b.date().cmp(&a.date()) };
        let by_place = || by_report(a, b).then_with(|| a.ordinal().cmp(&b.ordinal()));
        first.then_with(newest).then_with(by_place)
    }
}
