//! The options that searches share: which hits are wanted, and of which reports.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::choices::{MatchChoice, SortChoice, UnitChoice};

/// How words match and which hits are wanted; shared by `search` and `batch`.
#[derive(Clone, Debug, ClapArgs, Serialize)]
pub(in crate::cli) struct HitArgs {
    /// Give at most so many hits
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(in crate::cli) limit: usize,
    /// Give all hits
    #[arg(long, conflicts_with = "limit")]
    pub(in crate::cli) all: bool,
    /// Leave out so many hits first
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(in crate::cli) offset: usize,
    /// Order of the hits
    #[arg(long, value_enum, default_value_t = SortChoice::Relevance, allow_hyphen_values = true)]
    pub(in crate::cli) sort: SortChoice,
    /// At most so many hits of each report
    #[arg(long, value_name = "N")]
    pub(in crate::cli) per_report: Option<usize>,
    /// What a hit is
    #[arg(long, value_enum, default_value_t = UnitChoice::Passage)]
    pub(in crate::cli) unit: UnitChoice,
    /// So many neighbouring passages, before and after
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(in crate::cli) context: u32,
    /// Read the whole query as one phrase
    #[arg(long)]
    pub(in crate::cli) phrase: bool,
    /// Any of the words will do
    #[arg(long)]
    pub(in crate::cli) any: bool,
    /// How far from the words as typed a match may be
    #[serde(rename = "match")]
    #[arg(long = "match", value_enum, default_value_t = MatchChoice::Inflected, value_name = "RUNG")]
    pub(in crate::cli) rung: MatchChoice,
    /// A lexicon of acronyms and variants, for --match variants [default: FINDINGS_LEXICON, else lexicon.toml here]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) lexicon: Option<PathBuf>,
    /// Show the parts of each score
    #[arg(long)]
    pub(in crate::cli) explain: bool,
    /// Take a slip in the query for an error
    #[arg(long)]
    pub(in crate::cli) strict: bool,
    /// Give up on a query that takes longer, 0 for never
    #[arg(long, value_name = "SECONDS", default_value_t = TIMEOUT, value_parser = seconds)]
    pub(in crate::cli) timeout: f64,
}

/// What nobody waits for: ordinary searches take some milliseconds.
const TIMEOUT: f64 = 30.0;

/// A time in seconds, with or without a fraction.
pub(in crate::cli) fn seconds(text: &str) -> Result<f64, String> {
    /// More than a year is as good as no limit.
    const MOST: f64 = 1e8;
    let seconds = text.trim().parse::<f64>().ok().filter(|seconds| (0.0..=MOST).contains(seconds));
    seconds.ok_or_else(|| "not a number of seconds, such as 30 or 0.5; 0 is no limit".to_owned())
}

impl HitArgs {
    /// As if no option were given.
    pub(in crate::cli) fn plain() -> HitArgs {
        HitArgs {
            limit: 10,
            all: false,
            offset: 0,
            sort: SortChoice::Relevance,
            per_report: None,
            unit: UnitChoice::Passage,
            context: 0,
            phrase: false,
            any: false,
            rung: MatchChoice::Inflected,
            lexicon: None,
            explain: false,
            strict: false,
            timeout: TIMEOUT,
        }
    }
}
