//! `findings index`: make or update the index.

use std::io::Write;
use std::path::Path;

use anyhow::Context;

use crate::corpus::{Change, Ocr, ReadingOptions, read_text};
use crate::index::WriterOptions;
use crate::indexer::{DEFAULT_CORPUS, Indexed, Indexer, IndexerError, KnownIndex, Loss, Repair, cores};
use crate::metadata::Rules;
use crate::output::safe;

use super::advice;
use super::args::{Common, IndexArgs, LimitArgs, RuleArgs};
use super::choices::KnownProblems;
use super::exit::Exit;
use super::index_report as report;
use super::log::{Log, LogEvent, now};
use super::progress::IndexingBar;
use super::threads;
#[cfg(feature = "watch")]
use super::watch::Watch;
use super::{counted, size};

pub(super) fn run(args: &IndexArgs, common: &Common, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let folder = super::index_folder(common);
    if let Some(asked) = args.threads {
        threads::make_pool(threads::clamped(asked, common.quiet, err)?);
    }
    let mut log = Log::new(err, args.log_format);
    match index(args, &folder, common.quiet, out, &mut log) {
        Err(error) if log.is_timed() => {
            let text = advice::chain(&error);
            log.write(LogEvent::new("error", format!("findings: {text}"), [("what", text.into())]))?;
            Ok(Exit::Error)
        }
        done => done,
    }
}

fn index(args: &IndexArgs, folder: &Path, quiet: bool, out: &mut dyn Write, log: &mut Log<'_>) -> anyhow::Result<Exit> {
    if let Some(from) = &args.from {
        return copy(args, from, folder, quiet, log);
    }
    let indexing = Indexing::new(args, folder, quiet, log.stream())?;
    if args.dry_run {
        return indexing.dry_run_report(out, log);
    }
    let exit = indexing.run(log)?;
    #[cfg(feature = "watch")]
    if args.watch {
        return indexing.watch(out, log);
    }
    Ok(exit)
}

/// Makes the index of what another one holds.
fn copy(args: &IndexArgs, from: &Path, folder: &Path, quiet: bool, log: &mut Log<'_>) -> anyhow::Result<Exit> {
    let indexer = Indexer::new(folder).rebuild(args.rebuild).writing(writer_options(args));
    let mut bar = IndexingBar::new(quiet);
    let summary = indexer.copy(from, &mut |progress| bar.show(progress))?;
    drop(bar);
    if !quiet {
        log.write(report::copied(&summary, from))?;
    }
    Ok(Exit::Done)
}

/// Builds the index of the sample corpus at the default place.
pub(super) fn build_default(common: &Common, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let args = IndexArgs { paths: vec![DEFAULT_CORPUS.to_owned()], memory: 256, ..IndexArgs::default() };
    let indexing = Indexing::new(&args, &super::index_folder(common), common.quiet, err)?;
    indexing.run(&mut Log::new(err, args.log_format))
}

/// One run of the indexer, or one dry run.
pub(super) struct Indexing {
    indexer: Indexer,
    quiet: bool,
    known_problems: KnownProblems,
}

impl Indexing {
    /// Without paths, updates an index with the options that it was made with.
    pub(super) fn new(args: &IndexArgs, folder: &Path, quiet: bool, err: &mut dyn Write) -> anyhow::Result<Indexing> {
        let mut args = args.clone();
        let mut indexer = Indexer::new(folder);
        if args.paths.is_empty() && !args.rebuild {
            let known = KnownIndex::open(folder)?;
            args.take_over(&known.arguments());
            indexer = indexer.knowing(known);
        }
        let indexer = indexer
            .rebuild(args.rebuild)
            .prune(args.prune)
            .today(crate::asking::today())
            .writing(writer_options(&args))
            .reading(options(&args, err)?, args.lasting());
        let moves = args.moved.chunks_exact(2);
        let indexer = moves.fold(indexer, |indexer, moved| indexer.moved(&moved[0], &moved[1]));
        let indexer = args.paths.iter().fold(indexer, Indexer::path);
        Ok(Indexing { indexer, quiet, known_problems: args.known_problems })
    }

    /// Updates the index after each change, until the process is ended. Prints errors, and tries again at the next
    /// change.
    #[cfg(feature = "watch")]
    fn watch(self, out: &mut dyn Write, log: &mut Log<'_>) -> anyhow::Result<Exit> {
        // The options that apply once have been applied.
        let kept = Indexing { indexer: self.indexer.at_rest(), quiet: true, ..self };
        let folder = kept.indexer.folder();
        let roots = KnownIndex::open(folder)?.roots();
        let mut watch = Watch::new(&roots, folder)?;
        let text = format!("watching {}", roots.join(", "));
        log.write(LogEvent::new("watching", text, [("roots", roots.into())]))?;
        loop {
            // Files may have changed between the update before and the watch.
            if let Err(error) = kept.update_and_report(out, log) {
                let what = advice::chain(&error);
                let text = if log.is_timed() { what.clone() } else { format!("{}  {what}", now()) };
                log.write(LogEvent::new("error", text, [("what", what.into())]))?;
            }
            watch.wait()?;
        }
    }

    /// Updates the index; if that changed it, prints problems and what became of each file, with the time.
    #[cfg(feature = "watch")]
    fn update_and_report(&self, out: &mut dyn Write, log: &mut Log<'_>) -> anyhow::Result<()> {
        let indexed = self.update()?;
        if indexed.summary.is_some() {
            self.report(&indexed, log)?;
            for (change, path) in indexed.update.changes() {
                let text = format!("{:<5}  {path}", change_name(change));
                if log.is_timed() {
                    let data = [("change", change_name(change).into()), ("file", path.into())];
                    log.write(LogEvent::new("changed", text, data))?;
                } else {
                    writeln!(out, "{}  {}", now(), safe(&text))?;
                }
            }
            out.flush()?;
        }
        Ok(())
    }

