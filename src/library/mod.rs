//! An index as a program sees it that uses findings as a library.

mod concordance;
mod export;
mod live;
mod local;
mod news;
mod place;
mod quotation;
#[cfg(feature = "opensearch")]
mod remote;
mod similar;
mod trail;
mod values;

use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

use crate::engine::{Answer, Counts, Engine, Hits, IndexError, Ranking, Request, SearchError, State, Warning};
use crate::indexer::{Indexer, IndexerError};
use crate::lexicon::{Lexicon, UserLexicon};
use crate::query::{Field, MatchLevel, ParseOptions, Parsed, Query, parse};
use crate::report::{Date, Passage, Report};

pub use concordance::{ConcordanceLines, LineOrder};
pub use export::{Exported, Exporter};
pub(crate) use live::LiveIndex;
use local::Local;
pub(crate) use place::{open_lenient, open_reader};
pub use similar::Comparison;
pub use trail::{LastMention, Mention, MentionAt, Since, Trail, TrailEntry};
use values::with_known_values;

/// One state of an index, open for searching. It stays as it is while a writer makes the next one.
///
/// A clone is the same open index, and costs nothing. It can be kept, sent and shared between threads.
///
/// Its files are mapped into memory. If another program cuts one short, the system ends this one by the signal SIGBUS, as
/// with any mapped file; findings itself never changes a file of an index that it has written. If that is not enough,
/// handle the signal, as the command line does.
#[derive(Clone)]
pub struct Index {
    engine: Arc<dyn Engine>,
}

impl Index {
    /// Opens the index in a folder, or the one in a cluster at an address such as `opensearch+http://host:9200/name`, as
    /// of its newest state. [`Indexer`] makes one.
    ///
    /// # Errors
    /// Where there is no index, or one of another version, or it is damaged or cannot be read.
    pub fn open(folder: impl AsRef<Path>) -> Result<Index, IndexError> {
        Ok(Index { engine: place::engine(folder.as_ref(), true)? })
    }

    /// The same for a query or two: it keeps less in memory.
    ///
    /// # Errors
    /// Where there is no index, or one of another version, or it is damaged or cannot be read.
    pub fn open_for_one(folder: impl AsRef<Path>) -> Result<Index, IndexError> {
        Ok(Index { engine: place::engine(folder.as_ref(), false)? })
    }

    /// Makes an index of what an indexer has been given, and keeps it in memory. Nothing is written, and the folder
    /// of the indexer, if it has one, is left alone.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use findings::{Index, Indexer, Request};
    ///
    /// let indexer = Indexer::default().document("letter.txt", *b"Drift was seen in two of the plans.");
    /// let index = Index::in_memory(&indexer)?;
    /// let found = index.search(&Request::new(&index.parse("plan").query))?;
    /// assert_eq!(found.hits[0].report.id, "letter.txt");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Where a folder that is to be read is missing. Files that cannot be read are no error: [`State::files`] has
    /// them.
    pub fn in_memory(indexer: &Indexer) -> Result<Index, IndexerError> {
        Ok(Index { engine: Arc::new(Local::from_reader(indexer.read_into_memory()?)) })
    }

    /// The same index with what a person's lexicon file says, beside what the reports themselves say of acronyms.
    #[must_use]
    pub fn with_lexicon(&self, given: UserLexicon) -> Index {
        Index { engine: self.engine.with_lexicon(given) }
    }

    /// How many passages, reports and authorities it holds: what counts are out of.
    pub fn counts(&self) -> Counts {
        self.engine.totals()
    }

    /// Reads a query in [the language of the command line](crate::query). Any text is a query; the remarks say how
    /// it was read where that may not be what was meant. Relative dates are as of today.
    pub fn parse(&self, text: &str) -> Parsed {
        self.parse_with(text, &ParseOptions::on(today()))
    }

    /// The same with options. The fields of sidecars are known whether or not `options` names them. Names in filters are
    /// read as those that reports have; a name that none can have is an error among the remarks.
    pub fn parse_with(&self, text: &str, options: &ParseOptions<'_>) -> Parsed {
        let options = ParseOptions { extra_fields: self.engine.extra_fields(), ..*options };
        with_known_values(parse(text, &options), &*self.engine)
    }

    /// The names of fields that sidecars gave, beside those that every report has: a query may filter on them.
    pub fn extra_fields(&self) -> &[String] {
        self.engine.extra_fields()
    }

