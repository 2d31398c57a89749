//! One child process, and what is said to it.

use std::io::{self, Read};
use std::process::{Child as Process, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};

use super::frames::{Reply, receive, send};
use super::{Confinement, Limits};

/// A process that reads files.
pub(super) struct Child {
    process: Process,
    to: ChildStdin,
    replies: Receiver<Reply>,
    last_words: Option<JoinHandle<String>>,
    limits: Limits,
    /// How many files it has read.
    pub(super) files: u32,
}

/// Why there is no reply.
pub(super) enum Lost {
    /// The time was over.
    Late,
    /// The process ended: how, and what it said last.
    Ended(Option<ExitStatus>, String),
}

impl Child {
    /// Starts a process and waits until it is ready.
    pub(super) fn start(mut command: Command, limits: Limits) -> io::Result<(Child, Confinement)> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // It needs nothing of the environment, and the less there is in it the better.
        let mut process = command.env_clear().spawn()?;
        let (Some(to), Some(from), Some(errors)) = (process.stdin.take(), process.stdout.take(), process.stderr.take())
        else {
            return Err(io::Error::other("the pipes to a reading process are missing"));
        };
        let (sender, replies) = channel();
        let receiving = move |mut from: ChildStdout| {
            while let Ok(Some(bytes)) = receive(&mut from, Limits::OUTPUT) {
                let Ok(reply) = postcard::from_bytes(&bytes) else { return };
                if sender.send(reply).is_err() {
                    return;
                }
            }
        };
        thread::Builder::new().spawn(move || receiving(from))?;
        let last_words = thread::Builder::new().spawn(move || listen(errors))?;
        let mut child = Child { process, to, replies, last_words: Some(last_words), limits, files: 0 };
        match child.replies.recv_timeout(limits.time) {
            Ok(Reply::Ready(confinement)) => Ok((child, confinement)),
            _ => {
                let words = match child.end() {
                    Lost::Ended(_, words) if !words.is_empty() => words,
                    _ => "it does not answer".to_owned(),
                };
                Err(io::Error::other(format!("a process to read files cannot be started: {words}")))
            }
        }
    }

    /// Sends a file and waits for what is read from it. A child that gave no reply has been ended.
    pub(super) fn read(&mut self, name: &str, bytes: &[u8]) -> Result<Reply, Lost> {
        let name = &name.as_bytes()[name.len().saturating_sub(4096)..];
        let sent = send(&mut self.to, name).and_then(|()| send(&mut self.to, bytes));
        if sent.is_err() {
            return Err(self.end());
        }
        self.files += 1;
        match self.replies.recv_timeout(self.limits.time) {
            Ok(reply) => Ok(reply),
            Err(RecvTimeoutError::Disconnected) => Err(self.end()),
            Err(RecvTimeoutError::Timeout) => {
                self.end();
                Err(Lost::Late)
            }
        }
    }

    fn end(&mut self) -> Lost {
        let ended = self.process.try_wait().ok().flatten();
        // The pipe may be closed a moment before the process has ended.
        let ended = ended.or_else(|| {
            thread::sleep(std::time::Duration::from_millis(20));
            self.process.try_wait().ok().flatten()
        });
        if ended.is_none() {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
        let words = self.last_words.take().and_then(|listening| listening.join().ok()).unwrap_or_default();
        Lost::Ended(ended, words)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The last of what a process says on its error stream; all of it is read, so that it never waits.
fn listen(mut errors: ChildStderr) -> String {
    const KEPT: usize = 2048;
    let (mut kept, mut some) = (Vec::new(), [0; 4096]);
    while let Ok(count @ 1..) = errors.read(&mut some) {
        kept.extend_from_slice(&some[..count]);
        kept.drain(..kept.len().saturating_sub(KEPT));
    }
    String::from_utf8_lossy(&kept).trim().to_owned()
}
