//! The ids seen so far.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault};

use roaring::RoaringTreemap;
use rustc_hash::FxHasher;

/// The ids of all queries so far. Those that end in a number, which most do, take a bit or a few each; others are
/// known by their hashes, of eight bytes, so that two collide in fewer than one of 10^7 batches of a million
/// queries.
#[derive(Default)]
pub(super) struct SeenIds {
    numbered: RoaringTreemap,
    others: HashSet<u64, BuildHasherDefault<FxHasher>>,
}

impl SeenIds {
    /// Adds an id; returns whether it is new.
    pub(super) fn insert(&mut self, id: &str) -> bool {
        match numbered(id) {
            Some((before, number)) => self.numbered.insert((hash(before) >> 32 << 32) | u64::from(number)),
            None => self.others.insert(hash(id)),
        }
    }
}

/// An id cut before the number at its end; `None` if the number begins with zeros, since `q7` and `q07` differ.
fn numbered(id: &str) -> Option<(&str, u32)> {
    let before = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &id[before.len()..];
    let is_plain = digits == "0" || !digits.starts_with('0');
    digits.parse().ok().filter(|_| is_plain).map(|number| (before, number))
}

/// A hash that spreads well over all of its bits.
fn hash(text: &str) -> u64 {
    let mut hash = BuildHasherDefault::<FxHasher>::default().hash_one(text.len());
    for piece in text.as_bytes().chunks(8) {
        let mut bytes = [0; 8];
        bytes[..piece.len()].copy_from_slice(piece);
        // The finisher of SplitMix64 (Steele, Lea and Flood 2014) after each piece.
        hash = hash.wrapping_add(u64::from_le_bytes(bytes)).wrapping_add(0x9e37_79b9_7f4a_7c15);
        hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        hash ^= hash >> 31;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_new_once() {
        let table = [
            ("q1", true),
            ("q2", true),
            ("q1", false),
            ("q01", true),
            ("q01", false),
            ("p1", true),
            ("1", true),
            ("q", true),
            ("q", false),
            ("0", true),
            ("00", true),
            ("4294967296", true),
            ("4294967296", false),
            ("missing children", true),
            ("missing children ", true),
            ("", true),
            ("", false),
        ];
        let mut ids = SeenIds::default();
        for (id, is_new) in table {
            assert_eq!(ids.insert(id), is_new, "{id:?}");
        }
    }

    #[test]
    fn many_ids_are_told_apart() {
        let mut ids = SeenIds::default();
        for number in 0..200_000_u64 {
            assert!(ids.insert(&format!("{:016x}x", number.wrapping_mul(0x9e37_79b9_7f4a_7c15))), "{number}");
            assert!(ids.insert(&format!("topic {number}")), "{number}");
        }
        assert!(!ids.insert("topic 199999") && ids.others.len() == 200_000);
    }
}
