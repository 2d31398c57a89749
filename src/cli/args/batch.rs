//! The arguments of `batch`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::asking::{FilterArgs, HitArgs};
use crate::output::{Content, Format};

use crate::cli::choices::{InputChoice, formats_of};

/// The heading of the help for options of the run as a whole.
const RUN: &str = "Run";

/// Run many queries from a file or stdin
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings batch queries.txt > hits.jsonl
  findings batch queries.csv --match variants --format csv --output hits.csv
  findings batch topics.tsv --any --all --format trec > any.run")]
pub(in crate::cli) struct BatchArgs {
    /// File of queries, - for stdin: lines of QUERY or ID<TAB>QUERY, JSON Lines with "query", "id" and options, or CSV
    /// with a header
    #[arg(default_value = "-", value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    #[command(flatten)]
    pub(in crate::cli) hits: HitArgs,
    /// Format of the file of queries
    #[arg(long, value_enum, default_value_t = InputChoice::Auto, value_name = "FORM")]
    pub(in crate::cli) input: InputChoice,
    /// Format of the output
    #[arg(long, value_parser = formats_of(Content::Batch), default_value_t = Format::Jsonl)]
    pub(in crate::cli) format: Format,
    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Resume the interrupted run that wrote --output
    #[arg(long, requires = "output", help_heading = RUN)]
    pub(in crate::cli) resume: bool,
    /// Record what the run depended on in this file, as JSON: program, index, options, queries, counts
    #[arg(long, value_name = "FILE", help_heading = RUN)]
    pub(in crate::cli) manifest: Option<PathBuf>,
    /// Print how long each query took, in microseconds, and a summary on stderr
    #[arg(long, help_heading = RUN)]
    pub(in crate::cli) time: bool,
    /// Number of threads [default: one for each core]
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512), help_heading = RUN)]
    pub(in crate::cli) threads: Option<u16>,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}
