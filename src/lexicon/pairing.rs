//! From the definitions of single reports to the meaning of an acronym in the corpus.
//!
//! The same acronym may be two things: "CP" is child protection here and a care plan there. A reader can tell from the
//! report; a search over many reports cannot. So a meaning is accepted only if at least [`DOMINANCE`] reports give it
//! for each that gives another: then at most one report in six means something else. If no meaning dominates, none is
//! accepted, in neither direction: `CP` for "care plan" would mostly find child protection, and "care plan" for `CP`
//! would flood the answer with something else. These are kept for a person to decide in a lexicon file.

use std::collections::BTreeMap;

use serde::Serialize;

use super::form::{Form, Key, open_compound};
use super::long::singular;
use crate::report::Acronym;
use crate::text::{Stemmer, base_of_possessive, fold, is_stop_word, words};

/// The accepted meaning needs this many reports for each report that gives another.
pub(crate) const DOMINANCE: u64 = 5;

/// One thing that an acronym stands for, in all the ways reports write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Pairing {
    /// The acronym, spelt as most reports do.
    pub short: String,
    /// The long form, written as most reports do.
    pub long: String,
    /// The forms of the long form that differ in more than inflection, the most reported first.
    pub rows: Vec<Form>,
    /// The number of reports that give it (one that gives it in two ways may count twice).
    pub reports: u64,
    /// Whether the lexicon makes use of it.
    pub standing: PairingStatus,
}

/// Whether a search may replace one side of a pairing by the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PairingStatus {
    /// The acronym has this meaning, as good as always.
    Accepted,
    /// The acronym has another meaning, as good as always.
    Rare,
    /// The acronym has several meanings, and none is the usual one.
    Ambiguous,
    /// The lexicon file says otherwise.
    Overruled,
}

/// Decides the meaning of each acronym, from definitions with the number of reports that give them. Ordered by acronym,
/// and for each the most reported meaning first.
pub(crate) fn pairings(harvested: &[(Acronym, u64)]) -> Vec<Pairing> {
    let mut stemmer = Stemmer::new();
    let mut by_short: BTreeMap<String, Vec<&(Acronym, u64)>> = BTreeMap::new();
    for definition in harvested {
        by_short.entry(fold(&definition.0.short)).or_default().push(definition);
    }
    let mut decided = Vec::new();
    for definitions in by_short.values() {
        let mut meanings = meanings(definitions, &mut stemmer);
        judge(&mut meanings);
        decided.append(&mut meanings);
    }
    decided
}

fn judge(meanings: &mut [Pairing]) {
    let all: u64 = meanings.iter().map(|meaning| meaning.reports).sum();
    let Some((first, others)) = meanings.split_first_mut() else { return };
    let dominates = first.reports >= DOMINANCE.saturating_mul(all - first.reports);
    first.standing = if dominates { PairingStatus::Accepted } else { PairingStatus::Ambiguous };
    for other in others {
        other.standing = if dominates { PairingStatus::Rare } else { PairingStatus::Ambiguous };
    }
}

fn meanings(definitions: &[&(Acronym, u64)], stemmer: &mut Stemmer) -> Vec<Pairing> {
    let short = most_reported(definitions.iter().map(|(acronym, reports)| (acronym.short.as_str(), *reports)));
    let mut senses = Senses::default();
    let mut longs_of: Vec<Vec<(&str, u64)>> = Vec::new();
    for (acronym, reports) in definitions {
        let at = senses.number(Sense::new(&acronym.long, stemmer));
        longs_of.resize_with(longs_of.len().max(at + 1), Vec::new);
        longs_of[at].push((&acronym.long, *reports));
    }
    let of_sense = |longs: Vec<(&str, u64)>| Pairing {
        short: short.clone(),
        long: most_reported(longs.iter().copied()),
        rows: rows(&longs, stemmer),
        reports: longs.iter().map(|(_, reports)| reports).sum(),
        standing: PairingStatus::Ambiguous,
    };
    let mut meanings: Vec<Pairing> = longs_of.into_iter().map(of_sense).collect();
    meanings.sort_by(|a, b| b.reports.cmp(&a.reports).then_with(|| a.long.cmp(&b.long)));
    meanings
}

/// The writing with the most reports; among equals one in small letters, then the first by alphabet.
fn most_reported<'a>(writings: impl Iterator<Item = (&'a str, u64)>) -> String {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    writings.for_each(|(writing, reports)| *counts.entry(writing).or_default() += reports);
    let best = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(b.0)));
    best.map_or(String::new(), |(writing, _)| writing.to_owned())
}

/// The forms of these writings, each once, in the writing that most reports have.
fn rows(longs: &[(&str, u64)], stemmer: &mut Stemmer) -> Vec<Form> {
    let mut by_key: BTreeMap<Key, BTreeMap<Form, u64>> = BTreeMap::new();
    for (long, reports) in longs {
        if let Some(row) = Form::row(long) {
            *by_key.entry(row.key(stemmer)).or_default().entry(row).or_default() += reports;
        }
    }
    let of_key = |writings: BTreeMap<Form, u64>| {
        let all: u64 = writings.values().sum();
        let best = writings.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        best.map(|(row, _)| (row, all))
    };
    let mut rows: Vec<(Form, u64)> = by_key.into_values().filter_map(of_key).collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    rows.into_iter().map(|(row, _)| row).collect()
}

