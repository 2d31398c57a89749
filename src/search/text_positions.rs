//! A passage's text asked where its words are, as the index is asked.

use crate::text::{Stemmer, base_of_possessive, fold, starts_sentence, words};

use super::occurrences::{Positions, Span};
use super::plan::Word;

/// The words of one text, folded and stemmed, and where they stand in it.
pub(super) struct TextPositions {
    words: Vec<TextWord>,
}

struct TextWord {
    folded: String,
    stem: String,
    begins_sentence: bool,
    start: usize,
    end: usize,
}

impl TextPositions {
    /// Cuts a text into words.
    pub(super) fn of(text: &str, stemmer: &mut Stemmer) -> TextPositions {
        let mut before = 0;
        let mut first = true;
        let words = words(text).map(|word| {
            let folded = fold(word.text);
            let stem = stemmer.stem(&folded).to_owned();
            let begins_sentence = !first && starts_sentence(&text[before..word.start], word.text);
            (before, first) = (word.end(), false);
            TextWord { folded, stem, begins_sentence, start: word.start, end: word.end() }
        });
        TextPositions { words: words.collect() }
    }

    /// The bytes of the text that a span covers.
    pub(super) fn bytes(&self, span: Span) -> (usize, usize) {
        let at = |position: u32| &self.words[(position as usize).min(self.words.len() - 1)];
        (at(span.start).start, at(span.end - 1).end)
    }

    fn positions(&self, holds: impl Fn(&TextWord) -> bool) -> Vec<u32> {
        (0..).zip(&self.words).filter(|(_, word)| holds(word)).map(|(at, _)| at).collect()
    }
}

impl Positions for TextPositions {
    fn of(&mut self, word: &Word) -> Vec<u32> {
        let is_listed = |text: &str| word.terms.binary_search_by(|term| term.as_str().cmp(text)).is_ok();
        self.positions(|here| {
            if word.any {
                true
            } else if word.stems {
                is_listed(&here.stem)
            } else {
                is_listed(&here.folded) || base_of_possessive(&here.folded).is_some_and(is_listed)
            }
        })
    }

    fn sentences(&mut self) -> Vec<u32> {
        self.positions(|word| word.begins_sentence)
    }
}
