//! One writer at a time: a document that names who writes, renewed while he does.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ureq::http::Method;

use crate::engine::IndexError;

use super::client::Client;
use super::process::{Holder, is_gone};

/// The lock is renewed this often.
const RENEWAL: Duration = Duration::from_secs(4);

/// A lock that nobody renewed for this long is free: its holder was killed, or is cut off.
const EXPIRY: Duration = Duration::from_secs(25);

/// The right to write to an index, held until dropped. A holder that was killed leaves it behind; on the same machine that
/// is seen at once, from another after a while.
pub(super) struct WriterLock {
    client: Arc<Client>,
    path: String,
    state: Arc<Mutex<Held>>,
    /// Ends the renewals.
    end: Option<Sender<()>>,
    renewals: Option<JoinHandle<()>>,
}

struct Held {
    document: LockDocument,
    version: Version,
    /// What took it away, if something did.
    lost: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct LockDocument {
    holder: Option<Holder>,
    /// Counts the renewals.
    beat: u64,
    /// The generation that is being written, or was last.
    generation: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
struct Version {
    #[serde(rename = "_seq_no")]
    number: u64,
    #[serde(rename = "_primary_term")]
    term: u64,
}

#[derive(Deserialize)]
struct LockRead {
    #[serde(flatten)]
    version: Version,
    #[serde(rename = "_source")]
    source: LockDocument,
}

impl WriterLock {
    /// Takes the lock; `last` says which generation is the last that was finished. Gives the number of the one that may be
    /// written now: no other writer ever had it.
    ///
    /// # Errors
    /// Where another writes, or the cluster does not answer.
    pub(super) fn take(
        client: &Arc<Client>,
        last: &dyn Fn() -> Result<u64, IndexError>,
    ) -> Result<(WriterLock, u64), IndexError> {
        let index = format!("{}-lock", client.address.name);
        make(client, &index)?;
        let path = format!("/{index}/_doc/writer");
        let before = free(client, &path)?;
        let begun = before.as_ref().map_or(0, |known| known.source.generation);
        let generation = last()?.max(begun) + 1;
        let document = LockDocument { holder: Some(Holder::this()), beat: 0, generation };
        let Some(version) = write(client, &path, &document, before.map(|known| known.version))? else {
            return Err(locked(client, None));
        };
        let state = Arc::new(Mutex::new(Held { document, version, lost: None }));
        let (end, ended) = mpsc::channel();
        let renewals = {
            let (client, path, state) = (Arc::clone(client), path.clone(), Arc::clone(&state));
            thread::spawn(move || {
                while ended.recv_timeout(RENEWAL) == Err(RecvTimeoutError::Timeout) {
                    renew(&client, &path, &state);
                }
            })
        };
        let lock = WriterLock { client: Arc::clone(client), path, state, end: Some(end), renewals: Some(renewals) };
        Ok((lock, generation))
    }

    /// Makes sure that it is still held.
    ///
    /// # Errors
    /// Where it was lost: another has begun to write.
    pub(super) fn check(&self) -> Result<(), IndexError> {
        renew(&self.client, &self.path, &self.state);
        let held = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match &held.lost {
            None => Ok(()),
            Some(what) => Err(self.client.error(format!("this run no longer has the right to write: {what}"))),
        }
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(renewals) = self.renewals.take() {
            let _ = renewals.join();
        }
        let held = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if held.lost.is_none() {
            let document = LockDocument { holder: None, ..held.document.clone() };
            // If this fails, the next writer waits until it has expired.
            let _ = write(&self.client, &self.path, &document, Some(held.version));
        }
    }
}

/// Makes the index of the lock, if there is none.
fn make(client: &Client, index: &str) -> Result<(), IndexError> {
    let body = json!({"settings": {"number_of_shards": 1}, "mappings": {"dynamic": false}});
    let answer = client.send(&Method::PUT, &format!("/{index}"), body.to_string().as_bytes())?;
    if answer.status == 400 && answer.said().contains("resource_already_exists") {
        return Ok(());
    }
    client.read::<Value>(&answer).map(|_| ())
}

/// The lock as it is, once it is free; none where it was never taken.
fn free(client: &Client, path: &str) -> Result<Option<LockRead>, IndexError> {
    let begun = Instant::now();
    let mut first: Option<LockDocument> = None;
    loop {
        let answer = client.send(&Method::GET, path, b"")?;
        if answer.status == 404 {
            return Ok(None);
        }
        let known: LockRead = client.read(&answer)?;
        let Some(holder) = &known.source.holder else { return Ok(Some(known)) };
        match &first {
            // It was renewed: its holder writes.
            Some(first) if *first != known.source => return Err(locked(client, Some(holder))),
            _ if is_gone(holder) == Some(true) || begun.elapsed() >= EXPIRY => return Ok(Some(known)),
            _ if is_gone(holder) == Some(false) => return Err(locked(client, Some(holder))),
            _ => first = Some(known.source),
        }
        thread::sleep(RENEWAL / 4);
    }
}

/// Writes the lock if it is as it was; gives its new version, or none if another was faster.
fn write(
    client: &Client,
    path: &str,
    document: &LockDocument,
    before: Option<Version>,
) -> Result<Option<Version>, IndexError> {
    let condition = match before {
        Some(Version { number, term }) => format!("if_seq_no={number}&if_primary_term={term}"),
        None => "op_type=create".to_owned(),
    };
    let body = serde_json::to_vec(document).unwrap_or_default();
    let answer = client.send(&Method::PUT, &format!("{path}?{condition}"), &body)?;
    if answer.status == 409 {
        // The first of two tries may have arrived although its answer was lost.
        let known: LockRead = client.ask(&Method::GET, path, &Value::Null)?;
        return Ok((known.source == *document).then_some(known.version));
    }
    client.read(&answer).map(Some)
}

fn renew(client: &Client, path: &str, state: &Mutex<Held>) {
    let mut held = state.lock().unwrap_or_else(PoisonError::into_inner);
    if held.lost.is_some() {
        return;
    }
    let document = LockDocument { beat: held.document.beat + 1, ..held.document.clone() };
    match write(client, path, &document, Some(held.version)) {
        Ok(Some(version)) => (held.document, held.version) = (document, version),
        Ok(None) => held.lost = Some("another findings has begun to write".to_owned()),
        // It may be renewed the next time; until then nobody else takes it.
        Err(_) => {}
    }
}

fn locked(client: &Client, holder: Option<&Holder>) -> IndexError {
    let by = holder.map(|holder| format!(" (process {} on {})", holder.process, holder.host)).unwrap_or_default();
    IndexError::Locked { path: client.address.to_string().into(), by }
}
