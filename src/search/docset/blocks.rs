//! The postings of one term, walked block by block.

use tantivy::postings::BlockSegmentPostings;
use tantivy::{DocId, DocSet};

/// A list of postings.
pub(in crate::search) struct Blocks {
    postings: Box<BlockSegmentPostings>,
    /// The place in the current block.
    at: usize,
}

impl Blocks {
    /// At the first document.
    pub(in crate::search) fn new(postings: BlockSegmentPostings) -> Blocks {
        Blocks { postings: Box::new(postings), at: 0 }
    }

    /// How often the term occurs in the current document.
    pub(in crate::search) fn frequency(&self) -> u32 {
        self.postings.freq(self.at)
    }

    /// Calls for the documents before `end`, a block at a time, with how often the term occurs in each where the list was
    /// opened with that.
    pub(in crate::search) fn until(&mut self, end: DocId, mut visit: impl FnMut(&[DocId], &[u32])) {
        loop {
            let docs = self.postings.docs().get(self.at..).unwrap_or_default();
            let Some(&last) = docs.last() else { return };
            let here = if last < end { docs.len() } else { docs.partition_point(|&doc| doc < end) };
            visit(&docs[..here], self.postings.freqs().get(self.at..).unwrap_or_default());
            if here < docs.len() {
                self.at += here;
                return;
            }
            self.postings.advance();
            self.at = 0;
        }
    }
}

impl DocSet for Blocks {
    #[inline]
    fn doc(&self) -> DocId {
        self.postings.doc(self.at)
    }

    #[inline]
    fn advance(&mut self) -> DocId {
        if self.at + 1 < self.postings.docs().len() {
            self.at += 1;
        } else {
            self.postings.advance();
            self.at = 0;
        }
        self.doc()
    }

    /// The next document is found faster by a step than by a search.
    #[inline]
    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() < target {
            match self.postings.docs().get(self.at + 1) {
                Some(&next) if next >= target => self.at += 1,
                _ => self.at = self.postings.seek(target),
            }
        }
        self.doc()
    }

    fn size_hint(&self) -> u32 {
        self.postings.doc_freq()
    }
}
