//! The measures, by the names that the ir-measures project gives them: `AP`, `nDCG@10`, `P(rel=2)@5`.
//!
//! Each is computed as `trec_eval` 9 does. Gains are the grades themselves and the discount of rank r is
//! log2(r + 1), after Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002). A query
//! without any relevant document has 0.

use std::fmt;
use std::str::FromStr;

use super::GradedRanking;

/// A measure of a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Measure {
    what: MeasureKind,
    /// The least grade that is relevant.
    least: i64,
    /// The number of ranks that count.
    cutoff: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MeasureKind {
    AveragePrecision,
    ReciprocalRank,
    NormalisedGain,
    Precision,
    Recall,
    PrecisionAtRelevant,
    Success,
    Judged,
}

/// Names, the first as it is printed; and whether the measure needs a cut-off, has none, or either.
const NAMES: [(MeasureKind, &[&str], Cutoff); 8] = [
    (MeasureKind::AveragePrecision, &["AP", "MAP"], Cutoff::Allowed),
    (MeasureKind::ReciprocalRank, &["RR", "MRR"], Cutoff::Allowed),
    (MeasureKind::NormalisedGain, &["nDCG"], Cutoff::Allowed),
    (MeasureKind::Precision, &["P", "Precision"], Cutoff::Needed),
    (MeasureKind::Recall, &["R", "Recall"], Cutoff::Needed),
    (MeasureKind::PrecisionAtRelevant, &["Rprec"], Cutoff::Refused),
    (MeasureKind::Success, &["Success"], Cutoff::Needed),
    (MeasureKind::Judged, &["Judged"], Cutoff::Needed),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cutoff {
    Needed,
    Allowed,
    Refused,
}

impl Measure {
    /// Its value for one ranking.
    pub(crate) fn value(&self, ranked: &GradedRanking) -> f64 {
        let relevant = ranked.relevant(self.least);
        let seen = &ranked.grades[..self.cutoff.unwrap_or(usize::MAX).min(ranked.grades.len())];
        let is_relevant = |grade: &Option<i64>| grade.is_some_and(|grade| grade >= self.least);
        let found = |ranks: &[Option<i64>]| ranks.iter().filter(|grade| is_relevant(grade)).count();
        let first = || seen.iter().position(is_relevant);
        match self.what {
            MeasureKind::AveragePrecision => share(precisions(seen, is_relevant), relevant),
            MeasureKind::ReciprocalRank => first().map_or(0.0, |at| 1.0 / float(at + 1)),
            MeasureKind::NormalisedGain => normalised_gain(seen, &ranked.gains, self.cutoff),
            MeasureKind::Precision => share(float(found(seen)), self.cutoff.unwrap_or(seen.len())),
            MeasureKind::Recall => share(float(found(seen)), relevant),
            MeasureKind::PrecisionAtRelevant => share(float(found(&seen[..relevant.min(seen.len())])), relevant),
            MeasureKind::Success => first().map_or(0.0, |_| 1.0),
            MeasureKind::Judged => share(float(seen.iter().flatten().count()), seen.len()),
        }
    }
}

fn float(number: usize) -> f64 {
    number as f64
}

/// A part of a whole; of nothing, 0.
fn share(part: f64, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part / float(whole) }
}

/// The sum of the precisions at each relevant rank.
fn precisions(seen: &[Option<i64>], is_relevant: impl Fn(&Option<i64>) -> bool) -> f64 {
    let relevant = seen.iter().enumerate().filter(|(_, grade)| is_relevant(grade));
    relevant.zip(1..).map(|((at, _), found)| float(found) / float(at + 1)).sum()
}

fn normalised_gain(seen: &[Option<i64>], gains: &[i64], cutoff: Option<usize>) -> f64 {
    let discounted = |(at, gain): (usize, i64)| gain as f64 / libm::log2(float(at + 2));
    let gained = seen.iter().map(|grade| grade.unwrap_or(0).max(0)).enumerate().map(discounted).sum::<f64>();
    let best = gains.iter().copied().take(cutoff.unwrap_or(usize::MAX)).enumerate().map(discounted).sum::<f64>();
    if best > 0.0 { gained / best } else { 0.0 }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES.iter().find(|(what, ..)| *what == self.what).map_or("", |(_, names, _)| names[0]);
        f.write_str(name)?;
        if self.least != 1 {
            write!(f, "(rel={})", self.least)?;
        }
        self.cutoff.map_or(Ok(()), |cutoff| write!(f, "@{cutoff}"))
    }
}

/// Why a text names no measure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} is no measure: {why}")]
pub(crate) struct UnknownMeasure {
    name: String,
    why: &'static str,
}

impl FromStr for Measure {
    type Err = UnknownMeasure;

