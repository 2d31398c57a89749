//! Work that goes on beside other work, on a core of its own where there is one.

use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

/// What is worked out beside.
pub(super) struct Beside<T, W> {
    work: W,
    /// Whether somebody has begun with it.
    begun: Arc<AtomicBool>,
    /// None where no thread is to be had.
    thread: Option<JoinHandle<Option<T>>>,
}

impl<T: Send + 'static, W: FnOnce() -> T + Clone + Send + 'static> Beside<T, W> {
    /// Gives the work to another thread.
    pub(super) fn begin(work: W) -> Self {
        let (meeting, begun) = (place::Meeting::new(), Arc::new(AtomicBool::new(false)));
        let (place, theirs, is_begun) = (meeting.clone(), work.clone(), Arc::clone(&begun));
        let spawned = thread::Builder::new().spawn(move || {
            place.wait_to_be_placed();
            (!is_begun.swap(true, Ordering::Relaxed)).then(theirs)
        });
        let thread = spawned.ok().inspect(|thread| meeting.place(thread.thread()));
        Beside { work, begun, thread }
    }

    /// Waits for it. Where the other core was too busy even to begin, it is done here.
    pub(super) fn wait(self) -> T {
        let Beside { work, begun, thread } = self;
        if !begun.swap(true, Ordering::Relaxed) {
            return work();
        }
        let done = thread.and_then(|thread| thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic)));
        // There was a thread, and it did the work.
        done.unwrap_or_else(work)
    }
}

/// Linux starts a thread on the core of the one that starts it more often than not, which then waits for it although
/// another core has nothing to do. So the new thread waits until it is sent to another core; asleep, that costs little.
#[cfg(target_os = "linux")]
mod place {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, OnceLock};
    use std::thread::{self, Thread};

    use rustix::thread::{CpuSet, Pid, gettid, sched_getaffinity, sched_getcpu, sched_setaffinity};

    #[derive(Clone)]
    pub(super) struct Meeting(Arc<Inner>);

    struct Inner {
        here: Thread,
        /// The new thread, once it has come.
        come: OnceLock<Pid>,
        placed: AtomicBool,
        all: Option<CpuSet>,
    }

    impl Meeting {
        pub(super) fn new() -> Meeting {
            let all = sched_getaffinity(None).ok().filter(|all| all.count() > 1);
            Meeting(Arc::new(Inner {
                here: thread::current(),
                come: OnceLock::new(),
                placed: AtomicBool::new(false),
                all,
            }))
        }

        /// The new thread waits here.
        pub(super) fn wait_to_be_placed(&self) {
            let Some(all) = &self.0.all else { return };
            let _ = self.0.come.set(gettid());
            self.0.here.unpark();
            while !self.0.placed.load(Ordering::Acquire) {
                thread::park();
            }
            // From now on it may be moved as any other.
            let _ = sched_setaffinity(None, all);
        }

        /// Sends the new thread to another core than this one.
        pub(super) fn place(&self, new: &Thread) {
            let Some(mut others) = self.0.all else { return };
            let pid = loop {
                match self.0.come.get() {
                    Some(pid) => break *pid,
                    None => thread::park(),
                }
            };
            others.unset(sched_getcpu());
            let _ = sched_setaffinity(Some(pid), &others);
            self.0.placed.store(true, Ordering::Release);
            new.unpark();
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod place {
    use std::thread::Thread;

    #[derive(Clone)]
    pub(super) struct Meeting;

    impl Meeting {
        pub(super) fn new() -> Meeting {
            Meeting
        }

        pub(super) fn wait_to_be_placed(&self) {}

        pub(super) fn place(&self, _new: &Thread) {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beside() -> (thread::ThreadId, &'static str) {
        let beside = Beside::begin(|| (thread::current().id(), "done"));
        while !beside.begun.load(Ordering::Relaxed) {
            thread::yield_now();
        }
        beside.wait()
    }

    #[test]
    fn work_is_done_on_another_thread() {
        let (thread, result) = beside();
        assert_eq!(result, "done");
        assert_ne!(thread, thread::current().id());
    }

    #[test]
    fn work_that_nobody_has_begun_is_done_by_who_waits() {
        let (begun, thread) = (Arc::new(AtomicBool::new(false)), Some(thread::spawn(|| None)));
        let beside = Beside { work: || thread::current().id(), begun: Arc::clone(&begun), thread };
        assert_eq!(beside.wait(), thread::current().id());
        assert!(begun.load(Ordering::Relaxed), "or it would be done twice");
        let beside = Beside { work: || "done", begun: Arc::default(), thread: None };
        assert_eq!(beside.wait(), "done");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn one_core_is_enough() {
        use rustix::thread::{CpuSet, sched_getcpu, sched_setaffinity};

        let mut one = CpuSet::new();
        one.set(sched_getcpu());
        sched_setaffinity(None, &one).expect("a thread may choose its core");
        assert_eq!(beside().1, "done");
    }

    #[test]
    fn a_panic_is_passed_on_to_who_waits() {
        let beside = Beside::begin(|| panic!("as it must"));
        while !beside.begun.load(Ordering::Relaxed) {
            thread::yield_now();
        }
        let waited: Result<(), _> = panic::catch_unwind(panic::AssertUnwindSafe(|| beside.wait()));
        assert!(waited.is_err());
    }
}
