//! Keeping the best of all passages that meet a plan, and counting them all.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::{DocAddress, DocId, SegmentReader, TERMINATED};

use crate::index::{IndexError, Reader};

use super::best::{Best, Candidate};
use super::budget::{Clock, Pace};
use super::cursor::Cursor;
use super::dictionary::Dictionary;
use super::evidence::Evidence;
use super::feedback;
use super::ground::{Ground, SegmentColumns};
use super::open::Opener;
use super::order::{Found, KINDS, Sort};
use super::places::{ReportOrder, give_authorities};
use super::plan::{Occurrence, Plan};
use super::rerank::rerank;
use super::rows::Row;
use super::tally::{Tally, Totals};
use super::whole_reports::WholeReports;
use super::{Counts, Request, Unit};

/// So many of the best get a second look, whatever the request asks for, so that a hit has the same
/// rank in a short list and in a long one; more of them where the order is all that there is.
const SECOND_LOOK: usize = 50;
const SECOND_LOOK_ANY: usize = 400;

/// Of so many, most reports are compared with others by their ids.
const MANY: usize = 2_000;

/// Counts all that meet the plan and gives those that the request asks for, in order.
pub(super) fn collect(
    reader: &Reader,
    ground: &Ground,
    plan: &Plan,
    evidence: &[Evidence],
    request: &Request<'_>,
    clock: &Arc<Clock>,
) -> Result<Collected, IndexError> {
    let Collected { counts, mut found, met } = first_look(reader, ground, plan, request, clock)?;
    if request.sort == Sort::Authority {
        give_authorities(reader, ground, &mut found)?;
    }
    if request.sort == Sort::Report || found.len() > MANY {
        ground.reports.all(reader, &ground.segments)?;
    }
    let reports = ReportOrder::of(ground);
    let order = |some: &mut [Found]| {
        some.sort_unstable_by(|a, b| request.sort.compare_by(a, b, |a, b| reports.compare(a, b)));
    };
    order(&mut found);
    if request.sort == Sort::Relevance {
        let most = found.len().min(second_look(request));
        let head = &mut found[..most];
        rerank(reader, ground, head, evidence, clock)?;
        order(head);
        if request.any {
            let worth = plan.shown().iter().map(|(_, weight)| weight.0).sum();
            let dictionary = Dictionary::new(reader, &ground.memory, clock);
            let feedback = feedback::of(reader, &dictionary, head, worth)?;
            rerank(reader, ground, head, &feedback, clock)?;
            order(head);
        }
    }
    if let Some(most) = request.per_report {
        let mut seen: HashMap<(u32, u64), usize> = HashMap::new();
        found.retain(|found| {
            let seen = seen.entry((found.address.segment_ord, found.report)).or_default();
            *seen += 1;
            *seen <= most
        });
    }
    let limit = request.limit.unwrap_or(usize::MAX);
    Ok(Collected { counts, found: found.into_iter().skip(request.offset).take(limit).collect(), met })
}

/// What was collected.
pub(super) struct Collected {
    /// How much meets the plan.
    pub(super) counts: Counts,
    /// What is to be given, in order.
    pub(super) found: Vec<Found>,
    /// All passages, by segment, where looking for them again would be dear: those of phrases and the like.
    pub(super) met: Option<Vec<Vec<DocId>>>,
}

/// Only counts.
pub(super) fn count(reader: &Reader, ground: &Ground, plan: &Plan, clock: &Arc<Clock>) -> Result<Counts, IndexError> {
    let mut totals = Totals::default();
    walk(reader, ground, plan, Purpose::Count, clock, &mut |here, documents| {
        let mut tally = Tally::of(here.columns);
        documents.each(|doc, _| {
            if here.is_alive(doc) {
                tally.meet(doc);
            }
        });
        totals.add(reader, ground, here.number, &tally)
    })?;
    Ok(totals.counts())
}

/// Counts those of some passages in which something occurs.
pub(super) fn count_among(
    reader: &Reader,
    ground: &Ground,
    occurrence: &Occurrence,
    met: &[Vec<DocId>],
    clock: &Arc<Clock>,
) -> Result<Counts, IndexError> {
    let mut totals = Totals::default();
    let mut pace = Pace::of(clock);
    for ((number, opener), met) in Opener::on_each_segment(reader, ground, clock).zip(met) {
        let mut matcher = opener.matcher(occurrence)?;
        let mut tally = Tally::of(opener.columns);
        let met = met.iter().take_while(|_| !pace.is_over());
        met.filter(|&&doc| matcher.frequency_at(doc) > 0).for_each(|&doc| {
            tally.meet(doc);
        });
        totals.add(reader, ground, number, &tally)?;
    }
    Ok(totals.counts())
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
    clock: &Arc<Clock>,
) -> Result<Collected, IndexError> {
    let wanted = request.limit.filter(|_| request.per_report.is_none());
    let wanted = wanted.map(|limit| limit.saturating_add(request.offset).max(second_look(request)));
    let mut totals = Totals::default();
    let mut found: Vec<Found> = Vec::new();
    let mut met = (plan.is_dear() && request.unit == Unit::Passage).then(Vec::new);
    let purpose = if request.unit == Unit::Report { Purpose::Reports } else { Purpose::Passages };
    walk(reader, ground, plan, purpose, clock, &mut |here, documents| {
        let mut tally = Tally::of(here.columns);
        let mut here_met = Vec::new();
        let noted = met.is_some().then_some(&mut here_met);
        match (request.unit, documents) {
            (Unit::Report, Documents::Met { cursor, pace, .. }) => {
                here.reports(cursor, pace, plan, ground, &mut tally, &mut found);
            }
            (_, documents) => {
                let best = here.passages(documents, request.sort, wanted, &mut tally, noted);
                found.extend(best.into_iter().map(|best| here.found(&best, ground)));
            }
        }
        met.iter_mut().for_each(|met| met.push(std::mem::take(&mut here_met)));
        totals.add(reader, ground, here.number, &tally)
    })?;
    Ok(Collected { counts: totals.counts(), found, met })
}

