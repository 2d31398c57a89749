//! Searching an index in a cluster: the passages that can meet a request are fetched into an index in memory, which is
//! searched as any other is. What the counts and scores of the whole depend on is known of the whole.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::cluster::{CataloguedReport, PassageQuery, Snapshot};
use crate::engine::{SimilarPassages, SimilarRequest};
use crate::index::{BoilerplateSet, IndexError, Manifest, MemoryParts, MemoryReport, Summary, Watched, Whole};
use crate::lexicon::UserLexicon;
use crate::query::{MatchLevel, Query};

use super::budget::Clock;
use super::collect::Parallelism;
use super::fetched::{FetchedPassages, Foreseen};
use super::part::PartView;
use super::quoted_passages::PassagesOfReports;
use super::searcher::Searcher;
use super::{Answer, Counts, Hits, Ranking, Request, SearchError};

/// Passages that were fetched for other searches are kept for the next, up to this many: an index is made of them each time.
const MAX_KEPT: u64 = 4_000;

/// What a search needs is fetched in at most this many turns.
const MAX_TURNS: usize = 24;

/// Searches one state of an index in a cluster.
pub(crate) struct WorkingSet {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) whole: Arc<Whole>,
    /// The reports, searched by what is known of them alone.
    pub(super) reports: Arc<Watched<Searcher>>,
    /// The reports by version, and the version of each by its id.
    pub(super) catalogue: BTreeMap<String, CataloguedReport>,
    pub(super) versions: HashMap<String, String>,
    pub(super) boilerplate: Arc<BoilerplateSet>,
    pub(super) given: UserLexicon,
    /// If more passages than this can meet a request, and the cluster cannot count and rank them itself, all of the index is
    /// fetched.
    pub(super) most: u64,
    fetched: Mutex<FetchedPassages>,
}

/// Neighbours of no more hits than these are fetched apart.
const MAX_WITH_CONTEXT: usize = 1_000;

