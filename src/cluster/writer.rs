//! Writing: reports in, one new state out. Nothing of it is seen before the alias is moved, in one request.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use ureq::http::Method;

use crate::engine::IndexError;
use crate::index::{ANALYSER, BoilerplateCounter, Manifest, Summary, fingerprints};
use crate::report::ReadReport;

use super::address::Address;
use super::bulks::Bulks;
use super::client::Client;
use super::documents::{DocumentWriter, PASSAGE, REPORT, ReportDocuments, passages_of};
use super::lock::WriterLock;
use super::mapping;
use super::requests::{Found, FoundHit, Operation};
use super::snapshot::{PassageDocument, Snapshot};
use super::state::{Beside, StoredState, index_behind, parts};
use super::vocabulary::TermCounts;

/// A bulk is sent when it has this many bytes of JSON, about, or this many documents.
const MAX_BULK_BYTES: usize = 4 << 20;
const MAX_BULK_DOCUMENTS: usize = 1_000;

/// What is no more is looked for this many at a time, and that of this many reports.
const PAGE: usize = 1_000;
const MAX_VERSIONS: usize = 1_000;

/// The one writer of an index in a cluster.
pub(crate) struct ClusterWriter {
    client: Arc<Client>,
    /// The index that is written to, behind the alias or about to be.
    index: String,
    /// The index behind the alias that this one replaces, if it does.
    replaced: Option<String>,
    generation: u64,
    lock: WriterLock,
    /// The last state; none where there was none.
    before: Option<Snapshot>,
    manifest: Manifest,
    /// The reports of the new state so far, by version.
    reports: BTreeMap<String, Placed>,
    /// The versions of reports that it does not have.
    removed: BTreeSet<String>,
    abandoned: BTreeSet<u64>,
    /// Those of the removed whose terms still count.
    counted: Vec<String>,
    vocabulary: TermCounts,
    documents: DocumentWriter,
    /// How many reports were added.
    added: u64,
    /// The bulks on their way, and the one that is made.
    bulks: Option<Bulks>,
    bulk: Vec<Operation>,
    bulk_bytes: usize,
}

/// What a writer knows of a report.
struct Placed {
    root: String,
    path: String,
    id: String,
    authority: String,
    fingerprints: Vec<u32>,
}

impl ClusterWriter {
    /// Opens the index at an address for writing, and makes it if there is none; or makes it anew, whatever is wrong with
    /// it, and the one before stays until the new one is whole.
    ///
    /// # Errors
    /// Where it is locked, of another version or not ours, or the cluster does not answer.
    pub(crate) fn open(address: Address, rebuild: bool) -> Result<ClusterWriter, IndexError> {
        let client = Arc::new(Client::new(address)?);
        let opened = |client: &Arc<Client>| match Snapshot::open_with(Arc::clone(client)) {
            Ok(snapshot) => Ok(Some(snapshot)),
            Err(IndexError::Missing(_)) => Ok(None),
            Err(IndexError::Version { .. } | IndexError::Foreign(_)) if rebuild => Ok(None),
            Err(error) => Err(error),
        };
        let behind = index_behind(&client)?;
        if behind.is_none() && exists(&client, &client.address.name)? {
            return Err(IndexError::Foreign(client.address.to_string().into()));
        }
        let generation_of = |snapshot: Option<&Snapshot>| snapshot.map_or(0, |snapshot| snapshot.state().generation);
        let (lock, generation) = WriterLock::take(&client, &|| Ok(generation_of(opened(&client)?.as_ref())))?;
        let last = opened(&client)?;
        let finished = generation_of(last.as_ref());
        let (index, replaced) = match (&behind, rebuild) {
            (Some(index), false) => (index.clone(), None),
            _ => (format!("{}-{generation}", client.address.name), behind.clone()),
        };
        let mut abandoned: BTreeSet<u64> = (finished + 1..generation).collect();
        let mut writer = ClusterWriter {
            client,
            index,
            replaced,
            generation,
            lock,
            before: None,
            manifest: Manifest::default(),
            reports: BTreeMap::new(),
            removed: BTreeSet::new(),
            abandoned: BTreeSet::new(),
            counted: Vec::new(),
            vocabulary: TermCounts::default(),
            documents: DocumentWriter::default(),
            added: 0,
            bulks: None,
            bulk: Vec::new(),
            bulk_bytes: 0,
        };
        match last {
            Some(snapshot) if writer.replaced.is_none() => {
                abandoned.extend(&snapshot.state().abandoned);
                writer.abandoned = abandoned;
                writer.take_over(snapshot)?;
            }
            last => {
                writer.make()?;
                writer.before = last;
            }
        }
        Ok(writer)
    }