    /// The names that reports have in a field, such as authorities or kinds, in order, each once; none in a field whose
    /// values are not names.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn values(&self, field: &Field) -> Result<Arc<[String]>, IndexError> {
        self.engine.values(field)
    }

    /// Runs a search and fetches all hits that it asks for. An index serves any number of searches, side by side.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    pub fn search(&self, request: &Request<'_>) -> Result<Answer, SearchError> {
        Ok(self.results(request)?.fetched()?)
    }

    /// Runs a search. Its hits are fetched one by one, so there may be any number of them.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    pub fn results(&self, request: &Request<'_>) -> Result<Answer<Hits>, SearchError> {
        self.engine.answer(request)
    }

    /// Runs a search for the order of its hits alone: nothing of their text is read.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    pub fn ranking(&self, request: &Request<'_>) -> Result<Ranking, SearchError> {
        self.engine.ranking(request)
    }

    /// Counts what a query finds at a match level.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn count(&self, query: &Query, level: MatchLevel) -> Result<Counts, SearchError> {
        self.engine.count(query, level)
    }

    /// Answers a request by its counts alone: passages, reports and authorities, and for each facet how much was found in
    /// each of its groups, out of how much. No hit is ranked or fetched.
    ///
    /// ```no_run
    /// use findings::{Facet, Grouping, Index, Request};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let index = Index::open("index")?;
    /// let query = index.parse("\"return home interviews\"").query;
    /// let year = Grouping::named("year", index.extra_fields()).ok_or("no such grouping")?;
    /// let answer = index.count_by(&Request::new(&query).facets(vec![Facet::by(year)]))?;
    /// for group in &answer.facets[0].groups {
    ///     let year = group.values[0].as_deref().unwrap_or("unknown");
    ///     println!("{year}: {} of {} reports", group.found.counts.reports, group.of.counts.reports);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    pub fn count_by(&self, request: &Request<'_>) -> Result<Answer<()>, SearchError> {
        self.engine.count_by(request)
    }

    /// Lets go of what others keep for it; nothing is asked of it after that.
    pub(crate) fn close(&self) {
        self.engine.close();
    }

    /// All reports, in the order of their ids, without where their values were read.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn reports(&self) -> Result<Vec<Arc<Report>>, IndexError> {
        self.engine.reports()
    }

    /// A report by its id, with where each value was read; none where there is no such report.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn report(&self, id: &str) -> Result<Option<Report>, IndexError> {
        self.engine.report(id)
    }

    /// The short id of a report: a few letters that name its words. They name the same words in every index, and nothing
    /// once the words have changed. None if another report has the very same words.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn short_id(&self, report: &Report) -> Result<Option<Arc<str>>, IndexError> {
        self.engine.short_id(report)
    }

    /// The ids of the reports that a short id may name, in order: one, unless more letters are needed.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn reports_by_short_id(&self, typed: &str) -> Result<Vec<String>, IndexError> {
        self.engine.reports_by_short_id(typed)
    }

    /// Passages of a report by their ordinals, which begin with 1, in order. Those that the report does not have are
    /// left out; there are none where there is no such report.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn passages(&self, report: &str, ordinals: RangeInclusive<u32>) -> Result<Vec<Passage>, IndexError> {
        self.engine.passages(report, ordinals)
    }

    /// What the index is and what it was made from.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn state(&self) -> Result<State, IndexError> {
        self.engine.state()
    }

    /// What a person who searches it should know: files with problems, files that have changed since. It looks at
    /// the files that the index was made from, at no more than a search has time for.
    pub fn warnings(&self) -> Vec<Warning> {
        self.engine.warnings()
    }

    /// The acronyms and variants that a search at the level `Variants` looks for.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn lexicon(&self) -> Result<&Lexicon, IndexError> {
        self.engine.lexicon()
    }

    /// Makes many searches faster at the cost of a look at every report.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn expect_many(&self) -> Result<(), IndexError> {
        self.engine.expect_many()
    }

    /// Whether its files are as they were when it was opened. What was found while they were not may be wrong: ask
    /// before it is relied on.
    ///
    /// # Errors
    /// Where one of them was cut short.
    pub fn check(&self) -> Result<(), IndexError> {
        self.engine.check()
    }

    /// Whether both are the same open index.
    pub(crate) fn is_same_as(&self, other: &Index) -> bool {
        Arc::ptr_eq(&self.engine, &other.engine)
    }

    /// Whether no newer state of the index has been written since it was opened.
    ///
    /// # Errors
    /// Where the index is gone, or of another version, or its state cannot be read.
    pub fn is_newest(&self) -> Result<bool, IndexError> {
        self.engine.is_newest()
    }
}

