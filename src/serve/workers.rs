//! Threads that answer requests: as many as the machine has use for, and a limited number of requests that wait for one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::timeout;

use crate::indexer::cores;

/// The maximum number of threads at work.
pub(super) const MAX_THREADS: usize = 64;

/// Answers in work for each core: some wait for the disk.
const PER_CORE: usize = 2;

/// At most this many requests wait for a thread.
const MAX_WAITING: usize = 512;

/// And none for longer.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// The maximum number of batches at once: each has a thread for as long as it runs, also while its client takes its time.
pub(super) const MAX_BATCHES: usize = 16;

/// Places for work.
pub(super) struct Workers {
    places: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    batches: Arc<Semaphore>,
    jobs: Sender<Job>,
}

/// Some work that has a place.
type Job = Box<dyn FnOnce() + Send>;

/// Why something was not done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NotDone {
    /// There is more to do than can be done in time.
    Busy,
    /// It failed by a fault of the program.
    Failed,
}

impl Workers {
    /// As many as the machine has use for.
    pub(super) fn new() -> Workers {
        Workers::with((cores() * PER_CORE).clamp(2, MAX_THREADS), MAX_WAITING)
    }

    fn with(places: usize, waiting: usize) -> Workers {
        let (jobs, queue) = channel();
        let queue = Arc::new(Mutex::new(queue));
        // A few threads that stay do more than many that take turns: what each has at hand is not fetched anew.
        for _ in 0..places {
            let queue = Arc::clone(&queue);
            thread::spawn(move || work_off(&queue));
        }
        let [places, waiting, batches] = [places, waiting, MAX_BATCHES].map(|most| Arc::new(Semaphore::new(most)));
        Workers { places, waiting, batches, jobs }
    }

    /// Leave to run a batch.
    ///
    /// # Errors
    /// Where as many run as may.
    pub(super) fn batch(&self) -> Result<OwnedSemaphorePermit, NotDone> {
        Arc::clone(&self.batches).try_acquire_owned().map_err(|_| NotDone::Busy)
    }

    /// A place for some work; it is given back when it is dropped.
    ///
    /// # Errors
    /// Where none becomes free in time.
    pub(super) async fn place(&self) -> Result<OwnedSemaphorePermit, NotDone> {
        let _waiting = Arc::clone(&self.waiting).try_acquire_owned().map_err(|_| NotDone::Busy)?;
        self.place_within(MAX_WAIT).await
    }

    /// A place for work that goes on; those who wait get one in the order in which they came.
    ///
    /// # Errors
    /// Where none becomes free in this time.
    pub(super) async fn place_within(&self, time: Duration) -> Result<OwnedSemaphorePermit, NotDone> {
        let place = timeout(time, Arc::clone(&self.places).acquire_owned()).await;
        place.map_err(|_| NotDone::Busy)?.map_err(|_| NotDone::Failed)
    }

    /// Does some work beside the connections.
    ///
    /// # Errors
    /// Where there is no place for it in time, and where it panics.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, NotDone> {
        let place = self.place().await?;
        let (sender, done) = oneshot::channel();
        let job = Box::new(move || {
            let _place = place;
            // Where nobody waits for it any more, it is dropped.
            let _ = sender.send(work());
        });
        self.jobs.send(job).map_err(|_| NotDone::Failed)?;
        done.await.map_err(|_| NotDone::Failed)
    }
}

/// Does one job after the other until no more can come. A job that panics is gone, and its place is free.
fn work_off(queue: &Mutex<Receiver<Job>>) {
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(job) => drop(catch_unwind(AssertUnwindSafe(job))),
            Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_is_refused_at_once() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("there is one");
        runtime.block_on(async {
            let workers = Workers::with(1, 1);
            assert_eq!(workers.run(|| 7).await, Ok(7));
            assert_eq!(workers.run(|| panic!("by a fault")).await, Err::<(), _>(NotDone::Failed));
            assert_eq!(workers.run(|| 8).await, Ok(8), "the place is free again");
            let held = workers.place().await.expect("it is free");
            let waits = workers.place();
            let mut waits = std::pin::pin!(waits);
            tokio::select! {
                biased;
                _ = &mut waits => panic!("there is one place"),
                refused = workers.place() => assert_eq!(refused.err(), Some(NotDone::Busy)),
            }
            drop(held);
            assert!(waits.await.is_ok());
        });
    }
}
