//! Which state of an index is the one to be read: an alias shows the documents of one generation, and nothing of the
//! next before it is whole.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ureq::http::Method;

use crate::engine::IndexError;
use crate::index::{ANALYSER, Summary};

use super::client::Client;
use super::documents::packed;
use super::mapping::CLUSTER_FORMAT;
use super::process::Holder;
use super::requests::{Found, Operation};

/// What documents of a state are.
pub(super) const STATE: &str = "state";
const PART: &str = "part";

/// Long values are cut into parts of this many letters.
const PART_LENGTH: usize = 4 << 20;

/// Nothing is longer than this many parts.
const MAX_PARTS: usize = 10_000;

/// A query has at most this many values in one list.
const MAX_LISTED: usize = 60_000;

/// What is known of a state.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct StoredState {
    /// The version of the documents.
    pub(super) format: u32,
    /// The version of the analyser.
    pub(super) analyser: u32,
    /// Which state it is: later ones have higher numbers.
    pub(super) generation: u64,
    /// What no other state of any index has; empty in those of earlier versions.
    #[serde(default)]
    pub(super) key: String,
    /// Generations that were begun and never finished, whose documents may still arrive.
    pub(super) abandoned: BTreeSet<u64>,
    /// The versions of reports that are no more, and may not have been removed yet.
    pub(super) removed: BTreeSet<String>,
    /// The counts of the state.
    pub(super) summary: Option<Summary>,
    /// How many parts the manifest has, the list of texts that recur, and the vocabulary.
    pub(super) manifest: usize,
    pub(super) recurring: usize,
    pub(super) vocabulary: usize,
}

/// What may be stored in parts beside a state.
#[derive(Clone, Copy)]
pub(super) enum Beside {
    /// What the index was made from.
    Manifest,
    /// The texts that recur in many reports.
    Recurring,
    /// The terms of its passages.
    Vocabulary,
}

impl Beside {
    pub(super) fn name(self) -> &'static str {
        match self {
            Beside::Manifest => "manifest",
            Beside::Recurring => "recurring",
            Beside::Vocabulary => "vocabulary",
        }
    }

    fn id(self, generation: u64, part: usize) -> String {
        format!("{}-{generation}-{part}", self.name())
    }
}

/// A state as it is stored: enough of it to see whether it is ours.
#[derive(Deserialize)]
pub(super) struct StateDocument {
    body: Value,
}

#[derive(Deserialize)]
struct StateVersions {
    format: u32,
    analyser: u32,
}

#[derive(Deserialize)]
struct PartBody {
    part: String,
}

#[derive(Deserialize)]
struct PartDocument {
    version: String,
    body: PartBody,
}

impl StoredState {
    /// Of a generation, still empty.
    pub(super) fn new(generation: u64) -> StoredState {
        StoredState {
            format: CLUSTER_FORMAT,
            analyser: ANALYSER,
            generation,
            key: key(generation),
            abandoned: BTreeSet::new(),
            removed: BTreeSet::new(),
            summary: None,
            manifest: 0,
            recurring: 0,
            vocabulary: 0,
        }
    }

    /// Reads a state; one of another version is refused.
    pub(super) fn read(client: &Client, document: StateDocument) -> Result<StoredState, IndexError> {
        let unreadable = |error: serde_json::Error| client.error(format!("its state cannot be read: {error}"));
        let versions: StateVersions = serde_json::from_value(document.body.clone()).map_err(unreadable)?;
        if (versions.format, versions.analyser) != (CLUSTER_FORMAT, ANALYSER) {
            let found = format!("cluster format {}, analyser {}", versions.format, versions.analyser);
            return Err(IndexError::Version { path: client.address.to_string().into(), found });
        }
        serde_json::from_value(document.body).map_err(unreadable)
    }

    /// The document of this state.
    pub(super) fn document(&self) -> Operation {
        let body = serde_json::to_value(self).unwrap_or_default();
        document(STATE, self.generation, format!("{STATE}-{}", self.generation), &body)
    }

    /// The ids of the parts of something that is stored beside it.
    pub(super) fn parts_of(&self, beside: Beside) -> Vec<String> {
        let count = match beside {
            Beside::Manifest => self.manifest,
            Beside::Recurring => self.recurring,
            Beside::Vocabulary => self.vocabulary,
        };
        (0..count.min(MAX_PARTS)).map(|part| beside.id(self.generation, part)).collect()
    }

    /// What the alias shows of the index: all up to this state, without what is no more.
    pub(super) fn filter(&self) -> Value {
        let removed: Vec<&String> = self.removed.iter().collect();
        let mut must_not: Vec<Value> =
            removed.chunks(MAX_LISTED).map(|removed| json!({"terms": {"version": removed}})).collect();
        if !self.abandoned.is_empty() {
            must_not.push(json!({"terms": {"generation": self.abandoned}}));
        }
        json!({"bool": {"filter": [{"range": {"generation": {"lte": self.generation}}}], "must_not": must_not}})
    }
}

/// A document that belongs to a state as a whole.
fn document(kind: &str, generation: u64, id: String, body: &Value) -> Operation {
    let document = json!({"kind": kind, "generation": generation, "version": id, "ordinal": 0, "body": body});
    Operation::index(&id, &document)
}

/// A long value as documents beside a state.
pub(super) fn parts(beside: Beside, generation: u64, value: &impl Serialize) -> Result<Vec<Operation>, String> {
    let text = packed(value).map_err(|error| error.to_string())?;
    let parts = text.as_bytes().chunks(PART_LENGTH).enumerate();
    Ok(parts
        .map(|(number, part)| {
            let body = json!({"part": String::from_utf8_lossy(part)});
            document(PART, generation, beside.id(generation, number), &body)
        })
        .collect())
}

/// What finds some parts, which are few enough for one answer.
pub(super) fn query_of_parts(ids: &[String]) -> Value {
    json!({"query": {"terms": {"version": ids}}, "size": ids.len().max(1)})
}

/// The text that is stored in some parts, which were found in any order; none where one is missing.
pub(super) fn text_of_parts(ids: &[String], found: &Found<Value>) -> Option<String> {
    let sources = found.hits.hits.iter().filter_map(|hit| hit.source.as_ref());
    let part = |source: &Value| PartDocument::deserialize(source).ok().map(|part| (part.version, part.body.part));
    let found: BTreeMap<String, String> = sources.filter_map(part).collect();
    ids.iter().map(|id| found.get(id).map(String::as_str)).collect()
}

/// What no other state has: a hash of who writes it, and when.
fn key(generation: u64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    blake3::hash(format!("{:?} {now} {generation}", Holder::this()).as_bytes()).to_hex()[..32].to_owned()
}

/// The index behind the alias of a name, if there is one.
pub(super) fn index_behind(client: &Client) -> Result<Option<String>, IndexError> {
    let name = &client.address.name;
    let answer = client.send(&Method::GET, &format!("/_alias/{name}"), b"")?;
    if answer.status == 404 {
        return Ok(None);
    }
    let known: Value = client.read(&answer)?;
    let indexes: Vec<&String> = known.as_object().into_iter().flatten().map(|(index, _)| index).collect();
    match indexes.as_slice() {
        [] => Ok(None),
        [index] => Ok(Some((*index).clone())),
        _ => Err(client.error(format!("{name} stands for several indexes, so findings did not make it"))),
    }
}
