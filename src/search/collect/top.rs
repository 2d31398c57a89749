//! The best passages, and the best reports.

use tantivy::DocAddress;

use crate::index::IndexError;
use crate::search::docset::Union;
use crate::search::global_ordinals::{ReportOrder, globalize_authorities};
use crate::search::index_view::{IndexView, SegmentColumns};
use crate::search::open::Opener;
use crate::search::order::{SIGNAL_KINDS, ScoredPassage, Sort};
use crate::search::plan::{Plan, SpanQuery};
use crate::search::signals::SignalKind;
use crate::search::very_words::{VeryWords, VeryWordsHere};

use super::best::{Best, Candidate, ScoreFloor};
use super::whole_reports::{Titled, WholeReports};
use super::{Collector, MatchedDoc, Needs, Scope, Segment, SegmentCollector};

/// The first passages in an order, or all where no number is wanted; more where several segments have some.
pub(in crate::search) struct Top<'p> {
    sort: Sort,
    very_words: &'p VeryWords,
    wanted: Option<usize>,
    floor: ScoreFloor,
}

impl<'p> Top<'p> {
    /// Of so many; all where no number is wanted.
    pub(in crate::search) fn new(sort: Sort, very_words: &'p VeryWords, wanted: Option<usize>) -> Top<'p> {
        Top { sort, very_words, wanted, floor: ScoreFloor::default() }
    }
}

/// All reports in an order, each from all its passages.
pub(in crate::search) struct TopReports<'p> {
    pub(in crate::search) sort: Sort,
    pub(in crate::search) very_words: &'p VeryWords,
    pub(in crate::search) plan: &'p Plan,
}

/// The best passages of a segment.
pub(in crate::search) struct SegmentTop<'s> {
    scan: SegmentScan<'s>,
    best: Best<'s>,
}

/// The reports of a segment.
pub(in crate::search) struct SegmentReports<'s> {
    scan: SegmentScan<'s>,
    very_words: VeryWordsHere,
    reports: WholeReports,
    found: Vec<ScoredPassage>,
}

/// The segment that is scanned.
struct SegmentScan<'s> {
    number: u32,
    columns: &'s SegmentColumns,
    view: &'s IndexView,
}

impl Collector for Top<'_> {
    type Segment<'s>
        = SegmentTop<'s>
    where
        Self: 's;
    type Part = Vec<ScoredPassage>;
    type Output = Vec<ScoredPassage>;

    fn needs(&self) -> Needs {
        Needs::Score
    }

    fn segment<'s>(&'s self, segment: &Segment<'s>) -> Result<SegmentTop<'s>, IndexError> {
        let very_words = self.very_words.open(&segment.opener()?)?;
        let best = Best::of(segment.columns, self.sort, self.wanted, very_words, &self.floor);
        Ok(SegmentTop { scan: SegmentScan::new(segment), best })
    }

    fn served(&self, scope: Scope<'_>, plan: &Plan) -> Result<Option<Vec<ScoredPassage>>, IndexError> {
        let known = scope.view.part.as_ref().zip(self.wanted);
        let are_here = known.is_some_and(|(part, wanted)| part.has_first(plan, self.sort, wanted));
        are_here.then(|| scope.collect_here(plan, self)).transpose()
    }

    fn best(&self) -> Option<usize> {
        self.wanted.filter(|_| self.sort == Sort::Relevance && self.very_words.is_empty())
    }

    fn merge(&self, scope: Scope<'_>, parts: Vec<Vec<ScoredPassage>>) -> Result<Vec<ScoredPassage>, IndexError> {
        merged(scope, self.sort, parts)
    }
}

impl SegmentCollector for SegmentTop<'_> {
    type Part = Vec<ScoredPassage>;

    #[inline]
    fn collect(&mut self, matched: &MatchedDoc<'_>) {
        self.best.offer(matched);
    }

    fn finish(self) -> Result<Vec<ScoredPassage>, IndexError> {
        let SegmentTop { scan, best } = self;
        Ok(best.into_candidates().iter().map(|candidate| scan.found(candidate)).collect())
    }
}

