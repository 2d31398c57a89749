//! Reports a file of the index that is cut short while it is mapped. The system returns no error then, but ends the
//! program by a signal; this turns the signal into an error like any other.

#![cfg_attr(unix, expect(unsafe_code, reason = "what a handler may do is known to nobody but who writes it"))]

use std::path::Path;

#[cfg(unix)]
use {super::shell::shell_path, crate::output::safe};

/// Turns the signal into an error that names the folder of the index.
#[cfg(unix)]
pub(super) fn report_on_signal(index: &Path) {
    use rustix::io;
    use signal_hook::{consts::SIGBUS, low_level};

    use super::exit::Exit;

    let (line, stderr) = (message(index), std::io::stderr());
    let report = move || {
        // If this fails, the exit status still reports the error.
        let _ = io::write(&stderr, line.as_bytes());
        low_level::exit(u8::from(Exit::Error).into());
    };
    forget_handler();
    // SAFETY: a handler may do what is async-signal-safe, which a call of write(2) with bytes that were made before
    // and _exit(2) are. Neither takes a lock or memory, and none of this program runs after them.
    let registered = unsafe { low_level::register(SIGBUS, report) };
    // Without a handler the system ends the program as it would have.
    let _ = registered;
}

/// Rust's own handler for the signal, which would be called first, tells a stack that is full: where it is not, the handler
/// gives way to the system, which then ends the program if another thread meets the end of a file before the first has
/// said so. A full stack is another signal on Linux.
#[cfg(target_os = "linux")]
fn forget_handler() {
    // SAFETY: the default action is no function, so nothing can be wrong with it.
    unsafe { libc::signal(libc::SIGBUS, libc::SIG_DFL) };
}

#[cfg(all(unix, not(target_os = "linux")))]
fn forget_handler() {}

/// Other systems do not let a file be cut short while it is mapped.
#[cfg(not(unix))]
pub(super) fn report_on_signal(_index: &Path) {}

#[cfg(unix)]
fn message(index: &Path) -> String {
    let (shown, typed) = (index.to_string_lossy(), shell_path(index));
    let line = format!(
        "findings: the index at {shown} is damaged (a file of it was cut short while it was read, or cannot be read from its disk); \
         `findings verify --index {typed}` says what, `findings index --rebuild --index {typed}` rebuilds it"
    );
    safe(&line).into_owned() + "\n"
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn its_commands_can_be_pasted() {
        let message = message(Path::new("my index"));
        assert!(message.contains("at my index is damaged") && message.ends_with("rebuilds it\n"), "{message}");
        assert!(message.contains("`findings verify --index 'my index'`"), "{message}");
        assert!(message.contains("`findings index --rebuild --index 'my index'`"), "{message}");
    }
}
