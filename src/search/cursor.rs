//! Walking one segment: the passages that meet a plan, in order, each with its score.
//!
//! Scores are added in the order of the query, so that a passage has the same score, to the last
//! bit, wherever it is stored.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use tantivy::columnar::Column as ColumnReader;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::{DocId, TERMINATED};

use super::bm25::Lengths;
use super::budget::Pace;
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
            Cursor::Set(set) => set.runs.documents,
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
    pub(super) ranges: Vec<(u64, u64)>,
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
            let (Some(first), Some(last)) = (known(&self.first), known(&self.last)) else { return false };
            let range = self.ranges.partition_point(|&(_, most)| most < first);
            self.ranges.get(range).is_some_and(|&(least, _)| least <= last)
        };
        self.doc = (target..self.max).find(|&doc| holds(doc)).unwrap_or(TERMINATED);
        self.doc
    }
}

/// Documents of an explicit set.
pub(super) struct Set {
    runs: Rc<Runs>,
    /// The place of the current run.
    at: usize,
    doc: DocId,
}

/// Documents as runs of such as follow each other. Filters ask for whole reports and sections, of which there are far
/// fewer than documents.
#[derive(Default)]
pub(super) struct Runs {
    runs: Vec<Range<DocId>>,
    documents: u32,
}

impl Runs {
    /// Of documents in any order, each any number of times.
    pub(super) fn of(mut docs: Vec<DocId>) -> Runs {
        docs.sort_unstable();
        let mut runs: Vec<Range<DocId>> = Vec::new();
        for doc in docs {
            match runs.last_mut().filter(|run| doc <= run.end) {
                Some(run) => run.end = doc + 1,
                None => runs.push(doc..doc + 1),
            }
        }
        Runs::from(runs)
    }
}

impl From<Vec<Range<DocId>>> for Runs {
    /// Of runs in order, none of which overlap.
    fn from(mut runs: Vec<Range<DocId>>) -> Runs {
        runs.retain(|run| !run.is_empty());
        runs.shrink_to_fit();
        let documents = runs.iter().map(|run| run.end - run.start).sum();
        Runs { runs, documents }
    }
}

impl Set {
    pub(super) fn cursor(runs: Rc<Runs>) -> Cursor {
        let doc = runs.runs.first().map_or(TERMINATED, |run| run.start);
        Cursor::Set(Set { runs, at: 0, doc })
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.runs.runs.get(self.at..).unwrap_or_default();
        // Most often it is the same run or the next.
        self.at += match rest.iter().take(2).position(|run| run.end > target) {
            Some(step) => step,
            None => rest.partition_point(|run| run.end <= target),
        };
        self.doc = self.runs.runs.get(self.at).map_or(TERMINATED, |run| run.start.max(target));
        self.doc
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_walked_as_its_documents_are() {
        let docs = vec![9, 3, 4, 4, 5, 20, 0, 21, 40];
        let mut sorted = docs.clone();
        sorted.sort_unstable();
        sorted.dedup();
        for step in 1..12 {
            let mut set = Set::cursor(Rc::new(Runs::of(docs.clone())));
            assert_eq!(set.cost(), 8);
            for target in (0..50).step_by(step) {
                let expected = sorted.iter().copied().find(|&doc| doc >= target).unwrap_or(TERMINATED);
                assert_eq!(set.seek(target), expected, "{target} in steps of {step}");
            }
        }
        assert_eq!(Set::cursor(Rc::default()).doc(), TERMINATED);
    }

    #[test]
    fn any_of_many_are_walked_as_any_of_few() {
        let sets = |count: u32| -> Vec<Cursor> {
            let docs = |at: u32| (0..60).filter(|doc| doc % (at + 2) == at % 3).collect();
            (0..count).map(|at| Set::cursor(Rc::new(Runs::of(docs(at))))).collect()
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
