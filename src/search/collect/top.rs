//! The best passages, and the best reports.

use tantivy::DocAddress;

use crate::index::IndexError;
use crate::search::docset::Union;
use crate::search::ground::{Ground, SegmentColumns};
use crate::search::open::Opener;
use crate::search::order::{Found, KINDS, Sort};
use crate::search::places::{ReportOrder, give_authorities};
use crate::search::plan::{Occurrence, Plan};

use super::best::{Best, Candidate};
use super::whole_reports::{Titled, WholeReports};
use super::{Collector, Met, Needs, Scope, Segment, SegmentCollector};

/// The first so many passages in an order, or all where no number is wanted; more where several segments have some.
pub(in crate::search) struct Top {
    pub(in crate::search) sort: Sort,
    pub(in crate::search) wanted: Option<usize>,
}

/// All reports in an order, each from all its passages.
pub(in crate::search) struct TopReports<'p> {
    pub(in crate::search) sort: Sort,
    pub(in crate::search) plan: &'p Plan,
}

/// The best passages of a segment.
pub(in crate::search) struct SegmentTop<'s> {
    here: Here<'s>,
    best: Best<'s>,
}

/// The reports of a segment.
pub(in crate::search) struct SegmentReports<'s> {
    here: Here<'s>,
    reports: WholeReports,
    found: Vec<Found>,
}

/// What is known of the segment.
struct Here<'s> {
    number: u32,
    columns: &'s SegmentColumns,
    ground: &'s Ground,
}

impl Collector for Top {
    type Segment<'s> = SegmentTop<'s>;
    type Part = Vec<Found>;
    type Output = Vec<Found>;

    fn needs(&self) -> Needs {
        Needs::Score
    }

    fn segment<'s>(&'s self, segment: &Segment<'s>) -> Result<SegmentTop<'s>, IndexError> {
        Ok(SegmentTop { here: Here::of(segment), best: Best::of(segment.columns, self.sort, self.wanted) })
    }

    fn merge(&self, scope: Scope<'_>, parts: Vec<Vec<Found>>) -> Result<Vec<Found>, IndexError> {
        merged(scope, self.sort, parts)
    }
}

impl SegmentCollector for SegmentTop<'_> {
    type Part = Vec<Found>;

    #[inline]
    fn collect(&mut self, met: &Met<'_>) {
        self.best.offer(met.doc, met.report, met.score);
    }

    fn finish(self) -> Result<Vec<Found>, IndexError> {
        let SegmentTop { here, best } = self;
        Ok(best.into_candidates().iter().map(|candidate| here.found(candidate)).collect())
    }
}

impl Collector for TopReports<'_> {
    type Segment<'s>
        = SegmentReports<'s>
    where
        Self: 's;
    type Part = Vec<Found>;
    type Output = Vec<Found>;

    fn needs(&self) -> Needs {
        Needs::Frequencies
    }

    fn segment<'s>(&'s self, segment: &Segment<'s>) -> Result<SegmentReports<'s>, IndexError> {
        let here = Here::of(segment);
        let titled = titled(self.plan, segment)?;
        let reports = WholeReports::new(self.plan.weights(), titled, here.ground.mean_report);
        Ok(SegmentReports { here, reports, found: Vec::new() })
    }

    fn merge(&self, scope: Scope<'_>, parts: Vec<Vec<Found>>) -> Result<Vec<Found>, IndexError> {
        merged(scope, self.sort, parts)
    }
}

impl SegmentCollector for SegmentReports<'_> {
    type Part = Vec<Found>;

    fn collect(&mut self, &Met { doc, report, score: words, frequencies, .. }: &Met<'_>) {
        let columns = self.here.columns;
        let standing = columns.standing(doc);
        let passage = Candidate { score: words * standing.weight(), words, standing, doc, report };
        let before = self.reports.add(columns, report, self.here.found(&passage), frequencies);
        self.found.extend(before);
    }

    fn finish(mut self) -> Result<Vec<Found>, IndexError> {
        self.found.extend(self.reports.close());
        Ok(self.found)
    }
}

impl<'s> Here<'s> {
    fn of(segment: &Segment<'s>) -> Here<'s> {
        Here { number: segment.number, columns: segment.columns, ground: segment.scope.ground }
    }

    fn found(&self, &Candidate { score, words, standing, doc, report }: &Candidate) -> Found {
        let columns = self.columns;
        Found {
            score,
            words,
            evidence: [0.0; KINDS],
            weight: standing.weight(),
            standing,
            norm: self.ground.lengths.norm(columns.norms.fieldnorm_id(doc)),
            date: columns.date(report),
            authority: columns.authority(report).unwrap_or(u64::MAX),
            report: columns.report(report),
            ordinal: doc - columns.documents_of(report).0,
            address: DocAddress::new(self.number, doc),
            documents: (doc, doc),
        }
    }
}

/// Of each occurrence of a plan, in the order in which they are opened, the reports of a segment that have it in their
/// title; of words alone.
fn titled(plan: &Plan, segment: &Segment<'_>) -> Result<Vec<Titled>, IndexError> {
    let Scope { reader, ground, clock, .. } = segment.scope;
    let opener = Opener::on(reader, ground, segment.number, clock);
    let mut titled = Vec::new();
    plan.visit(&mut |plan| {
        if let Plan::Occurs(occurrence, _) = plan {
            titled.push(match (occurrence, &opener) {
                (Occurrence::Word(word), Some(opener)) => opener.titled(word),
                _ => Ok(Union::new(Vec::new())),
            });
        }
        true
    });
    titled.into_iter().collect()
}

/// What was found in all segments, in order.
fn merged(scope: Scope<'_>, sort: Sort, parts: Vec<Vec<Found>>) -> Result<Vec<Found>, IndexError> {
    /// Of so many, most reports are compared with others by their ids.
    const MANY: usize = 2_000;
    let Scope { reader, ground, .. } = scope;
    let mut found = parts.concat();
    if sort == Sort::Authority {
        give_authorities(reader, ground, &mut found)?;
    }
    if sort == Sort::Report || found.len() > MANY {
        ground.reports.all(reader, &ground.segments)?;
    }
    put_in_order(ground, sort, &mut found);
    Ok(found)
}

/// Puts what was found in an order.
pub(in crate::search) fn put_in_order(ground: &Ground, sort: Sort, found: &mut [Found]) {
    let reports = ReportOrder::of(ground);
    found.sort_unstable_by(|a, b| sort.compare_by(a, b, |a, b| reports.compare(a, b)));
}
