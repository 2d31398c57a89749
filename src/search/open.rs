//! Opening a plan on one segment.

use std::borrow::Cow;
use std::cell::Cell;
use std::slice;
use std::sync::Arc;

use tantivy::columnar::Column as ColumnReader;
use tantivy::postings::SegmentPostings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use crate::fields::Level;
use crate::index::{IndexError, MISSING_DATE, Reader};

use super::bm25::Lengths;
use super::budget::{Clock, MAX_ADDED_UP, Pace};
use super::cursor::{Cursor, SpanScorer};
use super::docset::{All, Blocks, ColumnRange, Exclusion, InRanges, Intersection, Leaf, Most, Ranges, Union};
use super::filter_sets::SegmentFilter;
use super::index_view::{IndexView, SegmentColumns, of_report};
use super::matcher::Matcher;
use super::part::only_here;
use super::plan::{Column, Enough, FilterTerm, Plan, Side, SpanQuery, TermGroup, Weight};
use super::word_postings::WordPostings;

/// Opens plans on one segment.
pub(super) struct Opener<'r> {
    pub(super) reader: &'r Reader,
    pub(super) segment: &'r SegmentReader,
    pub(super) columns: &'r SegmentColumns,
    pub(super) lengths: Arc<Lengths>,
    pub(super) clock: Arc<Clock>,
    /// Whether some passages are not here.
    is_part: bool,
    /// How many span queries have been opened.
    opened: Cell<usize>,
    /// How many documents of words with many terms have been added up.
    added_up: Cell<usize>,
}

impl<'r> Opener<'r> {
    /// On each segment, with its number.
    pub(super) fn on_each_segment(
        reader: &'r Reader,
        view: &'r IndexView,
        clock: &Arc<Clock>,
    ) -> impl Iterator<Item = (u32, Opener<'r>)> {
        (0..).map_while(|number| Some((number, Opener::on(reader, view, number, clock)?)))
    }

