//! The child's side: files come in on one pipe, replies go out on another.

use std::any::Any;
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;

use crate::extract::extract;

use super::confine::{confine_calls, confine_thread};
use super::frames::{FlatUnreadable, Reply, receive, send};
use super::{Confinement, Limits};

/// Readers of nested formats recurse; this stack is deep enough for their own bounds.
const STACK_BYTES: usize = 64 << 20;

/// Reads files that come on `from` until it ends. If a file takes twice its time, the parent is gone, and the process
/// stops itself.
///
/// # Errors
/// If one of the pipes fails.
pub(crate) fn serve(
    limits: Limits,
    from: impl Read + Send + 'static,
    to: impl Write + Send + 'static,
) -> io::Result<()> {
    // The message of a failing reader goes to the other side, not to the terminal.
    std::panic::set_hook(Box::new(|_| {}));
    let confined = confine_thread(limits);
    let (tell, told) = channel();
    let reading =
        thread::Builder::new().stack_size(STACK_BYTES).spawn(move || read_on(limits, confined, from, to, &tell))?;
    let mut busy = false;
    loop {
        match told.recv_timeout(limits.time.saturating_mul(2)) {
            Ok(now_busy) => busy = now_busy,
            Err(RecvTimeoutError::Timeout) if busy => {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "a file took twice its time"));
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    reading.join().unwrap_or_else(|_| Err(io::Error::other("the reading thread failed")))
}

fn read_on(
    limits: Limits,
    confined: Confinement,
    mut from: impl Read,
    mut to: impl Write,
    busy: &Sender<bool>,
) -> io::Result<()> {
    // Crates that would use all cores do their work on this thread: the parent has a process for each core.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
    let confined = Confinement { calls: confine_calls(), ..confined };
    reply(&mut to, &Reply::Ready(confined), limits)?;
    while let Some(name) = receive(&mut from, u64::from(u16::MAX))? {
        let Some(bytes) = receive(&mut from, u64::MAX)? else { return Ok(()) };
        let _ = busy.send(true);
        let read = catch_unwind(AssertUnwindSafe(|| read(&String::from_utf8_lossy(&name), &bytes)));
        reply(&mut to, &read.unwrap_or_else(|panic| Reply::Failed(said(panic.as_ref()))), limits)?;
        let _ = busy.send(false);
    }
    Ok(())
}

fn read(name: &str, bytes: &[u8]) -> Reply {
    match extract(name, bytes) {
        Ok(documents) => Reply::Read(documents.map(|read| read.map_err(FlatUnreadable::from)).collect()),
        Err(unreadable) => Reply::Unreadable(unreadable.into()),
    }
}

fn reply(to: &mut impl Write, reply: &Reply, limits: Limits) -> io::Result<()> {
    let encoded = |reply: &Reply| postcard::to_allocvec(reply).map_err(io::Error::other);
    let mut bytes = encoded(reply)?;
    if bytes.len() as u64 > limits.output() {
        bytes = encoded(&Reply::TooMuchOutput)?;
    }
    send(to, &bytes)?;
    to.flush()
}

/// The message of a panic.
fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it gave no reason".to_owned())
}
