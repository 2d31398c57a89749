//! Searching an index of which only some of the passages are here: a plan is walked only if all passages that can meet it
//! are, and what else is needed is noted.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tantivy::{DocAddress, DocId};

use crate::engine::Facet;
use crate::fields::Level;
use crate::index::{HERE, IndexError, Reader, Watched};
use crate::lexicon::UserLexicon;
use crate::query::MatchLevel;
use crate::report::{Passage, Report};

use super::budget::{Budget, Clock, Notes};
use super::collect::{Facets, GroupTotals, Ids, KnownAmount, Parallelism};
use super::index_view::IndexView;
use super::known_names::ListedNames;
use super::loosened;
use super::order::Sort;
use super::plan::{FilterTerm, Plan, Weight};
use super::searcher::Searcher;
use super::within::filters_of;
use super::{Counts, Request};

/// What of an index is here.
pub(super) struct PartView {
    /// The reports of the whole, with a passage for each.
    whole: Arc<Watched<Searcher>>,
    /// The plans of which all passages are here that can meet them.
    covered: Arc<HashSet<String>>,
    /// What the cluster counted and ranked itself.
    served: Arc<ServedPlans>,
    /// The plans that were asked for besides.
    needed: Mutex<Vec<NeededPlan>>,
    /// The passages that were asked for beside those that were found, by the ids of their reports and their ordinals.
    neighbours: Mutex<Vec<(String, u32)>>,
}

/// A plan that was asked for.
pub(super) struct NeededPlan {
    pub(super) plan: Plan,
    /// If so many of the best will do and a count of all, their number.
    pub(super) best: Option<usize>,
}

/// Plans whose answer is known without all passages that meet them.
#[derive(Clone, Default)]
pub(super) struct ServedPlans {
    /// How much meets a plan.
    counts: HashMap<String, Counts>,
    /// How much of each report meets it, where that is known.
    reports: HashMap<String, Arc<CountsByReport>>,
    /// How many of the first in an order that meet a plan are here, by the plan with its weights.
    first: HashMap<(String, Sort), usize>,
}

/// How much of a report meets a plan.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ReportCount {
    /// How many of its passages.
    pub(super) passages: u64,
    /// How many places a hit marks in them; 0 where that was not counted.
    pub(super) occurrences: u64,
}

/// The same by the ids of reports; none meets it of those that are not there.
pub(super) type CountsByReport = HashMap<String, ReportCount>;

impl ServedPlans {
    /// Takes in how much of each report meets a plan.
    pub(super) fn add_reports(&mut self, plan: &Plan, reports: CountsByReport) {
        self.reports.insert(key(plan), Arc::new(reports));
    }

    /// Takes in how much meets a plan.
    pub(super) fn add_counts(&mut self, plan: &Plan, counts: Counts) {
        self.counts.insert(key(plan), counts);
    }

    /// How much meets a plan, where that was counted.
    pub(super) fn counts(&self, plan: &Plan) -> Option<Counts> {
        self.counts.get(&key(plan)).copied()
    }

    /// Whether nothing is known.
    pub(super) fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Takes in that so many of the first in an order that meet a plan are here.
    pub(super) fn add_first(&mut self, plan: &Plan, sort: Sort, first: usize) {
        self.first.insert((format!("{plan:?}"), sort), first);
    }
}

impl PartView {
    /// Of an index whose reports are known, with the plans that it is enough for.
    pub(super) fn new(
        whole: Arc<Watched<Searcher>>,
        covered: Arc<HashSet<String>>,
        served: Arc<ServedPlans>,
    ) -> PartView {
        PartView { whole, covered, served, needed: Mutex::default(), neighbours: Mutex::default() }
    }