    fn from_str(text: &str) -> Result<Measure, UnknownMeasure> {
        let fail = |why| UnknownMeasure { name: text.to_owned(), why };
        let (rest, cutoff) = match text.split_once('@') {
            Some((rest, cutoff)) => (rest, Some(cutoff)),
            None => (text, None),
        };
        let (name, least) = match rest.strip_suffix(')').and_then(|rest| rest.split_once("(rel=")) {
            Some((name, least)) => (name, least.parse().ok().filter(|least| *least > 0)),
            None => (rest, Some(1)),
        };
        let least =
            least.ok_or_else(|| fail("rel is the least grade that is relevant, from 1 on, as in P(rel=2)@5"))?;
        let known = NAMES.iter().find(|(_, names, _)| names.iter().any(|known| known.eq_ignore_ascii_case(name)));
        let known = known.ok_or_else(|| fail("there are AP, RR, nDCG, P@k, R@k, Rprec, Success@k and Judged@k"));
        let (what, _, needs) = *known?;
        let cutoff = cutoff.map(|cutoff| cutoff.parse().ok().filter(|cutoff: &usize| *cutoff > 0));
        match (cutoff, needs) {
            (Some(None), _) => Err(fail("after @ comes how many ranks are looked at, such as @10")),
            (None, Cutoff::Needed) => Err(fail("it needs to know how many ranks are looked at, such as @10")),
            (Some(_), Cutoff::Refused) => {
                Err(fail("it looks at as many ranks as there are relevant documents, not @k"))
            }
            _ if least != 1 && matches!(what, MeasureKind::NormalisedGain | MeasureKind::Judged) => {
                Err(fail("it has no least grade; rel is for AP, RR, P, R, Rprec and Success"))
            }
            (cutoff, _) => Ok(Measure { what, least, cutoff: cutoff.flatten() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked out by hand. Grades by rank, `None` for a document without judgement; the grades that there are; the
    /// value.
    #[test]
    fn values_are_those_worked_out_by_hand() {
        let (log3, log5) = (3f64.log2(), 5f64.log2());
        let mixed = [Some(0), Some(2), None, Some(1), Some(-1)];
        for (name, grades, gains, value) in [
            ("AP", &mixed[..], &[3, 2, 1][..], (1.0 / 2.0 + 2.0 / 4.0) / 3.0),
            ("AP@2", &mixed, &[3, 2, 1], (1.0 / 2.0) / 3.0),
            ("AP(rel=2)", &mixed, &[3, 2, 1], (1.0 / 2.0) / 2.0),
            ("RR", &mixed, &[3, 2, 1], 0.5),
            ("RR@1", &mixed, &[3, 2, 1], 0.0),
            ("P@2", &mixed, &[3, 2, 1], 0.5),
            ("P@10", &mixed, &[3, 2, 1], 0.2),
            ("P(rel=3)@2", &mixed, &[3, 2, 1], 0.0),
            ("R@3", &mixed, &[3, 2, 1], 1.0 / 3.0),
            ("R@100", &mixed, &[3, 2, 1], 2.0 / 3.0),
            ("Rprec", &mixed, &[3, 2, 1], 1.0 / 3.0),
            ("Rprec", &mixed, &[2, 1, 1, 1, 1, 1], 2.0 / 6.0),
            ("nDCG", &mixed, &[3, 2, 1], (2.0 / log3 + 1.0 / log5) / (3.0 + 2.0 / log3 + 0.5)),
            ("nDCG@2", &mixed, &[3, 2, 1], (2.0 / log3) / (3.0 + 2.0 / log3)),
            ("Success@1", &mixed, &[3, 2, 1], 0.0),
            ("Success@2", &mixed, &[3, 2, 1], 1.0),
            ("Judged@3", &mixed, &[3, 2, 1], 2.0 / 3.0),
            ("AP", &mixed[..1], &[], 0.0),
            ("nDCG@5", &mixed[..1], &[], 0.0),
            ("R@5", &mixed[..1], &[], 0.0),
            ("Rprec", &[], &[1], 0.0),
            ("P@5", &[], &[1], 0.0),
            ("Judged@5", &[], &[1], 0.0),
        ] {
            let measure: Measure = name.parse().unwrap();
            let ranked = GradedRanking { grades: grades.to_vec(), gains: gains.to_vec() };
            assert!((measure.value(&ranked) - value).abs() < 1e-12, "{name} {grades:?}: {}", measure.value(&ranked));
        }
    }

    #[test]
    fn names_are_read_in_any_case_and_printed_in_one() {
        for (text, printed) in [
            ("map", "AP"),
            ("mrr@10", "RR@10"),
            ("ndcg@10", "nDCG@10"),
            ("NDCG", "nDCG"),
            ("recall@100", "R@100"),
            ("P(rel=2)@5", "P(rel=2)@5"),
            ("rprec", "Rprec"),
        ] {
            assert_eq!(text.parse::<Measure>().unwrap().to_string(), printed);
        }
        for text in ["", "F1", "P", "P@0", "P@x", "Rprec@3", "P(rel=0)@5", "P(rel=a)@5", "nDCG(rel=2)@5", "@5"] {
            assert!(text.parse::<Measure>().is_err(), "{text}");
        }
    }
}
