//! Passages put into groups, by the values of one grouping or two.

use std::collections::BTreeMap;
use std::path::Path;

use rustc_hash::FxHashMap;
use tantivy::DocId;

use crate::engine::{Facet, IndexError};
use crate::search::index_view::SegmentColumns;

use super::grouping::{NONE, Values};
use super::tally::{PassageAmount, ReportAmount, Tally, TallyTotals};
use super::{Scope, Segment};

/// The values of a group, one for each grouping; none where it has no value.
pub(in crate::search) type GroupKey = Vec<Option<String>>;

/// The groups of a segment.
pub(super) struct SegmentGroups<'s> {
    /// The folder of the index.
    folder: &'s Path,
    columns: &'s SegmentColumns,
    by: Vec<Values>,
    /// The number of match levels.
    levels: usize,
    /// The place in `groups` of the values of each group.
    places: FxHashMap<[u64; Facet::MAX_GROUPINGS], usize>,
    groups: Vec<([u64; Facet::MAX_GROUPINGS], Tally)>,
    /// The groups of the last passage, and its report.
    current: Vec<usize>,
    report: Option<usize>,
    /// The values of the last passage by each grouping.
    values: [Vec<u64>; Facet::MAX_GROUPINGS],
    all: Tally,
}

/// What was added up in the groups of a segment: of all, and by values.
pub(in crate::search) struct GroupsPart {
    all: Tally,
    groups: Vec<(GroupKey, Tally)>,
}

/// What was added up in the groups of all segments.
#[derive(Default)]
pub(in crate::search) struct GroupTotals {
    pub(in crate::search) all: TallyTotals,
    pub(in crate::search) groups: BTreeMap<GroupKey, TallyTotals>,
}

impl<'s> SegmentGroups<'s> {
    /// The groups of a facet in a segment, with a number of match levels each.
    pub(super) fn new(facet: &Facet, segment: &Segment<'s>, levels: usize) -> Result<SegmentGroups<'s>, IndexError> {
        let by = facet.groupings().iter().map(|grouping| Values::of(grouping, segment)).collect::<Result<_, _>>()?;
        Ok(SegmentGroups {
            folder: segment.scope.reader.folder(),
            columns: segment.columns,
            by,
            levels,
            places: FxHashMap::default(),
            groups: Vec::new(),
            current: Vec::new(),
            report: None,
            values: Default::default(),
            all: Tally::new(levels),
        })
    }

    /// Whether all passages of a report are in the same groups.
    pub(super) fn is_of_reports(&self) -> bool {
        self.by.iter().all(Values::is_of_reports)
    }

    /// Adds a passage of a report to its groups.
    pub(super) fn add(&mut self, report: usize, doc: DocId, amount: PassageAmount) {
        if self.report != Some(report) || !self.is_of_reports() {
            self.look_up(report, doc);
        }
        let authority = || self.columns.authority(report);
        self.all.add(amount, report, authority);
        for &place in &self.current {
            self.groups[place].1.add(amount, report, authority);
        }
    }

    /// Adds a report to its groups, which are those of each of its passages.
    pub(super) fn add_report(&mut self, report: usize, amount: ReportAmount<'_>) {
        self.look_up(report, self.columns.documents_of(report).0);
        let authority = || self.columns.authority(report);
        self.all.add_report(amount, authority);
        for &place in &self.current {
            self.groups[place].1.add_report(amount, authority);
        }
    }

    /// Finds the groups of a passage.
    fn look_up(&mut self, report: usize, doc: DocId) {
        self.report = Some(report);
        for (at, values) in self.values.iter_mut().enumerate() {
            match self.by.get(at) {
                Some(by) => by.at(self.columns, report, doc, values),
                None => values.resize(1, NONE),
            }
        }
        self.current.clear();
        let [first, second] = &self.values;
        for &first in first {
            for &second in second {
                let place = *self.places.entry([first, second]).or_insert_with(|| {
                    self.groups.push(([first, second], Tally::new(self.levels)));
                    self.groups.len() - 1
                });
                self.current.push(place);
            }
        }
    }

    /// What was added up.
    pub(super) fn finish(self) -> Result<GroupsPart, IndexError> {
        let text = |(of, value): (&Values, u64)| of.text(value).map_err(IndexError::io(self.folder));
        let groups = self.groups.into_iter().map(|(values, tally)| {
            Ok((self.by.iter().zip(values).map(text).collect::<Result<GroupKey, IndexError>>()?, tally))
        });
        Ok(GroupsPart { all: self.all, groups: groups.collect::<Result<_, IndexError>>()? })
    }
}

impl GroupTotals {
    /// The groups of all segments, in their order: groups of one value are one, whatever the number of the value in each
    /// segment, and so are those of values that are shown alike.
    pub(super) fn of<'p>(
        scope: Scope<'_>,
        parts: impl Iterator<Item = &'p GroupsPart>,
    ) -> Result<GroupTotals, IndexError> {
        let mut totals = GroupTotals::default();
        for (segment, part) in (0..).zip(parts) {
            totals.all.add(scope, segment, &part.all)?;
            for (key, tally) in &part.groups {
                match totals.groups.get_mut(key) {
                    Some(group) => group.add(scope, segment, tally)?,
                    None => totals.groups.entry(key.clone()).or_default().add(scope, segment, tally)?,
                }
            }
        }
        Ok(totals)
    }
}
