//! Where the records of a batch go, in order: stdout, or a file with a journal beside it.

use std::fs::{self, File, OpenOptions};
use std::io::{IsTerminal, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use crate::library::Index;

use super::journal::{Journal, Written};
use super::lanes::Sink;
use super::resume::LeftOff;
use super::totals::{Tally, Told, Totals};

/// The end of all lanes.
pub(super) struct Output<'w> {
    to: To<'w>,
    index: &'w Index,
    err: &'w mut (dyn Write + Send),
    quiet: bool,
    bar: ProgressBar,
    pub(super) tally: Tally,
}

enum To<'w> {
    Stdout(&'w mut (dyn Write + Send)),
    File { path: PathBuf, file: File, written: Box<Written>, journal: Box<Journal> },
}

impl<'w> Output<'w> {
    /// To stdout.
    pub(super) fn to_stdout(
        index: &'w Index,
        out: &'w mut (dyn Write + Send),
        err: &'w mut (dyn Write + Send),
        quiet: bool,
    ) -> Output<'w> {
        Output {
            to: To::Stdout(out),
            index,
            err,
            quiet,
            bar: ProgressBar::hidden(),
            tally: Tally::from(Totals::default()),
        }
    }

    /// To a file of which so much is kept.
    pub(super) fn to_file(
        index: &'w Index,
        path: &Path,
        stand: &Value,
        left_off: LeftOff,
        err: &'w mut (dyn Write + Send),
        quiet: bool,
    ) -> anyhow::Result<Output<'w>> {
        let LeftOff { totals, mark, written } = left_off;
        let name = || path.display().to_string();
        let is_file = fs::metadata(path).map_or(true, |there| there.is_file());
        ensure!(is_file, "{}: it is not a regular file; without --output the records go to stdout", path.display());
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path);
        let mut file = file.with_context(name)?;
        // Before the file is cut: a run that is killed in between leaves a file that is longer than its journal says.
        let journal = Journal::begin(path, stand, &written.state(totals, mark))?;
        file.set_len(written.bytes()).and_then(|()| file.seek(SeekFrom::End(0))).with_context(name)?;
        let (written, journal) = (Box::new(written), Box::new(journal));
        let to = To::File { path: path.to_owned(), file, written, journal };
        Ok(Output { to, index, err, quiet, bar: ProgressBar::hidden(), tally: Tally::from(totals) })
    }

    /// Shows how far it is on a terminal, for so many bytes of queries where that is known; but not between records
    /// on the same terminal.
    pub(super) fn show_progress(&mut self, bytes: Option<u64>) {
        let is_apart = matches!(self.to, To::File { .. }) || !std::io::stdout().is_terminal();
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

    /// All is written.
    pub(super) fn end(self) -> anyhow::Result<Tally> {
        self.bar.finish_and_clear();
        if let To::File { path, file, journal, .. } = self.to {
            file.sync_data().with_context(|| path.display().to_string())?;
            journal.end()?;
        }
        Ok(self.tally)
    }
}

impl Sink for Output<'_> {
    type Told = Told;

    fn take(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        // What was found while a file of the index was cut short may be wrong, and is not let out.
        self.index.check()?;
        match &mut self.to {
            To::Stdout(out) => out.write_all(bytes)?,
            To::File { path, file, written, .. } => {
                file.write_all(bytes).with_context(|| path.display().to_string())?;
                written.add(bytes);
            }
        }
        Ok(())
    }

    fn done(&mut self, told: Told) -> anyhow::Result<()> {
        let (tally, quiet, err) = (&mut self.tally, self.quiet, &mut *self.err);
        self.bar.suspend(|| tally.add(&told, quiet, err))?;
        if !self.bar.is_hidden() {
            self.bar.set_position(told.bytes);
            self.bar.set_message(format!("{} queries", self.tally.totals.queries));
        }
        match &mut self.to {
            To::Stdout(out) => Ok(out.flush()?),
            To::File { written, journal, .. } => journal.note(&written.state(self.tally.totals, Some(told.mark))),
        }
    }
}