impl WorkingSet {
    /// Over one state and its reports, with what a person's lexicon file says.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub(crate) fn open(
        snapshot: Arc<Snapshot>,
        reports: &[CataloguedReport],
        given: UserLexicon,
    ) -> Result<WorkingSet, IndexError> {
        let catalogue: BTreeMap<String, CataloguedReport> =
            reports.iter().map(|report| (report.version.clone(), report.clone())).collect();
        let boilerplate = Arc::new(snapshot.boilerplate()?);
        let reports = catalogue.values().map(|one| one.report.clone()).collect();
        let parts = parts(&snapshot, &boilerplate, reports, None);
        let whole = Arc::new(Whole::new(parts, snapshot.vocabulary()?)?);
        let reports = Arc::new(Searcher::open(whole.reader(), given.clone(), Parallelism::default())?);
        let version = |one: &CataloguedReport| (one.report.read.report.id.clone(), one.version.clone());
        let versions = catalogue.values().map(version).collect();
        let (most, fetched) = (snapshot.most_fetched(), Mutex::default());
        Ok(WorkingSet { snapshot, whole, reports, catalogue, versions, boilerplate, given, most, fetched })
    }

    /// The lexicon of the whole.
    ///
    /// # Errors
    /// Where what reports say of acronyms cannot be read.
    pub(crate) fn lexicon(&self) -> Result<&crate::lexicon::Lexicon, IndexError> {
        self.reports.read(Searcher::lexicon)
    }

    /// Runs a search; none if it would take too many passages, or what it shows is not in those that meet it.
    ///
    /// # Errors
    /// Where the cluster does not answer, or the time of the request is over.
    pub(crate) fn results(&self, request: &Request<'_>) -> Result<Option<Answer<Hits>>, SearchError> {
        let answer = |searcher: &Searcher| searcher.results(request);
        if request.context == 0 {
            return self.asked(request, &[], answer);
        }
        let alone = Request { context: 0, ..request.clone() };
        let Some(found) = self.asked(&alone, &[], |searcher| searcher.results(&alone))? else { return Ok(None) };
        let mut around = Vec::new();
        for hit in found.hits {
            let hit = hit?;
            let (ordinal, version) = (hit.passage.ordinal, self.versions.get(&hit.report.id));
            around.extend(version.map(|version| PassageQuery::Between {
                version: version.clone(),
                first: ordinal.saturating_sub(request.context),
                last: ordinal.saturating_add(request.context),
            }));
            if around.len() > MAX_WITH_CONTEXT {
                return Ok(None);
            }
        }
        self.asked(request, &around, answer)
    }

    /// Runs a search for the order of its hits alone; none likewise.
    ///
    /// # Errors
    /// Where the cluster does not answer, or the time of the request is over.
    pub(crate) fn ranking(&self, request: &Request<'_>) -> Result<Option<Ranking>, SearchError> {
        self.asked(request, &[], |searcher| searcher.ranking(request))
    }

    /// Counts what a request finds, by its facets too; none likewise.
    ///
    /// # Errors
    /// Where the cluster does not answer, or the time of the request is over.
    pub(crate) fn count_by(&self, request: &Request<'_>) -> Result<Option<Answer<()>>, SearchError> {
        let foresee = |searcher: &Searcher, clock: &Arc<Clock>| {
            let plans = searcher.plans(request)?;
            let served = plans.first().map(|plan| self.counted_of(searcher, plan, clock)).transpose()?.flatten();
            Ok(Foreseen { plans, served })
        };
        self.fetched_for(request.timeout, &[], foresee, |searcher| searcher.count_by(request))
    }

    /// Counts what a query finds at a match level; none likewise.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub(crate) fn count(&self, query: &Query, level: MatchLevel) -> Result<Option<Counts>, SearchError> {
        self.fetched_for(None, &[], |_, _| Ok(Foreseen::default()), |searcher| Ok(searcher.count(query, level)?))
    }

    /// The passages that some words are most likely quoted from; none likewise.
    ///
    /// # Errors
    /// Where the cluster does not answer, or the time is over.
    pub(crate) fn quoted_passages(
        &self,
        words: &[String],
        among: &Query,
        limit: usize,
        timeout: Option<Duration>,
    ) -> Result<Option<PassagesOfReports>, SearchError> {
        let ask = |searcher: &Searcher| searcher.quoted_passages(words, among, limit, timeout);
        self.fetched_for(timeout, &[], |_, _| Ok(Foreseen::default()), ask)
    }

    /// The passages that are like a text; none likewise.
    ///
    /// # Errors
    /// Where the cluster does not answer, or the time of the request is over.
    pub(crate) fn similar(&self, request: &SimilarRequest<'_>) -> Result<Option<SimilarPassages>, SearchError> {
        let ask = |searcher: &Searcher| searcher.similar(request);
        self.fetched_for(request.timeout, &[], |_, _| Ok(Foreseen::default()), ask)
    }

    /// Asks about a request of as many passages as that takes, and some others.
    fn asked<T>(
        &self,
        request: &Request<'_>,
        besides: &[PassageQuery],
        ask: impl Fn(&Searcher) -> Result<T, SearchError>,
    ) -> Result<Option<T>, SearchError> {
        let foresee = |searcher: &Searcher, clock: &Arc<Clock>| {
            let plans = searcher.plans(request)?;
            let served =
                plans.first().map(|plan| self.served_of(searcher, request, plan, clock)).transpose()?.flatten();
            Ok(Foreseen { plans, served })
        };
        self.fetched_for(request.timeout, besides, foresee, ask)
    }

    /// Asks of as many passages as that takes, and some others; none if it would take too many. What is foreseen is fetched
    /// first; after that, or where nothing is, what the question was found to need.
    fn fetched_for<T>(
        &self,
        timeout: Option<Duration>,
        besides: &[PassageQuery],
        foresee: impl Fn(&Searcher, &Arc<Clock>) -> Result<Foreseen, IndexError>,
        ask: impl Fn(&Searcher) -> Result<T, SearchError>,
    ) -> Result<Option<T>, SearchError> {
        let clock = Clock::start(timeout);
        let mut known = self.fetched.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if known.count > MAX_KEPT {
            known = FetchedPassages::default();
        }
        if !besides.is_empty() && !self.fetch_passages(PassageQuery::any(besides.to_vec()), &mut known)? {
            return Ok(None);
        }
        for turn in 0..MAX_TURNS {
            let (covered, served) = (Arc::new(known.covered.clone()), Arc::new(known.served.clone()));
            let part = Arc::new(PartView::new(Arc::clone(&self.reports), covered, served));
            let searcher = self.searcher(&known, &part)?;
            let answered = searcher.read(&ask);
            clock.check()?;
            let (needed, neighbours) = (part.take_needed(), part.take_neighbours());
            match answered {
                Err(SearchError::Index(_)) if needed.is_empty() && !neighbours.is_empty() => {
                    if !self.fetch_neighbours(&neighbours, &mut known)? {
                        return Ok(None);
                    }
                    continue;
                }
                Ok(answer) if needed.is_empty() => {
                    *self.fetched.lock().unwrap_or_else(PoisonError::into_inner) = known;
                    return Ok(Some(answer));
                }
                // What it shows may be beside what it finds.
                Err(SearchError::Index(_)) if needed.is_empty() => return Ok(None),
                Err(error @ SearchError::TimedOut { .. }) => return Err(error),
                _ => {}
            }
            let mut next = Foreseen::default();
            if turn == 0 {
                next = searcher.read(|searcher| foresee(searcher, &clock))?;
            }
            if next.plans.is_empty() {
                next = searcher.read(|searcher| self.foreseen_of(searcher, needed, &clock))?;
            }
            if !self.fetch(&next, &mut known, &clock)? {
                return Ok(None);
            }
        }
        Ok(None)
    }
}

pub(super) fn parts(
    snapshot: &Snapshot,
    boilerplate: &Arc<BoilerplateSet>,
    reports: Vec<MemoryReport>,
    whole: Option<&Arc<Whole>>,
) -> MemoryParts {
    let summary: Summary = snapshot.summary().clone();
    let (place, manifest) = (snapshot.address().to_string().into(), Manifest::default());
    MemoryParts { place, summary, manifest, boilerplate: Arc::clone(boilerplate), reports, whole: whole.cloned() }
}
