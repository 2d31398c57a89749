//! Reading one state of an index in a cluster, as it was when it was opened.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use ureq::http::Method;

use crate::engine::IndexError;
use crate::index::{BoilerplateSet, Gaps, Manifest, MemoryReport, Summary, VocabularyTerm};
use crate::report::{Passage, ReadReport, Report};

use super::address::Address;
use super::all::whole;
use super::client::Client;
use super::documents::{PASSAGE, PassageBody, REPORT, passages_of, unpacked};
use super::known::{KnownCopy, KnownState, VersionedReport};
use super::point::{PointInTime, first_page, newest};
use super::query::PassageQuery;
use super::requests::{Found, FoundHit};
use super::state::{Beside, StoredState, query_of_parts, text_of_parts};

/// One state of an index, open for reading.
pub(crate) struct Snapshot {
    pub(super) client: Arc<Client>,
    state: StoredState,
    summary: Summary,
    /// What the cluster shows of it.
    pub(super) point: PointInTime,
    known: OnceLock<KnownState>,
}

/// No more reports and parts than these are asked for at once.
const MAX_REPORTS_AT_ONCE: u64 = 5_000;
const MAX_PARTS: usize = 32;

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

/// A passage as a document has it.
#[derive(Deserialize)]
pub(super) struct PassageDocument {
    version: String,
    pub(super) body: PassageBody,
}

impl Snapshot {
    /// Opens the newest state of the index at an address, for a question or two: where it is replaced meanwhile, they fail.
    ///
    /// # Errors
    /// Where there is no index, or one of another version, or the cluster does not answer.
    pub(crate) fn open(address: Address) -> Result<Snapshot, IndexError> {
        Snapshot::open_with(Arc::new(Client::new(address)?))
    }

    /// The same for any number of questions: the cluster keeps the state for as long as they are asked.
    ///
    /// # Errors
    /// Where there is no index, or one of another version, or the cluster does not answer.
    pub(crate) fn open_kept(address: Address) -> Result<Snapshot, IndexError> {
        let client = Arc::new(Client::new(address)?);
        let opened = PointInTime::open_kept(&client)?;
        Snapshot::of(client, opened)
    }

    pub(super) fn open_with(client: Arc<Client>) -> Result<Snapshot, IndexError> {
        let opened = PointInTime::open(&client)?;
        Snapshot::of(client, opened)
    }

    fn of(client: Arc<Client>, (point, state): (PointInTime, StoredState)) -> Result<Snapshot, IndexError> {
        let summary = state.summary.clone();
        let summary = summary.ok_or_else(|| client.error("its state does not say what it has"))?;
        Ok(Snapshot { client, state, summary, point, known: OnceLock::new() })
    }

    /// The address of the index.
    pub(crate) fn address(&self) -> &Address {
        &self.client.address
    }

    /// The most passages that are fetched for a search.
    pub(crate) fn most_fetched(&self) -> u64 {
        self.client.most_fetched
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
        Ok(newest(&self.client)?.generation == self.state.generation)
    }

    /// What the index was made from.
    ///
    /// # Errors
    /// Where the cluster does not answer, or a part of it is missing.
    pub(crate) fn manifest(&self) -> Result<Manifest, IndexError> {
        self.unpacked(Beside::Manifest, &self.beside(Beside::Manifest)?)
    }

    /// The texts that recur in many reports.
    ///
    /// # Errors
    /// Where the cluster does not answer, or a part of it is missing.
    pub(crate) fn boilerplate(&self) -> Result<BoilerplateSet, IndexError> {
        let recurring = &self.known()?.recurring;
        if recurring.is_empty() {
            return Ok(BoilerplateSet::default());
        }
        let bytes: Vec<u8> = self.unpacked(Beside::Recurring, recurring)?;
        BoilerplateSet::from_bytes(&bytes)
            .ok_or_else(|| self.damage("its list of recurring texts is cut off".to_owned()))
    }

    /// What is known of the state without its passages, from a copy on this machine if there is one.
    fn known(&self) -> Result<&KnownState, IndexError> {
        if let Some(known) = self.known.get() {
            return Ok(known);
        }
        let copy = KnownCopy::of(&self.client.address, &self.state.key);
        let known = match copy.as_ref().and_then(KnownCopy::read) {
            Some(known) => known,
            None => {
                let known = self.fetch_known()?;
                if let Some(copy) = copy {
                    copy.write(&known);
                }
                known
            }
        };
        Ok(self.known.get_or_init(|| known))
    }

    /// Fetches it.
    fn fetch_known(&self) -> Result<KnownState, IndexError> {
        let known = match self.fetch_known_at_once()? {
            Some(known) => known,
            None => KnownState {
                reports: self.placed_reports()?,
                vocabulary: self.beside(Beside::Vocabulary)?,
                recurring: self.beside(Beside::Recurring)?,
            },
        };
        self.check_reports(known.reports.len())?;
        Ok(known)
    }

