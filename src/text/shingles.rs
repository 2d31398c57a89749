//! The shingles of a text: its words in runs of a few, by which two texts are compared.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::{fold, words};

/// The length of a shingle, in words. Reports as wholes are compared by longer ones; in a paragraph, one changed word
/// changes as many shingles as they are long.
pub(crate) const SHINGLE_WORDS: usize = 3;

/// The shingles of a text, each once: hashes of its folded words in runs of three. A shorter text is one
/// shingle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shingles(Vec<u64>);

impl Shingles {
    /// The shingles of a text; none of a text without words.
    pub fn new(text: &str) -> Shingles {
        let hashes: Vec<u64> = words(text).map(|word| hashed(fold(word.text).as_str())).collect();
        if hashes.is_empty() {
            return Shingles::default();
        }
        let mut shingles: Vec<u64> = hashes.windows(SHINGLE_WORDS.min(hashes.len())).map(hashed).collect();
        shingles.sort_unstable();
        shingles.dedup();
        Shingles(shingles)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The hashes, in order.
    pub fn hashes(&self) -> &[u64] {
        &self.0
    }

    /// The share of the shingles of both texts that both have, from 0 to 1: their resemblance (Broder 1997, "On the
    /// resemblance and containment of documents").
    pub fn resemblance(&self, other: &Shingles) -> f64 {
        let common = self.common(other);
        let all = self.len() + other.len() - common;
        if all == 0 { 0.0 } else { common as f64 / all as f64 }
    }

    /// The first shingles in the order of their hashes, so many that a text with at least such a share of common ones has
    /// one of them among its own first.
    pub(crate) fn prefix(&self, least: f64) -> &[u64] {
        // A product may be a little more than it is.
        let kept = (self.len() as f64 * least - 1e-9).ceil() as usize;
        &self.0[..(self.len() + 1).saturating_sub(kept.max(1)).min(self.len())]
    }

    /// How many shingles both have.
    fn common(&self, other: &Shingles) -> usize {
        let (mut common, mut at, mut beside) = (0, 0, 0);
        while let (Some(one), Some(two)) = (self.0.get(at), other.0.get(beside)) {
            common += usize::from(one == two);
            at += usize::from(one <= two);
            beside += usize::from(two <= one);
        }
        common
    }
}

fn hashed(value: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resemblance(one: &str, other: &str) -> f64 {
        Shingles::new(one).resemblance(&Shingles::new(other))
    }

    #[test]
    fn the_share_of_common_shingles_is_counted_by_hand() {
        for (one, other, expected) in [
            ("a b c d", "a b c d", 1.0),
            ("A, b – c (d)!", "a b c d", 1.0),
            // abc and bcd of abc, bcd, cde.
            ("a b c d", "a b c d e", 2.0 / 3.0),
            // abc of abc, bcd, bce.
            ("a b c d", "a b c e", 1.0 / 3.0),
            ("a b c", "c b a", 0.0),
            ("a b", "a b", 1.0),
            ("a b", "a b c", 0.0),
            ("a a a a a a", "a a a", 1.0),
            ("", "", 0.0),
            ("—", "a", 0.0),
        ] {
            assert_eq!(resemblance(one, other), expected, "{one} | {other}");
            assert_eq!(resemblance(other, one), expected, "{other} | {one}");
        }
    }
}