/// Today, by the clock, in UTC.
pub fn today() -> Date {
    crate::indexer::today()
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::engine::{Hits, Request};

    #[test]
    fn an_index_can_be_held_by_anything_that_outlives_it() {
        fn can_be_held<T: Send + Sync + 'static>() {}
        fn can_be_cloned<T: Clone>() {}
        can_be_held::<Index>();
        can_be_cloned::<Index>();
        can_be_held::<crate::search::Searcher>();
        fn can_be_sent<T: Send + 'static>() {}
        can_be_sent::<Hits>();
    }

    #[test]
    fn hits_outlive_the_index_that_they_came_from() -> Result<(), Box<dyn std::error::Error>> {
        let place = tempfile::tempdir()?;
        let (reports, folder) = (place.path().join("reports"), place.path().join("index"));
        std::fs::create_dir(&reports)?;
        std::fs::write(
            reports.join("letter.txt"),
            "Drift was seen in two of the plans.\n\nThere was no more drift.\n",
        )?;
        Indexer::new(&folder).path(reports.display().to_string()).run()?;

        let hits = {
            let index = Index::open(&folder)?;
            let query = index.parse("drift").query;
            index.results(&Request::new(&query))?.hits
        };
        let ordinals =
            thread::spawn(|| hits.map(|hit| Ok(hit?.passage.ordinal)).collect::<Result<Vec<_>, IndexError>>());
        let mut ordinals = ordinals.join().expect("the thread does not panic")?;
        ordinals.sort_unstable();
        assert_eq!(ordinals, [1, 2]);
        Ok(())
    }

    /// The ids of the hits of a query, and what is marked in each.
    fn found(index: &Index, query: &str) -> Vec<(String, String)> {
        let hits = index.search(&Request::new(&index.parse(query).query)).expect("the index is whole").hits;
        let marked = |hit: &crate::engine::Hit| hit.passage.text[hit.highlights[0].clone()].to_owned();
        hits.iter().map(|hit| (format!("{}#{}", hit.report.id, hit.passage.ordinal), marked(hit))).collect()
    }

    #[test]
    fn an_index_in_memory_answers_as_one_in_a_folder() -> Result<(), Box<dyn std::error::Error>> {
        let place = tempfile::tempdir()?;
        let (reports, folder) = (place.path().join("reports"), place.path().join("index"));
        std::fs::create_dir(&reports)?;
        std::fs::write(reports.join("letter.txt"), "Drift was seen in two of the plans.\n\nNo plan was made.\n")?;
        let indexer = Indexer::new(&folder)
            .path(reports.display().to_string())
            .document("note.md", *b"---\nauthority: Eastmere\n---\n# Plans\n\nA plan has drifted.\n")
            .document("more.jsonl", *b"{\"id\": \"one\", \"text\": \"Plans, and no drift.\"}\n");
        let in_memory = Index::in_memory(&indexer)?;
        assert!(!folder.exists(), "nothing was written");
        indexer.run()?;
        let in_folder = Index::open(&folder)?;
        assert_eq!((in_memory.counts().reports, in_memory.counts()), (3, in_folder.counts()));
        for query in ["drift", "plan", "\"no drift\"", "authority:eastmere", "-drift"] {
            let expected = scored(&in_folder, query);
            assert!(!expected.is_empty(), "{query}");
            assert_eq!(scored(&in_memory, query), expected, "{query}");
        }
        assert_eq!(found(&in_memory, "\"no drift\""), [("one#1".to_owned(), "no drift".to_owned())]);
        assert_eq!(in_memory.state()?.fingerprint(), in_folder.state()?.fingerprint());
        assert_eq!((in_memory.warnings(), in_folder.warnings()), (Vec::new(), Vec::new()));
        Ok(())
    }

    /// Ids and scores of the hits of a query.
    fn scored(index: &Index, query: &str) -> Vec<(String, f32)> {
        let hits = index.search(&Request::new(&index.parse(query).query)).expect("the index is whole").hits;
        hits.iter().map(|hit| (format!("{}#{}", hit.report.id, hit.passage.ordinal), hit.score)).collect()
    }

    #[test]
    fn a_document_stays_until_it_is_replaced_or_pruned() -> Result<(), Box<dyn std::error::Error>> {
        let place = tempfile::tempdir()?;
        let folder = place.path().join("index");
        let reports = || -> Result<Vec<String>, IndexError> {
            Ok(Index::open(&folder)?.reports()?.iter().map(|report| report.id.clone()).collect())
        };
        let (a, b) = (b"Drift was seen in two of the plans.", b"No plan was made for any of the children.");
        let first = Indexer::new(&folder).document("a.txt", *a).document("b.txt", *b);
        first.run()?;
        assert!(first.run()?.summary.is_none(), "the same documents are no new state");
        Indexer::new(&folder).document("a.txt", *b"Delay was seen.").run()?;
        assert_eq!(reports()?, ["a.txt", "b.txt"]);
        let index = Index::open(&folder)?;
        assert_eq!((found(&index, "drift").len(), found(&index, "delay").len()), (0, 1));
        Indexer::new(&folder).document("a.txt", *a).prune(true).run()?;
        assert_eq!(reports()?, ["a.txt"]);
        Ok(())
    }

    #[test]
    fn without_a_folder_or_a_name_there_is_an_error() -> Result<(), Box<dyn std::error::Error>> {
        let unnamed = Indexer::default().document("", *b"Drift.");
        assert!(matches!(unnamed.run(), Err(IndexerError::NoFolder)));
        let state = Index::in_memory(&unnamed)?.state()?;
        assert_eq!(state.files[0].problems, ["it has no name"]);
        let away = Indexer::default().path("/nowhere/at/all");
        assert!(matches!(Index::in_memory(&away), Err(IndexerError::Root(_))));
        Ok(())
    }
}
