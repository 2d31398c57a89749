//! Where the records of a batch go, in order: stdout, or a file with a journal beside it.

use std::fs::{File, OpenOptions};
use std::io::{IsTerminal, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use crate::index::Reader;

use super::journal::{Journal, State};
use super::lanes::Sink;
use super::totals::{Tally, Told};

/// The end of all lanes.
pub(super) struct Output<'w> {
    to: To<'w>,
    reader: &'w Reader,
    err: &'w mut (dyn Write + Send),
    quiet: bool,
    bar: ProgressBar,
    pub(super) tally: Tally,
}

enum To<'w> {
    Stdout(&'w mut (dyn Write + Send)),
    File { path: PathBuf, file: File, bytes: u64, journal: Journal },
}

impl<'w> Output<'w> {
    /// To stdout.
    pub(super) fn to_stdout(
        reader: &'w Reader,
        out: &'w mut (dyn Write + Send),
        err: &'w mut (dyn Write + Send),
        quiet: bool,
    ) -> Output<'w> {
        Output {
            to: To::Stdout(out),
            reader,
            err,
            quiet,
            bar: ProgressBar::hidden(),
            tally: Tally::from(State::default().totals),
        }
    }

    /// To a file of which so much is kept.
    pub(super) fn to_file(
        reader: &'w Reader,
        path: &Path,
        stand: &Value,
        state: &State,
        err: &'w mut (dyn Write + Send),
        quiet: bool,
    ) -> anyhow::Result<Output<'w>> {
        let opened = OpenOptions::new().write(true).create(true).truncate(false).open(path).and_then(|mut file| {
            file.set_len(state.bytes)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        });
        let file = opened.with_context(|| path.display().to_string())?;
        let journal = Journal::begin(path, stand, state)?;
        let to = To::File { path: path.to_owned(), file, bytes: state.bytes, journal };
        Ok(Output { to, reader, err, quiet, bar: ProgressBar::hidden(), tally: Tally::from(state.totals) })
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
        self.reader.check_lengths()?;
        match &mut self.to {
            To::Stdout(out) => out.write_all(bytes)?,
            To::File { path, file, bytes: written, .. } => {
                file.write_all(bytes).with_context(|| path.display().to_string())?;
                *written += bytes.len() as u64;
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
            To::File { bytes, journal, .. } => {
                journal.note(&State { totals: self.tally.totals, mark: Some(told.mark), bytes: *bytes })
            }
        }
    }
}
