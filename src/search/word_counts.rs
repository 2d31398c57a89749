//! How often words occur in some reports.

use std::ops::Range;
use std::time::Duration;

use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use crate::index::IndexError;
use crate::query::{MatchLevel, Query};

use super::SearchError;
use super::bounded::bounded;
use super::budget::{Budget, Clock, Notes, Pace};
use super::collect::ReportRanges;
use super::searcher::Searcher;

impl Searcher {
    /// How often each of some folded words occurs in the reports that have a passage which meets a query. A possessive is
    /// a word of its own.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or it takes longer than `timeout`.
    pub(crate) fn word_counts(
        &self,
        words: &[String],
        among: &Query,
        timeout: Option<Duration>,
    ) -> Result<Vec<u64>, SearchError> {
        let clock = Clock::start(timeout);
        let root = bounded(&among.root, &mut Notes::default());
        let plan = self.compiler(MatchLevel::Inflected, None, &Budget::new(&clock)).plan(&root)?;
        let reports = self.scope(&clock).collect(&plan, &ReportRanges)?;
        let mut pace = Pace::of(&clock);
        let mut counts = Vec::with_capacity(words.len());
        for word in words {
            // The base of a possessive is a term beside it.
            let with_possessive = self.term_count(word, &reports, &mut pace)?;
            let possessive = self.term_count(&format!("{word}'s"), &reports, &mut pace)?;
            counts.push(with_possessive.saturating_sub(possessive));
        }
        clock.check()?;
        Ok(counts)
    }

    /// How often a term of the folded words occurs in documents of these ranges, which are those of each segment in order.
    fn term_count(&self, term: &str, among: &[Vec<Range<DocId>>], pace: &mut Pace) -> Result<u64, IndexError> {
        let term = Term::from_field_text(self.reader.fields().words, term);
        let mut count = 0;
        for (segment, ranges) in self.reader.searcher().segment_readers().iter().zip(among) {
            count += count_in(segment, &term, ranges, pace).map_err(IndexError::io(self.reader.folder()))?;
        }
        Ok(count)
    }
}

fn count_in(segment: &SegmentReader, term: &Term, ranges: &[Range<DocId>], pace: &mut Pace) -> std::io::Result<u64> {
    let inverted = segment.inverted_index(term.field()).map_err(std::io::Error::other)?;
    let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::WithFreqs)? else { return Ok(0) };
    let mut count = 0;
    for range in ranges {
        if postings.doc() < range.start {
            postings.seek(range.start);
        }
        while postings.doc() < range.end && !pace.is_over() {
            count += u64::from(postings.term_freq());
            postings.advance();
        }
        if postings.doc() == TERMINATED {
            break;
        }
    }
    Ok(count)
}
