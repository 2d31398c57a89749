//! The command line: one file per command. A command gets its arguments and where to write, and says
//! how it ended; nothing here knows how anything is searched or read.

mod advice;
mod args;
mod batch;
mod choices;
mod cut_off;
mod dashes;
mod diff;
mod evaluate;
mod exit;
mod freshness;
mod guard;
mod index;
mod inspect;
mod lexicon;
mod manual;
mod narrow;
mod query;
mod reader;
mod repair;
mod reports;
mod search;
mod show;
mod sources;
mod status;
mod terminal;
mod threads;
mod verify;
#[cfg(feature = "watch")]
mod watch;

use std::ffi::OsString;
use std::io::{self, BufWriter, LineWriter, Write};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{CommandFactory, FromArgMatches};

use crate::engine::IndexError;
use crate::indexer::DEFAULT_CORPUS;
use crate::output::{safe, safe_lines};
use args::{Args, Command, Common};
use dashes::with_queries_apart;
use exit::Exit;
use terminal::Terminal;

/// Reads the command line, runs the command and gives the exit status.
pub fn main() -> u8 {
    // A line at a time, not a piece.
    let mut err = LineWriter::new(io::stderr());
    let args = match parsed(with_queries_apart(std::env::args_os().collect())) {
        Ok(args) => args,
        Err(error) => {
            let _ = say(&error, &mut err);
            return if error.use_stderr() { Exit::Problem.into() } else { Exit::Done.into() };
        }
    };
    match run(&args, &mut err) {
        Ok(exit) => exit.into(),
        Err(error) if is_closed_pipe(&error) => Exit::Done.into(),
        Err(error) => {
            let _ = writeln!(err, "findings: {}", safe(&advice::chain(&error)));
            Exit::Problem.into()
        }
    }
}

/// The command line as this program understands it.
fn parsed(args: Vec<OsString>) -> Result<Args, clap::Error> {
    // To take apart what describes all options would cost a quick command more than to leave it.
    let mut command = ManuallyDrop::new(Args::command());
    let mut matches = ManuallyDrop::new(command.try_get_matches_from_mut(args)?);
    Args::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

/// Writes what clap says: help and version are data on stdout, anything else is an error on stderr.
fn say(error: &clap::Error, err: &mut dyn Write) -> io::Result<()> {
    let plain = error.render().to_string();
    // An error repeats what was typed, which may come from a stranger.
    if error.use_stderr() && safe_lines(&plain) != plain {
        return err.write_all(safe_lines(&plain).as_bytes());
    }
    error.print()
}

fn run(args: &Args, err: &mut (dyn Write + Send)) -> anyhow::Result<Exit> {
    let terminal = Terminal::of(&args.common);
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout());
    let index = index_folder(&args.common);
    // A process that reads files for another has no index.
    if !matches!(args.command, Command::Reader(_) | Command::Limited(_)) {
        cut_off::say_so(&index);
    }
    let exit = guard::guarded(&index, || match &args.command {
        Command::Index(command) => index::run(command, &args.common, &mut out, err),
        Command::Search(command) => search::run(command, &args.common, &terminal, &mut out, err),
        Command::Batch(command) => batch::run(command, &args.common, &mut out, err),
        Command::Evaluate(command) => evaluate::run(command, &args.common, &mut out, err),
        Command::Diff(command) => diff::run(command, &args.common, &terminal, &mut out, err),
        Command::Show(command) => show::run(command, &args.common, &terminal, &mut out),
        Command::Reports(command) => reports::run(command, &args.common, &terminal, &mut out, err),
        Command::Inspect(command) => inspect::run(command, &terminal, &mut out, err),
        Command::Status(command) => status::run(command, &args.common, &mut out),
        Command::Lexicon(command) => lexicon::run(command, &args.common, &mut out, err),
        Command::Reader(command) => reader::run(command),
        Command::Limited(command) => reader::limited(command),
        Command::Verify(command) => verify::run(command, &args.common, &mut out, err),
        Command::Completions { shell } => manual::completions(*shell, &mut Args::command(), &mut out),
        Command::Man => manual::man(Args::command(), &mut out),
    })?;
    out.flush()?;
    Ok(exit)
}

/// The folder of the index: the option, else the environment, else `index` here.
fn index_folder(common: &Common) -> PathBuf {
    named_index(common).unwrap_or_else(|| PathBuf::from(args::DEFAULT_INDEX))
}

/// The folder that the option or the environment names.
fn named_index(common: &Common) -> Option<PathBuf> {
    let set = std::env::var_os("FINDINGS_INDEX").filter(|value| !value.is_empty());
    common.index.clone().or_else(|| set.map(PathBuf::from))
}

/// Opens the index for reading. Where there is none at the default place but a corpus beside it, the
/// index is built first.
fn open<T>(common: &Common, opened: impl Fn(&Path) -> Result<T, IndexError>, err: &mut dyn Write) -> anyhow::Result<T> {
    let folder = index_folder(common);
    match opened(&folder) {
        Err(IndexError::Missing(_)) if named_index(common).is_none() && PathBuf::from(DEFAULT_CORPUS).is_dir() => {
            if !common.quiet {
                let folder = folder.to_string_lossy();
                writeln!(err, "no index at {} yet: building it from {DEFAULT_CORPUS}", safe(&folder))?;
            }
            index::build_default(common, err).context("building the index")?;
            Ok(opened(&folder)?)
        }
        opened => Ok(opened?),
    }
}

/// Whether an error is only that nobody reads on.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>();
        // A table's writer wraps the system's error in its own, and that in one of the system's again.
        let wrapped = io.and_then(|error| error.get_ref()).and_then(|inner| inner.downcast_ref::<csv::Error>());
        let csv = wrapped.or(cause.downcast_ref::<csv::Error>()).and_then(|error| match error.kind() {
            csv::ErrorKind::Io(error) => Some(error),
            _ => None,
        });
        io.into_iter().chain(csv).any(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// The program's own description of its command line, for tests and manuals.
pub fn command() -> clap::Command {
    Args::command()
}
