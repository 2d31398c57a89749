//! The arguments of `batch`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::output::{Content, Format};

use crate::cli::choices::{InputChoice, formats_of};

use super::{FilterArgs, HitArgs};

/// Arguments of `batch`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct BatchArgs {
    /// File of queries, - for stdin: a query a line, id<TAB>query, JSON Lines with "id", "query" and any option, or
    /// CSV with a header
    #[arg(default_value = "-", value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    #[command(flatten)]
    pub(in crate::cli) hits: HitArgs,
    /// Form of the file of queries
    #[arg(long, value_enum, default_value_t = InputChoice::Auto, value_name = "FORM")]
    pub(in crate::cli) input: InputChoice,
    /// Format of the output
    #[arg(long, value_parser = formats_of(Content::Batch), default_value_t = Format::Jsonl)]
    pub(in crate::cli) format: Format,
    /// Write to this file, not to stdout
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Carry on where the run that was writing --output ended
    #[arg(long, requires = "output")]
    pub(in crate::cli) resume: bool,
    /// Write what the run stood on, as JSON: program, index, options, queries, counts
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) manifest: Option<PathBuf>,
    /// Say how long each query took, in microseconds, and sum it up on stderr
    #[arg(long)]
    pub(in crate::cli) time: bool,
    /// Threads [default: one for each core]
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(in crate::cli) threads: Option<u16>,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}
