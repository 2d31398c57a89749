//! Files of intricate formats, read in processes of their own.
//!
//! A reader of such a format is a large program that strangers' files may lead anywhere. So it runs in
//! a child process of the same program, which has neither files nor network, and limits on time,
//! memory and output. The child is sent the bytes of one file after the other; [`Pool`] keeps as many
//! children as files are read at once, so that isolation costs little, and begins a new one where one
//! was lost. `frames` is what is said between the two, `serve` the child's side, `confine` what it
//! gives up.

mod child;
mod confine;
mod frames;
mod pool;
mod programs;
mod serve;

pub use confine::{Confinement, become_limited};
pub use pool::{Isolation, Pool};
pub use programs::run_limited;
pub use serve::serve;

use std::time::Duration;

/// What reading one file may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time on the clock, from the file's first byte sent to the last of what was read.
    pub time: Duration,
    /// Address space of the process that reads it, in bytes.
    pub memory: u64,
}

impl Limits {
    /// What is read may be so large, in bytes: far more than the text of any report.
    pub(crate) const OUTPUT: u64 = 256 << 20;
}

impl Default for Limits {
    /// A minute and a gigabyte. The largest reports take a few seconds and some ten megabytes.
    fn default() -> Limits {
        Limits { time: Duration::from_secs(60), memory: 1 << 30 }
    }
}
