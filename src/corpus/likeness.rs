//! The likeness of a report's text, which recognises it in another file: a hash of all of its words,
//! and a sketch of its shingles.
//!
//! The sketch holds the smallest hashes of all shingles of four words (bottom-k MinHash, Broder 1997: "On the
//! resemblance and containment of documents"). Of two texts, the share of equal hashes among the
//! smallest of both estimates how many of their shingles they have in common.

use std::collections::BTreeSet;

use crate::report::{Likeness, Passage};

/// The length of a shingle in words.
const SHINGLE_WORDS: usize = 4;
/// The number of hashes in a sketch.
const SKETCH_SIZE: usize = 32;
/// Texts with fewer shingles are compared by all of their words only.
const MIN_SHINGLES: usize = 100;
/// Two extracts of one text agree in at least this percentage of their shingles; two reports of one authority agree in
/// less than twenty.
const MIN_AGREEMENT: usize = 70;
/// At most this many hashes of two such texts are in only one of them.
pub(super) const MAX_MISSING: usize = SKETCH_SIZE - (SKETCH_SIZE * MIN_AGREEMENT).div_ceil(100);

/// The likeness of a report's text; none for a report without words.
pub(super) fn likeness(passages: &[Passage]) -> Option<Likeness> {
    let mut all = blake3::Hasher::new();
    let mut sketch = Sketch::default();
    let mut word = String::new();
    for passage in passages {
        for c in passage.text.chars().chain([' ']) {
            match c {
                '\'' | '’' | '‘' | '\u{ad}' => {}
                c if c.is_alphanumeric() => word.extend(c.to_lowercase()),
                _ if word.is_empty() => {}
                _ => {
                    word.push(' ');
                    all.update(word.as_bytes());
                    sketch.add(&word);
                    word.clear();
                }
            }
        }
    }
    let text = all.finalize().to_hex()[..32].to_owned();
    (sketch.words > 0).then(|| Likeness { text, runs: sketch.words, sketch: sketch.smallest.into_iter().collect() })
}

/// Whether two texts are alike enough to be extracts of one.
pub(super) fn are_alike(one: &Likeness, other: &Likeness) -> bool {
    if (one.runs.min(other.runs) as usize) < MIN_SHINGLES {
        return false;
    }
    let (a, b): (BTreeSet<u32>, BTreeSet<u32>) =
        (one.sketch.iter().copied().collect(), other.sketch.iter().copied().collect());
    let smallest = a.union(&b).take(SKETCH_SIZE);
    let (mut common, mut count) = (0, 0);
    for hash in smallest {
        count += 1;
        common += usize::from(a.contains(hash) && b.contains(hash));
    }
    common * 100 >= count.max(1) * MIN_AGREEMENT
}

#[derive(Default)]
struct Sketch {
    last: [u64; SHINGLE_WORDS],
    words: u32,
    smallest: BTreeSet<u32>,
}

impl Sketch {
    fn add(&mut self, word: &str) {
        self.last.rotate_left(1);
        self.last[SHINGLE_WORDS - 1] = fnv(word.as_bytes());
        self.words = self.words.saturating_add(1);
        if (self.words as usize) < SHINGLE_WORDS {
            return;
        }
        let run = self.last.iter().fold(0, |run: u64, word| mixed(run ^ word));
        let hash = (run >> 32) as u32;
        if self.smallest.len() < SKETCH_SIZE {
            self.smallest.insert(hash);
        } else if self.smallest.last().is_some_and(|&largest| hash < largest) && self.smallest.insert(hash) {
            self.smallest.pop_last();
        }
    }
}

/// FNV-1a, as any program on any machine computes it.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Spreads a hash over all of its bits (the finaliser of MurmurHash3).
fn mixed(mut hash: u64) -> u64 {
    for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
        hash = (hash ^ (hash >> 33)).wrapping_mul(factor);
    }
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> Option<Likeness> {
        let passages: Vec<Passage> =
            (1..).zip(texts).map(|(ordinal, text)| Passage { ordinal, ..Passage::of_text(text) }).collect();
        likeness(&passages)
    }

    fn report(words: usize, changed: impl Fn(usize) -> bool) -> Likeness {
        let word = |at: usize| if changed(at) { format!("other{at} ") } else { format!("word{} ", at * 7919 % 1009) };
        of(&[&(0..words).map(word).collect::<String>()]).expect("it has words")
    }

    #[test]
    fn the_same_words_are_the_same_text() {
        let same = of(&["The children’s services of Port Callow", "are good."]);
        assert_eq!(same, of(&["the CHILDREN'S services", "of Port Callow are good"]));
        assert_ne!(same, of(&["The children’s services of Port Callow", "are not good."]));
        assert_eq!(of(&["", " — "]), None);
    }

    #[test]
    fn extracts_of_one_text_are_alike_and_other_texts_are_not() {
        let whole = report(2000, |_| false);
        for (every, alike) in [(400, true), (100, true), (40, true), (5, false), (2, false)] {
            assert_eq!(are_alike(&whole, &report(2000, |at| at % every == 0)), alike, "a word of {every} is another");
        }
        assert!(are_alike(&whole, &report(1900, |_| false)), "the end is missing");
        assert!(!are_alike(&report(60, |_| false), &report(60, |at| at == 3)), "too short to say");
    }
}
