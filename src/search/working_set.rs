//! Searching an index in a cluster: the passages that can meet a request are fetched into an index in memory, which is
//! searched as any other is. What the counts and scores of the whole depend on is known of the whole.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::cluster::{CataloguedReport, PassageQuery, PassagesByReport, ServedAnswer, Snapshot};
use crate::index::{
    BoilerplateSet, Gaps, IndexError, Manifest, MemoryParts, MemoryReport, Reader, Summary, Watched, Whole,
};
use crate::lexicon::UserLexicon;
use crate::report::Passage;

use super::budget::{Budget, Clock, Notes};
use super::collect::Parallelism;
use super::loosened;
use super::order::Sort;
use super::part::{PartView, ServedPlans, key, reports_meeting};
use super::plan::Plan;
use super::ranking;
use super::searcher::Searcher;
use super::served::{self, most_meeting};
use super::superset::{Superset, is_exact};
use super::very_words::VeryWords;
use super::{Answer, Counts, Hits, Ranking, Request, SearchError, Unit};

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
    /// If more passages than this can meet a request, the cluster counts and ranks them itself where it can, and all of the
    /// index is fetched where it cannot.
    most: u64,
    fetched: Mutex<FetchedPassages>,
}

/// No more passages than these are asked for as the first in an order, and so many more than are wanted, for what the
/// cluster's own rounding may put in another place. Those of the first reports may be more, but not than `MAX_FIRST`.
const MAX_SERVED: usize = 9_000;
const MARGIN: usize = 64;
const MAX_FIRST: u64 = 50_000;

/// Neighbours of no more hits than these are fetched apart.
const MAX_WITH_CONTEXT: usize = 1_000;

/// So many of the first in an order that meet a plan, with what the score of a passage depends on besides.
struct FirstOf {
    plan: Plan,
    sort: Sort,
    wanted: usize,
    very_words: VeryWords,
}

/// What was fetched.
#[derive(Clone, Default)]
struct FetchedPassages {
    /// The plans that it is enough for.
    covered: HashSet<String>,
    /// What the cluster counted and ranked itself.
    served: ServedPlans,
    /// Passages by version and ordinal.
    passages: BTreeMap<String, BTreeMap<u32, Passage>>,
    count: u64,
}

impl FetchedPassages {
    /// Takes in passages, each with the version of its report.
    fn add(&mut self, passages: Vec<(String, Passage)>) {
        for (version, passage) in passages {
            let before = self.passages.entry(version).or_default().insert(passage.ordinal, passage);
            self.count += u64::from(before.is_none());
        }
    }
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