    /// Begins from the last state, and clears away what belongs to none.
    fn take_over(&mut self, snapshot: Snapshot) -> Result<(), IndexError> {
        self.manifest = snapshot.manifest()?;
        self.vocabulary = TermCounts::new(snapshot.vocabulary()?);
        for placed in snapshot.placed_reports()? {
            let unreadable = |what: String| self.client.error(format!("a report cannot be read: {what}"));
            let report = placed.stored.report().map_err(unreadable)?;
            let report = Placed {
                fingerprints: placed.stored.fingerprints().map_err(unreadable)?,
                root: placed.stored.root,
                path: placed.stored.path,
                id: report.id,
                authority: report.meta.authority.unwrap_or_default(),
            };
            self.reports.insert(placed.version, report);
        }
        let generation = snapshot.state().generation;
        self.clear(&json!({"range": {"generation": {"gt": generation}}}))?;
        self.removed.clone_from(&snapshot.state().removed);
        self.before = Some(snapshot);
        Ok(())
    }

    /// Makes a new index.
    fn make(&mut self) -> Result<(), IndexError> {
        // One of an earlier try has no alias, and nobody sees it.
        let numbered = format!("{}-", self.client.address.name);
        for index in self.indexes(&numbered)? {
            let number = index.strip_prefix(&numbered).unwrap_or_default();
            let is_ours = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
            if is_ours && self.replaced.as_ref() != Some(&index) && mapping::is_ours(&self.client, &index)? {
                self.client.ask::<Value>(&Method::DELETE, &format!("/{index}"), &Value::Null)?;
            }
        }
        self.client.ask::<Value>(&Method::PUT, &format!("/{}", self.index), &mapping::index(ANALYSER))?;
        Ok(())
    }

    /// The indexes whose names begin so.
    fn indexes(&self, start: &str) -> Result<Vec<String>, IndexError> {
        let path =
            format!("/{start}*/_settings?flat_settings=true&filter_path=*.settings.index.uuid&allow_no_indices=true");
        let known: Value = self.client.ask(&Method::GET, &path, &Value::Null)?;
        Ok(known.as_object().into_iter().flatten().map(|(index, _)| index.clone()).collect())
    }

    /// The manifest of the last state, moved out.
    pub(crate) fn take_manifest(&mut self) -> Manifest {
        std::mem::take(&mut self.manifest)
    }

    /// Whether an earlier update was interrupted before its cleanup.
    pub(crate) fn has_leftovers(&self) -> bool {
        !self.removed.is_empty()
    }

