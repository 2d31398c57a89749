//! Bytes sent to a process that may never take them.

use std::io::{self, ErrorKind, Write};
use std::process::{Child as Process, ChildStdin};
use std::time::Duration;

/// Makes a pipe to a process fit for [`send_in_time`].
#[cfg(unix)]
pub(super) fn prepare(to: &ChildStdin) -> io::Result<()> {
    // The other end is a file of its own, and waits as before.
    Ok(rustix::io::ioctl_fionbio(to, true)?)
}

/// Sends all of the bytes while there is time left, and gives up with [`ErrorKind::TimedOut`] when there is none.
#[cfg(unix)]
pub(super) fn send_in_time(
    _: &mut Process,
    to: &mut ChildStdin,
    mut bytes: &[u8],
    left: &dyn Fn() -> Duration,
) -> io::Result<()> {
    while !bytes.is_empty() {
        let left = left();
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        match to.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => bytes = &bytes[count..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => wait(to, left)?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Waits until the pipe takes more, or there is no time left.
#[cfg(unix)]
fn wait(to: &ChildStdin, left: Duration) -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let left = Timespec::try_from(left).ok();
    match poll(&mut [PollFd::new(to, PollFlags::OUT)], left.as_ref()) {
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// A pipe is as it should be.
#[cfg(not(unix))]
pub(super) fn prepare(_: &ChildStdin) -> io::Result<()> {
    Ok(())
}

/// The same where a pipe cannot be waited for: a thread sends, and the process is ended when it takes too long,
/// which ends the sending too.
#[cfg(not(unix))]
pub(super) fn send_in_time(
    process: &mut Process,
    to: &mut ChildStdin,
    bytes: &[u8],
    left: &dyn Fn() -> Duration,
) -> io::Result<()> {
    use std::sync::mpsc::{RecvTimeoutError, channel};
    let (tell, told) = channel::<()>();
    std::thread::scope(|scope| {
        let sending = scope.spawn(move || {
            let sent = to.write_all(bytes);
            drop(tell);
            sent
        });
        let late = told.recv_timeout(left()) == Err(RecvTimeoutError::Timeout);
        if late {
            let _ = process.kill();
        }
        let sent = sending.join().unwrap_or_else(|_| Err(io::Error::other("the sending thread failed")));
        if late { Err(ErrorKind::TimedOut.into()) } else { sent }
    })
}
