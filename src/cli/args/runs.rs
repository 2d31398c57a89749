//! The arguments of the commands that read runs: `evaluate` and `diff`.

use clap::Args as ClapArgs;

use crate::evaluation::Measure;
use crate::output::{Content, Format};

use crate::asking::UnitChoice;
use crate::cli::choices::formats_of;

/// The heading of the help for options that change how means and tests are computed.
const STATISTICS: &str = "Statistics";

/// Measure runs of batch against judgements, and compare them
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings evaluate any.run --qrels qrels.tsv
  findings evaluate any.run all.run --qrels qrels.tsv --measure nDCG@10,P@5
  findings evaluate hits.jsonl --qrels qrels.tsv --per-query --format csv")]
pub(in crate::cli) struct EvaluateArgs {
    /// Runs: output of batch in any format, or TREC runs of other programs; - for stdin
    #[arg(required = true, value_name = "RUN")]
    pub(in crate::cli) runs: Vec<String>,
    /// File of judgements, with lines of: qid 0 docno grade
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) qrels: String,
    /// Measures: AP, RR, nDCG (with or without @k), P@k, R@k, Rprec, Success@k, Judged@k
    #[arg(short, long, value_name = "NAMES", value_delimiter = ',', default_value = "AP,RR,nDCG@10,P@5,P@10,R@100")]
    pub(in crate::cli) measure: Vec<Measure>,
    /// Unit of the judgements; a report counts by its best passage
    #[arg(long, value_enum, default_value_t = UnitChoice::Passage, help_heading = STATISTICS)]
    pub(in crate::cli) unit: UnitChoice,
    /// Print the values of each query too
    #[arg(long)]
    pub(in crate::cli) per_query: bool,
    /// Leave unanswered queries out of the means instead of counting them as 0
    #[arg(long, help_heading = STATISTICS)]
    pub(in crate::cli) only_answered: bool,
    /// Seed of the randomisation test
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = STATISTICS)]
    pub(in crate::cli) seed: u64,
    /// Format of the output; --json is --format json
    #[arg(long, value_parser = formats_of(Content::Scores), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
}

/// Show what changed between two runs of batch
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings diff last-month.jsonl today.jsonl
  findings diff last-month.jsonl today.jsonl --gained
  findings diff before.run after.run --format json")]
pub(in crate::cli) struct DiffArgs {
    /// The earlier run: output of batch in any format, or a TREC run; - for stdin
    #[arg(value_name = "BEFORE")]
    pub(in crate::cli) before: String,
    /// The later run
    #[arg(value_name = "AFTER")]
    pub(in crate::cli) after: String,
    /// Print only new hits
    #[arg(long)]
    pub(in crate::cli) gained: bool,
    /// Print at most N hits of each sort for a query, in text
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(in crate::cli) limit: usize,
    /// Format of the output; --json is --format json
    #[arg(long, value_parser = formats_of(Content::Differences), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
}
