//! Counting by groups.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::path::Path;

use rustc_hash::FxHashMap;

use crate::engine::{Grouped, Grouping, Groups, IndexError};
use crate::search::index_view::SegmentColumns;

use super::count::{Count, Counted, SegmentCount, Totals};
use super::grouping::{NONE, Values};
use super::{Collector, MatchedDoc, Needs, Scope, Segment, SegmentCollector};

/// Counts by the values of one grouping or two.
pub(in crate::search) struct GroupBy<'g> {
    pub(in crate::search) by: &'g Grouping,
    pub(in crate::search) then: Option<&'g Grouping>,
}

/// The groups of a segment.
pub(in crate::search) struct SegmentGroups<'s> {
    /// The folder of the index.
    folder: &'s Path,
    columns: &'s SegmentColumns,
    by: Values,
    then: Option<Values>,
    /// The place in `groups` of the values of each group.
    places: FxHashMap<[u64; 2], usize>,
    groups: Vec<SegmentGroup>,
    /// The groups of the last passage, and its values.
    current: Vec<usize>,
    values: (Vec<u64>, Vec<u64>),
    found: SegmentCount<'s>,
}

/// A group in a segment.
#[derive(Default)]
struct SegmentGroup {
    values: [u64; 2],
    counted: Counted,
    /// The report that was counted last.
    last: Option<usize>,
}

/// What was counted in a segment: all of it, and by values.
pub(in crate::search) struct Part {
    found: Counted,
    groups: Vec<(Vec<Option<String>>, Counted)>,
}

impl Collector for GroupBy<'_> {
    type Segment<'s>
        = SegmentGroups<'s>
    where
        Self: 's;
    type Part = Part;
    type Output = Groups;

    fn needs(&self) -> Needs {
        Needs::Doc
    }

    fn segment<'s>(&'s self, segment: &Segment<'s>) -> Result<SegmentGroups<'s>, IndexError> {
        Ok(SegmentGroups {
            folder: segment.scope.reader.folder(),
            columns: segment.columns,
            by: Values::of(self.by, segment)?,
            then: self.then.map(|then| Values::of(then, segment)).transpose()?,
            places: FxHashMap::default(),
            groups: Vec::new(),
            current: Vec::new(),
            values: (Vec::new(), Vec::new()),
            found: Count.segment(segment)?,
        })
    }

    /// Groups of one value are one, whatever the number of the value in each segment.
    fn merge(&self, scope: Scope<'_>, parts: Vec<Part>) -> Result<Groups, IndexError> {
        let mut found = Totals::default();
        let mut groups: BTreeMap<Vec<Option<String>>, Totals> = BTreeMap::new();
        for (segment, part) in (0..).zip(parts) {
            found.add(scope, segment, &part.found)?;
            for (values, counted) in part.groups {
                groups.entry(values).or_default().add(scope, segment, &counted)?;
            }
        }
        let groups = groups.into_iter().map(|(values, totals)| Grouped::new(values, totals.counts()));
        let mut groups: Vec<Grouped> = groups.collect();
        groups.sort_by(|a, b| {
            let pairs = a.values.iter().zip(&b.values);
            pairs.map(|(a, b)| in_order(a.as_deref(), b.as_deref())).fold(Ordering::Equal, Ordering::then)
        });
        Ok(Groups::new(found.counts(), groups))
    }
}

impl SegmentCollector for SegmentGroups<'_> {
    type Part = Part;

    fn collect(&mut self, matched: &MatchedDoc<'_>) {
        self.found.collect(matched);
        let of_reports = self.by.is_of_reports() && self.then.as_ref().is_none_or(Values::is_of_reports);
        if matched.is_first || !of_reports {
            self.look_up(matched);
        }
        for &place in &self.current {
            let group = &mut self.groups[place];
            let is_first = group.last != Some(matched.report);
            group.last = Some(matched.report);
            group.counted.add(is_first, || self.columns.authority(matched.report));
        }
    }

    fn finish(self) -> Result<Part, IndexError> {
        let text = |of: &Values, value| of.text(value).map_err(IndexError::io(self.folder));
        let groups = self.groups.into_iter().map(|SegmentGroup { values: [by, then], counted, .. }| {
            let then = self.then.as_ref().map(|of| text(of, then));
            let values = std::iter::once(text(&self.by, by)).chain(then).collect::<Result<_, _>>()?;
            Ok((values, counted))
        });
        Ok(Part { found: self.found.finish()?, groups: groups.collect::<Result<_, IndexError>>()? })
    }
}

impl SegmentGroups<'_> {
    /// Finds the groups of a passage.
    fn look_up(&mut self, matched: &MatchedDoc<'_>) {
        let (by, then) = &mut self.values;
        self.by.at(self.columns, matched.report, matched.doc, by);
        match &self.then {
            Some(values) => values.at(self.columns, matched.report, matched.doc, then),
            None => then.resize(1, NONE),
        }
        self.current.clear();
        for &by in by.iter() {
            for &then in then.iter() {
                let place = *self.places.entry([by, then]).or_insert_with(|| {
                    self.groups.push(SegmentGroup { values: [by, then], ..SegmentGroup::default() });
                    self.groups.len() - 1
                });
                self.current.push(place);
            }
        }
    }
}

/// Numbers by size, then texts, and last what is none.
fn in_order(a: Option<&str>, b: Option<&str>) -> Ordering {
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<u64>().ok());
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        (a_number, b_number) => {
            let numbers_first = a_number.is_none().cmp(&b_number.is_none());
            a.is_none().cmp(&b.is_none()).then(numbers_first).then_with(|| a.cmp(&b))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_first_and_what_is_none_last() {
        let mut values = [None, Some("b"), Some("10"), Some("a1"), Some("9")];
        values.sort_by(|a, b| in_order(*a, *b));
        assert_eq!(values, [Some("9"), Some("10"), Some("a1"), Some("b"), None]);
    }
}
