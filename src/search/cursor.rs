//! Walking one segment: the passages that meet a plan, in order, each with its score.
//!
//! Scores are added in the order of the query, so that a passage has the same score, to the last
//! bit, wherever it is stored.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;
use std::sync::Arc;

use tantivy::columnar::Column as ColumnReader;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::{DocId, TERMINATED};

use super::bm25::Lengths;
use super::budget::Pace;
use super::matcher::Matcher;
use super::plan::{Column, Weight};
use super::ranges::Ranges;

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
            Cursor::Set(set) => set.doc,
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
            Cursor::Set(set) => set.seek(target),
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
            Cursor::Or(or) => {
                let mut sum = 0.0;
                or.each_at(doc, |cursor| sum += cursor.score(doc));
                sum
            }
            Cursor::Empty | Cursor::All(_) | Cursor::Not(_) | Cursor::Column(_) | Cursor::Set(_) => 0.0,
        }
    }

    /// Adds how often each occurrence of the plan stands in the current document, if it is `doc`.
    pub(super) fn add_frequencies(&mut self, doc: DocId, frequencies: &mut [u32]) {
        if self.doc() != doc {
            return;
        }
        match self {
            Cursor::Occurs(occurs) => frequencies[occurs.number] += occurs.matcher.frequency(),
            Cursor::And(and) => and.all.iter_mut().for_each(|cursor| cursor.add_frequencies(doc, frequencies)),
            Cursor::Or(or) => or.each_at(doc, |cursor| cursor.add_frequencies(doc, frequencies)),
            Cursor::Empty | Cursor::All(_) | Cursor::Not(_) | Cursor::Column(_) | Cursor::Set(_) => {}
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
            Cursor::Set(set) => set.ranges.documents(),
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
    pace: Pace,
}

impl And {
    pub(super) fn cursor(all: Vec<Cursor>, pace: Pace) -> Cursor {
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|&at| all[at].cost());
        let mut and = And { all, order, doc: 0, pace };
        and.doc = and.agree(0);
        Cursor::And(and)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.doc = self.agree(target);
        self.doc
    }

    fn agree(&mut self, mut target: DocId) -> DocId {
        'again: loop {
            if target == TERMINATED || self.pace.is_over() {
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
    /// In the order of the query.
    any: Vec<Cursor>,
    /// Of many, where each is, the first document first, so that only those that are behind are moved; those at
    /// their end are left out.
    places: Option<BinaryHeap<Reverse<(DocId, usize)>>>,
    doc: DocId,
}

/// From so many on, alternatives are kept by where they are.
const MANY: usize = 16;

impl Or {
    pub(super) fn cursor(any: Vec<Cursor>) -> Cursor {
        let doc = any.iter().map(Cursor::doc).min().unwrap_or(TERMINATED);
        let begun = any.iter().enumerate().filter(|(_, cursor)| cursor.doc() != TERMINATED);
        let places = (any.len() >= MANY).then(|| begun.map(|(at, cursor)| Reverse((cursor.doc(), at))).collect());
        Cursor::Or(Or { any, places, doc })
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let Some(places) = &mut self.places else {
            self.doc = self.any.iter_mut().map(|cursor| cursor.seek(target)).min().unwrap_or(TERMINATED);
            return self.doc;
        };
        while let Some(&Reverse((_, at))) = places.peek().filter(|Reverse((doc, _))| *doc < target) {
            places.pop();
            let doc = self.any[at].seek(target);
            if doc != TERMINATED {
                places.push(Reverse((doc, at)));
            }
        }
        self.doc = places.peek().map_or(TERMINATED, |Reverse((doc, _))| *doc);
        self.doc
    }

    /// Calls for those that are at the current document, in the order of the query, and maybe others.
    fn each_at(&mut self, doc: DocId, mut each: impl FnMut(&mut Cursor)) {
        let Some(places) = &mut self.places else { return self.any.iter_mut().for_each(each) };
        let mut here = Vec::new();
        while let Some(Reverse((_, at))) = places.peek().filter(|Reverse((at_doc, _))| *at_doc == doc) {
            here.push(*at);
            places.pop();
        }
        // They came in the order of the query, as their documents are the same.
        here.iter().for_each(|&at| each(&mut self.any[at]));
        places.extend(here.into_iter().map(|at| Reverse((doc, at))));
    }
}

/// All documents but some.
pub(super) struct Not {
    but: Cursor,
    doc: DocId,
    max: DocId,
    pace: Pace,
}

impl Not {
    pub(super) fn cursor(but: Cursor, max: DocId, pace: Pace) -> Cursor {
        let mut not = Not { but, doc: 0, max, pace };
        not.seek(0);
        Cursor::Not(Box::new(not))
    }

    fn seek(&mut self, mut target: DocId) -> DocId {
        while target < self.max && self.but.seek(target) == target {
            target = if self.pace.is_over() { self.max } else { target + 1 };
        }
        self.doc = if target < self.max { target } else { TERMINATED };
        self.doc
    }
}

/// Documents whose columns lie in a range.
pub(super) struct InColumn {
    pub(super) first: ColumnReader<u64>,
    pub(super) last: ColumnReader<u64>,
    pub(super) column: Column,
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
            let value = |column: &ColumnReader<u64>| column.first(doc).unwrap_or(0);
            self.column.holds(value(&self.first), value(&self.last))
        };
        self.doc = (target..self.max).find(|&doc| holds(doc)).unwrap_or(TERMINATED);
        self.doc
    }
}

/// Documents of an explicit set.
pub(super) struct Set {
    ranges: Rc<Ranges>,
    /// The place of the current range.
    at: usize,
    doc: DocId,
}

impl Set {
    pub(super) fn cursor(ranges: Rc<Ranges>) -> Cursor {
        let mut set = Set { ranges, at: 0, doc: 0 };
        set.seek(0);
        Cursor::Set(set)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.doc = self.ranges.from(&mut self.at, target).map_or(TERMINATED, |range| range.start);
        self.doc
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_of_many_are_walked_as_any_of_few() {
        let sets = |count: u32| -> Vec<Cursor> {
            let docs = |at: u32| (0..60).filter(move |doc| doc % (at + 2) == at % 3).map(|doc| doc..doc + 1);
            (0..count).map(|at| Set::cursor(Rc::new(Ranges::of(docs(at).collect())))).collect()
        };
        for step in 1..9 {
            let (mut many, mut all) = (Or::cursor(sets(40)), sets(40));
            for target in (0..80).step_by(step) {
                let expected = all.iter_mut().map(|set| set.seek(target)).min().unwrap_or(TERMINATED);
                assert_eq!(many.seek(target), expected, "{target} in steps of {step}");
            }
        }
    }
}
