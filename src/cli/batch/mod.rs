//! `findings batch`: many queries, a record each, in the order of the queries.
//!
//! `answer` makes the record of a query; `ordered_writer` writes the records of all threads in order to `output`, which
//! keeps a `journal` from which `resume` continues. `provenance` records what a run depends on, `totals` what it did.

mod answer;
mod journal;
mod ordered_writer;
mod output;
mod provenance;
mod resume;
mod totals;

use std::fs;
use std::io::{self, Write};
use std::panic;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use crate::asking::{Input, prepare};
use crate::indexer::cores;
use crate::library::Index;
use crate::output::safe;

use super::args::{BatchArgs, Common};
use super::exit::Exit;
use super::threads;
use answer::Batch;
use ordered_writer::OrderedWriter;
use output::BatchOutput;
use resume::ResumePoint;
use totals::BatchStats;

/// The maximum number of queries that a thread takes at once, if they are at hand.
const MAX_CHUNK_QUERIES: usize = 32;

pub(super) fn run(
    args: &BatchArgs,
    common: &Common,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> anyhow::Result<Exit> {
    let index = super::open(common, |folder| Index::open(folder), err)?;
    let index = index.with_lexicon(super::lexicon::lexicon_for(&args.hits.matching, err)?);
    index.expect_many()?;
    let filters = prepare("*", &args.hits.matching, &args.filters, &index);
    filters.write_diagnostics("*", false, err)?;
    if filters.refusal(false).is_some() {
        bail!("no query was run");
    }
    let warned = super::freshness::warnings(&index);
    let stats = run_all(&Batch { args, index: &index, warnings: &warned }, common, out, err)?;
    if args.time {
        writeln!(err, "{}", stats.time_line())?;
    }
    if !common.quiet {
        for line in stats.repeated_line().into_iter().chain(super::freshness::warnings(&index)) {
            writeln!(err, "{}", safe(&line))?;
        }
    }
    Ok(match (stats.totals.failed, stats.totals.with_hits) {
        (1.., _) => Exit::Error,
        (0, 0) => Exit::Nothing,
        (0, _) => Exit::Done,
    })
}

/// Runs all queries.
fn run_all(
    batch: &Batch<'_>,
    common: &Common,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> anyhow::Result<BatchStats> {
    let args = batch.args;
    refuse_overwriting(args)?;
    let threads = match args.threads {
        Some(asked) => threads::clamped(asked.into(), common.quiet, err)?,
        None => cores(),
    };
    let name = || args.file.display().to_string();
    let mut input = Input::open(&args.file, args.input.into()).with_context(name)?;
    let is_kept = args.manifest.is_some() || args.output.is_some();
    let provenance = if is_kept {
        provenance::collect(args, batch.index, &crate::asking::today().to_string())?
    } else {
        Value::Null
    };
    let mut output = match &args.output {
        None => BatchOutput::to_stdout(batch.index, out, err, common.quiet),
        Some(path) => {
            let from =
                if args.resume { resume::resume_point(path, &provenance, &mut input)? } else { ResumePoint::default() };
            BatchOutput::to_file(batch.index, path, &provenance, from, err, common.quiet)?
        }
    };
    if output.stats.totals.queries == 0 {
        let mut header = Vec::new();
        batch.header(&mut header)?;
        ordered_writer::OrderedSink::write(&mut output, &header)?;
    }
    output.show_progress(fs::metadata(&args.file).ok().filter(fs::Metadata::is_file).map(|file| file.len()));
    let queue = Mutex::new(QueryQueue { input, number: 0 });
    let stats = answer_in_parallel(batch, threads, &queue, output)?;
    if let Some(manifest) = &args.manifest {
        let hash = queue.into_inner().unwrap_or_else(PoisonError::into_inner).input.hash_of_file();
        provenance::write_manifest(manifest, provenance, args, &hash, &stats.totals)?;
    }
    Ok(stats)
}

/// The queries still to answer, and the number of the next slot.
struct QueryQueue {
    input: Input,
    number: u64,
}

/// Answers all queries on all threads.
fn answer_in_parallel(
    batch: &Batch<'_>,
    threads: usize,
    queue: &Mutex<QueryQueue>,
    output: BatchOutput<'_>,
) -> anyhow::Result<BatchStats> {
    let writer = OrderedWriter::new(output, threads);
    let read = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(|| answer_on_thread(batch, queue, &writer))).collect();
        let read = threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic)));
        read.fold(Ok(()), io::Result::and)
    });
    let (output, error) = writer.finish();
    error.map_or(Ok(()), Err)?;
    read.with_context(|| batch.args.file.display().to_string())?;
    output.finish()
}

/// Answers queries until there are no more; returns errors in reading them.
fn answer_on_thread(
    batch: &Batch<'_>,
    queue: &Mutex<QueryQueue>,
    writer: &OrderedWriter<BatchOutput<'_>>,
) -> io::Result<()> {
    while !writer.is_stopped() {
        let (number, chunk) = {
            let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(chunk) = queue.input.next(MAX_CHUNK_QUERIES)? else { break };
            queue.number += 1;
            (queue.number - 1, chunk)
        };
        let Some(mut slot) = writer.slot(number) else { break };
        let ended = match batch.answer(chunk, &mut slot) {
            Ok(outcome) => slot.finish(outcome),
            Err(error) => {
                writer.fail(error);
                break;
            }
        };
        if ended.is_err() {
            break;
        }
    }
    Ok(())
}

/// Refuses to write the output or the manifest over the queries or over each other.
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

/// The absolute path of a file that may not exist yet.
fn place_of(path: &Path) -> Option<PathBuf> {
    let there = path.canonicalize().ok();
    there.or_else(|| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    })
}
