//! The arguments of every command.

mod batch;
mod cite;
mod count;
mod export;
mod indexing;
mod kwic;
mod lexicon;
#[cfg(feature = "mcp")]
mod mcp;
mod profile;
mod quote;
mod runs;
mod saved;
#[cfg(feature = "serve")]
mod serve;
mod similar;
mod trail;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

use crate::output::{Content, Format};

use crate::asking::{FilterArgs, HitArgs, ReportSortChoice};
use crate::cli::choices::{ColourChoice, formats_of};
use crate::cli::help::{page_list, page_names};

pub(in crate::cli) use batch::BatchArgs;
pub(in crate::cli) use cite::CiteArgs;
pub(in crate::cli) use count::CountArgs;
pub(in crate::cli) use export::ExportArgs;
pub(in crate::cli) use indexing::{IndexArgs, Internal, LimitArgs, LimitedArgs, ReaderArgs, RuleArgs};
pub(in crate::cli) use kwic::KwicArgs;
pub(in crate::cli) use lexicon::{LexiconArgs, LexiconCommand};
#[cfg(feature = "mcp")]
pub(in crate::cli) use mcp::McpArgs;
pub(in crate::cli) use profile::{ProfileArgs, ProfileCommand};
pub(in crate::cli) use quote::QuoteArgs;
pub(in crate::cli) use runs::{DiffArgs, EvaluateArgs};
pub(in crate::cli) use saved::{SavedArgs, SavedCommand, SavedFiles, SavedRunArgs};
#[cfg(feature = "serve")]
pub(in crate::cli) use serve::ServeArgs;
pub(in crate::cli) use similar::{CompareArgs, SimilarArgs};
pub(in crate::cli) use trail::{LatestArgs, TrailArgs};

/// The default folder of the index.
pub(in crate::cli) const DEFAULT_INDEX: &str = "index";
/// The default lexicon file, which need not exist.
pub(in crate::cli) const DEFAULT_LEXICON: &str = "lexicon.toml";

/// The smallest value of `--max-chars`: that of the last line alone.
const MIN_CHARS: u64 = 200;

/// Search inspection reports: ranked passages with their authority, date, paragraph and page.
#[derive(Debug, Parser)]
#[command(
    name = "findings",
    version,
    about,
    max_term_width = 80,
    propagate_version = true,
    disable_help_subcommand = true
)]
#[command(after_help = format!("Pages of the manual:\n{}{AFTER_PAGES}", page_list()))]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    pub(in crate::cli) common: Common,
    #[command(subcommand)]
    pub(in crate::cli) command: Command,
}

/// What follows the pages of the manual in the help of the program.
const AFTER_PAGES: &str = "
Examples:
  findings index reports
  findings search '\"return home interview\" kind:inspection'
  findings show REPORT#NUMBER --source
  findings help query

Exit status: 0 found or done, 1 nothing found, 2 an error, 3 done but something\nwas skipped, could not be read or has changed.";

/// Options of every command.
#[derive(Clone, Debug, ClapArgs)]
#[command(next_help_heading = "Global options")]
pub(in crate::cli) struct Common {
    /// Folder or address of the index [default: $FINDINGS_INDEX, else ./index]
    #[arg(long, value_name = "DIR", global = true)]
    pub(in crate::cli) index: Option<PathBuf>,
    /// When to use colour
    #[arg(long, value_enum, default_value_t = ColourChoice::Auto, global = true, value_name = "WHEN")]
    pub(in crate::cli) color: ColourChoice,
    /// Print ids in full, with the file's path, in text
    #[arg(long, global = true)]
    pub(in crate::cli) long_ids: bool,
    /// Print text on a terminal at once, however long it is
    #[arg(long, global = true)]
    pub(in crate::cli) no_pager: bool,
    /// Print only results and errors
    #[arg(short, long, global = true)]
    pub(in crate::cli) quiet: bool,
}

