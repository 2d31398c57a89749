//! One child process, and the messages to it.

use std::io::{self, ErrorKind, Read};
use std::process::{Child as Process, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::frames::{Reply, decode, length, receive};
use super::sending::{prepare, send_in_time};
use super::{Confinement, Limits, descriptors};

/// A process that reads files.
pub(super) struct Child {
    process: Process,
    to: ChildStdin,
    replies: Receiver<io::Result<Reply>>,
    last_words: Receiver<String>,
    limits: Limits,
    /// How many files it has read.
    pub(super) files: u32,
}

/// Why there is no reply.
pub(super) enum Lost {
    /// The time was over.
    Late,
    /// Its reply would take more memory than it may take itself.
    Large,
    /// Its message is no reply, or longer than allowed: the problem with it.
    Wrong(String),
    /// The process ended: how, and the last of its error stream.
    Ended(Option<ExitStatus>, String),
}

impl Child {
    /// Starts a process and waits until it is ready.
    pub(super) fn start(mut command: Command, limits: Limits) -> io::Result<(Child, Confinement)> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        descriptors::keep_from(&mut command);
        // It needs nothing of the environment, and the less there is in it the better.
        let mut process = command.env_clear().spawn()?;
        let (Some(to), Some(from), Some(errors)) = (process.stdin.take(), process.stdout.take(), process.stderr.take())
        else {
            return Err(io::Error::other("the pipes to a reading process are missing"));
        };
        // A reply is read only when it is wanted: until then it waits in the pipe, and the process with it.
        let (sender, replies) = sync_channel(0);
        let (tell, last_words) = channel();
        let mut child = Child { process, to, replies, last_words, limits, files: 0 };
        prepare(&child.to)?;
        thread::Builder::new().spawn(move || listen_to_replies(from, limits, &sender))?;
        thread::Builder::new().spawn(move || {
            let _ = tell.send(listen_to_errors(errors));
        })?;
        match child.replies.recv_timeout(limits.time) {
            Ok(Ok(Reply::Ready(confinement))) => Ok((child, confinement)),
            _ => {
                let words = match child.end() {
                    Lost::Ended(_, words) if !words.is_empty() => words,
                    _ => "it does not answer".to_owned(),
                };
                Err(io::Error::other(format!("a process to read files cannot be started: {words}")))
            }
        }
    }

    /// Sends a file and waits for the reply, within a limit for both. A child without a reply has been ended.
    pub(super) fn read(&mut self, name: &str, bytes: &[u8]) -> Result<Reply, Lost> {
        let name = &name.as_bytes()[name.len().saturating_sub(4096)..];
        let head = [&length(name)[..], name, &length(bytes)].concat();
        let (begun, time) = (Instant::now(), self.limits.time);
        let left = || time.saturating_sub(begun.elapsed());
        if let Err(error) = self.send(&head, &left).and_then(|()| self.send(bytes, &left)) {
            let ended = self.end();
            return Err(if error.kind() == ErrorKind::TimedOut { Lost::Late } else { ended });
        }
        self.files += 1;
        match self.replies.recv_timeout(left()) {
            Ok(Ok(reply)) => Ok(reply),
            Ok(Err(error)) => {
                self.end();
                Err(if error.kind() == ErrorKind::OutOfMemory { Lost::Large } else { Lost::Wrong(error.to_string()) })
            }
            Err(RecvTimeoutError::Disconnected) => Err(self.end()),
            Err(RecvTimeoutError::Timeout) => {
                self.end();
                Err(Lost::Late)
            }
        }
    }

    fn send(&mut self, bytes: &[u8], left: &dyn Fn() -> Duration) -> io::Result<()> {
        send_in_time(&mut self.process, &mut self.to, bytes, left)
    }

    fn end(&mut self) -> Lost {
        let ended = self.process.try_wait().ok().flatten();
        // The pipe may be closed a moment before the process has ended.
        let ended = ended.or_else(|| {
            thread::sleep(Duration::from_millis(20));
            self.process.try_wait().ok().flatten()
        });
        if ended.is_none() {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
        // Where it has started another process, that one may hold the pipe.
        let words = self.last_words.recv_timeout(Duration::from_secs(1)).unwrap_or_default();
        Lost::Ended(ended, words)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Hands on one reply after the other as they are asked for, until one is wrong or there are no more.
fn listen_to_replies(mut from: ChildStdout, limits: Limits, sender: &SyncSender<io::Result<Reply>>) {
    loop {
        let reply = match receive(&mut from, limits.output()) {
            Ok(None) => return,
            Ok(Some(bytes)) => decode(&bytes, limits.memory),
            Err(error) => Err(error),
        };
        let is_last = reply.is_err();
        if sender.send(reply).is_err() || is_last {
            return;
        }
    }
}

/// The end of a process's error stream; all of it is read, so that the process never waits.
fn listen_to_errors(mut errors: ChildStderr) -> String {
    const MAX_STDERR_BYTES: usize = 2048;
    let (mut kept, mut some) = (Vec::new(), [0; 4096]);
    while let Ok(count @ 1..) = errors.read(&mut some) {
        kept.extend_from_slice(&some[..count]);
        kept.drain(..kept.len().saturating_sub(MAX_STDERR_BYTES));
    }
    String::from_utf8_lossy(&kept).trim().to_owned()
}
