//! `findings index`: make or update the index.

use std::collections::HashSet;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};

use crate::corpus::{Change, Ocr, Options, Update, read_text};
use crate::index::{Manifest, Summary, WriterOptions};
use crate::indexer::{DEFAULT_CORPUS, Indexed, Indexer, IndexerError, Loss, Progress, Repair, cores};
use crate::metadata::Rules;
use crate::output::safe;
use crate::report::FileRecord;

use super::advice;
use super::args::{Common, IndexArgs, LimitArgs};
use super::exit::Exit;
use super::threads;
#[cfg(feature = "watch")]
use super::watch::Watch;

/// The maximum number of problems printed; `findings status` lists all.
const MAX_SHOWN_PROBLEMS: usize = 1_000;

pub(super) fn run(args: &IndexArgs, common: &Common, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let folder = super::index_folder(common);
    if let Some(asked) = args.threads {
        threads::make_pool(threads::clamped(asked, common.quiet, err)?);
    }
    let indexing = Indexing::new(args, &folder, common.quiet, err)?;
    if args.dry_run {
        return indexing.dry_run_report(out, err);
    }
    let exit = indexing.run(err)?;
    #[cfg(feature = "watch")]
    if args.watch {
        return indexing.watch(out, err);
    }
    Ok(exit)
}

/// Builds the index of the sample corpus at the default place.
pub(super) fn build_default(common: &Common, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let args = IndexArgs { paths: vec![DEFAULT_CORPUS.to_owned()], memory: 256, ..IndexArgs::default() };
    Indexing::new(&args, &super::index_folder(common), common.quiet, err)?.run(err)
}

/// One run of the indexer, or one dry run.
pub(super) struct Indexing {
    indexer: Indexer,
    quiet: bool,
}

impl Indexing {
    /// Without paths, updates an index with the options that it was made with.
    pub(super) fn new(args: &IndexArgs, folder: &Path, quiet: bool, err: &mut dyn Write) -> anyhow::Result<Indexing> {
        let mut args = args.clone();
        if args.paths.is_empty() && !args.rebuild {
            args.take_over(&Manifest::arguments_in(folder));
        }
        let indexer = Indexer::new(folder)
            .rebuild(args.rebuild)
            .prune(args.prune)
            .writing(writer_options(&args))
            .reading(options(&args, err)?, args.lasting());
        Ok(Indexing { indexer: args.paths.iter().fold(indexer, Indexer::path), quiet })
    }

    /// Updates the index after each change, until the process is ended. Prints errors, and tries again at the next
    /// change.
    #[cfg(feature = "watch")]
    fn watch(self, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
        // The options that apply once have been applied.
        let kept = Indexing { indexer: self.indexer.rebuild(false).prune(false), quiet: true };
        let folder = kept.indexer.folder();
        let roots = Manifest::roots_in(folder);
        let mut watch = Watch::new(&roots, folder)?;
        writeln!(err, "watching {}", safe(&roots.join(", ")))?;
        loop {
            // Files may have changed between the update before and the watch.
            if let Err(error) = kept.update_and_report(out, err) {
                writeln!(err, "findings: {}", safe(&advice::chain(&error)))?;
            }
            watch.wait()?;
        }
    }

