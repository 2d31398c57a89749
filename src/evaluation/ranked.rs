//! A ranking as measures see it: the grade at each rank.

use std::cmp::Ordering;

use super::Judged;

/// The grades of a query's hits in the order of the ranking, beside those of the best order there is.
#[derive(Clone, Debug)]
pub(crate) struct GradedRanking {
    /// The grade of the hit at each rank; none for a hit without judgement.
    pub(super) grades: Vec<Option<i64>>,
    /// All grades of the query that are above nothing, the highest first.
    pub(super) gains: Vec<i64>,
}

impl GradedRanking {
    /// Ranks documents by score as `trec_eval` does: the highest first, equal ones by descending id. Ranks that a run
    /// gives are not asked for. `trec_eval` keeps scores in single precision, so these are, too.
    pub(crate) fn of<'a>(judged: &Judged, hits: impl IntoIterator<Item = (f32, &'a str)>) -> GradedRanking {
        let mut hits: Vec<(f32, &str)> = hits.into_iter().collect();
        hits.sort_unstable_by(|a, b| b.0.partial_cmp(&a.0).unwrap_or(Ordering::Equal).then_with(|| b.1.cmp(a.1)));
        GradedRanking { grades: hits.iter().map(|(_, id)| judged.grade(id)).collect(), gains: judged.gains() }
    }

    /// How many of the hits were judged.
    pub(crate) fn judged(&self) -> usize {
        self.grades.iter().flatten().count()
    }

    /// How many documents are relevant, with grades from `least` on.
    pub(super) fn relevant(&self, least: i64) -> usize {
        self.gains.partition_point(|grade| *grade >= least)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Judgements;
    use super::*;

    #[test]
    fn equal_scores_are_ranked_by_descending_id() {
        let mut judgements = Judgements::default();
        for (document, grade) in [("a", 1), ("b", 2), ("c", 0), ("B", 3)] {
            assert_eq!(judgements.add("q", document, grade), None);
        }
        let judged = &judgements.queries()[0];
        for (hits, grades) in [
            (vec![(1.0, "a"), (2.0, "b")], vec![Some(2), Some(1)]),
            (vec![(1.0, "a"), (1.0, "b"), (1.0, "B")], vec![Some(2), Some(1), Some(3)]),
            (vec![(-0.0, "c"), (0.0, "a"), (-1.0, "b")], vec![Some(0), Some(1), Some(2)]),
            (vec![(f32::NEG_INFINITY, "a"), (-5.0, "x"), (1e30, "b")], vec![Some(2), None, Some(1)]),
        ] {
            assert_eq!(GradedRanking::of(judged, hits.clone()).grades, grades, "{hits:?}");
        }
        assert_eq!(judgements.add("q", "a", 1), None);
        assert_eq!(judgements.add("q", "a", 2), Some(1));
    }
}