    /// The same in one request; none if it is too much for one.
    fn fetch_known_at_once(&self) -> Result<Option<KnownState>, IndexError> {
        let (vocabulary, recurring) = (self.state.parts_of(Beside::Vocabulary), self.state.parts_of(Beside::Recurring));
        let ids: Vec<String> = vocabulary.iter().chain(&recurring).cloned().collect();
        if self.summary.reports > MAX_REPORTS_AT_ONCE || ids.len() > MAX_PARTS {
            return Ok(None);
        }
        let bodies = [first_page(&json!({"term": {"kind": REPORT}})), query_of_parts(&ids)];
        let mut found: Vec<Found<Value>> = self.point.search_all(&bodies)?;
        let (Some(parts), Some(reports)) = (found.pop(), found.pop()) else { return Ok(None) };
        let text = |ids: &[String], beside| text_of_parts(ids, &parts).ok_or_else(|| self.lost(beside));
        Ok(Some(KnownState {
            reports: sources(reports).map_err(|what| self.unreadable(&what))?,
            vocabulary: text(&vocabulary, Beside::Vocabulary)?,
            recurring: text(&recurring, Beside::Recurring)?,
        }))
    }

    /// What is stored in parts beside the state.
    pub(super) fn beside(&self, beside: Beside) -> Result<String, IndexError> {
        let mut text = String::new();
        for ids in self.state.parts_of(beside).chunks(MAX_PARTS) {
            let found = self.point.search(&query_of_parts(ids))?;
            text += &text_of_parts(ids, &found).ok_or_else(|| self.lost(beside))?;
        }
        Ok(text)
    }

    pub(super) fn unpacked<T: DeserializeOwned>(&self, beside: Beside, text: &str) -> Result<T, IndexError> {
        unpacked(text).map_err(|error| self.damage(format!("its {} cannot be read: {error}", beside.name())))
    }

    fn lost(&self, beside: Beside) -> IndexError {
        self.damage(format!("a part of its {} is missing", beside.name()))
    }

    /// All reports, without their passages, in the order of their ids.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub(super) fn placed_reports(&self) -> Result<Vec<VersionedReport>, IndexError> {
        let mut reports = Vec::new();
        self.point.each(&json!({"term": {"kind": REPORT}}), &mut |hit: FoundHit<VersionedReport>| {
            reports.push(hit.source.ok_or_else(|| self.without_source())?);
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
        whole(stored, passages).map(|report| Some(report.read)).map_err(|what| self.damage(format!("{id}: {what}")))
    }

    fn find(&self, id: &str) -> Result<Option<VersionedReport>, IndexError> {
        let query = json!({"bool": {"filter": [{"term": {"kind": REPORT}}, {"term": {"report": id}}]}});
        let found: Found<VersionedReport> = self.point.search(&json!({"query": query, "size": 1}))?;
        Ok(found.hits.hits.into_iter().next().and_then(|hit| hit.source))
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
        self.known()?.reports.iter().cloned().map(alone).collect()
    }

    /// The terms of all passages, each with how many have it.
    ///
    /// # Errors
    /// Where the cluster does not answer, or a part of it is missing.
    pub(crate) fn vocabulary(&self) -> Result<Vec<VocabularyTerm>, IndexError> {
        self.unpacked(Beside::Vocabulary, &self.known()?.vocabulary)
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
        let mut passages = Vec::new();
        let all = self.point.each_of_at_most(&query.passages(), most, &mut |hit: FoundHit<PassageDocument>| {
            passages.push(self.passage(hit)?);
            Ok(())
        })?;
        Ok(all.then_some(passages))
    }

    pub(super) fn passage(&self, hit: FoundHit<PassageDocument>) -> Result<(String, Passage), IndexError> {
        let PassageDocument { version, body } = hit.source.ok_or_else(|| self.without_source())?;
        Ok((version, body.passage().map_err(|what| self.unreadable(&what))?))
    }

    /// Refuses a state that does not have as many reports as it should.
    pub(super) fn check_reports(&self, held: usize) -> Result<(), IndexError> {
        let expected = self.summary.reports;
        if held as u64 == expected {
            return Ok(());
        }
        Err(self.damage(format!("{held} of its {expected} reports are there")))
    }

    /// The error of something that is not as it was written.
    pub(super) fn damage(&self, what: String) -> IndexError {
        IndexError::damaged(Path::new(&self.client.address.to_string()), what)
    }

    fn unreadable(&self, what: &str) -> IndexError {
        self.damage(format!("a document cannot be read: {what}"))
    }

    fn without_source(&self) -> IndexError {
        self.damage("a document has no content".to_owned())
    }
}

/// What was found, read as what it should be.
fn sources<T: DeserializeOwned>(found: Found<Value>) -> Result<Vec<T>, String> {
    let sources = found.hits.hits.into_iter().map(|hit| hit.source.unwrap_or_default());
    sources.map(|source| serde_json::from_value(source).map_err(|error| error.to_string())).collect()
}
