//! A passage's text asked where its words are, as the index is asked.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::index::{CAPITALS, capitals};
use crate::text::{
    Stemmer, as_in_stem, base_of_possessive, fold, fold_into, parts_words, singular_acronym, starts_sentence, words,
};

use super::budget::{Clock, Pace};
use super::occurrences::{Positions, Span};
use super::plan::{Joint, TermGroup};

/// The words of one text and where they occur in it.
pub(super) struct TextPositions<'s> {
    text: &'s str,
    /// First byte and the one after the last.
    words: Vec<(usize, usize)>,
    folded: String,
    stemmer: &'s mut Stemmer,
    /// How many words it was asked for.
    asked: usize,
    table: Option<Table>,
    pace: Pace,
}

/// Where each word of the text occurs, in the forms that the index knows it by.
#[derive(Default)]
struct Table {
    folded: FxHashMap<String, Vec<u32>>,
    stems: FxHashMap<String, Vec<u32>>,
}

/// Once this many words were asked for, a table is made of the text: many more will follow.
const MIN_WORDS_FOR_TABLE: usize = 32;

impl<'s> TextPositions<'s> {
    /// Cuts a text into words.
    pub(super) fn of(text: &'s str, stemmer: &'s mut Stemmer, clock: &Arc<Clock>) -> TextPositions<'s> {
        let words = words(text).map(|word| (word.start, word.end())).collect();
        TextPositions { text, words, folded: String::new(), stemmer, asked: 0, table: None, pace: Pace::of(clock) }
    }

    /// The bytes of the text that a span covers.
    pub(super) fn bytes(&self, span: Span) -> Range<usize> {
        let at = |position: u32| self.words[(position as usize).min(self.words.len() - 1)];
        at(span.start).0..at(span.end - 1).1
    }
}

impl TextPositions<'_> {
    fn in_capitals(&self, acronym: &str) -> Vec<u32> {
        let is_here = |&(start, end): &(usize, usize)| {
            capitals(&self.text[start..end]).into_iter().flatten().any(|written| written == acronym)
        };
        (0..).zip(&self.words).filter(|(_, word)| is_here(word)).map(|(at, _)| at).collect()
    }
}

impl TextPositions<'_> {
    fn table(&mut self) -> &Table {
        if self.table.is_none() {
            let mut table = Table::default();
            for (at, &(start, end)) in (0..).zip(&self.words) {
                let word = &self.text[start..end];
                fold_into(word, &mut self.folded);
                let acronym = singular_acronym(word).map(fold);
                for word in std::iter::once(self.folded.as_str()).chain(acronym.as_deref()) {
                    note(&mut table.stems, self.stemmer.stem(word), at);
                }
                for word in std::iter::once(self.folded.as_str()).chain(base_of_possessive(&self.folded)) {
                    note(&mut table.folded, word, at);
                }
            }
            self.table = Some(table);
        }
        self.table.get_or_insert_default()
    }

    /// The positions of a word by the table.
    fn looked_up(&mut self, word: &TermGroup) -> Vec<u32> {
        let table = self.table();
        let known = if word.stems { &table.stems } else { &table.folded };
        let mut positions: Vec<u32> = word.terms.iter().filter_map(|term| known.get(term)).flatten().copied().collect();
        positions.sort_unstable();
        positions.dedup();
        positions
    }
}

/// How terms begin. A stem begins as its words do, so most words of a text need be neither folded nor stemmed.
#[derive(Default)]
struct Beginnings {
    /// A bit for each first letter, and for each second one.
    first: u128,
    second: u128,
}

impl Beginnings {
    fn of(terms: &[String]) -> Beginnings {
        let bit = |&byte: &u8| 1 << as_in_stem(byte & 127);
        let mut beginnings = Beginnings::default();
        for term in terms.iter().map(|term| term.as_bytes()) {
            beginnings.first |= term.first().map_or(0, bit);
            beginnings.second |= term.get(1).map_or(u128::MAX, bit);
        }
        beginnings
    }

