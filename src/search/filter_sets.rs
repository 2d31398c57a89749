//! The documents of a segment that filters leave, kept for what asks for them again: each match level of a search does, and
//! many searches have the same filters.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::docset::Ranges;
use super::plan::{Column, FilterTerm};

/// The last filters of a segment, each with its documents.
#[derive(Default)]
pub(super) struct FilterSets(Mutex<VecDeque<(SegmentFilter<'static>, Arc<Ranges>)>>);

/// What a filter asks for.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum SegmentFilter<'p> {
    /// Any of some terms.
    Terms(Cow<'p, [FilterTerm]>),
    /// Values of a column.
    Column(Cow<'p, Column>),
}

/// At most this many filters are kept for a segment.
const MAX_KEPT: usize = 16;
/// What leaves more ranges than a segment has reports, and more than this, is not kept: it would take much memory, and
/// hardly less time than to be made again.
const MAX_RANGES: usize = 1_000;
/// Nor is what asks for more terms or ranges of values than this.
const MAX_VALUES: usize = 100;

impl FilterSets {
    /// The documents of a filter, if they are kept.
    pub(super) fn get(&self, filter: &SegmentFilter<'_>) -> Option<Arc<Ranges>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(one, _)| one == filter).map(|(_, documents)| Arc::clone(documents))
    }

    /// Keeps the documents of a filter, which must be all of them, in a segment of this many reports.
    pub(super) fn keep(&self, filter: SegmentFilter<'_>, documents: &Arc<Ranges>, reports: usize) {
        if documents.count() > reports.max(MAX_RANGES) || filter.values() > MAX_VALUES {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Two threads may have made it at once.
        if !kept.iter().any(|(one, _)| *one == filter) {
            if kept.len() >= MAX_KEPT {
                kept.pop_front();
            }
            kept.push_back((filter.into_owned(), Arc::clone(documents)));
        }
    }
}

impl SegmentFilter<'_> {
    /// How many terms or ranges of values it asks for.
    fn values(&self) -> usize {
        match self {
            SegmentFilter::Terms(terms) => terms.len(),
            SegmentFilter::Column(column) => column.ranges.len(),
        }
    }

    fn into_owned(self) -> SegmentFilter<'static> {
        match self {
            SegmentFilter::Terms(terms) => SegmentFilter::Terms(Cow::Owned(terms.into_owned())),
            SegmentFilter::Column(column) => SegmentFilter::Column(Cow::Owned(column.into_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Level;

    #[test]
    fn the_last_filters_are_kept_unless_they_leave_too_many_ranges() {
        let sets = FilterSets::default();
        let filter = |least| {
            let (level, first, last) = (Level::Report, "first", "last");
            SegmentFilter::Column(Cow::Owned(Column { level, first, last, ranges: vec![(least, least)] }))
        };
        let ranges = |number: u32| Arc::new(Ranges::of((0..number).map(|at| 2 * at..2 * at + 1).collect()));
        for number in 0..20 {
            sets.keep(filter(number), &ranges(1), 3);
        }
        let kept = (0..20).filter(|&number| sets.get(&filter(number)).is_some());
        assert_eq!(kept.collect::<Vec<_>>(), (4..20).collect::<Vec<_>>());
        sets.keep(filter(50), &ranges(1_001), 3);
        assert_eq!(sets.get(&filter(50)), None);
        sets.keep(filter(50), &ranges(1_001), 1_001);
        assert_eq!(sets.get(&filter(50)), Some(ranges(1_001)));
        let SegmentFilter::Column(column) = filter(0) else { return };
        let many = (0..101).map(|least| (3 * least, 3 * least + 1)).collect();
        let many = SegmentFilter::Column(Cow::Owned(Column { ranges: many, ..column.into_owned() }));
        sets.keep(many.clone(), &ranges(1), 3);
        assert_eq!(sets.get(&many), None);
    }
}
