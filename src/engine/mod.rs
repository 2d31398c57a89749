//! Requests, answers, hits and errors as plain data, and the one trait that an engine implements.
//!
//! An engine holds reports with their passages and finds them. Commands and outputs know only [`Engine`], so they do
//! not depend on where the passages are. The tree of a query is the only language between them.

mod answer;
mod error;
mod facets;
mod groups;
mod hits;
mod place;
mod request;
mod similar;
mod state;

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use crate::fields::Field;
use crate::lexicon::{Lexicon, UserLexicon};
use crate::metadata::Register;
use crate::query::{MatchLevel, Query};
use crate::report::{Passage, Report};

pub use answer::{
    Answer, Continued, Counts, Expansion, FoldedHit, Guess, Hit, Loosened, Looser, Nearest, Nothing, Ranked, Ranking,
    ScorePart, Within, WordDifference,
};
pub use error::{IndexError, SearchError};
pub use facets::{Extent, Facet, Grouped, Groups, Matches};
pub(crate) use groups::DATE;
pub use groups::{DATE_PARTS, DateOf, DatePart, Grouping};
pub use hits::Hits;
pub(crate) use place::is_in_cluster;
#[cfg(not(feature = "opensearch"))]
pub(crate) use place::without_clusters;
pub use request::{Loosen, Request, Sort, Unit};
pub use similar::{Similar, SimilarPassages, SimilarRequest};
pub use state::{State, Warning};

/// Holds reports and their passages, and finds them. An engine is a snapshot: it answers from one state of its index,
/// whatever is written meanwhile.
pub(crate) trait Engine: Send + Sync {
    /// Answers a request. The hits come one by one, so there may be any number of them.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    fn answer(&self, request: &Request<'_>) -> Result<Answer<Hits>, SearchError>;

    /// Answers a request by the order of its hits alone: nothing of their text is read.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    fn ranking(&self, request: &Request<'_>) -> Result<Ranking, SearchError>;

    /// Counts what a query finds at a match level.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    fn count(&self, query: &Query, level: MatchLevel) -> Result<Counts, SearchError>;

    /// Answers a request by its counts and facets alone: no hit is ranked, and a query that finds nothing is not
    /// loosened.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    fn count_by(&self, request: &Request<'_>) -> Result<Answer<()>, SearchError>;

    /// How often each of some folded words occurs in the reports that have a passage which meets a query. A possessive is
    /// a word of its own.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or it takes longer than `timeout`.
    fn word_counts(&self, words: &[String], among: &Query, timeout: Option<Duration>) -> Result<Vec<u64>, SearchError>;

    /// The passages that some words in a row are most likely quoted from, the likeliest first, among those that meet a query of
    /// filters.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or it takes longer than `timeout`.
    fn quoted_passages(
        &self,
        words: &[String],
        among: &Query,
        limit: usize,
        timeout: Option<Duration>,
    ) -> Result<Vec<(Arc<Report>, Passage)>, SearchError>;

    /// Finds the passages whose words are nearly those of a text, and others on the same matter.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    fn similar(&self, request: &SimilarRequest<'_>) -> Result<SimilarPassages, SearchError>;

    /// All reports, in the order of their ids, without their evidence.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    fn reports(&self) -> Result<Vec<Arc<Report>>, IndexError>;

    /// A report by its id, with its evidence; none where there is no such report.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    fn report(&self, id: &str) -> Result<Option<Report>, IndexError>;

    /// The short id of a report: the first letters of the id of its content, as many as tell it from all others. None if
    /// it has none of its own.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    fn short_id(&self, report: &Report) -> Result<Option<Arc<str>>, IndexError>;

    /// The ids of the reports that a short id may name, in order: one, unless more letters are needed to tell them apart.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    fn reports_by_short_id(&self, typed: &str) -> Result<Vec<String>, IndexError>;

    /// Passages of a report, in order; none where there is no such report. Ordinals that it does not have are
    /// ignored.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    fn passages(&self, report: &str, ordinals: RangeInclusive<u32>) -> Result<Vec<Passage>, IndexError>;

    /// The totals of the index.
    fn totals(&self) -> Counts;

    /// The names of fields that sidecars gave, beside those that every report has.
    fn extra_fields(&self) -> &[String];

    /// The register of authorities, with the bodies of the user's own that the index was made with.
    fn register(&self) -> &Register;

    /// The kinds of reports that the user's own rules tell, with which the index was made.
    fn own_kinds(&self) -> &[String];

    /// The names that reports have in a field, such as authorities, in the order of their
    /// [keys](crate::text::key), each once; none in a field whose values are not names. Cheap: called for each query
    /// with a filter on the field.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    fn values(&self, field: &Field) -> Result<Arc<[String]>, IndexError>;

    /// The state of the index and what it was made from.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    fn state(&self) -> Result<State, IndexError>;

    /// Warnings for those who search the index. Cheap: called at each search.
    fn warnings(&self) -> Vec<Warning>;

    /// The acronyms and variants that a search at the level `Variants` looks for.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    fn lexicon(&self) -> Result<&Lexicon, IndexError>;

    /// The same engine with what a person's lexicon file says, beside what the reports themselves say of acronyms.
    fn with_lexicon(&self, given: UserLexicon) -> Arc<dyn Engine>;

    /// Makes many searches faster at the cost of a look at every report, where that pays.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    fn expect_many(&self) -> Result<(), IndexError> {
        Ok(())
    }

    /// Whether all that was read is as it was when the engine was opened. What was found while it was not may be
    /// wrong, so ask before it is relied on.
    ///
    /// # Errors
    /// Where it is not.
    fn check(&self) -> Result<(), IndexError> {
        Ok(())
    }

    /// Lets go of what others keep for this engine; nothing is asked of it after that.
    fn close(&self) {}

    /// Whether no newer state of its index has been written since it was opened. Cheap: asked before each request of a
    /// program that stays.
    ///
    /// # Errors
    /// Where the index is gone, or of another version, or its state cannot be read.
    fn is_newest(&self) -> Result<bool, IndexError> {
        Ok(true)
    }
}
