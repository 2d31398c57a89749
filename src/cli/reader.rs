//! The processes that this program starts for itself: one that reads files, and one that becomes another program.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;

use crate::sandbox::{Isolation, Limits, Pool, become_limited, serve};

use super::args::{Internal, LimitArgs, LimitedArgs, ReaderArgs};
use super::exit::Exit;

/// The command, if the command line is one of those that only this program runs.
pub(super) fn internal(args: &[OsString]) -> Option<Internal> {
    let is_internal = args.get(1).is_some_and(|name| name.to_string_lossy().starts_with("internal-"));
    is_internal.then(|| Internal::try_parse_from(args).ok()).flatten()
}

/// Runs such a command.
pub(super) fn run(internal: &Internal) -> anyhow::Result<Exit> {
    match internal {
        Internal::Reader(args) => reader(args),
        Internal::Limited(args) => limited(args),
    }
}

/// Reads what comes on stdin until it ends.
fn reader(args: &ReaderArgs) -> anyhow::Result<Exit> {
    let limits = Limits { time: Duration::from_secs(args.seconds), memory: args.memory << 20 };
    serve(limits, io::stdin(), io::stdout())?;
    Ok(Exit::Done)
}

/// Becomes another program; returns only if that fails.
fn limited(args: &LimitedArgs) -> anyhow::Result<Exit> {
    let error = become_limited(args.memory << 20, &args.program, &args.arguments);
    Err(error).with_context(|| args.program.to_string_lossy().into_owned())
}

/// A pool of processes of this program that read files; none is started yet.
pub(super) fn pool(limits: LimitArgs) -> anyhow::Result<Pool> {
    let limits = Limits { time: Duration::from_secs(limits.max_file_time), memory: limits.max_file_memory << 20 };
    let isolation = Isolation::Process { program: own_program()?, arguments: vec!["internal-reader".into()] };
    Ok(Pool::new(isolation, limits))
}

/// The running program, even if its file has been replaced since.
fn own_program() -> anyhow::Result<PathBuf> {
    if cfg!(target_os = "linux") {
        return Ok(PathBuf::from("/proc/self/exe"));
    }
    std::env::current_exe().context("where this program is cannot be told")
}
