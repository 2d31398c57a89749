//! Keeping the best of all passages that meet a plan, and counting them all.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::{DocAddress, DocId, SegmentReader, TERMINATED};

use crate::index::{IndexError, Reader};

use super::cursor::{Cursor, Walk};
use super::evidence::Evidence;
use super::feedback;
use super::ground::{Ground, SegmentColumns};
use super::open::Opener;
use super::order::{Found, KINDS, Sort};
use super::places::give_places;
use super::plan::Plan;
use super::rerank::rerank;
use super::rows::{self, Row};
use super::tally::Tally;
use super::whole_reports::WholeReports;
use super::{Counts, Request, Unit};

/// So many of the best get a second look, whatever the request asks for, so that a hit has the same
/// rank in a short list and in a long one; more of them where the order is all that there is.
const SECOND_LOOK: usize = 50;
const SECOND_LOOK_ANY: usize = 400;

/// Counts all that meet the plan and gives those that the request asks for, in order.
pub(super) fn collect(
    reader: &Reader,
    ground: &Ground,
    plan: &Plan,
    evidence: &[Evidence],
    request: &Request<'_>,
) -> Result<(Counts, Vec<Found>), IndexError> {
    let (counts, mut found) = first_look(reader, ground, plan, request)?;
    give_places(reader, &ground.reports, &ground.authorities, &mut found)?;
    found.sort_unstable_by(|a, b| request.sort.compare(a, b));
    if request.sort == Sort::Relevance {
        let most = found.len().min(second_look(request));
        let head = &mut found[..most];
        let order = |head: &mut [Found]| head.sort_unstable_by(|a, b| request.sort.compare(a, b));
        rerank(reader, ground, head, evidence)?;
        order(head);
        if request.any {
            let worth = plan.shown().iter().map(|(_, weight)| weight.0).sum();
            let feedback = feedback::of(reader, &ground.memory, head, worth)?;
            rerank(reader, ground, head, &feedback)?;
            order(head);
        }
    }
    if let Some(most) = request.per_report {
        let mut seen: HashMap<u64, usize> = HashMap::new();
        found.retain(|found| {
            let seen = seen.entry(found.report).or_default();
            *seen += 1;
            *seen <= most
        });
    }
    let limit = request.limit.unwrap_or(usize::MAX);
    Ok((counts, found.into_iter().skip(request.offset).take(limit).collect()))
}

/// Only counts.
pub(super) fn count(reader: &Reader, ground: &Ground, plan: &Plan) -> Result<Counts, IndexError> {
    let mut tally = Tally::default();
    walk(reader, ground, plan, &mut |here, cursor| {
        while let Some((doc, ordinal)) = here.columns.next_passage(here.segment, cursor) {
            tally.count(here.number, here.columns, doc, ordinal);
            cursor.advance();
        }
    })?;
    tally.counts(reader, ground)
}

fn second_look(request: &Request<'_>) -> usize {
    match (request.sort, request.any) {
        (Sort::Relevance, true) => SECOND_LOOK_ANY,
        (Sort::Relevance, false) => SECOND_LOOK,
        _ => 0,
    }
}

/// All that meet the plan counted, and enough of the best of each segment.
fn first_look(
    reader: &Reader,
    ground: &Ground,
    plan: &Plan,
    request: &Request<'_>,
) -> Result<(Counts, Vec<Found>), IndexError> {
    let wanted = request.limit.filter(|_| request.per_report.is_none());
    let wanted = wanted.map(|limit| limit.saturating_add(request.offset).max(second_look(request)));
    let mut tally = Tally::default();
    let mut found: Vec<Found> = Vec::new();
    walk(reader, ground, plan, &mut |here, cursor| {
        let mut best = Best { sort: request.sort, wanted, found: Vec::new(), least: f32::NEG_INFINITY };
        match request.unit {
            Unit::Report => here.reports(cursor, plan, ground, &mut tally, &mut best),
            Unit::Passage if rows::is_row(cursor) => {
                let row = Row::of(cursor);
                row.into_iter().for_each(|mut row| here.passages(&mut row, ground, &mut tally, &mut best));
            }
            Unit::Passage => here.passages(cursor, ground, &mut tally, &mut best),
        }
        found.extend(best.into_found());
    })?;
    Ok((tally.counts(reader, ground)?, found))
}

