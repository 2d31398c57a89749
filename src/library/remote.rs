//! The engine whose index is in a cluster.
//!
//! A search fetches the passages that can meet it; what looks at more of them fetches all, once. Either way the same code as
//! that of a folder answers, over an index in memory.

use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use crate::cluster::{Address, CataloguedReport, Snapshot, UnreadReport, is_replaced};
use crate::engine::{
    Answer, Counts, Engine, Hits, IndexError, Ranking, Request, SearchError, SimilarPassages, SimilarRequest, State,
    Warning,
};
use crate::fields::Field;
use crate::index::{BoilerplateSet, Fault, Manifest, MemoryParts, MemoryReport, Reader};
use crate::lexicon::{Lexicon, UserLexicon};
use crate::metadata::Register;
use crate::query::{MatchLevel, Query};
use crate::report::{Passage, Report};
use crate::search::WorkingSet;

use super::local::Local;

/// No more passages are kept in memory: those of some 20,000 reports.
const MAX_PASSAGES: u64 = 2_000_000;

/// Where many searches are to come, all passages are fetched beforehand, unless they are more than this many times what one
/// search may fetch.
const SEARCHES_WORTH_ALL: u64 = 12;

/// An index in a cluster.
pub(super) struct Remote {
    first: RemoteState,
    /// The state that is asked instead, where the first was replaced before anything of it was given.
    later: Lazy<RemoteState>,
    /// Whether anything of a state was given that another may contradict.
    has_given: AtomicBool,
}

/// One state of an index in a cluster.
struct RemoteState {
    snapshot: Arc<Snapshot>,
    given: UserLexicon,
    /// The reports without their passages, whatever the lexicon.
    catalogue: Arc<Lazy<Catalogue>>,
    /// The reports, the words, and the passages that searches have asked for.
    some: Lazy<WorkingSet>,
    /// The whole state.
    whole: Lazy<Local>,
    register: OnceLock<Cow<'static, Register>>,
}

/// The reports of a state.
struct Catalogue {
    reports: Arc<Vec<CataloguedReport>>,
    /// An index of them in memory.
    local: Local,
}

/// Something that is made when it is first asked for, once.
struct Lazy<T> {
    made: OnceLock<T>,
    making: Mutex<()>,
}

impl<T> Default for Lazy<T> {
    fn default() -> Lazy<T> {
        Lazy { made: OnceLock::new(), making: Mutex::default() }
    }
}

impl<T> Lazy<T> {
    fn get(&self, make: impl FnOnce() -> Result<T, IndexError>) -> Result<&T, IndexError> {
        if let Some(made) = self.made.get() {
            return Ok(made);
        }
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = self.made.get() {
            return Ok(made);
        }
        let made = make()?;
        Ok(self.made.get_or_init(|| made))
    }
}

impl Remote {
    /// Opens the newest state of the index at an address, for many questions or for one.
    pub(super) fn open(address: Address, for_many: bool) -> Result<Remote, IndexError> {
        let snapshot = if for_many { Snapshot::open_kept(address)? } else { Snapshot::open(address)? };
        Ok(Remote::of(RemoteState::new(Arc::new(snapshot), Arc::default(), UserLexicon::default())))
    }

    fn of(first: RemoteState) -> Remote {
        Remote { first, later: Lazy::default(), has_given: AtomicBool::new(false) }
    }

    /// The state that answers.
    fn now(&self) -> &RemoteState {
        self.later.made.get().unwrap_or(&self.first)
    }

    /// Answers a question of one state; if that is replaced meanwhile, of the next, which the cluster then keeps.
    fn ask<'s, T>(&'s self, ask: impl Fn(&'s RemoteState) -> Result<T, SearchError>) -> Result<T, SearchError> {
        let answered = self.prepare(ask);
        self.has_given.fetch_or(answered.is_ok(), Ordering::Relaxed);
        answered
    }

    /// The same for what may be of a state before the one that answers.
    fn prepare<'s, T, E: From<IndexError> + MayBeReplaced>(
        &'s self,
        ask: impl Fn(&'s RemoteState) -> Result<T, E>,
    ) -> Result<T, E> {
        let now = self.now();
        match ask(now) {
            Err(error) if error.is_replaced() && !self.has_given.load(Ordering::Relaxed) => {
                let later = self.later.get(|| {
                    let snapshot = Snapshot::open_kept(now.snapshot.address().clone())?;
                    Ok(RemoteState::new(Arc::new(snapshot), Arc::default(), now.given.clone()))
                })?;
                ask(later)
            }
            answered => answered,
        }
    }
}

/// An error that may say that a state was replaced while it was read.
trait MayBeReplaced {
    fn is_replaced(&self) -> bool;
}

impl MayBeReplaced for IndexError {
    fn is_replaced(&self) -> bool {
        is_replaced(self)
    }
}

