//! What a cluster shows of an index at one time, whatever is written meanwhile.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use ureq::http::Method;

use crate::engine::IndexError;

use super::client::Client;
use super::requests::{Found, FoundHit, Shards};
use super::state::{STATE, StateDocument, StoredState};

/// A state stays readable for this long after it was last asked.
const KEEP_ALIVE: &str = "5m";

/// This many documents are asked for at a time.
const PAGE: usize = 1_000;

/// What the cluster shows of one state of an index.
pub(super) struct PointInTime {
    client: Arc<Client>,
    generation: u64,
    /// What the cluster calls it; none once it is let go.
    id: Mutex<Option<String>>,
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
        let id = begin(client)?;
        match newest(client, "", Some(&id)) {
            Ok(state) => {
                let client = Arc::clone(client);
                Ok((PointInTime { client, generation: state.generation, id: Mutex::new(Some(id)) }, state))
            }
            Err(error) => {
                end(client, &id);
                Err(error)
            }
        }
    }

    /// Lets the cluster forget it.
    pub(super) fn close(&self) {
        if let Some(id) = self.id.lock().unwrap_or_else(PoisonError::into_inner).take() {
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
        let (mut after, mut taken): (Option<Vec<Value>>, u64) = (None, 0);
        loop {
            let mut body = json!({
                "query": query,
                "size": PAGE,
                "track_total_hits": true,
                "sort": [{"report": "asc"}, {"version": "asc"}, {"ordinal": "asc"}],
            });
            if let Some(after) = &after {
                body["search_after"] = json!(after);
            }
            let found: Found<T> = self.search(&body)?;
            let (count, total) = (found.hits.hits.len(), found.hits.total.map_or(0, |total| total.value));
            if total > most {
                return Ok(false);
            }
            for hit in found.hits.hits {
                after = Some(hit.sort.clone());
                take(hit)?;
            }
            taken += count as u64;
            if count < PAGE {
                let lost = || self.client.error(format!("it gave {taken} of {total} documents"));
                return if taken == total { Ok(true) } else { Err(lost()) };
            }
        }
    }

    /// Searches it.
    pub(super) fn search<T: DeserializeOwned>(&self, body: &Value) -> Result<Found<T>, IndexError> {
        let named = |id: &str| {
            let mut body = body.clone();
            body["pit"] = json!({"id": id, "keep_alive": KEEP_ALIVE});
            body
        };
        let before = self.id.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let before = before.ok_or_else(|| self.client.error("it was let go already"))?;
        match self.client.search("", &named(&before)) {
            Err(IndexError::Cluster { what, .. }) if is_forgotten(&what) => {
                let (again, _) = PointInTime::open(&self.client)?;
                if again.generation != self.generation {
                    return Err(self.client.error("a newer state of the index has been written: run this again"));
                }
                let id = again.id.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default();
                *self.id.lock().unwrap_or_else(PoisonError::into_inner) = Some(id.clone());
                self.client.search("", &named(&id))
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

/// Whether the cluster no longer knows a state, which nobody has asked for some time.
fn is_forgotten(what: &str) -> bool {
    what.contains("No search context found") || what.contains("search_context_missing")
}

/// Makes the cluster keep what the alias shows now.
fn begin(client: &Client) -> Result<String, IndexError> {
    let name = &client.address.name;
    let path = format!("/{name}/_search/point_in_time?keep_alive={KEEP_ALIVE}&allow_partial_pit_creation=false");
    let answer = client.send(&Method::POST, &path, b"")?;
    if answer.status == 404 {
        return Err(IndexError::Missing(client.address.to_string().into()));
    }
    let point: Point = client.read(&answer)?;
    if let Err(error) = client.check_shards(&point.shards) {
        end(client, &point.pit_id);
        return Err(error);
    }
    Ok(point.pit_id)
}

/// Lets the cluster forget a state; it does so by itself after a while.
fn end(client: &Client, point: &str) {
    let _ = client.ask::<Value>(&Method::DELETE, "/_search/point_in_time", &json!({"pit_id": [point]}));
}

/// The newest state that is shown.
pub(super) fn newest(client: &Client, of: &str, point: Option<&str>) -> Result<StoredState, IndexError> {
    let mut body = json!({
        "query": {"term": {"kind": STATE}},
        "size": 1,
        "sort": [{"generation": {"order": "desc", "unmapped_type": "long"}}],
    });
    if let Some(point) = point {
        body["pit"] = json!({"id": point, "keep_alive": KEEP_ALIVE});
    }
    let found: Found<StateDocument> = client.search(of, &body)?;
    let document = found.hits.hits.into_iter().next().and_then(|hit| hit.source);
    let document = document.ok_or_else(|| IndexError::Foreign(client.address.to_string().into()))?;
    StoredState::read(client, document)
}
