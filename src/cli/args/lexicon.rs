//! The arguments of `lexicon`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::choices::formats_of;
use crate::output::{Content, Format};

use super::DEFAULT_LEXICON;

/// List, check or start a lexicon of acronyms and synonyms
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings lexicon list
  findings lexicon suggest > lexicon.toml
  findings lexicon check lexicon.toml")]
pub(in crate::cli) struct LexiconArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: LexiconCommand,
}

/// The commands of `lexicon`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum LexiconCommand {
    /// List the variants that --match variants finds
    List {
        /// The lexicon file [default: $FINDINGS_LEXICON, else ./lexicon.toml if it exists]
        #[arg(long, value_name = "FILE")]
        lexicon: Option<PathBuf>,
        /// Format of the output; --json is --format json
        #[arg(long, value_parser = formats_of(Content::State), default_value_t = Format::Text)]
        format: Format,
    },
    /// Compare a lexicon file with the reports
    Check {
        /// The lexicon file
        #[arg(value_name = "FILE", default_value = DEFAULT_LEXICON)]
        file: PathBuf,
    },
    /// Print a lexicon file to start from, all of it comments
    Suggest,
}
