//! Counting what is met while a segment is walked.

use std::collections::HashSet;

use tantivy::DocId;

use crate::index::{IndexError, Reader};

use super::Counts;
use super::ground::{Ground, SegmentColumns};

/// Counts of a segment. A report's passages stand side by side, so that a report is counted when the
/// first of its passages is met.
pub(super) struct Tally<'c> {
    columns: &'c SegmentColumns,
    /// The number of the current report in the segment, and its documents; empty before the first.
    report: usize,
    start: DocId,
    end: DocId,
    passages: u64,
    reports: u64,
    /// A bit for the number of each authority met.
    authorities: Vec<u64>,
}

impl<'c> Tally<'c> {
    /// Of a segment.
    pub(super) fn of(columns: &'c SegmentColumns) -> Tally<'c> {
        Tally { columns, report: 0, start: DocId::MAX, end: 0, passages: 0, reports: 0, authorities: Vec::new() }
    }

    /// Counts a document that comes after all that were counted; says whether it is a passage.
    pub(super) fn meet(&mut self, doc: DocId) -> bool {
        if doc >= self.end {
            self.report = self.columns.report_at(doc, self.report);
            (self.start, self.end) = self.columns.documents_of(self.report);
            if doc == self.start {
                // A report itself: its passages, should any be met, count it.
                self.end = doc + 1;
                return false;
            }
            self.reports += 1;
            if let Some(authority) = self.columns.authority(self.report) {
                self.note(authority);
            }
        }
        self.passages += 1;
        true
    }

    /// The number, in the segment, of the report that the last document counted is of.
    pub(super) fn report(&self) -> usize {
        self.report
    }

    fn note(&mut self, authority: u64) {
        let (word, bit) = ((authority / 64) as usize, authority % 64);
        if word >= self.authorities.len() {
            self.authorities.resize(word + 1, 0);
        }
        self.authorities[word] |= 1 << bit;
    }

    fn authorities(&self) -> impl Iterator<Item = u64> {
        let of_word = |(word, bits): (u64, &u64)| {
            let bits = *bits;
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit)
        };
        (0..).zip(&self.authorities).flat_map(of_word)
    }
}

/// Counts over segments; an authority that several segments know is one.
#[derive(Default)]
pub(super) struct Totals {
    passages: u64,
    reports: u64,
    authorities: HashSet<u64>,
}

impl Totals {
    /// Adds what was counted in a segment.
    pub(super) fn add(
        &mut self,
        reader: &Reader,
        ground: &Ground,
        segment: u32,
        tally: &Tally<'_>,
    ) -> Result<(), IndexError> {
        self.passages += tally.passages;
        self.reports += tally.reports;
        for number in tally.authorities() {
            self.authorities.insert(ground.authorities.place(reader, &ground.segments, segment, number)?);
        }
        Ok(())
    }

    /// All that was counted.
    pub(super) fn counts(&self) -> Counts {
        Counts { passages: self.passages, reports: self.reports, authorities: self.authorities.len() as u64 }
    }
}
