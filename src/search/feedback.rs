//! Relevance feedback from the best hits: words that they have in common speak for other hits too.
//!
//! The relevance model RM3 (Abdul-Jaleel et al. 2004, "UMass at TREC 2004: Novelty and HARD") with BM25
//! weights: the words of the five best hits, together worth as much as the query itself. It changes
//! only the order of what the query finds. It is for searches for any of the words, where the order
//! is all; a search for all the words is ranked by nothing that was not typed.

use std::collections::BTreeMap;

use tantivy::DocAddress;

use crate::index::{IndexError, Reader};
use crate::text::{Stemmer, fold, is_stop_word, words};

use super::Unit;
use super::bm25::score;
use super::dictionary::Dictionary;
use super::index_view::ScoreClass;
use super::order::ScoredPassage;
use super::plan::{SpanQuery, TermGroup, Weight};
use super::signals::{Signal, SignalKind};

/// The number of hits that words are taken from.
const HITS: usize = 5;
/// The number of words taken.
const WORDS: usize = 40;
/// A hit's own weight is its score to this power, so that a clear best one outweighs the others.
const SHARPNESS: i32 = 3;
/// Of a long report, at most this many passages are looked at.
const MAX_REPORT_PASSAGES: u32 = 400;

/// The signals of the best of some hits, which are in order; `weight` is what the query is worth, and `unit` what they
/// are.
pub(super) fn of(
    reader: &Reader,
    dictionary: &Dictionary<'_>,
    found: &[ScoredPassage],
    weight: f32,
    unit: Unit,
) -> Result<Vec<Signal>, IndexError> {
    // What a report asks for is about the same things as what it finds.
    let mut best: Vec<&ScoredPassage> = found.iter().collect();
    best.sort_by(|a, b| topical(b).total_cmp(&topical(a)));
    best.truncate(HITS);
    let total: f32 = best.iter().map(|found| topical(found).powi(SHARPNESS)).sum();
    let mut stemmer = Stemmer::new();
    let mut weights: BTreeMap<String, f32> = BTreeMap::new();
    for found in best {
        let share = topical(found).powi(SHARPNESS) / total.max(f32::MIN_POSITIVE);
        for (stem, frequency) in frequencies(reader, found, &mut stemmer)? {
            let rarity = Weight(dictionary.idf(&TermGroup::new(true, vec![stem.clone()]), unit)?);
            *weights.entry(stem).or_default() += share * score(rarity, frequency, found.norm);
        }
    }
    let mut ranked: Vec<(String, f32)> = weights.into_iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    ranked.truncate(WORDS);
    let sum: f32 = ranked.iter().map(|(_, weight)| weight).sum();
    let signals = ranked.into_iter().map(|(stem, own)| {
        let word = SpanQuery::Word(TermGroup::new(true, vec![stem]));
        Signal::Spans(SignalKind::Feedback, word, Weight(own / sum.max(f32::MIN_POSITIVE) * weight))
    });
    Ok(signals.collect())
}

/// The score of a hit, whether it reports a finding or asks for improvement.
fn topical(found: &ScoredPassage) -> f32 {
    let is_weighed = found.class == ScoreClass::Recommendation && found.weight == found.class.weight();
    if is_weighed { found.score / found.weight } else { found.score }
}

/// The stems of a hit's text and how often each occurs there; function words and short ones left out.
fn frequencies(
    reader: &Reader,
    found: &ScoredPassage,
    stemmer: &mut Stemmer,
) -> Result<BTreeMap<String, u32>, IndexError> {
    let mut frequencies: BTreeMap<String, u32> = BTreeMap::new();
    let (first, last) = found.documents;
    for doc in first..=last.min(first.saturating_add(MAX_REPORT_PASSAGES)) {
        let passage = reader.passage(DocAddress::new(found.address.segment_ord, doc))?;
        for word in words(&passage.text) {
            let folded = fold(word.text);
            if folded.chars().count() > 2 && !is_stop_word(&folded) {
                *frequencies.entry(stemmer.stem(&folded).to_owned()).or_default() += 1;
            }
        }
    }
    Ok(frequencies)
}