/// The commands. Clap builds the arguments of a command only if it is given, which keeps every start short.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(in crate::cli) enum Command {
    /// Make or update the index
    Index(IndexArgs),
    /// Find passages, best first
    #[command(visible_alias = "find")]
    Search(SearchArgs),
    /// Count what is found, by year, authority, kind or any field
    Count(CountArgs),
    /// Print a concordance, or the words around a match
    #[command(visible_alias = "concordance")]
    Kwic(KwicArgs),
    /// Check whether quotations are in the reports word for word
    Quote(QuoteArgs),
    /// Show what reports on an authority say of something, through time
    Trail(TrailArgs),
    /// Show the last that reports on each authority say of something
    Latest(LatestArgs),
    /// Find passages that are nearly the same as one, or on the same matter
    Similar(SimilarArgs),
    /// Compare what two reports say
    Compare(CompareArgs),
    /// Run many queries from a file or stdin
    Batch(BatchArgs),
    /// Run saved queries, and show what they find that is new
    Saved(SavedArgs),
    /// Measure runs of batch against judgements
    Evaluate(EvaluateArgs),
    /// Show what changed between two runs of batch
    Diff(DiffArgs),
    /// Print a passage or a report
    Show(ShowArgs),
    /// Open the file of a passage at its place
    Open(OpenArgs),
    /// Write passages and reports to files for other programs
    Export(ExportArgs),
    /// List the reports and their metadata
    #[command(visible_aliases = ["list", "ls"])]
    Reports(ReportsArgs),
    /// Show what is read from files, without an index
    Inspect(InspectArgs),
    /// Try a profile, which says how a family of reports is read
    Profile(ProfileArgs),
    /// List, check or start a lexicon of acronyms and synonyms
    Lexicon(LexiconArgs),
    /// Show what the index holds and what was skipped
    Status(StatusArgs),
    /// Check the index against the source files, or repair it
    Verify(VerifyArgs),
    /// Serve pages and an API to browsers and programs
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    /// Answer assistants by the Model Context Protocol
    #[cfg(feature = "mcp")]
    Mcp(McpArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print the manual page of the program or of a command
    #[command(after_help = "\
Examples:
  findings man search | man -l -
  findings man --output ~/.local/share/man/man1")]
    Man {
        /// The command [default: the program as a whole]
        command: Option<String>,
        /// Write the pages of all commands to this folder
        #[arg(short, long, value_name = "DIR", conflicts_with = "command")]
        output: Option<PathBuf>,
    },
    /// Print the help of a command, or a page of the manual
    #[command(after_help = format!("Pages:\n{}{HELP_EXAMPLES}", page_list()))]
    Help {
        #[arg(help = format!("A command, or a page: {}", page_names()))]
        topic: Vec<String>,
    },
}

/// What follows the pages in the help of `help`.
const HELP_EXAMPLES: &str = "
Examples:
  findings help search
  findings help query";

/// Find passages in the indexed reports, best first
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings search 'which councils leave kids without a social worker?'
  findings search '\"return home interview\" NEAR/10 offered' --match variants
  findings search neglect --kind inspection --since 2019 --format csv --all
  findings search '\"private fostering\"' --all --cite ris > fostering.ris

`findings help query` describes the whole query language.")]
pub(in crate::cli) struct SearchArgs {
    /// Words, phrases in quotation marks, operators and filters
    #[arg(required = true, value_name = "QUERY")]
    pub(in crate::cli) query: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) hits: HitArgs,
    /// Find nothing rather than passages with most of the words
    #[arg(long, conflicts_with_all = ["loosen", "nearest"], help_heading = "Matching")]
    pub(in crate::cli) all_words: bool,
    /// Print whole passages in text, not only the lines around matches
    #[arg(long, conflicts_with = "cite")]
    pub(in crate::cli) full: bool,
    /// Print a line for each hit: its id, where it is, and the words around the first match
    #[arg(long, conflicts_with_all = ["full", "context", "explain", "cite"])]
    pub(in crate::cli) oneline: bool,
    /// Print only the number of passages, or of reports with --unit report
    #[arg(long, conflicts_with_all = ["files_with_matches", "oneline", "format", "limit", "all", "cite"])]
    pub(in crate::cli) count: bool,
    /// Print only the paths of all files with a match
    #[arg(long, conflicts_with_all = ["oneline", "format", "limit", "all", "cite"])]
    pub(in crate::cli) files_with_matches: bool,
    /// Open the file of hit N at its page or line, as `findings open` does
    #[arg(long, value_name = "N", conflicts_with_all = ["files_with_matches", "count", "oneline", "format", "offset", "cite"])]
    pub(in crate::cli) open: Option<NonZeroUsize>,
    /// Format of the output; --json is --format json
    #[arg(long, value_parser = formats_of(Content::Hits), default_value_t = Format::Text, conflicts_with = "cite")]
    pub(in crate::cli) format: Format,
    /// Fields of each hit to print in json, jsonl, csv or tsv, in this order
    #[arg(long, value_name = "NAMES", conflicts_with_all = ["oneline", "count", "files_with_matches", "cite"])]
    pub(in crate::cli) fields: Option<String>,
    /// Count the matches by these fields too, below the hits in text and md and in json: year, kind, authority, …
    #[arg(long, value_name = "FIELD,…", conflicts_with_all = ["oneline", "count", "files_with_matches", "open"])]
    pub(in crate::cli) facets: Option<String>,
    /// Print at most N characters in all, in the format brief
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(MIN_CHARS..))]
    pub(in crate::cli) max_chars: Option<u64>,
    #[command(flatten)]
    pub(in crate::cli) citing: CiteArgs,
    /// Write the hits to a file as a table with references: .docx, .xlsx, .html or .md
    #[arg(long, value_name = "FILE", conflicts_with_all = ["cite", "format", "full", "oneline", "count", "files_with_matches", "open", "fields"])]
    pub(in crate::cli) export: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}

