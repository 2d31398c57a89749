//! What a cluster shows of one state of an index, whatever is written meanwhile.
//!
//! For many searches the cluster is made to keep it. For a few that is not worth two requests: then each search is of
//! whatever the alias shows, and says after that which state that still was. What a state has is removed only after its
//! own document is, so what was found before that is of that state.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use ureq::http::Method;

use crate::engine::IndexError;

use super::client::{Client, is_too_long};
use super::requests::{Found, FoundHit, Shards};
use super::state::{STATE, StateDocument, StoredState};

/// A state stays readable for this long after it was last asked.
const KEEP_ALIVE: &str = "5m";

/// This many documents are asked for at a time; fewer where they are long.
const PAGE: usize = 10_000;
const FEWER: usize = 16;

/// Where no state is shown, it may be just between two.
const TRIES: usize = 3;
const BEFORE_TRYING_AGAIN: Duration = Duration::from_millis(100);

/// What is said where a state was replaced while it was read.
const REPLACED: &str = "a newer state of the index has been written: run this again";

/// What the cluster shows of one state of an index.
pub(super) struct PointInTime {
    client: Arc<Client>,
    generation: u64,
    kept: Mutex<KeptPoint>,
}

/// Whether the cluster keeps it.
#[derive(Clone)]
enum KeptPoint {
    /// It does not.
    Not,
    /// It calls it so.
    As(String),
    /// Nothing more is asked of it.
    LetGo,
}

#[derive(Deserialize)]
struct Point {
    pit_id: String,
    /// A search of it knows only of those that it was made of.
    #[serde(rename = "_shards")]
    shards: Shards,
}

impl PointInTime {
    /// Of the newest state, which it gives too.
    pub(super) fn open(client: &Arc<Client>) -> Result<(PointInTime, StoredState), IndexError> {
        let state = newest(client)?;
        let (client, kept) = (Arc::clone(client), Mutex::new(KeptPoint::Not));
        Ok((PointInTime { client, generation: state.generation, kept }, state))
    }

    /// The same, and the cluster keeps it.
    pub(super) fn open_kept(client: &Arc<Client>) -> Result<(PointInTime, StoredState), IndexError> {
        let (id, state) = begin(client)?;
        let (client, kept) = (Arc::clone(client), Mutex::new(KeptPoint::As(id)));
        Ok((PointInTime { client, generation: state.generation, kept }, state))
    }

    /// Makes the cluster keep it from now on.
    pub(super) fn keep(&self) -> Result<(), IndexError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*kept, KeptPoint::Not) {
            *kept = KeptPoint::As(self.begin_again()?);
        }
        Ok(())
    }

    /// Makes the cluster keep the newest state, if that is still this one.
    fn begin_again(&self) -> Result<String, IndexError> {
        let (id, state) = begin(&self.client)?;
        if state.generation != self.generation {
            end(&self.client, &id);
            return Err(self.client.error(REPLACED));
        }
        Ok(id)
    }

    /// Lets the cluster forget it.
    pub(super) fn close(&self) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let KeptPoint::As(id) = std::mem::replace(&mut *kept, KeptPoint::LetGo) {
            end(&self.client, &id);
        }
    }

    /// Calls for each document that meets a query, in the order of reports and ordinals, a page at a time.
    pub(super) fn each<T: DeserializeOwned>(
        &self,
        query: &Value,
        take: &mut dyn FnMut(FoundHit<T>) -> Result<(), IndexError>,
    ) -> Result<(), IndexError> {
        self.each_of_at_most(query, u64::MAX, take).map(|_| ())
    }

    /// The same if there are no more than `most`; says whether that is so.
    pub(super) fn each_of_at_most<T: DeserializeOwned>(
        &self,
        query: &Value,
        most: u64,
        take: &mut dyn FnMut(FoundHit<T>) -> Result<(), IndexError>,
    ) -> Result<bool, IndexError> {
        let (mut after, mut taken, mut size) = (Vec::new(), 0, PAGE);
        loop {
            let found: Found<T> = match self.search(&page(query, size, &after)) {
                Err(error) if is_too_long(&error) && size > 1 => {
                    size = (size / FEWER).max(1);
                    continue;
                }
                found => found?,
            };
            let (count, total) = (found.hits.hits.len(), found.total());
            if total > most {
                return Ok(false);
            }
            for hit in found.hits.hits {
                after.clone_from(&hit.sort);
                take(hit)?;
            }
            taken += count as u64;
            if taken == total {
                return Ok(true);
            }
            if count == 0 || taken > total {
                return Err(self.client.error(format!("it gave {taken} of {total} documents")));
            }
        }
    }

    /// Searches it.
    pub(super) fn search<T: DeserializeOwned>(&self, body: &Value) -> Result<Found<T>, IndexError> {
        let found = self.search_all(std::slice::from_ref(body))?.pop();
        found.ok_or_else(|| self.client.error("it does not answer a search"))
    }

    /// Searches it for several things: in one request, unless the cluster keeps it.
    pub(super) fn search_all<T: DeserializeOwned>(&self, bodies: &[Value]) -> Result<Vec<Found<T>>, IndexError> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match kept {
            KeptPoint::Not => self.search_unkept(bodies),
            KeptPoint::As(id) => bodies.iter().map(|body| self.search_kept(&id, body)).collect(),
            KeptPoint::LetGo => Err(self.client.error("it was let go already")),
        }
    }

    /// Searches what the alias shows, and then for which state that still was.
    fn search_unkept<T: DeserializeOwned>(&self, bodies: &[Value]) -> Result<Vec<Found<T>>, IndexError> {
        let mut which = state_query();
        which["_source"] = json!(false);
        let bodies: Vec<Value> = bodies.iter().cloned().chain([which]).collect();
        let mut found: Vec<Found<T>> = match self.client.search_in_turn(&alias(&self.client), &bodies) {
            // The index behind the alias was another a moment ago.
            Err(IndexError::Cluster { what, .. }) if what.contains("index_not_found") => {
                return Err(self.client.error(REPLACED));
            }
            found => found?,
        };
        let state = found.pop().and_then(|found| found.hits.hits.into_iter().next());
        let generation = state.and_then(|hit| hit.sort.first().and_then(Value::as_u64));
        if generation == Some(self.generation) { Ok(found) } else { Err(self.client.error(REPLACED)) }
    }

    fn search_kept<T: DeserializeOwned>(&self, id: &str, body: &Value) -> Result<Found<T>, IndexError> {
        match self.client.search("", &of_point(body, id)) {
            Err(IndexError::Cluster { what, .. }) if is_forgotten(&what) => {
                let again = self.begin_again()?;
                *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = KeptPoint::As(again.clone());
                self.client.search("", &of_point(body, &again))
            }
            found => found,
        }
    }
}

