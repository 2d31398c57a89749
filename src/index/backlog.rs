//! The bound of the channel between reading and indexing.
//!
//! The channel itself is tantivy's. It is bounded by operations, and one may be a report of any size; so this counts
//! passages.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// At most this many passages wait to be indexed. Without a bound they would fill the memory, and reading would take the
/// cores from indexing, which has more to do at the end.
const MAX_WAITING: u64 = 4_000;

/// The longest wait while nothing is indexed: the next operation reports what went wrong.
const MAX_HALT: Duration = Duration::from_secs(20);

/// Passages that were added and are not indexed yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Backlog(Arc<(Mutex<PassageCount>, Condvar)>);

#[derive(Clone, Copy, Debug, Default)]
struct PassageCount {
    added: u64,
    /// A passage may be taken a moment before it is counted as added.
    taken: u64,
}

impl PassageCount {
    fn waiting(self) -> u64 {
        self.added.saturating_sub(self.taken)
    }
}

impl Backlog {
    /// Adds passages, and waits while too many wait to be indexed.
    pub(super) fn add(&self, passages: u64) {
        self.add_within(passages, MAX_HALT);
    }

    fn add_within(&self, passages: u64, max_halt: Duration) {
        let mut count = self.count();
        count.added += passages;
        while count.waiting() > MAX_WAITING {
            let taken = count.taken;
            let is_full = |count: &mut PassageCount| count.waiting() > MAX_WAITING;
            let (now, halt) =
                self.0.1.wait_timeout_while(count, max_halt, is_full).unwrap_or_else(PoisonError::into_inner);
            if halt.timed_out() && now.taken == taken {
                return;
            }
            count = now;
        }
    }

    /// Removes a passage that is about to be indexed.
    pub(super) fn take(&self) {
        let mut count = self.count();
        count.taken += 1;
        if count.waiting() == MAX_WAITING {
            self.0.1.notify_all();
        }
    }

    fn count(&self) -> MutexGuard<'_, PassageCount> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread;

    use super::*;

    #[test]
    fn who_adds_waits_until_few_enough_are_left() {
        let backlog = Backlog::default();
        // Some are taken before they are added.
        backlog.take();
        backlog.add(MAX_WAITING + 1);
        let (said, added) = channel();
        thread::scope(|scope| {
            scope.spawn(|| {
                backlog.add(2);
                said.send(()).expect("it is listened to");
            });
            assert!(added.recv_timeout(Duration::from_millis(50)).is_err());
            backlog.take();
            assert!(added.recv_timeout(Duration::from_millis(50)).is_err());
            backlog.take();
            added.recv_timeout(Duration::from_secs(10)).expect("it is done");
        });
    }

    #[test]
    fn nobody_waits_where_nothing_moves() {
        let backlog = Backlog::default();
        backlog.add_within(2 * MAX_WAITING, Duration::from_millis(20));
        assert_eq!(backlog.count().waiting(), 2 * MAX_WAITING);
    }
}
