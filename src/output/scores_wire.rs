//! The scores of runs as one JSON object.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::evaluation::{Measure, Paired};

use super::SCHEMA;
use super::scores::{Evaluation, MeasuredRun};

/// Runs that were measured.
#[derive(Serialize)]
pub(super) struct EvaluationWire {
    schema: u32,
    judged: usize,
    only_answered: bool,
    measures: Vec<String>,
    runs: Vec<RunWire>,
}

#[derive(Serialize)]
struct RunWire {
    run: String,
    answered: usize,
    failed: u64,
    unjudged: u64,
    missing: Vec<String>,
    means: BTreeMap<String, Option<f64>>,
    against_first: Option<BTreeMap<String, PairedWire>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    queries: Option<Vec<QueryScoresWire>>,
}

#[derive(Serialize)]
struct QueryScoresWire {
    id: String,
    values: BTreeMap<String, Option<f64>>,
}

#[derive(Serialize)]
struct PairedWire {
    queries: usize,
    change: f64,
    wins: usize,
    ties: usize,
    losses: usize,
    t: Option<f64>,
    p_t_test: Option<f64>,
    p_randomisation: f64,
    ways: usize,
    exact: bool,
}

impl EvaluationWire {
    /// From runs that were measured.
    pub(super) fn new(evaluation: &Evaluation<'_>) -> EvaluationWire {
        EvaluationWire {
            schema: SCHEMA,
            judged: evaluation.judgements.queries().len(),
            only_answered: evaluation.only_answered,
            measures: names(evaluation).collect(),
            runs: evaluation.runs.iter().map(|run| RunWire::new(evaluation, run)).collect(),
        }
    }
}

fn names(evaluation: &Evaluation<'_>) -> impl Iterator<Item = String> {
    evaluation.measures.iter().map(Measure::to_string)
}

impl RunWire {
    fn new(evaluation: &Evaluation<'_>, run: &MeasuredRun) -> RunWire {
        let compared = || names(evaluation).zip(run.against_first.iter().map(PairedWire::new)).collect();
        let values = |query| {
            let value = |(at, name)| (name, evaluation.value(run, query, at));
            names(evaluation).enumerate().map(value).collect()
        };
        let judged = || evaluation.judgements.queries().iter().enumerate();
        let queries =
            || judged().map(|(at, query)| QueryScoresWire { id: query.id.clone(), values: values(at) }).collect();
        let missing = judged().filter(|(at, _)| !run.scores.has(*at)).map(|(_, query)| query.id.clone());
        RunWire {
            run: run.name.clone(),
            answered: run.scores.answered(),
            failed: run.scores.failed,
            unjudged: run.scores.unjudged,
            missing: missing.collect(),
            means: names(evaluation).enumerate().map(|(at, name)| (name, evaluation.mean(run, at))).collect(),
            against_first: (!run.against_first.is_empty()).then(compared),
            queries: evaluation.per_query.then(queries),
        }
    }
}

impl PairedWire {
    fn new(paired: &Paired) -> PairedWire {
        PairedWire {
            queries: paired.queries,
            change: paired.change,
            wins: paired.wins,
            ties: paired.ties,
            losses: paired.losses,
            t: paired.t_test.map(|test| test.t),
            p_t_test: paired.t_test.map(|test| test.p),
            p_randomisation: paired.randomisation.p,
            ways: paired.randomisation.ways,
            exact: paired.randomisation.exact,
        }
    }
}
