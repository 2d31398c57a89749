//! The postings of all terms that are looked for as one word. A word with wildcards may have thousands, of
//! which a document has one or two.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

use super::budget::Pace;
use super::docset::{Leaf, Union, reached};

/// Some lists of postings as one.
pub(super) enum WordPostings {
    /// One list.
    One(Box<Leaf<SegmentPostings>>),
    /// Several.
    Several(Union<Leaf<SegmentPostings>>),
    /// Many without positions, added up beforehand.
    AddedUp(Leaf<AddedUp>),
    /// Those of a word with those of the passages that it is over, counted in halves.
    WithOver(Box<WordPostings>, Union<Leaf<SegmentPostings>>),
}

/// From this many lists on, adding them up is quicker than going through them side by side.
const MIN_ADDED_UP: usize = 16;

impl WordPostings {
    /// Of lists at their beginning; `positions` says whether they are asked for.
    pub(super) fn new(mut lists: Vec<SegmentPostings>, positions: bool, pace: &Pace) -> WordPostings {
        let leaf = |list| Leaf::new(list, pace.clone());
        if lists.len() == 1 {
            return WordPostings::One(Box::new(leaf(lists.remove(0))));
        }
        if lists.len() >= MIN_ADDED_UP && !positions {
            return WordPostings::AddedUp(Leaf::new(AddedUp::new(lists), pace.clone()));
        }
        WordPostings::Several(Union::new(lists.into_iter().map(leaf).collect()))
    }

    /// With the passages that the word is over, each of which counts half; frequencies are then counted in halves.
    pub(super) fn with_over(self, over: Union<Leaf<SegmentPostings>>) -> WordPostings {
        WordPostings::WithOver(Box::new(self), over)
    }

    /// How many documents were added up.
    pub(super) fn added_up(&self) -> usize {
        if let WordPostings::AddedUp(leaf) = self { leaf.size_hint() as usize } else { 0 }
    }

    /// The list, where there is one only.
    pub(super) fn only(&mut self) -> Option<&mut SegmentPostings> {
        if let WordPostings::One(list) = self { Some(list.set()) } else { None }
    }

    /// How often a document at or after that of the last call has the word.
    pub(super) fn frequency_at(&mut self, doc: DocId) -> u32 {
        if !self.is_at(doc) {
            return 0;
        }
        match self {
            WordPostings::One(list) => list.set().term_freq(),
            WordPostings::AddedUp(list) => list.set().frequency(),
            WordPostings::Several(lists) => {
                let mut frequency = 0;
                lists.each_here(|list| frequency += list.set().term_freq());
                frequency
            }
            WordPostings::WithOver(own, over) => {
                own.frequency_at(doc).saturating_mul(2).saturating_add(u32::from(over.doc() == doc))
            }
        }
    }

    /// Adds where in a document at or after that of the last call the word occurs, list by list; returns how many
    /// lists have the document.
    pub(super) fn add_positions_at(&mut self, doc: DocId, positions: &mut Vec<u32>) -> usize {
        if !self.is_at(doc) {
            return 0;
        }
        let mut add = |list: &mut Leaf<SegmentPostings>| list.set().append_positions_with_offset(0, positions);
        match self {
            WordPostings::One(list) => {
                add(list);
                1
            }
            WordPostings::Several(lists) => lists.each_here(add),
            // Its lists are gone; what needs positions never makes one.
            WordPostings::AddedUp(_) | WordPostings::WithOver(..) => 0,
        }
    }

    fn is_at(&mut self, doc: DocId) -> bool {
        reached(self, doc) == doc
    }
}

impl DocSet for WordPostings {
    fn doc(&self) -> DocId {
        match self {
            WordPostings::One(list) => list.doc(),
            WordPostings::Several(lists) => lists.doc(),
            WordPostings::AddedUp(list) => list.doc(),
            WordPostings::WithOver(own, over) => own.doc().min(over.doc()),
        }
    }

    fn advance(&mut self) -> DocId {
        match self {
            WordPostings::One(list) => list.advance(),
            WordPostings::Several(lists) => lists.advance(),
            WordPostings::AddedUp(list) => list.advance(),
            WordPostings::WithOver(own, over) => {
                let here = own.doc().min(over.doc());
                let next = |set: &mut dyn DocSet| if set.doc() == here { set.advance() } else { set.doc() };
                next(&mut **own).min(next(over))
            }
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            WordPostings::One(list) => list.seek(target),
            WordPostings::Several(lists) => lists.seek(target),
            WordPostings::AddedUp(list) => list.seek(target),
            WordPostings::WithOver(own, over) => reached(&mut **own, target).min(reached(over, target)),
        }
    }

    /// An upper bound of its documents.
    fn size_hint(&self) -> u32 {
        match self {
            WordPostings::One(list) => list.size_hint(),
            WordPostings::Several(lists) => lists.size_hint(),
            WordPostings::AddedUp(list) => list.size_hint(),
            WordPostings::WithOver(own, over) => own.size_hint().saturating_add(over.size_hint()),
        }
    }
}

/// The documents of some lists, each with how often the word occurs there.
pub(super) struct AddedUp {
    documents: Vec<(DocId, u32)>,
    at: usize,
}

impl AddedUp {
    fn new(lists: Vec<SegmentPostings>) -> AddedUp {
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
        let documents = (0..).zip(frequencies).filter(|(_, frequency)| *frequency > 0).collect();
        AddedUp { documents, at: 0 }
    }

    fn frequency(&self) -> u32 {
        self.documents.get(self.at).map_or(0, |(_, frequency)| *frequency)
    }
}

impl DocSet for AddedUp {
    fn doc(&self) -> DocId {
        self.documents.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn advance(&mut self) -> DocId {
        self.at = (self.at + 1).min(self.documents.len());
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.at += self.documents[self.at..].partition_point(|(doc, _)| *doc < target);
        self.doc()
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.documents.len()).unwrap_or(u32::MAX)
    }
}
