//! Concordances of an index: lines, collocates and dispersion.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::concordance::{
    CollocateCounter, Collocates, ConcordanceLine, Division, NthWord, SortedLines, divide, lines_of,
};
use crate::engine::{Answer, Facet, Grouping, Hit, IndexError, Request, SearchError, Sort, Unit};
use crate::fields::Field;
use crate::query::{Node, Query};
use crate::report::Report;

use super::Index;

/// The order of the lines of a concordance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineOrder {
    /// By a word beside the match, then by those beyond it.
    Word(NthWord),
    /// That of the passages, and in each that of its text.
    Passages(Sort),
}

/// The lines of a concordance. Those in the order of passages are fetched one by one.
pub struct ConcordanceLines {
    occurrences: Option<u64>,
    lines: Box<dyn Iterator<Item = Result<ConcordanceLine, IndexError>> + Send>,
}

impl ConcordanceLines {
    /// How many occurrences there are in all, where all had to be looked at.
    pub fn occurrences(&self) -> Option<u64> {
        self.occurrences
    }
}

impl Iterator for ConcordanceLines {
    type Item = Result<ConcordanceLine, IndexError>;

    fn next(&mut self) -> Option<Result<ConcordanceLine, IndexError>> {
        self.lines.next()
    }
}

impl Index {
    /// A line for each occurrence of what a query finds, with at most `context` characters on either side; of the
    /// request, its limit is that of the lines, and its unit and order do not matter.
    ///
    /// ```no_run
    /// use findings::{Index, LineOrder, NthWord, Request};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let index = Index::open("index")?;
    /// let query = index.parse("\"private fostering\"").query;
    /// let (_, lines) = index.concordance(&Request::new(&query).limit(20), LineOrder::Word(NthWord::Left(1)), 40)?;
    /// for line in lines {
    ///     let line = line?;
    ///     println!("{:>40} {} {}", line.left, line.matched, line.right);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    pub fn concordance(
        &self,
        request: &Request<'_>,
        order: LineOrder,
        context: usize,
    ) -> Result<(Answer<()>, ConcordanceLines), SearchError> {
        let limit = request.limit;
        match order {
            LineOrder::Passages(sort) => {
                let (answer, hits) = self.results(&all(request).sort(sort))?.split();
                let lines = hits.flat_map(move |hit| match hit {
                    Ok(hit) => lines_of(&hit, context).into_iter().map(Ok).collect(),
                    Err(error) => vec![Err(error)],
                });
                Ok((
                    answer,
                    ConcordanceLines { occurrences: None, lines: Box::new(lines.take(limit.unwrap_or(usize::MAX))) },
                ))
            }
            LineOrder::Word(by) => {
                let mut sorted = SortedLines::new(by, limit, context);
                let answer = self.each_hit(request, |hit| sorted.add(&hit))?;
                let (occurrences, lines) = sorted.finish();
                Ok((
                    answer,
                    ConcordanceLines { occurrences: Some(occurrences), lines: Box::new(lines.into_iter().map(Ok)) },
                ))
            }
        }
    }

    /// The words that occur within `window` words of what a query finds more often than elsewhere in the reports that meet
    /// its filters, and at least `min` times.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    pub fn collocates(
        &self,
        request: &Request<'_>,
        window: usize,
        min: u64,
    ) -> Result<(Answer<()>, Collocates), SearchError> {
        let mut counter = CollocateCounter::new(window);
        let answer = self.each_hit(request, |hit| counter.add(&hit))?;
        let candidates = counter.candidates(min);
        let filters = request.query.filters();
        let totals = self.engine.word_counts(&candidates, &filters, request.timeout)?;
        let words = self.reports_that_meet(&filters, request.timeout)?.iter().map(|report| report.words).sum();
        Ok((answer, counter.finish(&candidates, &totals, words)))
    }

    /// How evenly what a query finds is spread over the authorities and the years of the reports that meet its filters.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    pub fn dispersion(&self, request: &Request<'_>) -> Result<(Answer<()>, Vec<Division>), SearchError> {
        let by_report = Facet::by(Grouping::Field(Field::Report));
        let (answer, _) = self.results(&all(request).limit(0).facets(vec![by_report]))?.split();
        let groups = answer.facets.iter().flat_map(|facet| &facet.groups);
        let of_report = groups.filter_map(|group| Some((group.values.first()?.clone()?, group.found.occurrences)));
        let occurrences: HashMap<String, u64> = of_report.collect();
        let reports = self.reports_that_meet(&request.query.filters(), request.timeout)?;
        Ok((answer, divide(reports.iter().map(|report| &**report), &occurrences)))
    }

    /// Looks at every passage that a query finds, report by report, within the time of the request.
    pub(super) fn each_hit(&self, request: &Request<'_>, mut look: impl FnMut(Hit)) -> Result<Answer<()>, SearchError> {
        let since = Instant::now();
        let (answer, hits) = self.results(&all(request).sort(Sort::Report))?.split();
        for hit in hits {
            look(hit?);
            in_time(since, request.timeout)?;
        }
        Ok(answer)
    }

    /// The reports with a passage that meets a query of filters only, in the order of their ids; all reports where it has
    /// no condition.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time is over.
    pub(crate) fn reports_that_meet(
        &self,
        filters: &Query,
        timeout: Option<Duration>,
    ) -> Result<Vec<Arc<Report>>, SearchError> {
        if filters.root == Node::All {
            return Ok(self.reports()?);
        }
        let wanted = Request::new(filters).unit(Unit::Report).sort(Sort::Report).limit(None).timeout(timeout);
        Ok(self.ranking(&wanted)?.hits.into_iter().map(|hit| hit.report).collect())
    }
}

/// The request for all passages.
pub(super) fn all<'q>(request: &Request<'q>) -> Request<'q> {
    request.clone().unit(Unit::Passage).offset(0).limit(None).per_report(None).per_authority(None).context(0)
}

fn in_time(since: Instant, limit: Option<Duration>) -> Result<(), SearchError> {
    match limit {
        Some(after) if since.elapsed() > after => Err(SearchError::TimedOut { after }),
        _ => Ok(()),
    }
}
