//! The command line: one file per command. A command gets its arguments and where to write, and returns its exit
//! status; nothing here knows how to search or read.

mod advice;
mod args;
mod batch;
mod briefing;
mod choices;
mod command_line;
mod compare;
mod completion;
mod count;
mod cut_off;
mod dashes;
mod diff;
mod evaluate;
mod exit;
mod export;
mod freshness;
mod gaps;
mod guard;
mod guide;
mod help;
mod ids;
mod index;
mod index_report;
mod inspect;
mod kept;
mod kwic;
mod lexicon;
mod log;
mod manual;
mod manual_facts;
mod markdown;
#[cfg(feature = "mcp")]
mod mcp;
mod messages;
mod open;
mod pager;
mod permissions;
mod profile;
mod progress;
mod query;
mod quote;
mod reader;
mod repair;
mod reports;
mod saved;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod shell;
mod show;
mod similar;
mod source;
mod source_lines;
mod sources;
mod status;
mod terminal;
mod threads;
mod trail;
mod verify;
mod viewers;
#[cfg(feature = "watch")]
mod watch;

use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{CommandFactory, FromArgMatches};

use crate::engine::IndexError;
use crate::indexer::DEFAULT_CORPUS;
use crate::output::{counted, safe, safe_lines, size};
use args::{Args, Command, Common};
use dashes::{escape_leading_dash_query, expand_json};
use exit::Exit;
use messages::Messages;
use terminal::Terminal;

/// Parses the command line, runs the command and returns the exit status.
pub fn main() -> u8 {
    // A line at a time, not a piece.
    let mut err = Messages::to_stderr();
    let typed: Vec<OsString> = std::env::args_os().collect();
    if let Some(internal) = reader::internal(&typed) {
        return ended(guard::guarded(Path::new(args::DEFAULT_INDEX), || reader::run(&internal)), &mut err);
    }
    let args = match parsed(escape_leading_dash_query(expand_json(typed.clone()))) {
        Ok(args) => args,
        Err(error) => {
            let _ = match guide::instead_of(&error, &typed) {
                Some(guide) => write!(err, "{}", safe_lines(&guide)),
                None => print_clap_error(&error, &mut err),
            };
            return if error.use_stderr() { Exit::Error.into() } else { Exit::Done.into() };
        }
    };
    let done = run(&args, &mut err);
    ended(done, &mut err)
}

/// The exit status of a command that has ended; its error is printed.
fn ended(done: anyhow::Result<Exit>, err: &mut dyn Write) -> u8 {
    match done {
        Ok(exit) => exit.into(),
        Err(error) if is_closed_pipe(&error) => Exit::Done.into(),
        Err(error) => {
            let _ = writeln!(err, "findings: {}", safe(&advice::chain(&error)));
            Exit::Error.into()
        }
    }
}

