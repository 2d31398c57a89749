//! The documents of one set that another does not have.

use tantivy::{DocId, DocSet, TERMINATED};

/// A difference of two sets.
pub(in crate::search) struct Exclusion<D, E> {
    set: D,
    excluded: E,
}

impl<D: DocSet, E: DocSet> Exclusion<D, E> {
    /// What `set` has and `excluded` has not.
    pub(in crate::search) fn new(set: D, excluded: E) -> Exclusion<D, E> {
        let mut exclusion = Exclusion { set, excluded };
        exclusion.pass();
        exclusion
    }

    /// What it is taken from. While it is at a document, so is that.
    pub(in crate::search) fn set(&mut self) -> &mut D {
        &mut self.set
    }

    /// Goes to the first document from the current one on that is not excluded.
    fn pass(&mut self) -> DocId {
        let mut doc = self.set.doc();
        while doc != TERMINATED && self.excludes(doc) {
            doc = self.set.advance();
        }
        doc
    }

    fn excludes(&mut self, doc: DocId) -> bool {
        let excluded = self.excluded.doc();
        excluded == doc || excluded < doc && self.excluded.seek(doc) == doc
    }
}

impl<D: DocSet, E: DocSet> DocSet for Exclusion<D, E> {
    fn doc(&self) -> DocId {
        self.set.doc()
    }

    fn advance(&mut self) -> DocId {
        self.set.advance();
        self.pass()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.set.doc() < target {
            self.set.seek(target);
            self.pass();
        }
        self.set.doc()
    }

    fn size_hint(&self) -> u32 {
        self.set.size_hint()
    }

    fn cost(&self) -> u64 {
        self.set.cost()
    }
}
