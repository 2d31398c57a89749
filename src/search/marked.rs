//! Counting the places in passages that hits mark, without their texts.

use tantivy::DocId;

use crate::index::IndexError;

use super::matcher::Matcher;
use super::occurrences::Span;
use super::open::Opener;
use super::plan::{Plan, SpanQuery};

/// Counts in the passages of a segment, as they come.
pub(super) struct MarkCounter {
    /// What a hit shows.
    shown: Vec<Matcher>,
    /// The places in one passage.
    spans: Vec<Span>,
}

impl MarkCounter {
    /// Of what a hit of a plan shows.
    pub(super) fn open(opener: &Opener<'_>, plan: &Plan) -> Result<MarkCounter, IndexError> {
        let plan = plan.for_text();
        let matchers = plan.shown().into_iter().map(|(span_query, _)| opener.matcher(&in_text(span_query), 0));
        Ok(MarkCounter { shown: matchers.collect::<Result<_, _>>()?, spans: Vec::new() })
    }

    /// How many places are marked in a passage after those of the calls before. Places that overlap are one.
    pub(super) fn count_at(&mut self, doc: DocId) -> u64 {
        self.spans.clear();
        for matcher in &mut self.shown {
            matcher.add_marks_at(doc, &mut self.spans);
        }
        if self.shown.len() > 1 {
            self.spans.sort_unstable();
        }
        let (mut places, mut end) = (0, 0);
        for span in &self.spans {
            places += u64::from(span.start >= end);
            end = end.max(span.end);
        }
        places
    }
}

/// The same where its positions are asked for, and words over a passage do not count.
fn in_text(span_query: &SpanQuery) -> SpanQuery {
    let in_text = span_query.clone().map(&mut |mut one| {
        if let SpanQuery::Word(word) = &mut one {
            word.also_over = false;
        }
        one
    });
    // A word alone is opened without its positions.
    SpanQuery::Any(vec![in_text])
}