    /// Asks about a request of as many passages as that takes, and some others.
    fn asked<T>(
        &self,
        request: &Request<'_>,
        besides: &[PassageQuery],
        ask: impl Fn(&Searcher) -> Result<T, SearchError>,
    ) -> Result<Option<T>, SearchError> {
        if request.unit != Unit::Passage || !request.facets.is_empty() {
            return Ok(None);
        }
        let clock = Clock::start(request.timeout);
        let mut known = self.fetched.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if known.count > MAX_KEPT {
            known = FetchedPassages::default();
        }
        if !besides.is_empty() {
            let passages = self.snapshot.passages_meeting(&PassageQuery::any(besides.to_vec()), MAX_FIRST)?;
            let Some(passages) = passages else { return Ok(None) };
            known.add(passages);
        }
        for turn in 0..MAX_TURNS {
            let (covered, served) = (Arc::new(known.covered.clone()), Arc::new(known.served.clone()));
            let part = Arc::new(PartView::new(Arc::clone(&self.reports), covered, served));
            let searcher = self.searcher(&known, &part)?;
            let answered = searcher.read(&ask);
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
                needed = searcher.read(|searcher| searcher.plans(request))?;
            }
            let first = match needed.first().filter(|_| turn == 0) {
                Some(plan) => searcher.read(|searcher| self.first_of(searcher, request, plan, &clock))?,
                None => None,
            };
            if !self.fetch(&needed, first.as_ref(), &mut known, &clock)? {
                return Ok(None);
            }
        }
        Ok(None)
    }

    /// What will do of a plan that very many passages may meet.
    fn first_of(
        &self,
        searcher: &Searcher,
        request: &Request<'_>,
        plan: &Plan,
        clock: &Arc<Clock>,
    ) -> Result<Option<FirstOf>, IndexError> {
        let Some(wanted) = ranking::wanted(request).filter(|&wanted| wanted <= MAX_SERVED) else { return Ok(None) };
        if most_meeting(&searcher.dictionary(clock), plan, self.snapshot.summary().passages)? <= self.most {
            return Ok(None);
        }
        let root = loosened::root(request, &mut Notes::default());
        let very_words = searcher.very_words(request, &root, false, plan, &Budget::new(clock))?;
        Ok(Some(FirstOf { plan: plan.clone(), sort: request.sort, wanted, very_words }))
    }

    /// Fetches what some plans need; says whether it was not too much. Where so many of the first of them in an order will do,
    /// the cluster is asked for those, and to count.
    fn fetch(
        &self,
        plans: &[Plan],
        first: Option<&FirstOf>,
        known: &mut FetchedPassages,
        clock: &Arc<Clock>,
    ) -> Result<bool, IndexError> {
        let versions = |plan: &Plan| {
            let reports = reports_meeting(&self.reports, plan, clock)?;
            let with_passages = reports.iter().filter(|report| report.passages > 0);
            Ok(with_passages.filter_map(|report| self.versions.get(&report.id).cloned()).collect())
        };
        let reports = self.catalogue.values().filter(|one| one.report.read.report.passages > 0).count();
        let superset = Superset { fields: self.whole.reader().fields(), versions: &versions, reports };
        let left = if first.is_some() || !known.served.is_empty() {
            self.serve(&superset, plans, first, known)?
        } else {
            plans.iter().collect()
        };
        let queries = left.iter().map(|plan| superset.needed(plan)).collect::<Result<Vec<_>, _>>()?;
        let query = PassageQuery::any(queries);
        if query != PassageQuery::None {
            let Some(passages) = self.snapshot.passages_meeting(&query, self.most)? else { return Ok(false) };
            known.add(passages);
        }
        known.covered.extend(left.into_iter().map(key));
        Ok(known.count <= self.most.saturating_mul(2).saturating_add(MAX_FIRST))
    }

    /// Has the cluster count what meets some plans, and give so many of the first of them in an order if they are asked
    /// for, as far as it can do that as a folder is searched; gives the plans that are left.
    fn serve<'p>(
        &self,
        superset: &Superset<'_>,
        plans: &'p [Plan],
        first: Option<&FirstOf>,
        known: &mut FetchedPassages,
    ) -> Result<Vec<&'p Plan>, IndexError> {
        let mut ranking = None;
        if let Some(FirstOf { plan, sort, very_words, .. }) = first {
            if *sort == Sort::Relevance {
                let lengths = self.reports.read(|reports| Ok::<_, IndexError>(Arc::clone(&reports.view.lengths)))?;
                ranking = served::ranking(superset, plan, very_words, &lengths, &self.boilerplate)?;
            }
            if !is_exact(plan) || *sort == Sort::Relevance && ranking.is_none() {
                return Ok(plans.iter().collect());
            }
        }
        let (mut counted, mut queries, mut left) = (Vec::new(), Vec::new(), Vec::new());
        for plan in plans {
            // What is asked for although it was counted takes its passages.
            match served::counted(superset, plan)?.filter(|_| first.is_some() || known.served.counts(plan).is_none()) {
                Some(query) => {
                    counted.push(plan);
                    queries.push(query);
                }
                None => left.push(plan),
            }
        }
        let best = first.map_or(0, |first| first.wanted.saturating_add(MARGIN));
        let ranking = ranking.as_ref().map(|ranking| (ranking, best));
        let ServedAnswer { counts, best: mut passages } = self.snapshot.served(&queries, ranking)?;
        if let (Some(FirstOf { sort, wanted, .. }), None) = (first, ranking) {
            let versions = served::first_reports(&counts[0], &self.catalogue, *sort, *wanted);
            let of_first = PassageQuery::every(vec![queries.remove(0), PassageQuery::Of(versions)]);
            match self.snapshot.passages_meeting(&of_first, MAX_FIRST)? {
                Some(first) => passages = first,
                None => return Ok(plans.iter().collect()),
            }
        }
        for (plan, counts) in counted.into_iter().zip(&counts) {
            known.served.add_counts(plan, self.added_up(counts));
        }
        if let Some(FirstOf { plan, sort, wanted, .. }) = first {
            known.served.add_first(plan, *sort, *wanted);
        }
        known.add(passages);
        Ok(left)
    }

    /// The counts of passages by the versions of their reports.
    fn added_up(&self, counted: &PassagesByReport) -> Counts {
        let report = |version| Some(&self.catalogue.get(version)?.report.read.report);
        let authorities: HashSet<&str> =
            counted.keys().filter_map(|version| report(version)?.meta.authority.as_deref()).collect();
        Counts {
            passages: counted.values().fold(0, |sum, &passages| sum.saturating_add(passages)),
            reports: counted.len() as u64,
            authorities: authorities.len() as u64,
        }
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
