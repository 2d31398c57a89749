//! The arguments of every command.

mod indexing;
mod runs;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

use crate::cli::choices::{
    BatchFormat, CiteChoice, ColourChoice, FormatChoice, MatchChoice, ShowFormat, SortChoice, UnitChoice,
};

pub(in crate::cli) use indexing::{IndexArgs, LimitArgs, LimitedArgs, ReaderArgs};
pub(in crate::cli) use runs::{DiffArgs, EvaluateArgs};

/// Where the index is if nothing says otherwise.
pub(in crate::cli) const DEFAULT_INDEX: &str = "index";
/// The folder that is indexed if nothing says otherwise.
pub(in crate::cli) const DEFAULT_CORPUS: &str = "corpus";
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

/// The commands.
#[derive(Debug, Subcommand)]
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

/// How words match and which hits are wanted; shared by `search` and `batch`.
#[derive(Clone, Debug, ClapArgs)]
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
}

/// Conditions on reports and places; several values of one option are alternatives.
#[derive(Clone, Debug, Default, ClapArgs)]
#[command(next_help_heading = "Filters")]
pub(in crate::cli) struct FilterArgs {
    /// Body inspected
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) authority: Vec<String>,
    /// Region of the authority
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) region: Vec<String>,
    /// Sort of report, such as inspection or focused-visit
    #[arg(long, value_name = "KIND")]
    pub(in crate::cli) kind: Vec<String>,
    /// Grade given in the report
    #[arg(long, value_name = "GRADE")]
    pub(in crate::cli) grade: Vec<String>,
    /// Words of the headings over the passage
    #[arg(long, value_name = "WORDS")]
    pub(in crate::cli) section: Vec<String>,
    /// Number printed before the paragraph
    #[arg(long, value_name = "NUMBER")]
    pub(in crate::cli) label: Vec<String>,
    /// Page of the passage
    #[arg(long, value_name = "PAGES")]
    pub(in crate::cli) page: Vec<String>,
    /// Report by id, file name or folder
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) report: Vec<String>,
    /// Inspector named in the report
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) inspector: Vec<String>,
    /// Date of the report: 2019, 2019-03, 2018..2020
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) date: Vec<String>,
    /// Reports of this date or later
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) since: Option<String>,
    /// Reports of this date or earlier
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) until: Option<String>,
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
    #[arg(long, value_enum, default_value_t = FormatChoice::Text)]
    pub(in crate::cli) format: FormatChoice,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}

/// Arguments of `batch`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct BatchArgs {
    /// File of queries, - for stdin: a query a line, id<TAB>query, or JSON Lines with "id" and "query" or "text"
    #[arg(default_value = "-", value_name = "FILE")]
    pub(in crate::cli) file: String,
    #[command(flatten)]
    pub(in crate::cli) hits: HitArgs,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = BatchFormat::Jsonl)]
    pub(in crate::cli) format: BatchFormat,
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
    #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
    pub(in crate::cli) format: ShowFormat,
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
    #[arg(long, value_enum, default_value_t = FormatChoice::Text)]
    pub(in crate::cli) format: FormatChoice,
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
    #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
    pub(in crate::cli) format: ShowFormat,
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
    #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
    pub(in crate::cli) format: ShowFormat,
}

/// Arguments of `verify`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct VerifyArgs {
    /// Mend what fails: make a damaged index anew from its sources, read again what differs
    #[arg(long)]
    pub(in crate::cli) repair: bool,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
    pub(in crate::cli) format: ShowFormat,
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
        #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
        format: ShowFormat,
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
        }
    }
}
