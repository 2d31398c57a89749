//! Rows of single words, all or any of which a passage must have: the commonest queries, gone through
//! block by block of their postings. Scores are added in the order of the query.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, TERMINATED, Term};

use crate::index::IndexError;

use super::bm25::Lengths;
use super::open::Opener;
use super::plan::{Occurrence, Plan, Weight};

/// A row of words in one segment.
pub(super) struct Row<'w> {
    /// In the order of the query.
    words: Vec<Word>,
    /// Whether a passage must have all of them.
    all: bool,
    /// Whether scores are worked out, or all are zero.
    scored: bool,
    lengths: &'w Lengths,
    norms: &'w FieldNormReader,
}

struct Word {
    postings: BlockSegmentPostings,
    /// The place in the current block.
    at: usize,
    weight: Weight,
}

/// So many documents are looked at together where any of the words will do.
const WINDOW: usize = 4096;

impl<'w> Row<'w> {
    /// The row that a plan is, if it is a word, or all or any of several, each of one term.
    pub(super) fn open(opener: &'w Opener<'_>, plan: &Plan, scored: bool) -> Result<Option<Row<'w>>, IndexError> {
        let (plans, all) = match plan {
            Plan::And(plans) => (plans.as_slice(), true),
            Plan::Or(plans) => (plans.as_slice(), false),
            plan => (std::slice::from_ref(plan), true),
        };
        let term = |plan: &Plan| match plan {
            Plan::Occurs(Occurrence::Word(word), weight) if word.terms.len() == 1 && !word.any => {
                Some((Term::from_field_text(word.field(opener.reader.fields()), &word.terms[0]), *weight))
            }
            _ => None,
        };
        let Some(terms) = plans.iter().map(term).collect::<Option<Vec<_>>>() else { return Ok(None) };
        let mut words = Vec::with_capacity(terms.len());
        for (term, weight) in terms {
            let inverted = opener.segment.inverted_index(term.field())?;
            let record = if scored || !all { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
            let postings = inverted.read_block_postings(&term, record);
            let postings = postings.map_err(IndexError::io(opener.reader.folder()))?;
            words.extend(postings.map(|postings| Word { postings, at: 0, weight }));
        }
        if all && words.len() < plans.len() {
            words.clear();
        }
        Ok(Some(Row { words, all, scored, lengths: &opener.lengths, norms: &opener.columns.norms }))
    }

    /// Goes through all its passages in order, each with its score.
    pub(super) fn each(mut self, mut visit: impl FnMut(DocId, f32)) {
        match (self.words.as_mut_slice(), self.all) {
            ([], _) => {}
            ([word], _) if !self.scored => word.each_document(|doc| visit(doc, 0.0)),
            ([word], _) => {
                let (lengths, norms, weight) = (self.lengths, self.norms, word.weight);
                word.until(TERMINATED, |doc, frequency| {
                    visit(doc, lengths.score(weight, frequency, norms.fieldnorm_id(doc)));
                });
            }
            (_, true) => self.each_with_all(visit),
            (_, false) => self.each_with_any(visit),
        }
    }

    fn each_with_all(&mut self, mut visit: impl FnMut(DocId, f32)) {
        let mut order: Vec<usize> = (0..self.words.len()).collect();
        order.sort_by_key(|&at| self.words[at].postings.doc_freq());
        let mut target = 0;
        'next: while target != TERMINATED {
            for &at in &order {
                let found = self.words[at].seek(target);
                if found > target {
                    target = found;
                    continue 'next;
                }
            }
            let score = if self.scored {
                let step = self.norms.fieldnorm_id(target);
                self.words.iter().map(|word| self.lengths.score(word.weight, word.frequency(), step)).sum()
            } else {
                0.0
            };
            visit(target, score);
            target += 1;
        }
    }

    /// A window of documents at a time: each word adds its scores to those of the words before it.
    fn each_with_any(&mut self, mut visit: impl FnMut(DocId, f32)) {
        let mut scores = vec![0.0_f32; WINDOW];
        let mut met = [0_u64; WINDOW / 64];
        loop {
            let start = self.words.iter().map(Word::doc).min().unwrap_or(TERMINATED);
            if start == TERMINATED {
                return;
            }
            let end = start.saturating_add(WINDOW as DocId).min(TERMINATED);
            for word in &mut self.words {
                let (lengths, norms, weight) = (self.lengths, self.norms, word.weight);
                word.until(end, |doc, frequency| {
                    let at = (doc - start) as usize;
                    scores[at] += lengths.score(weight, frequency, norms.fieldnorm_id(doc));
                    met[at / 64] |= 1 << (at % 64);
                });
            }
            for (number, bits) in met.iter_mut().enumerate() {
                while *bits != 0 {
                    let at = number * 64 + bits.trailing_zeros() as usize;
                    *bits &= *bits - 1;
                    visit(start + at as DocId, std::mem::take(&mut scores[at]));
                }
            }
        }
    }
}

impl Word {
    /// The current document, or [`TERMINATED`].
    fn doc(&self) -> DocId {
        self.postings.doc(self.at)
    }

    fn frequency(&self) -> u32 {
        self.postings.freq(self.at)
    }

    /// Goes to the first document at or after `target`.
    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() < target {
            self.at = self.postings.seek(target);
        }
        self.doc()
    }

    /// Goes through all its documents.
    fn each_document(&mut self, mut visit: impl FnMut(DocId)) {
        while !self.postings.docs().is_empty() {
            self.postings.docs().iter().for_each(|&doc| visit(doc));
            self.postings.advance();
        }
    }

    /// Goes through the documents before `end`, each with how often the word stands there.
    fn until(&mut self, end: DocId, mut visit: impl FnMut(DocId, u32)) {
        loop {
            let docs = self.postings.docs().get(self.at..).unwrap_or_default();
            let Some(&last) = docs.last() else { return };
            let here = if last < end { docs.len() } else { docs.partition_point(|&doc| doc < end) };
            let frequencies = &self.postings.freqs()[self.at..];
            for (&doc, &frequency) in docs[..here].iter().zip(frequencies) {
                visit(doc, frequency);
            }
            if here < docs.len() {
                self.at += here;
                return;
            }
            self.postings.advance();
            self.at = 0;
        }
    }
}
