//! Stems: the common part of a word's inflections.

use rustc_hash::FxHashMap;

/// The English Snowball stemmer (Porter2, <https://snowballstem.org/algorithms/english/stemmer.html>)
/// with a memory of the words it has met, since a report uses few words often.
pub struct Stemmer {
    algorithm: frostem::Stemmer,
    known: FxHashMap<String, String>,
}

/// Beyond this many words the memory starts again, so that it stays small on any corpus.
const MAX_CACHED: usize = 100_000;

impl Stemmer {
    /// A stemmer that remembers nothing yet.
    pub fn new() -> Stemmer {
        Stemmer { algorithm: frostem::Stemmer::new(frostem::Algorithm::English), known: FxHashMap::default() }
    }

    /// The stem of a folded word. Words with a digit, and words of other scripts, are their own.
    pub fn stem<'a>(&'a mut self, folded: &str) -> &'a str {
        if !self.known.contains_key(folded) {
            if self.known.len() >= MAX_CACHED {
                self.known.clear();
            }
            let stem = self.algorithm.stem(folded).into_owned();
            self.known.insert(folded.to_owned(), stem);
        }
        &self.known[folded]
    }
}

/// A small letter among the first two of a word, as the word's stem has it: "dying" begins as "die" does.
pub(crate) fn as_in_stem(letter: u8) -> u8 {
    if letter == b'y' { b'i' } else { letter }
}

impl Default for Stemmer {
    fn default() -> Stemmer {
        Stemmer::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflections_share_a_stem() {
        let mut stemmer = Stemmer::new();
        for (one, other) in [("interview", "interviews"), ("child's", "child"), ("assessed", "assesses")] {
            let stem = stemmer.stem(one).to_owned();
            assert_eq!(stemmer.stem(other), stem);
        }
        assert_ne!(stemmer.stem("child").to_owned(), stemmer.stem("children"));
    }
}
