//! Files read in processes of their own.
//!
//! A reader of a format is mostly outside code, and a large program that a stranger's file may lead anywhere. So it
//! runs in a child process of the same program, which has neither files nor network, and limits on time, memory and
//! output. The child gets the bytes of one file after the other; [`Pool`] keeps as many children as files are read at
//! once, so that isolation costs little, and starts a new one if one is lost. `frames` defines the messages, `sending`
//! sends them in time, `serve` is the child's side, `confine` the rights it gives up and `descriptors` the files it
//! does not get.

mod child;
mod confine;
mod descriptors;
mod frames;
mod pool;
mod programs;
mod sending;
mod serve;

pub(crate) use confine::{Confinement, become_limited};
pub(crate) use pool::{Isolation, Pool};
pub(crate) use programs::run_limited;
pub(crate) use serve::serve;

use std::time::Duration;

/// The limits on reading one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Wall-clock time, from the first byte of the file sent to the last byte of the reply. If a process that has read
    /// other files ends before that, the file gets the same time once more in a fresh one.
    pub time: Duration,
    /// Address space of the process that reads it, in bytes.
    pub memory: u64,
}

impl Limits {
    /// The maximum size of a reply, in bytes: far more than the text of any report. The reading process holds it beside
    /// the file and everything else, so it could not use more of its memory for it.
    fn output(self) -> u64 {
        self.memory / 4
    }
}

impl Default for Limits {
    /// A minute and a gigabyte. The largest reports take a few seconds and some ten megabytes.
    fn default() -> Limits {
        Limits { time: Duration::from_secs(60), memory: 1 << 30 }
    }
}