/// The key that makes two long forms of one acronym the same: the stems of their words in the singular, without
/// function words, in any order ("education, employment and training").
struct Sense {
    stems: Vec<String>,
    sorted: Vec<String>,
}

impl Sense {
    fn new(long: &str, stemmer: &mut Stemmer) -> Sense {
        let folded = words(long).map(|word| fold(word.text)).filter(|word| !is_stop_word(word));
        let parts: Vec<String> = folded.flat_map(|word| open_compound(&word).map(str::to_owned)).collect();
        let stem = |word: &String| stemmer.stem(&singular(base_of_possessive(word).unwrap_or(word))).to_owned();
        let stems: Vec<String> = parts.iter().filter(|part| !part.is_empty()).map(stem).collect();
        let mut sorted = stems.clone();
        sorted.sort();
        Sense { stems, sorted }
    }

    /// All but the end of the last word, where English has several nouns for one thing ("personal adviser",
    /// "personal advisor"): forms with an equal beginning are the same too.
    fn beginning(&self) -> Option<(&[String], &[u8])> {
        let (last, before) = self.stems.split_last()?;
        let enough = if before.len() >= 3 { 3 } else { 5 };
        Some((before, last.as_bytes().get(..enough)?))
    }
}

/// The senses of one acronym, numbered as they are found, and looked up by the key of all their spellings.
#[derive(Default)]
struct Senses {
    count: usize,
    by_stems: BTreeMap<Vec<String>, usize>,
    by_beginning: BTreeMap<(Vec<String>, Vec<u8>), usize>,
}

impl Senses {
    /// The number of the first sense that is the same as this one, which may be a new one.
    fn number(&mut self, sense: Sense) -> usize {
        let beginning = sense.beginning().map(|(before, start)| (before.to_vec(), start.to_vec()));
        let by_stems = self.by_stems.get(&sense.sorted);
        let by_beginning = beginning.as_ref().and_then(|beginning| self.by_beginning.get(beginning));
        if let Some(&known) = by_stems.into_iter().chain(by_beginning).min() {
            return known;
        }
        let new = self.count;
        self.count += 1;
        self.by_stems.insert(sense.sorted, new);
        if let Some(beginning) = beginning {
            self.by_beginning.insert(beginning, new);
        }
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(definitions: &[(&str, &str, u64)]) -> Vec<(String, String, u64, PairingStatus)> {
        let harvested: Vec<_> = definitions
            .iter()
            .map(|&(short, long, reports)| (Acronym { short: short.into(), long: long.into() }, reports))
            .collect();
        pairings(&harvested).into_iter().map(|p| (p.short, p.long, p.reports, p.standing)).collect()
    }

    #[test]
    fn writings_of_one_meaning_are_one() {
        for (one, other, same) in [
            ("multi-agency safeguarding hub", "Multiagency safeguarding hubs", true),
            ("child in need", "children in need", true),
            ("children and young people's plan", "Children & Young People’s Plan", true),
            ("special needs and disability", "special needs and/or disabilities", true),
            ("independent domestic violence advocate", "independent domestic violence advisers", true),
            ("local children board", "local children's board", true),
            ("education, employment and training", "employment, education or training", true),
            ("director of children's services", "director for children's services", true),
            ("child protection", "care plan", false),
            ("personal adviser", "personal advisor", true),
            ("personal assistant", "personal assessment", false),
            ("early help assessment team", "early help assessment tool", false),
            ("initial response team", "integrated response team", false),
        ] {
            assert_eq!(of(&[("X", one, 1), ("X", other, 1)]).len() == 1, same, "{one} / {other}");
        }
    }

    #[test]
    fn an_acronym_may_have_any_number_of_meanings() {
        let longs: Vec<String> = (0..20_000).map(|number| format!("a{number} b{number}")).collect();
        let definitions: Vec<(&str, &str, u64)> = longs.iter().map(|long| ("AB", long.as_str(), 1)).collect();
        assert_eq!(of(&definitions).len(), longs.len());
    }

    #[test]
    fn one_meaning_must_dominate() {
        use PairingStatus::{Accepted, Ambiguous, Rare};
        for (protection, plan, expected) in [
            (1, 0, vec![Accepted]),
            (5, 1, vec![Accepted, Rare]),
            (4, 1, vec![Ambiguous, Ambiguous]),
            (1, 1, vec![Ambiguous, Ambiguous]),
            (2, 90, vec![Accepted, Rare]),
        ] {
            let definitions = [("CP", "child protection", protection), ("CP", "care plan", plan)];
            let counted: Vec<_> = definitions.into_iter().filter(|definition| definition.2 > 0).collect();
            let standings: Vec<_> = of(&counted).into_iter().map(|pairing| pairing.3).collect();
            assert_eq!(standings, expected, "{protection} to {plan}");
        }
    }

    #[test]
    fn the_usual_writing_is_shown() {
        let found = of(&[("CIN", "Children in Need", 1), ("CiN", "child in need", 3), ("CiN", "children in need", 1)]);
        assert_eq!(found, [("CiN".into(), "child in need".into(), 5, PairingStatus::Accepted)]);
    }
}
