//! The output of a batch: stdout, or a file with a journal beside it.

use std::fs::{self, File, OpenOptions};
use std::io::{IsTerminal, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use crate::library::Index;

use super::journal::{Journal, WrittenRecords};
use super::ordered_writer::OrderedSink;
use super::resume::ResumePoint;
use super::totals::{BatchStats, BatchTotals, ChunkOutcome};

/// Where the records go, in order.
pub(super) struct BatchOutput<'w> {
    to: Destination<'w>,
    index: &'w Index,
    err: &'w mut (dyn Write + Send),
    quiet: bool,
    bar: ProgressBar,
    pub(super) stats: BatchStats,
}

enum Destination<'w> {
    Stdout(&'w mut (dyn Write + Send)),
    File { path: PathBuf, file: File, written: Box<WrittenRecords>, journal: Box<Journal> },
}

impl<'w> BatchOutput<'w> {
    /// An output to stdout.
    pub(super) fn to_stdout(
        index: &'w Index,
        out: &'w mut (dyn Write + Send),
        err: &'w mut (dyn Write + Send),
        quiet: bool,
    ) -> BatchOutput<'w> {
        BatchOutput {
            to: Destination::Stdout(out),
            index,
            err,
            quiet,
            bar: ProgressBar::hidden(),
            stats: BatchStats::new(BatchTotals::default()),
        }
    }

    /// An output to a file, after the part of it that is kept.
    pub(super) fn to_file(
        index: &'w Index,
        path: &Path,
        provenance: &Value,
        resume_point: ResumePoint,
        err: &'w mut (dyn Write + Send),
        quiet: bool,
    ) -> anyhow::Result<BatchOutput<'w>> {
        let ResumePoint { totals, mark, written } = resume_point;
        let name = || path.display().to_string();
        let is_file = fs::metadata(path).map_or(true, |there| there.is_file());
        ensure!(is_file, "{}: it is not a regular file; without --output the records go to stdout", path.display());
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path);
        let mut file = file.with_context(name)?;
        // Before the file is cut: a kill in between leaves a file that is longer than its journal says.
        let journal = Journal::create(path, provenance, &written.state(totals, mark))?;
        file.set_len(written.bytes()).and_then(|()| file.seek(SeekFrom::End(0))).with_context(name)?;
        let (written, journal) = (Box::new(written), Box::new(journal));
        let to = Destination::File { path: path.to_owned(), file, written, journal };
        Ok(BatchOutput { to, index, err, quiet, bar: ProgressBar::hidden(), stats: BatchStats::new(totals) })
    }

    /// Shows progress on a terminal, out of `bytes` of queries if known; but not between records on the same terminal.
    pub(super) fn show_progress(&mut self, bytes: Option<u64>) {
        let is_apart = matches!(self.to, Destination::File { .. }) || !std::io::stdout().is_terminal();
        if self.quiet || !is_apart || !std::io::stderr().is_terminal() {
            return;
        }
        let (bar, template) = match bytes {
            Some(bytes) => (ProgressBar::new(bytes), "{bar:30} {percent:>3}%  {msg}  {eta} left"),
            None => (ProgressBar::new_spinner(), "{spinner} {msg}  {elapsed}"),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        self.bar = bar;
    }

    /// Ends the output once all records are written.
    pub(super) fn finish(self) -> anyhow::Result<BatchStats> {
        self.bar.finish_and_clear();
        if let Destination::File { path, file, journal, .. } = self.to {
            file.sync_data().with_context(|| path.display().to_string())?;
            journal.remove()?;
        }
        Ok(self.stats)
    }
}

impl OrderedSink for BatchOutput<'_> {
    type Outcome = ChunkOutcome;

    fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        // Hits found while a file of the index was cut short may be wrong, and are not written.
        self.index.check()?;
        match &mut self.to {
            Destination::Stdout(out) => out.write_all(bytes)?,
            Destination::File { path, file, written, .. } => {
                file.write_all(bytes).with_context(|| path.display().to_string())?;
                written.add(bytes);
            }
        }
        Ok(())
    }

    fn complete(&mut self, outcome: ChunkOutcome) -> anyhow::Result<()> {
        let (stats, quiet, err) = (&mut self.stats, self.quiet, &mut *self.err);
        self.bar.suspend(|| stats.add(&outcome, quiet, err))?;
        if !self.bar.is_hidden() {
            self.bar.set_position(outcome.bytes);
            self.bar.set_message(format!("{} queries", self.stats.totals.queries));
        }
        match &mut self.to {
            Destination::Stdout(out) => Ok(out.flush()?),
            Destination::File { written, journal, .. } => {
                journal.update(&written.state(self.stats.totals, Some(outcome.mark)))
            }
        }
    }
}
