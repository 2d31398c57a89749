//! What of an index in a cluster has been fetched for questions, and fetching more of it.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::cluster::{CountingQuery, GroupCount, PassageQuery, PassageRanking, PassagesByReport, ServedAnswer};
use crate::index::{Gaps, IndexError, MemoryReport, Reader, Watched};
use crate::report::Passage;

use super::budget::{Budget, Clock, Notes};
use super::loosened;
use super::order::Sort;
use super::part::{CountsByReport, NeededPlan, PartView, ReportCount, ServedPlans, key, reports_meeting};
use super::plan::Plan;
use super::ranking;
use super::searcher::Searcher;
use super::served::{self, most_meeting};
use super::superset::{Superset, is_exact};
use super::very_words::VeryWords;
use super::working_set::{WorkingSet, parts};
use super::{Counts, Request};

/// Of fewer passages it is no slower to fetch all.
const MIN_SERVED: u64 = 2_000;

/// No more passages than these are asked for as the first in an order, and so many more than are wanted, for what the
/// cluster's own rounding may put in another place. Those of the first reports may be more, but not than `MAX_FIRST`.
const MAX_SERVED: usize = 9_000;
const MARGIN: usize = 64;
const MAX_FIRST: u64 = 50_000;

/// What a question will most likely need.
#[derive(Default)]
pub(super) struct Foreseen {
    /// The plans that it will walk.
    pub(super) plans: Vec<Plan>,
    /// What the cluster itself is asked of the first of them, where very many passages may meet it.
    pub(super) served: Option<ServedPlan>,
}

/// What will do of a plan that very many passages may meet.
pub(super) struct ServedPlan {
    /// The first in an order, if they are wanted.
    first: Option<FirstPassages>,
    /// Whether it is counted report by report.
    by_report: bool,
}

/// So many of the first in an order, with what the score of a passage depends on besides.
struct FirstPassages {
    sort: Sort,
    wanted: usize,
    very_words: VeryWords,
}

/// What was fetched.
#[derive(Clone, Default)]
pub(super) struct FetchedPassages {
    /// The plans that it is enough for.
    pub(super) covered: HashSet<String>,
    /// What the cluster counted and ranked itself.
    pub(super) served: ServedPlans,
    /// Passages by version and ordinal.
    passages: BTreeMap<String, BTreeMap<u32, Passage>>,
    pub(super) count: u64,
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
    /// What will do of the plan of a request, where very many passages may meet it.
    pub(super) fn served_of(
        &self,
        searcher: &Searcher,
        request: &Request<'_>,
        plan: &Plan,
        clock: &Arc<Clock>,
    ) -> Result<Option<ServedPlan>, IndexError> {
        let Some(wanted) = ranking::wanted(request).filter(|&wanted| wanted <= MAX_SERVED) else { return Ok(None) };
        if !self.is_dear(searcher, plan, clock)? {
            return Ok(None);
        }
        let root = loosened::root(request, &mut Notes::default());
        let very_words = searcher.very_words(request, &root, false, plan, &Budget::new(clock))?;
        let first = Some(FirstPassages { sort: request.sort, wanted, very_words });
        Ok(Some(ServedPlan { first, by_report: !request.facets.is_empty() }))
    }

    /// The same where nothing but counts is wanted.
    pub(super) fn counted_of(
        &self,
        searcher: &Searcher,
        plan: &Plan,
        clock: &Arc<Clock>,
    ) -> Result<Option<ServedPlan>, IndexError> {
        let is_dear = self.is_dear(searcher, plan, clock)?;
        Ok(is_dear.then_some(ServedPlan { first: None, by_report: true }))
    }

    /// What was found to be needed. Where that is one plan, of which some of the best will do, the cluster is asked for
    /// those.
    pub(super) fn foreseen_of(
        &self,
        searcher: &Searcher,
        needed: Vec<NeededPlan>,
        clock: &Arc<Clock>,
    ) -> Result<Foreseen, IndexError> {
        let mut served = None;
        if let [NeededPlan { plan, best: Some(wanted) }] = needed.as_slice()
            && *wanted <= MAX_SERVED
            && self.is_dear(searcher, plan, clock)?
        {
            let (sort, very_words) = (Sort::Relevance, VeryWords::default());
            let first = (*wanted > 0).then_some(FirstPassages { sort, wanted: *wanted, very_words });
            served = Some(ServedPlan { first, by_report: false });
        }
        Ok(Foreseen { plans: needed.into_iter().map(|needed| needed.plan).collect(), served })
    }

    fn is_dear(&self, searcher: &Searcher, plan: &Plan, clock: &Arc<Clock>) -> Result<bool, IndexError> {
        let meeting = most_meeting(&searcher.dictionary(clock), plan, self.snapshot.summary().passages)?;
        Ok(meeting > self.most.min(MIN_SERVED))
    }

    /// Fetches passages that are few; says whether they are.
    pub(super) fn fetch_passages(&self, query: PassageQuery, known: &mut FetchedPassages) -> Result<bool, IndexError> {
        let passages = self.snapshot.passages_meeting(&query, MAX_FIRST)?;
        Ok(passages.map(|passages| known.add(passages)).is_some())
    }