    /// What was asked for and is not here.
    pub(super) fn take_needed(&self) -> Vec<NeededPlan> {
        std::mem::take(&mut *self.needed.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The passages that were asked for beside those that were found and are not here.
    pub(super) fn take_neighbours(&self) -> Vec<(String, u32)> {
        std::mem::take(&mut *self.neighbours.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes sure that a plan can be walked, of which so many of the best will do where that is said.
    ///
    /// # Errors
    /// Where passages are needed for it that are not here, which is noted.
    pub(super) fn check(&self, plan: &Plan, best: Option<usize>) -> Result<(), IndexError> {
        self.note(if self.covers(plan) { Vec::new() } else { vec![NeededPlan { plan: plan.clone(), best }] })
    }

    /// Makes sure that some plans can be walked, so that what they need is fetched at once.
    ///
    /// # Errors
    /// Where passages are needed for them that are not here, which is noted.
    pub(super) fn check_all(&self, plans: &[Plan]) -> Result<(), IndexError> {
        let needed = plans.iter().filter(|plan| !self.covers(plan));
        self.note(needed.map(|plan| NeededPlan { plan: plan.clone(), best: None }).collect())
    }

    fn note(&self, needed: Vec<NeededPlan>) -> Result<(), IndexError> {
        if needed.is_empty() {
            return Ok(());
        }
        self.needed.lock().unwrap_or_else(PoisonError::into_inner).extend(needed);
        Err(IndexError::Engine("passages are needed that are not here".into()))
    }

    /// How much of the whole meets a plan, where that was counted.
    pub(super) fn served_counts(&self, plan: &Plan) -> Option<Counts> {
        self.served.counts(plan)
    }

    /// What facets count of a plan, where how much of each report meets it is known, and the facets ask for no more.
    pub(super) fn served_facets(
        &self,
        Facets { facets, stricter, marked }: &Facets<'_>,
        plan: &Plan,
        clock: &Arc<Clock>,
    ) -> Result<Option<Vec<GroupTotals>>, IndexError> {
        let known = |plan: &Plan| self.served.reports.get(&key(plan));
        let at_level = |(_, stricter): &(MatchLevel, Option<Plan>)| match stricter {
            Some(stricter) => known(&counted_stricter(stricter.clone(), plan)),
            None => known(plan),
        };
        let levels: Option<Vec<&Arc<CountsByReport>>> = stricter.iter().map(at_level).chain([known(plan)]).collect();
        let (Some(levels), true) = (levels, key(marked) == key(plan)) else { return Ok(None) };
        let amount = |id: &str| {
            let own = known(plan)?.get(id)?;
            let passages = levels.iter().map(|level| level.get(id).map_or(0, |count| count.passages)).collect();
            Some(KnownAmount { passages, occurrences: own.occurrences })
        };
        self.whole.read(|searcher| searcher.scope(clock).groups_of_known(facets, levels.len(), amount))
    }

    /// Whether so many of the first of the whole that meet a plan are here.
    pub(super) fn has_first(&self, plan: &Plan, sort: Sort, wanted: usize) -> bool {
        self.served.first.get(&(format!("{plan:?}"), sort)).is_some_and(|&first| first >= wanted)
    }

    /// Whether all passages are here that can meet a plan.
    pub(super) fn covers(&self, plan: &Plan) -> bool {
        let of_sections = &mut |plan: &Plan| matches!(plan, Plan::SectionHas(..));
        match plan {
            Plan::Nothing => true,
            plan if self.covered.contains(&key(plan)) => true,
            Plan::Or(plans) | Plan::Best(plans) => plans.iter().all(|plan| self.covers(plan)),
            Plan::And(plans) if !plan.has(of_sections) => plans.iter().any(|plan| self.covers(plan)),
            _ => false,
        }
    }

    /// The reports of the whole that meet a plan of what is known of reports alone.
    pub(super) fn reports_meeting(&self, plan: &Plan, clock: &Arc<Clock>) -> Result<Vec<Arc<Report>>, IndexError> {
        reports_meeting(&self.whole, plan, clock)
    }

    /// What of each facet meets such a plan in the whole; none where facets ask for more than what is known of reports.
    pub(super) fn extents(
        &self,
        facets: &[Facet],
        plan: &Plan,
        clock: &Arc<Clock>,
    ) -> Result<Option<Vec<GroupTotals>>, IndexError> {
        self.whole.read(|searcher| {
            // One document stands for all passages.
            let passages_of = |segment, documents: &Range<DocId>| {
                let report = searcher.reader.report_of(DocAddress::new(segment, documents.start), 1)?;
                Ok(report.passages as usize)
            };
            searcher.scope(clock).extents_of_reports(facets, plan, passages_of)
        })
    }

    /// How much of the whole meets such a plan.
    pub(super) fn count(&self, plan: &Plan, clock: &Arc<Clock>) -> Result<Counts, IndexError> {
        let reports = self.reports_meeting(plan, clock)?;
        let reports: Vec<&Arc<Report>> = reports.iter().filter(|report| report.passages > 0).collect();
        let authorities: HashSet<&String> =
            reports.iter().filter_map(|report| report.meta.authority.as_ref()).collect();
        Ok(Counts {
            passages: reports.iter().map(|report| u64::from(report.passages)).sum(),
            reports: reports.len() as u64,
            authorities: authorities.len() as u64,
        })
    }
}

impl Searcher {
    /// A passage beside one that was found.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the passage is not here, which is noted.
    pub(super) fn neighbour(&self, at: DocAddress, report: &Report, ordinal: u32) -> Result<Passage, IndexError> {
        let passage = self.reader.passage(at);
        if let (Err(_), Some(part)) = (&passage, &self.view.part) {
            let mut neighbours = part.neighbours.lock().unwrap_or_else(PoisonError::into_inner);
            neighbours.push((report.id.clone(), ordinal));
        }
        passage
    }

    /// Over a part of an index.
    ///
    /// # Errors
    /// Where the part cannot be read.
    pub(super) fn open_part(
        reader: &Arc<Reader>,
        given: UserLexicon,
        part: &Arc<PartView>,
    ) -> Result<Watched<Searcher>, IndexError> {
        let view = IndexView { part: Some(Arc::clone(part)), ..IndexView::open(reader)? };
        let (lexicon, parts_of_lexicon, names) = (OnceLock::new(), AtomicUsize::default(), ListedNames::default());
        let parallelism = Parallelism::default();
        let (reader, view) = (Arc::clone(reader), Arc::new(view));
        let watch = Arc::clone(&reader);
        Ok(watch.watch(Searcher { reader, view, given, lexicon, parts_of_lexicon, names, parallelism }))
    }

    /// The plans that a search is most likely to walk: of its level, of the stricter ones, of the next, and of what its
    /// filters leave.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(super) fn plans(&self, request: &Request<'_>) -> Result<Vec<Plan>, IndexError> {
        let budget = Budget::new(&Clock::start(request.timeout));
        let root = loosened::root(request, &mut Notes::default());
        let at = |level| -> Result<Plan, IndexError> {
            let lexicon = self.lexicon_for(level, &root)?;
            self.compiler(level, lexicon.as_deref(), &budget).for_request(request).plan(&root)
        };
        let plan = at(request.level)?;
        let stricter = self.stricter_levels(request.level, &root, &budget)?.into_iter().map(|(_, stricter)| stricter);
        let stricter: Vec<Plan> = stricter.map(|stricter| counted_stricter(stricter, &plan)).collect();
        let mut plans = vec![plan];
        plans.extend(stricter);
        if let Some(level) = request.level.looser().filter(|_| request.next_level) {
            plans.push(at(level)?);
        }
        if let Some(filters) = filters_of(&root) {
            // What is left of reports is known.
            plans.extend(
                Some(self.compiler(request.level, None, &budget).plan(&filters)?).filter(|plan| !plan.is_of_reports()),
            );
        }
        Ok(plans)
    }
}

/// The reports that meet a plan of what is known of reports alone, of an index with one passage for each.
pub(super) fn reports_meeting(
    whole: &Watched<Searcher>,
    plan: &Plan,
    clock: &Arc<Clock>,
) -> Result<Vec<Arc<Report>>, IndexError> {
    whole.read(|searcher| {
        let met = searcher.scope(clock).collect(plan, &Ids)?;
        let in_segments = (0..).zip(met).flat_map(|(segment, met)| met.into_iter().map(move |(doc, _)| (segment, doc)));
        let report = |(segment, doc)| searcher.reader.report_of(DocAddress::new(segment, doc), 1);
        in_segments.map(report).collect()
    })
}

/// The plan that is counted of a stricter level: where something is denied, that level among what was found.
pub(super) fn counted_stricter(stricter: Plan, plan: &Plan) -> Plan {
    if plan.denies_nothing() { stricter } else { Plan::And(vec![stricter, plan.clone()]) }
}

/// What a plan is known by, whatever it is worth.
pub(super) fn key(plan: &Plan) -> String {
    let without_worth = plan.clone().map(&mut |mut plan| {
        if let Plan::Spans(_, weight) = &mut plan {
            *weight = Weight(0.0);
        }
        plan
    });
    format!("{without_worth:?}")
}

/// A plan without the passages that only stand for others, which have no words; none where it is that already.
pub(super) fn only_here(plan: &Plan, reader: &Reader) -> Option<Plan> {
    if plan.holds(&mut |_| false) == Some(false) {
        return None;
    }
    let here = FilterTerm { level: Level::Passage, field: reader.fields().role, term: HERE.to_owned() };
    let here = Plan::Terms(vec![here]);
    Some(match plan {
        Plan::And(plans) => Plan::And(plans.iter().cloned().chain([here]).collect()),
        plan => Plan::And(vec![plan.clone(), here]),
    })
}
