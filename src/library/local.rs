//! The engine whose index is a folder on this machine.

use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::corpus::{differences, is_as_stamped};
use crate::engine::{
    Answer, Counts, Engine, Hits, IndexError, Ranking, Request, SearchError, SimilarPassages, SimilarRequest, State,
    Warning,
};
use crate::fields::Field;
use crate::index::{Manifest, Reader, Watched};
use crate::lexicon::{Lexicon, UserLexicon};
use crate::metadata::Register;
use crate::query::{MatchLevel, Query};
use crate::report::{Passage, Report};
use crate::search::{Parallelism, Searcher};

/// At most this many files are checked by one search, which takes a millisecond; if there are more, each search checks
/// others. All folders are checked, so a file that was added, removed or replaced is always reported.
const MAX_FILES_LOOKED_AT: usize = 1_000;

/// One state of an index in a folder.
pub(super) struct Local {
    reader: Arc<Reader>,
    given: UserLexicon,
    /// Opened by the first search: much can be asked of an index without.
    searcher: OnceLock<Watched<Searcher>>,
    /// Read when first asked for.
    register: OnceLock<Cow<'static, Register>>,
    /// Names of fields, listed when first asked for.
    values: Mutex<Vec<(Field, Arc<[String]>)>>,
}

impl Local {
    /// Opens the newest state of the index in a folder, for a query or to be read in order.
    pub(super) fn open_for_one(folder: &Path) -> Result<Local, IndexError> {
        Ok(Local::new(Arc::new(Reader::open(folder)?), UserLexicon::default()))
    }

    /// The same for many queries.
    pub(super) fn open(folder: &Path) -> Result<Local, IndexError> {
        Ok(Local::new(Arc::new(Reader::open_for_many(folder)?), UserLexicon::default()))
    }

    /// Over an open reader.
    pub(super) fn from_reader(reader: Reader) -> Local {
        Local::new(Arc::new(reader), UserLexicon::default())
    }

    /// Over an open reader, with what a person's lexicon file says.
    pub(super) fn new(reader: Arc<Reader>, given: UserLexicon) -> Local {
        Local { reader, given, searcher: OnceLock::new(), register: OnceLock::new(), values: Mutex::default() }
    }

    /// Asks the searcher, opened if needed.
    fn ask<'s, T, E: From<IndexError>>(&'s self, ask: impl FnOnce(&'s Searcher) -> Result<T, E>) -> Result<T, E> {
        let searcher = match self.searcher.get() {
            Some(searcher) => searcher,
            None => {
                let searcher = Searcher::open(&self.reader, self.given.clone(), Parallelism::default())?;
                self.searcher.get_or_init(|| searcher)
            }
        };
        searcher.read(ask)
    }
}

impl Engine for Local {
    fn answer(&self, request: &Request<'_>) -> Result<Answer<Hits>, SearchError> {
        self.ask(|searcher| searcher.results(request))
    }

    fn ranking(&self, request: &Request<'_>) -> Result<Ranking, SearchError> {
        self.ask(|searcher| searcher.ranking(request))
    }

    fn count(&self, query: &Query, level: MatchLevel) -> Result<Counts, SearchError> {
        Ok(self.ask(|searcher| searcher.count(query, level))?)
    }

    fn count_by(&self, request: &Request<'_>) -> Result<Answer<()>, SearchError> {
        self.ask(|searcher| searcher.count_by(request))
    }

    fn word_counts(&self, words: &[String], among: &Query, timeout: Option<Duration>) -> Result<Vec<u64>, SearchError> {
        self.ask(|searcher| searcher.word_counts(words, among, timeout))
    }

    fn quoted_passages(
        &self,
        words: &[String],
        among: &Query,
        limit: usize,
        timeout: Option<Duration>,
    ) -> Result<Vec<(Arc<Report>, Passage)>, SearchError> {
        self.ask(|searcher| searcher.quoted_passages(words, among, limit, timeout))
    }

    fn similar(&self, request: &SimilarRequest<'_>) -> Result<SimilarPassages, SearchError> {
        self.ask(|searcher| searcher.similar(request))
    }