    /// Updates the index, and prints problems and a summary.
    pub(super) fn run(&self, log: &mut Log<'_>) -> anyhow::Result<Exit> {
        let indexed = self.update()?;
        self.report(&indexed, log)
    }

    fn update(&self) -> anyhow::Result<Indexed> {
        let mut bar = IndexingBar::new(self.quiet);
        Ok(self.indexer.run_with_progress(&mut |progress| bar.show(progress))?)
    }

    /// Prints what has changed in the index: new problems with files, a summary, and what to know of it.
    pub(super) fn report(&self, indexed: &Indexed, log: &mut Log<'_>) -> anyhow::Result<Exit> {
        let mut events = report::problems(indexed);
        if !self.quiet {
            events.extend(report::summary(indexed));
        }
        events.into_iter().try_for_each(|event| log.write(event))?;
        let (problems, is_wrong) = (&indexed.problems, !indexed.update.without_files.is_empty());
        let count = match self.known_problems {
            KnownProblems::Report => problems.len(),
            KnownProblems::Ok => problems.new.len(),
        };
        Ok(match count {
            _ if is_wrong && indexed.files.is_empty() && indexed.update.passed_over.files == 0 => Exit::Nothing,
            0 if !is_wrong => Exit::Done,
            _ => Exit::Partial,
        })
    }

    /// Rebuilds the index, or parts of it; also returns what was lost.
    pub(super) fn repair(&self, what: Repair<'_>, drop: bool) -> Result<(Indexed, Vec<Loss>), IndexerError> {
        let mut bar = IndexingBar::new(self.quiet);
        self.indexer.repair(what, drop, &mut |progress| bar.show(progress))
    }

    /// Prints what would be done, and does nothing.
    fn dry_run_report(&self, out: &mut dyn Write, log: &mut Log<'_>) -> anyhow::Result<Exit> {
        let update = self.indexer.dry_run()?;
        for (change, path) in update.changes() {
            writeln!(out, "{:<5}  {}", change_name(change), safe(&path))?;
        }
        out.flush()?;
        let (files, bytes) = update.work();
        if !self.quiet {
            let (read, stay) = (counted(files as u64, "file"), update.unchanged);
            let stay = if stay == 1 { "1 stays as it is".to_owned() } else { format!("{stay} stay as they are") };
            let text = format!("would read {read} ({}); {stay}; nothing was done", size(bytes));
            log.write(LogEvent::new("dry run", text, [("files", files.into()), ("bytes", bytes.into())]))?;
        }
        Ok(Exit::Done)
    }
}

fn writer_options(args: &IndexArgs) -> WriterOptions {
    WriterOptions::on(args.threads.unwrap_or_else(cores), args.memory << 20)
}

/// What has become of a file, in a word.
fn change_name(change: Change) -> &'static str {
    match change {
        Change::New => "new",
        Change::Again => "again",
        Change::Gone => "gone",
    }
}

/// What reading depends on, from the arguments.
pub(super) fn options(args: &IndexArgs, err: &mut dyn Write) -> anyhow::Result<ReadingOptions> {
    let options = reading_options(&args.rules, args.limits, args.ocr, err)?;
    Ok(ReadingOptions { keep_duplicates: args.keep_duplicates, ..options })
}

/// What reading a file depends on.
pub(super) fn reading_options(
    rules: &RuleArgs,
    limits: LimitArgs,
    ocr: bool,
    err: &mut dyn Write,
) -> anyhow::Result<ReadingOptions> {
    let (rules, rules_hash) = own_rules(rules, err)?;
    Ok(ReadingOptions {
        rules,
        rules_hash,
        max_file_bytes: limits.max_file_size << 20,
        ocr: if ocr { Some(Ocr::installed()?) } else { None },
        readers: super::reader::pool(limits)?,
        ..ReadingOptions::default()
    })
}

/// The rules with those of the user's own files, and a hash of these: none where there are none.
fn own_rules(files: &RuleArgs, err: &mut dyn Write) -> anyhow::Result<(Rules, String)> {
    let RuleArgs { register, profile, kinds } = files;
    let (mut rules, mut hash) = (Rules::built_in(), blake3::Hasher::new());
    let mut text_of = |name: &str, path: &Path| {
        let text = read_text(path).with_context(|| path.display().to_string())?;
        // A file of kinds alone has the hash that it always had.
        hash.update(name.as_bytes()).update(text.as_bytes());
        anyhow::Ok(text)
    };
    if let Some(path) = register {
        let text = text_of("register", path)?;
        rules = rules.with_register(&text).with_context(|| path.display().to_string())?;
    }
    if let Some(path) = profile {
        let text = text_of("profile", path)?;
        rules = rules.with_profile(&text).with_context(|| path.display().to_string())?;
    }
    if let Some(path) = kinds {
        let text = text_of("", path)?;
        for warning in rules.add_kinds(&text) {
            writeln!(err, "{}: {}", safe(&path.to_string_lossy()), safe(&warning))?;
        }
    }
    let any = [register, profile, kinds].iter().any(|file| file.is_some());
    Ok((rules, if any { hash.finalize().to_hex()[..16].to_owned() } else { String::new() }))
}
