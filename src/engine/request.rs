//! What is asked.

use std::time::Duration;

use crate::query::{MatchLevel, Query};

/// What a hit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A passage.
    Passage,
    /// A report, shown by its best passage.
    Report,
}

/// By what hits are ordered. Ties go to the newer report, then by report id, then by ordinal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sort {
    /// The best first.
    Relevance,
    /// The oldest first; reports without a date come last.
    Date,
    /// The newest first; reports without a date come last.
    DateDescending,
    /// By the authority's name.
    Authority,
    /// By the report's id.
    Report,
}

/// A search: what to look for, and which of the found to give. [`Request::new`] asks for the ten best passages; the
/// other methods change one thing each.
///
/// ```
/// use findings::{Query, Request, Sort};
///
/// # fn request(query: &Query) {
/// let request = Request::new(query).sort(Sort::DateDescending).offset(20).limit(20);
/// assert_eq!((request.offset, request.limit), (20, Some(20)));
/// # }
/// # let date = "2026-01-01".parse().expect("a date");
/// # request(&findings::query::parse("drift", &findings::ParseOptions::on(date)).query);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Request<'q> {
    /// What to look for.
    pub query: &'q Query,
    /// The match level of words for which the query gives none.
    pub level: MatchLevel,
    /// Whether any of the words will do, so that the order is what the search is about: function words
    /// are then left aside, and words that the best hits have in common count too.
    pub any: bool,
    /// What a hit is.
    pub unit: Unit,
    /// The order of the hits.
    pub sort: Sort,
    /// How many hits to leave out from the first.
    pub offset: usize,
    /// How many to give after those at most; none for all.
    pub limit: Option<usize>,
    /// How many hits of each report to give at most; none for all.
    pub per_report: Option<usize>,
    /// How many neighbours of each passage to give, before and after.
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
            level: MatchLevel::Inflected,
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

    /// Sets the match level of words for which the query gives none.
    #[must_use]
    pub fn match_level(self, level: MatchLevel) -> Request<'q> {
        Request { level, ..self }
    }

    /// Whether any of the words will do.
    #[must_use]
    pub fn any(self, any: bool) -> Request<'q> {
        Request { any, ..self }
    }

    /// What a hit is.
    #[must_use]
    pub fn unit(self, unit: Unit) -> Request<'q> {
        Request { unit, ..self }
    }

    /// The order of the hits.
    #[must_use]
    pub fn sort(self, sort: Sort) -> Request<'q> {
        Request { sort, ..self }
    }

    /// Leaves out this many hits from the first.
    #[must_use]
    pub fn offset(self, offset: usize) -> Request<'q> {
        Request { offset, ..self }
    }

    /// Gives at most this many hits; all of them where it is `None`.
    #[must_use]
    pub fn limit(self, limit: impl Into<Option<usize>>) -> Request<'q> {
        Request { limit: limit.into(), ..self }
    }

    /// Gives at most this many hits of each report; all of them where it is `None`.
    #[must_use]
    pub fn per_report(self, most: impl Into<Option<usize>>) -> Request<'q> {
        Request { per_report: most.into(), ..self }
    }

    /// Gives this many neighbours of each passage, before and after.
    #[must_use]
    pub fn context(self, context: u32) -> Request<'q> {
        Request { context, ..self }
    }

    /// Ends the search with an error after this time; never where it is `None`.
    #[must_use]
    pub fn timeout(self, timeout: impl Into<Option<Duration>>) -> Request<'q> {
        Request { timeout: timeout.into(), ..self }
    }
}
