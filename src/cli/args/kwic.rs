//! The arguments of `kwic`.

use clap::Args as ClapArgs;

use crate::asking::LineOrderChoice;
use crate::asking::{FilterArgs, MatchArgs};
use crate::cli::choices::formats_of;
use crate::concordance::MAX_WINDOW;
use crate::output::{Content, Format};

/// The least and the largest width of a line.
const MIN_WIDTH: u64 = 60;
const MAX_WIDTH: u64 = 10_000;

/// Print a concordance: a line for each place where the query matches
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings kwic '\"private fostering\"' --sort 1L
  findings kwic 'neglect*' --kind inspection --all --format csv
  findings kwic drift --collocates --window 4
  findings kwic '\"return home interviews\"' --dispersion")]
pub(in crate::cli) struct KwicArgs {
    /// Words, phrases in quotation marks, operators and filters
    #[arg(required = true, value_name = "QUERY")]
    pub(in crate::cli) query: Vec<String>,
    /// Print at most N lines
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    pub(in crate::cli) limit: usize,
    /// Print all lines
    #[arg(long, conflicts_with = "limit")]
    pub(in crate::cli) all: bool,
    /// Order of the lines: by a word to the left or right of the match, or by passage
    #[arg(long, value_enum, ignore_case = true, default_value_t = LineOrderChoice::FirstRight, value_name = "ORDER")]
    pub(in crate::cli) sort: LineOrderChoice,
    /// Width of a line of text; in other formats, characters on either side of the match
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(MIN_WIDTH..=MAX_WIDTH))]
    pub(in crate::cli) width: Option<u64>,
    /// Print the words that occur near the match more often than elsewhere
    #[arg(long, conflicts_with_all = ["sort", "width", "dispersion"])]
    pub(in crate::cli) collocates: bool,
    /// Look at N words on either side of the match
    #[arg(long, value_name = "N", default_value_t = 5, requires = "collocates", help_heading = "Collocates",
        value_parser = clap::value_parser!(u64).range(1..=MAX_WINDOW as u64))]
    pub(in crate::cli) window: u64,
    /// Leave out words that occur fewer than N times near the match
    #[arg(long, value_name = "N", default_value_t = 3, requires = "collocates", help_heading = "Collocates",
        value_parser = clap::value_parser!(u64).range(1..))]
    pub(in crate::cli) min: u64,
    /// Print how evenly the match is spread over authorities and years
    #[arg(long, conflicts_with_all = ["sort", "width", "limit", "all"])]
    pub(in crate::cli) dispersion: bool,
    /// Format of the output; --json is --format json
    #[arg(long, value_parser = formats_of(Content::Concordance), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
    #[command(flatten)]
    pub(in crate::cli) matching: MatchArgs,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}
