//! Which passages, for looking them up.

use tantivy::{DocId, DocSet, TERMINATED};

use crate::index::IndexError;
use crate::search::bits::Bits;
use crate::search::budget::Pace;
use crate::search::cursor::Cursor;
use crate::search::docset::Ranges;
use crate::search::further::Further;
use crate::search::plan::{Plan, SpanQuery, Weight};

use super::documents::DocStream;
use super::{Collector, MatchedDoc, Needs, Scope, Segment, SegmentCollector};

/// The documents of the passages met, by segment.
pub(in crate::search) struct DocumentsMet;

impl Collector for DocumentsMet {
    type Segment<'s> = Bits;
    type Part = Bits;
    type Output = Vec<Bits>;

    fn needs(&self) -> Needs {
        Needs::Doc
    }

    fn segment<'s>(&'s self, _: &Segment<'s>) -> Result<Bits, IndexError> {
        Ok(Bits::default())
    }

    fn merge(&self, _: Scope<'_>, parts: Vec<Bits>) -> Result<Vec<Bits>, IndexError> {
        Ok(parts)
    }
}

impl SegmentCollector for Bits {
    type Part = Bits;

    #[inline]
    fn collect(&mut self, matched: &MatchedDoc<'_>) {
        self.insert(matched.doc.into());
    }

    fn finish(self) -> Result<Bits, IndexError> {
        Ok(self)
    }
}

impl<'s> Scope<'s> {
    /// Collects of all passages that meet a looser plan, by those that were met and what it looks for further.
    pub(in crate::search) fn collect_further<C: Collector + Sync>(
        self,
        met: &[Bits],
        looser: &Plan,
        further: Further,
        collector: &C,
    ) -> Result<C::Output, IndexError>
    where
        C::Part: Send,
    {
        let Further { any, is_enough } = further;
        let (words, others) = in_groups(any);
        let each = self.each_segment(
            collector,
            || self.postings_of(&words),
            |opener, segment, part| {
                let mut met = met.get(segment.number as usize).cloned().unwrap_or_default();
                let mut known = if is_enough { Bits::default() } else { met.clone() };
                let found = if is_enough { &mut met } else { &mut known };
                DocStream::open(opener, &words, Needs::Doc)?.each(segment, |passage| found.insert(passage.doc.into()));
                for plan in &others {
                    // Phrases take longer to look for than words.
                    let among = all_but(found, segment.reader.max_doc());
                    self.insert_each(opener.open_among(plan, among)?, found);
                }
                if !is_enough {
                    let new = documents(&known).filter(|&doc| !met.has(doc.into()));
                    let among = Ranges::of(new.map(|doc| doc..doc + 1).collect());
                    self.insert_each(opener.open_among(looser, among)?, &mut met);
                }
                DocStream::listed(documents(&met), self.clock).each(segment, |matched| part.collect(matched));
                Ok(())
            },
        );
        collector.merge(self, each?)
    }

    fn insert_each(self, mut cursor: Cursor, bits: &mut Bits) {
        let mut pace = Pace::of(self.clock);
        while cursor.doc() != TERMINATED && !pace.is_over() {
            bits.insert(cursor.doc().into());
            cursor.advance();
        }
    }
}

/// The words among plans any of which will do, each a plan of its own, and the others; phrases and the like are one.
fn in_groups(any: Vec<Plan>) -> (Plan, Vec<Plan>) {
    let (mut words, mut spans, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for plan in any {
        let Plan::Spans(span_query, weight) = plan else {
            others.push(plan);
            continue;
        };
        let each = match span_query.merged() {
            SpanQuery::Any(any) => any,
            one => vec![one],
        };
        for one in each {
            if let SpanQuery::Word(word) = one {
                words.extend(word.each_term().map(|word| Plan::Spans(SpanQuery::Word(word), weight)));
            } else {
                spans.push(one);
            }
        }
    }
    if !spans.is_empty() {
        others.push(Plan::Spans(SpanQuery::Any(spans), Weight(0.0)));
    }
    (Plan::Or(words), others)
}

fn documents(bits: &Bits) -> impl Iterator<Item = DocId> {
    bits.numbers().filter_map(|number| DocId::try_from(number).ok())
}

/// The documents of a segment of so many but for some.
fn all_but(some: &Bits, segment: DocId) -> Ranges {
    let mut start = 0;
    let gap = |end: DocId| std::mem::replace(&mut start, end.saturating_add(1))..end;
    Ranges::of(documents(some).chain([segment]).map(gap).collect())
}