    /// Whether a word that begins with these bytes may be one of the terms; what is not a letter or a digit may be folded to
    /// anything.
    #[inline]
    fn may_be_of(&self, word: &[u8]) -> bool {
        let is_among = |bits: u128, byte: u8| {
            !byte.is_ascii_alphanumeric() || bits >> as_in_stem(byte.to_ascii_lowercase()) & 1 == 1
        };
        is_among(self.first, word[0]) && word.get(1).is_none_or(|&second| is_among(self.second, second))
    }
}

fn note(known: &mut FxHashMap<String, Vec<u32>>, word: &str, at: u32) {
    match known.get_mut(word) {
        Some(positions) => positions.push(at),
        None => {
            known.insert(word.to_owned(), vec![at]);
        }
    }
}

impl Positions for TextPositions<'_> {
    fn of(&mut self, word: &TermGroup) -> Vec<u32> {
        if word.any {
            return (0..).zip(&self.words).map(|(at, _)| at).collect();
        }
        if let [term] = word.terms.as_slice()
            && let Some(acronym) = term.strip_prefix(CAPITALS)
        {
            return self.in_capitals(acronym);
        }
        self.asked += 1;
        if self.asked > MIN_WORDS_FOR_TABLE && word.terms.len() <= self.words.len() {
            return self.looked_up(word);
        }
        let is_listed = |text: &str| word.terms.binary_search_by(|term| term.as_str().cmp(text)).is_ok();
        let beginnings = Beginnings::of(&word.terms);
        let mut positions = Vec::new();
        for (at, &(start, end)) in (0..).zip(&self.words) {
            if !beginnings.may_be_of(&self.text.as_bytes()[start..end]) {
                continue;
            }
            fold_into(&self.text[start..end], &mut self.folded);
            let is_here = if word.stems {
                is_listed(self.stemmer.stem(&self.folded))
                    || singular_acronym(&self.text[start..end])
                        .is_some_and(|acronym| is_listed(self.stemmer.stem(&fold(acronym))))
            } else {
                is_listed(&self.folded) || base_of_possessive(&self.folded).is_some_and(is_listed)
            };
            if is_here {
                positions.push(at);
            }
        }
        positions
    }

    fn is_over(&mut self) -> bool {
        self.pace.is_over()
    }

    fn sentences(&mut self) -> Vec<u32> {
        let begins = |at: &u32| {
            let at = *at as usize;
            let ((_, before), (start, end)) = (self.words[at - 1], self.words[at]);
            starts_sentence(&self.text[before..start], &self.text[start..end])
        };
        (1..u32::try_from(self.words.len()).unwrap_or(u32::MAX)).filter(begins).collect()
    }

    fn parted(&mut self, joint: Joint) -> Vec<u32> {
        let parted = |two: &[(usize, usize)]| {
            let (between, word) = (&self.text[two[0].1..two[1].0], &self.text[two[1].0..two[1].1]);
            parts_words(between) && !starts_sentence(between, word)
                || joint == Joint::InSentence && starts_sentence(between, word)
        };
        (1..).zip(self.words.windows(2)).filter(|(_, two)| parted(two)).map(|(at, _)| at).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn assert_is_not_passed_over(word: &str) {
        let stem = Stemmer::new().stem(&fold(word)).to_owned();
        for term in [stem, fold(word)] {
            assert!(Beginnings::of(std::slice::from_ref(&term)).may_be_of(word.as_bytes()), "{word} is {term}");
        }
    }

    #[test]
    fn words_that_begin_otherwise_are_passed_over() {
        let beginnings = Beginnings::of(&["child".to_owned(), "die".to_owned(), "a".to_owned()]);
        for word in ["children", "CHILD", "dying", "cé", "éa", "a"] {
            assert!(beginnings.may_be_of(word.as_bytes()), "{word}");
        }
        assert!(!Beginnings::of(&["child".to_owned()]).may_be_of(b"care"));
        assert!(!beginnings.may_be_of(b"plan"));
    }

    #[test]
    fn no_word_is_passed_over_for_its_stem() {
        "dying lying tying skis skies idly gently ugly early only singly ties by y yes sky says Yyyy"
            .split(' ')
            .for_each(assert_is_not_passed_over);
    }

    proptest! {
        #[test]
        fn no_sequence_of_letters_is_passed_over_for_its_stem(word in "[a-zA-Z0-9é’]{1,3}[aeiouylsdtgni]{0,5}") {
            assert_is_not_passed_over(&word);
        }
    }
}
