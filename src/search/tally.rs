//! Counting what is met while a segment is walked.

use std::collections::{BTreeSet, HashSet};

use tantivy::DocId;

use crate::index::{IndexError, Reader};

use super::Counts;
use super::ground::{Ground, SegmentColumns};

/// Counts of passages, reports and authorities. A report's passages stand side by side in one segment,
/// so a report is counted when its first passage is met.
#[derive(Default)]
pub(super) struct Tally {
    passages: u64,
    reports: u64,
    last: Option<(u32, DocId)>,
    authorities: BTreeSet<(u32, u64)>,
}

impl Tally {
    /// Counts a passage.
    pub(super) fn count(&mut self, segment: u32, columns: &SegmentColumns, doc: DocId, ordinal: DocId) {
        self.passages += 1;
        let report = Some((segment, doc - ordinal));
        if self.last != report {
            self.last = report;
            self.reports += 1;
            self.authorities.extend(columns.authority(doc).map(|authority| (segment, authority)));
        }
    }

    /// What was counted; an authority that several segments know is one.
    pub(super) fn counts(&self, reader: &Reader, ground: &Ground) -> Result<Counts, IndexError> {
        let places =
            self.authorities.iter().map(|&(segment, number)| ground.authorities.place(reader, segment, number));
        let authorities = places.collect::<Result<HashSet<u64>, _>>()?.len() as u64;
        Ok(Counts { passages: self.passages, reports: self.reports, authorities })
    }
}
