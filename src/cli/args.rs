//! The arguments of every command.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

use super::choices::{
    BatchFormat, CiteChoice, ColourChoice, FormatChoice, MatchChoice, ShowFormat, SortChoice, UnitChoice,
};

/// Where the index is if nothing says otherwise.
pub(super) const DEFAULT_INDEX: &str = "index";
/// The folder that is indexed if nothing says otherwise.
pub(super) const DEFAULT_CORPUS: &str = "corpus";
/// The largest file that is read if nothing says otherwise, in MiB.
pub(super) const LARGEST_FILE: u64 = 64;
/// The lexicon file that is read if nothing says otherwise and it is there.
pub(super) const DEFAULT_LEXICON: &str = "lexicon.toml";

/// Search inspection reports: ranked passages with their authority, date, paragraph and page.
#[derive(Debug, Parser)]
#[command(name = "findings", version, about, max_term_width = 100, propagate_version = true)]
#[command(after_help = "Exit status: 0 found or done, 1 nothing found, 2 an error or something skipped.")]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, ClapArgs)]
pub(super) struct Common {
    /// The folder of the index [default: FINDINGS_INDEX of the environment, else index]
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) index: Option<PathBuf>,
    /// When to use colour
    #[arg(long, value_enum, default_value_t = ColourChoice::Auto, global = true, value_name = "WHEN")]
    pub(super) color: ColourChoice,
    /// Say only what is asked for, and errors
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make or update the index from folders and files
    Index(IndexArgs),
    /// Find passages
    Search(SearchArgs),
    /// Run many queries from a file or stdin
    Batch(BatchArgs),
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

/// Arguments of `index`.
#[derive(Debug, ClapArgs)]
pub(super) struct IndexArgs {
    /// Folders and files to index [default: those of the index, else corpus]
    pub(super) paths: Vec<String>,
    /// Begin anew, with these folders and files only
    #[arg(long)]
    pub(super) rebuild: bool,
    /// More rules for kinds of report, as a TOML file
    #[arg(long, value_name = "FILE")]
    pub(super) kinds: Option<PathBuf>,
    /// Do not read files larger than this, in MiB
    #[arg(long, value_name = "MIB", default_value_t = LARGEST_FILE)]
    pub(super) max_file_size: u64,
    /// Memory for postings before they go to disk, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 256)]
    pub(super) memory: usize,
    /// Threads [default: one a core]
    #[arg(short = 'j', long, value_name = "N")]
    pub(super) threads: Option<usize>,
}

/// How words match and which hits are wanted; shared by `search` and `batch`.
#[derive(Clone, Debug, ClapArgs)]
pub(super) struct HitArgs {
    /// Give at most so many hits
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(super) limit: usize,
    /// Give all hits
    #[arg(long, conflicts_with = "limit")]
    pub(super) all: bool,
    /// Leave out so many hits first
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) offset: usize,
    /// Order of the hits
    #[arg(long, value_enum, default_value_t = SortChoice::Relevance, allow_hyphen_values = true)]
    pub(super) sort: SortChoice,
    /// At most so many hits of each report
    #[arg(long, value_name = "N")]
    pub(super) per_report: Option<usize>,
    /// What a hit is
    #[arg(long, value_enum, default_value_t = UnitChoice::Passage)]
    pub(super) unit: UnitChoice,
    /// So many neighbouring passages, before and after
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) context: u32,
    /// Read the whole query as one phrase
    #[arg(long)]
    pub(super) phrase: bool,
    /// Any of the words will do
    #[arg(long)]
    pub(super) any: bool,
    /// How far from the words as typed a match may be
    #[arg(long = "match", value_enum, default_value_t = MatchChoice::Inflected, value_name = "RUNG")]
    pub(super) rung: MatchChoice,
    /// A lexicon of acronyms and variants, for --match variants [default: FINDINGS_LEXICON, else lexicon.toml here]
    #[arg(long, value_name = "FILE")]
    pub(super) lexicon: Option<PathBuf>,
    /// Show the parts of each score
    #[arg(long)]
    pub(super) explain: bool,
    /// Take a slip in the query for an error
    #[arg(long)]
    pub(super) strict: bool,
}

