//! The arguments of `count`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::output::{Content, Format};

use crate::asking::{CountSortChoice, CountUnitChoice, DateOfChoice, FilterArgs, MatchArgs};
use crate::cli::choices::{InputChoice, formats_of};

/// The heading of the help for how counts are shown.
const SHOWN: &str = "Counts";

/// Count what a query finds, by year, authority, kind or any field, out of how much
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings count '\"return home interviews\"' --by year
  findings count neglect --by authority --zeros --kind inspection
  findings count '\"private fostering\"' --by kind,year
  findings count --queries phrases.txt --by year --format csv > matrix.csv

`findings help counting` describes what is counted, out of what.")]
pub(in crate::cli) struct CountArgs {
    /// Words, phrases in quotation marks, operators and filters
    #[arg(required_unless_present = "queries", value_name = "QUERY")]
    pub(in crate::cli) query: Vec<String>,
    /// Count by year, month, part or a field; by two of them for a table of both
    #[arg(long, value_name = "FIELD[,FIELD]")]
    pub(in crate::cli) by: Option<String>,
    /// Count each query of a file, a row each: lines of QUERY or ID<TAB>QUERY, JSON Lines or CSV as for batch
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    pub(in crate::cli) queries: Option<PathBuf>,
    /// Format of the file of queries
    #[arg(long, value_enum, default_value_t = InputChoice::Auto, value_name = "FORM", help_heading = SHOWN)]
    pub(in crate::cli) input: InputChoice,
    /// Print groups in which nothing is found too
    #[arg(long, alias = "zero")]
    pub(in crate::cli) zeros: bool,
    /// Date that years and months are of
    #[arg(long, value_enum, default_value_t = DateOfChoice::Any, value_name = "DATE", help_heading = SHOWN)]
    pub(in crate::cli) date_of: DateOfChoice,
    /// What bars and shades show [default: report; passage by report]
    #[arg(long, value_enum, help_heading = SHOWN)]
    pub(in crate::cli) unit: Option<CountUnitChoice>,
    /// Order of groups; years and months stay in order
    #[arg(long, value_enum, default_value_t = CountSortChoice::Value, help_heading = SHOWN)]
    pub(in crate::cli) sort: CountSortChoice,
    /// Write a picture of the counts to this file, as SVG
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) svg: Option<PathBuf>,
    /// Write a page with the picture and its numbers to this file, as HTML
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) html: Option<PathBuf>,
    /// Format of the output; --json is --format json
    #[arg(long, value_parser = formats_of(Content::Counts), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
    #[command(flatten)]
    pub(in crate::cli) matching: MatchArgs,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}
