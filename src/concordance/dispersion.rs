//! How evenly something is spread over parts of a corpus.
//!
//! The tests compare with the figures that the papers print.

use std::collections::{BTreeMap, HashMap};

use crate::report::Report;

/// A part of a corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CorpusPart {
    /// Its name.
    pub name: String,
    /// How many words it has.
    pub words: u64,
    /// How often something occurs in it.
    pub occurrences: u64,
}

impl CorpusPart {
    /// A part with this many words and occurrences.
    pub fn new(name: impl Into<String>, words: u64, occurrences: u64) -> CorpusPart {
        CorpusPart { name: name.into(), words, occurrences }
    }
}

/// How evenly something is spread. The measures are there if it occurs, and there are at least two parts.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Dispersion {
    /// The parts that have words, in order.
    pub parts: Vec<CorpusPart>,
    /// Juilland's D: 1 if it is equally frequent in all parts, 0 if it is in one only. As parts differ in size, it is
    /// of relative frequencies.
    pub d: Option<f64>,
    /// The deviation of proportions of Gries (2008): 0 if each part has its share, near 1 if it is in a small part only.
    pub dp: Option<f64>,
    /// The same normalised so that it reaches 1, by Lijffijt and Gries (2012).
    pub dp_norm: Option<f64>,
}

impl Dispersion {
    /// Over some parts; those without words are left out.
    pub fn new(parts: Vec<CorpusPart>) -> Dispersion {
        let parts: Vec<CorpusPart> = parts.into_iter().filter(|part| part.words > 0).collect();
        let words: u64 = parts.iter().map(|part| part.words).sum();
        let occurrences: u64 = parts.iter().map(|part| part.occurrences).sum();
        if parts.len() < 2 || occurrences == 0 {
            return Dispersion { parts, d: None, dp: None, dp_norm: None };
        }
        let shares: Vec<(f64, f64)> = parts
            .iter()
            .map(|part| (part.words as f64 / words as f64, part.occurrences as f64 / occurrences as f64))
            .collect();
        let dp = shares.iter().map(|(expected, observed)| (observed - expected).abs()).sum::<f64>() / 2.0;
        let smallest = shares.iter().map(|(expected, _)| *expected).fold(1.0, f64::min);
        Dispersion { d: Some(juilland(&parts)), dp: Some(dp), dp_norm: Some(dp / (1.0 - smallest)), parts }
    }

    /// How many parts it occurs in.
    pub fn range(&self) -> usize {
        self.parts.iter().filter(|part| part.occurrences > 0).count()
    }

    /// How often it occurs in all parts.
    pub fn occurrences(&self) -> u64 {
        self.parts.iter().map(|part| part.occurrences).sum()
    }
}

/// Juilland's D: 1 less the coefficient of variation of the relative frequencies over the root of one less than the
/// number of parts.
fn juilland(parts: &[CorpusPart]) -> f64 {
    let rates: Vec<f64> = parts.iter().map(|part| part.occurrences as f64 / part.words as f64).collect();
    let number = rates.len() as f64;
    let mean = rates.iter().sum::<f64>() / number;
    let variance = rates.iter().map(|rate| (rate - mean).powi(2)).sum::<f64>() / number;
    1.0 - (variance.sqrt() / mean) / (number - 1.0).sqrt()
}

/// What a corpus is divided by, and how something is spread over its parts.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Division {
    /// What it is divided by: `authority`, `year`.
    pub by: &'static str,
    /// How it is spread.
    pub dispersion: Dispersion,
    /// The reports that are in no part, as it is not known of them.
    pub reports_left_out: u64,
}

impl Division {
    /// The occurrences in all reports: those of the division that leaves out the fewest; none without a division.
    pub(crate) fn occurrences(divisions: &[Division]) -> Option<u64> {
        divisions.iter().map(|division| division.dispersion.occurrences()).max()
    }
}

/// Divides reports by authority and by the year of their date; `occurrences` are by the id of the report.
pub(crate) fn divide<'r>(
    reports: impl Iterator<Item = &'r Report> + Clone,
    occurrences: &HashMap<String, u64>,
) -> Vec<Division> {
    let by = |by, part_of: &dyn Fn(&Report) -> Option<String>| {
        let mut parts: BTreeMap<String, CorpusPart> = BTreeMap::new();
        let mut reports_left_out = 0;
        for report in reports.clone() {
            let Some(name) = part_of(report) else {
                reports_left_out += 1;
                continue;
            };
            let part = parts.entry(name.clone()).or_insert_with(|| CorpusPart::new(name, 0, 0));
            part.words += report.words;
            part.occurrences += occurrences.get(&report.id).copied().unwrap_or(0);
        }
        Division { by, dispersion: Dispersion::new(parts.into_values().collect()), reports_left_out }
    };
    let year = |report: &Report| report.meta.date.map(|date| format!("{:04}", date.parts().0));
    vec![by("authority", &|report: &Report| report.meta.authority.clone()), by("year", &year)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(sizes: &[u64], occurrences: &[u64]) -> Dispersion {
        let parts = sizes.iter().zip(occurrences).map(|(words, occurrences)| CorpusPart::new("", *words, *occurrences));
        Dispersion::new(parts.collect())
    }

    fn close(found: Option<f64>, expected: f64, limit: f64) {
        let found = found.expect("it can be worked out");
        assert!((found - expected).abs() < limit, "{found} is not {expected}");
    }

    #[test]
    fn d_is_that_of_the_literature() {
        // Carroll 1970, page 14: equal parts.
        close(spread(&[100; 5], &[0, 4, 3, 2, 1]).d, 0.6464, 0.000_05);
        // Lyne 1985, the lemma ALLEMAND in ten parts of unequal size.
        let sizes = [8_143, 8_058, 8_271, 8_125, 7_959, 7_941, 8_146, 8_001, 8_003, 7_930];
        close(spread(&sizes, &[2, 0, 1, 1, 3, 0, 3, 0, 0, 0]).d, 0.603_879_7, 0.000_000_1);
        // Gries 2020, "Analyzing Dispersion": the word b, twice in each of five parts.
        close(spread(&[9, 10, 10, 10, 11], &[2, 2, 2, 2, 2]).d, 0.968, 0.000_5);
    }

    #[test]
    fn dp_is_that_of_the_literature() {
        // Gries 2008, page 416: equally often in equal parts.
        close(spread(&[5; 3], &[3, 3, 3]).dp, 0.0, 1e-12);
        // Lijffijt and Gries 2012, page 148: two thirds in one of three equal parts, a third in another.
        let two_thirds = spread(&[7; 3], &[2, 1, 0]);
        close(two_thirds.dp, 1.0 / 3.0, 1e-12);
        close(two_thirds.dp_norm, 0.5, 1e-12);
        // Gries 2008, the word a in five parts: the shares that the paper lists come to this.
        close(spread(&[9, 10, 10, 10, 11], &[1, 2, 3, 4, 5]).dp, 0.18, 1e-12);
    }

    #[test]
    fn what_cannot_be_measured_has_no_measure() {
        for dispersion in [spread(&[], &[]), spread(&[9], &[3]), spread(&[9, 9], &[0, 0]), spread(&[9, 0], &[1, 0])] {
            assert_eq!((dispersion.d, dispersion.dp, dispersion.dp_norm), (None, None, None));
        }
        assert_eq!(spread(&[9, 0, 8], &[1, 0, 0]).parts.len(), 2);
    }
}