/// Print a passage or a report, its source lines, or a reference
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings show inspection-2019.txt#16 --context 1
  findings show inspection-2019.txt#16 --source
  findings show inspection-2019.txt#16 --cite markdown")]
pub(in crate::cli) struct ShowArgs {
    /// Id of a passage (REPORT#NUMBER) or of a report
    #[arg(required = true)]
    pub(in crate::cli) ids: Vec<String>,
    /// Print N neighbouring passages before and after
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(in crate::cli) context: u32,
    /// Print the lines of the file that a passage comes from
    #[arg(long, conflicts_with = "cite")]
    pub(in crate::cli) source: bool,
    #[command(flatten)]
    pub(in crate::cli) citing: CiteArgs,
    /// Format of the output; --json is --format json
    #[arg(long, value_parser = formats_of(Content::Passages), default_value_t = Format::Text, conflicts_with = "cite")]
    pub(in crate::cli) format: Format,
}

/// Open the file of a passage or a report at its page or line
///
/// PDF files open in evince, okular, zathura, xreader, atril or a browser, text in $VISUAL or $EDITOR.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings open inspection-2019.txt#16
  findings open inspection-2019.txt

The environment variable FINDINGS_OPEN names a command of your own, such as
evince --page-index={page} --find={words} {path}
In it, {path}, {page}, {line} and {words} are replaced; without {path}, the path
comes last. No shell runs it.")]
pub(in crate::cli) struct OpenArgs {
    /// Id of a passage (REPORT#NUMBER) or of a report
    pub(in crate::cli) id: String,
}

/// List the reports and their metadata
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings reports --authority Essex --since 2019
  findings reports --missing date
  findings reports --format csv > reports.csv
  findings reports --kind inspection --cite bibtex > reports.bib")]
pub(in crate::cli) struct ReportsArgs {
    /// List only reports without this field, such as date or authority
    #[arg(long, value_name = "FIELD")]
    pub(in crate::cli) missing: Option<String>,
    /// List only reports that are in several files, with these files
    #[arg(long, conflicts_with_all = ["missing", "cite"])]
    pub(in crate::cli) duplicates: bool,
    /// Order of the reports
    #[arg(long, value_enum, default_value_t = ReportSortChoice::Authority)]
    pub(in crate::cli) sort: ReportSortChoice,
    /// Format of the output; --json is --format json
    #[arg(long, value_parser = formats_of(Content::Reports), default_value_t = Format::Text, conflicts_with = "cite")]
    pub(in crate::cli) format: Format,
    #[command(flatten)]
    pub(in crate::cli) citing: CiteArgs,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}

/// Show what is read from files: metadata, evidence, passages
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings inspect letter.pdf
  findings inspect scan.pdf --ocr --format json
  findings inspect decision.pdf --register trusts.csv")]
pub(in crate::cli) struct InspectArgs {
    /// Files to read
    #[arg(required = true)]
    pub(in crate::cli) files: Vec<String>,
    /// Format of the output; --json is --format json
    #[arg(long, value_parser = formats_of(Content::Passages), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
    /// Read scanned pages, with tesseract and pdftoppm
    #[arg(long)]
    pub(in crate::cli) ocr: bool,
    #[command(flatten)]
    pub(in crate::cli) rules: RuleArgs,
    #[command(flatten)]
    pub(in crate::cli) limits: LimitArgs,
}

/// Print a completion script for a shell; it completes authorities, kinds, grades, regions and ids too
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings completions zsh > ~/.zfunc/_findings
  findings completions fish > ~/.config/fish/completions/findings.fish")]
pub(in crate::cli) struct CompletionsArgs {
    /// The shell
    #[arg(required_unless_present = "values")]
    pub(in crate::cli) shell: Option<clap_complete::Shell>,
    /// Print the values that the index has of a field instead, as the scripts ask for them
    #[arg(long, value_name = "FIELD", conflicts_with = "shell")]
    pub(in crate::cli) values: Option<String>,
}

/// Show what the index holds, what was skipped, and what has changed
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings status
  findings status --index my-index --format json")]
pub(in crate::cli) struct StatusArgs {
    /// Format of the output; --json is --format json
    #[arg(long, value_parser = formats_of(Content::State), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
}

/// Check the index against the source files, or repair it
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings verify
  findings verify --repair
  findings verify --format json > proof.json")]
pub(in crate::cli) struct VerifyArgs {
    /// Repair: rebuild a damaged index, and read files again that differ from it
    #[arg(long)]
    pub(in crate::cli) repair: bool,
    /// Repair even if some reports cannot be read again, and remove those
    #[arg(long, requires = "repair")]
    pub(in crate::cli) drop: bool,
    /// Format of the output; --json is --format json
    #[arg(long, value_parser = formats_of(Content::State), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
}