/// A segment that is being walked.
struct Here<'w> {
    number: u32,
    segment: &'w SegmentReader,
    columns: &'w SegmentColumns,
}

impl Here<'_> {
    fn is_alive(&self, doc: DocId) -> bool {
        self.segment.alive_bitset().is_none_or(|alive| alive.is_alive(doc))
    }

    /// Counts the passages and gives the best.
    fn passages(
        &self,
        documents: Documents<'_>,
        sort: Sort,
        wanted: Option<usize>,
        tally: &mut Tally<'_>,
        mut met: Option<&mut Vec<DocId>>,
    ) -> Vec<Candidate> {
        let mut best = Best::of(self.columns, sort, wanted);
        documents.each(|doc, words| {
            if self.is_alive(doc) && tally.meet(doc) {
                best.offer(doc, tally.report(), words);
                if let Some(met) = &mut met {
                    met.push(doc);
                }
            }
        });
        best.into_candidates()
    }

    /// Counts the passages and adds their reports.
    fn reports(
        &self,
        mut cursor: Cursor,
        mut pace: Pace,
        plan: &Plan,
        ground: &Ground,
        tally: &mut Tally<'_>,
        found: &mut Vec<Found>,
    ) {
        let mut reports = WholeReports::new(plan, ground.mean_report);
        while cursor.doc() != TERMINATED && !pace.is_over() {
            let doc = cursor.doc();
            if self.is_alive(doc) && tally.meet(doc) {
                let words = cursor.score(doc);
                let standing = self.columns.standing(doc);
                let score = words * standing.weight();
                let passage = Candidate { score, words, standing, doc, report: tally.report() };
                found.extend(reports.add(self.columns, self.found(&passage, ground), &mut cursor));
            }
            cursor.advance();
        }
        found.extend(reports.close());
    }

    fn found(&self, &Candidate { score, words, standing, doc, report }: &Candidate, ground: &Ground) -> Found {
        Found {
            score,
            words,
            evidence: [0.0; KINDS],
            weight: standing.weight(),
            boilerplate: standing.is_boilerplate(),
            norm: ground.lengths.norm(self.columns.norms.fieldnorm_id(doc)),
            date: self.columns.date(report),
            authority: self.columns.authority(report).unwrap_or(u64::MAX),
            report: self.columns.report(report),
            ordinal: doc - self.columns.documents_of(report).0,
            address: DocAddress::new(self.number, doc),
            documents: (doc, doc),
        }
    }
}

/// What a segment is walked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To count, so that scores do not matter.
    Count,
    /// To find the best passages.
    Passages,
    /// To find the best reports, each from all its passages.
    Reports,
}

/// The documents of a segment that meet a plan, before deleted ones and reports are left out.
enum Documents<'w> {
    /// Those of a row of words.
    Row(Row<'w>),
    /// Those that a cursor meets; without scores, all are zero.
    Met { cursor: Cursor, scored: bool, pace: Pace },
}

impl Documents<'_> {
    /// Goes through them in order, each with its score.
    fn each(self, mut visit: impl FnMut(DocId, f32)) {
        match self {
            Documents::Row(row) => row.each(visit),
            Documents::Met { mut cursor, scored, mut pace } => {
                while cursor.doc() != TERMINATED && !pace.is_over() {
                    let doc = cursor.doc();
                    let words = if scored { cursor.score(doc) } else { 0.0 };
                    visit(doc, words);
                    cursor.advance();
                }
            }
        }
    }
}

/// Calls for every segment, with the documents that meet the plan.
fn walk(
    reader: &Reader,
    ground: &Ground,
    plan: &Plan,
    purpose: Purpose,
    clock: &Arc<Clock>,
    each: &mut dyn FnMut(&Here<'_>, Documents<'_>) -> Result<(), IndexError>,
) -> Result<(), IndexError> {
    for (number, opener) in Opener::on_each_segment(reader, ground, clock) {
        if clock.is_over() {
            break;
        }
        let scored = purpose != Purpose::Count;
        let row = match purpose {
            Purpose::Reports => None,
            _ => Row::open(&opener, plan, scored)?,
        };
        let documents = match row {
            Some(row) => Documents::Row(row),
            None => Documents::Met { cursor: opener.open(plan)?, scored, pace: Pace::of(clock) },
        };
        each(&Here { number, segment: opener.segment, columns: opener.columns }, documents)?;
    }
    Ok(())
}
