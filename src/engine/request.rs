//! What is asked.

use std::time::Duration;

use crate::query::{MatchLevel, Query};

use super::Facet;

/// What a hit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A passage.
    Passage,
    /// A report, shown by its best passage.
    Report,
}

/// The order of hits. Ties go to the newer report, then by report id, then by ordinal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// What of a query may be loosened where no passage meets all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loosen {
    /// Nothing.
    Never,
    /// Bare words, as people type them: neither operators nor in quotation marks.
    Words,
    /// All conditions but filters and what is ruled out.
    Conditions,
}

/// A search: the query, and which hits to return. [`Request::new`] asks for the ten best passages; the other methods
/// change one thing each.
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
    /// Whether what the next looser match level finds is counted too, which is a walk more.
    pub next_level: bool,
    /// Whether any of the words will do, so that the order is what the search is about: function words
    /// are then left aside, and words that the best hits have in common count too.
    pub any: bool,
    /// What may be loosened where no passage meets all of the query: then those with most of the words are found, words
    /// weighted by how rare they are, and variants with them; function words and the words of asking are not wanted.
    pub loosen: Loosen,
    /// Whether it is loosened also where some passages meet all of it.
    pub nearest: bool,
    /// Whether names of authorities, kinds, grades and years are read as filters in a query that is loosened.
    pub guess: bool,
    /// What a hit is.
    pub unit: Unit,
    /// The order of the hits.
    pub sort: Sort,
    /// How many hits to skip.
    pub offset: usize,
    /// The maximum number of hits after those; none for all.
    pub limit: Option<usize>,
    /// The maximum number of hits of each report; none for all.
    pub per_report: Option<usize>,
    /// The maximum number of hits of each authority; none for all. Reports without an authority count as of one.
    pub per_authority: Option<usize>,
    /// Whether a passage that is nearly the same as a better hit is folded into it. Counts are of everything all the same,
    /// and reports as hits are left as they are.
    pub collapse: bool,
    /// What else the matches are counted by, in the same walk.
    pub facets: Vec<Facet>,
    /// How many neighbours of each passage to return, before and after, as far as its section goes.
    pub context: u32,
    /// The time limit for finding the hits, if any. It does not cover hits that are fetched one by one
    /// afterwards.
    pub timeout: Option<Duration>,
}

impl<'q> Request<'q> {
    /// The ten best passages.
    pub fn new(query: &'q Query) -> Request<'q> {
        Request {
            query,
            level: MatchLevel::Inflected,
            any: false,
            next_level: false,
            loosen: Loosen::Never,
            nearest: false,
            guess: true,
            unit: Unit::Passage,
            sort: Sort::Relevance,
            offset: 0,
            limit: Some(10),
            per_report: None,
            per_authority: None,
            collapse: false,
            facets: Vec::new(),
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

    /// Sets whether the next looser match level is counted too.
    #[must_use]
    pub fn next_level(self, next_level: bool) -> Request<'q> {
        Request { next_level, ..self }
    }

    /// Sets what may be loosened where no passage meets all of the query.
    #[must_use]
    pub fn loosen(self, loosen: Loosen) -> Request<'q> {
        Request { loosen, ..self }
    }

    /// Whether what may be loosened is loosened also where some passages meet all of the query.
    #[must_use]
    pub fn nearest(self, nearest: bool) -> Request<'q> {
        Request { nearest, ..self }
    }

    /// Whether a query that is loosened has its names read as filters.
    #[must_use]
    pub fn guess(self, guess: bool) -> Request<'q> {
        Request { guess, ..self }
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

    /// Skips this many hits.
    #[must_use]
    pub fn offset(self, offset: usize) -> Request<'q> {
        Request { offset, ..self }
    }

    /// Returns at most this many hits; all of them if `None`.
    #[must_use]
    pub fn limit(self, limit: impl Into<Option<usize>>) -> Request<'q> {
        Request { limit: limit.into(), ..self }
    }

    /// Returns at most this many hits of each report; all of them if `None`.
    #[must_use]
    pub fn per_report(self, limit: impl Into<Option<usize>>) -> Request<'q> {
        Request { per_report: limit.into(), ..self }
    }

    /// Returns at most this many hits of each authority; all of them if `None`.
    #[must_use]
    pub fn per_authority(self, limit: impl Into<Option<usize>>) -> Request<'q> {
        Request { per_authority: limit.into(), ..self }
    }

    /// Sets whether a passage that is nearly the same as a better hit is folded into it.
    #[must_use]
    pub fn collapse(self, collapse: bool) -> Request<'q> {
        Request { collapse, ..self }
    }

    /// Counts the matches by these facets too.
    #[must_use]
    pub fn facets(self, facets: Vec<Facet>) -> Request<'q> {
        Request { facets, ..self }
    }

    /// Returns this many neighbours of each passage, before and after, as far as its section goes.
    #[must_use]
    pub fn context(self, context: u32) -> Request<'q> {
        Request { context, ..self }
    }

    /// Ends the search with an error after this time; never if `None`.
    #[must_use]
    pub fn timeout(self, timeout: impl Into<Option<Duration>>) -> Request<'q> {
        Request { timeout: timeout.into(), ..self }
    }
}
