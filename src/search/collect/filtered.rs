//! Counting what filters leave: whole reports, without a look at their passages.

use std::ops::Range;

use tantivy::DocId;

use crate::index::IndexError;
use crate::search::Counts;
use crate::search::budget::Pace;
use crate::search::open::Opener;
use crate::search::plan::Plan;

use super::Scope;
use super::count::{Count, Counted, Totals};

impl Scope<'_> {
    /// How much meets a plan of filters. Where these ask for what is known of reports alone, a report counts with all its
    /// passages or none.
    pub(in crate::search) fn count_filtered(self, plan: &Plan) -> Result<Counts, IndexError> {
        if !plan.is_of_reports() {
            return self.collect(plan, &Count);
        }
        if let Some(part) = &self.view.part {
            return part.count(plan, self.clock);
        }
        let mut totals = Totals::default();
        for (number, opener) in Opener::on_each_segment(self.reader, self.view, self.clock) {
            totals.add(self, number, &reports_in(&opener, plan)?)?;
        }
        Ok(totals.counts())
    }
}

/// The reports of a segment that meet a plan of what is known of reports.
fn reports_in(opener: &Opener<'_>, plan: &Plan) -> Result<Counted, IndexError> {
    let mut counted = Counted::default();
    each_report(opener, plan, |report, passages| {
        counted.add_report(passages.len() as u64, || opener.columns.authority(report));
        Ok(())
    })?;
    Ok(counted)
}

/// Calls for each of those reports that has passages, with its number in the segment and its passages.
pub(super) fn each_report(
    opener: &Opener<'_>,
    plan: &Plan,
    mut each: impl FnMut(usize, Range<DocId>) -> Result<(), IndexError>,
) -> Result<(), IndexError> {
    let (ranges, alive) = (opener.ranges(plan)?, opener.segment.alive_bitset());
    let (mut at, mut pace) = (0, Pace::of(&opener.clock));
    for (report, passages) in opener.columns.reports().take_while(|_| !pace.is_over()) {
        let meets = ranges.from(&mut at, passages.start).is_some_and(|range| range.start == passages.start);
        if meets && !passages.is_empty() && alive.is_none_or(|alive| alive.is_alive(passages.start)) {
            each(report, passages)?;
        }
    }
    Ok(())
}
