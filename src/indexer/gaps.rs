//! Which fields no report has, where all were read in one run.

use std::collections::BTreeSet;

use crate::fields::gaps_of;
use crate::report::Report;

/// Fewer reports say nothing of those to come.
const MIN_REPORTS: u64 = 2;

/// What the reports that were read lack.
#[derive(Default)]
pub(super) struct CommonGaps {
    reports: u64,
    /// What all of them lack.
    lacking: BTreeSet<&'static str>,
}

impl CommonGaps {
    pub(super) fn add(&mut self, report: &Report) {
        let gaps = gaps_of(&report.meta);
        if self.reports == 0 {
            self.lacking.extend(gaps);
        } else {
            self.lacking.retain(|field| gaps.contains(field));
        }
        self.reports += 1;
    }

    /// The fields that none of the reports of an index has, in the order of their names; none where some of its reports
    /// were not read, or are too few. A report has an authority or a publisher: one of them is enough.
    pub(super) fn of_all(mut self, reports: u64) -> Vec<&'static str> {
        const WHOSE: [&str; 2] = ["authority", "publisher"];
        if self.reports < reports.max(MIN_REPORTS) {
            return Vec::new();
        }
        if !WHOSE.iter().all(|field| self.lacking.contains(field)) {
            self.lacking.retain(|field| !WHOSE.contains(field));
        }
        self.lacking.into_iter().collect()
    }
}
