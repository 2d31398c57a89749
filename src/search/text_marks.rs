//! What a text has besides words, at their positions: where sentences begin, and what stands between words.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet};

use crate::index::{PARTED, SENTENCE};

use super::docset::Leaf;
use super::plan::{Joint, SpanQuery};

/// The list of a mark in a segment, if it has one there.
pub(super) type OpenedMarks<E> = Result<Option<Leaf<SegmentPostings>>, E>;

/// The lists of the marks that a span query asks for.
#[derive(Default)]
pub(super) struct TextMarks {
    sentences: Option<Leaf<SegmentPostings>>,
    parted: Option<Leaf<SegmentPostings>>,
}

impl TextMarks {
    /// Opens the lists that a span query needs.
    pub(super) fn open<E>(
        span_query: &SpanQuery,
        open: &mut dyn FnMut(&str) -> OpenedMarks<E>,
    ) -> Result<TextMarks, E> {
        let (mut sentences, mut parted) = (false, false);
        span_query.visit(&mut |one| {
            match one {
                SpanQuery::Near(_, _, nearness) => sentences |= nearness.in_sentence,
                SpanQuery::Sequence { joint, .. } => {
                    sentences |= *joint == Joint::InSentence;
                    parted |= *joint != Joint::Any;
                }
                SpanQuery::Word(_) | SpanQuery::InOrder(_) | SpanQuery::Any(_) | SpanQuery::Every(_) => {}
            }
            true
        });
        let mut list = |is_needed: bool, term: &str| if is_needed { open(term) } else { Ok(None) };
        Ok(TextMarks { sentences: list(sentences, SENTENCE)?, parted: list(parted, PARTED)? })
    }

    /// Adds the positions at which sentences of a document begin; no document before that of the last call may follow.
    pub(super) fn add_sentences(&mut self, doc: DocId, positions: &mut Vec<u32>) {
        add(&mut self.sentences, doc, positions);
    }

    /// Adds the positions of words that no such row goes on with, ascending.
    pub(super) fn add_parted(&mut self, doc: DocId, joint: Joint, positions: &mut Vec<u32>) {
        if joint == Joint::Any {
            return;
        }
        add(&mut self.parted, doc, positions);
        if joint == Joint::InSentence {
            add(&mut self.sentences, doc, positions);
            positions.sort_unstable();
        }
    }
}

fn add(list: &mut Option<Leaf<SegmentPostings>>, doc: DocId, positions: &mut Vec<u32>) {
    let Some(list) = list else { return };
    if list.doc() < doc {
        list.seek(doc);
    }
    if list.doc() == doc {
        list.set().append_positions_with_offset(0, positions);
    }
}
