//! The rights that a process gives up before it reads a stranger's file.

use std::ffi::{OsStr, OsString};
use std::io;

use serde::{Deserialize, Serialize};

use super::{Limits, descriptors};

/// How far the system let a process be confined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Confinement {
    /// Its memory is limited.
    pub memory: bool,
    /// It can open no file and no connection, and signal no other process where the system knows of that (Landlock).
    pub files: bool,
    /// It can ask the system for nothing but memory and its two pipes, and signal no other process (seccomp).
    pub calls: bool,
    /// It has nothing open that the program that started it had.
    pub descriptors: bool,
}

impl Confinement {
    /// The missing limits, in words; nothing if the process is fully confined.
    pub(crate) fn missing(self) -> Option<String> {
        let parts = [
            (self.memory, "no limit on memory"),
            (self.files, "no Landlock"),
            (self.calls, "no filter on system calls"),
            (self.descriptors, "files open that are not its own"),
        ];
        let missing: Vec<&str> = parts.iter().filter(|(held, _)| !held).map(|&(_, what)| what).collect();
        (!missing.is_empty()).then(|| missing.join(", "))
    }
}

/// Confines the calling thread, and those that it will start, to reading its input. Limits that the system does not
/// have are left out and reported.
pub(super) fn confine_thread(limits: Limits) -> Confinement {
    let descriptors = descriptors::has_only_streams();
    Confinement { memory: limit_memory(limits), files: system::give_up_files(), calls: false, descriptors }
}

/// Becomes another program, with as much memory and without the right to write a file or to reach a network.
/// Comes back only where that program cannot be started.
pub(crate) fn become_limited(memory: u64, program: &OsStr, arguments: &[OsString]) -> io::Error {
    limit_memory(Limits { memory, ..Limits::default() });
    system::give_up_writing();
    system::become_program(program, arguments)
}

/// Confines all threads of the process to the calls that reading needs.
pub(super) fn confine_calls() -> bool {
    system::give_up_calls()
}

#[cfg(unix)]
fn limit_memory(limits: Limits) -> bool {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let to = |limit: u64| Rlimit { current: Some(limit), maximum: Some(limit) };
    // A process that is killed should leave nothing on the disk either.
    let _ = setrlimit(Resource::Core, to(0));
    setrlimit(Resource::As, to(limits.memory)).is_ok()
}

#[cfg(not(unix))]
fn limit_memory(_: Limits) -> bool {
    false
}

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod system {
    use std::collections::BTreeMap;
    use std::ffi::{OsStr, OsString};
    use std::io;
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    use landlock::{ABI, Access, AccessFs, AccessNet, BitFlags, Ruleset, RulesetAttr, RulesetStatus, Scope};
    use rustix::io::Errno;
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
        apply_filter_all_threads,
    };

    /// Every access that the kernel knows to refuse, with no exception: files, the network, and signals to processes
    /// and sockets outside of this one.
    pub(super) fn give_up_files() -> bool {
        give_up(AccessFs::from_all(KNOWN))
    }

    /// Allows only to read and run existing files. Programs that it starts are confined like it, and can be signalled.
    pub(super) fn give_up_writing() {
        // A kernel without Landlock has no means for it.
        let _ = give_up(AccessFs::from_write(KNOWN));
    }

    /// The accesses to ask for: a kernel that does not know some of them refuses the others.
    const KNOWN: ABI = ABI::V6;

    /// Gives up some accesses to files, and all to the network, to processes and to sockets outside of this one. Returns
    /// whether the kernel refuses any of them.
    fn give_up(files: BitFlags<AccessFs>) -> bool {
        let ruleset = Ruleset::default()
            .handle_access(files)
            .and_then(|ruleset| ruleset.handle_access(AccessNet::from_all(KNOWN)))
            .and_then(|ruleset| ruleset.scope(Scope::from_all(KNOWN)))
            .and_then(|ruleset| ruleset.create())
            .and_then(|ruleset| ruleset.restrict_self());
        ruleset.is_ok_and(|status| status.ruleset != RulesetStatus::NotEnforced)
    }

    pub(super) fn become_program(program: &OsStr, arguments: &[OsString]) -> io::Error {
        Command::new(program).args(arguments).exec()
    }

    pub(super) fn give_up_calls() -> bool {
        filter().is_some_and(|filter| apply_filter_all_threads(&filter).is_ok())
    }

    /// The calls that reading needs: its pipes, memory, locks between threads, time, an end. Any other
    /// one fails as if it were not permitted.
    pub(super) fn filter() -> Option<BpfProgram> {
        let mut rules: BTreeMap<i64, Vec<_>> = CALLS.iter().map(|&call| (call, Vec::new())).collect();
        // A program ends itself by a signal, which must not reach any other.
        let own = u64::from(std::process::id());
        let to_itself = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, own).ok()?;
        rules.insert(libc::SYS_tgkill, vec![SeccompRule::new(vec![to_itself]).ok()?]);
        let target = std::env::consts::ARCH.try_into().ok()?;
        let refused = SeccompAction::Errno(Errno::PERM.raw_os_error().unsigned_abs());
        SeccompFilter::new(rules, refused, SeccompAction::Allow, target).ok()?.try_into().ok()
    }

    const CALLS: [i64; 28] = [
        libc::SYS_read,
        libc::SYS_write,
        libc::SYS_readv,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_mmap,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_mprotect,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_getrandom,
        libc::SYS_clock_gettime,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_gettid,
        libc::SYS_getpid,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_restart_syscall,
        libc::SYS_rseq,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];
}