impl Drop for PointInTime {
    fn drop(&mut self) {
        self.close();
    }
}

/// Whether an error says that a state was replaced while it was read.
pub(crate) fn is_replaced(error: &IndexError) -> bool {
    matches!(error, IndexError::Cluster { what, .. } if what == REPLACED)
}

/// The body of a search for the documents that meet a query, from one on.
pub(super) fn page(query: &Value, size: usize, after: &[Value]) -> Value {
    let mut body = json!({
        "query": query,
        "size": size,
        "track_total_hits": true,
        "sort": [{"report": "asc"}, {"version": "asc"}, {"ordinal": "asc"}],
    });
    if !after.is_empty() {
        body["search_after"] = json!(after);
    }
    body
}

/// The body of a search for the first page of those documents.
pub(super) fn first_page(query: &Value) -> Value {
    page(query, PAGE, &[])
}

/// Whether the cluster no longer knows a state, which nobody has asked for some time.
fn is_forgotten(what: &str) -> bool {
    what.contains("No search context found") || what.contains("search_context_missing")
}

/// Makes the cluster keep what the alias shows now; gives what it calls that, and the state.
fn begin(client: &Client) -> Result<(String, StoredState), IndexError> {
    let path =
        format!("{}/_search/point_in_time?keep_alive={KEEP_ALIVE}&allow_partial_pit_creation=false", alias(client));
    for _ in 0..TRIES {
        let answer = client.send(&Method::POST, &path, b"")?;
        if answer.status == 404 {
            return Err(IndexError::Missing(client.address.to_string().into()));
        }
        let point: Point = client.read(&answer)?;
        let whole = client.check_shards(&point.shards);
        let found = whole.and_then(|()| client.search("", &of_point(&state_query(), &point.pit_id)));
        match found.and_then(|found| state_in(client, found)) {
            Ok(Some(state)) => return Ok((point.pit_id, state)),
            other => {
                end(client, &point.pit_id);
                other?;
            }
        }
        thread::sleep(BEFORE_TRYING_AGAIN);
    }
    Err(IndexError::Foreign(client.address.to_string().into()))
}

/// Lets the cluster forget a state; it does so by itself after a while.
fn end(client: &Client, point: &str) {
    let _ = client.ask::<Value>(&Method::DELETE, "/_search/point_in_time", &json!({"pit_id": [point]}));
}

/// The newest state that is shown.
pub(super) fn newest(client: &Client) -> Result<StoredState, IndexError> {
    for _ in 0..TRIES {
        let Some(found) = client.search_if_there(&alias(client), &state_query())? else {
            return Err(IndexError::Missing(client.address.to_string().into()));
        };
        if let Some(state) = state_in(client, found)? {
            return Ok(state);
        }
        thread::sleep(BEFORE_TRYING_AGAIN);
    }
    Err(IndexError::Foreign(client.address.to_string().into()))
}

/// The body of a search for the newest state.
fn state_query() -> Value {
    json!({
        "query": {"term": {"kind": STATE}},
        "size": 1,
        "sort": [{"generation": {"order": "desc", "unmapped_type": "long"}}],
    })
}

fn state_in(client: &Client, found: Found<StateDocument>) -> Result<Option<StoredState>, IndexError> {
    let document = found.hits.hits.into_iter().next().and_then(|hit| hit.source);
    document.map(|document| StoredState::read(client, document)).transpose()
}

/// A search of what the cluster keeps.
fn of_point(body: &Value, id: &str) -> Value {
    let mut body = body.clone();
    body["pit"] = json!({"id": id, "keep_alive": KEEP_ALIVE});
    body
}

/// The path of what the alias shows.
fn alias(client: &Client) -> String {
    format!("/{}", client.address.name)
}
