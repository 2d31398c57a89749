//! An index as a program sees it that uses findings as a library.

use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::index::{IndexError, Reader};
use crate::metadata::Rules;
use crate::query::{Field, Filter, FilterValue, Node, ParseOptions, Parsed, Query, parse};
use crate::report::{Date, Passage, Report};
use crate::search::{Counts, Searcher};

/// One state of an index, open for searching. A writer may make the next one meanwhile: this one stays as it is.
///
/// A clone is the same open index, and costs nothing. It can be kept, sent and shared between threads, and so can its
/// [`Searcher`].
///
/// Its files are mapped into memory. Where another program cuts one short meanwhile, the system ends this one by the
/// signal SIGBUS, as with any mapped file; findings itself never changes a file of an index that it has written. Where
/// that is not enough, handle the signal, as the command line does.
#[derive(Clone)]
pub struct Index {
    reader: Arc<Reader>,
}

impl Index {
    /// Opens the index in a folder, as of its newest state. [`Indexer`](crate::Indexer) makes one.
    ///
    /// # Errors
    /// Where there is no index, or one of another version, or it is damaged or cannot be read.
    pub fn open(folder: impl AsRef<Path>) -> Result<Index, IndexError> {
        Ok(Index { reader: Arc::new(Reader::open_for_many(folder.as_ref())?) })
    }

    /// How many passages, reports and authorities it holds: what counts are out of.
    pub fn counts(&self) -> Counts {
        let summary = self.reader.summary();
        Counts { passages: summary.passages, reports: summary.reports, authorities: summary.authorities }
    }

    /// Reads a query in [the language of the command line](crate::query). Any text is a query; the remarks say how
    /// it was read where that may not be what was meant. Relative dates are as of today.
    pub fn parse(&self, text: &str) -> Parsed {
        self.parse_with(text, &ParseOptions::on(today()))
    }

    /// The same with options. The fields of sidecars are known whether or not `options` names them.
    pub fn parse_with(&self, text: &str, options: &ParseOptions<'_>) -> Parsed {
        let options = ParseOptions { extra_fields: &self.reader.summary().extra_fields, ..*options };
        let Parsed { query, diagnostics } = parse(text, &options);
        Parsed { query: with_registered_names(query), diagnostics }
    }

    /// What searches it. One searcher serves any number of searches, side by side; it is cheap to make.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn searcher(&self) -> Result<Searcher, IndexError> {
        Searcher::new(Arc::clone(&self.reader))
    }

    /// All reports, in the order of their ids.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn reports(&self) -> Result<impl ExactSizeIterator<Item = Arc<Report>> + use<>, IndexError> {
        Ok(self.reader.reports()?.into_iter())
    }

    /// A report by its id, with where each value was read; none where there is no such report.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn report(&self, id: &str) -> Result<Option<Report>, IndexError> {
        Ok(self.reader.report_by_id(id)?.map(|placed| placed.report))
    }

    /// The passages of a report by its id, in order, each fetched when it is its turn; none where there is no
    /// such report.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn passages(&self, id: &str) -> Result<impl Iterator<Item = Result<Passage, IndexError>> + '_, IndexError> {
        let placed = self.reader.report_by_id(id)?;
        let last = placed.as_ref().map_or(0, |placed| placed.report.passages);
        Ok(placed.into_iter().flat_map(move |placed| {
            (1..=last).map(move |ordinal| {
                let mut passages = self.reader.passages_of(&placed, ordinal..=ordinal)?;
                passages.pop().ok_or_else(|| IndexError::damaged(self.reader.folder(), "a passage is missing"))
            })
        }))
    }

    /// What is beneath it, for those who need more.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }
}

/// Today, by the clock, in UTC.
pub fn today() -> Date {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let days = i64::try_from(since.as_secs() / 86_400).unwrap_or(0);
    Date::from_days(days).or_else(|| Date::year(2000)).expect("the year 2000 is a date")
}

/// Writes authorities in a query by the names that the register gives them: "Hull City Council" is
/// "Kingston upon Hull, City of" in the index.
pub(crate) fn with_registered_names(query: Query) -> Query {
    let is_authority = |node: &Node| matches!(node, Node::Filter(filter) if filter.field == Field::Authority);
    let mut names_authority = false;
    query.root.visit(&mut |node| {
        names_authority |= is_authority(node);
        !names_authority
    });
    if !names_authority {
        return query;
    }
    let rules = Rules::built_in();
    let registered = |node| {
        if let Node::Filter(Filter { field: Field::Authority, value: FilterValue::Text(text), span }) = node {
            let name = rules.register().lookup(&text).map_or(text, |authority| authority.name.to_string());
            return Node::Filter(Filter { field: Field::Authority, value: FilterValue::Text(name), span });
        }
        node
    };
    Query { root: query.root.map(&mut { registered }) }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::indexer::Indexer;
    use crate::search::{Hits, Request};

    #[test]
    fn an_index_can_be_held_by_anything_that_outlives_it() {
        fn can_be_held<T: Send + Sync + 'static>() {}
        fn can_be_cloned<T: Clone>() {}
        can_be_held::<Index>();
        can_be_cloned::<Index>();
        can_be_held::<Searcher>();
        fn can_be_sent<T: Send + 'static>() {}
        can_be_sent::<Hits>();
    }

    #[test]
    fn hits_outlive_the_index_and_the_searcher_they_came_from() -> Result<(), Box<dyn std::error::Error>> {
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
            index.searcher()?.results(&Request::new(&query))?.hits
        };
        let ordinals =
            thread::spawn(|| hits.map(|hit| Ok(hit?.passage.ordinal)).collect::<Result<Vec<_>, IndexError>>());
        let mut ordinals = ordinals.join().expect("the thread does not panic")?;
        ordinals.sort_unstable();
        assert_eq!(ordinals, [1, 2]);
        Ok(())
    }
}
