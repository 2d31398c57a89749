//! The postings of all terms that are looked for as one word. A word with wildcards may have thousands, of
//! which a document has one or two: those that are behind are kept in a heap, by their document.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::postings::SegmentPostings;
use tantivy::{DocId, DocSet, TERMINATED};

/// Some lists of postings as one.
pub(super) struct Union {
    lists: Vec<SegmentPostings>,
    /// Where each of several lists is; those at their end are left out.
    places: BinaryHeap<Reverse<(DocId, usize)>>,
}

impl Union {
    /// Of lists at their beginning.
    pub(super) fn of(lists: Vec<SegmentPostings>) -> Union {
        let mut places = BinaryHeap::new();
        if lists.len() > 1 {
            let begun = lists.iter().enumerate().filter(|(_, list)| list.doc() != TERMINATED);
            places.extend(begun.map(|(at, list)| Reverse((list.doc(), at))));
        }
        Union { lists, places }
    }

    /// Whether it is one list only.
    pub(super) fn is_one(&self) -> bool {
        self.lists.len() == 1
    }

    /// The list, where there is one only.
    pub(super) fn only(&mut self) -> Option<&mut SegmentPostings> {
        match self.lists.as_mut_slice() {
            [list] => Some(list),
            _ => None,
        }
    }

    /// At most so many documents.
    pub(super) fn doc_freq(&self) -> u32 {
        self.lists.iter().map(SegmentPostings::doc_freq).fold(0, u32::saturating_add)
    }

    /// The first document at or after `target`, which is not before that of the last call.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if let [list] = self.lists.as_mut_slice() {
            return seek_list(list, target);
        }
        while let Some(&Reverse((doc, at))) = self.places.peek() {
            if doc >= target {
                return doc;
            }
            self.places.pop();
            let doc = seek_list(&mut self.lists[at], target);
            if doc != TERMINATED {
                self.places.push(Reverse((doc, at)));
            }
        }
        TERMINATED
    }

    /// Calls for each list that has a document at or after that of the last call; says how many have it.
    pub(super) fn each_at(&mut self, doc: DocId, mut each: impl FnMut(&mut SegmentPostings)) -> usize {
        if self.seek(doc) != doc {
            return 0;
        }
        if let [list] = self.lists.as_mut_slice() {
            each(list);
            return 1;
        }
        let mut here = Vec::new();
        while let Some(&Reverse((at_doc, at))) = self.places.peek()
            && at_doc == doc
        {
            self.places.pop();
            each(&mut self.lists[at]);
            here.push(Reverse((doc, at)));
        }
        let lists = here.len();
        self.places.extend(here);
        lists
    }
}

/// The next document is found faster by a step than by a search.
fn seek_list(list: &mut SegmentPostings, target: DocId) -> DocId {
    let doc = list.doc();
    if doc >= target {
        doc
    } else if doc + 1 == target {
        list.advance()
    } else {
        list.seek(target)
    }
}
