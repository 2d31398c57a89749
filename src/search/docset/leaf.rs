//! What all other sets are made of, under the clock of the search.

use tantivy::{DocId, DocSet, TERMINATED};

use crate::search::budget::Pace;

/// A set that is walked by itself; once the time of the search is over, it is at its end.
pub(in crate::search) struct Leaf<D> {
    set: D,
    pace: Pace,
    is_over: bool,
}

impl<D: DocSet> Leaf<D> {
    /// At the first document of the set.
    pub(in crate::search) fn new(set: D, pace: Pace) -> Leaf<D> {
        Leaf { set, pace, is_over: false }
    }

    /// The set, at the current document.
    pub(in crate::search) fn set(&mut self) -> &mut D {
        &mut self.set
    }
}

impl<D: DocSet> DocSet for Leaf<D> {
    #[inline]
    fn doc(&self) -> DocId {
        if self.is_over { TERMINATED } else { self.set.doc() }
    }

    #[inline]
    fn advance(&mut self) -> DocId {
        self.is_over |= self.pace.is_over();
        if self.is_over { TERMINATED } else { self.set.advance() }
    }

    /// The next document is found faster by a step than by a search.
    #[inline]
    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc().saturating_add(1) == target {
            return self.advance();
        }
        self.is_over |= self.pace.is_over();
        if self.is_over { TERMINATED } else { self.set.seek(target) }
    }

    fn size_hint(&self) -> u32 {
        self.set.size_hint()
    }

    fn cost(&self) -> u64 {
        self.set.cost()
    }
}

/// All documents up to one, deleted ones and reports too.
pub(in crate::search) struct All {
    doc: DocId,
    end: DocId,
}

impl All {
    pub(in crate::search) fn before(end: DocId) -> All {
        let mut all = All { doc: 0, end };
        all.seek(0);
        all
    }
}

impl DocSet for All {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) -> DocId {
        self.seek(self.doc.saturating_add(1))
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.doc = if target < self.end { target } else { TERMINATED };
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.end
    }
}
