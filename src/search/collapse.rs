//! Hits that are nearly the same as a better one, folded into it.
//!
//! Hits are taken in their order. Each is folded into the first before it that it is nearly the same as, by the share of
//! their shingles; if there is none, it stands for itself. Two texts with at least that share have a shingle in common
//! among the first few of each, in whatever order (the filter of prefixes, see [`similar`](super::similar)), so each is
//! compared with few others, and none is missed.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;
use tantivy::DocAddress;

use crate::engine::SimilarRequest;
use crate::index::{IndexError, Reader};
use crate::text::Shingles;

use super::budget::Clock;
use super::order::ScoredPassage;

/// The first so many hits are compared; the rest stand for themselves. Their shingles take some 100 MB.
const MAX_COMPARED: usize = 100_000;

/// This many texts are read at a time, on all cores.
const READ_BATCH: usize = 1_024;

/// A passage that is folded into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FoldedPassage {
    pub(super) address: DocAddress,
    pub(super) ordinal: u32,
}

/// The passages folded into others, by the addresses of those, in the order of the hits.
pub(super) type Folds = HashMap<DocAddress, Vec<FoldedPassage>>;

/// Keeps of hits, which are in order, those that stand for themselves, and gives the others by the ones that they are
/// folded into.
pub(super) fn collapse(reader: &Reader, found: &mut Vec<ScoredPassage>, clock: &Clock) -> Result<Folds, IndexError> {
    let mut heads = Heads::default();
    let mut folds = Folds::new();
    let mut folded = BTreeSet::new();
    let compared = &found[..found.len().min(MAX_COMPARED)];
    for batch in compared.chunks(READ_BATCH) {
        if clock.is_over() {
            break;
        }
        let shingles = |one: &ScoredPassage| Ok(Shingles::new(&reader.passage(one.address)?.text));
        let texts: Vec<Shingles> = batch.par_iter().map(shingles).collect::<Result<_, IndexError>>()?;
        for (one, text) in batch.iter().zip(texts) {
            match heads.like(&text) {
                Some(head) => {
                    let fold = FoldedPassage { address: one.address, ordinal: one.ordinal };
                    folds.entry(head).or_default().push(fold);
                    folded.insert(one.address);
                }
                None => heads.add(one.address, text),
            }
        }
    }
    found.retain(|one| !folded.contains(&one.address));
    Ok(folds)
}

/// The hits that stand for themselves, by the first shingles of each.
#[derive(Default)]
struct Heads {
    all: Vec<(DocAddress, Shingles)>,
    by_shingle: HashMap<u64, Vec<usize>>,
}

impl Heads {
    /// The first that is nearly the same as a text.
    fn like(&self, text: &Shingles) -> Option<DocAddress> {
        let least = SimilarRequest::NEARLY_THE_SAME;
        let candidates: BTreeSet<usize> =
            text.prefix(least).iter().filter_map(|shingle| self.by_shingle.get(shingle)).flatten().copied().collect();
        let is_as_long = |head: &Shingles| {
            let (one, other) = (head.len() as f64, text.len() as f64);
            one.min(other) >= least * one.max(other)
        };
        let mut candidates = candidates.into_iter().map(|at| &self.all[at]).filter(|(_, head)| is_as_long(head));
        candidates.find(|(_, head)| head.resemblance(text) >= least).map(|(address, _)| *address)
    }

    fn add(&mut self, address: DocAddress, text: Shingles) {
        for &shingle in text.prefix(SimilarRequest::NEARLY_THE_SAME) {
            self.by_shingle.entry(shingle).or_default().push(self.all.len());
        }
        self.all.push((address, text));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What the filter lets through is what a look at all heads finds.
        #[test]
        fn the_filter_misses_nothing(texts in prop::collection::vec("([a-f] ){0,40}", 1..30)) {
            let mut heads = Heads::default();
            for (number, text) in (0..).zip(&texts) {
                let text = Shingles::new(text);
                let plain = heads.all.iter().find(|(_, head)| head.resemblance(&text) >= SimilarRequest::NEARLY_THE_SAME);
                let found = heads.like(&text);
                prop_assert_eq!(found, plain.map(|(address, _)| *address));
                if found.is_none() {
                    heads.add(DocAddress::new(0, number), text);
                }
            }
        }
    }
}
