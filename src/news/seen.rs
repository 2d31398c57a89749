//! The passages that were seen, as hashes of their words.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::text::{fold, words};

/// What a query has found before, for [`Index::news`](crate::Index::news). It can be kept with `serde`, also from one
/// version of findings to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// By the ids of the reports.
    pub(super) reports: BTreeMap<String, SeenReport>,
}

/// What was seen of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SeenReport {
    /// The id of its content when it was last seen.
    pub(super) content: String,
    /// The number of each passage when it was last seen.
    pub(super) passages: BTreeMap<WordsHash, u32>,
}

/// A hash of folded words. Two passages of one report have the same only if they have the same words.
pub(super) type WordsHash = u64;

impl Seen {
    /// How many passages were seen, or reports where those are the hits.
    pub fn passages(&self) -> usize {
        self.reports.values().map(|report| report.passages.len()).sum()
    }

    /// In how many reports.
    pub fn reports(&self) -> usize {
        self.reports.len()
    }
}

/// The hash of a text's words.
pub(super) fn words_hash(text: &str) -> WordsHash {
    let mut hash = blake3::Hasher::new();
    for word in words(text) {
        hash.update(fold(word.text).as_bytes()).update(&[0]);
    }
    let mut reader = hash.finalize_xof();
    let mut bytes = [0; 8];
    reader.fill(&mut bytes);
    WordsHash::from_le_bytes(bytes)
}
