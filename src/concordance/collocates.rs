//! The words that occur beside a match more often than elsewhere.

use rustc_hash::FxHashMap;

use crate::engine::Hit;
use crate::text::fold_into;

use super::association::{Contingency, log_likelihood, mutual_information};
use super::occurrences::Occurrences;

/// The largest window, in words on either side.
pub(crate) const MAX_WINDOW: usize = 50;

/// At most this many different words are counted; further ones are passed over.
const MAX_WORDS: usize = 1 << 20;

/// At most this many words are looked up in the index, the most frequent ones.
const MAX_CANDIDATES: usize = 5_000;

/// Counts the words in windows around occurrences. A word in two windows counts once, and none counts in an occurrence.
pub(crate) struct CollocateCounter {
    window: usize,
    occurrences: u64,
    in_windows: u64,
    counts: FxHashMap<String, u64>,
}

impl CollocateCounter {
    /// With windows of `window` words on either side.
    pub(crate) fn new(window: usize) -> CollocateCounter {
        CollocateCounter { window: window.min(MAX_WINDOW), occurrences: 0, in_windows: 0, counts: FxHashMap::default() }
    }

    /// Takes in the occurrences of a hit.
    pub(crate) fn add(&mut self, hit: &Hit) {
        let Occurrences { words, covered } = Occurrences::of(hit);
        self.occurrences += covered.len() as u64;
        let mut folded = String::new();
        // Everything before this word is done with.
        let mut done = 0;
        for (at, occurrence) in covered.iter().enumerate() {
            let next = covered.get(at + 1).map_or(words.len(), |next| next.start);
            let before = occurrence.start.saturating_sub(self.window).max(done)..occurrence.start;
            let end = occurrence.end.saturating_add(self.window).min(next);
            for word in before.chain(occurrence.end..end) {
                fold_into(words[word].text, &mut folded);
                self.count(&folded);
            }
            done = end;
        }
    }

    fn count(&mut self, folded: &str) {
        self.in_windows += 1;
        let is_full = self.counts.len() >= MAX_WORDS;
        match self.counts.get_mut(folded) {
            Some(count) => *count += 1,
            None if !is_full => {
                self.counts.insert(folded.to_owned(), 1);
            }
            None => {}
        }
    }

    /// The words that occur at least `min` times in the windows, in alphabetical order: what must be known of each is
    /// how often it occurs in all.
    pub(crate) fn candidates(&self, min: u64) -> Vec<String> {
        let mut words: Vec<(&String, u64)> =
            self.counts.iter().filter(|(_, count)| **count >= min.max(1)).map(|(word, count)| (word, *count)).collect();
        words.sort_unstable_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then(a.cmp(b)));
        words.truncate(MAX_CANDIDATES);
        let mut words: Vec<String> = words.into_iter().map(|(word, _)| word.clone()).collect();
        words.sort_unstable();
        words
    }

    /// What the candidates come to, where `totals` says how often each occurs among `words` words in all. Those that
    /// occur beside the match no more often than by chance are left out.
    pub(crate) fn finish(&self, candidates: &[String], totals: &[u64], words: u64) -> Collocates {
        let collocate = |(word, &total): (&String, &u64)| {
            let together = self.counts.get(word).copied().unwrap_or(0);
            let table = Contingency::from_totals(together, self.in_windows, total, words);
            let collocate = Collocate {
                word: word.clone(),
                together,
                total: total.max(together),
                expected: table.expected(),
                log_likelihood: log_likelihood(&table),
                mutual_information: mutual_information(&table).unwrap_or(0.0),
            };
            Some(collocate).filter(|collocate| collocate.together as f64 > collocate.expected)
        };
        let mut collocates: Vec<Collocate> = candidates.iter().zip(totals).filter_map(collocate).collect();
        collocates.sort_by(|a, b| b.log_likelihood.total_cmp(&a.log_likelihood).then_with(|| a.word.cmp(&b.word)));
        Collocates {
            window: self.window,
            occurrences: self.occurrences,
            in_windows: self.in_windows,
            words,
            collocates,
        }
    }
}

/// The words around a match.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Collocates {
    /// How many words on either side were looked at.
    pub window: usize,
    /// How often the match occurs.
    pub occurrences: u64,
    /// How many words there are in all windows.
    pub in_windows: u64,
    /// How many words there are in all.
    pub words: u64,
    /// The words, the highest log-likelihood first.
    pub collocates: Vec<Collocate>,
}

/// A word that occurs beside a match more often than by chance.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Collocate {
    /// The word, folded.
    pub word: String,
    /// How often it occurs in the windows.
    pub together: u64,
    /// How often it occurs in all.
    pub total: u64,
    /// How often it would occur in the windows by chance.
    pub expected: f64,
    /// The log-likelihood ratio: how surely it is more frequent in the windows than by chance, or less.
    pub log_likelihood: f64,
    /// The mutual information: how many times as often it is there as by chance, as a logarithm to base 2.
    pub mutual_information: f64,
}
