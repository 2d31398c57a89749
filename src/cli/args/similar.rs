//! The arguments of `similar` and `compare`.

use clap::Args as ClapArgs;

use crate::cli::choices::{ChangeChoice, formats_of, share};
use crate::output::{Content, Format};

/// Find passages that are nearly the same as one, and passages on the same matter
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings similar inspection-2019.txt#16
  findings similar inspection-2019.txt#16 --least 0.5 --format csv")]
pub(in crate::cli) struct SimilarArgs {
    /// Id of a passage (REPORT#NUMBER)
    pub(in crate::cli) id: String,
    /// Least share of runs of three words in common, from 0.1 to 1, to be nearly the same
    #[arg(long, value_name = "SHARE", default_value_t = 0.8, value_parser = share)]
    pub(in crate::cli) least: f64,
    /// List at most N passages on the same matter
    #[arg(short = 'n', long, value_name = "N", default_value_t = 5)]
    pub(in crate::cli) limit: u16,
    /// Format of the output; --json is --format json
    #[arg(long, value_parser = formats_of(Content::Statements), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
}

/// Compare what two reports say: said again, changed, gone or new
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings compare inspection-2019.txt focused-visit-2020.txt
  findings compare inspection-2019.txt focused-visit-2020.txt --only new
  findings compare inspection-2019.txt focused-visit-2020.txt --format md")]
pub(in crate::cli) struct CompareArgs {
    /// Id of the earlier report
    pub(in crate::cli) earlier: String,
    /// Id of the later report
    pub(in crate::cli) later: String,
    /// List only some changes; may be given several times
    #[arg(long, value_enum, value_name = "CHANGE")]
    pub(in crate::cli) only: Vec<ChangeChoice>,
    /// Format of the output; --json is --format json
    #[arg(long, value_parser = formats_of(Content::Statements), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
}
