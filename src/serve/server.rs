//! What all requests share: the index in its newest state, the places for work, the counters.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use crate::engine::IndexError;
use crate::library::{Index, LiveIndex};

use super::ServeSettings;
use super::metrics::Metrics;
use super::workers::Workers;

/// What is said of an index is looked up again after this time.
const WARNINGS_LAST: Duration = Duration::from_secs(2);

/// A server.
pub(super) struct Server {
    pub(super) settings: ServeSettings,
    pub(super) workers: Workers,
    pub(super) metrics: Metrics,
    /// Where lines of the access log go.
    pub(super) log: mpsc::Sender<String>,
    pub(super) live: Arc<LiveIndex>,
    /// The state that was answered from last.
    last: Mutex<Option<Arc<IndexSnapshot>>>,
}

/// One state of the index.
pub(super) struct IndexSnapshot {
    pub(super) index: Index,
    /// A hash of all that answers from it depend on.
    fingerprint: String,
    warnings: Mutex<Option<(Instant, Arc<[String]>)>>,
}

impl Server {
    pub(super) fn new(settings: ServeSettings, log: mpsc::Sender<String>) -> Server {
        let live = Arc::new(LiveIndex::new(settings.index.clone(), settings.lexicon.clone()));
        Server { settings, workers: Workers::new(), metrics: Metrics::default(), log, live, last: Mutex::default() }
    }

    /// The newest state of the index. Ask once for each request, so that all of its answer is of one state.
    ///
    /// # Errors
    /// Where there is no index, or one of another version, or it is damaged or cannot be read.
    pub(super) fn snapshot(&self) -> Result<Arc<IndexSnapshot>, IndexError> {
        let index = self.live.newest()?;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(snapshot) = last.as_ref().filter(|last| last.index.is_same_as(&index)) {
            return Ok(Arc::clone(snapshot));
        }
        let fingerprint = index.state()?.fingerprint();
        let prepared = index.clone();
        // Nobody waits for it, and whatever is wrong with the index is an error of the request that meets it.
        thread::spawn(move || prepared.expect_many());
        let snapshot = Arc::new(IndexSnapshot { index, fingerprint, warnings: Mutex::default() });
        *last = Some(Arc::clone(&snapshot));
        Ok(snapshot)
    }

    /// What is said of a state of the index, as of a moment ago.
    pub(super) fn warnings(&self, snapshot: &IndexSnapshot) -> Arc<[String]> {
        let mut kept = snapshot.warnings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, warnings)) = kept.as_ref()
            && at.elapsed() < WARNINGS_LAST
        {
            return Arc::clone(warnings);
        }
        let warnings: Arc<[String]> = (self.settings.warnings)(&snapshot.index).into();
        *kept = Some((Instant::now(), Arc::clone(&warnings)));
        warnings
    }

    /// The tag of all answers from a state: they are the same as long as it is.
    pub(super) fn tag(&self, snapshot: &IndexSnapshot) -> String {
        let mut hash = blake3::Hasher::new();
        hash.update(env!("CARGO_PKG_VERSION").as_bytes()).update(snapshot.fingerprint.as_bytes());
        hash.update(crate::asking::today().to_string().as_bytes());
        for warning in &*self.warnings(snapshot) {
            hash.update(warning.as_bytes()).update(b"\n");
        }
        // Compressed or not, the answer is the same.
        format!("W/\"{}\"", &hash.finalize().to_hex()[..20])
    }
}
