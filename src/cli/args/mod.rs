//! The arguments of every command.

mod batch;
mod filters;
mod hits;
mod indexing;
mod runs;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

use crate::output::{Content, Format};

use crate::cli::choices::{CiteChoice, ColourChoice, formats_of};

pub(in crate::cli) use batch::BatchArgs;
pub(in crate::cli) use filters::FilterArgs;
pub(in crate::cli) use hits::{HitArgs, seconds};
pub(in crate::cli) use indexing::{IndexArgs, LimitArgs, LimitedArgs, ReaderArgs};
pub(in crate::cli) use runs::{DiffArgs, EvaluateArgs};

/// Where the index is if nothing says otherwise.
pub(in crate::cli) const DEFAULT_INDEX: &str = "index";
/// The lexicon file that is read if nothing says otherwise and it is there.
pub(in crate::cli) const DEFAULT_LEXICON: &str = "lexicon.toml";

/// Search inspection reports: ranked passages with their authority, date, paragraph and page.
#[derive(Debug, Parser)]
#[command(name = "findings", version, about, max_term_width = 100, propagate_version = true)]
#[command(after_help = "Exit status: 0 found or done, 1 nothing found, 2 an error or something skipped.")]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    pub(in crate::cli) common: Common,
    #[command(subcommand)]
    pub(in crate::cli) command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, ClapArgs)]
pub(in crate::cli) struct Common {
    /// The folder of the index [default: FINDINGS_INDEX of the environment, else index]
    #[arg(long, value_name = "DIR", global = true)]
    pub(in crate::cli) index: Option<PathBuf>,
    /// When to use colour
    #[arg(long, value_enum, default_value_t = ColourChoice::Auto, global = true, value_name = "WHEN")]
    pub(in crate::cli) color: ColourChoice,
    /// Say only what is asked for, and errors
    #[arg(short, long, global = true)]
    pub(in crate::cli) quiet: bool,
}

/// The commands. The arguments of one are put together when it is given, so that no start waits for those of all.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(in crate::cli) enum Command {
    /// Make or update the index from folders and files
    Index(IndexArgs),
    /// Find passages
    Search(SearchArgs),
    /// Run many queries from a file or stdin
    Batch(BatchArgs),
    /// Measure runs of batch against judgements, and compare them
    Evaluate(EvaluateArgs),
    /// Say what has changed between two runs of batch
    Diff(DiffArgs),
    /// Show a passage or a report
    Show(ShowArgs),
    /// List the reports and what is known of them
    Reports(ReportsArgs),
    /// Show what would be read from files, without an index
    Inspect(InspectArgs),
    /// List, check or begin a lexicon of acronyms and variants
    Lexicon(LexiconArgs),
    /// Say what the index holds and what was skipped
    Status(StatusArgs),
    /// Read files that come on stdin, for another process of this program
    #[command(hide = true)]
    Reader(ReaderArgs),
    /// Become another program, with so much memory and no right to write
    #[command(hide = true)]
    Limited(LimitedArgs),
    /// Prove the index: its files by their checksums, its passages by reading the sources again
    Verify(VerifyArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// Arguments of `search`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct SearchArgs {
    /// What to look for; see docs/query-syntax.md
    #[arg(required = true, value_name = "QUERY")]
    pub(in crate::cli) query: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) hits: HitArgs,
    /// Show whole passages in text, not the part around what was found
    #[arg(long)]
    pub(in crate::cli) full: bool,
    /// Format of the output
    #[arg(long, value_parser = formats_of(Content::Hits), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}

/// Arguments of `show`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ShowArgs {
    /// A passage's id (REPORT#NUMBER) or a report's id
    #[arg(required = true)]
    pub(in crate::cli) ids: Vec<String>,
    /// So many neighbouring passages, before and after
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(in crate::cli) context: u32,
    /// Print the lines of the file that a passage was made of
    #[arg(long)]
    pub(in crate::cli) source: bool,
    /// Print a reference to the passage
    #[arg(long, value_enum, value_name = "STYLE", conflicts_with_all = ["source", "format"])]
    pub(in crate::cli) cite: Option<CiteChoice>,
    /// Format of the output
    #[arg(long, value_parser = formats_of(Content::Passages), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
}

/// Arguments of `reports`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ReportsArgs {
    /// Only reports of which this is not known, such as date or authority
    #[arg(long, value_name = "FIELD")]
    pub(in crate::cli) missing: Option<String>,
    /// Only reports that stand in several files, with these
    #[arg(long, conflicts_with = "missing")]
    pub(in crate::cli) duplicates: bool,
    /// Format of the output
    #[arg(long, value_parser = formats_of(Content::Reports), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}

/// Arguments of `inspect`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct InspectArgs {
    /// Files to read
    #[arg(required = true)]
    pub(in crate::cli) files: Vec<String>,
    /// Format of the output
    #[arg(long, value_parser = formats_of(Content::Passages), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
    /// More rules for kinds of report, as a TOML file
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) kinds: Option<PathBuf>,
    /// Read pages that are pictures of text, with tesseract and pdftoppm
    #[arg(long)]
    pub(in crate::cli) ocr: bool,
    #[command(flatten)]
    pub(in crate::cli) limits: LimitArgs,
}

/// Arguments of `status`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct StatusArgs {
    /// Format of the output
    #[arg(long, value_parser = formats_of(Content::State), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
}

/// Arguments of `verify`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct VerifyArgs {
    /// Mend what fails: make a damaged index anew from its sources, read again what differs
    #[arg(long)]
    pub(in crate::cli) repair: bool,
    /// Go on with the repair where reports cannot be read again, and take these out
    #[arg(long, requires = "repair")]
    pub(in crate::cli) drop: bool,
    /// Format of the output
    #[arg(long, value_parser = formats_of(Content::State), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
}

/// Arguments of `lexicon`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct LexiconArgs {
    /// What to do
    #[command(subcommand)]
    pub(in crate::cli) what: LexiconCommand,
}

/// What `lexicon` does.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum LexiconCommand {
    /// List what --match variants looks for: from the file, and learnt from the reports
    List {
        /// The lexicon file [default: FINDINGS_LEXICON, else lexicon.toml here]
        #[arg(long, value_name = "FILE")]
        lexicon: Option<PathBuf>,
        /// Format of the output
        #[arg(long, value_parser = formats_of(Content::State), default_value_t = Format::Text)]
        format: Format,
    },
    /// Compare a lexicon file with the reports
    Check {
        /// The lexicon file
        #[arg(value_name = "FILE", default_value = DEFAULT_LEXICON)]
        file: PathBuf,
    },
    /// Print a lexicon file to begin with: acronyms that the reports leave open, as comments
    Suggest,
}
