//! `findings reader`: the process that reads files. Users do not start it.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;

use crate::sandbox::{Isolation, Limits, Pool, become_limited, serve};

use super::args::{LimitArgs, LimitedArgs, ReaderArgs};
use super::exit::Exit;

/// Reads what comes on stdin until it ends.
pub(super) fn run(args: &ReaderArgs) -> anyhow::Result<Exit> {
    let limits = Limits { time: Duration::from_secs(args.seconds), memory: args.memory << 20 };
    serve(limits, io::stdin(), io::stdout())?;
    Ok(Exit::Done)
}

/// Becomes another program; returns only if that fails.
pub(super) fn limited(args: &LimitedArgs) -> anyhow::Result<Exit> {
    let error = become_limited(args.memory << 20, &args.program, &args.arguments);
    Err(error).with_context(|| args.program.to_string_lossy().into_owned())
}

/// A pool of processes of this program that read files; none is started yet.
pub(super) fn pool(limits: LimitArgs) -> anyhow::Result<Pool> {
    let limits = Limits { time: Duration::from_secs(limits.max_file_time), memory: limits.max_file_memory << 20 };
    let isolation = Isolation::Process { program: own_program()?, arguments: vec!["reader".into()] };
    Ok(Pool::new(isolation, limits))
}

/// The running program, even if its file has been replaced since.
fn own_program() -> anyhow::Result<PathBuf> {
    if cfg!(target_os = "linux") {
        return Ok(PathBuf::from("/proc/self/exe"));
    }
    std::env::current_exe().context("where this program is cannot be told")
}
