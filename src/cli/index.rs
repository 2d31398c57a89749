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

/// So many lines are said of what is wrong with files; all of them are in `findings status`.
const MAX_SAID: usize = 1_000;

pub(super) fn run(args: &IndexArgs, common: &Common, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let folder = super::index_folder(common);
    if let Some(asked) = args.threads {
        threads::make_pool(threads::bounded(asked, common.quiet, err)?);
    }
    let indexing = Indexing::of(args, &folder, common.quiet, err)?;
    if args.dry_run {
        return indexing.tell_only(out, err);
    }
    let exit = indexing.run(err)?;
    #[cfg(feature = "watch")]
    if args.watch {
        return indexing.keep_up(out, err);
    }
    Ok(exit)
}

/// Builds the index of the sample corpus at the default place.
pub(super) fn build_default(common: &Common, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let args = IndexArgs { paths: vec![DEFAULT_CORPUS.to_owned()], memory: 256, ..IndexArgs::default() };
    Indexing::of(&args, &super::index_folder(common), common.quiet, err)?.run(err)
}

/// One making of the index, or one look at what it would do.
pub(super) struct Indexing {
    indexer: Indexer,
    quiet: bool,
}

impl Indexing {
    /// Where nothing else is named, an index is brought up to date with the options that it was made with.
    pub(super) fn of(args: &IndexArgs, folder: &Path, quiet: bool, err: &mut dyn Write) -> anyhow::Result<Indexing> {
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

    /// Brings the index up to date whenever something has changed, for as long as nobody ends it. What goes
    /// wrong is said, and tried again at the next change.
    #[cfg(feature = "watch")]
    fn keep_up(self, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
        // What was to be done once has been done.
        let keeping = Indexing { indexer: self.indexer.rebuild(false).prune(false), quiet: true };
        let folder = keeping.indexer.folder();
        let roots = Manifest::roots_in(folder);
        let mut watch = Watch::begin(&roots, folder)?;
        writeln!(err, "watching {}", safe(&roots.join(", ")))?;
        loop {
            // Files may have changed between the update before and the watch.
            if let Err(error) = keeping.catch_up(out, err) {
                writeln!(err, "findings: {}", safe(&advice::chain(&error)))?;
            }
            watch.wait()?;
        }
    }

    /// Brings the index up to date; where that changed it, says what is wrong and what became of each file.
    #[cfg(feature = "watch")]
    fn catch_up(&self, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<()> {
        let indexed = self.bring_up_to_date()?;
        if indexed.summary.is_some() {
            self.report(&indexed, err)?;
            tell(&indexed.update.changes(), out)?;
        }
        Ok(())
    }

    /// Brings the index up to date, and says how it is.
    pub(super) fn run(&self, err: &mut dyn Write) -> anyhow::Result<Exit> {
        let indexed = self.bring_up_to_date()?;
        self.report(&indexed, err)
    }

    fn bring_up_to_date(&self) -> anyhow::Result<Indexed> {
        let mut bar = Bar::new(self.quiet);
        Ok(self.indexer.run_telling(&mut |progress| bar.show(progress))?)
    }

    /// Says what is wrong with the files, and how the index is.
    pub(super) fn report(&self, indexed: &Indexed, err: &mut dyn Write) -> anyhow::Result<Exit> {
        let Indexed { update, summary, files } = indexed;
        let of_files = files.iter().flat_map(|file| file.problems.iter().map(|why| format!("{}: {why}", shown(file))));
        let mut problems = 0;
        for problem in update.problems.iter().cloned().chain(of_files) {
            problems += 1;
            if problems <= MAX_SAID {
                writeln!(err, "{}", safe(&problem))?;
            }
        }
        if problems > MAX_SAID {
            writeln!(err, "and {} more: `findings status` lists all", problems - MAX_SAID)?;
        }
        if !self.quiet {
            writeln!(err, "{}", said(summary.as_ref(), update, files))?;
        }
        Ok(if problems == 0 { Exit::Done } else { Exit::Problem })
    }

    /// Makes the index anew, or some of it; gives what was lost by it too.
    pub(super) fn repair(&self, what: Repair<'_>, drop: bool) -> Result<(Indexed, Vec<Loss>), IndexerError> {
        let mut bar = Bar::new(self.quiet);
        self.indexer.repair(what, drop, &mut |progress| bar.show(progress))
    }

    /// Says what would be done, and does nothing.
    fn tell_only(&self, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
        let update = self.indexer.dry_run()?;
        tell(&update.changes(), out)?;
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

/// A line for what becomes of each file.
fn tell(changes: &[(Change, String)], out: &mut dyn Write) -> anyhow::Result<()> {
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
    threads::bound_pool();
    let mut options = Options {
        largest: limits.max_file_size << 20,
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

/// A bar with files, passages and speed, where stderr is a terminal.
struct Bar {
    bar: ProgressBar,
    is_hidden: bool,
    passages: usize,
}

impl Bar {
    fn new(quiet: bool) -> Bar {
        Bar { bar: ProgressBar::hidden(), is_hidden: quiet || !std::io::stderr().is_terminal(), passages: 0 }
    }

    fn show(&mut self, progress: Progress) {
        match progress {
            Progress::Begun { files, bytes } if files > 0 && !self.is_hidden => {
                self.bar = ProgressBar::new(bytes);
                let template = "{prefix} {bar:30} {percent:>3}%  {bytes_per_sec}  {msg}  {eta} left";
                if let Ok(style) = ProgressStyle::with_template(template) {
                    self.bar.set_style(style);
                }
                self.bar.set_prefix(format!("{files} files"));
                self.bar.enable_steady_tick(Duration::from_millis(100));
            }
            Progress::Begun { .. } => {}
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

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn said(summary: Option<&Summary>, update: &Update, files: &[FileRecord]) -> String {
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
