//! What a search found, with its hits fetched as they are asked for: a query for a common word over a large
//! index may have millions, and no caller needs them all at once.

use std::collections::VecDeque;
use std::sync::Arc;
use std::vec;

use rayon::prelude::*;

use crate::index::IndexError;

use super::budget::Clock;
use super::hits::Presenter;
use super::order::ScoredPassage;
use super::{Hit, Request};

/// At most this many hits are fetched at once, so that counts can be derived from them.
pub(super) const MAX_FETCHED_AT_ONCE: usize = 128;

/// Of more hits, this many are fetched at a time, on all cores.
const FETCH_BATCH: usize = 1_024;

/// A core fetches at least this many in a row, with the same stems at hand.
const MIN_IN_A_ROW: usize = 64;

/// The hits of a search, in order, each fetched when it is its turn.
pub(super) struct Fetch {
    presenter: Presenter,
    ready: VecDeque<Hit>,
    /// Those that are fetched after the ready ones.
    coming: VecDeque<Result<Hit, IndexError>>,
    rest: vec::IntoIter<ScoredPassage>,
    /// The rank of the next of the rest.
    rank: usize,
    context: u32,
}

impl Fetch {
    /// The hits of what was found; a few of them are fetched already where there are no more.
    pub(super) fn new(
        presenter: Presenter,
        found: Vec<ScoredPassage>,
        request: &Request<'_>,
    ) -> Result<Fetch, IndexError> {
        let is_few = found.len() <= MAX_FETCHED_AT_ONCE;
        let (rank, context) = (request.offset.saturating_add(1), request.context);
        let (ready, coming, rest) = (VecDeque::new(), VecDeque::new(), found.into_iter());
        let mut hits = Fetch { presenter, ready, coming, rest, rank, context };
        while is_few
            && !hits.presenter.clock.is_over()
            && let Some(hit) = hits.fetch()
        {
            hits.ready.push_back(hit?);
        }
        if !hits.presenter.clock.is_over() {
            hits.presenter.clock = Clock::start(None);
        }
        Ok(hits)
    }

    pub(super) fn ready(&self) -> &VecDeque<Hit> {
        &self.ready
    }

    pub(super) fn presenter(&self) -> &Presenter {
        &self.presenter
    }

    fn fetch(&mut self) -> Option<Result<Hit, IndexError>> {
        let found = self.rest.next()?;
        let watch = self.presenter.reader.watch(());
        let hit = watch.read(|()| self.presenter.hit(self.rank, found, self.context));
        self.rank = self.rank.saturating_add(1);
        Some(hit)
    }

    /// Fetches the next of the rest, in order.
    fn fetch_many(&mut self) {
        let found: Vec<(usize, ScoredPassage)> = (self.rank..).zip(self.rest.by_ref().take(FETCH_BATCH)).collect();
        self.rank = self.rank.saturating_add(found.len());
        let Fetch { presenter, context, .. } = self;
        let each = found.into_par_iter().with_min_len(MIN_IN_A_ROW);
        let hit = |presenter: &mut Presenter, (rank, found)| {
            let reader = Arc::clone(&presenter.reader);
            reader.watch(()).read(|()| presenter.hit(rank, found, *context))
        };
        self.coming = each.map_init(|| presenter.beside(), hit).collect::<Vec<_>>().into();
    }
}

impl Iterator for Fetch {
    type Item = Result<Hit, IndexError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(hit) = self.ready.pop_front() {
            return Some(Ok(hit));
        }
        if self.coming.is_empty() && self.rest.len() > 0 {
            self.fetch_many();
        }
        self.coming.pop_front()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.ready.len() + self.coming.len() + self.rest.len();
        (left, Some(left))
    }
}

impl ExactSizeIterator for Fetch {}