    /// Updates the index; if that changed it, prints problems and what became of each file.
    #[cfg(feature = "watch")]
    fn update_and_report(&self, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<()> {
        let indexed = self.update()?;
        if indexed.summary.is_some() {
            self.report(&indexed, err)?;
            write_changes(&indexed.update.changes(), out)?;
        }
        Ok(())
    }

    /// Updates the index, and prints problems and a summary.
    pub(super) fn run(&self, err: &mut dyn Write) -> anyhow::Result<Exit> {
        let indexed = self.update()?;
        self.report(&indexed, err)
    }

    fn update(&self) -> anyhow::Result<Indexed> {
        let mut bar = IndexingBar::new(self.quiet);
        Ok(self.indexer.run_with_progress(&mut |progress| bar.show(progress))?)
    }

    /// Prints the problems with files, and a summary of the index.
    pub(super) fn report(&self, indexed: &Indexed, err: &mut dyn Write) -> anyhow::Result<Exit> {
        let Indexed { update, summary, files } = indexed;
        let of_files = files.iter().flat_map(|file| file.problems.iter().map(|why| format!("{}: {why}", shown(file))));
        let mut problems = 0;
        for problem in update.problems.iter().cloned().chain(of_files) {
            problems += 1;
            if problems <= MAX_SHOWN_PROBLEMS {
                writeln!(err, "{}", safe(&problem))?;
            }
        }
        if problems > MAX_SHOWN_PROBLEMS {
            writeln!(err, "and {} more: `findings status` lists all", problems - MAX_SHOWN_PROBLEMS)?;
        }
        if !self.quiet {
            writeln!(err, "{}", summary_line(summary.as_ref(), update, files))?;
        }
        Ok(if problems == 0 { Exit::Done } else { Exit::Problem })
    }

    /// Rebuilds the index, or parts of it; also returns what was lost.
    pub(super) fn repair(&self, what: Repair<'_>, drop: bool) -> Result<(Indexed, Vec<Loss>), IndexerError> {
        let mut bar = IndexingBar::new(self.quiet);
        self.indexer.repair(what, drop, &mut |progress| bar.show(progress))
    }

    /// Prints what would be done, and does nothing.
    fn dry_run_report(&self, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
        let update = self.indexer.dry_run()?;
        write_changes(&update.changes(), out)?;
        let (files, bytes) = update.work();
        if !self.quiet {
            writeln!(
                err,
                "would read {files} files ({:.1} MiB); {} stay as they are; nothing was done",
                bytes as f64 / f64::from(1 << 20),
                update.unchanged
            )?;
        }
        Ok(Exit::Done)
    }
}

fn writer_options(args: &IndexArgs) -> WriterOptions {
    WriterOptions::on(args.threads.unwrap_or_else(cores), args.memory << 20)
}

/// Writes a line for each file that is new, read again or gone.
fn write_changes(changes: &[(Change, String)], out: &mut dyn Write) -> anyhow::Result<()> {
    for (change, path) in changes {
        let what = match change {
            Change::New => "new  ",
            Change::Again => "again",
            Change::Gone => "gone ",
        };
        writeln!(out, "{what}  {}", safe(path))?;
    }
    Ok(out.flush()?)
}

/// What reading depends on, from the arguments.
pub(super) fn options(args: &IndexArgs, err: &mut dyn Write) -> anyhow::Result<Options> {
    let options = reading_options(args.kinds.as_deref(), args.limits, args.ocr, err)?;
    Ok(Options { keep_duplicates: args.keep_duplicates, ..options })
}

/// What reading a file depends on.
pub(super) fn reading_options(
    kinds: Option<&Path>,
    limits: LimitArgs,
    ocr: bool,
    err: &mut dyn Write,
) -> anyhow::Result<Options> {
    threads::cap_pool();
    let mut options = Options {
        max_file_bytes: limits.max_file_size << 20,
        ocr: if ocr { Some(Ocr::installed()?) } else { None },
        readers: super::reader::pool(limits)?,
        ..Options::default()
    };
    if let Some(path) = kinds {
        let text = read_text(path).with_context(|| path.display().to_string())?;
        let (rules, warnings) = Rules::with_user_kinds(&text);
        for warning in warnings {
            writeln!(err, "{}: {}", safe(&path.to_string_lossy()), safe(&warning))?;
        }
        (options.rules, options.rules_hash) = (rules, blake3::hash(text.as_bytes()).to_hex()[..16].to_owned());
    }
    Ok(options)
}

/// A bar with files, passages and speed, if stderr is a terminal.
struct IndexingBar {
    bar: ProgressBar,
    is_hidden: bool,
    passages: usize,
}

impl IndexingBar {
    fn new(quiet: bool) -> IndexingBar {
        IndexingBar { bar: ProgressBar::hidden(), is_hidden: quiet || !std::io::stderr().is_terminal(), passages: 0 }
    }

    fn show(&mut self, progress: Progress) {
        match progress {
            Progress::Started { files, bytes } if files > 0 && !self.is_hidden => {
                self.bar = ProgressBar::new(bytes);
                let template = "{prefix} {bar:30} {percent:>3}%  {bytes_per_sec}  {msg}  {eta} left";
                if let Ok(style) = ProgressStyle::with_template(template) {
                    self.bar.set_style(style);
                }
                self.bar.set_prefix(format!("{files} files"));
                self.bar.enable_steady_tick(Duration::from_millis(100));
            }
            Progress::Started { .. } => {}
            Progress::Passages(passages) => {
                self.passages += passages;
                if !self.is_hidden {
                    self.bar.set_message(format!("{} passages", self.passages));
                }
            }
            Progress::File(bytes) => self.bar.inc(bytes),
        }
    }
}

impl Drop for IndexingBar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn summary_line(summary: Option<&Summary>, update: &Update, files: &[FileRecord]) -> String {
    let all = || files.iter().flat_map(|file| &file.reports);
    let copies = all().filter(|report| report.copy_of.is_some()).count();
    let Some(summary) = summary else {
        return format!("nothing has changed: {} reports in {} files", all().count() - copies, files.len());
    };
    let (read, _) = update.work();
    let here: HashSet<(&str, &str)> = files.iter().map(FileRecord::place).collect();
    let gone = update.gone.iter().filter(|file| !here.contains(&file.place())).count();
    let gone = if gone > 0 { format!(", {gone} gone") } else { String::new() };
    let copies = if copies > 0 { format!(", {copies} copies left out") } else { String::new() };
    format!(
        "{} reports of {} authorities, {} passages ({read} files read, {} unchanged{gone}{copies})",
        summary.reports, summary.authorities, summary.passages, update.unchanged
    )
}

/// The path of a file as a person would write it.
pub(super) fn shown(file: &FileRecord) -> String {
    let root = PathBuf::from(&file.root);
    if file.is_given() {
        return file.path.clone();
    }
    if !root.is_dir() { file.root.clone() } else { root.join(&file.path).display().to_string() }
}
