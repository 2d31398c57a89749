//! What is collected of the passages that meet a plan: the best of them, how many there are, groups, ids.
//!
//! A collector collects in each segment by itself, and merges what the segments come to. Two collectors are one, so that
//! one walk over the postings serves several.

mod best;
mod count;
mod documents;
mod documents_met;
mod facets;
mod filtered;
mod group_by;
mod grouping;
mod ids;
mod report_ranges;
mod segments;
mod tally;
mod top;
mod whole_reports;

use std::sync::Arc;

use tantivy::{DocId, SegmentReader, TERMINATED};

use crate::index::{IndexError, Reader};

use crate::search::budget::Clock;
use crate::search::index_view::{IndexView, SegmentColumns};
use crate::search::open::Opener;
use crate::search::part::only_here;
use crate::search::plan::{Plan, SpanQuery};

pub(super) use count::Count;
use documents::DocStream;
pub(super) use documents_met::DocumentsMet;
pub(super) use facets::{Facets, KnownAmount, groups};
pub(super) use group_by::GroupTotals;
pub(super) use ids::Ids;
pub(super) use report_ranges::ReportRanges;
pub(crate) use segments::Parallelism;
pub(super) use top::{Top, TopReports, put_in_order};

/// What is collected.
pub(super) trait Collector {
    /// Collects in one segment.
    type Segment<'s>: SegmentCollector<Part = Self::Part>
    where
        Self: 's;
    /// What is collected in one segment.
    type Part;
    /// What is collected in all.
    type Output;

    /// What it must know of a passage.
    fn needs(&self) -> Needs;

    /// Begins in a segment.
    fn segment<'s>(&'s self, segment: &Segment<'s>) -> Result<Self::Segment<'s>, IndexError>;

    /// What is collected of a plan whose passages are not all here, where what is known of it will do.
    fn served(&self, _scope: Scope<'_>, _plan: &Plan) -> Result<Option<Self::Output>, IndexError> {
        Ok(None)
    }

    /// How many of the best by relevance it takes, where those and counts will do; none where it takes each passage.
    fn best(&self) -> Option<usize> {
        None
    }

    /// Puts together what was collected in each segment, in their order.
    fn merge(&self, scope: Scope<'_>, parts: Vec<Self::Part>) -> Result<Self::Output, IndexError>;
}

/// What is collected in one segment.
pub(super) trait SegmentCollector {
    /// See [`Collector::Part`].
    type Part;

    /// Takes in a passage; they come in order.
    fn collect(&mut self, matched: &MatchedDoc<'_>);

    /// What was collected.
    fn finish(self) -> Result<Self::Part, IndexError>;
}

/// What a collector must know of a passage besides its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Needs {
    /// Nothing.
    Doc,
    /// What the words of the query are worth.
    Score,
    /// That, and how often each span query of the plan occurs in it.
    Frequencies,
}

/// A passage that meets a plan.
pub(super) struct MatchedDoc<'m> {
    pub(super) doc: DocId,
    /// The number of its report in the segment.
    pub(super) report: usize,
    /// Whether it is the first of its report that was met.
    pub(super) is_first: bool,
    /// The BM25 score of the words; 0 where it is not needed.
    pub(super) score: f32,
    /// How often the words of a plain phrase or `NEAR` occur in it, wherever they are; 0 where the plan is another.
    pub(super) words: u32,
    /// How often each span query of the plan occurs in it; none where it is not needed.
    pub(super) frequencies: &'m [u32],
}

/// What is walked.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    pub(super) reader: &'s Reader,
    pub(super) view: &'s IndexView,
    pub(super) clock: &'s Arc<Clock>,
    pub(super) parallelism: Parallelism,
}

/// A segment that is walked.
pub(super) struct Segment<'s> {
    pub(super) scope: Scope<'s>,
    /// Its number.
    pub(super) number: u32,
    pub(super) reader: &'s SegmentReader,
    pub(super) columns: &'s SegmentColumns,
}

impl<'s> Segment<'s> {
    /// Opens plans on it.
    fn opener(&self) -> Result<Opener<'s>, IndexError> {
        let Scope { reader, view, clock, .. } = self.scope;
        let opener = Opener::on(reader, view, self.number, clock);
        opener.ok_or_else(|| IndexError::damaged(reader.folder(), "a segment is missing"))
    }
}

impl<'s> Scope<'s> {
    /// Has what several plans need fetched at once, where it is not all here.
    ///
    /// # Errors
    /// Where some of it is not here.
    pub(super) fn require(self, plans: &[Plan]) -> Result<(), IndexError> {
        self.view.part.as_ref().map_or(Ok(()), |part| part.check_all(plans))
    }

    /// Collects of all passages that meet a plan.
    pub(super) fn collect<C: Collector + Sync>(self, plan: &Plan, collector: &C) -> Result<C::Output, IndexError>
    where
        C::Part: Send,
    {
        if let Some(part) = self.view.part.as_ref().filter(|part| !part.covers(plan)) {
            if let Some(output) = collector.served(self, plan)? {
                return Ok(output);
            }
            part.check(plan, collector.best())?;
        }
        self.collect_here(plan, collector)
    }

    /// Collects of those passages that are here.
    fn collect_here<C: Collector + Sync>(self, plan: &Plan, collector: &C) -> Result<C::Output, IndexError>
    where
        C::Part: Send,
    {
        let here = self.view.part.as_ref().and_then(|_| only_here(plan, self.reader));
        let (plan, needs) = (here.as_ref().unwrap_or(plan), collector.needs());
        let each = self.each_segment(
            collector,
            || self.postings_of(plan),
            |opener, segment, part| {
                DocStream::open(opener, plan, needs)?.each(segment, |matched| part.collect(matched));
                Ok(())
            },
        );
        collector.merge(self, each?)
    }

