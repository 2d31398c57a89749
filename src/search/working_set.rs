//! Searching an index in a cluster: the passages that can meet a request are fetched into an index in memory, which is
//! searched as any other is. What the counts and scores of the whole depend on is known of the whole.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::cluster::{CataloguedReport, PassageQuery, Snapshot};
use crate::index::{
    BoilerplateSet, Gaps, IndexError, Manifest, MemoryParts, MemoryReport, Reader, Summary, Watched, Whole,
};
use crate::lexicon::UserLexicon;
use crate::report::Passage;

use super::budget::Clock;
use super::collect::Parallelism;
use super::part::{PartView, key, reports_meeting};
use super::plan::Plan;
use super::searcher::Searcher;
use super::superset::Superset;
use super::{Answer, Hits, Request, SearchError, Unit};

/// If more passages than this can meet a request, all of the index is fetched instead.
const MAX_PASSAGES: u64 = 20_000;

/// Passages that were fetched for other searches are kept for the next, up to this many: an index is made of them each time.
const MAX_KEPT: u64 = 4_000;

/// What a search needs is fetched in at most this many turns.
const MAX_TURNS: usize = 24;

/// Searches one state of an index in a cluster.
pub(crate) struct WorkingSet {
    snapshot: Arc<Snapshot>,
    whole: Arc<Whole>,
    /// The reports, searched by what is known of them alone.
    reports: Arc<Watched<Searcher>>,
    /// The reports by version, and the version of each by its id.
    catalogue: BTreeMap<String, CataloguedReport>,
    versions: HashMap<String, String>,
    boilerplate: Arc<BoilerplateSet>,
    given: UserLexicon,
    fetched: Mutex<FetchedPassages>,
}

/// What was fetched.
#[derive(Clone, Default)]
struct FetchedPassages {
    /// The plans that it is enough for.
    covered: HashSet<String>,
    /// Passages by version and ordinal.
    passages: BTreeMap<String, BTreeMap<u32, Passage>>,
    count: u64,
}

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
        let fetched = Mutex::default();
        Ok(WorkingSet { snapshot, whole, reports, catalogue, versions, boilerplate, given, fetched })
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
        if request.unit != Unit::Passage || !request.facets.is_empty() || request.context > 0 {
            return Ok(None);
        }
        let clock = Clock::start(request.timeout);
        let mut known = self.fetched.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if known.count > MAX_KEPT {
            known = FetchedPassages::default();
        }
        for turn in 0..MAX_TURNS {
            let part = Arc::new(PartView::new(Arc::clone(&self.reports), Arc::new(known.covered.clone())));
            let searcher = self.searcher(&known, &part)?;
            let answered = searcher.read(|searcher| searcher.results(request));
            clock.check()?;
            let mut needed = part.take_needed();
            match answered {
                Ok(answer) if needed.is_empty() => {
                    *self.fetched.lock().unwrap_or_else(PoisonError::into_inner) = known;
                    return Ok(Some(answer));
                }
                // What it shows may be beside what it finds.
                Err(SearchError::Index(_)) if needed.is_empty() => return Ok(None),
                Err(error @ SearchError::TimedOut { .. }) => return Err(error),
                _ => {}
            }
            if turn == 0 {
                needed.extend(searcher.read(|searcher| searcher.plans(request))?);
            }
            if !self.fetch(&needed, &mut known, &clock)? {
                return Ok(None);
            }
        }
        Ok(None)
    }

    /// Fetches what some plans need; says whether it was not too much.
    fn fetch(&self, plans: &[Plan], known: &mut FetchedPassages, clock: &Arc<Clock>) -> Result<bool, IndexError> {
        let versions = |plan: &Plan| {
            let reports = reports_meeting(&self.reports, plan, clock)?;
            let with_passages = reports.iter().filter(|report| report.passages > 0);
            Ok(with_passages.filter_map(|report| self.versions.get(&report.id).cloned()).collect())
        };
        let reports = self.catalogue.values().filter(|one| one.report.read.report.passages > 0).count();
        let superset = Superset { fields: self.whole.reader().fields(), versions: &versions, reports };
        let queries = plans.iter().map(|plan| superset.needed(plan)).collect::<Result<Vec<_>, _>>()?;
        let query = PassageQuery::any(queries);
        if query != PassageQuery::None {
            let Some(passages) = self.snapshot.passages_meeting(&query, MAX_PASSAGES)? else { return Ok(false) };
            for (version, passage) in passages {
                let before = known.passages.entry(version).or_default().insert(passage.ordinal, passage);
                known.count += u64::from(before.is_none());
            }
        }
        known.covered.extend(plans.iter().map(key));
        Ok(known.count <= 2 * MAX_PASSAGES)
    }

    /// Searches what was fetched.
    fn searcher(&self, known: &FetchedPassages, part: &Arc<PartView>) -> Result<Watched<Searcher>, IndexError> {
        let report = |(version, passages): (&String, &BTreeMap<u32, Passage>)| {
            let one = self.catalogue.get(version)?;
            let mut report = MemoryReport { gaps: Gaps::Each(one.runs.clone()), ..one.report.clone() };
            report.read.passages = passages.values().cloned().collect();
            Some(report)
        };
        let reports = known.passages.iter().filter_map(report).collect();
        let reader = Reader::of_parts(parts(&self.snapshot, &self.boilerplate, reports, Some(&self.whole)))?;
        Searcher::open_part(&Arc::new(reader), self.given.clone(), part)
    }
}

fn parts(
    snapshot: &Snapshot,
    boilerplate: &Arc<BoilerplateSet>,
    reports: Vec<MemoryReport>,
    whole: Option<&Arc<Whole>>,
) -> MemoryParts {
    let summary: Summary = snapshot.summary().clone();
    let (place, manifest) = (snapshot.address().to_string().into(), Manifest::default());
    MemoryParts { place, summary, manifest, boilerplate: Arc::clone(boilerplate), reports, whole: whole.cloned() }
}
