//! Short ids: the first letters of the id of a report's content, as many as tell it from all others.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use tantivy::{DocAddress, Term};

use crate::report::{CONTENT_ID, MIN_SHORT_ID, Report, as_short_id};

use super::IndexError;
use super::reader::Reader;

impl Reader {
    /// The short id of a report; none if another report has the very same words, or has these letters as its id.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn short_id(&self, report: &Report) -> Result<Option<Arc<str>>, IndexError> {
        if let Some(whole) = &self.whole {
            return whole.reader().short_id(report);
        }
        const MAX_CACHED_IDS: usize = 20_000;
        let cached = || self.short_ids.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(short) = cached().get(&report.content) {
            return Ok(short.clone());
        }
        let short = self.shortest(&report.content)?.map(Arc::from);
        let mut cached = cached();
        if cached.len() >= MAX_CACHED_IDS {
            cached.clear();
        }
        cached.insert(report.content.clone(), short.clone());
        Ok(short)
    }

    /// The ids of the reports whose content has an id that begins with the typed letters, in order; none if these cannot
    /// be a short id.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn reports_by_short_id(&self, typed: &str) -> Result<Vec<String>, IndexError> {
        if let Some(whole) = &self.whole {
            return whole.reader().reports_by_short_id(typed);
        }
        let Some(typed) = as_short_id(typed) else { return Ok(Vec::new()) };
        let mut reports = BTreeSet::new();
        for content in self.contents_from(&typed, usize::MAX)? {
            for address in self.reports_of(&content)? {
                reports.insert(self.report(address)?.id.clone());
            }
        }
        Ok(reports.into_iter().collect())
    }

    fn shortest(&self, content: &str) -> Result<Option<String>, IndexError> {
        if content.len() != CONTENT_ID || self.reports_of(content)?.len() != 1 {
            return Ok(None);
        }
        for letters in MIN_SHORT_ID..=CONTENT_ID {
            let short = &content[..letters];
            if self.contents_from(short, 2)?.len() == 1 && self.find_report(short)?.is_none() {
                return Ok(Some(short.to_owned()));
            }
        }
        Ok(None)
    }

    /// Ids of contents that begin with these letters, at most `limit`. Those of reports that were taken out are passed
    /// over: what an id is may not depend on what the index had before.
    fn contents_from(&self, letters: &str, limit: usize) -> Result<BTreeSet<String>, IndexError> {
        let mut found = BTreeSet::new();
        self.searcher.read(|searcher| {
            for segment in searcher.segment_readers() {
                let inverted = segment.inverted_index(self.fields.content)?;
                let stream = inverted.terms().range().ge(letters).into_stream();
                let mut stream = stream.map_err(IndexError::io(&self.folder))?;
                while found.len() < limit && stream.advance() && stream.key().starts_with(letters.as_bytes()) {
                    let content = String::from_utf8_lossy(stream.key()).into_owned();
                    let term = Term::from_field_text(self.fields.content, &content);
                    if !self.alive_in(segment, &term)?.is_empty() {
                        found.insert(content);
                    }
                }
            }
            Ok::<_, IndexError>(())
        })?;
        Ok(found)
    }

    /// The documents of the reports with this content.
    fn reports_of(&self, content: &str) -> Result<Vec<DocAddress>, IndexError> {
        self.alive_with(&Term::from_field_text(self.fields.content, content))
    }
}