    fn reports(&self) -> Result<Vec<Arc<Report>>, IndexError> {
        self.reader.reports()
    }

    fn report(&self, id: &str) -> Result<Option<Report>, IndexError> {
        let Some(mut placed) = self.reader.report_by_id(id)? else { return Ok(None) };
        self.reader.set_in_place(&mut placed.report);
        Ok(Some(placed.report))
    }

    fn short_id(&self, report: &Report) -> Result<Option<Arc<str>>, IndexError> {
        self.reader.short_id(report)
    }

    fn reports_by_short_id(&self, typed: &str) -> Result<Vec<String>, IndexError> {
        self.reader.reports_by_short_id(typed)
    }

    fn passages(&self, report: &str, ordinals: RangeInclusive<u32>) -> Result<Vec<Passage>, IndexError> {
        let Some(placed) = self.reader.report_by_id(report)? else { return Ok(Vec::new()) };
        let last = placed.report.passages.min(*ordinals.end());
        self.reader.passages_of(&placed, (*ordinals.start()).max(1)..=last)
    }

    fn totals(&self) -> Counts {
        self.reader.summary().totals()
    }

    fn extra_fields(&self) -> &[String] {
        &self.reader.summary().extra_fields
    }

    fn register(&self) -> &Register {
        self.register.get_or_init(|| Register::or_built_in(&self.reader.summary().register))
    }

    fn own_kinds(&self) -> &[String] {
        &self.reader.summary().kinds
    }

    fn values(&self, field: &Field) -> Result<Arc<[String]>, IndexError> {
        let mut listed = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, values)) = listed.iter().find(|(of, _)| of == field) {
            return Ok(Arc::clone(values));
        }
        let values: Arc<[String]> = self.reader.values(field)?.into();
        listed.push((field.clone(), Arc::clone(&values)));
        Ok(values)
    }

    fn state(&self) -> Result<State, IndexError> {
        let (summary, manifest) = (self.reader.summary(), self.reader.manifest()?);
        let Manifest { program, roots, arguments, places, files, known_problems, .. } = manifest;
        Ok(State {
            place: self.reader.folder().display().to_string(),
            format: summary.format,
            analyser: summary.analyser,
            program,
            bytes: self.reader.bytes_on_disk(),
            roots,
            base: self.reader.base().map(Path::to_owned),
            arguments,
            places,
            files,
            known_problems,
        })
    }

    fn warnings(&self) -> Vec<Warning> {
        let files = self.reader.summary().problems;
        let problems = (files > 0).then_some(Warning::Problems { files });
        problems.into_iter().chain(stale(&self.reader)).collect()
    }

    fn lexicon(&self) -> Result<&Lexicon, IndexError> {
        self.ask(Searcher::lexicon)
    }

    fn with_lexicon(&self, given: UserLexicon) -> Arc<dyn Engine> {
        Arc::new(Local::new(Arc::clone(&self.reader), given))
    }

    fn expect_many(&self) -> Result<(), IndexError> {
        self.ask(Searcher::expect_many)
    }

    fn check(&self) -> Result<(), IndexError> {
        self.reader.check_lengths()
    }

    fn is_newest(&self) -> Result<bool, IndexError> {
        self.reader.is_newest()
    }
}

/// A warning if the files have changed since, as far as a search can check.
fn stale(reader: &Reader) -> Option<Warning> {
    let (manifest, base) = (reader.manifest_file(), reader.base().unwrap_or(Path::new("")));
    let stamps = manifest.stamps()?;
    if is_as_stamped(base, &stamps, MAX_FILES_LOOKED_AT, turn()) {
        return None;
    }
    let Manifest { roots, places, files, .. } = manifest.manifest().ok()?;
    let differences = differences(base, &roots, &places, &files);
    // A folder's time may change although none of its files does.
    (!differences.is_empty()).then_some(Warning::Stale { differences })
}

/// A number that differs from search to search.
fn turn() -> usize {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    usize::try_from(now.as_micros() % 1_000_003).unwrap_or_default()
}
