//! The order of hits: the same whatever the number of segments and threads.

use std::cmp::Ordering;

use tantivy::DocAddress;

/// By what hits are ordered. Ties go to the newer report, then by report id, then by ordinal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// The best first.
    Relevance,
    /// The oldest first; reports without a date come last.
    Date,
    /// The newest first; reports without a date come last.
    DateDescending,
    /// By the authority's name.
    Authority,
    /// By the report's id.
    Report,
}

/// A passage that was found, with all that its place in the order depends on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) score: f32,
    /// First day of the report's date, 0 where there is none.
    pub(super) date: u64,
    /// The authority's number in the order of names, within the segment or over all.
    pub(super) authority: u64,
    /// The report's number in the order of ids, likewise.
    pub(super) report: u64,
    pub(super) ordinal: u64,
    pub(super) address: DocAddress,
}

impl Sort {
    /// Which of two comes first.
    pub(super) fn compare(self, a: &Found, b: &Found) -> Ordering {
        let dated = || (a.date == 0).cmp(&(b.date == 0));
        let first = match self {
            Sort::Relevance => b.score.total_cmp(&a.score),
            Sort::Date => dated().then(a.date.cmp(&b.date)),
            Sort::DateDescending => dated().then(b.date.cmp(&a.date)),
            Sort::Authority => a.authority.cmp(&b.authority),
            Sort::Report => Ordering::Equal,
        };
        let newest = if self == Sort::Report { Ordering::Equal } else { b.date.cmp(&a.date) };
        first.then(newest).then(a.report.cmp(&b.report)).then(a.ordinal.cmp(&b.ordinal))
    }
}
