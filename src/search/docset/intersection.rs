//! The documents that all of several sets have.

use tantivy::{DocId, DocSet, TERMINATED};

/// An intersection, by leapfrog: the rarest set proposes a document, the others confirm it or propose the next.
pub(in crate::search) struct Intersection<D> {
    /// In the order of the query.
    sets: Vec<D>,
    /// Positions in `sets`, the rarest first, each with the document that it is at.
    order: Vec<(usize, DocId)>,
    doc: DocId,
}

impl<D: DocSet> Intersection<D> {
    /// At the first common document from `from` on; of no sets it has none.
    pub(in crate::search) fn new(sets: Vec<D>, from: DocId) -> Intersection<D> {
        let mut order: Vec<(usize, DocId)> = sets.iter().map(D::doc).enumerate().collect();
        order.sort_by_key(|&(at, _)| sets[at].cost());
        let doc = if sets.is_empty() { TERMINATED } else { from };
        let mut intersection = Intersection { sets, order, doc };
        intersection.agree();
        intersection
    }

    /// The sets, in the order of the query. While it is at a document, so are they; nobody else moves them.
    pub(in crate::search) fn sets(&mut self) -> &mut [D] {
        &mut self.sets
    }

    /// Goes to the first common document from the current one on.
    fn agree(&mut self) {
        'again: while self.doc != TERMINATED {
            for (at, doc) in &mut self.order {
                if *doc < self.doc {
                    *doc = self.sets[*at].seek(self.doc);
                }
                if *doc > self.doc {
                    self.doc = *doc;
                    continue 'again;
                }
            }
            return;
        }
    }
}

impl<D: DocSet> DocSet for Intersection<D> {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) -> DocId {
        self.seek(self.doc.saturating_add(1).min(TERMINATED))
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = target;
            self.agree();
        }
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.sets.iter().map(D::size_hint).min().unwrap_or(0)
    }

    fn cost(&self) -> u64 {
        self.sets.iter().map(D::cost).min().unwrap_or(0)
    }
}
