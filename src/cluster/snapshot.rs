//! Reading one state of an index in a cluster, as it was when it was opened.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use ureq::http::Method;

use crate::engine::IndexError;
use crate::index::{BoilerplateSet, Gaps, Manifest, MemoryReport, Summary, VocabularyTerm};
use crate::report::{Passage, ReadReport, Report};

use super::address::Address;
use super::client::Client;
use super::documents::{PASSAGE, PassageBody, REPORT, ReportBody, passages_of};
use super::point::{PointInTime, newest};
use super::query::PassageQuery;
use super::requests::{Found, FoundHit};
use super::state::{Beside, StoredState, value_of};

/// One state of an index, open for reading.
pub(crate) struct Snapshot {
    client: Arc<Client>,
    state: StoredState,
    summary: Summary,
    /// What the cluster shows of it.
    point: PointInTime,
}

/// A report as it is stored, and the version that its documents have.
pub(super) struct VersionedReport {
    pub(super) version: String,
    pub(super) stored: ReportBody,
}

/// A report of a state, without its passages.
#[derive(Clone)]
pub(crate) struct CataloguedReport {
    /// What its documents are known by.
    pub(crate) version: String,
    /// The ordinals of the passages that are the first under other headings.
    pub(crate) runs: Vec<u32>,
    /// The report.
    pub(crate) report: MemoryReport,
}

#[derive(Deserialize)]
struct ReportDocument {
    version: String,
    body: ReportBody,
}

/// A passage as a document has it.
#[derive(Deserialize)]
pub(super) struct PassageDocument {
    version: String,
    pub(super) body: PassageBody,
}

impl Snapshot {
    /// Opens the newest state of the index at an address.
    ///
    /// # Errors
    /// Where there is no index, or one of another version, or the cluster does not answer.
    pub(crate) fn open(address: Address) -> Result<Snapshot, IndexError> {
        Snapshot::open_with(Arc::new(Client::new(address)?))
    }

    pub(super) fn open_with(client: Arc<Client>) -> Result<Snapshot, IndexError> {
        let (point, state) = PointInTime::open(&client)?;
        let summary = state.summary.clone();
        let summary = summary.ok_or_else(|| client.error("its state does not say what it has"))?;
        Ok(Snapshot { client, state, summary, point })
    }

    /// The address of the index.
    pub(crate) fn address(&self) -> &Address {
        &self.client.address
    }

    /// The counts of this state.
    pub(crate) fn summary(&self) -> &Summary {
        &self.summary
    }

    pub(super) fn state(&self) -> &StoredState {
        &self.state
    }

    /// Lets the cluster forget this state, of which it keeps only so many at a time.
    pub(crate) fn close(&self) {
        self.point.close();
    }

