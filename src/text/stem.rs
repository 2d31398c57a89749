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

    /// The stem of a folded word. That of a number is without the commas between its thousands, and that of initials without
    /// their full stops; other words with a digit, and words of other scripts, are their own.
    pub fn stem<'a>(&'a mut self, folded: &str) -> &'a str {
        if !self.known.contains_key(folded) {
            if self.known.len() >= MAX_CACHED {
                self.known.clear();
            }
            let plain = without_commas(folded).or_else(|| without_stops(folded));
            let stem = plain.unwrap_or_else(|| self.algorithm.stem(folded).into_owned());
            self.known.insert(folded.to_owned(), stem);
        }
        &self.known[folded]
    }
}

/// "1732" of "1,732" and "1732.5" of "1,732.5"; of what has other commas, or none, nothing.
fn without_commas(folded: &str) -> Option<String> {
    let (first, rest) = folded.split_once(',')?;
    let is_of_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let whole = rest.split_once('.').map_or(rest, |(whole, _)| whole);
    let is_number = (1..=3).contains(&first.len())
        && is_of_digits(first)
        && whole.split(',').all(|part| part.len() == 3 && is_of_digits(part));
    is_number.then(|| folded.replace(',', ""))
}

/// "nhs" of "n.h.s"; two initials are too near to a word: "u.s".
fn without_stops(folded: &str) -> Option<String> {
    const MIN_INITIALS: usize = 3;
    let is_letter = |part: &str| part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let are_initials = folded.split('.').all(is_letter) && folded.split('.').count() >= MIN_INITIALS;
    are_initials.then(|| folded.replace('.', ""))
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
        for (number, stem) in [
            ("1,732", "1732"),
            ("12,345,678.9", "12345678.9"),
            ("1,73", "1,73"),
            ("1,2,3", "1,2,3"),
            ("2018,19", "2018,19"),
        ] {
            assert_eq!(stemmer.stem(number), stem);
        }
        for (initials, stem) in [("n.h.s", "nhs"), ("u.k", "u.k"), ("1.2.3", "1.2.3"), ("n..s", "n..s")] {
            assert_eq!(stemmer.stem(initials), stem);
        }
        assert_ne!(stemmer.stem("child").to_owned(), stemmer.stem("children"));
    }
}
