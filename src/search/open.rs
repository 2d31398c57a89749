//! Opening a plan on one segment.

use std::cell::Cell;
use std::sync::Arc;

use tantivy::columnar::Column as ColumnReader;
use tantivy::postings::SegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, TERMINATED, Term};

use crate::index::{IndexError, Reader, SENTENCE};

use super::bm25::Lengths;
use super::cursor::{AllDocs, And, Cursor, InColumn, Not, Occurs, Or, Set};
use super::ground::{Ground, SegmentColumns};
use super::matcher::Matcher;
use super::plan::{Column, Listed, Occurrence, Plan, Side, Weight, Word};

/// Opens plans on one segment.
pub(super) struct Opener<'r> {
    pub(super) reader: &'r Reader,
    pub(super) segment: &'r SegmentReader,
    pub(super) columns: &'r SegmentColumns,
    pub(super) lengths: Arc<Lengths>,
    /// How many occurrences have been opened.
    opened: Cell<usize>,
}

impl<'r> Opener<'r> {
    /// On each segment, with its number.
    pub(super) fn on_each_segment(reader: &'r Reader, ground: &'r Ground) -> impl Iterator<Item = (u32, Opener<'r>)> {
        let segments = reader.searcher().segment_readers().iter().zip(&ground.segments);
        let opener = |(segment, columns)| {
            let lengths = Arc::clone(&ground.lengths);
            Opener { reader, segment, columns, lengths, opened: Cell::new(0) }
        };
        (0..).zip(segments.map(opener))
    }

    /// The cursor of a plan.
    pub(super) fn open(&self, plan: &Plan) -> Result<Cursor, IndexError> {
        let all = |plans: &[Plan]| plans.iter().map(|plan| self.open(plan)).collect::<Result<Vec<_>, _>>();
        Ok(match plan {
            Plan::Nothing => Cursor::Empty,
            Plan::All => self.all(),
            Plan::Occurs(occurrence, weight) => self.occurs(occurrence, *weight)?,
            Plan::And(plans) => And::cursor(all(plans)?),
            Plan::Or(plans) => Or::cursor(all(plans)?),
            Plan::Not(plan) => Not::cursor(self.open(plan)?, self.segment.max_doc()),
            Plan::Listed(terms) => self.listed(terms)?,
            Plan::Column(column) => self.column(column)?,
            Plan::SectionHas(plan, side) => self.section_has(plan, *side)?,
        })
    }

    fn all(&self) -> Cursor {
        let max = self.segment.max_doc();
        Cursor::All(AllDocs { doc: if max > 0 { 0 } else { TERMINATED }, max })
    }

    fn occurs(&self, occurrence: &Occurrence, weight: Weight) -> Result<Cursor, IndexError> {
        let number = self.opened.replace(self.opened.get() + 1);
        let mut matcher = self.matcher(occurrence)?;
        matcher.start();
        if matcher.doc() == TERMINATED {
            return Ok(Cursor::Empty);
        }
        let lengths = Arc::clone(&self.lengths);
        Ok(Cursor::Occurs(Box::new(Occurs { matcher, weight, lengths, norms: self.columns.norms.clone(), number })))
    }

    /// The documents of an occurrence, not yet at the first.
    pub(super) fn matcher(&self, occurrence: &Occurrence) -> Result<Matcher, IndexError> {
        let single = matches!(occurrence, Occurrence::Word(_));
        let record = if single { IndexRecordOption::WithFreqs } else { IndexRecordOption::WithFreqsAndPositions };
        let mut open = |word: &Word| self.postings(word, record);
        let sentence = Word { stems: false, terms: vec![SENTENCE.to_owned()], any: false };
        let mut sentences = || self.postings(&sentence, IndexRecordOption::WithFreqsAndPositions).map(|mut p| p.pop());
        Matcher::open(occurrence, &mut open, &mut sentences)
    }

    fn postings(&self, word: &Word, record: IndexRecordOption) -> Result<Vec<SegmentPostings>, IndexError> {
        let field = word.field(self.reader.fields());
        let inverted = self.segment.inverted_index(field)?;
        let mut lists = Vec::with_capacity(word.terms.len());
        for term in &word.terms {
            let list = inverted.read_postings(&Term::from_field_text(field, term), record);
            lists.extend(list.map_err(IndexError::io(self.reader.folder()))?);
        }
        Ok(lists)
    }

    fn listed(&self, terms: &[Listed]) -> Result<Cursor, IndexError> {
        let mut docs = Vec::new();
        for Listed { field, term } in terms {
            docs.append(&mut self.reader.documents_with(self.segment, &Term::from_field_text(*field, term))?);
        }
        Ok(Set::cursor(docs))
    }

    /// A column of numbers.
    fn numbers(&self, name: &str) -> Result<ColumnReader<u64>, IndexError> {
        Ok(self.segment.fast_fields().u64(name)?)
    }

    fn column(&self, column: &Column) -> Result<Cursor, IndexError> {
        let (first, last) = (self.numbers(column.first)?, self.numbers(column.last)?);
        let max = self.segment.max_doc();
        Ok(InColumn { first, last, least: column.least, most: column.most, doc: 0, max }.cursor())
    }

    /// All passages that stand under the same headings as one, on a side of theirs, that meets the plan.
    fn section_has(&self, plan: &Plan, side: Side) -> Result<Cursor, IndexError> {
        let runs = self.numbers("section_run")?;
        let max = self.segment.max_doc();
        let run_of = |doc: DocId| {
            let ordinal = self.columns.ordinal(doc);
            (doc.saturating_sub(ordinal), ordinal > 0, runs.first(doc))
        };
        let mut cursor = self.open(plan)?;
        let mut docs = Vec::new();
        while cursor.doc() != TERMINATED {
            let first = cursor.doc();
            let run = run_of(first);
            let start = (0..=first).rev().take_while(|&doc| run_of(doc) == run).last().unwrap_or(first);
            let end = (first..max).take_while(|&doc| run_of(doc) == run).last().unwrap_or(first);
            let mut last = first;
            while cursor.doc() <= end {
                last = cursor.doc();
                cursor.advance();
            }
            docs.extend(match side {
                Side::Anywhere => start..end + 1,
                Side::Before => first + 1..end + 1,
                Side::After => start..last,
            });
        }
        Ok(Set::cursor(docs))
    }
}
