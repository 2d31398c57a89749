//! Files read in processes of their own.
//!
//! What reads a format is mostly the work of others, and a large program that strangers' files may lead
//! anywhere. So it runs in a child process of the same program, which has neither files nor network, and
//! limits on time, memory and output. The child is sent the bytes of one file after the other; [`Pool`]
//! keeps as many children as files are read at once, so that isolation costs little, and begins a new one
//! where one was lost. `frames` is what is said between the two, `sending` how it is sent in time, `serve`
//! the child's side, `confine` what it gives up and `descriptors` what it does not get.

mod child;
mod confine;
mod descriptors;
mod frames;
mod pool;
mod programs;
mod sending;
mod serve;

pub use confine::{Confinement, become_limited};
pub use pool::{Isolation, Pool};
pub use programs::{ProgramError, run_limited};
pub use serve::serve;

use std::time::Duration;

/// What reading one file may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time on the clock, from the file's first byte sent to the last of what was read. Where a process that has read
    /// other files ends before that, the file has the same time once more in a fresh one.
    pub time: Duration,
    /// Address space of the process that reads it, in bytes.
    pub memory: u64,
}

impl Limits {
    /// What is read may be so large, in bytes: far more than the text of any report. The process that reads holds
    /// it beside the file and all else, so more of its memory could not be used for it.
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
