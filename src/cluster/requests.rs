//! The requests that findings makes of a cluster, and their answers, none of which is taken if it is not whole.

use std::thread;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use ureq::http::Method;

use crate::engine::IndexError;

use super::client::{Client, Failure, Response};

/// An item of a bulk that fails for now is sent again this often, with a pause that doubles.
const MAX_RESENDS: u32 = 8;
const BEFORE_RESENDING: Duration = Duration::from_millis(250);

/// What a search answers.
#[derive(Deserialize)]
pub(super) struct Found<T> {
    #[serde(default)]
    timed_out: bool,
    #[serde(rename = "_shards")]
    shards: Shards,
    #[serde(bound(deserialize = "T: DeserializeOwned"))]
    pub(super) hits: FoundHits<T>,
    #[serde(default)]
    aggregations: Option<Aggregations>,
}

/// What a search counts, where it counts anything.
#[derive(Deserialize)]
struct Aggregations {
    groups: GroupBuckets,
}

#[derive(Deserialize)]
struct GroupBuckets {
    buckets: Vec<Bucket>,
}

#[derive(Deserialize)]
struct Bucket {
    key: String,
    doc_count: u64,
    #[serde(default)]
    sum: Sum,
}

/// What is added up of the documents of a group.
#[derive(Default, Deserialize)]
struct Sum {
    value: f64,
}

/// What is counted of a group.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct GroupCount {
    /// How many documents it has.
    pub(crate) documents: u64,
    /// What is added up of them; 0 where nothing is.
    pub(crate) sum: u64,
}

/// What several searches answer.
#[derive(Deserialize)]
struct FoundInTurn<T> {
    #[serde(bound(deserialize = "T: DeserializeOwned"))]
    responses: Vec<FoundOrNot<T>>,
}

/// What one of them answers: what it found, or an error.
#[derive(Deserialize)]
struct FoundOrNot<T> {
    status: Option<u16>,
    error: Option<Value>,
    #[serde(default)]
    timed_out: bool,
    #[serde(rename = "_shards")]
    shards: Option<Shards>,
    #[serde(bound(deserialize = "T: DeserializeOwned"))]
    hits: Option<FoundHits<T>>,
    #[serde(default)]
    aggregations: Option<Aggregations>,
}

impl<T> Found<T> {
    /// How many documents there are, where the search counts them.
    pub(super) fn total(&self) -> u64 {
        self.hits.total.as_ref().map_or(0, |total| total.value)
    }

    /// What is counted of each group, where the search counts them so.
    pub(super) fn groups(self) -> impl Iterator<Item = (String, GroupCount)> {
        let buckets = self.aggregations.map(|counted| counted.groups.buckets).unwrap_or_default();
        let count =
            |Bucket { key, doc_count, sum }| (key, GroupCount { documents: doc_count, sum: sum.value.round() as u64 });
        buckets.into_iter().map(count)
    }
}

/// The hits of a search.
#[derive(Deserialize)]
pub(super) struct FoundHits<T> {
    total: Option<HitTotal>,
    #[serde(bound(deserialize = "T: DeserializeOwned"))]
    pub(super) hits: Vec<FoundHit<T>>,
}

/// How many documents meet a query.
#[derive(Deserialize)]
struct HitTotal {
    value: u64,
}

/// One hit.
#[derive(Deserialize)]
pub(super) struct FoundHit<T> {
    #[serde(rename = "_id")]
    pub(super) id: String,
    #[serde(rename = "_source", default = "none")]
    pub(super) source: Option<T>,
    #[serde(default)]
    pub(super) sort: Vec<Value>,
}

fn none<T>() -> Option<T> {
    None
}

/// How many shards were asked, and how many answered.
#[derive(Deserialize)]
pub(super) struct Shards {
    total: u64,
    successful: u64,
    #[serde(default)]
    failed: u64,
}

#[derive(Deserialize)]
struct Refreshed {
    #[serde(rename = "_shards")]
    shards: Shards,
}

#[derive(Deserialize)]
struct Written {
    errors: bool,
    #[serde(default)]
    items: Vec<Value>,
}

/// One thing to be done in a bulk, as the lines that say so.
pub(super) struct Operation {
    lines: String,
    is_removal: bool,
}

impl Operation {
    /// A document is written, whatever has its id.
    pub(super) fn index(id: &str, document: &Value) -> Operation {
        Operation { lines: format!("{}\n{document}\n", json!({"index": {"_id": id}})), is_removal: false }
    }

    /// What has an id is removed, if there is such.
    pub(super) fn delete(id: &str) -> Operation {
        Operation { lines: format!("{}\n", json!({"delete": {"_id": id}})), is_removal: true }
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.lines.len()
    }
}

impl<T> FoundOrNot<T> {
    fn found(self) -> Result<Found<T>, Failure> {
        let FoundOrNot { status, error, timed_out, shards, hits, aggregations } = self;
        match (error, shards, hits) {
            (None, Some(shards), Some(hits)) => Ok(Found { timed_out, shards, hits, aggregations }),
            (error, ..) => {
                let response = Response::of_part(status.unwrap_or(500), error.unwrap_or_default());
                Err(response.judged().map_or_else(|failure| failure, |response| Failure::ForGood(response.said())))
            }
        }
    }
}

impl Client {
    /// Searches, all shards or none.
    ///
    /// # Errors
    /// Where no host gives a whole answer.
    pub(super) fn search<T: DeserializeOwned>(&self, of: &str, body: &Value) -> Result<Found<T>, IndexError> {
        let found = self.search_answer(of, body)?;
        self.is_whole(self.read(&found)?)
    }

