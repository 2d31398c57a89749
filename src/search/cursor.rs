//! Walking one segment: the passages that meet a plan, in order, each with its score.
//!
//! Scores are added in the order of the query, so that a passage has the same score, to the last
//! bit, wherever it is stored.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::{DocId, DocSet, TERMINATED};

use super::bm25::Lengths;
use super::docset::{All, ColumnRange, Exclusion, InRanges, Intersection, Leaf, Most, Union};
use super::matcher::Matcher;
use super::plan::Weight;

/// A position in the ordered list of a segment's passages that meet a plan.
pub(super) enum Cursor {
    /// None of them.
    Empty,
    /// All documents of the segment from here on, deleted ones and reports too.
    All(Leaf<All>),
    /// Passages in which a span query occurs.
    Spans(Box<SpanScorer>),
    /// All of several.
    And(Intersection<Cursor>),
    /// Any of several.
    Or(Union<Cursor>),
    /// Likewise, of which the best counts.
    Best(Union<Cursor>),
    /// Enough of several.
    Most(Most<Cursor>),
    /// All documents but those of another.
    Not(Box<Exclusion<Leaf<All>, Cursor>>),
    /// Documents with values of columns in a range.
    ColumnRange(Box<Leaf<ColumnRange>>),
    /// Documents of ranges.
    Ranges(Leaf<InRanges>),
}

/// Passages in which a span query occurs, and what each occurrence is worth.
pub(super) struct SpanScorer {
    pub(super) matcher: Matcher,
    pub(super) weight: Weight,
    /// Whether it is a word that is counted in halves, since those over the passage count too.
    pub(super) in_halves: bool,
    pub(super) lengths: Arc<Lengths>,
    pub(super) norms: FieldNormReader,
    /// Its number among the span queries of the plan.
    pub(super) number: usize,
}

impl Cursor {
    /// The score of the current document.
    pub(super) fn score(&mut self) -> f32 {
        match self {
            Cursor::Spans(scorer) => {
                let step = scorer.norms.fieldnorm_id(scorer.matcher.doc());
                let frequency = scorer.matcher.frequency();
                if scorer.in_halves {
                    scorer.lengths.score_of_halves(scorer.weight, frequency, step)
                } else {
                    scorer.lengths.score(scorer.weight, frequency, step)
                }
            }
            Cursor::And(and) => and.sets().iter_mut().map(Cursor::score).sum(),
            Cursor::Or(or) => {
                let mut sum = 0.0;
                or.each_here(|cursor| sum += cursor.score());
                sum
            }
            // Weighed by how much of what is wanted is there: much of one thing is not as much as some of each.
            Cursor::Most(most) => {
                let mut sum = 0.0;
                most.each_here(|cursor| sum += cursor.score());
                sum * most.share_here()
            }
            Cursor::Best(any) => {
                let mut best = 0.0_f32;
                any.each_here(|cursor| best = best.max(cursor.score()));
                best
            }
            Cursor::Empty | Cursor::All(_) | Cursor::Not(_) | Cursor::ColumnRange(_) | Cursor::Ranges(_) => 0.0,
        }
    }

    /// How often the words of a plain phrase or `NEAR` occur in the current document; 0 where it is something else.
    pub(super) fn words_here(&mut self) -> u32 {
        if let Cursor::Spans(scorer) = self { scorer.matcher.words_here().unwrap_or(0) } else { 0 }
    }

    /// Adds how often each span query of the plan occurs in the current document.
    pub(super) fn add_frequencies(&mut self, frequencies: &mut [u32]) {
        match self {
            Cursor::Spans(scorer) => frequencies[scorer.number] += scorer.matcher.frequency(),
            Cursor::And(and) => and.sets().iter_mut().for_each(|cursor| cursor.add_frequencies(frequencies)),
            Cursor::Or(or) => {
                or.each_here(|cursor| cursor.add_frequencies(frequencies));
            }
            Cursor::Most(most) => most.each_here(|cursor| cursor.add_frequencies(frequencies)),
            Cursor::Best(any) => {
                let (mut here, mut best) = (0, (0, 0.0));
                any.each_here(|cursor| {
                    let score = cursor.score();
                    if score > best.1 {
                        best = (here, score);
                    }
                    here += 1;
                });
                here = 0;
                any.each_here(|cursor| {
                    if here == best.0 {
                        cursor.add_frequencies(frequencies);
                    }
                    here += 1;
                });
            }
            Cursor::Empty | Cursor::All(_) | Cursor::Not(_) | Cursor::ColumnRange(_) | Cursor::Ranges(_) => {}
        }
    }
}

impl DocSet for Cursor {
    fn doc(&self) -> DocId {
        match self {
            Cursor::Empty => TERMINATED,
            Cursor::All(all) => all.doc(),
            Cursor::Spans(scorer) => scorer.matcher.doc(),
            Cursor::And(and) => and.doc(),
            Cursor::Or(or) | Cursor::Best(or) => or.doc(),
            Cursor::Most(most) => most.doc(),
            Cursor::Not(not) => not.doc(),
            Cursor::ColumnRange(range) => range.doc(),
            Cursor::Ranges(ranges) => ranges.doc(),
        }
    }

    fn advance(&mut self) -> DocId {
        match self {
            Cursor::Empty => TERMINATED,
            Cursor::All(all) => all.advance(),
            Cursor::Spans(scorer) => scorer.matcher.seek(scorer.matcher.doc().saturating_add(1).min(TERMINATED)),
            Cursor::And(and) => and.advance(),
            Cursor::Or(or) | Cursor::Best(or) => or.advance(),
            Cursor::Most(most) => most.advance(),
            Cursor::Not(not) => not.advance(),
            Cursor::ColumnRange(range) => range.advance(),
            Cursor::Ranges(ranges) => ranges.advance(),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Cursor::Empty => TERMINATED,
            Cursor::All(all) => all.seek(target),
            Cursor::Spans(scorer) => scorer.matcher.seek(target),
            Cursor::And(and) => and.seek(target),
            Cursor::Or(or) | Cursor::Best(or) => or.seek(target),
            Cursor::Most(most) => most.seek(target),
            Cursor::Not(not) => not.seek(target),
            Cursor::ColumnRange(range) => range.seek(target),
            Cursor::Ranges(ranges) => ranges.seek(target),
        }
    }

    /// About how many documents there are, for choosing which set to ask first.
    fn size_hint(&self) -> u32 {
        match self {
            Cursor::Empty => 0,
            Cursor::All(all) => all.size_hint(),
            Cursor::Spans(scorer) => scorer.matcher.size_hint(),
            Cursor::And(and) => and.size_hint(),
            Cursor::Or(or) | Cursor::Best(or) => or.size_hint(),
            Cursor::Most(most) => most.size_hint(),
            Cursor::Not(not) => not.size_hint(),
            Cursor::ColumnRange(range) => range.size_hint(),
            Cursor::Ranges(ranges) => ranges.size_hint(),
        }
    }
}
