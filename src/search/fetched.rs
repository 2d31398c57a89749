//! What of an index in a cluster has been fetched for questions, and fetching more of it.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::cluster::{PassageQuery, PassagesByReport, ServedAnswer};
use crate::index::{Gaps, IndexError, MemoryReport, Reader, Watched};
use crate::report::Passage;

use super::budget::{Budget, Clock, Notes};
use super::loosened;
use super::order::Sort;
use super::part::{PartView, ServedPlans, key, reports_meeting};
use super::plan::Plan;
use super::ranking;
use super::searcher::Searcher;
use super::served::{self, most_meeting};
use super::superset::{Superset, is_exact};
use super::very_words::VeryWords;
use super::working_set::{WorkingSet, parts};
use super::{Counts, Request};

/// No more passages than these are asked for as the first in an order, and so many more than are wanted, for what the
/// cluster's own rounding may put in another place. Those of the first reports may be more, but not than `MAX_FIRST`.
const MAX_SERVED: usize = 9_000;
const MARGIN: usize = 64;
pub(super) const MAX_FIRST: u64 = 50_000;

/// What a question will most likely need.
#[derive(Default)]
pub(super) struct Foreseen {
    /// The plans that it will walk.
    pub(super) plans: Vec<Plan>,
    /// What will do of the first of them, where very many passages may meet it.
    pub(super) first: Option<FirstOf>,
}

/// So many of the first in an order that meet a plan, with what the score of a passage depends on besides.
pub(super) struct FirstOf {
    plan: Plan,
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
    pub(super) fn add(&mut self, passages: Vec<(String, Passage)>) {
        for (version, passage) in passages {
            let before = self.passages.entry(version).or_default().insert(passage.ordinal, passage);
            self.count += u64::from(before.is_none());
        }
    }
}

impl WorkingSet {
    /// What will do of a plan that very many passages may meet.
    pub(super) fn first_of(
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
    pub(super) fn fetch(
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