#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod system {
    pub(super) fn give_up_files() -> bool {
        false
    }

    pub(super) fn give_up_calls() -> bool {
        false
    }

    pub(super) fn give_up_writing() {}

    /// Elsewhere the program is run, and its end is this one's.
    pub(super) fn become_program(program: &std::ffi::OsStr, arguments: &[std::ffi::OsString]) -> std::io::Error {
        match std::process::Command::new(program).args(arguments).status() {
            Ok(status) => std::io::Error::other(format!("it ended: {status}")),
            Err(error) => error,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// Says that a system has no means for something, so that a test of it shows nothing.
    fn say_not_shown(what: &str) {
        let _ = writeln!(io::stderr(), "this system has no {what}: that it confines is not shown here");
    }

    #[test]
    fn a_thread_that_gave_up_files_opens_none() {
        let confined = std::thread::spawn(|| (system::give_up_files(), std::fs::read(file!()).is_ok()));
        let (given_up, can_read) = confined.join().expect("the thread ends");
        assert!(!(given_up && can_read), "Landlock is there and does nothing");
        assert!(std::fs::read(file!()).is_ok(), "the other threads are as they were");
        if !given_up {
            say_not_shown("Landlock");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let all = Confinement { memory: true, files: true, calls: true, descriptors: true };
        assert_eq!(all.missing(), None);
        let none = Confinement { files: false, calls: false, ..all };
        assert_eq!(none.missing().as_deref(), Some("no Landlock, no filter on system calls"));
        let open = Confinement { descriptors: false, ..all };
        assert_eq!(open.missing().as_deref(), Some("files open that are not its own"));
    }

    #[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
    mod linux {
        use std::process::{Child, Command};

        use rustix::io::Errno;
        use rustix::process::{Pid, test_kill_process};

        use super::*;

        /// Another process, which does nothing for a while.
        struct Other(Child);

        impl Other {
            fn start() -> Other {
                Other(Command::new("/bin/sleep").arg("60").spawn().expect("it can be started"))
            }

            fn pid(&self) -> Pid {
                Pid::from_child(&self.0)
            }
        }

        impl Drop for Other {
            fn drop(&mut self) {
                let _ = self.0.kill();
                let _ = self.0.wait();
            }
        }

        /// Sends no signal to a thread of a process, but asks whether it could.
        #[expect(unsafe_code, reason = "no crate here has this call")]
        fn may_signal(process: i32, thread: i32) -> bool {
            // SAFETY: three numbers are handed over, and nothing is sent.
            unsafe { libc::syscall(libc::SYS_tgkill, process, thread, 0) == 0 }
        }

        #[test]
        fn a_thread_under_the_filter_signals_its_own_process_only() {
            let other = Other::start();
            let pid = other.pid().as_raw_pid();
            assert!(may_signal(pid, pid), "without the filter it may");
            let program = system::filter().expect("the filter can be made");
            let confined = std::thread::spawn(move || {
                let applied = seccompiler::apply_filter(&program).is_ok();
                let own = (std::process::id().cast_signed(), rustix::thread::gettid().as_raw_pid());
                let by_kill = test_kill_process(Pid::from_raw(pid).expect("it is no group"));
                (applied, may_signal(own.0, own.1), may_signal(pid, pid), by_kill, std::fs::read(file!()).is_ok())
            });
            match confined.join().expect("the thread ends") {
                (true, own, others, by_kill, can_read) => {
                    assert!(own, "or a program that fails could not end itself");
                    assert!(!others, "tgkill reaches another process");
                    assert_eq!(by_kill, Err(Errno::PERM));
                    assert!(!can_read);
                }
                (false, ..) => {
                    assert!(std::env::var_os("CI").is_none(), "a build machine can filter system calls");
                    say_not_shown("filter on system calls");
                }
            }
        }

        #[test]
        fn a_thread_that_gave_up_files_signals_no_other_process() {
            let other = Other::start();
            let pid = other.pid();
            assert_eq!(test_kill_process(pid), Ok(()));
            let confined = std::thread::spawn(move || {
                // Landlock does not say how many of the requested restrictions it applies.
                let knows = landlock_version() >= 6 && system::give_up_files();
                (
                    knows,
                    test_kill_process(pid),
                    may_signal(std::process::id().cast_signed(), std::process::id().cast_signed()),
                )
            });
            let (knows, signalled, own) = confined.join().expect("the thread ends");
            if knows {
                assert_eq!((signalled, own), (Err(Errno::PERM), true));
            } else {
                say_not_shown("Landlock that knows of signals");
            }
        }

        /// Which version of Landlock the kernel has; 0 for none.
        #[expect(unsafe_code, reason = "no crate here has this call")]
        fn landlock_version() -> i64 {
            // SAFETY: it asks for a number, and hands over no memory.
            unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, 0, 0, 1) }
        }
    }
}
