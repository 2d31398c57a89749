//! Work that goes on beside other work, on a core of its own where there is one.

use std::panic;
use std::thread::{self, Scope, ScopedJoinHandle};

/// What is worked out beside.
pub(super) enum Beside<'scope, T> {
    Begun(ScopedJoinHandle<'scope, T>),
    /// Where no thread is to be had.
    Done(T),
}

impl<'scope, T: Send + 'scope> Beside<'scope, T> {
    /// Begins the work on another thread, or does it, where there is none to be had.
    pub(super) fn begin(scope: &'scope Scope<'scope, '_>, work: impl Fn() -> T + Copy + Send + 'scope) -> Self {
        let meeting = place::Meeting::new();
        let theirs = meeting.clone();
        let spawned = thread::Builder::new().spawn_scoped(scope, move || {
            theirs.wait_to_be_placed();
            work()
        });
        match spawned {
            Ok(begun) => {
                meeting.place(begun.thread());
                Beside::Begun(begun)
            }
            Err(_) => Beside::Done(work()),
        }
    }

    /// Waits for it.
    pub(super) fn wait(self) -> T {
        match self {
            Beside::Begun(thread) => thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic)),
            Beside::Done(done) => done,
        }
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
        thread::scope(|scope| Beside::begin(scope, || (thread::current().id(), "done")).wait())
    }

    #[test]
    fn work_is_done_on_another_thread() {
        let (thread, result) = beside();
        assert_eq!(result, "done");
        assert_ne!(thread, thread::current().id());
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
        let waited = panic::catch_unwind(|| {
            thread::scope(|scope| Beside::begin(scope, || panic!("as it must")).wait());
        });
        assert!(waited.is_err());
    }
}