impl MayBeReplaced for SearchError {
    fn is_replaced(&self) -> bool {
        matches!(self, SearchError::Index(error) if is_replaced(error))
    }
}

impl RemoteState {
    fn new(snapshot: Arc<Snapshot>, catalogue: Arc<Lazy<Catalogue>>, given: UserLexicon) -> RemoteState {
        let (some, whole, register) = (Lazy::default(), Lazy::default(), OnceLock::new());
        RemoteState { snapshot, given, catalogue, some, whole, register }
    }

    /// Asks what was fetched for searches, or the whole where that is here or it takes that.
    fn search<T>(
        &self,
        some: impl FnOnce(&WorkingSet) -> Result<Option<T>, SearchError>,
        whole: impl FnOnce(&Local) -> Result<T, SearchError>,
    ) -> Result<T, SearchError> {
        if self.whole.made.get().is_none()
            && let Some(found) = some(self.some()?)?
        {
            return Ok(found);
        }
        whole(self.whole()?)
    }

    fn state(&self) -> Result<State, IndexError> {
        let snapshot = &self.snapshot;
        let summary = snapshot.summary();
        let Manifest { program, roots, arguments, places, files, known_problems, .. } = snapshot.manifest()?;
        Ok(State {
            place: snapshot.address().to_string(),
            format: summary.format,
            analyser: summary.analyser,
            program,
            bytes: snapshot.bytes()?,
            roots,
            base: None,
            arguments,
            places,
            files,
            known_problems,
        })
    }

    fn catalogue(&self) -> Result<&Catalogue, IndexError> {
        self.catalogue.get(|| {
            let reports = self.snapshot.catalogue()?;
            let alone = reports.iter().map(|one| one.report.clone()).collect();
            let reader = Reader::of_parts(parts(&self.snapshot, Manifest::default(), Arc::default(), alone))?;
            let local = Local::new(Arc::new(reader), UserLexicon::default());
            Ok(Catalogue { reports: Arc::new(reports), local })
        })
    }

    /// An index of the reports alone.
    fn reports_alone(&self) -> Result<&Local, IndexError> {
        Ok(&self.catalogue()?.local)
    }

    fn some(&self) -> Result<&WorkingSet, IndexError> {
        self.some.get(|| {
            let reports = Arc::clone(&self.catalogue()?.reports);
            WorkingSet::open(Arc::clone(&self.snapshot), &reports, self.given.clone())
        })
    }

    fn whole(&self) -> Result<&Local, IndexError> {
        self.whole.get(|| Ok(Local::new(Arc::new(everything(&self.snapshot)?), self.given.clone())))
    }
}

/// All that a state has in an index in memory, if that is not too much.
pub(super) fn everything(snapshot: &Snapshot) -> Result<Reader, IndexError> {
    check_size(snapshot)?;
    let boilerplate = Arc::new(snapshot.boilerplate()?);
    Reader::of_parts(parts(snapshot, snapshot.manifest()?, boilerplate, snapshot.everything()?))
}

/// All that can be read of a state, and what is wrong with the rest.
pub(super) fn readable(snapshot: &Snapshot) -> Result<(Reader, Vec<Fault>), IndexError> {
    check_size(snapshot)?;
    let (mut reports, mut faults) = (Vec::new(), Vec::new());
    snapshot.each_report(&mut |report| {
        match report {
            Ok(report) => reports.push(report),
            Err(UnreadReport { id, what }) => faults.push(Fault { with: id, what }),
        }
        Ok(())
    })?;
    if faults.is_empty() && reports.len() as u64 == snapshot.summary().reports {
        let beside = snapshot.faults_beside(&reports)?.into_iter();
        faults.extend(beside.map(|(with, what)| Fault { with: with.to_owned(), what }));
    }
    let reader = Reader::of_parts(parts(snapshot, snapshot.manifest()?, Arc::default(), reports))?;
    Ok((reader, faults))
}

/// Refuses a state that is more than is fetched into memory.
fn check_size(snapshot: &Snapshot) -> Result<(), IndexError> {
    let passages = snapshot.summary().passages;
    if passages <= MAX_PASSAGES {
        return Ok(());
    }
    Err(IndexError::Cluster {
        place: snapshot.address().to_string(),
        what: format!("this looks at all passages, which are {passages}; no more than {MAX_PASSAGES} are fetched"),
    })
}

fn parts(
    snapshot: &Snapshot,
    manifest: Manifest,
    boilerplate: Arc<BoilerplateSet>,
    reports: Vec<MemoryReport>,
) -> MemoryParts {
    let (place, summary) = (snapshot.address().to_string().into(), snapshot.summary().clone());
    MemoryParts { place, summary, manifest, boilerplate, reports, whole: None }
}

