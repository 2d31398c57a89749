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
//! The folder `examples` has programs that use it. The modules are the rooms of the program, from files to bytes:
//! [`extract`], [`layout`] and [`metadata`] make passages of a file, [`corpus`] drives them over folders, [`index`]
//! keeps the passages, [`query`] and [`search`] find them, [`concordance`] counts what is around what was found, [`quotation`] checks what is said to be from them, [`output`] writes them; [`engine`] is what is asked and answered.

#[cfg(feature = "cli")]
pub mod cli;
pub mod comparison;
pub mod concordance;
pub mod corpus;
pub mod engine;
#[cfg(feature = "cli")]
pub mod evaluation;
pub mod extract;
pub mod fields;
pub mod index;
pub mod indexer;
pub mod layout;
pub mod lexicon;
pub mod library;
pub mod metadata;
#[cfg(feature = "cli")]
pub mod output;
pub mod query;
pub mod quotation;
pub mod report;
#[cfg(feature = "cli")]
pub mod runs;
pub mod sandbox;
pub mod search;
pub mod text;

pub use engine::{
    Answer, Counts, Facet, Grouping, Groups, Hit, Hits, IndexError, Loosen, Loosened, Request, SearchError,
    SimilarRequest, Sort, State, Unit, Warning,
};
pub use indexer::{Indexed, Indexer, IndexerError};
pub use library::{
    Comparison, ConcordanceLines, Index, LastMention, LineOrder, Mention, MentionAt, Since, Trail, TrailEntry,
};
pub use query::{MatchLevel, ParseOptions, Query};
pub use report::{Passage, Report};
