//! From a query to hits: compile it for the index, walk the segments, rank, mark.
//!
//! `bounded` takes from a query what is more than `budget` allows, which also has the clock. `plan` is what is left,
//! looked up in the index; `compile` and `filters` make it. `cursor` and
//! `matcher` walk a segment's postings by it, `occurrences` says what stands where in a passage,
//! `collect` keeps the best and counts them all, and `hits` fetches what is to be shown.

mod best;
mod bm25;
mod bounded;
mod budget;
mod chains;
mod collect;
mod compile;
mod cursor;
mod dictionary;
mod evidence;
mod feedback;
mod filters;
mod ground;
mod groups;
mod hits;
mod matcher;
mod near;
mod occurrences;
mod open;
mod order;
mod places;
mod plan;
mod rerank;
mod results;
mod rows;
mod searcher;
mod span_query;
mod tally;
mod text_positions;
mod union;
mod variants;
mod whole_reports;
mod zero;

use std::sync::Arc;
use std::time::Duration;

use crate::query::{Query, Rung};
use crate::report::{Passage, Report};

pub use budget::SearchError;
pub use order::Sort;
pub use results::Hits;
pub use searcher::Searcher;
pub use variants::Expansion;
pub use zero::Nothing;

/// What a hit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A passage.
    Passage,
    /// A report, shown by its best passage.
    Report,
}

/// A search: what to look for, and which of the found to give.
#[derive(Clone, Debug)]
pub struct Request<'q> {
    /// What to look for.
    pub query: &'q Query,
    /// How far down the match ladder words may go where the query says nothing else.
    pub rung: Rung,
    /// Whether any of the words will do, so that the order is what the search is about: function words
    /// are then left aside, and words that the best hits have in common count too.
    pub any: bool,
    /// What a hit is.
    pub unit: Unit,
    /// The order of the hits.
    pub sort: Sort,
    /// How many hits to leave out from the first.
    pub offset: usize,
    /// How many to give after those; none for all.
    pub limit: Option<usize>,
    /// At most so many hits of each report.
    pub per_report: Option<usize>,
    /// So many neighbours of each passage, before and after.
    pub context: u32,
    /// How long it may take to find the hits; none for as long as it takes. Hits that are fetched one by one
    /// afterwards are not under it.
    pub timeout: Option<Duration>,
}

impl<'q> Request<'q> {
    /// The ten best passages.
    pub fn new(query: &'q Query) -> Request<'q> {
        Request {
            query,
            rung: Rung::Inflected,
            any: false,
            unit: Unit::Passage,
            sort: Sort::Relevance,
            offset: 0,
            limit: Some(10),
            per_report: None,
            context: 0,
            timeout: None,
        }
    }
}

/// How many passages, reports and authorities there are of something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Passages.
    pub passages: u64,
    /// Reports.
    pub reports: u64,
    /// Authorities.
    pub authorities: u64,
}

/// What a search found. `H` is how its hits come: all of them, one by one as [`Hits`], or none.
#[derive(Clone, Debug)]
pub struct Answer<H = Vec<Hit>> {
    /// What was found, all of it.
    pub found: Counts,
    /// What there is in the index.
    pub of: Counts,
    /// The hits asked for, in order.
    pub hits: H,
    /// What the same query finds at each rung of the match ladder down to the one asked for, the highest
    /// first. Each has what the one above it has; the last is all that was found.
    pub rungs: Vec<(Rung, Counts)>,
    /// What was looked for besides the words of the query.
    pub expansions: Vec<Expansion>,
    /// Remarks on how words and values were read.
    pub notes: Vec<String>,
    /// Where nothing was found: why.
    pub nothing: Option<Nothing>,
}

/// One hit.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its place in the order, from 1.
    pub rank: usize,
    /// Its score; higher is better, and only the order means anything.
    pub score: f32,
    /// The parts of the score.
    pub parts: Vec<ScorePart>,
    /// How far down the ladder it matched.
    pub matched: Rung,
    /// Whether the passage stands word for word in many reports.
    pub boilerplate: bool,
    /// The report it stands in.
    pub report: Arc<Report>,
    /// The passage.
    pub passage: Passage,
    /// What was found in its text: first and next-to-last Unicode code point of each occurrence.
    pub highlights: Vec<(usize, usize)>,
    /// The passages before it, in order.
    pub before: Vec<Passage>,
    /// The passages after it, in order.
    pub after: Vec<Passage>,
}

/// What a search found, by its place in the order alone.
#[derive(Clone, Debug)]
pub struct Ranking {
    /// What was found, all of it.
    pub found: Counts,
    /// The hits asked for, in order.
    pub hits: Vec<Ranked>,
}

/// One hit of a ranking.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// Its score.
    pub score: f32,
    /// The report it stands in.
    pub report: Arc<Report>,
    /// The number of the passage in the report.
    pub passage: u32,
}

/// One part of a score.
#[derive(Clone, Debug, PartialEq)]
pub struct ScorePart {
    /// What it is for.
    pub what: String,
    /// What it adds, or multiplies by where `factor`.
    pub value: f32,
    /// Whether the sum before it is multiplied.
    pub factor: bool,
}