/// The parsed command line.
fn parsed(args: Vec<OsString>) -> Result<Args, clap::Error> {
    // Dropping the description of all options would cost a quick command more than leaking it.
    let mut command = ManuallyDrop::new(Args::command());
    let mut matches = ManuallyDrop::new(command.try_get_matches_from_mut(args)?);
    Args::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

/// Writes a message of clap: help and version to stdout, errors to stderr.
fn print_clap_error(error: &clap::Error, err: &mut dyn Write) -> io::Result<()> {
    let plain = error.render().to_string();
    // An error repeats what was typed, which may be hostile.
    if error.use_stderr() && safe_lines(&plain) != plain {
        return err.write_all(safe_lines(&plain).as_bytes());
    }
    error.print()
}

fn run(args: &Args, err: &mut (dyn Write + Send)) -> anyhow::Result<Exit> {
    let terminal = Terminal::new(&args.common);
    if !args.common.quiet {
        terminal.ignored.iter().try_for_each(|ignored| writeln!(err, "{}", safe(ignored)))?;
    }
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout());
    let index = index_folder(&args.common);
    cut_off::report_on_signal(&index);
    threads::cap_pool();
    let exit = guard::guarded(&index, || match &args.command {
        Command::Index(command) => index::run(command, &args.common, &mut out, err),
        Command::Search(command) => search::run(command, &args.common, &terminal, &mut out, err),
        Command::Count(command) => count::run(command, &args.common, &terminal, &mut out, err),
        Command::Kwic(command) => kwic::run(command, &args.common, &terminal, &mut out, err),
        Command::Quote(command) => quote::run(command, &args.common, &terminal, &mut out, err),
        Command::Trail(command) => trail::run(command, &args.common, &terminal, &mut out, err),
        Command::Latest(command) => trail::latest(command, &args.common, &terminal, &mut out, err),
        Command::Similar(command) => similar::run(command, &args.common, &terminal, &mut out, err),
        Command::Compare(command) => compare::run(command, &args.common, &terminal, &mut out, err),
        Command::Batch(command) => batch::run(command, &args.common, &mut out, err),
        Command::Saved(command) => saved::run(command, &args.common, &terminal, &mut out, err),
        Command::Evaluate(command) => evaluate::run(command, &args.common, &mut out, err),
        Command::Diff(command) => diff::run(command, &args.common, &terminal, &mut out, err),
        Command::Show(command) => show::run(command, &args.common, &terminal, &mut out),
        Command::Open(command) => open::run(command, &args.common, err),
        Command::Export(command) => export::run(command, &args.common, &mut out, err),
        Command::Reports(command) => reports::run(command, &args.common, &terminal, &mut out, err),
        Command::Inspect(command) => inspect::run(command, &terminal, &mut out, err),
        Command::Profile(command) => profile::run(command, &mut out, err),
        Command::Status(command) => status::run(command, &args.common, &mut out),
        Command::Lexicon(command) => lexicon::run(command, &args.common, &mut out, err),
        Command::Verify(command) => verify::run(command, &args.common, &mut out, err),
        #[cfg(feature = "serve")]
        Command::Serve(command) => serve::run(command, &args.common, &mut out, err),
        #[cfg(feature = "mcp")]
        Command::Mcp(command) => mcp::run(command, &args.common, err),
        Command::Completions(command) => completion::run(command, &args.common, &mut out),
        Command::Man { command, output } => manual::man(command.as_deref(), output.as_deref(), &mut out),
        Command::Help { topic } => help::run(topic, &terminal, &mut out),
    })?;
    out.flush()?;
    Ok(exit)
}

/// The folder of the index: the option, else the environment, else `index` here.
fn index_folder(common: &Common) -> PathBuf {
    named_index(common).unwrap_or_else(|| PathBuf::from(args::DEFAULT_INDEX))
}

/// The folder named by the option or the environment.
fn named_index(common: &Common) -> Option<PathBuf> {
    let set = std::env::var_os("FINDINGS_INDEX").filter(|value| !value.is_empty());
    common.index.clone().or_else(|| set.map(PathBuf::from))
}

/// Opens the index for reading. If there is none at the default place but a corpus beside it, builds it first.
fn open<T>(common: &Common, opened: impl Fn(&Path) -> Result<T, IndexError>, err: &mut dyn Write) -> anyhow::Result<T> {
    let folder = index_folder(common);
    match opened(&folder) {
        Err(IndexError::Missing(_)) if named_index(common).is_none() && PathBuf::from(DEFAULT_CORPUS).is_dir() => {
            if !common.quiet {
                let folder = folder.to_string_lossy();
                writeln!(err, "there is no index in ./{} yet: building it from {DEFAULT_CORPUS}", safe(&folder))?;
            }
            index::build_default(common, err).context("building the index")?;
            Ok(opened(&folder)?)
        }
        opened => Ok(opened?),
    }
}

/// Whether an error is only a closed pipe.
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