/// A segment that is being walked.
pub(super) struct Here<'w> {
    number: u32,
    pub(super) segment: &'w SegmentReader,
    pub(super) columns: &'w SegmentColumns,
}

impl Here<'_> {
    /// Counts the passages and keeps the best.
    fn passages(&self, documents: &mut impl Walk, ground: &Ground, tally: &mut Tally, best: &mut Best) {
        while let Some((doc, ordinal)) = self.columns.next_passage(self.segment, documents) {
            tally.count(self.number, self.columns, doc, ordinal);
            let words = documents.score_here();
            if words * self.columns.weight(doc) >= best.least {
                best.push(self.found(doc, words, ground));
            }
            documents.advance();
        }
    }

    /// Counts the passages and keeps the best reports.
    fn reports(&self, cursor: &mut Cursor, plan: &Plan, ground: &Ground, tally: &mut Tally, best: &mut Best) {
        let mut reports = WholeReports::new(plan, ground.mean_report);
        while let Some((doc, ordinal)) = self.columns.next_passage(self.segment, cursor) {
            tally.count(self.number, self.columns, doc, ordinal);
            let passage = self.found(doc, cursor.score(doc), ground);
            reports.add(self, passage, cursor).into_iter().for_each(|report| best.push(report));
            cursor.advance();
        }
        reports.close().into_iter().for_each(|report| best.push(report));
    }

    fn found(&self, doc: DocId, words: f32, ground: &Ground) -> Found {
        let weight = self.columns.weight(doc);
        Found {
            score: words * weight,
            words,
            evidence: [0.0; KINDS],
            weight,
            norm: ground.lengths.norm(self.columns.norms.fieldnorm_id(doc)),
            date: self.columns.date.first(doc).unwrap_or(0),
            authority: self.columns.authority(doc).unwrap_or(u64::MAX),
            report: self.columns.report(doc),
            ordinal: self.columns.ordinal(doc),
            address: DocAddress::new(self.number, doc),
            documents: (doc, doc),
        }
    }
}

/// Calls for every segment that may have passages, with a cursor on the first document that meets
/// the plan.
fn walk(
    reader: &Reader,
    ground: &Ground,
    plan: &Plan,
    each: &mut dyn FnMut(&Here<'_>, &mut Cursor),
) -> Result<(), IndexError> {
    let segments = reader.searcher().segment_readers().iter().zip(&ground.segments);
    for (number, (segment, columns)) in (0..).zip(segments) {
        let opener = Opener { reader, segment, columns, lengths: Arc::clone(&ground.lengths), opened: 0.into() };
        let mut cursor = opener.open(plan)?;
        if cursor.doc() != TERMINATED {
            each(&Here { number, segment, columns }, &mut cursor);
        }
    }
    Ok(())
}

/// The first so many in an order; all where no number is wanted.
struct Best {
    sort: Sort,
    wanted: Option<usize>,
    found: Vec<Found>,
    /// A passage with a lower score is not among the best.
    least: f32,
}

impl Best {
    fn push(&mut self, found: Found) {
        self.found.push(found);
        // Twice as many are kept as wanted, so that each is compared about twice.
        if let Some(wanted) = self.wanted
            && self.found.len() >= wanted.saturating_mul(2).max(64)
        {
            self.cut(wanted);
        }
    }

    fn cut(&mut self, wanted: usize) {
        let sort = self.sort;
        if wanted > 0 && self.found.len() > wanted {
            let (_, worst, _) = self.found.select_nth_unstable_by(wanted - 1, |a, b| sort.compare(a, b));
            if sort == Sort::Relevance {
                self.least = worst.score;
            }
        }
        self.found.truncate(wanted);
    }

    fn into_found(mut self) -> Vec<Found> {
        if let Some(wanted) = self.wanted {
            self.cut(wanted);
        }
        self.found
    }
}
