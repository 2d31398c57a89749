//! Single words directly after each other, and two single words near each other: the commonest span queries by far, counted
//! without a list of spans for each word.

use tantivy::DocSet;
use tantivy::postings::{Postings, SegmentPostings};

use super::any_spans::keep_common;
use super::candidates::{Candidates, Lists};
use super::near::near_into;
use super::occurrences::{Span, is_parted};
use super::plan::{Joint, Nearness, SpanQuery};
use super::text_marks::TextMarks;
use super::word_postings::WordPostings;

/// A plain phrase or `NEAR`.
pub(super) struct PlainSpans {
    /// The number of each word among the candidates.
    words: Vec<usize>,
    shape: Shape,
    positions: Vec<u32>,
}

enum Shape {
    /// Each word with how many words of the phrase come after it, the rarest first. Its positions, moved on by that many,
    /// are where the phrase ends.
    Phrase { after: Vec<(usize, u32)>, joint: Joint, ends: Vec<u32> },
    /// The left word and the right one.
    Near { nearness: Nearness, left: Vec<Span>, right: Vec<Span>, spans: Vec<Span> },
}

impl PlainSpans {
    /// Of a span query, where it is one.
    pub(super) fn new(span_query: &SpanQuery, candidates: &mut Candidates, lists: &Lists) -> Option<PlainSpans> {
        let number = |one: &SpanQuery| if let SpanQuery::Word(word) = one { lists.only_child(word) } else { None };
        let mut row = Joint::Any;
        let words: Vec<usize> = match span_query {
            SpanQuery::Sequence { parts, slop: 0, joint } => {
                row = *joint;
                parts.iter().map(number).collect::<Option<_>>()?
            }
            SpanQuery::Near(left, right, nearness) if !nearness.negated && !nearness.in_sentence => {
                vec![number(left)?, number(right)?]
            }
            SpanQuery::Word(_)
            | SpanQuery::Sequence { .. }
            | SpanQuery::InOrder(_)
            | SpanQuery::Any(_)
            | SpanQuery::Every(_)
            | SpanQuery::Near(..) => return None,
        };
        let documents =
            words.iter().map(|&word| Some(list(candidates, word)?.doc_freq())).collect::<Option<Vec<_>>>()?;
        let shape = if let SpanQuery::Near(_, _, nearness) = span_query {
            Shape::Near { nearness: *nearness, left: Vec::new(), right: Vec::new(), spans: Vec::new() }
        } else {
            let mut after: Vec<(usize, u32)> = words.iter().rev().copied().zip(0..).collect();
            after.reverse();
            let mut rarest_first: Vec<_> = documents.into_iter().zip(after).collect();
            rarest_first.sort_unstable();
            let after = rarest_first.into_iter().map(|(_, word)| word).collect();
            Shape::Phrase { after, joint: row, ends: Vec::new() }
        };
        Some(PlainSpans { words, shape, positions: Vec::new() })
    }

    /// How often it occurs in the document that the candidates are at.
    pub(super) fn count(&mut self, candidates: &mut Candidates, marks: &mut TextMarks) -> u32 {
        let PlainSpans { words, shape, positions } = self;
        let found = match shape {
            Shape::Phrase { after, joint, ends } => {
                for (number, (word, after)) in after.iter().enumerate() {
                    if number == 0 {
                        read(candidates, *word, *after, ends);
                    } else {
                        read(candidates, *word, *after, positions);
                        keep_common(ends, positions);
                    }
                    if ends.is_empty() {
                        return 0;
                    }
                }
                if *joint != Joint::Any {
                    positions.clear();
                    marks.add_parted(candidates.doc(), *joint, positions);
                    let before = before(after);
                    ends.retain(|&end| !is_parted(phrase_span(end, before), positions));
                }
                ends.len()
            }
            Shape::Near { nearness, left, right, spans } => {
                for (&word, words) in words.iter().zip([&mut *left, &mut *right]) {
                    read(candidates, word, 0, positions);
                    words.clear();
                    words.extend(positions.iter().map(|&at| Span { start: at, end: at + 1 }));
                }
                spans.clear();
                near_into(left, right, *nearness, &[], spans);
                spans.sort_unstable();
                spans.dedup();
                spans.len()
            }
        };
        u32::try_from(found).unwrap_or(u32::MAX)
    }

    /// Adds where it occurs in the document that was counted in last, in order.
    pub(super) fn add_spans(&self, spans: &mut Vec<Span>) {
        match &self.shape {
            Shape::Phrase { ends, after, .. } => {
                let before = before(after);
                spans.extend(ends.iter().map(|&end| phrase_span(end, before)));
            }
            Shape::Near { spans: found, .. } => spans.extend_from_slice(found),
        }
    }

    /// How often its words occur in the document that the candidates are at, wherever they are.
    pub(super) fn words_here(&self, candidates: &mut Candidates) -> Option<u32> {
        self.words.iter().try_fold(0_u32, |sum, &word| Some(sum.saturating_add(list(candidates, word)?.term_freq())))
    }
}

/// How many words of a phrase come before its last.
fn before(words: &[(usize, u32)]) -> u32 {
    u32::try_from(words.len()).unwrap_or(u32::MAX).saturating_sub(1)
}

/// The span of a phrase by the position of its last word.
fn phrase_span(last: u32, before: u32) -> Span {
    Span { start: last.saturating_sub(before), end: last + 1 }
}

fn list(candidates: &mut Candidates, word: usize) -> Option<&mut SegmentPostings> {
    candidates.child(word).and_then(WordPostings::only)
}

/// Reads the positions of a word, each moved on.
fn read(candidates: &mut Candidates, word: usize, by: u32, positions: &mut Vec<u32>) {
    positions.clear();
    if let Some(list) = list(candidates, word) {
        list.append_positions_with_offset(by, positions);
    }
}
