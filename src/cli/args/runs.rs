//! The arguments of the commands that read runs: `evaluate` and `diff`.

use clap::Args as ClapArgs;

use crate::evaluation::Measure;
use crate::output::{Content, Format};

use crate::cli::choices::{UnitChoice, formats_of};

/// Arguments of `evaluate`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct EvaluateArgs {
    /// Runs, as batch writes them in any format, or TREC runs of other programs; - for stdin
    #[arg(required = true, value_name = "RUN")]
    pub(in crate::cli) runs: Vec<String>,
    /// Judgements: a line each, qid 0 docno grade
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) qrels: String,
    /// Measures: AP, RR, nDCG, P@k, R@k, Rprec, Success@k, Judged@k; AP, RR and nDCG with @k, too
    #[arg(short, long, value_name = "NAMES", value_delimiter = ',', default_value = "AP,RR,nDCG@10,P@5,P@10,R@100")]
    pub(in crate::cli) measure: Vec<Measure>,
    /// What the judgements are of: with report, each report counts by its best passage
    #[arg(long, value_enum, default_value_t = UnitChoice::Passage)]
    pub(in crate::cli) unit: UnitChoice,
    /// The values of each query too
    #[arg(long)]
    pub(in crate::cli) per_query: bool,
    /// Leave judged queries that a run does not answer out of its means, rather than count them as 0
    #[arg(long)]
    pub(in crate::cli) only_answered: bool,
    /// Begin the random numbers of the randomisation test here
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(in crate::cli) seed: u64,
    /// Format of the output
    #[arg(long, value_parser = formats_of(Content::Scores), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
}

/// Arguments of `diff`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct DiffArgs {
    /// The run before, as batch writes it in any format, or a TREC run; - for stdin
    #[arg(value_name = "BEFORE")]
    pub(in crate::cli) before: String,
    /// The run after
    #[arg(value_name = "AFTER")]
    pub(in crate::cli) after: String,
    /// Show only hits that are new
    #[arg(long)]
    pub(in crate::cli) gained: bool,
    /// Show at most so many hits of each sort for a query, in text
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(in crate::cli) limit: usize,
    /// Format of the output
    #[arg(long, value_parser = formats_of(Content::Differences), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
}
