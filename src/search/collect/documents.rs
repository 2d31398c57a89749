//! The documents of a segment that are collected of: what meets a plan, without reports themselves and what is deleted.

use std::sync::Arc;

use tantivy::fastfield::AliveBitSet;
use tantivy::{DocId, DocSet, TERMINATED};

use crate::index::IndexError;

use super::{MatchedDoc, Needs, Segment};
use crate::search::blockwise::BlockwiseBoolean;
use crate::search::budget::{Clock, Pace};
use crate::search::cursor::Cursor;
use crate::search::index_view::SegmentColumns;
use crate::search::open::Opener;
use crate::search::plan::Plan;

/// Documents in order, before deleted ones and reports are left out.
pub(super) enum DocStream<'w, L> {
    /// Those of a walk over single words, block by block.
    Blockwise(BlockwiseBoolean<'w>),
    /// Those that a cursor meets, with what is needed of each; `frequencies` has an element for each span query of the plan.
    Cursor { cursor: Cursor, needs: Needs, frequencies: Vec<u32>, pace: Pace },
    /// Those of a list.
    Listed(L, Pace),
}

impl<'w> DocStream<'w, std::iter::Empty<DocId>> {
    /// Those that meet a plan.
    pub(super) fn open(opener: &'w Opener<'_>, plan: &Plan, needs: Needs) -> Result<Self, IndexError> {
        let blockwise = if needs == Needs::Frequencies {
            None
        } else {
            BlockwiseBoolean::open(opener, plan, needs == Needs::Score)?
        };
        Ok(match blockwise {
            Some(blockwise) => DocStream::Blockwise(blockwise),
            None => {
                let frequencies = if needs == Needs::Frequencies { vec![0; plan.weights().len()] } else { Vec::new() };
                DocStream::Cursor { cursor: opener.open(plan)?, needs, frequencies, pace: Pace::of(&opener.clock) }
            }
        })
    }
}

impl<L: Iterator<Item = DocId>> DocStream<'_, L> {
    /// Those of a list in order.
    pub(super) fn listed(list: L, clock: &Arc<Clock>) -> Self {
        DocStream::Listed(list, Pace::of(clock))
    }

    /// Goes through the passages among them.
    pub(super) fn each(self, segment: &Segment<'_>, visit: impl FnMut(&MatchedDoc<'_>)) {
        let reports = ReportCursor { columns: segment.columns, report: 0, start: DocId::MAX, end: 0 };
        let mut visitor = PassageVisitor { alive: segment.reader.alive_bitset(), reports, visit };
        match self {
            DocStream::Blockwise(blockwise) => blockwise.each(|doc, score| visitor.offer(doc, score, 0, &[])),
            DocStream::Listed(list, mut pace) => {
                list.take_while(|_| !pace.is_over()).for_each(|doc| visitor.offer(doc, 0.0, 0, &[]));
            }
            DocStream::Cursor { mut cursor, needs, mut frequencies, mut pace } => {
                while cursor.doc() != TERMINATED && !pace.is_over() {
                    let doc = cursor.doc();
                    let score = if needs >= Needs::Score { cursor.score() } else { 0.0 };
                    if needs >= Needs::Frequencies {
                        frequencies.fill(0);
                        cursor.add_frequencies(&mut frequencies);
                    }
                    visitor.offer(doc, score, cursor.words_here(), &frequencies);
                    cursor.advance();
                }
            }
        }
    }
}

/// Visits the passages among documents that come in order.
struct PassageVisitor<'c, V> {
    /// What is not deleted; none where nothing is.
    alive: Option<&'c AliveBitSet>,
    reports: ReportCursor<'c>,
    visit: V,
}

impl<V: FnMut(&MatchedDoc<'_>)> PassageVisitor<'_, V> {
    /// Inlined, since a walk over a common word comes here for every passage that has it.
    #[inline(always)]
    fn offer(&mut self, doc: DocId, score: f32, words: u32, frequencies: &[u32]) {
        if self.alive.is_none_or(|alive| alive.is_alive(doc))
            && let Some(is_first) = self.reports.meet(doc)
        {
            (self.visit)(&MatchedDoc { doc, report: self.reports.report, is_first, score, words, frequencies });
        }
    }
}

/// The report that the documents of a segment are of, as they come in order.
struct ReportCursor<'c> {
    columns: &'c SegmentColumns,
    /// The number of the current report in the segment, and its documents; empty before the first.
    report: usize,
    start: DocId,
    end: DocId,
}

impl ReportCursor<'_> {
    /// Whether a document is the first passage of its report that was met; none where it is a report itself.
    #[inline]
    fn meet(&mut self, doc: DocId) -> Option<bool> {
        if doc < self.end { Some(false) } else { self.enter(doc) }
    }

    /// Likewise of a document of another report than the last.
    #[inline(never)]
    fn enter(&mut self, doc: DocId) -> Option<bool> {
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
