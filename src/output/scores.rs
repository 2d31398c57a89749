//! The scores of runs: a table of means, the comparison of each further run with the first, and on request the values
//! of each query.

use std::io::{self, Write};

use crate::evaluation::{Judgements, Measure, Paired, Scores};

use super::grid::Grid;
use super::scores_wire::EvaluationWire;
use super::table::{cell, writer};
use super::{Content, Format, write_object};

/// The query id of the mean over all queries, as in `trec_eval`.
const ALL: &str = "all";

/// Runs that were measured.
pub(crate) struct Evaluation<'a> {
    /// The judgements.
    pub judgements: &'a Judgements,
    /// The measures.
    pub measures: &'a [Measure],
    /// The runs.
    pub runs: &'a [MeasuredRun],
    /// Whether queries without an answer are left out rather than counted as 0.
    pub only_answered: bool,
    /// Whether the values of each query are asked for.
    pub per_query: bool,
}

/// A run that was measured.
pub(crate) struct MeasuredRun {
    /// The name of its file.
    pub name: String,
    /// Its values.
    pub scores: Scores,
    /// Each measure compared with that of the first run; of the first run itself, empty.
    pub against_first: Vec<Paired>,
}

/// Writes them in a format.
///
/// # Errors
/// If `out` fails, and for a format that scores do not have.
pub(crate) fn write_evaluation(out: &mut dyn Write, format: Format, evaluation: &Evaluation<'_>) -> io::Result<()> {
    match format {
        Format::Json => write_object(out, &EvaluationWire::new(evaluation)),
        Format::Csv => evaluation.rows(out, b','),
        Format::Tsv => evaluation.rows(out, b'\t'),
        Format::Markdown => evaluation.grids(out, Grid::markdown),
        Format::Text => evaluation.grids(out, Grid::text),
        format => Err(Content::Scores.has_no(format)),
    }
}

impl Evaluation<'_> {
    pub(super) fn mean(&self, run: &MeasuredRun, measure: usize) -> Option<f64> {
        run.scores.mean(measure, self.only_answered)
    }

    pub(super) fn value(&self, run: &MeasuredRun, query: usize, measure: usize) -> Option<f64> {
        run.scores.value(query, measure, self.only_answered)
    }

    /// Tables with a blank line between two.
    fn grids(&self, out: &mut dyn Write, write: impl Fn(&Grid, &mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        if self.per_query {
            for run in self.runs {
                write(&self.queries_grid(run), out)?;
                writeln!(out)?;
            }
        }
        write(&self.means_grid(), out)?;
        for run in self.runs.iter().filter(|run| !run.against_first.is_empty()) {
            writeln!(out)?;
            write(&self.comparison_grid(run), out)?;
        }
        Ok(())
    }

    fn means_grid(&self) -> Grid {
        let names = self.runs.iter().map(|run| run.name.clone());
        let mut grid = Grid::new(["mean".to_owned()].into_iter().chain(names));
        for (at, measure) in self.measures.iter().enumerate() {
            let means = self.runs.iter().map(|run| decimal(self.mean(run, at)));
            grid.row([measure.to_string()].into_iter().chain(means));
        }
        grid
    }

    fn queries_grid(&self, run: &MeasuredRun) -> Grid {
        let names = self.measures.iter().map(Measure::to_string);
        let mut grid = Grid::new([run.name.clone()].into_iter().chain(names));
        for (query, judged) in self.judgements.queries().iter().enumerate() {
            let values = (0..self.measures.len()).map(|at| decimal(self.value(run, query, at)));
            grid.row([judged.id.clone()].into_iter().chain(values));
        }
        grid
    }

    fn comparison_grid(&self, run: &MeasuredRun) -> Grid {
        let first = self.runs.first().map_or("", |run| &run.name);
        let header = ["change", "wins", "ties", "losses", "p (t-test)", "p (randomisation)"].map(str::to_owned);
        let mut grid = Grid::new([format!("{} against {first}", run.name)].into_iter().chain(header));
        for (measure, paired) in self.measures.iter().zip(&run.against_first) {
            grid.row([
                measure.to_string(),
                format!("{:+.4}", paired.change),
                paired.wins.to_string(),
                paired.ties.to_string(),
                paired.losses.to_string(),
                chance(paired.t_test.map(|test| test.p)),
                chance(Some(paired.randomisation.p)),
            ]);
        }
        grid
    }

    /// A value a row.
    fn rows(&self, out: &mut dyn Write, separator: u8) -> io::Result<()> {
        let mut rows = writer(out, separator);
        rows.write_record([
            "run",
            "qid",
            "measure",
            "value",
            "change",
            "wins",
            "ties",
            "losses",
            "p_t_test",
            "p_randomisation",
        ])?;
        for run in self.runs {
            let queries = self.judgements.queries().iter().enumerate().filter(|_| self.per_query);
            for (query, judged) in queries {
                for (at, measure) in self.measures.iter().enumerate() {
                    let row = [run.name.clone(), judged.id.clone(), measure.to_string()];
                    let value = [number(self.value(run, query, at))];
                    rows.write_record(row.into_iter().chain(value).chain(vec![String::new(); 6]).map(cell))?;
                }
            }
            for (at, measure) in self.measures.iter().enumerate() {
                let row = [run.name.clone(), ALL.to_owned(), measure.to_string(), number(self.mean(run, at))];
                let compared = run.against_first.get(at).map_or_else(|| vec![String::new(); 6], compared_cells);
                rows.write_record(row.into_iter().chain(compared).map(cell))?;
            }
        }
        rows.flush()
    }
}

fn decimal(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.4}"))
}

/// A probability, which is never shown as 0.
fn chance(p: Option<f64>) -> String {
    if p.is_some_and(|p| p < 0.00005) { "<0.0001".to_owned() } else { decimal(p) }
}

fn number(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn compared_cells(paired: &Paired) -> Vec<String> {
    vec![
        paired.change.to_string(),
        paired.wins.to_string(),
        paired.ties.to_string(),
        paired.losses.to_string(),
        number(paired.t_test.map(|test| test.p)),
        paired.randomisation.p.to_string(),
    ]
}
