//! The arguments of `trail` and `latest`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::asking::{FilterArgs, MatchArgs};
use crate::cli::choices::formats_of;
use crate::output::{Content, Format};

/// Show what the reports on an authority say of something, report by report in order of time
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings trail '\"private fostering\"' --authority Wexcombe
  findings trail --authority Wexcombe
  findings trail neglect --all-authorities --output trails --format docx

Without a query it shows the recommendations, and those that come back.")]
pub(in crate::cli) struct TrailArgs {
    /// Words, phrases in quotation marks, operators and filters [default: all recommendations]
    #[arg(value_name = "QUERY")]
    pub(in crate::cli) query: Vec<String>,
    /// Show all authorities, one after the other
    #[arg(long)]
    pub(in crate::cli) all_authorities: bool,
    /// Write a file for each authority into this folder
    #[arg(short, long, value_name = "DIR")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Format of the output; --json is --format json
    #[arg(long, value_parser = formats_of(Content::Trails), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
    #[command(flatten)]
    pub(in crate::cli) matching: MatchArgs,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}

/// Show the last that the reports on each authority say of something, and how many reports since are silent
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings latest '\"private fostering\"'
  findings latest neglect --kind inspection --format csv
  findings latest neglect --format html > neglect.html")]
pub(in crate::cli) struct LatestArgs {
    /// Words, phrases in quotation marks, operators and filters
    #[arg(required = true, value_name = "QUERY")]
    pub(in crate::cli) query: Vec<String>,
    /// Format of the output; --json is --format json
    #[arg(long, value_parser = formats_of(Content::Trails), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
    #[command(flatten)]
    pub(in crate::cli) matching: MatchArgs,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}
