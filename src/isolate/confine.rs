//! What a process gives up before it reads a stranger's file.

use std::ffi::{OsStr, OsString};
use std::io;

use serde::{Deserialize, Serialize};

use super::Limits;

/// How far the system let a process be confined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// Its memory is limited.
    pub memory: bool,
    /// It can open no file and no connection (Landlock).
    pub files: bool,
    /// It can ask the system for nothing but memory and its two pipes (seccomp).
    pub calls: bool,
}

impl Confinement {
    /// What is missing, in words; nothing where the process is confined as it should be.
    pub fn missing(self) -> Option<String> {
        let parts = [
            (self.memory, "no limit on memory"),
            (self.files, "no Landlock"),
            (self.calls, "no filter on system calls"),
        ];
        let missing: Vec<&str> = parts.iter().filter(|(held, _)| !held).map(|&(_, what)| what).collect();
        (!missing.is_empty()).then(|| missing.join(", "))
    }
}

/// Confines the thread that asks, and those that it will start, to reading what it is sent. What the
/// system has no means for is left out and said.
pub(super) fn confine_thread(limits: Limits) -> Confinement {
    Confinement { memory: limit_memory(limits), files: system::give_up_files(), calls: false }
}

/// Becomes another program, with as much memory and without the right to write a file or to reach a network.
/// Comes back only where that program cannot be started.
pub fn become_limited(memory: u64, program: &OsStr, arguments: &[OsString]) -> io::Error {
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
    let to = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
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

    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus};
    use rustix::io::Errno;
    use seccompiler::{SeccompAction, SeccompFilter, apply_filter_all_threads};

    /// Every access that the kernel knows to refuse, with no exception.
    pub(super) fn give_up_files() -> bool {
        let all = ABI::V6;
        let ruleset = Ruleset::default()
            .handle_access(AccessFs::from_all(all))
            .and_then(|ruleset| ruleset.handle_access(AccessNet::from_all(all)))
            .and_then(|ruleset| ruleset.create())
            .and_then(|ruleset| ruleset.restrict_self());
        ruleset.is_ok_and(|status| status.ruleset != RulesetStatus::NotEnforced)
    }

    /// Every access but reading and running what is there.
    pub(super) fn give_up_writing() {
        let all = ABI::V6;
        let ruleset = Ruleset::default()
            .handle_access(AccessFs::from_write(all))
            .and_then(|ruleset| ruleset.handle_access(AccessNet::from_all(all)))
            .and_then(|ruleset| ruleset.create())
            .and_then(|ruleset| ruleset.restrict_self());
        // A kernel without Landlock has no means for it.
        let _ = ruleset;
    }

    pub(super) fn become_program(program: &OsStr, arguments: &[OsString]) -> io::Error {
        Command::new(program).args(arguments).exec()
    }

    /// The calls that reading needs: its pipes, memory, locks between threads, time, an end. Any other
    /// one fails as if it were not permitted.
    pub(super) fn give_up_calls() -> bool {
        let rules: BTreeMap<i64, Vec<_>> = CALLS.iter().map(|&call| (call, Vec::new())).collect();
        let Ok(target) = std::env::consts::ARCH.try_into() else { return false };
        let refused = SeccompAction::Errno(Errno::PERM.raw_os_error().unsigned_abs());
        let filter = SeccompFilter::new(rules, refused, SeccompAction::Allow, target);
        let program = filter.and_then(seccompiler::BpfProgram::try_from);
        program.is_ok_and(|program| apply_filter_all_threads(&program).is_ok())
    }

    const CALLS: [i64; 29] = [
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
        libc::SYS_tgkill,
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
    use super::*;

    #[test]
    fn a_thread_that_gave_up_files_opens_none() {
        let confined = std::thread::spawn(|| (system::give_up_files(), std::fs::read(file!()).is_ok()));
        let (given_up, can_read) = confined.join().expect("the thread ends");
        assert!(!(given_up && can_read), "Landlock is there and does nothing");
        assert!(std::fs::read(file!()).is_ok(), "the other threads are as they were");
    }

    #[test]
    fn what_is_missing_is_named() {
        let all = Confinement { memory: true, files: true, calls: true };
        assert_eq!(all.missing(), None);
        let none = Confinement { files: false, calls: false, ..all };
        assert_eq!(none.missing().as_deref(), Some("no Landlock, no filter on system calls"));
    }
}
