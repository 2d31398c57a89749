//! What is said of the same matter elsewhere: the passage that shares the words of another that say most.

use std::collections::{BTreeMap, HashMap};

use crate::report::Passage;
use crate::text::{Stemmer, fold, is_stop_word, words};

/// Two passages with less in common than this are on different matters.
const MIN_COSINE: f64 = 0.2;

/// A passage on the same matter.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Matter {
    /// Its place among the passages that were looked at.
    pub at: usize,
    /// How like it is: the cosine of the two as vectors of stems, each weighted by how rare it is among all, from 0 to 1.
    pub cosine: f64,
}

/// For each passage, the one of `others` that is most likely on the same matter, if one is: by the cosine of their stems
/// weighted by inverse document frequency (Salton and Buckley 1988, "Term-weighting approaches in automatic text
/// retrieval").
pub(crate) fn nearest_on_matter(passages: &[&Passage], others: &[&Passage]) -> Vec<Option<Matter>> {
    let mut stemmer = Stemmer::new();
    let mut stems_of = |passage: &&Passage| {
        let mut stems = Vector::new();
        for word in words(&passage.text) {
            let word = fold(word.text);
            if !is_stop_word(&word) {
                *stems.entry(stemmer.stem(&word).to_owned()).or_default() += 1.0;
            }
        }
        stems
    };
    let mut wanted: Vec<Vector> = passages.iter().map(&mut stems_of).collect();
    let mut known: Vec<Vector> = others.iter().map(&mut stems_of).collect();
    let mut documents: HashMap<String, u32> = HashMap::new();
    for stem in wanted.iter().chain(&known).flat_map(Vector::keys) {
        *documents.entry(stem.clone()).or_default() += 1;
    }
    let all = (wanted.len() + known.len()) as f64;
    wanted.iter_mut().chain(&mut known).for_each(|stems| weigh(stems, &documents, all));
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, stems) in known.iter().enumerate() {
        for stem in stems.keys() {
            places.entry(stem).or_default().push(at);
        }
    }
    let nearest = |stems: &Vector| {
        let mut sums = vec![0.0; known.len()];
        for (stem, worth) in stems {
            for &at in places.get(stem.as_str()).into_iter().flatten() {
                sums[at] += worth * known[at].get(stem).copied().unwrap_or_default();
            }
        }
        let best = sums.into_iter().enumerate().rev().max_by(|a, b| a.1.total_cmp(&b.1));
        best.filter(|(_, cosine)| *cosine >= MIN_COSINE).map(|(at, cosine)| Matter { at, cosine })
    };
    wanted.iter().map(nearest).collect()
}

/// Stems, each with its weight. In order, as sums in the order of a hash map would differ in their last digits.
type Vector = BTreeMap<String, f64>;

/// Makes counts of stems a vector of length 1.
fn weigh(stems: &mut Vector, documents: &HashMap<String, u32>, all: f64) {
    for (stem, worth) in stems.iter_mut() {
        let with = documents.get(stem).copied().unwrap_or(1);
        *worth *= libm::log(1.0 + all / f64::from(with));
    }
    let length = stems.values().map(|worth| worth * worth).sum::<f64>().sqrt();
    if length > 0.0 {
        stems.values_mut().for_each(|worth| *worth /= length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_shares_the_rarest_words() {
        let asked = [
            Passage::of_text("Improve the supervision of social workers."),
            Passage::of_text("Recruit more foster carers."),
        ];
        let found = [
            Passage::of_text("Social workers write good plans."),
            Passage::of_text("Supervision of social workers is irregular."),
            Passage::of_text("Children are safe."),
        ];
        let nearest = nearest_on_matter(&asked.iter().collect::<Vec<_>>(), &found.iter().collect::<Vec<_>>());
        assert_eq!(nearest.iter().map(|matter| matter.map(|matter| matter.at)).collect::<Vec<_>>(), [Some(1), None]);
        let same = nearest_on_matter(&[&asked[0]], &[&asked[0]]);
        assert!(same[0].is_some_and(|matter| (matter.cosine - 1.0).abs() < 1e-9));
        assert_eq!(nearest_on_matter(&[&asked[0]], &[]), [None]);
    }
}
