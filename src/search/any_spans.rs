//! Any of several words and phrases, as a word and its variants are: each is looked for only in the documents that have its
//! own words, and its positions are read from its own lists.

use tantivy::postings::Postings;
use tantivy::{DocId, DocSet};

use super::candidates::Candidates;
use super::docset::Union;
use super::occurrences::{Span, is_parted};
use super::plan::{Joint, SpanQuery};
use super::text_marks::TextMarks;
use super::word_postings::WordPostings;

/// Any of several plain alternatives.
pub(super) struct AnySpans {
    /// In the order of the candidates.
    each: Vec<AlternativeShape>,
    /// The numbers of words that they have, each once.
    lengths: Vec<u32>,
    /// Where those of one length end.
    all_ends: Vec<u32>,
    ends: Vec<u32>,
    positions: Vec<u32>,
}

/// So many words in a row; a word alone is one of them.
struct AlternativeShape {
    length: u32,
    phrase: Option<Joint>,
}

impl AnySpans {
    /// Of a query, where it is one.
    pub(super) fn new(query: &SpanQuery) -> Option<AnySpans> {
        let SpanQuery::Any(any) = query else { return None };
        let is_plain = |one: &SpanQuery| matches!(one, SpanQuery::Word(word) if !word.any);
        let alternative = |one: &SpanQuery| match one {
            one if is_plain(one) => Some(AlternativeShape { length: 1, phrase: None }),
            SpanQuery::Sequence { parts, slop: 0, joint } if !parts.is_empty() && parts.iter().all(is_plain) => {
                let length = u32::try_from(parts.len()).ok()?;
                Some(AlternativeShape { length, phrase: Some(*joint) })
            }
            _ => None,
        };
        let each = any.iter().map(alternative).collect::<Option<Vec<_>>>()?;
        let mut lengths: Vec<u32> = each.iter().map(|alternative| alternative.length).collect();
        lengths.sort_unstable();
        lengths.dedup();
        Some(AnySpans { each, lengths, all_ends: Vec::new(), ends: Vec::new(), positions: Vec::new() })
    }

    /// How often any of them occurs in the document that the candidates are at; where two have the same words, once.
    pub(super) fn count(&mut self, candidates: &mut Candidates, marks: &mut TextMarks) -> u32 {
        let Candidates::Any(any) = candidates else { return 0 };
        let doc = any.doc();
        // Only those of one length may have the same words.
        (0..self.lengths.len())
            .fold(0, |sum: u32, at| sum.saturating_add(self.count_of(self.lengths[at], doc, any, marks)))
    }

    /// Whether any of them occurs in that document: a word that it has does.
    pub(super) fn occurs(&mut self, candidates: &mut Candidates, marks: &mut TextMarks) -> bool {
        let Candidates::Any(any) = candidates else { return false };
        let doc = any.doc();
        let mut here = self.each.iter().zip(any.sets()).filter(|(_, set)| set.doc() == doc);
        here.any(|(alternative, _)| alternative.phrase.is_none()) || self.count(candidates, marks) > 0
    }

    /// Likewise of those of a length.
    fn count_of(&mut self, length: u32, doc: DocId, any: &mut Union<Candidates>, marks: &mut TextMarks) -> u32 {
        if let Some(frequency) = self.frequency_of_one_word(length, doc, any) {
            return frequency;
        }
        self.all_ends.clear();
        for (alternative, set) in self.each.iter().zip(any.sets()) {
            if alternative.length != length || set.doc() != doc {
                continue;
            }
            match (alternative.phrase, set) {
                (None, Candidates::Word(word)) => read(word, doc, 1, &mut self.ends),
                (Some(joint), Candidates::Words(words)) => {
                    phrase_ends(words.sets(), doc, length, &mut self.ends, &mut self.positions);
                    if joint != Joint::Any && !self.ends.is_empty() {
                        let parted = &mut self.positions;
                        parted.clear();
                        marks.add_parted(doc, joint, parted);
                        self.ends.retain(|&end| !is_parted(Span { start: end - length, end }, parted));
                    }
                }
                _ => continue,
            }
            self.all_ends.append(&mut self.ends);
        }
        self.all_ends.sort_unstable();
        self.all_ends.dedup();
        u32::try_from(self.all_ends.len()).unwrap_or(u32::MAX)
    }

    /// The frequency of a word that the document has no other of that length but, for which no position is read.
    fn frequency_of_one_word(&self, length: u32, doc: DocId, any: &mut Union<Candidates>) -> Option<u32> {
        let of_length = |(alternative, set): &(&AlternativeShape, &mut Candidates)| {
            alternative.length == length && set.doc() == doc
        };
        let mut here = self.each.iter().zip(any.sets()).filter(of_length);
        match (here.next()?, here.next()) {
            ((AlternativeShape { phrase: None, .. }, Candidates::Word(word)), None) => Some(word.only()?.term_freq()),
            _ => None,
        }
    }
}

/// Where a phrase ends: each of its words moved on by how many come after it, and kept where all agree.
fn phrase_ends(words: &mut [WordPostings], doc: DocId, length: u32, ends: &mut Vec<u32>, positions: &mut Vec<u32>) {
    ends.clear();
    for (number, word) in (0..).zip(words) {
        if number == 0 {
            read(word, doc, length, ends);
        } else {
            read(word, doc, length - number, positions);
            keep_common(ends, positions);
        }
        if ends.is_empty() {
            return;
        }
    }
}

/// Reads the positions of a word, each moved on, ascending.
fn read(word: &mut WordPostings, doc: DocId, by: u32, positions: &mut Vec<u32>) {
    positions.clear();
    if word.add_positions_at(doc, positions) > 1 {
        positions.sort_unstable();
        positions.dedup();
    }
    positions.iter_mut().for_each(|position| *position += by);
}

/// Keeps of one ascending list what another has too.
pub(super) fn keep_common(kept: &mut Vec<u32>, other: &[u32]) {
    let mut other = other.iter().copied().peekable();
    kept.retain(|&position| {
        while other.next_if(|&next| next < position).is_some() {}
        other.peek() == Some(&position)
    });
}
