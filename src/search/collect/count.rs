//! Counting passages, reports and authorities.

use std::collections::BTreeSet;

use crate::index::IndexError;

use super::{Collector, MatchedDoc, Needs, Scope, Segment, SegmentCollector};
use crate::search::Counts;
use crate::search::bits::Bits;
use crate::search::index_view::SegmentColumns;
use crate::search::plan::Plan;

/// Counts what is met.
pub(in crate::search) struct Count;

/// Counts of a segment.
pub(in crate::search) struct SegmentCount<'c> {
    columns: &'c SegmentColumns,
    counted: Counted,
}

/// What was counted in a segment.
#[derive(Default)]
pub(in crate::search) struct Counted {
    passages: u64,
    reports: u64,
    /// By their numbers in the segment.
    authorities: Bits,
}

impl Collector for Count {
    type Segment<'s> = SegmentCount<'s>;
    type Part = Counted;
    type Output = Counts;

    fn needs(&self) -> Needs {
        Needs::Doc
    }

    fn segment<'s>(&'s self, segment: &Segment<'s>) -> Result<SegmentCount<'s>, IndexError> {
        Ok(SegmentCount { columns: segment.columns, counted: Counted::default() })
    }

    fn served(&self, scope: Scope<'_>, plan: &Plan) -> Result<Option<Counts>, IndexError> {
        Ok(scope.view.part.as_ref().and_then(|part| part.served_counts(plan)))
    }

    fn best(&self) -> Option<usize> {
        Some(0)
    }

    /// An authority that several segments know is one.
    fn merge(&self, scope: Scope<'_>, parts: Vec<Counted>) -> Result<Counts, IndexError> {
        let mut totals = Totals::default();
        for (segment, part) in (0..).zip(&parts) {
            totals.add(scope, segment, part)?;
        }
        Ok(totals.counts())
    }
}

impl SegmentCollector for SegmentCount<'_> {
    type Part = Counted;

    #[inline]
    fn collect(&mut self, matched: &MatchedDoc<'_>) {
        self.counted.passages += 1;
        if matched.is_first {
            self.add_report(matched.report);
        }
    }

    fn finish(self) -> Result<Counted, IndexError> {
        Ok(self.counted)
    }
}

impl SegmentCount<'_> {
    #[inline(never)]
    fn add_report(&mut self, report: usize) {
        self.counted.reports += 1;
        if let Some(authority) = self.columns.authority(report) {
            self.counted.authorities.insert(authority);
        }
    }
}

impl Counted {
    /// Counts a report with so many passages, one or more.
    pub(super) fn add_report(&mut self, passages: u64, authority: impl FnOnce() -> Option<u64>) {
        self.add(true, authority);
        self.passages += passages.saturating_sub(1);
    }

    /// Counts a passage; where it is the first of its report, that and its authority too.
    #[inline]
    pub(super) fn add(&mut self, is_first: bool, authority: impl FnOnce() -> Option<u64>) {
        self.passages += 1;
        if is_first {
            self.reports += 1;
            if let Some(authority) = authority() {
                self.authorities.insert(authority);
            }
        }
    }
}

/// Counts over segments.
#[derive(Default)]
pub(super) struct Totals {
    passages: u64,
    reports: u64,
    /// Places in the order of all names.
    authorities: BTreeSet<u64>,
}

impl Totals {
    /// Adds what was counted in a segment.
    pub(super) fn add(&mut self, scope: Scope<'_>, segment: u32, counted: &Counted) -> Result<(), IndexError> {
        let Scope { reader, view, .. } = scope;
        self.passages += counted.passages;
        self.reports += counted.reports;
        for number in counted.authorities.numbers() {
            self.authorities.insert(view.authorities.ordinal(reader, &view.segments, segment, number)?);
        }
        Ok(())
    }

    /// All that was counted.
    pub(super) fn counts(&self) -> Counts {
        Counts { passages: self.passages, reports: self.reports, authorities: self.authorities.len() as u64 }
    }
}
