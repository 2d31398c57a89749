//! The documents that any of several sets has.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::{DocId, DocSet, TERMINATED};

use super::reached;

/// A union.
pub(in crate::search) struct Union<D> {
    /// In the order of the query.
    sets: Vec<D>,
    /// Of many, where each is, the first document first, so that only those that are behind are moved; those at
    /// their end are left out.
    places: Option<BinaryHeap<Reverse<(DocId, usize)>>>,
    doc: DocId,
}

/// From this many sets on they are kept by where they are.
const MIN_HEAP: usize = 16;

impl<D: DocSet> Union<D> {
    /// Of sets in the order of the query.
    pub(in crate::search) fn new(sets: Vec<D>) -> Union<D> {
        let begun = sets.iter().enumerate().filter(|(_, set)| set.doc() != TERMINATED);
        let places = (sets.len() >= MIN_HEAP).then(|| begun.map(|(at, set)| Reverse((set.doc(), at))).collect());
        let doc = sets.iter().map(D::doc).min().unwrap_or(TERMINATED);
        Union { sets, places, doc }
    }

    /// The sets, in the order of the query, wherever they are.
    pub(in crate::search) fn sets(&mut self) -> &mut [D] {
        &mut self.sets
    }

    /// Calls for each set that is at the current document, in the order of the query; says how many are.
    pub(in crate::search) fn each_here(&mut self, mut each: impl FnMut(&mut D)) -> usize {
        let doc = self.doc;
        let Some(places) = &mut self.places else {
            let here = self.sets.iter_mut().filter(|set| set.doc() == doc && doc != TERMINATED);
            return here.map(each).count();
        };
        let mut here = Vec::new();
        while let Some(Reverse((_, at))) = places.peek().filter(|Reverse((at_doc, _))| *at_doc == doc) {
            here.push(*at);
            places.pop();
        }
        // They came in the order of the query, as their documents are the same.
        here.iter().for_each(|&at| each(&mut self.sets[at]));
        let count = here.len();
        places.extend(here.into_iter().map(|at| Reverse((doc, at))));
        count
    }
}

impl<D: DocSet> DocSet for Union<D> {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) -> DocId {
        self.seek(self.doc.saturating_add(1).min(TERMINATED))
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        let Some(places) = &mut self.places else {
            self.doc = self.sets.iter_mut().map(|set| reached(set, target)).min().unwrap_or(TERMINATED);
            return self.doc;
        };
        while let Some(&Reverse((_, at))) = places.peek().filter(|Reverse((doc, _))| *doc < target) {
            places.pop();
            let doc = self.sets[at].seek(target);
            if doc != TERMINATED {
                places.push(Reverse((doc, at)));
            }
        }
        self.doc = places.peek().map_or(TERMINATED, |Reverse((doc, _))| *doc);
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.sets.iter().map(D::size_hint).fold(0, u32::saturating_add)
    }

    fn cost(&self) -> u64 {
        self.sets.iter().map(D::cost).fold(0, u64::saturating_add)
    }
}
