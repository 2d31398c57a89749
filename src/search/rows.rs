//! Rows of single words, all or any of which a passage must have: the commonest queries, gone through
//! without the detours of the general cursor. Scores are added in the order of the query.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

use super::bm25::Lengths;
use super::cursor::{Cursor, Occurs, Walk};
use super::matcher::seek_list;
use super::plan::Weight;

/// The documents of a row of words.
pub(super) struct Row<'c> {
    /// In the order of the query.
    words: Vec<Word<'c>>,
    /// Positions in `words`, the rarest first.
    order: Vec<usize>,
    /// Whether a document must have all of them.
    all: bool,
    lengths: &'c Lengths,
    norms: &'c FieldNormReader,
    doc: DocId,
}

struct Word<'c> {
    list: &'c mut SegmentPostings,
    weight: Weight,
}

impl<'c> Row<'c> {
    /// A cursor that [`is_row`]; it must not be used after.
    pub(super) fn of(cursor: &'c mut Cursor) -> Option<Row<'c>> {
        let all = !matches!(cursor, Cursor::Or(_));
        let cursors = match cursor {
            Cursor::And(and) => and.cursors_mut(),
            Cursor::Or(or) => or.cursors_mut(),
            word => std::slice::from_mut(word),
        };
        let mut words = Vec::with_capacity(cursors.len());
        let mut shared = None;
        for cursor in cursors {
            let Cursor::Occurs(occurs) = cursor else { continue };
            let Occurs { matcher, weight, lengths, norms, .. } = &mut **occurs;
            words.push(Word { list: matcher.single_list()?, weight: *weight });
            shared = Some((&**lengths, &*norms));
        }
        let (lengths, norms) = shared?;
        let mut order: Vec<usize> = (0..words.len()).collect();
        order.sort_by_key(|&at| words[at].list.doc_freq());
        let mut row = Row { words, order, all, lengths, norms, doc: 0 };
        row.doc = row.from(0);
        Some(row)
    }

    /// The first document from `target` on.
    fn from(&mut self, target: DocId) -> DocId {
        if !self.all {
            let docs = self.words.iter_mut().map(|word| seek_list(word.list, target));
            return docs.min().unwrap_or(TERMINATED);
        }
        let mut target = target;
        'again: loop {
            if target == TERMINATED {
                return TERMINATED;
            }
            for &at in &self.order {
                let found = seek_list(self.words[at].list, target);
                if found > target {
                    target = found;
                    continue 'again;
                }
            }
            return target;
        }
    }
}

/// Whether a cursor is a word, or all or any of several words, each with one list of postings.
pub(super) fn is_row(cursor: &mut Cursor) -> bool {
    let is_word = |cursor: &mut Cursor| match cursor {
        Cursor::Occurs(occurs) => occurs.matcher.single_list().is_some(),
        _ => false,
    };
    match cursor {
        Cursor::And(and) => and.cursors_mut().iter_mut().all(is_word),
        Cursor::Or(or) => or.cursors_mut().iter_mut().all(is_word),
        word => is_word(word),
    }
}

impl Walk for Row<'_> {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) {
        if self.doc != TERMINATED {
            self.doc = self.from(self.doc + 1);
        }
    }

    fn score_here(&mut self) -> f32 {
        let step = self.norms.fieldnorm_id(self.doc);
        let here = self.words.iter().filter(|word| word.list.doc() == self.doc);
        here.map(|word| self.lengths.score(word.weight, word.list.term_freq(), step)).sum()
    }
}
