//! The arguments of `profile`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::choices::formats_of;
use crate::output::{Content, Format};

/// Try a profile, which says how a family of reports is read
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings profile show ombudsman > decisions.toml
  findings profile check decisions.toml decisions
  findings profile check decisions.toml decisions --register trusts.csv --format json")]
pub(in crate::cli) struct ProfileArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: ProfileCommand,
}

/// The commands of `profile`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ProfileCommand {
    /// Show what a profile would read from files, and which of its phrases stand in none
    Check {
        /// The profile, in TOML
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Folders and files of reports
        #[arg(required = true)]
        paths: Vec<String>,
        /// CSV file of bodies that reports are about, beside the built-in register
        #[arg(long, value_name = "FILE")]
        register: Option<PathBuf>,
        /// Format of the output; --json is --format json
        #[arg(long, value_parser = formats_of(Content::State), default_value_t = Format::Text)]
        format: Format,
    },
    /// Print a profile that comes with the program, to start from; without a name, list them
    Show {
        /// The name of the profile
        name: Option<String>,
    },
}
