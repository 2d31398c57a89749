//! The arguments of `export`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::asking::{FilterArgs, MatchArgs};
use crate::cli::choices::ExportChoice;

/// Write passages and reports to files for other programs
///
/// A name that ends with .db or .sqlite is a database of SQLite with all tables and a full-text index. One that ends with
/// .jsonl, .csv, .tsv or .parquet is a file of passages. Any other is a folder, which gets a file for each table.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings export --output reports.db
  findings export '\"private fostering\"' --since 2019 --output fostering.jsonl
  findings export --kind inspection --output inspections --as parquet

`findings help tables` describes the tables.")]
pub(in crate::cli) struct ExportArgs {
    /// Words, phrases in quotation marks, operators and filters [default: everything]
    #[arg(value_name = "QUERY")]
    pub(in crate::cli) query: Vec<String>,
    /// File or folder to write
    #[arg(short, long, value_name = "FILE|DIR")]
    pub(in crate::cli) output: PathBuf,
    /// Format of the files in a folder
    #[arg(long = "as", value_enum, value_name = "FORMAT")]
    pub(in crate::cli) format: Option<ExportChoice>,
    /// Replace files that are there already
    #[arg(long)]
    pub(in crate::cli) force: bool,
    #[command(flatten)]
    pub(in crate::cli) matching: MatchArgs,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}
