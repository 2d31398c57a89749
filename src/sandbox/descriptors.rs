//! Files and sockets of the program that starts a process, which that process must not have.

use std::process::Command;

/// Makes the program that a command starts inherit its three streams and no other open descriptor. Rust opens
/// everything so that other programs do not get it, but descriptors that this program inherited would stay open
/// otherwise.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "descriptors are closed between fork and exec, and Rust has no safe way in there")]
pub(super) fn keep_from(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    // A kernel too old for this call leaves them open; the new process checks, and reports it.
    // SAFETY: the code after the fork is one system call, which takes no lock and no memory and marks descriptors of
    // the new process alone (close_range(2)); they are closed when the program takes that process over, so that nothing
    // that still runs has lost one.
    unsafe {
        command.pre_exec(|| {
            libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, libc::CLOSE_RANGE_CLOEXEC);
            Ok(())
        });
    }
}

/// Elsewhere there is no such call; what Rust has opened is kept from other programs all the same.
#[cfg(not(target_os = "linux"))]
pub(super) fn keep_from(_: &mut Command) {}

/// Whether this process has its three streams open and nothing else. It must have opened nothing yet.
pub(super) fn has_only_streams() -> bool {
    // To look at the list is to have it open.
    const STREAMS_AND_LIST: usize = 4;
    cfg!(target_os = "linux") && std::fs::read_dir("/proc/self/fd").is_ok_and(|open| open.count() <= STREAMS_AND_LIST)
}
