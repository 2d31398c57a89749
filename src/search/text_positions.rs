//! A passage's text asked where its words are, as the index is asked.

use std::ops::Range;

use crate::text::{Stemmer, base_of_possessive, fold_into, starts_sentence, words};

use super::occurrences::{Positions, Span};
use super::plan::Word;

/// The words of one text, folded, and where they stand in it.
pub(super) struct TextPositions<'s> {
    /// All folded words, one after the other.
    folded: String,
    words: Vec<TextWord>,
    stemmer: &'s mut Stemmer,
}

struct TextWord {
    folded: Range<usize>,
    begins_sentence: bool,
    start: usize,
    end: usize,
}

impl<'s> TextPositions<'s> {
    /// Cuts a text into words.
    pub(super) fn of(text: &str, stemmer: &'s mut Stemmer) -> TextPositions<'s> {
        let (mut all, mut one) = (String::with_capacity(text.len()), String::new());
        let mut before = 0;
        let mut found = Vec::new();
        for word in words(text) {
            fold_into(word.text, &mut one);
            let begins_sentence = !found.is_empty() && starts_sentence(&text[before..word.start], word.text);
            before = word.end();
            let folded = all.len()..all.len() + one.len();
            all.push_str(&one);
            found.push(TextWord { folded, begins_sentence, start: word.start, end: word.end() });
        }
        TextPositions { folded: all, words: found, stemmer }
    }

    /// The bytes of the text that a span covers.
    pub(super) fn bytes(&self, span: Span) -> (usize, usize) {
        let at = |position: u32| &self.words[(position as usize).min(self.words.len() - 1)];
        (at(span.start).start, at(span.end - 1).end)
    }
}

impl Positions for TextPositions<'_> {
    fn of(&mut self, word: &Word) -> Vec<u32> {
        let is_listed = |text: &str| word.terms.binary_search_by(|term| term.as_str().cmp(text)).is_ok();
        // A stem begins as its words do, so most words need not be stemmed.
        let may_have_stem =
            |folded: &str| word.terms.iter().any(|term| term.as_bytes().first() == folded.as_bytes().first());
        let mut positions = Vec::new();
        for (at, here) in (0..).zip(&self.words) {
            let folded = &self.folded[here.folded.clone()];
            let is_here = if word.any {
                true
            } else if word.stems {
                may_have_stem(folded) && is_listed(self.stemmer.stem(folded))
            } else {
                is_listed(folded) || base_of_possessive(folded).is_some_and(is_listed)
            };
            if is_here {
                positions.push(at);
            }
        }
        positions
    }

    fn sentences(&mut self) -> Vec<u32> {
        (0..).zip(&self.words).filter(|(_, word)| word.begins_sentence).map(|(at, _)| at).collect()
    }
}
