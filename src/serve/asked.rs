//! One request as a handler sees it: what was asked, and the one state of the index that answers.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use crate::asking::{FilterArgs, HitArgs, MatchArgs, Prepared, prepare, too_long};
use crate::engine::{Hit, Hits, IndexError};
use crate::library::Index;

use super::params::RequestParams;
use super::reply::{HttpProblem, HttpReply};
use super::server::{IndexSnapshot, Server};

/// The longest query that is read.
const MAX_QUERY_CHARS: usize = 4_096;

/// The most hits of one answer, and of one that is a file to be kept.
pub(super) const MAX_HITS: usize = 1_000;
pub(super) const MAX_KEPT_HITS: usize = 10_000;

/// The most hits that may be skipped.
const MAX_OFFSET: usize = 100_000;

/// The most neighbours of a hit on either side.
const MAX_CONTEXT: u32 = 20;

/// The longest time that one answer may take.
pub(super) const MAX_TIME: Duration = Duration::from_secs(10);

/// What answers a request.
pub(super) type Handler = fn(&Asked) -> Result<HttpReply, HttpProblem>;

/// A request, and the state of the index that answers it.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) server: Arc<Server>,
    pub(super) snapshot: Arc<IndexSnapshot>,
    /// The scheme, name and port by which the client calls the server: `http://localhost:7700`.
    pub(super) origin: Arc<str>,
    /// The part of the path that names something.
    pub(super) id: String,
    pub(super) params: RequestParams,
}

/// A search that can be run.
pub(super) struct AskedSearch {
    pub(super) text: String,
    pub(super) hits: HitArgs,
    pub(super) filters: FilterArgs,
}

impl Asked {
    pub(super) fn index(&self) -> &Index {
        &self.snapshot.index
    }

    /// The search that the parameters ask for, within the limits of a server; `others` are parameters that are no options
    /// of a search, and those that are unknown are passed over if `lenient`.
    ///
    /// # Errors
    /// Where something cannot be read, or asks for too much.
    pub(super) fn search(&self, others: &[&str], lenient: bool) -> Result<AskedSearch, HttpProblem> {
        let (hits, filters) = self.params.options(others, lenient)?;
        AskedSearch { text: self.params.query().to_owned(), hits, filters }.within_limits(MAX_HITS)
    }
}

impl AskedSearch {
    /// The same, if it asks for no more than a server gives.
    ///
    /// # Errors
    /// What is too much.
    pub(super) fn within_limits(mut self, most: usize) -> Result<AskedSearch, HttpProblem> {
        let hits = &mut self.hits;
        if hits.all {
            (hits.all, hits.limit) = (false, most);
        }
        let too_much = [
            (
                self.text.chars().count() > MAX_QUERY_CHARS,
                format!("the query is longer than {MAX_QUERY_CHARS} characters"),
            ),
            (hits.limit > most, format!("the limit is more than {most}")),
            (hits.offset > MAX_OFFSET, format!("the offset is more than {MAX_OFFSET}")),
            (hits.context > MAX_CONTEXT, format!("the context is more than {MAX_CONTEXT}")),
        ];
        if let Some((_, why)) = too_much.into_iter().find(|(is_too_much, _)| *is_too_much) {
            return Err(HttpProblem::bad_request(why));
        }
        if let Some(why) = too_long(&self.text).or_else(|| hits.conflict().map(str::to_owned)) {
            return Err(HttpProblem::bad_request(why));
        }
        let longest = MAX_TIME.as_secs_f64();
        let timeout = &mut hits.matching.timeout;
        *timeout = if *timeout > 0.0 { timeout.min(longest) } else { longest };
        Ok(self)
    }

    /// The query, read and narrowed.
    pub(super) fn prepared(&self, index: &Index) -> Prepared {
        prepare(&self.text, &self.hits.matching, &self.filters, index)
    }

    /// The same where it can be run.
    ///
    /// # Errors
    /// Why it is not to be run.
    pub(super) fn runnable(&self, index: &Index) -> Result<Prepared, HttpProblem> {
        accepted(self.prepared(index), self.hits.matching.strict)
    }
}

/// Filters alone, as a query that can be run.
///
/// # Errors
/// Where one of them cannot be read.
pub(super) fn filtered(matching: &MatchArgs, filters: &FilterArgs, index: &Index) -> Result<Prepared, HttpProblem> {
    accepted(prepare("*", matching, filters, index), false)
}

/// A query, unless it is refused.
fn accepted(prepared: Prepared, strict: bool) -> Result<Prepared, HttpProblem> {
    match prepared.refusal(strict).map(|refusal| refusal.to_string()) {
        Some(why) => Err(HttpProblem::bad_request(why).with_diagnostics(prepared.diagnostics)),
        None => Ok(prepared),
    }
}

/// Hits as a writer takes them.
pub(super) fn fetched(hits: Hits) -> impl Iterator<Item = io::Result<Hit>> {
    hits.map(|hit| hit.map_err(as_io))
}

/// An error in fetching something, as a writer can return it.
pub(super) fn as_io(error: IndexError) -> io::Error {
    io::Error::other(error)
}
