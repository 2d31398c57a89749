//! The engine whose index is in a cluster.
//!
//! A search fetches the passages that can meet it; what looks at more of them fetches all, once. Either way the same code as
//! that of a folder answers, over an index in memory.

use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use crate::cluster::{Address, CataloguedReport, Snapshot};
use crate::engine::{
    Answer, Counts, Engine, Hits, IndexError, Ranking, Request, SearchError, SimilarPassages, SimilarRequest, State,
    Warning,
};
use crate::fields::Field;
use crate::index::{BoilerplateSet, Manifest, MemoryParts, MemoryReport, Reader};
use crate::lexicon::{Lexicon, UserLexicon};
use crate::query::{MatchLevel, Query};
use crate::report::{Passage, Report};
use crate::search::WorkingSet;

use super::local::Local;

/// No more passages are kept in memory: those of some 20,000 reports.
const MAX_PASSAGES: u64 = 2_000_000;

/// One state of an index in a cluster.
pub(super) struct Remote {
    snapshot: Arc<Snapshot>,
    given: UserLexicon,
    /// The reports without their passages, whatever the lexicon.
    catalogue: Arc<Lazy<Catalogue>>,
    /// The reports, the words, and the passages that searches have asked for.
    some: Lazy<WorkingSet>,
    /// The whole state.
    whole: Lazy<Local>,
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
    /// Opens the newest state of the index at an address.
    pub(super) fn open(address: Address) -> Result<Remote, IndexError> {
        Ok(Remote::new(Arc::new(Snapshot::open(address)?), Arc::default(), UserLexicon::default()))
    }

    fn new(snapshot: Arc<Snapshot>, catalogue: Arc<Lazy<Catalogue>>, given: UserLexicon) -> Remote {
        Remote { snapshot, given, catalogue, some: Lazy::default(), whole: Lazy::default() }
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
    let passages = snapshot.summary().passages;
    if passages > MAX_PASSAGES {
        return Err(IndexError::Cluster {
            place: snapshot.address().to_string(),
            what: format!("this looks at all passages, which are {passages}; no more than {MAX_PASSAGES} are fetched"),
        });
    }
    let boilerplate = Arc::new(snapshot.boilerplate()?);
    Reader::of_parts(parts(snapshot, snapshot.manifest()?, boilerplate, snapshot.everything()?))
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
        if self.whole.made.get().is_none()
            && let Some(answer) = self.some()?.results(request)?
        {
            return Ok(answer);
        }
        self.whole()?.answer(request)
    }

    fn ranking(&self, request: &Request<'_>) -> Result<Ranking, SearchError> {
        self.whole()?.ranking(request)
    }

    fn count(&self, query: &Query, level: MatchLevel) -> Result<Counts, SearchError> {
        self.whole()?.count(query, level)
    }

    fn count_by(&self, request: &Request<'_>) -> Result<Answer<()>, SearchError> {
        self.whole()?.count_by(request)
    }

    fn word_counts(&self, words: &[String], among: &Query, timeout: Option<Duration>) -> Result<Vec<u64>, SearchError> {
        self.whole()?.word_counts(words, among, timeout)
    }

    fn quoted_passages(
        &self,
        words: &[String],
        among: &Query,
        limit: usize,
        timeout: Option<Duration>,
    ) -> Result<Vec<(Arc<Report>, Passage)>, SearchError> {
        self.whole()?.quoted_passages(words, among, limit, timeout)
    }

    fn similar(&self, request: &SimilarRequest<'_>) -> Result<SimilarPassages, SearchError> {
        self.whole()?.similar(request)
    }

    fn reports(&self) -> Result<Vec<Arc<Report>>, IndexError> {
        self.reports_alone()?.reports()
    }

    fn report(&self, id: &str) -> Result<Option<Report>, IndexError> {
        self.snapshot.report_alone(id)
    }

    fn short_id(&self, report: &Report) -> Result<Option<Arc<str>>, IndexError> {
        self.reports_alone()?.short_id(report)
    }

    fn reports_by_short_id(&self, typed: &str) -> Result<Vec<String>, IndexError> {
        self.reports_alone()?.reports_by_short_id(typed)
    }

    fn passages(&self, report: &str, ordinals: RangeInclusive<u32>) -> Result<Vec<Passage>, IndexError> {
        self.snapshot.passages(report, (*ordinals.start()).max(1), *ordinals.end())
    }

    fn totals(&self) -> Counts {
        self.snapshot.summary().totals()
    }

    fn extra_fields(&self) -> &[String] {
        &self.snapshot.summary().extra_fields
    }

    fn values(&self, field: &Field) -> Result<Arc<[String]>, IndexError> {
        self.reports_alone()?.values(field)
    }

    fn state(&self) -> Result<State, IndexError> {
        let summary = self.snapshot.summary();
        let Manifest { program, roots, arguments, places, files, known_problems, .. } = self.snapshot.manifest()?;
        Ok(State {
            place: self.snapshot.address().to_string(),
            format: summary.format,
            analyser: summary.analyser,
            program,
            bytes: self.snapshot.bytes()?,
            roots,
            base: None,
            arguments,
            places,
            files,
            known_problems,
        })
    }

    /// Whether files have changed is not asked at each search: they may be on another machine.
    fn warnings(&self) -> Vec<Warning> {
        let files = self.snapshot.summary().problems;
        (files > 0).then_some(Warning::Problems { files }).into_iter().collect()
    }

    fn lexicon(&self) -> Result<&Lexicon, IndexError> {
        self.some()?.lexicon()
    }

    fn with_lexicon(&self, given: UserLexicon) -> Arc<dyn Engine> {
        Arc::new(Remote::new(Arc::clone(&self.snapshot), Arc::clone(&self.catalogue), given))
    }

    fn expect_many(&self) -> Result<(), IndexError> {
        self.whole()?.expect_many()
    }

    fn close(&self) {
        self.snapshot.close();
    }

    fn is_newest(&self) -> Result<bool, IndexError> {
        self.snapshot.is_newest()
    }
}