    /// The same; none where there is no such index.
    ///
    /// # Errors
    /// Where no host gives a whole answer.
    pub(super) fn search_if_there<T: DeserializeOwned>(
        &self,
        of: &str,
        body: &Value,
    ) -> Result<Option<Found<T>>, IndexError> {
        let found = self.search_answer(of, body)?;
        if found.status == 404 { Ok(None) } else { self.is_whole(self.read(&found)?).map(Some) }
    }

    fn search_answer(&self, of: &str, body: &Value) -> Result<Response, IndexError> {
        let path = format!("{of}/_search?allow_partial_search_results=false");
        self.send(&Method::POST, &path, body.to_string().as_bytes())
    }

    /// Searches for several things in one request, one after the other, each all shards or none: what a later one finds
    /// was found after all of the earlier.
    ///
    /// # Errors
    /// Where no host gives whole answers.
    pub(super) fn search_in_turn<T: DeserializeOwned>(
        &self,
        of: &str,
        bodies: &[Value],
    ) -> Result<Vec<Found<T>>, IndexError> {
        let head = json!({"allow_partial_search_results": false});
        let lines: String = bodies.iter().map(|body| format!("{head}\n{body}\n")).collect();
        let path = format!("{of}/_msearch?max_concurrent_searches=1");
        let found = self.send_and_take(&Method::POST, &path, lines.as_bytes(), &|answer| {
            let FoundInTurn { responses } = answer.value().map_err(Failure::ForGood)?;
            responses.into_iter().map(FoundOrNot::found).collect::<Result<Vec<Found<T>>, Failure>>()
        })?;
        if found.len() != bodies.len() {
            return Err(self.error("it does not answer each of several searches"));
        }
        found.into_iter().map(|found| self.is_whole(found)).collect()
    }

    /// Refuses an answer of some shards only.
    fn is_whole<T>(&self, found: Found<T>) -> Result<Found<T>, IndexError> {
        self.check_shards(&found.shards)?;
        if found.timed_out {
            return Err(self.error("it ended a search before its time, so nothing was taken of it"));
        }
        Ok(found)
    }

    /// Refuses what is of some shards only.
    ///
    /// # Errors
    /// Where not all of them have answered.
    pub(super) fn check_shards(&self, shards: &Shards) -> Result<(), IndexError> {
        let Shards { total, successful, failed } = *shards;
        if failed == 0 && successful == total {
            return Ok(());
        }
        Err(self.error(format!(
            "only {successful} of the {total} parts of the index answer, so nothing was taken of it; a node of the cluster \
             may be down"
        )))
    }

    /// Makes what was written visible to those who search next.
    ///
    /// # Errors
    /// Where a part of the index does not.
    pub(super) fn refresh(&self, index: &str) -> Result<(), IndexError> {
        let refreshed: Refreshed = self.ask(&Method::POST, &format!("/{index}/_refresh"), &Value::Null)?;
        if refreshed.shards.failed > 0 || refreshed.shards.successful == 0 {
            return Err(self.error("a part of the index does not show what was written; a node may be down"));
        }
        Ok(())
    }

    /// Writes all of some documents. What fails for now is sent again; since every document has its own id, sending it
    /// twice changes nothing.
    ///
    /// # Errors
    /// Where one of them cannot be written.
    pub(super) fn bulk(&self, index: &str, operations: &[Operation]) -> Result<(), IndexError> {
        let mut left: Vec<&Operation> = operations.iter().collect();
        let mut pause = BEFORE_RESENDING;
        for _ in 0..MAX_RESENDS {
            if left.is_empty() {
                return Ok(());
            }
            let lines: String = left.iter().map(|operation| operation.lines.as_str()).collect();
            let answer = self.send(&Method::POST, &format!("/{index}/_bulk?timeout=20s"), lines.as_bytes())?;
            let written: Written = self.read(&answer)?;
            if written.items.len() != left.len() {
                return Err(self.error("it does not say of each document whether it was written"));
            }
            if !written.errors {
                return Ok(());
            }
            left = self.to_be_sent_again(&left, &written.items)?;
            if !left.is_empty() {
                thread::sleep(pause);
                pause *= 2;
            }
        }
        Err(self.error(format!(
            "{} documents could not be written, although they were sent {MAX_RESENDS} times; it has too much to do, or a \
             node is down: run this again later",
            left.len()
        )))
    }

    /// Those of the operations that failed for now.
    fn to_be_sent_again<'o>(&self, sent: &[&'o Operation], items: &[Value]) -> Result<Vec<&'o Operation>, IndexError> {
        let mut again = Vec::new();
        for (operation, item) in sent.iter().zip(items) {
            let done = item.as_object().and_then(|item| item.values().next());
            let status = done.and_then(|done| done.get("status")).and_then(Value::as_u64);
            match status {
                Some(200..300) => {}
                Some(404) if operation.is_removal => {}
                Some(429 | 500 | 502..=504) => again.push(*operation),
                _ => {
                    let error = done.and_then(|done| done.get("error")).unwrap_or(&Value::Null);
                    let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                    let said: String = format!("{}: {}", text("type"), text("reason")).chars().take(300).collect();
                    return Err(self.error(format!("a document cannot be written ({said})")));
                }
            }
        }
        Ok(again)
    }
}