    /// On a segment by its number; none where there is no such segment.
    pub(super) fn on(reader: &'r Reader, view: &'r IndexView, number: u32, clock: &Arc<Clock>) -> Option<Opener<'r>> {
        Some(Opener {
            reader,
            segment: reader.searcher().segment_readers().get(number as usize)?,
            columns: view.segments.get(number as usize)?,
            lengths: Arc::clone(&view.lengths),
            clock: Arc::clone(clock),
            is_part: view.part.is_some(),
            opened: Cell::new(0),
            added_up: Cell::new(0),
        })
    }

    /// The cursor of a plan.
    pub(super) fn open(&self, plan: &Plan) -> Result<Cursor, IndexError> {
        let all = |plans: &[Plan]| plans.iter().map(|plan| self.open(plan)).collect::<Result<Vec<_>, _>>();
        if self.clock.is_over() {
            return Ok(Cursor::Empty);
        }
        Ok(match plan {
            Plan::Nothing => Cursor::Empty,
            Plan::All => Cursor::All(self.all()),
            Plan::Spans(span_query, weight) => self.spans(span_query, *weight, None)?,
            plan if plan.is_of_reports() => self.in_ranges(self.ranges(plan)?),
            Plan::And(plans) => self.all_of(plans, None)?,
            Plan::Or(plans) => Cursor::Or(Union::new(all(plans)?)),
            Plan::Best(plans) => Cursor::Best(Union::new(all(plans)?)),
            Plan::Most(plans, Enough { worths, least }) => {
                Cursor::Most(Most::new(all(plans)?.into_iter().zip(worths.iter().copied()).collect(), *least))
            }
            Plan::Not(plan) => Cursor::Not(Box::new(Exclusion::new(self.all(), self.open(plan)?))),
            Plan::Terms(terms) => self.in_ranges(self.filter_set(SegmentFilter::Terms(Cow::Borrowed(terms)))?),
            Plan::Column(pages) => self.pages(pages)?,
            Plan::SectionHas(plan, side) => self.section_has(plan, *side)?,
        })
    }

    /// The postings of a term, at their beginning; none where the segment has no such term.
    pub(super) fn blocks(&self, term: &Term, record: IndexRecordOption) -> Result<Option<Blocks>, IndexError> {
        let inverted = self.segment.inverted_index(term.field())?;
        let postings = inverted.read_block_postings(term, record).map_err(IndexError::io(self.reader.folder()))?;
        Ok(postings.map(Blocks::new))
    }

    /// A set under the clock.
    pub(super) fn leaf<D: DocSet>(&self, set: D) -> Leaf<D> {
        Leaf::new(set, Pace::of(&self.clock))
    }

    fn all(&self) -> Leaf<All> {
        self.leaf(All::before(self.segment.max_doc()))
    }

    fn in_ranges(&self, ranges: Arc<Ranges>) -> Cursor {
        Cursor::Ranges(self.leaf(InRanges::new(ranges)))
    }

    /// The cursor of a span query, which need not look at documents other than those that something else asks for.
    fn spans(&self, span_query: &SpanQuery, weight: Weight, among: Option<&Arc<Ranges>>) -> Result<Cursor, IndexError> {
        let number = self.opened.replace(self.opened.get() + 1);
        let mut matcher = self.matcher(span_query, 0)?;
        if let Some(ranges) = among {
            matcher.keep_to(InRanges::new(Arc::clone(ranges)));
        }
        if matcher.seek(0) == TERMINATED {
            return Ok(Cursor::Empty);
        }
        let (lengths, norms) = (Arc::clone(&self.lengths), self.columns.norms.clone());
        let in_halves = matches!(span_query, SpanQuery::Word(word) if word.also_over);
        Ok(Cursor::Spans(Box::new(SpanScorer { matcher, weight, in_halves, lengths, norms, number })))
    }

    /// The documents of a span query, not yet at the first; none before `from` is asked for.
    pub(super) fn matcher(&self, span_query: &SpanQuery, from: DocId) -> Result<Matcher, IndexError> {
        let single = matches!(span_query, SpanQuery::Word(_));
        let record = if single { IndexRecordOption::WithFreqs } else { IndexRecordOption::WithFreqsAndPositions };
        let pace = Pace::of(&self.clock);
        let mut open = |word: &TermGroup| {
            let lists = self.postings(word, record)?;
            let postings = WordPostings::new(lists, !single || self.added_up.get() > MAX_ADDED_UP, &pace);
            self.added_up.set(self.added_up.get() + postings.added_up());
            Ok(if word.also_over { postings.with_over(self.over(word)?) } else { postings })
        };
        let mut mark = |term: &str| {
            let words = TermGroup::new(false, vec![term.to_owned()]);
            let list = self.postings(&words, IndexRecordOption::WithFreqsAndPositions)?.pop();
            Ok(list.map(|list| self.leaf(list)))
        };
        Matcher::open(span_query, from, &mut open, &mut mark, pace.clone())
    }

    /// The passages that have a word over them: in a heading, or in the sentence that introduces their list.
    pub(super) fn over(&self, word: &TermGroup) -> Result<Union<Leaf<SegmentPostings>>, IndexError> {
        self.documents_of(self.reader.fields().over, word)
    }

    /// The reports, by their own documents, that have a word in their title.
    pub(super) fn titled(&self, word: &TermGroup) -> Result<Union<Leaf<SegmentPostings>>, IndexError> {
        self.documents_of(self.reader.fields().title, word)
    }

    /// The documents with a word of stems in another field than that of the text.
    fn documents_of(&self, field: Field, word: &TermGroup) -> Result<Union<Leaf<SegmentPostings>>, IndexError> {
        let stems: &[String] = if word.stems { &word.terms } else { &[] };
        let lists = self.lists(field, stems, IndexRecordOption::Basic)?;
        Ok(Union::new(lists.into_iter().map(|list| self.leaf(list)).collect()))
    }

    fn postings(&self, word: &TermGroup, record: IndexRecordOption) -> Result<Vec<SegmentPostings>, IndexError> {
        self.lists(word.field(self.reader.fields()), &word.terms, record)
    }

    fn lists(
        &self,
        field: Field,
        terms: &[String],
        record: IndexRecordOption,
    ) -> Result<Vec<SegmentPostings>, IndexError> {
        let inverted = self.segment.inverted_index(field)?;
        let mut lists = Vec::with_capacity(terms.len());
        for term in terms {
            let list = inverted.read_postings(&Term::from_field_text(field, term), record);
            lists.extend(list.map_err(IndexError::io(self.reader.folder()))?);
        }
        Ok(lists)
    }

    /// The cursor of a plan over some documents only.
    pub(super) fn open_among(&self, plan: &Plan, among: Ranges) -> Result<Cursor, IndexError> {
        self.all_of(if let Plan::And(plans) = plan { plans } else { slice::from_ref(plan) }, Some(Arc::new(among)))
    }

    /// The passages, of all or of some, that meet all of several plans; what is known of reports is one condition, as it is
    /// worth nothing.
    fn all_of(&self, plans: &[Plan], among: Option<Arc<Ranges>>) -> Result<Cursor, IndexError> {
        let (of_reports, rest): (Vec<&Plan>, Vec<&Plan>) = plans.iter().partition(|plan| plan.is_of_reports());
        let ranges = (!of_reports.is_empty()).then(|| self.ranges_of_all(&of_reports)).transpose()?;
        let ranges = match (ranges, among) {
            (Some(ranges), Some(among)) => Some(Arc::new(among.intersection(&ranges))),
            (ranges, among) => ranges.or(among),
        };
        let open = |plan: &Plan| {
            let Plan::Spans(span_query, weight) = plan else { return self.open(plan) };
            self.spans(span_query, *weight, ranges.as_ref())
        };
        let mut all = rest.into_iter().map(open).collect::<Result<Vec<_>, _>>()?;
        all.extend(ranges.map(|ranges| self.in_ranges(ranges)));
        Ok(Cursor::And(Intersection::new(all, 0)))
    }

    /// The documents that meet all of several plans of what is known of reports alone.
    pub(super) fn ranges_of_all(&self, plans: &[&Plan]) -> Result<Arc<Ranges>, IndexError> {
        let mut each = plans.iter().map(|plan| self.ranges(plan));
        let Some(first) = each.next() else { return Ok(Arc::new(Ranges::all(self.segment.max_doc()))) };
        each.try_fold(first?, |common, ranges| Ok(Arc::new(common.intersection(&*ranges?))))
    }

    /// The documents that meet a plan of what is known of reports alone.
    pub(super) fn ranges(&self, plan: &Plan) -> Result<Arc<Ranges>, IndexError> {
        let each = |plans: &[Plan]| plans.iter().map(|plan| self.ranges(plan)).collect::<Result<Vec<_>, _>>();
        Ok(match plan {
            Plan::Terms(terms) => self.filter_set(SegmentFilter::Terms(Cow::Borrowed(terms)))?,
            Plan::Column(dates) => self.filter_set(SegmentFilter::Column(Cow::Borrowed(dates)))?,
            Plan::Not(plan) => Arc::new(self.ranges(plan)?.complement(self.segment.max_doc())),
            Plan::And(plans) => self.ranges_of_all(&plans.iter().collect::<Vec<_>>())?,
            Plan::Or(plans) | Plan::Best(plans) => Arc::new(Ranges::union(&each(plans)?)),
            Plan::All => Arc::new(Ranges::all(self.segment.max_doc())),
            Plan::Nothing | Plan::Spans(..) | Plan::Most(..) | Plan::SectionHas(..) => Arc::default(),
        })
    }

    /// The documents that a filter leaves, which are kept.
    fn filter_set(&self, filter: SegmentFilter<'_>) -> Result<Arc<Ranges>, IndexError> {
        let sets = &self.columns.filter_sets;
        if let Some(kept) = sets.get(&filter) {
            return Ok(kept);
        }
        let documents = Arc::new(match &filter {
            SegmentFilter::Terms(terms) => self.with_any(terms)?,
            SegmentFilter::Column(dates) => self.dated(dates)?,
        });
        // Once the time is over, some may be missing.
        if !self.clock.is_over() {
            sets.keep(filter, &documents, self.columns.reports().len());
        }
        Ok(documents)
    }

    /// The documents with any of some terms, all passages of a report with one of a report.
    fn with_any(&self, terms: &[FilterTerm]) -> Result<Ranges, IndexError> {
        let mut documents = Vec::new();
        for FilterTerm { level, field, term } in terms.iter().take_while(|_| !self.clock.is_over()) {
            let with = self.reader.documents_with(self.segment, &Term::from_field_text(*field, term))?;
            match level {
                Level::Passage => documents.extend(with.into_iter().map(|doc| doc..doc + 1)),
                Level::Report => documents.extend(self.columns.passages_with(&with)),
            }
        }
        Ok(Ranges::of(documents))
    }

    /// The passages of the reports with a date in any of some ranges.
    fn dated(&self, dates: &Column) -> Result<Ranges, IndexError> {
        let [first, last] = [dates.first, dates.last].map(|name| self.columns.of_reports(self.reader, name));
        let (first, last) = (first?, last?);
        let day = |column: &ColumnReader<u64>, report| of_report(column, report).unwrap_or(MISSING_DATE);
        let mut pace = Pace::of(&self.clock);
        let reports = self.columns.reports().take_while(|_| !pace.is_over());
        let dated = reports.filter(|&(report, _)| dates.holds(day(&first, report), day(&last, report)));
        Ok(Ranges::of(dated.map(|(_, passages)| passages).collect()))
    }

    /// A column of numbers.
    fn numbers(&self, name: &str) -> Result<ColumnReader<u64>, IndexError> {
        Ok(self.segment.fast_fields().u64(name)?)
    }

    fn pages(&self, pages: &Column) -> Result<Cursor, IndexError> {
        let (first, last) = (self.numbers(pages.first)?, self.numbers(pages.last)?);
        Ok(Cursor::ColumnRange(Box::new(self.leaf(ColumnRange::new(
            first,
            last,
            pages.clone(),
            self.segment.max_doc(),
        )))))
    }

    /// All passages under the same headings as one, on a side of theirs, that meets the plan.
    fn section_has(&self, plan: &Plan, side: Side) -> Result<Cursor, IndexError> {
        let runs = self.numbers("section_run")?;
        let max = self.segment.max_doc();
        let run_of = |doc: DocId| {
            let ordinal = self.columns.ordinal(doc);
            (doc.saturating_sub(ordinal), ordinal > 0, runs.first(doc))
        };
        let here = if self.is_part { only_here(plan, self.reader) } else { None };
        let mut cursor = self.open(here.as_ref().unwrap_or(plan))?;
        let mut runs = Vec::new();
        let mut pace = Pace::of(&self.clock);
        while cursor.doc() != TERMINATED && !pace.is_over() {
            let first = cursor.doc();
            let run = run_of(first);
            let start = (0..=first).rev().take_while(|&doc| run_of(doc) == run).last().unwrap_or(first);
            let end = (first..max).take_while(|&doc| run_of(doc) == run).last().unwrap_or(first);
            let mut last = first;
            while cursor.doc() <= end {
                last = cursor.doc();
                cursor.advance();
            }
            runs.push(match side {
                Side::Anywhere => start..end + 1,
                Side::Before => first + 1..end + 1,
                Side::After => start..last,
            });
        }
        Ok(self.in_ranges(Arc::new(Ranges::of(runs))))
    }
}
