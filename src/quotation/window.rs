//! Passages of a report that follow each other, as one text that a quotation may run over.

use std::ops::Range;

use crate::report::{Passage, PassageKind};
use crate::text::words;

use super::alignment::AlignedText;
use super::signs::{compared, with_sign};

/// At most this many words of a window are looked at, around its focus; fewer for a long quotation, so that the cells of
/// an alignment are bounded.
const MAX_WORDS: usize = 20_000;
const MAX_CELLS: usize = 16_000_000;

/// Passages in order, cut into words.
pub(super) struct PassageWindow {
    pub(super) passages: Vec<Passage>,
    /// Each word by its passage and its bytes there.
    places: Vec<(usize, Range<usize>)>,
    pub(super) text: AlignedText,
}

impl PassageWindow {
    /// Of some passages, for a quotation of `quoted` words; if the words are too many, those around the byte `at` of
    /// the passage with an ordinal are kept.
    pub(super) fn new(passages: Vec<Passage>, focus: (u32, usize), quoted: usize) -> PassageWindow {
        let limit = MAX_WORDS.min(MAX_CELLS / (quoted + 1));
        let mut places = Vec::new();
        let mut centre = 0;
        for (number, passage) in passages.iter().enumerate() {
            for word in words(&passage.text) {
                if (passage.ordinal, word.start) <= focus {
                    centre = places.len();
                } else if places.len() > centre + limit {
                    // What is farther away is not kept.
                    break;
                }
                places.push((number, with_sign(&passage.text, word.start..word.end())));
            }
        }
        if places.len() > limit {
            let from = centre.saturating_sub(limit / 2).min(places.len() - limit);
            places = places.split_off(from);
            places.truncate(limit);
        }
        let compared = places.iter().map(|(number, bytes)| compared(&passages[*number].text[bytes.clone()])).collect();
        let mut asides = Vec::new();
        let mut start = 0;
        for words in places.chunk_by(|(a, _), (b, _)| a == b) {
            let end = start + words.len();
            if is_aside(passages[words[0].0].kind) {
                asides.push(start..end);
            }
            start = end;
        }
        PassageWindow { passages, places, text: AlignedText { words: compared, asides } }
    }

    /// The text of some words as it is printed, with a space between passages.
    pub(super) fn text_of(&self, words: Range<usize>) -> String {
        let parts = self.places[words].chunk_by(|(a, _), (b, _)| a == b).filter_map(|words| {
            let ((number, first), (_, last)) = (words.first()?, words.last()?);
            Some(&self.passages[*number].text[first.start..last.end])
        });
        parts.collect::<Vec<_>>().join(" ")
    }

    /// The passages of the first and the last of some words.
    pub(super) fn passages_of(&self, words: Range<usize>) -> Option<(&Passage, &Passage)> {
        let words = self.places.get(words)?;
        let passage = |word: Option<&(usize, Range<usize>)>| word.map(|(number, _)| &self.passages[*number]);
        passage(words.first()).zip(passage(words.last()))
    }
}

/// Whether a quotation may pass over a passage of this kind as if it were not there.
fn is_aside(kind: PassageKind) -> bool {
    !kind.is_finding()
}
