//! The words of a passage, and which of them each occurrence covers.

use std::ops::Range;

use crate::engine::Hit;
use crate::text::{Word, words};

/// A passage cut into words, with its occurrences as ranges of them.
pub(super) struct Occurrences<'a> {
    pub(super) words: Vec<Word<'a>>,
    /// The words of each occurrence, in order.
    pub(super) covered: Vec<Range<usize>>,
}

impl<'a> Occurrences<'a> {
    pub(super) fn of(hit: &'a Hit) -> Occurrences<'a> {
        let words: Vec<Word<'a>> = words(&hit.passage.text).collect();
        let covered = hit.highlights.iter().map(|bytes| {
            let start = words.partition_point(|word| word.end() <= bytes.start);
            start..words.partition_point(|word| word.start < bytes.end).max(start)
        });
        let covered = covered.collect();
        Occurrences { words, covered }
    }
}
