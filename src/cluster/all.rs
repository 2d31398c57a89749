//! All reports of a state with their passages, one after the other, whatever is wrong with some.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::engine::IndexError;
use crate::index::{Gaps, MemoryReport, VocabularyTerm};
use crate::report::Passage;

use super::documents::{DocumentWriter, PASSAGE, REPORT, ReportBody};
use super::known::VersionedReport;
use super::requests::FoundHit;
use super::snapshot::{PassageDocument, Snapshot};
use super::state::Beside;
use super::vocabulary::TermCounts;

/// A report of a state that cannot be read as it was written.
#[derive(Clone, Debug)]
pub(crate) struct UnreadReport {
    /// Its id.
    pub(crate) id: String,
    /// What is wrong with it.
    pub(crate) what: String,
}

/// The passages of one report, as far as they have come.
#[derive(Default)]
struct PassagesOfOne {
    version: String,
    passages: Vec<Passage>,
    /// What is wrong with one of them.
    wrong: Option<String>,
}

/// Takes a report, or why there is none.
type TakeReport<'t> = &'t mut dyn FnMut(Result<MemoryReport, UnreadReport>) -> Result<(), IndexError>;

impl Snapshot {
    /// All that the state has.
    ///
    /// # Errors
    /// Where the cluster does not answer, or does not have all that it should.
    pub(crate) fn everything(&self) -> Result<Vec<MemoryReport>, IndexError> {
        let mut reports = Vec::new();
        self.each_whole_report(&mut |report| {
            reports.push(report);
            Ok(())
        })?;
        Ok(reports)
    }

    /// Calls for each report with its passages.
    ///
    /// # Errors
    /// Where the cluster does not answer, or does not have all that it should.
    pub(crate) fn each_whole_report(
        &self,
        take: &mut dyn FnMut(MemoryReport) -> Result<(), IndexError>,
    ) -> Result<(), IndexError> {
        let mut count = 0;
        self.each_report(&mut |report| {
            count += 1;
            take(report.map_err(|UnreadReport { id, what }| self.damage(format!("{id}: {what}")))?)
        })?;
        self.check_reports(count)
    }

    /// What is wrong with what is stored beside the state, of which all reports are known: the part, and what is wrong.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub(crate) fn faults_beside(&self, reports: &[MemoryReport]) -> Result<Vec<(&'static str, String)>, IndexError> {
        let (mut counts, mut writer) = (TermCounts::default(), DocumentWriter::default());
        for report in reports {
            let terms: Vec<_> = report.read.passages.iter().map(|passage| writer.terms_of(passage)).collect();
            counts.add(&terms);
        }
        let mut faults = Vec::new();
        let vocabulary = self.beside(Beside::Vocabulary);
        match vocabulary.and_then(|text| self.unpacked::<Vec<VocabularyTerm>>(Beside::Vocabulary, &text)) {
            Ok(terms) if terms == counts.terms() => {}
            Ok(_) => faults.push((Beside::Vocabulary.name(), "it is not that of its passages".to_owned())),
            Err(IndexError::Damaged { what, .. }) => faults.push((Beside::Vocabulary.name(), what)),
            Err(error) => return Err(error),
        }
        match self.beside(Beside::Recurring) {
            Ok(text) if text.is_empty() => {}
            Ok(text) => {
                let recurring = self.unpacked::<Vec<u8>>(Beside::Recurring, &text);
                faults.extend(recurring.is_err().then(|| (Beside::Recurring.name(), "it cannot be read".to_owned())));
            }
            Err(IndexError::Damaged { what, .. }) => faults.push((Beside::Recurring.name(), what)),
            Err(error) => return Err(error),
        }
        Ok(faults)
    }

    /// Calls for each report with its passages, or with why it cannot be read. A report of which nothing is left is not
    /// among them.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub(crate) fn each_report(&self, take: TakeReport<'_>) -> Result<(), IndexError> {
        self.point.keep()?;
        let mut reports: BTreeMap<String, (String, ReportBody)> = BTreeMap::new();
        self.point.each(&json!({"term": {"kind": REPORT}}), &mut |hit: FoundHit<Value>| {
            let id = sorted_by(&hit, 0);
            match VersionedReport::deserialize(hit.source.unwrap_or_default()) {
                Ok(VersionedReport { version, stored }) => {
                    reports.insert(version, (id, stored));
                }
                Err(error) => take(Err(UnreadReport { id, what: error.to_string() }))?,
            }
            Ok(())
        })?;
        let mut met = PassagesOfOne::default();
        // They come in the order of their reports.
        self.point.each(&json!({"term": {"kind": PASSAGE}}), &mut |hit: FoundHit<Value>| {
            let version = sorted_by(&hit, 1);
            if version != met.version {
                let next = PassagesOfOne { version, ..PassagesOfOne::default() };
                give(std::mem::replace(&mut met, next), &mut reports, &mut *take)?;
            }
            met.add(hit.source.unwrap_or_default());
            Ok(())
        })?;
        give(met, &mut reports, &mut *take)?;
        reports.into_values().try_for_each(|(id, stored)| take(PassagesOfOne::default().whole(id, stored)))
    }
}

/// Gives the report whose passages have come.
fn give(
    met: PassagesOfOne,
    reports: &mut BTreeMap<String, (String, ReportBody)>,
    take: TakeReport<'_>,
) -> Result<(), IndexError> {
    reports.remove(&met.version).map_or(Ok(()), |(id, stored)| take(met.whole(id, stored)))
}

impl PassagesOfOne {
    fn add(&mut self, source: Value) {
        let passage = PassageDocument::deserialize(source).map_err(|error| error.to_string());
        match passage.and_then(|document| document.body.passage()) {
            Ok(passage) => self.passages.push(passage),
            Err(what) => self.wrong = Some(format!("a passage cannot be read: {what}")),
        }
    }

    /// The report whose passages these are.
    fn whole(self, id: String, stored: ReportBody) -> Result<MemoryReport, UnreadReport> {
        let PassagesOfOne { passages, wrong, .. } = self;
        wrong.map_or_else(|| whole(stored, passages), Err).map_err(|what| UnreadReport { id, what })
    }
}

/// A report with all its passages; where some are missing, the answer would not be whole.
pub(super) fn whole(stored: ReportBody, passages: Vec<Passage>) -> Result<MemoryReport, String> {
    let report = stored.in_memory(passages, Gaps::None)?;
    let read = &report.read;
    let are_in_order = read.passages.iter().zip(1..).all(|(passage, ordinal)| passage.ordinal == ordinal);
    if read.passages.len() == read.report.passages as usize && are_in_order {
        return Ok(report);
    }
    Err(format!("{} of its {} passages are there", read.passages.len(), read.report.passages))
}

/// One of the values by which a hit was sorted.
fn sorted_by(hit: &FoundHit<Value>, number: usize) -> String {
    hit.sort.get(number).and_then(Value::as_str).unwrap_or_default().to_owned()
}