    /// How many bytes the index takes in the cluster, once for each copy.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub(crate) fn bytes(&self) -> Result<u64, IndexError> {
        let path = format!("/{}/_stats/store", self.client.address.name);
        let known: Value = self.client.ask(&Method::GET, &path, &Value::Null)?;
        Ok(known["_all"]["total"]["store"]["size_in_bytes"].as_u64().unwrap_or(0))
    }

    /// Whether no newer state has been written.
    ///
    /// # Errors
    /// Where the index is gone, or of another version, or the cluster does not answer.
    pub(crate) fn is_newest(&self) -> Result<bool, IndexError> {
        let newest = newest(&self.client, &format!("/{}", self.client.address.name), None)?;
        Ok(newest.generation == self.state.generation)
    }

    /// What the index was made from.
    ///
    /// # Errors
    /// Where the cluster does not answer, or a part of it is missing.
    pub(crate) fn manifest(&self) -> Result<Manifest, IndexError> {
        self.beside(Beside::Manifest, self.state.manifest)
    }

    /// The texts that recur in many reports.
    ///
    /// # Errors
    /// Where the cluster does not answer, or a part of it is missing.
    pub(crate) fn boilerplate(&self) -> Result<BoilerplateSet, IndexError> {
        if self.state.recurring == 0 {
            return Ok(BoilerplateSet::default());
        }
        let bytes: Vec<u8> = self.beside(Beside::Recurring, self.state.recurring)?;
        BoilerplateSet::from_bytes(&bytes).ok_or_else(|| self.client.error("its list of recurring texts is cut off"))
    }

    fn beside<T: DeserializeOwned>(&self, beside: Beside, parts: usize) -> Result<T, IndexError> {
        let ask = |query: &Value| -> Result<Vec<Value>, IndexError> {
            let found: Found<Value> = self.point.search(&json!({"query": query, "size": 1}))?;
            Ok(found.hits.hits.into_iter().filter_map(|hit| hit.source).collect())
        };
        value_of(&self.client, &ask, beside, &self.state, parts)
    }

    /// All reports, without their passages, in the order of their ids.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub(super) fn placed_reports(&self) -> Result<Vec<VersionedReport>, IndexError> {
        let mut reports = Vec::new();
        self.point.each(&json!({"term": {"kind": REPORT}}), &mut |hit: FoundHit<ReportDocument>| {
            let ReportDocument { version, body } = hit.source.ok_or_else(|| self.without_source())?;
            reports.push(VersionedReport { version, stored: body });
            Ok(())
        })?;
        Ok(reports)
    }

    /// A report by its id, with all its passages; none where there is no such report.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub(super) fn report(&self, id: &str) -> Result<Option<ReadReport>, IndexError> {
        let Some(VersionedReport { version, stored }) = self.find(id)? else { return Ok(None) };
        let passages = self.passages_with(&passages_of(&version))?;
        self.whole_report(stored, passages).map(|report| Some(report.read))
    }

    fn find(&self, id: &str) -> Result<Option<VersionedReport>, IndexError> {
        let query = json!({"bool": {"filter": [{"term": {"kind": REPORT}}, {"term": {"report": id}}]}});
        let found: Found<ReportDocument> = self.point.search(&json!({"query": query, "size": 1}))?;
        let hit = found.hits.hits.into_iter().next().and_then(|hit| hit.source);
        Ok(hit.map(|ReportDocument { version, body }| VersionedReport { version, stored: body }))
    }

    /// A report by its id, with its evidence and without its passages; none where there is no such report.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub(crate) fn report_alone(&self, id: &str) -> Result<Option<Report>, IndexError> {
        let found = self.find(id)?;
        found.map(|placed| placed.stored.report().map_err(|what| self.unreadable(&what))).transpose()
    }

    /// The passages of a report between two ordinals, in order.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub(crate) fn passages(&self, id: &str, first: u32, last: u32) -> Result<Vec<Passage>, IndexError> {
        self.passages_with(&json!({"bool": {"filter": [
            {"term": {"kind": PASSAGE}},
            {"term": {"report": id}},
            {"range": {"ordinal": {"gte": first, "lte": last}}},
        ]}}))
    }

    /// The passages that meet a query, in order.
    fn passages_with(&self, query: &Value) -> Result<Vec<Passage>, IndexError> {
        let mut passages = Vec::new();
        self.point.each(query, &mut |hit: FoundHit<PassageDocument>| {
            passages.push(self.passage(hit)?.1);
            Ok(())
        })?;
        Ok(passages)
    }

    /// What the state has of reports, without any passage.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub(crate) fn catalogue(&self) -> Result<Vec<CataloguedReport>, IndexError> {
        let alone = |VersionedReport { version, stored }| {
            let runs = stored.runs().to_vec();
            let report = stored.in_memory(Vec::new(), Gaps::AsOne).map_err(|what| self.unreadable(&what))?;
            Ok(CataloguedReport { version, runs, report })
        };
        self.placed_reports()?.into_iter().map(alone).collect()
    }

    /// The terms of all passages, each with how many have it.
    ///
    /// # Errors
    /// Where the cluster does not answer, or a part of it is missing.
    pub(crate) fn vocabulary(&self) -> Result<Vec<VocabularyTerm>, IndexError> {
        self.beside(Beside::Vocabulary, self.state.vocabulary)
    }

    /// The passages that meet a query, each with the version of its report; none if there are more than `most`.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub(crate) fn passages_meeting(
        &self,
        query: &PassageQuery,
        most: u64,
    ) -> Result<Option<Vec<(String, Passage)>>, IndexError> {
        let query = json!({"bool": {"filter": [{"term": {"kind": PASSAGE}}, query.json()]}});
        let mut passages = Vec::new();
        let all = self.point.each_of_at_most(&query, most, &mut |hit: FoundHit<PassageDocument>| {
            passages.push(self.passage(hit)?);
            Ok(())
        })?;
        Ok(all.then_some(passages))
    }

    /// All that the state has.
    ///
    /// # Errors
    /// Where the cluster does not answer, or does not have all that it should.
    pub(crate) fn everything(&self) -> Result<Vec<MemoryReport>, IndexError> {
        let reports = self.placed_reports()?;
        let mut passages: HashMap<String, Vec<Passage>> = HashMap::new();
        self.point.each(&json!({"term": {"kind": PASSAGE}}), &mut |hit: FoundHit<PassageDocument>| {
            let (version, passage) = self.passage(hit)?;
            passages.entry(version).or_default().push(passage);
            Ok(())
        })?;
        let of = |VersionedReport { version, stored }| {
            let passages = passages.remove(&version).unwrap_or_default();
            self.whole_report(stored, passages)
        };
        reports.into_iter().map(of).collect()
    }

    /// A report with all its passages; where some are missing, the answer would not be whole.
    fn whole_report(&self, stored: ReportBody, passages: Vec<Passage>) -> Result<MemoryReport, IndexError> {
        let report = stored.in_memory(passages, Gaps::None).map_err(|what| self.unreadable(&what))?;
        let read = &report.read;
        let are_in_order = read.passages.iter().zip(1..).all(|(passage, ordinal)| passage.ordinal == ordinal);
        if read.passages.len() != read.report.passages as usize || !are_in_order {
            return Err(self.client.error(format!(
                "{} has {} passages there and should have {}; `findings index --rebuild` makes the index anew",
                read.report.id,
                read.passages.len(),
                read.report.passages
            )));
        }
        Ok(report)
    }

    fn passage(&self, hit: FoundHit<PassageDocument>) -> Result<(String, Passage), IndexError> {
        let PassageDocument { version, body } = hit.source.ok_or_else(|| self.without_source())?;
        Ok((version, body.passage().map_err(|what| self.unreadable(&what))?))
    }

    fn unreadable(&self, what: &str) -> IndexError {
        self.client.error(format!("a document cannot be read: {what}"))
    }

    fn without_source(&self) -> IndexError {
        self.client.error("a document has no content")
    }
}
