//! Walking one segment: the passages that meet a plan, in order, each with its score.
//!
//! Scores are added in the order of the query, so that a passage has the same score, to the last
//! bit, wherever it is stored.

use std::sync::Arc;

use tantivy::columnar::Column as ColumnReader;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::{DocId, TERMINATED};

use super::bm25::Lengths;
use super::matcher::Matcher;
use super::plan::Weight;

/// A place in the ordered list of a segment's passages that meet a plan.
pub(super) enum Cursor {
    /// None of them.
    Empty,
    /// All documents of the segment from here on, deleted ones and reports too.
    All(AllDocs),
    /// Passages with an occurrence.
    Occurs(Box<Occurs>),
    /// All of several.
    And(And),
    /// Any of several.
    Or(Or),
    /// All documents but those of another.
    Not(Box<Not>),
    /// Documents with a column in a range.
    Column(Box<InColumn>),
    /// Documents of a set.
    Set(Set),
}

/// Passages with an occurrence, and what each occurrence is worth.
pub(super) struct Occurs {
    pub(super) matcher: Matcher,
    pub(super) weight: Weight,
    pub(super) lengths: Arc<Lengths>,
    pub(super) norms: FieldNormReader,
    /// Its number among the occurrences of the plan.
    pub(super) number: usize,
}

impl Cursor {
    /// The current document, or [`TERMINATED`].
    pub(super) fn doc(&self) -> DocId {
        match self {
            Cursor::Empty => TERMINATED,
            Cursor::All(all) => all.doc,
            Cursor::Occurs(occurs) => occurs.matcher.doc(),
            Cursor::And(and) => and.doc,
            Cursor::Or(or) => or.doc,
            Cursor::Not(not) => not.doc,
            Cursor::Column(column) => column.doc,
            Cursor::Set(set) => set.docs.get(set.at).copied().unwrap_or(TERMINATED),
        }
    }

    /// Goes to the first document at or after `target`, which is not before the current one.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        match self {
            Cursor::Empty => TERMINATED,
            Cursor::All(all) => all.seek(target),
            Cursor::Occurs(occurs) => occurs.matcher.seek(target),
            Cursor::And(and) => and.seek(target),
            Cursor::Or(or) => or.seek(target),
            Cursor::Not(not) => not.seek(target),
            Cursor::Column(column) => column.seek(target),
            Cursor::Set(set) => {
                set.at += set.docs[set.at..].partition_point(|&doc| doc < target);
                set.docs.get(set.at).copied().unwrap_or(TERMINATED)
            }
        }
    }

    /// Goes to the next document.
    pub(super) fn advance(&mut self) -> DocId {
        match self.doc() {
            TERMINATED => TERMINATED,
            doc => self.seek(doc + 1),
        }
    }

    /// The score of the current document, if it is `doc`; zero otherwise.
    pub(super) fn score(&mut self, doc: DocId) -> f32 {
        if self.doc() != doc {
            return 0.0;
        }
        match self {
            Cursor::Occurs(occurs) => {
                let step = occurs.norms.fieldnorm_id(doc);
                occurs.lengths.score(occurs.weight, occurs.matcher.frequency(), step)
            }
            Cursor::And(and) => and.all.iter_mut().map(|cursor| cursor.score(doc)).sum(),
            Cursor::Or(or) => or.any.iter_mut().map(|cursor| cursor.score(doc)).sum(),
            _ => 0.0,
        }
    }

    /// Adds how often each occurrence of the plan stands in the current document, if it is `doc`.
    pub(super) fn add_frequencies(&mut self, doc: DocId, frequencies: &mut [u32]) {
        if self.doc() != doc {
            return;
        }
        match self {
            Cursor::Occurs(occurs) => frequencies[occurs.number] += occurs.matcher.frequency(),
            Cursor::And(And { all: cursors, .. }) | Cursor::Or(Or { any: cursors, .. }) => {
                cursors.iter_mut().for_each(|cursor| cursor.add_frequencies(doc, frequencies));
            }
            _ => {}
        }
    }

    /// About how many documents there are, for choosing whom to ask first.
    pub(super) fn cost(&self) -> u32 {
        match self {
            Cursor::Empty => 0,
            Cursor::All(all) => all.max,
            Cursor::Occurs(occurs) => occurs.matcher.cost(),
            Cursor::And(and) => and.all.iter().map(Cursor::cost).min().unwrap_or(0),
            Cursor::Or(or) => or.any.iter().map(Cursor::cost).fold(0, u32::saturating_add),
            Cursor::Not(not) => not.max,
            Cursor::Column(column) => column.max,
            Cursor::Set(set) => u32::try_from(set.docs.len()).unwrap_or(u32::MAX),
        }
    }
}