impl Collector for TopReports<'_> {
    type Segment<'s>
        = SegmentReports<'s>
    where
        Self: 's;
    type Part = Vec<ScoredPassage>;
    type Output = Vec<ScoredPassage>;

    fn needs(&self) -> Needs {
        Needs::Frequencies
    }

    fn segment<'s>(&'s self, segment: &Segment<'s>) -> Result<SegmentReports<'s>, IndexError> {
        let scan = SegmentScan::new(segment);
        let opener = segment.opener()?;
        let very_words = self.very_words.open(&opener)?;
        let titled = titled(self.plan, &opener)?;
        let reports = WholeReports::new(self.plan.weights(), titled, very_words.len(), scan.view.mean_report);
        Ok(SegmentReports { scan, very_words, reports, found: Vec::new() })
    }

    fn merge(&self, scope: Scope<'_>, parts: Vec<Vec<ScoredPassage>>) -> Result<Vec<ScoredPassage>, IndexError> {
        merged(scope, self.sort, parts)
    }
}

impl SegmentCollector for SegmentReports<'_> {
    type Part = Vec<ScoredPassage>;

    fn collect(&mut self, &MatchedDoc { doc, report, is_first, score: bm25, words, frequencies }: &MatchedDoc<'_>) {
        let columns = self.scan.columns;
        let before = if is_first { self.reports.close(&self.very_words) } else { None };
        self.found.extend(before);
        let very = self.very_words.at(doc, words, |number| self.reports.add_very_word(number));
        let passage = Candidate::new(doc, report, bm25, very, columns.class(doc));
        self.reports.add(columns, report, self.scan.found(&passage), frequencies);
    }

    fn finish(mut self) -> Result<Vec<ScoredPassage>, IndexError> {
        self.found.extend(self.reports.close(&self.very_words));
        Ok(self.found)
    }
}

impl<'s> SegmentScan<'s> {
    fn new(segment: &Segment<'s>) -> SegmentScan<'s> {
        SegmentScan { number: segment.number, columns: segment.columns, view: segment.scope.view }
    }

    fn found(&self, &Candidate { score, bm25, very, class, doc, report }: &Candidate) -> ScoredPassage {
        let columns = self.columns;
        let mut signals = [0.0; SIGNAL_KINDS];
        signals[SignalKind::Verbatim as usize] = very;
        ScoredPassage {
            score,
            bm25,
            signals,
            weight: class.weight(),
            class,
            norm: self.view.lengths.norm(columns.norms.fieldnorm_id(doc)),
            date: columns.date(report),
            authority: columns.authority(report).unwrap_or(u64::MAX),
            report: columns.report(report),
            ordinal: doc - columns.documents_of(report).0,
            address: DocAddress::new(self.number, doc),
            documents: (doc, doc),
        }
    }
}

/// Of each span query of a plan, in the order in which they are opened, the reports of a segment that have it in their
/// title; of words alone.
fn titled(plan: &Plan, opener: &Opener<'_>) -> Result<Vec<Titled>, IndexError> {
    let mut titled = Vec::new();
    plan.visit(&mut |plan| {
        if let Plan::Spans(span_query, _) = plan {
            titled.push(match span_query {
                SpanQuery::Word(word) => opener.titled(word),
                _ => Ok(Union::new(Vec::new())),
            });
        }
        true
    });
    titled.into_iter().collect()
}

/// What was found in all segments, in order.
fn merged(scope: Scope<'_>, sort: Sort, parts: Vec<Vec<ScoredPassage>>) -> Result<Vec<ScoredPassage>, IndexError> {
    /// From this many hits on, most reports are compared with others by their ids.
    const MIN_HITS_FOR_ALL_ORDINALS: usize = 2_000;
    let Scope { reader, view, .. } = scope;
    let mut found = parts.concat();
    if sort == Sort::Authority {
        globalize_authorities(reader, view, &mut found)?;
    }
    if sort == Sort::Report || found.len() > MIN_HITS_FOR_ALL_ORDINALS {
        view.reports.all(reader, &view.segments)?;
    }
    put_in_order(view, sort, &mut found);
    Ok(found)
}

/// Puts what was found in an order.
pub(in crate::search) fn put_in_order(view: &IndexView, sort: Sort, found: &mut [ScoredPassage]) {
    let reports = ReportOrder::new(view);
    found.sort_unstable_by(|a, b| sort.compare_by(a, b, |a, b| reports.compare(a, b)));
}
