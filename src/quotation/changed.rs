//! Two texts word by word: what the later one has in place of words of the earlier.

use std::ops::Range;

use crate::text::{Word, fold, words};

use super::quoted::QuotedWord;
use super::{AlignedText, DiffPiece, StepKind, align};

/// Longer texts are not compared: time and memory grow with the product of their words.
const MAX_COMPARED_WORDS: usize = 2_000;

/// Words that no text has: one before the first word of both texts, one after the last. Without them, the earlier text could
/// begin and end anywhere in the later one, as a quotation does.
const ENDS: [&str; 2] = ["\u{2}", "\u{3}"];

/// The later text in pieces, with what it has in place of words of the earlier; none where a text has no words or too many.
pub(crate) fn changed_words(earlier: &str, later: &str) -> Option<Vec<DiffPiece>> {
    let before: Vec<Word<'_>> = words(earlier).take(MAX_COMPARED_WORDS + 1).collect();
    let after: Vec<Word<'_>> = words(later).take(MAX_COMPARED_WORDS + 1).collect();
    let is_compared = |words: &[Word<'_>]| (1..=MAX_COMPARED_WORDS).contains(&words.len());
    if !is_compared(&before) || !is_compared(&after) {
        return None;
    }
    let [first, last] = ENDS.map(str::to_owned);
    let folded = |words: &[Word<'_>]| {
        let words = words.iter().map(|word| fold(word.text));
        std::iter::once(first.clone()).chain(words).chain([last.clone()]).collect::<Vec<String>>()
    };
    let quoted: Vec<QuotedWord> =
        folded(&before).into_iter().map(|folded| QuotedWord::plain(String::new(), folded)).collect();
    let alignment = align(&quoted, &AlignedText { words: folded(&after), asides: Vec::new() })?;
    let (before, after) = ((before.as_slice(), earlier), (after.as_slice(), later));
    let mut changed = ChangedWords::default();
    changed.add("", text_of(after, 0..alignment.place.start));
    for step in &alignment.steps {
        let text = text_of(after, step.words.clone());
        match step.kind {
            StepKind::Same if text.is_empty() => {}
            StepKind::Same => changed.pieces.push(DiffPiece::Same(text.to_owned())),
            _ => changed.add(text_of(before, step.quoted.clone()), text),
        }
    }
    changed.add("", text_of(after, alignment.place.end..after.0.len() + ENDS.len()));
    Some(changed.pieces)
}

/// The text of some words, which are counted from the one before the first, with what follows the last of them.
fn text_of<'t>((words, text): (&[Word<'_>], &'t str), range: Range<usize>) -> &'t str {
    let start = |at: usize| words.get(at.saturating_sub(1)).map_or(text.len(), |word| word.start);
    // What is before the first word belongs to no word.
    let (from, to) = (start(range.start.max(1)), start(range.end.max(1)));
    text[from..to.max(from)].trim_end()
}

/// Pieces, of which neighbours that differ are one.
#[derive(Default)]
struct ChangedWords {
    pieces: Vec<DiffPiece>,
}

impl ChangedWords {
    fn add(&mut self, before: &str, after: &str) {
        if before.is_empty() && after.is_empty() {
            return;
        }
        match self.pieces.last_mut() {
            Some(DiffPiece::Differs { typed, found }) => {
                let join = |text: &mut String, more: &str| {
                    let blank = if text.is_empty() || more.is_empty() { "" } else { " " };
                    text.push_str(&format!("{blank}{more}"));
                };
                join(typed, before);
                join(found, after);
            }
            _ => self.pieces.push(DiffPiece::Differs { typed: before.to_owned(), found: after.to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(earlier: &str, later: &str) -> String {
        let piece = |piece: &DiffPiece| match piece {
            DiffPiece::Same(text) => text.clone(),
            DiffPiece::Differs { typed, found } => format!("[-{typed}-]{{+{found}+}}"),
            other => format!("{other:?}"),
        };
        let pieces = changed_words(earlier, later).unwrap_or_default();
        pieces.iter().map(piece).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_word_that_changed_is_told() {
        for (earlier, later, expected) in [
            ("a b c", "a b c", "a b c"),
            ("a b c", "a, x c.", "a, [-b-]{+x+} c."),
            ("a b c", "a c", "a [-b-]{++} c"),
            ("a c", "a b c", "a [--]{+b+} c"),
            ("b c", "a b c d", "[--]{+a+} b c [--]{+d+}"),
            ("a b c d", "b c", "[-a-]{++} b c [-d-]{++}"),
            ("", "a", ""),
            ("a", "", ""),
        ] {
            assert_eq!(shown(earlier, later), expected, "{earlier} | {later}");
        }
        let long = "word ".repeat(MAX_COMPARED_WORDS + 1);
        assert_eq!(changed_words(&long, "word"), None);
        assert_eq!(changed_words("word", &long), None);
    }
}
