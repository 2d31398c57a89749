//! Full-text search over inspection reports: passages that can be found, quoted and traced.
//!
//! [`Indexer`] makes an [`Index`] of folders of reports, or brings one up to date. [`Index::parse`] reads a
//! [`Query`], and [`Index::results`] answers a [`Request`] for it: the [`Hits`] come one by one, each with its report,
//! its place in it and what was found in its text.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let place = tempfile::tempdir()?;
//! # let reports = place.path().join("reports");
//! # std::fs::create_dir(&reports)?;
//! # std::fs::write(reports.join("letter.txt"), "A return home interview was held.\n\nNo plan was made.\n")?;
//! # let (folder, reports) = (place.path().join("index"), reports.display().to_string());
//! use findings::{Index, Indexer, Request};
//!
//! Indexer::new(&folder).path(&reports).run()?;
//!
//! let index = Index::open(&folder)?;
//! let query = index.parse("\"return home interviews\"").query;
//! let answer = index.results(&Request::new(&query))?;
//! assert_eq!((answer.matched.passages, answer.total.passages), (1, 2));
//! for hit in answer.hits {
//!     let hit = hit?;
//!     let found = &hit.passage.text[hit.highlights[0].clone()];
//!     assert_eq!((hit.report.id.as_str(), found), ("letter.txt", "return home interview"));
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The folder `examples` has programs that use it. What reads reports can be used without an index: [`extract`] makes
//! pages of lines of a file, [`layout`] makes passages of the pages, and [`metadata`] says who and when. [`report`] has
//! the vocabulary of all of these, and [`query`] the language of queries.

// The command line calls some of what is behind the library and nothing else does. A build with it, which has all code,
// shows what nothing calls.
#![cfg_attr(
    not(all(feature = "cli", feature = "mcp", feature = "opensearch", feature = "serve")),
    allow(dead_code, unused_imports)
)]

#[cfg(feature = "cli")]
mod asking;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "opensearch")]
mod cluster;
mod comparison;
mod concordance;
mod corpus;
mod engine;
#[cfg(feature = "cli")]
mod evaluation;
mod export;
pub mod extract;
mod fields;
mod index;
mod indexer;
pub mod layout;
mod lexicon;
mod library;
#[cfg(feature = "mcp")]
mod mcp;
pub mod metadata;
mod news;
#[cfg(feature = "cli")]
mod output;
pub mod query;
mod quotation;
pub mod report;
#[cfg(feature = "cli")]
mod runs;
mod sandbox;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod text;

pub use comparison::{Matter, PassageChange, PassagePair};
pub use concordance::{Collocate, Collocates, ConcordanceLine, CorpusPart, Dispersion, Division, NthWord};
pub use corpus::{Change, MovedRoot, PassedOver, ReadingOptions, RenamedFile, Update};
pub use engine::{
    Answer, Continued, Counts, DATE_PARTS, DateOf, DatePart, Expansion, Extent, Facet, FoldedHit, Grouped, Grouping,
    Groups, Guess, Hit, Hits, IndexError, Loosen, Loosened, Looser, Matches, Nearest, Nothing, Ranked, Ranking,
    Request, ScorePart, SearchError, Similar, SimilarPassages, SimilarRequest, Sort, State, Unit, Warning, Within,
    WordDifference,
};
pub use export::{ExportError, ExportFormat};
pub use index::{Summary, WriterOptions};
pub use indexer::{Indexed, Indexer, IndexerError, Loss, Problems, Progress, Repair};
pub use lexicon::{LexiconError, LexiconRemark, UserLexicon};
pub use library::{
    Comparison, ConcordanceLines, Exported, Exporter, Index, LastMention, LineOrder, Mention, MentionAt, Since, Trail,
    TrailEntry, today,
};
pub use news::{News, Novelty, Seen};
#[cfg(feature = "cli")]
pub use output::{CitationWriter, CiteStyle};
pub use query::{MatchLevel, ParseOptions, Query};
pub use quotation::{DiffPiece, Elsewhere, Quotation, QuotationCheck, QuotedGap, QuotedPlace, QuotedWord, Verdict};
pub use report::{Passage, Report};

/// What the program, the tests and the benches of this package need from behind the façade: the command line, and what
/// is proved or measured from inside. It is no part of the library and may change with any version.
#[doc(hidden)]
pub mod inside {
    #[cfg(feature = "cli")]
    pub use crate::cli::{command, main};
    pub use crate::corpus::{FoundFile, InspectError, Inspection, found_file, inspect};
    pub use crate::fields::{FieldSpec, FilterSpec, Matching, OptionSpec, Slot, UsualName, Value, filters, of_reports};
    pub use crate::index::{FORMAT, Fault, FileCheck, Manifest, Writer, check_files, prove_by_sums};
    pub use crate::lexicon::acronyms;
    #[cfg(feature = "cli")]
    pub use crate::output::{
        Amount, Colours, FieldChoice, Format, ListedReport, SearchOutput, TextStyle, safe, write_hits, write_reports,
    };
    pub use crate::text::{
        Shingles, Stemmer, Word, base_of_possessive, fold, is_unsafe, key, parts_words, starts_sentence, words,
    };
}
