//! `findings batch`: many queries, a record each, in the order of the queries.
//!
//! `input` reads queries as they come, by `options` those that a query brings with it; `answer` makes the record of
//! one; `lanes` lets the records of several threads out in order into `output`, which keeps a `journal` from which
//! `resume` carries on. `stand` says what a run stands on, `totals` what came of it.

mod answer;
mod ids;
mod input;
mod journal;
mod lanes;
mod options;
mod output;
mod resume;
mod stand;
mod totals;

use std::fs;
use std::io::{self, Write};
use std::panic;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use crate::indexer::cores;
use crate::library::Index;
use crate::output::{safe, write_batch_header};

use super::args::{BatchArgs, Common};
use super::exit::Exit;
use super::query::prepare;
use super::threads;
use answer::Batch;
use input::Input;
use lanes::Lanes;
use output::Output;
use resume::LeftOff;
use totals::Tally;

pub(super) use input::Form;

/// So many queries are taken at once, if so many are at hand.
const AT_ONCE: usize = 32;

pub(super) fn run(
    args: &BatchArgs,
    common: &Common,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> anyhow::Result<Exit> {
    let index = super::open(common, |folder| Index::open(folder), err)?;
    let index = index.with_lexicon(super::lexicon::given_for(&args.hits, err)?);
    index.expect_many()?;
    let filters = prepare("*", &args.hits, &args.filters, &index);
    filters.tell("*", err)?;
    if filters.bad_option().is_some() {
        bail!("a filter cannot be read; no query was run");
    }
    let tally = all(&Batch { args, index: &index }, common, out, err)?;
    if args.time {
        writeln!(err, "{}", tally.time_line())?;
    }
    if !common.quiet {
        for line in tally.repeated_line().into_iter().chain(super::freshness::warnings(&index)) {
            writeln!(err, "{}", safe(&line))?;
        }
    }
    Ok(match (tally.totals.failed, tally.totals.with_hits) {
        (1.., _) => Exit::Problem,
        (0, 0) => Exit::Nothing,
        (0, _) => Exit::Done,
    })
}

/// Runs all queries.
fn all(
    batch: &Batch<'_>,
    common: &Common,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> anyhow::Result<Tally> {
    let args = batch.args;
    refuse_overwriting(args)?;
    let threads = match args.threads {
        Some(asked) => threads::bounded(asked.into(), common.quiet, err)?,
        None => cores(),
    };
    let name = || args.file.display().to_string();
    let mut input = Input::open(&args.file, args.input.into()).with_context(name)?;
    let stands = args.manifest.is_some() || args.output.is_some();
    let stand = if stands { stand::stand(args, batch.index, &super::query::today().to_string())? } else { Value::Null };
    let mut output = match &args.output {
        None => Output::to_stdout(batch.index, out, err, common.quiet),
        Some(path) => {
            let from = if args.resume { resume::left_off(path, &stand, &mut input)? } else { LeftOff::default() };
            Output::to_file(batch.index, path, &stand, from, err, common.quiet)?
        }
    };
    if let Some(separator) = batch.separator().filter(|_| output.tally.totals.queries == 0) {
        let mut header = Vec::new();
        write_batch_header(&mut header, separator, args.time)?;
        lanes::Sink::take(&mut output, &header)?;
    }
    output.show_progress(fs::metadata(&args.file).ok().filter(fs::Metadata::is_file).map(|file| file.len()));
    let source = Mutex::new(Source { input, number: 0 });
    let tally = side_by_side(batch, threads, &source, output)?;
    if let Some(manifest) = &args.manifest {
        let hash = source.into_inner().unwrap_or_else(PoisonError::into_inner).input.hash_of_file();
        stand::write_manifest(manifest, stand, args, &hash, &tally.totals)?;
    }
    Ok(tally)
}

/// Queries that are still to come, and the number of the next lane.
struct Source {
    input: Input,
    number: u64,
}

/// Answers queries on all threads until there are no more.
fn side_by_side(
    batch: &Batch<'_>,
    threads: usize,
    source: &Mutex<Source>,
    output: Output<'_>,
) -> anyhow::Result<Tally> {
    let lanes = Lanes::to(output, threads);
    let read = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(|| on_one_thread(batch, source, &lanes))).collect();
        let read = threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic)));
        read.fold(Ok(()), io::Result::and)
    });
    let (output, error) = lanes.end();
    error.map_or(Ok(()), Err)?;
    read.with_context(|| batch.args.file.display().to_string())?;
    output.end()
}

/// Takes queries and answers them as long as there are some; gives back what goes wrong in reading them.
fn on_one_thread(batch: &Batch<'_>, source: &Mutex<Source>, lanes: &Lanes<Output<'_>>) -> io::Result<()> {
    while !lanes.are_stopped() {
        let (number, chunk) = {
            let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(chunk) = source.input.next(AT_ONCE)? else { break };
            source.number += 1;
            (source.number - 1, chunk)
        };
        let Some(mut lane) = lanes.lane(number) else { break };
        let ended = match batch.answer(chunk, &mut lane) {
            Ok(told) => lane.end(told),
            Err(error) => {
                lanes.fail(error);
                break;
            }
        };
        if ended.is_err() {
            break;
        }
    }
    Ok(())
}

/// Neither the output nor the manifest may be written over the queries, nor over each other.
fn refuse_overwriting(args: &BatchArgs) -> anyhow::Result<()> {
    let journal = args.output.as_deref().map(journal::Journal::path);
    let written = [args.output.as_deref(), journal.as_deref(), args.manifest.as_deref()];
    let mut taken = vec![args.file.canonicalize().ok()];
    for path in written.into_iter().flatten() {
        let place = place_of(path);
        ensure!(
            !taken.contains(&place) || place.is_none(),
            "{}: it is read or written already; name another file",
            path.display()
        );
        taken.push(place);
    }
    Ok(())
}

/// Where a file is or will be.
fn place_of(path: &Path) -> Option<PathBuf> {
    let there = path.canonicalize().ok();
    there.or_else(|| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    })
}
