//! A run measured: the values of each judged query.

use super::{GradedRanking, Judgements, Measure};

/// The measures of a run, query by query.
#[derive(Clone, Debug)]
pub(crate) struct Scores {
    values: Vec<Option<Vec<f64>>>,
    /// The number of queries that the run answers and that have no judgements.
    pub unjudged: u64,
    /// How many judged queries failed, and so count as not answered.
    pub failed: u64,
    /// How many hits of judged queries were judged.
    pub judged_hits: u64,
}

impl Scores {
    /// Of a run that answers nothing yet.
    pub(crate) fn new(judgements: &Judgements) -> Scores {
        Scores { values: vec![None; judgements.queries().len()], unjudged: 0, failed: 0, judged_hits: 0 }
    }

    /// The answer to a query, each hit with its score and its document.
    pub(crate) fn add<'a>(
        &mut self,
        judgements: &Judgements,
        measures: &[Measure],
        query: &str,
        hits: impl IntoIterator<Item = (f32, &'a str)>,
    ) {
        let Some(at) = judgements.place(query) else {
            self.unjudged += 1;
            return;
        };
        let ranked = GradedRanking::of(&judgements.queries()[at], hits);
        self.judged_hits += ranked.judged() as u64;
        self.values[at] = Some(measures.iter().map(|measure| measure.value(&ranked)).collect());
    }

    /// A query that could not be run.
    pub(crate) fn add_failed(&mut self, judgements: &Judgements, query: &str) {
        match judgements.place(query) {
            Some(_) => self.failed += 1,
            None => self.unjudged += 1,
        }
    }

    /// How many judged queries have an answer.
    pub(crate) fn answered(&self) -> usize {
        self.values.iter().flatten().count()
    }

    /// Whether the query at a place has an answer.
    pub(crate) fn has(&self, query: usize) -> bool {
        self.values[query].is_some()
    }

    /// The value of a measure for the query at a place. Without an answer it is 0 or, where only answered queries
    /// count, none.
    pub(crate) fn value(&self, query: usize, measure: usize, only_answered: bool) -> Option<f64> {
        match &self.values[query] {
            Some(values) => Some(values[measure]),
            None => (!only_answered).then_some(0.0),
        }
    }

    /// The mean of a measure over all judged queries, or over those that are answered.
    pub(crate) fn mean(&self, measure: usize, only_answered: bool) -> Option<f64> {
        let values = (0..self.values.len()).filter_map(|query| self.value(query, measure, only_answered));
        let (count, sum) = values.fold((0u32, 0.0), |(count, sum), value| (count + 1, sum + value));
        (count > 0).then(|| sum / f64::from(count))
    }

    /// The differences of two runs, query by query, if both have a value.
    pub(crate) fn differences(&self, first: &Scores, measure: usize, only_answered: bool) -> Vec<f64> {
        let value = |scores: &Scores, query| scores.value(query, measure, only_answered);
        (0..self.values.len()).filter_map(|query| Some(value(self, query)? - value(first, query)?)).collect()
    }
}