    /// A report of the last state, with its passages.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub(crate) fn stored(&self, id: &str) -> Result<Option<ReadReport>, IndexError> {
        self.before.as_ref().map_or(Ok(None), |before| before.report(id))
    }

    /// Removes all reports of a file, by its root and its path there.
    pub(crate) fn remove_file(&mut self, root: &str, path: &str) {
        self.remove(|report| report.root == root && report.path == path);
    }

    /// Removes a report by its id.
    pub(crate) fn remove_report(&mut self, id: &str) {
        self.remove(|report| report.id == id);
    }

    fn remove(&mut self, is_meant: impl Fn(&Placed) -> bool) {
        let gone: Vec<String> =
            self.reports.iter().filter(|(_, report)| is_meant(report)).map(|(version, _)| version.clone()).collect();
        for version in gone {
            self.reports.remove(&version);
            self.counted.push(version.clone());
            self.removed.insert(version);
        }
    }

    /// Adds a report that was read from a file.
    ///
    /// # Errors
    /// Where the cluster does not take it.
    pub(crate) fn add(&mut self, root: &str, path: &str, read: &ReadReport) -> Result<(), IndexError> {
        self.added += 1;
        // Unlike any other, also of a report that is removed in the same run and added again.
        let version = format!("{}.{}", self.generation, self.added);
        let documents = self.documents.documents((root, path), read, &version, self.generation);
        let ReportDocuments { documents, terms } = documents.map_err(|error| self.client.error(error.to_string()))?;
        self.vocabulary.add(&terms);
        let placed = Placed {
            root: root.to_owned(),
            path: path.to_owned(),
            id: read.report.id.clone(),
            authority: read.report.meta.authority.clone().unwrap_or_default(),
            fingerprints: fingerprints(&read.passages).into_iter().flatten().collect(),
        };
        self.reports.insert(version, placed);
        for (id, document) in documents {
            let operation = Operation::index(&id, &document);
            self.bulk_bytes += operation.bytes();
            self.bulk.push(operation);
            if self.bulk_bytes >= MAX_BULK_BYTES || self.bulk.len() >= MAX_BULK_DOCUMENTS {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), IndexError> {
        self.bulk_bytes = 0;
        let bulk = std::mem::take(&mut self.bulk);
        self.bulks.get_or_insert_with(|| Bulks::new(&self.client, &self.index)).send(bulk)
    }

    /// Commits everything as the new state and cleans up. The manifest lists what the index now holds; this fills in its
    /// program and generation, and returns it.
    ///
    /// # Errors
    /// Where the cluster does not take it; the state before is then the one that is read.
    pub(crate) fn commit(mut self, manifest: Manifest) -> Result<(Summary, Manifest), IndexError> {
        self.flush()?;
        self.bulks.take().map_or(Ok(()), |mut bulks| bulks.finish())?;
        self.uncount()?;
        let mut counter = BoilerplateCounter::default();
        for report in self.reports.values() {
            counter.add(&report.authority, report.fingerprints.clone());
        }
        let boilerplate = counter.finish();
        let program = env!("CARGO_PKG_VERSION").to_owned();
        let manifest = Manifest { program, generation: self.generation, ..manifest };
        let summary = manifest.summary(boilerplate.len());
        let wrong = |what: String| self.client.error(what);
        let manifest_parts = parts(Beside::Manifest, self.generation, &manifest).map_err(wrong)?;
        let recurring = match boilerplate.len() {
            0 => Vec::new(),
            _ => parts(Beside::Recurring, self.generation, &boilerplate.to_bytes()).map_err(wrong)?,
        };
        let vocabulary = parts(Beside::Vocabulary, self.generation, &self.vocabulary.terms()).map_err(wrong)?;
        let state = StoredState {
            abandoned: self.abandoned.clone(),
            removed: self.removed.clone(),
            summary: Some(summary.clone()),
            manifest: manifest_parts.len(),
            recurring: recurring.len(),
            vocabulary: vocabulary.len(),
            ..StoredState::new(self.generation)
        };
        for part in manifest_parts.into_iter().chain(recurring).chain(vocabulary) {
            self.client.bulk(&self.index, &[part])?;
        }
        self.client.bulk(&self.index, &[state.document()])?;
        self.client.refresh(&self.index)?;
        self.lock.check()?;
        self.show(&state, self.replaced.as_deref())?;
        // The new state is there. What is left over of others is hidden, and the next writer clears it away.
        let _ = self.clean_up(state);
        Ok((summary, manifest))
    }

    /// Takes the terms of the reports that are no more out of the vocabulary.
    fn uncount(&mut self) -> Result<(), IndexError> {
        let gone = std::mem::take(&mut self.counted);
        if gone.is_empty() {
            return Ok(());
        }
        self.client.refresh(&self.index)?;
        for version in gone {
            let mut terms = Vec::new();
            self.each_of(&passages_of(&version), true, &mut |hit: FoundHit<PassageDocument>| {
                let passage = hit.source.map(|document| document.body.passage());
                terms.extend(passage.and_then(Result::ok));
            })?;
            let terms: Vec<_> = terms.iter().map(|passage| self.documents.terms_of(passage)).collect();
            self.vocabulary.remove(&terms);
        }
        Ok(())
    }

    /// Makes the alias show a state, in one request.
    fn show(&self, state: &StoredState, instead_of: Option<&str>) -> Result<(), IndexError> {
        let name = &self.client.address.name;
        let mut actions = vec![json!({"add": {"index": self.index, "alias": name, "filter": state.filter()}})];
        if let Some(index) = instead_of {
            actions.insert(0, json!({"remove": {"index": index, "alias": name}}));
        }
        self.client.ask::<Value>(&Method::POST, "/_aliases", &json!({"actions": actions}))?;
        Ok(())
    }

    /// Removes what the new state does not have.
    fn clean_up(&mut self, state: StoredState) -> Result<(), IndexError> {
        if let Some(index) = &self.replaced {
            self.client.ask::<Value>(&Method::DELETE, &format!("/{index}"), &Value::Null)?;
        }
        // The documents of states go first: who still finds that of the last one has not lost any report of it.
        self.clear(&json!({"bool": {
            "filter": [{"range": {"generation": {"lt": state.generation}}}],
            "must_not": [{"terms": {"kind": [REPORT, PASSAGE]}}],
        }}))?;
        let removed: Vec<String> = state.removed.iter().cloned().collect();
        for versions in removed.chunks(MAX_VERSIONS) {
            self.clear(&json!({"terms": {"version": versions}}))?;
        }
        if !removed.is_empty() {
            let state = StoredState { removed: BTreeSet::new(), ..state };
            self.client.bulk(&self.index, &[state.document()])?;
            self.client.refresh(&self.index)?;
            self.show(&state, None)?;
        }
        Ok(())
    }

    /// Removes the documents that meet a query, whether or not the alias shows them.
    fn clear(&self, query: &Value) -> Result<(), IndexError> {
        self.client.refresh(&self.index)?;
        let mut gone: Vec<String> = Vec::new();
        self.each_of(query, false, &mut |hit: FoundHit<Value>| gone.push(hit.id))?;
        for ids in gone.chunks(MAX_BULK_DOCUMENTS) {
            let operations: Vec<Operation> = ids.iter().map(|id| Operation::delete(id)).collect();
            self.client.bulk(&self.index, &operations)?;
        }
        Ok(())
    }

    /// Calls for each document that meets a query, whether or not the alias shows it. Nobody else writes meanwhile.
    fn each_of<T: DeserializeOwned>(
        &self,
        query: &Value,
        with_source: bool,
        take: &mut dyn FnMut(FoundHit<T>),
    ) -> Result<(), IndexError> {
        let path = format!("/{}", self.index);
        let mut after: Option<Vec<Value>> = None;
        loop {
            let mut body = json!({
                "query": query,
                "size": PAGE,
                "_source": with_source,
                "sort": [{"version": "asc"}, {"ordinal": "asc"}],
            });
            if let Some(after) = &after {
                body["search_after"] = json!(after);
            }
            let found: Found<T> = self.client.search(&path, &body)?;
            let Some(last) = found.hits.hits.last() else { return Ok(()) };
            after = Some(last.sort.clone());
            found.hits.hits.into_iter().for_each(&mut *take);
        }
    }
}

/// Whether there is an index or an alias of a name.
fn exists(client: &Client, name: &str) -> Result<bool, IndexError> {
    Ok(client.send(&Method::GET, &format!("/{name}/_settings"), b"")?.status != 404)
}
