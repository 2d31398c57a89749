//! The terms that the passages of a state have, and how many passages and reports have each. They are stored beside the
//! state, so that a reader knows all words without asking for any.

use std::collections::{BTreeMap, BTreeSet};

use crate::index::{PositionTerms, TermList, VocabularyTerm};
use crate::report::Passage;

/// The terms of one passage, each once.
pub(super) type PassageTerms = BTreeSet<(TermList, String)>;

/// How many passages and reports have each term.
#[derive(Default)]
pub(super) struct TermCounts(BTreeMap<(TermList, String), (u64, u64)>);

impl TermCounts {
    /// Of terms that were counted before.
    pub(super) fn new(terms: Vec<VocabularyTerm>) -> TermCounts {
        let counted = |term: VocabularyTerm| ((term.list, term.term), (term.passages, term.reports));
        TermCounts(terms.into_iter().map(counted).collect())
    }

    /// Adds a report by the terms of its passages.
    pub(super) fn add(&mut self, passages: &[PassageTerms]) {
        for (term, count) in counts(passages) {
            let known = self.0.entry(term.clone()).or_default();
            (known.0, known.1) = (known.0 + count, known.1 + 1);
        }
    }

    /// Takes a report away likewise.
    pub(super) fn remove(&mut self, passages: &[PassageTerms]) {
        for (term, count) in counts(passages) {
            if let Some(known) = self.0.get_mut(term) {
                (known.0, known.1) = (known.0.saturating_sub(count), known.1.saturating_sub(1));
            }
        }
    }

    /// All terms that occur, in order.
    pub(super) fn terms(&self) -> Vec<VocabularyTerm> {
        let counted = self.0.iter().filter(|(_, (passages, _))| *passages > 0);
        let term = |((list, term), &(passages, reports)): (&(TermList, String), &(u64, u64))| VocabularyTerm {
            list: *list,
            term: term.clone(),
            passages,
            reports,
        };
        counted.map(term).collect()
    }
}

fn counts(passages: &[PassageTerms]) -> BTreeMap<&(TermList, String), u64> {
    let mut counts = BTreeMap::new();
    passages.iter().flatten().for_each(|term| *counts.entry(term).or_default() += 1);
    counts
}

/// The terms of a passage, of which those at its positions are known.
pub(super) fn terms_of(positions: &[PositionTerms], passage: &Passage) -> PassageTerms {
    let mut terms = PassageTerms::new();
    for PositionTerms { words, stems } in positions {
        terms.extend(words.iter().map(|word| (TermList::Words, word.clone())));
        terms.extend(stems.iter().map(|stem| (TermList::Stems, stem.clone())));
    }
    terms.extend(passage.label.iter().map(|label| (TermList::Labels, label.clone())));
    terms.extend(passage.role.map(|role| (TermList::Roles, role.as_str().to_owned())));
    terms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::TermReader;

    #[test]
    fn what_is_added_and_taken_away_leaves_nothing() {
        let mut reader = TermReader::default();
        let mut report = |texts: &[&str]| -> Vec<PassageTerms> {
            let passage = |text: &&str| Passage { label: Some("13".to_owned()), ..Passage::of_text(text) };
            texts.iter().map(passage).map(|passage| terms_of(&reader.positions(&passage.text), &passage)).collect()
        };
        let (first, second) = (report(&["Plans drift, plans.", "A plan."]), report(&["No plan was made."]));
        let mut vocabulary = TermCounts::default();
        vocabulary.add(&first);
        let alone = vocabulary.terms();
        vocabulary.add(&second);
        let count = |term: &str, list| {
            let terms = vocabulary.terms();
            terms.iter().find(|one| one.term == term && one.list == list).map(|one| (one.passages, one.reports))
        };
        assert_eq!(count("plan", TermList::Stems), Some((3, 2)));
        assert_eq!(count("plans", TermList::Words), Some((1, 1)));
        assert_eq!(count("13", TermList::Labels), Some((3, 2)));
        let mut vocabulary = TermCounts::new(vocabulary.terms());
        vocabulary.remove(&second);
        assert_eq!(vocabulary.terms(), alone);
        vocabulary.remove(&first);
        assert_eq!(vocabulary.terms(), []);
    }
}