    /// Collects of those of some passages, of each segment in order, in which something occurs; with each is how often the
    /// words occur in it that may be there instead.
    pub(super) fn collect_among<C: Collector + Sync>(
        self,
        passages: &[Vec<(DocId, u32)>],
        span_query: &SpanQuery,
        collector: &C,
    ) -> Result<C::Output, IndexError>
    where
        C::Part: Send,
    {
        self.collect_kept(
            passages,
            |(doc, _)| *doc,
            collector,
            |opener, passages| {
                let from = passages.first().map_or(TERMINATED, |(doc, _)| *doc);
                let mut matcher = opener.matcher(span_query, from)?;
                Ok(move |(doc, words): &(DocId, u32)| matcher.occurs_at(*doc, *words))
            },
        )
    }

    /// Collects of some passages, of each segment in order.
    pub(super) fn collect_of<C: Collector + Sync>(
        self,
        passages: &[Vec<DocId>],
        collector: &C,
    ) -> Result<C::Output, IndexError>
    where
        C::Part: Send,
    {
        self.collect_kept(passages, |doc| *doc, collector, |_, _| Ok(|_: &DocId| true))
    }

    /// Collects of those of some passages, of each segment in order, that are kept; `keep` begins with those of a segment.
    fn collect_kept<T: Sync, C: Collector + Sync, K: FnMut(&T) -> bool>(
        self,
        passages: &[Vec<T>],
        doc: impl Fn(&T) -> DocId + Sync,
        collector: &C,
        keep: impl Fn(&Opener<'s>, &[T]) -> Result<K, IndexError> + Sync,
    ) -> Result<C::Output, IndexError>
    where
        C::Part: Send,
    {
        let all = passages.iter().map(Vec::len).sum::<usize>() as u64;
        let each = self.each_segment(
            collector,
            || Ok(Some(all)),
            |opener, segment, part| {
                let passages = passages.get(segment.number as usize).map(Vec::as_slice).unwrap_or_default();
                let mut keep = keep(opener, passages)?;
                let kept = passages.iter().filter(|passage| keep(passage)).map(&doc);
                DocStream::listed(kept, self.clock).each(segment, |matched| part.collect(matched));
                Ok(())
            },
        );
        collector.merge(self, each?)
    }
}

impl<A: Collector, B: Collector> Collector for (A, B) {
    type Segment<'s>
        = (A::Segment<'s>, B::Segment<'s>)
    where
        Self: 's;
    type Part = (A::Part, B::Part);
    type Output = (A::Output, B::Output);

    fn needs(&self) -> Needs {
        self.0.needs().max(self.1.needs())
    }

    fn segment<'s>(&'s self, segment: &Segment<'s>) -> Result<Self::Segment<'s>, IndexError> {
        Ok((self.0.segment(segment)?, self.1.segment(segment)?))
    }

    fn served(&self, scope: Scope<'_>, plan: &Plan) -> Result<Option<Self::Output>, IndexError> {
        Ok(self.0.served(scope, plan)?.zip(self.1.served(scope, plan)?))
    }

    fn best(&self) -> Option<usize> {
        Some(self.0.best()?.max(self.1.best()?))
    }

    fn merge(&self, scope: Scope<'_>, parts: Vec<Self::Part>) -> Result<Self::Output, IndexError> {
        let (first, second) = parts.into_iter().unzip();
        Ok((self.0.merge(scope, first)?, self.1.merge(scope, second)?))
    }
}

impl<A: SegmentCollector, B: SegmentCollector> SegmentCollector for (A, B) {
    type Part = (A::Part, B::Part);

    #[inline]
    fn collect(&mut self, matched: &MatchedDoc<'_>) {
        self.0.collect(matched);
        self.1.collect(matched);
    }

    fn finish(self) -> Result<Self::Part, IndexError> {
        Ok((self.0.finish()?, self.1.finish()?))
    }
}

/// One that may not be asked for.
impl<C: Collector> Collector for Option<C> {
    type Segment<'s>
        = Option<C::Segment<'s>>
    where
        Self: 's;
    type Part = Option<C::Part>;
    type Output = Option<C::Output>;

    fn needs(&self) -> Needs {
        self.as_ref().map_or(Needs::Doc, C::needs)
    }

    fn segment<'s>(&'s self, segment: &Segment<'s>) -> Result<Self::Segment<'s>, IndexError> {
        self.as_ref().map(|collector| collector.segment(segment)).transpose()
    }

    fn served(&self, scope: Scope<'_>, plan: &Plan) -> Result<Option<Self::Output>, IndexError> {
        match self {
            Some(collector) => Ok(collector.served(scope, plan)?.map(Some)),
            None => Ok(Some(None)),
        }
    }

    fn best(&self) -> Option<usize> {
        self.as_ref().map_or(Some(0), C::best)
    }

    fn merge(&self, scope: Scope<'_>, parts: Vec<Self::Part>) -> Result<Self::Output, IndexError> {
        let parts = parts.into_iter().flatten().collect();
        self.as_ref().map(|collector| collector.merge(scope, parts)).transpose()
    }
}

impl<S: SegmentCollector> SegmentCollector for Option<S> {
    type Part = Option<S::Part>;

    #[inline]
    fn collect(&mut self, matched: &MatchedDoc<'_>) {
        if let Some(collector) = self {
            collector.collect(matched);
        }
    }

    fn finish(self) -> Result<Self::Part, IndexError> {
        self.map(S::finish).transpose()
    }
}