    /// Fetches passages by the ids of their reports and their ordinals, likewise.
    pub(super) fn fetch_neighbours(
        &self,
        neighbours: &[(String, u32)],
        known: &mut FetchedPassages,
    ) -> Result<bool, IndexError> {
        let query = |(report, ordinal): &(String, u32)| {
            let version = self.versions.get(report)?.clone();
            Some(PassageQuery::Between { version, first: *ordinal, last: *ordinal })
        };
        self.fetch_passages(PassageQuery::any(neighbours.iter().filter_map(query).collect()), known)
    }

    /// Fetches what was foreseen; says whether it was not too much. Where the cluster is to serve the first plan, it is
    /// asked to count as many of the plans as it can.
    pub(super) fn fetch(
        &self,
        foreseen: &Foreseen,
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
        let left = if foreseen.served.is_some() || !known.served.is_empty() {
            self.serve(&superset, foreseen, known)?
        } else {
            foreseen.plans.iter().collect()
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
        Foreseen { plans, served }: &'p Foreseen,
        known: &mut FetchedPassages,
    ) -> Result<Vec<&'p Plan>, IndexError> {
        let served = plans.first().zip(served.as_ref());
        let Some(ranking) = self.ranking_of(superset, served)? else { return Ok(plans.iter().collect()) };
        let by_report = served.filter(|(_, served)| served.by_report);
        let occurrences = by_report.and_then(|(plan, _)| served::marked(plan));
        if by_report.is_some() && occurrences.is_none() {
            return Ok(plans.iter().collect());
        }
        let (mut counted, mut queries, mut left): (Vec<&Plan>, _, _) = (Vec::new(), Vec::new(), Vec::new());
        let mut seen = HashSet::new();
        // Levels that ask for the same are one.
        for plan in plans.iter().filter(|plan| seen.insert(key(plan))) {
            // What is asked for although it was counted takes its passages.
            match served::counted(superset, plan)?.filter(|_| served.is_some() || known.served.counts(plan).is_none()) {
                Some(query) => {
                    let occurrences = occurrences.clone().filter(|_| counted.is_empty());
                    counted.push(plan);
                    queries.push(CountingQuery { query, occurrences });
                }
                None => left.push(plan),
            }
        }
        let first = served.and_then(|(plan, served)| Some((plan, served.first.as_ref()?)));
        let best = first.map_or(0, |(_, first)| first.wanted.saturating_add(MARGIN));
        let ranking = ranking.as_ref().map(|ranking| (ranking, best));
        let ServedAnswer { counts, best: mut passages } = self.snapshot.served(&queries, ranking)?;
        if let (Some((_, FirstPassages { sort, wanted, .. })), None) = (first, ranking) {
            let versions = served::first_reports(&counts[0], &self.catalogue, *sort, *wanted);
            let of_first = PassageQuery::every(vec![queries.remove(0).query, PassageQuery::Of(versions)]);
            match self.snapshot.passages_meeting(&of_first, MAX_FIRST)? {
                Some(first) => passages = first,
                None => return Ok(plans.iter().collect()),
            }
        }
        for (plan, counts) in counted.into_iter().zip(&counts) {
            known.served.add_counts(plan, self.added_up(counts));
            if occurrences.is_some() {
                known.served.add_reports(plan, self.by_report(counts));
            }
        }
        if let Some((plan, FirstPassages { sort, wanted, .. })) = first {
            known.served.add_first(plan, *sort, *wanted);
        }
        known.add(passages);
        Ok(left)
    }

    /// How the cluster is asked to rank a plan that it is to serve, where it is; none where it cannot serve it.
    fn ranking_of(
        &self,
        superset: &Superset<'_>,
        served: Option<(&Plan, &ServedPlan)>,
    ) -> Result<Option<Option<PassageRanking>>, IndexError> {
        let Some((plan, served)) = served else { return Ok(Some(None)) };
        match &served.first {
            _ if !is_exact(plan) => Ok(None),
            Some(FirstPassages { sort: Sort::Relevance, very_words, .. }) => {
                let lengths = self.reports.read(|reports| Ok::<_, IndexError>(Arc::clone(&reports.view.lengths)))?;
                let ranking = served::ranking(superset, plan, very_words, &lengths, &self.boilerplate)?;
                Ok(ranking.map(Some))
            }
            _ => Ok(Some(None)),
        }
    }

    /// The counts of passages by the ids of their reports.
    fn by_report(&self, counted: &PassagesByReport) -> CountsByReport {
        let report = |(version, count): (&String, &GroupCount)| {
            let id = self.catalogue.get(version)?.report.read.report.id.clone();
            Some((id, ReportCount { passages: count.documents, occurrences: count.sum }))
        };
        counted.iter().filter_map(report).collect()
    }

    /// The counts of passages by the versions of their reports.
    fn added_up(&self, counted: &PassagesByReport) -> Counts {
        let report = |version| Some(&self.catalogue.get(version)?.report.read.report);
        let authorities: HashSet<&str> =
            counted.keys().filter_map(|version| report(version)?.meta.authority.as_deref()).collect();
        Counts {
            passages: counted.values().fold(0, |sum, count| sum.saturating_add(count.documents)),
            reports: counted.len() as u64,
            authorities: authorities.len() as u64,
        }
    }

    /// Searches what was fetched.
    pub(super) fn searcher(
        &self,
        known: &FetchedPassages,
        part: &Arc<PartView>,
    ) -> Result<Watched<Searcher>, IndexError> {
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
