//! The documents of a segment that are collected of: what meets a plan, without reports themselves and what is deleted.

use std::sync::Arc;

use tantivy::{DocId, DocSet, TERMINATED};

use crate::index::IndexError;

use super::{Met, Needs, Segment};
use crate::search::budget::{Clock, Pace};
use crate::search::cursor::Cursor;
use crate::search::ground::SegmentColumns;
use crate::search::open::Opener;
use crate::search::plan::Plan;
use crate::search::rows::Row;

/// Documents in order, before deleted ones and reports are left out.
pub(super) enum Documents<'w, L> {
    /// Those of a row of words.
    Row(Row<'w>),
    /// Those that a cursor meets, with what is needed of each; `frequencies` has a place for each occurrence of the plan.
    Met { cursor: Cursor, needs: Needs, frequencies: Vec<u32>, pace: Pace },
    /// Those of a list.
    Listed(L, Pace),
}

impl<'w> Documents<'w, std::iter::Empty<DocId>> {
    /// Those that meet a plan.
    pub(super) fn open(opener: &'w Opener<'_>, plan: &Plan, needs: Needs) -> Result<Self, IndexError> {
        let row = if needs == Needs::Frequencies { None } else { Row::open(opener, plan, needs == Needs::Score)? };
        Ok(match row {
            Some(row) => Documents::Row(row),
            None => {
                let frequencies = if needs == Needs::Frequencies { vec![0; plan.weights().len()] } else { Vec::new() };
                Documents::Met { cursor: opener.open(plan)?, needs, frequencies, pace: Pace::of(&opener.clock) }
            }
        })
    }
}

impl<L: Iterator<Item = DocId>> Documents<'_, L> {
    /// Those of a list in order.
    pub(super) fn listed(list: L, clock: &Arc<Clock>) -> Self {
        Documents::Listed(list, Pace::of(clock))
    }

    /// Goes through the passages among them.
    pub(super) fn each(self, segment: &Segment<'_>, mut visit: impl FnMut(&Met<'_>)) {
        let alive = segment.reader.alive_bitset();
        let mut reports = Reports { columns: segment.columns, report: 0, start: DocId::MAX, end: 0 };
        let mut offer = |doc: DocId, score: f32, words: u32, frequencies: &[u32]| {
            if alive.is_none_or(|alive| alive.is_alive(doc))
                && let Some(is_first) = reports.meet(doc)
            {
                visit(&Met { doc, report: reports.report, is_first, score, words, frequencies });
            }
        };
        match self {
            Documents::Row(row) => row.each(|doc, score| offer(doc, score, 0, &[])),
            Documents::Listed(list, mut pace) => {
                list.take_while(|_| !pace.is_over()).for_each(|doc| offer(doc, 0.0, 0, &[]));
            }
            Documents::Met { mut cursor, needs, mut frequencies, mut pace } => {
                while cursor.doc() != TERMINATED && !pace.is_over() {
                    let doc = cursor.doc();
                    let score = if needs >= Needs::Score { cursor.score() } else { 0.0 };
                    if needs >= Needs::Frequencies {
                        frequencies.fill(0);
                        cursor.add_frequencies(&mut frequencies);
                    }
                    offer(doc, score, cursor.words_here(), &frequencies);
                    cursor.advance();
                }
            }
        }
    }
}

/// The report that the documents of a segment are of, as they come in order.
struct Reports<'c> {
    columns: &'c SegmentColumns,
    /// The number of the current report in the segment, and its documents; empty before the first.
    report: usize,
    start: DocId,
    end: DocId,
}

impl Reports<'_> {
    /// Whether a document is the first passage of its report that was met; none where it is a report itself.
    #[inline]
    fn meet(&mut self, doc: DocId) -> Option<bool> {
        if doc < self.end {
            return Some(false);
        }
        self.report = self.columns.report_at(doc, self.report);
        (self.start, self.end) = self.columns.documents_of(self.report);
        if doc == self.start {
            // Its passages, should any be met, are its first.
            self.end = doc + 1;
            return None;
        }
        Some(true)
    }
}