/// Conditions on reports and places; several values of one option are alternatives.
#[derive(Clone, Debug, Default, ClapArgs)]
#[command(next_help_heading = "Filters")]
pub(super) struct FilterArgs {
    /// Body inspected
    #[arg(long, value_name = "NAME")]
    pub(super) authority: Vec<String>,
    /// Region of the authority
    #[arg(long, value_name = "NAME")]
    pub(super) region: Vec<String>,
    /// Sort of report, such as inspection or focused-visit
    #[arg(long, value_name = "KIND")]
    pub(super) kind: Vec<String>,
    /// Grade given in the report
    #[arg(long, value_name = "GRADE")]
    pub(super) grade: Vec<String>,
    /// Words of the headings over the passage
    #[arg(long, value_name = "WORDS")]
    pub(super) section: Vec<String>,
    /// Number printed before the paragraph
    #[arg(long, value_name = "NUMBER")]
    pub(super) label: Vec<String>,
    /// Page of the passage
    #[arg(long, value_name = "PAGES")]
    pub(super) page: Vec<String>,
    /// Report by id, file name or folder
    #[arg(long, value_name = "ID")]
    pub(super) report: Vec<String>,
    /// Inspector named in the report
    #[arg(long, value_name = "NAME")]
    pub(super) inspector: Vec<String>,
    /// Date of the report: 2019, 2019-03, 2018..2020
    #[arg(long, value_name = "DATE")]
    pub(super) date: Vec<String>,
    /// Reports of this date or later
    #[arg(long, value_name = "DATE")]
    pub(super) since: Option<String>,
    /// Reports of this date or earlier
    #[arg(long, value_name = "DATE")]
    pub(super) until: Option<String>,
}

/// Arguments of `search`.
#[derive(Debug, ClapArgs)]
pub(super) struct SearchArgs {
    /// What to look for; see docs/query-syntax.md
    #[arg(required = true, value_name = "QUERY")]
    pub(super) query: Vec<String>,
    #[command(flatten)]
    pub(super) hits: HitArgs,
    /// Show whole passages in text, not the part around what was found
    #[arg(long)]
    pub(super) full: bool,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = FormatChoice::Text)]
    pub(super) format: FormatChoice,
    #[command(flatten)]
    pub(super) filters: FilterArgs,
}

/// Arguments of `batch`.
#[derive(Debug, ClapArgs)]
pub(super) struct BatchArgs {
    /// File of queries, - for stdin: a query a line, id<TAB>query, or JSON Lines with "id" and "query" or "text"
    #[arg(default_value = "-", value_name = "FILE")]
    pub(super) file: String,
    #[command(flatten)]
    pub(super) hits: HitArgs,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = BatchFormat::Jsonl)]
    pub(super) format: BatchFormat,
    #[command(flatten)]
    pub(super) filters: FilterArgs,
}

/// Arguments of `show`.
#[derive(Debug, ClapArgs)]
pub(super) struct ShowArgs {
    /// A passage's id (REPORT#NUMBER) or a report's id
    #[arg(required = true)]
    pub(super) ids: Vec<String>,
    /// So many neighbouring passages, before and after
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) context: u32,
    /// Print the lines of the file that a passage was made of
    #[arg(long)]
    pub(super) source: bool,
    /// Print a reference to the passage
    #[arg(long, value_enum, value_name = "STYLE", conflicts_with_all = ["source", "format"])]
    pub(super) cite: Option<CiteChoice>,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
    pub(super) format: ShowFormat,
}

/// Arguments of `reports`.
#[derive(Debug, ClapArgs)]
pub(super) struct ReportsArgs {
    /// Only reports of which this is not known, such as date or authority
    #[arg(long, value_name = "FIELD")]
    pub(super) missing: Option<String>,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = FormatChoice::Text)]
    pub(super) format: FormatChoice,
    #[command(flatten)]
    pub(super) filters: FilterArgs,
}

/// Arguments of `inspect`.
#[derive(Debug, ClapArgs)]
pub(super) struct InspectArgs {
    /// Files to read
    #[arg(required = true)]
    pub(super) files: Vec<String>,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
    pub(super) format: ShowFormat,
    /// More rules for kinds of report, as a TOML file
    #[arg(long, value_name = "FILE")]
    pub(super) kinds: Option<PathBuf>,
}

/// Arguments of `status`.
#[derive(Debug, ClapArgs)]
pub(super) struct StatusArgs {
    /// Format of the output
    #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
    pub(super) format: ShowFormat,
}

/// Arguments of `verify`.
#[derive(Debug, ClapArgs)]
pub(super) struct VerifyArgs {
    /// Mend what fails: make a damaged index anew from its sources, read again what differs
    #[arg(long)]
    pub(super) repair: bool,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
    pub(super) format: ShowFormat,
}

/// Arguments of `lexicon`.
#[derive(Debug, ClapArgs)]
pub(super) struct LexiconArgs {
    /// What to do
    #[command(subcommand)]
    pub(super) what: LexiconCommand,
}

/// What `lexicon` does.
#[derive(Debug, Subcommand)]
pub(super) enum LexiconCommand {
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
    pub(super) fn plain() -> HitArgs {
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
