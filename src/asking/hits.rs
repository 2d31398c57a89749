//! The options that searches share: how words match, and which hits to print.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args as ClapArgs;
use serde::Serialize;

use super::choices::{MatchChoice, SortChoice, UnitChoice};

/// How words match and which hits to print; shared by `search` and `batch`.
#[derive(Clone, Debug, ClapArgs, Serialize)]
pub(crate) struct HitArgs {
    /// Print at most N hits
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// Print all hits
    #[arg(long, conflicts_with = "limit")]
    pub(crate) all: bool,
    /// Skip the first N hits
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = HITS)]
    pub(crate) offset: usize,
    /// Order of the hits
    #[arg(long, value_enum, default_value_t = SortChoice::Relevance, allow_hyphen_values = true, help_heading = HITS)]
    pub(crate) sort: SortChoice,
    /// Print at most N hits of each report
    #[arg(long, value_name = "N", help_heading = HITS)]
    pub(crate) per_report: Option<usize>,
    /// Print at most N hits of each authority
    #[arg(long, value_name = "N", help_heading = HITS)]
    pub(crate) per_authority: Option<usize>,
    /// Fold passages that are nearly the same into the best of them, with "also in N reports"
    #[arg(long, help_heading = HITS)]
    pub(crate) collapse: bool,
    /// Find passages or whole reports
    #[arg(long, value_enum, default_value_t = UnitChoice::Passage, help_heading = HITS)]
    pub(crate) unit: UnitChoice,
    /// Print up to N passages before and after each hit, within its section
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = HITS)]
    pub(crate) context: u32,
    /// Print the parts of each score
    #[arg(long, help_heading = HITS)]
    pub(crate) explain: bool,
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) matching: MatchArgs,
    /// Where nothing has all, loosen phrases and operators too: find the passages with most of them
    #[arg(long, conflicts_with = "any", help_heading = MATCHING)]
    pub(crate) loosen: bool,
    /// Find the passages with most of the words also where some have all of them
    #[arg(long, conflicts_with = "any", help_heading = MATCHING)]
    pub(crate) nearest: bool,
    /// Do not read names and years as filters where a query is loosened
    #[arg(long, help_heading = MATCHING)]
    pub(crate) no_guess: bool,
}

/// How words match; shared by all commands that take a query.
#[derive(Clone, Debug, ClapArgs, Serialize)]
pub(crate) struct MatchArgs {
    /// Read the whole query as one phrase
    #[arg(long, help_heading = MATCHING)]
    pub(crate) phrase: bool,
    /// Match passages with any of the words, not all
    #[arg(long, help_heading = MATCHING)]
    pub(crate) any: bool,
    /// How loosely words match
    #[serde(rename = "match")]
    #[arg(long = "match", value_enum, default_value_t = MatchChoice::Inflected, value_name = "LEVEL")]
    pub(crate) level: MatchChoice,
    /// Lexicon of acronyms and variants [default: $FINDINGS_LEXICON, else ./lexicon.toml if it exists]
    #[arg(long, value_name = "FILE", help_heading = MATCHING)]
    pub(crate) lexicon: Option<PathBuf>,
    /// Refuse a query with a mistake instead of reading around it
    #[arg(long, help_heading = MATCHING)]
    pub(crate) strict: bool,
    /// Stop a query after this time; 0 for no limit
    #[arg(long, value_name = "SECONDS", default_value_t = TIMEOUT, value_parser = seconds, help_heading = MATCHING)]
    pub(crate) timeout: f64,
}

/// The headings of the help under which the less common options are.
const HITS: &str = "Hits";
const MATCHING: &str = "Matching";

/// The default limit, in seconds: longer than anyone waits, as ordinary searches take some milliseconds.
pub(crate) const TIMEOUT: f64 = 30.0;

/// The time that a number of seconds allows; 0 is no limit.
pub(crate) fn time_limit(seconds: f64) -> Option<Duration> {
    (seconds > 0.0).then(|| Duration::from_secs_f64(seconds))
}

/// Parses a time in seconds, with or without a fraction.
///
/// # Errors
/// What a time looks like, if the text is none.
pub(crate) fn seconds(text: &str) -> Result<f64, String> {
    /// More than a year is as good as no limit.
    const MAX_SECONDS: f64 = 1e8;
    let seconds = text.trim().parse::<f64>().ok().filter(|seconds| (0.0..=MAX_SECONDS).contains(seconds));
    seconds.ok_or_else(|| "not a number of seconds, such as 30 or 0.5; 0 is no limit".to_owned())
}

impl HitArgs {
    /// Why the options cannot be followed together, if so.
    pub(crate) fn conflict(&self) -> Option<&'static str> {
        let is_of_reports = self.collapse && self.unit == UnitChoice::Report;
        is_of_reports.then_some("collapse folds passages, so it cannot be used with the unit report")
    }

    /// The values without any option.
    pub(crate) fn plain() -> HitArgs {
        HitArgs {
            limit: 10,
            all: false,
            offset: 0,
            sort: SortChoice::Relevance,
            per_report: None,
            per_authority: None,
            collapse: false,
            unit: UnitChoice::Passage,
            context: 0,
            explain: false,
            matching: MatchArgs::plain(),
            loosen: false,
            nearest: false,
            no_guess: false,
        }
    }
}

impl MatchArgs {
    /// The values without any option.
    pub(crate) fn plain() -> MatchArgs {
        MatchArgs {
            phrase: false,
            any: false,
            level: MatchChoice::Inflected,
            lexicon: None,
            strict: false,
            timeout: TIMEOUT,
        }
    }

    /// How long a query may take, if there is a limit.
    pub(crate) fn time_limit(&self) -> Option<Duration> {
        time_limit(self.timeout)
    }
}