/// All documents of a segment.
pub(super) struct AllDocs {
    pub(super) doc: DocId,
    pub(super) max: DocId,
}

impl AllDocs {
    fn seek(&mut self, target: DocId) -> DocId {
        self.doc = if target < self.max { target } else { TERMINATED };
        self.doc
    }
}

/// The documents that all of several cursors have.
pub(super) struct And {
    /// In the order of the query.
    all: Vec<Cursor>,
    /// Positions in `all`, the rarest first.
    order: Vec<usize>,
    doc: DocId,
}

impl And {
    pub(super) fn cursor(all: Vec<Cursor>) -> Cursor {
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|&at| all[at].cost());
        let mut and = And { all, order, doc: 0 };
        and.doc = and.agree(0);
        Cursor::And(and)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.doc = self.agree(target);
        self.doc
    }

    fn agree(&mut self, mut target: DocId) -> DocId {
        'again: loop {
            if target == TERMINATED {
                return TERMINATED;
            }
            for &at in &self.order {
                let found = self.all[at].seek(target);
                if found > target {
                    target = found;
                    continue 'again;
                }
            }
            return target;
        }
    }
}

/// The documents that any of several cursors has.
pub(super) struct Or {
    any: Vec<Cursor>,
    doc: DocId,
}

impl Or {
    pub(super) fn cursor(any: Vec<Cursor>) -> Cursor {
        let doc = any.iter().map(Cursor::doc).min().unwrap_or(TERMINATED);
        Cursor::Or(Or { any, doc })
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.doc = self.any.iter_mut().map(|cursor| cursor.seek(target)).min().unwrap_or(TERMINATED);
        self.doc
    }
}

/// All documents but some.
pub(super) struct Not {
    but: Cursor,
    doc: DocId,
    max: DocId,
}

impl Not {
    pub(super) fn cursor(but: Cursor, max: DocId) -> Cursor {
        let mut not = Not { but, doc: 0, max };
        not.seek(0);
        Cursor::Not(Box::new(not))
    }

    fn seek(&mut self, mut target: DocId) -> DocId {
        while target < self.max && self.but.seek(target) == target {
            target += 1;
        }
        self.doc = if target < self.max { target } else { TERMINATED };
        self.doc
    }
}

/// Documents whose columns lie in a range.
pub(super) struct InColumn {
    pub(super) first: ColumnReader<u64>,
    pub(super) last: ColumnReader<u64>,
    pub(super) least: u64,
    pub(super) most: u64,
    pub(super) doc: DocId,
    pub(super) max: DocId,
}

impl InColumn {
    pub(super) fn cursor(mut self) -> Cursor {
        self.seek(0);
        Cursor::Column(Box::new(self))
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let holds = |doc: DocId| {
            let known = |column: &ColumnReader<u64>| column.first(doc).filter(|&value| value > 0);
            known(&self.first).is_some_and(|value| value <= self.most)
                && known(&self.last).is_some_and(|value| value >= self.least)
        };
        self.doc = (target..self.max).find(|&doc| holds(doc)).unwrap_or(TERMINATED);
        self.doc
    }
}

/// Documents of an explicit set.
pub(super) struct Set {
    docs: Vec<DocId>,
    at: usize,
}

impl Set {
    /// In any order, each any number of times.
    pub(super) fn cursor(mut docs: Vec<DocId>) -> Cursor {
        docs.sort_unstable();
        docs.dedup();
        Cursor::Set(Set { docs, at: 0 })
    }
}
