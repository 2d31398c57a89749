//! Work on the index, beside the conversation: on threads of its own, a few at once, within a time, until it is cancelled.

use std::sync::Arc;
use std::time::Duration;

use rmcp::service::{RequestContext, RoleServer};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::library::{Index, LiveIndex};

use super::failure::ToolFailure;

/// At most this many calls work at once; others wait.
const MAX_AT_ONCE: usize = 4;

/// A call that the engine does not end in its own time is given up after this much more.
const GRACE: Duration = Duration::from_secs(5);

/// The index, and how it is worked on.
#[derive(Clone)]
pub(super) struct Work {
    live: Arc<LiveIndex>,
    places: Arc<Semaphore>,
    /// How long a search may take.
    timeout: Duration,
}

impl Work {
    /// On an index that may be updated meanwhile.
    pub(super) fn new(live: Arc<LiveIndex>, timeout: Duration) -> Work {
        Work { live, places: Arc::new(Semaphore::new(MAX_AT_ONCE)), timeout }
    }

    /// Does something with the newest state of the index, within the time that it is given.
    ///
    /// # Errors
    /// Its own, and where the index cannot be opened, the time is over, or the client has cancelled the request.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        context: &RequestContext<RoleServer>,
        ask: impl FnOnce(&Index, Duration) -> Result<T, ToolFailure> + Send + 'static,
    ) -> Result<T, ToolFailure> {
        tokio::select! {
            done = timeout(self.timeout + GRACE, self.in_place(ask)) => done.unwrap_or_else(|_| Err(too_slow(self.timeout))),
            () = context.ct.cancelled() => Err(ToolFailure::new("cancelled", "nothing: the request was withdrawn")),
        }
    }

    /// Waits for a place, and works there. The place is taken until the work has ended, also where nobody waits for it.
    async fn in_place<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Index, Duration) -> Result<T, ToolFailure> + Send + 'static,
    ) -> Result<T, ToolFailure> {
        let place = Arc::clone(&self.places).acquire_owned().await;
        let (live, timeout) = (Arc::clone(&self.live), self.timeout);
        let work = spawn_blocking(move || {
            let _place = place;
            ask(&live.newest()?, timeout)
        });
        work.await.unwrap_or_else(|_| {
            let next = "ask in another way; tell the user, who may report it";
            Err(ToolFailure::new("an error of findings itself ended this request", next))
        })
    }
}

fn too_slow(timeout: Duration) -> ToolFailure {
    let what = format!("there was no answer within {} s", timeout.as_secs_f64());
    ToolFailure::new(what, "ask for fewer or rarer words, or narrow the search by filters")
}
