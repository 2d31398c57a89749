//! The arguments of `saved`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::choices::{BeginChoice, formats_of};
use crate::output::{Content, Format};

/// The default file of saved queries.
const DEFAULT_WATCH: &str = "watch.toml";

/// Run saved queries, and show what they find that is new since the last run
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings saved check watch.toml
  findings saved run watch.toml --begin seen
  findings saved run watch.toml --format md > news.md
  findings saved run watch.toml --atom news.atom -q

Exit status of `saved run`: 0 if there is news, 1 if there is none, 2 after an error.")]
pub(in crate::cli) struct SavedArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: SavedCommand,
}

/// The commands of `saved`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum SavedCommand {
    /// Run the queries, print what is new, and remember what they found
    Run(SavedRunArgs),
    /// List the queries, and how much of each was seen
    List {
        #[command(flatten)]
        files: SavedFiles,
        /// Format of the output; --json is --format json
        #[arg(long, value_parser = formats_of(Content::State), default_value_t = Format::Text)]
        format: Format,
    },
    /// Check the queries against the index, and what was seen
    Check {
        #[command(flatten)]
        files: SavedFiles,
    },
}

/// The file of queries, and that of what they found.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct SavedFiles {
    /// File of queries, in TOML
    #[arg(default_value = DEFAULT_WATCH, value_name = "FILE")]
    pub(in crate::cli) queries: PathBuf,
    /// File of what was seen [default: that of the queries, ending in .seen]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) state: Option<PathBuf>,
}

impl SavedFiles {
    /// The file of what was seen.
    pub(in crate::cli) fn state(&self) -> PathBuf {
        self.state.clone().unwrap_or_else(|| self.queries.with_extension("seen"))
    }
}

/// What a run prints and keeps.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct SavedRunArgs {
    #[command(flatten)]
    pub(in crate::cli) files: SavedFiles,
    /// Begin where nothing says what was seen: count all that is found now as seen, or as news
    #[arg(long, value_enum, value_name = "HOW")]
    pub(in crate::cli) begin: Option<BeginChoice>,
    /// Print the news, and remember nothing
    #[arg(long, conflicts_with = "atom")]
    pub(in crate::cli) dry_run: bool,
    /// Write the newest news of this and earlier runs to a file, as an Atom feed
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) atom: Option<PathBuf>,
    /// Print at most N hits of each query, in text
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(in crate::cli) limit: usize,
    /// Format of the output; --json is --format json
    #[arg(long, value_parser = formats_of(Content::News), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
}