impl Engine for Remote {
    fn answer(&self, request: &Request<'_>) -> Result<Answer<Hits>, SearchError> {
        self.ask(|state| state.search(|some| some.results(request), |whole| whole.answer(request)))
    }

    fn ranking(&self, request: &Request<'_>) -> Result<Ranking, SearchError> {
        self.ask(|state| state.search(|some| some.ranking(request), |whole| whole.ranking(request)))
    }

    fn count(&self, query: &Query, level: MatchLevel) -> Result<Counts, SearchError> {
        self.ask(|state| state.search(|some| some.count(query, level), |whole| whole.count(query, level)))
    }

    fn count_by(&self, request: &Request<'_>) -> Result<Answer<()>, SearchError> {
        self.ask(|state| state.search(|some| some.count_by(request), |whole| whole.count_by(request)))
    }

    fn word_counts(&self, words: &[String], among: &Query, timeout: Option<Duration>) -> Result<Vec<u64>, SearchError> {
        self.ask(|state| state.whole()?.word_counts(words, among, timeout))
    }

    fn quoted_passages(
        &self,
        words: &[String],
        among: &Query,
        limit: usize,
        timeout: Option<Duration>,
    ) -> Result<Vec<(Arc<Report>, Passage)>, SearchError> {
        self.ask(|state| {
            let some = |some: &WorkingSet| some.quoted_passages(words, among, limit, timeout);
            state.search(some, |whole| whole.quoted_passages(words, among, limit, timeout))
        })
    }

    fn similar(&self, request: &SimilarRequest<'_>) -> Result<SimilarPassages, SearchError> {
        self.ask(|state| state.search(|some| some.similar(request), |whole| whole.similar(request)))
    }

    fn reports(&self) -> Result<Vec<Arc<Report>>, IndexError> {
        self.prepare(|state| state.reports_alone()?.reports())
    }

    fn report(&self, id: &str) -> Result<Option<Report>, IndexError> {
        let report = self.prepare(|state| state.snapshot.report_alone(id))?;
        self.has_given.store(true, Ordering::Relaxed);
        Ok(report)
    }

    fn short_id(&self, report: &Report) -> Result<Option<Arc<str>>, IndexError> {
        self.prepare(|state| state.reports_alone()?.short_id(report))
    }

    fn reports_by_short_id(&self, typed: &str) -> Result<Vec<String>, IndexError> {
        self.prepare(|state| state.reports_alone()?.reports_by_short_id(typed))
    }

    fn passages(&self, report: &str, ordinals: RangeInclusive<u32>) -> Result<Vec<Passage>, IndexError> {
        let (first, last) = ((*ordinals.start()).max(1), *ordinals.end());
        let passages = self.prepare(|state| state.snapshot.passages(report, first, last))?;
        self.has_given.store(true, Ordering::Relaxed);
        Ok(passages)
    }

    fn totals(&self) -> Counts {
        self.now().snapshot.summary().totals()
    }

    fn extra_fields(&self) -> &[String] {
        &self.now().snapshot.summary().extra_fields
    }

    fn register(&self) -> &Register {
        let now = self.now();
        now.register.get_or_init(|| Register::or_built_in(&now.snapshot.summary().register))
    }

    fn own_kinds(&self) -> &[String] {
        &self.now().snapshot.summary().kinds
    }

    fn values(&self, field: &Field) -> Result<Arc<[String]>, IndexError> {
        self.prepare(|state| state.reports_alone()?.values(field))
    }

    fn state(&self) -> Result<State, IndexError> {
        self.prepare(RemoteState::state)
    }

    /// Whether files have changed is not asked at each search: they may be on another machine.
    fn warnings(&self) -> Vec<Warning> {
        let files = self.now().snapshot.summary().problems;
        (files > 0).then_some(Warning::Problems { files }).into_iter().collect()
    }

    fn lexicon(&self) -> Result<&Lexicon, IndexError> {
        self.prepare(|state| state.some()?.lexicon())
    }

    fn with_lexicon(&self, given: UserLexicon) -> Arc<dyn Engine> {
        let RemoteState { snapshot, catalogue, .. } = self.now();
        Arc::new(Remote::of(RemoteState::new(Arc::clone(snapshot), Arc::clone(catalogue), given)))
    }

    fn expect_many(&self) -> Result<(), IndexError> {
        let now = self.now();
        let snapshot = &now.snapshot;
        if snapshot.summary().passages / SEARCHES_WORTH_ALL > snapshot.most_fetched() {
            return Ok(());
        }
        now.whole()?.expect_many()
    }

    fn close(&self) {
        for state in [Some(&self.first), self.later.made.get()].into_iter().flatten() {
            state.snapshot.close();
        }
    }

    fn is_newest(&self) -> Result<bool, IndexError> {
        self.now().snapshot.is_newest()
    }
}
