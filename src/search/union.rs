//! The postings of all terms that are looked for as one word. A word with wildcards may have thousands, of
//! which a document has one or two.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

/// Some lists of postings as one.
pub(super) enum Union {
    /// One list.
    One(Box<SegmentPostings>),
    /// Several, each kept by the document where it is, so that only those that are behind are moved; those at
    /// their end are left out.
    Several { lists: Vec<SegmentPostings>, places: BinaryHeap<Reverse<(DocId, usize)>> },
    /// Many without positions, added up beforehand.
    Flat { documents: Vec<(DocId, u32)>, at: usize },
}

/// From so many lists on, adding them up is quicker than going through them side by side.
const MANY: usize = 16;

impl Union {
    /// Of lists at their beginning; `positions` says whether they are asked for.
    pub(super) fn of(mut lists: Vec<SegmentPostings>, positions: bool) -> Union {
        if lists.len() == 1 {
            return Union::One(Box::new(lists.remove(0)));
        }
        if lists.len() >= MANY && !positions {
            return Union::Flat { documents: added_up(lists), at: 0 };
        }
        let begun = lists.iter().enumerate().filter(|(_, list)| list.doc() != TERMINATED);
        let places = begun.map(|(at, list)| Reverse((list.doc(), at))).collect();
        Union::Several { lists, places }
    }

    /// Tells how many documents were added up, if any were.
    pub(super) fn inspect_added_up(self, tell: impl FnOnce(usize)) -> Union {
        if let Union::Flat { documents, .. } = &self {
            tell(documents.len());
        }
        self
    }

    /// The list, where there is one only.
    pub(super) fn only(&mut self) -> Option<&mut SegmentPostings> {
        if let Union::One(list) = self { Some(list) } else { None }
    }

    /// At most so many documents.
    pub(super) fn doc_freq(&self) -> u32 {
        match self {
            Union::One(list) => list.doc_freq(),
            Union::Several { lists, .. } => lists.iter().map(SegmentPostings::doc_freq).fold(0, u32::saturating_add),
            Union::Flat { documents, .. } => u32::try_from(documents.len()).unwrap_or(u32::MAX),
        }
    }

    /// The first document at or after `target`, which is not before that of the last call.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Union::One(list) => seek_list(list, target),
            Union::Several { lists, places } => {
                while let Some(&Reverse((doc, at))) = places.peek() {
                    if doc >= target {
                        return doc;
                    }
                    places.pop();
                    let doc = seek_list(&mut lists[at], target);
                    if doc != TERMINATED {
                        places.push(Reverse((doc, at)));
                    }
                }
                TERMINATED
            }
            Union::Flat { documents, at } => {
                let step = usize::from(documents.get(*at).is_some_and(|(doc, _)| *doc < target));
                *at += step;
                if documents.get(*at).is_some_and(|(doc, _)| *doc < target) {
                    *at += documents[*at..].partition_point(|(doc, _)| *doc < target);
                }
                documents.get(*at).map_or(TERMINATED, |(doc, _)| *doc)
            }
        }
    }

    /// How often a document at or after that of the last call has the word.
    pub(super) fn frequency_at(&mut self, doc: DocId) -> u32 {
        if self.seek(doc) != doc {
            return 0;
        }
        match self {
            Union::One(list) => list.term_freq(),
            Union::Flat { documents, at } => documents[*at].1,
            Union::Several { .. } => {
                let mut frequency = 0;
                self.each_at(doc, |list| frequency += list.term_freq());
                frequency
            }
        }
    }

    /// Adds where in a document at or after that of the last call the word stands, list by list; says how many
    /// lists have the document.
    pub(super) fn add_positions_at(&mut self, doc: DocId, positions: &mut Vec<u32>) -> usize {
        if self.seek(doc) != doc {
            return 0;
        }
        self.each_at(doc, |list| list.append_positions_with_offset(0, positions))
    }

    /// Calls for each list that is at a document; says how many are.
    fn each_at(&mut self, doc: DocId, mut each: impl FnMut(&mut SegmentPostings)) -> usize {
        match self {
            Union::One(list) => {
                each(list);
                1
            }
            Union::Several { lists, places } => {
                let mut here = Vec::new();
                while let Some(&Reverse((at_doc, at))) = places.peek()
                    && at_doc == doc
                {
                    places.pop();
                    each(&mut lists[at]);
                    here.push(Reverse((doc, at)));
                }
                let lists = here.len();
                places.extend(here);
                lists
            }
            // Its lists are no more; nobody who needs positions makes one.
            Union::Flat { .. } => 0,
        }
    }
}

/// The documents of some lists in order, each with how often the word stands there.
fn added_up(lists: Vec<SegmentPostings>) -> Vec<(DocId, u32)> {
    let mut frequencies: Vec<u32> = Vec::new();
    for mut list in lists {
        while list.doc() != TERMINATED {
            let doc = list.doc() as usize;
            if doc >= frequencies.len() {
                frequencies.resize(doc + 1, 0);
            }
            frequencies[doc] = frequencies[doc].saturating_add(list.term_freq());
            list.advance();
        }
    }
    (0..).zip(frequencies).filter(|(_, frequency)| *frequency > 0).collect()
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
