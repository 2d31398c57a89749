//! `findings index`: make or update the index.

use std::collections::{BTreeSet, HashSet};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};

use crate::corpus::{Change, Event, Ocr, Options, Update, root_problem};
use crate::index::{IndexError, Manifest, Summary, Writer, WriterOptions};
use crate::metadata::Rules;
use crate::output::safe;
use crate::report::FileRecord;

use super::args::{Common, DEFAULT_CORPUS, IndexArgs, LimitArgs};
use super::exit::Exit;
use super::watch::Watch;

pub(super) fn run(args: &IndexArgs, common: &Common, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let folder = super::index_folder(common);
    if let Some(threads) = args.threads {
        // A second pool cannot be made, and need not be: nothing has used the first yet.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build_global();
    }
    let indexing = Indexing::of(args, &folder, common.quiet, err)?;
    if args.dry_run {
        return indexing.tell_only(out, err);
    }
    let exit = indexing.run(err)?;
    if args.watch { indexing.keep_up(out, err) } else { Ok(exit) }
}

/// Builds the index of the sample corpus at the default place.
pub(super) fn build_default(common: &Common, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let args = IndexArgs { paths: vec![DEFAULT_CORPUS.to_owned()], memory: 256, ..IndexArgs::default() };
    Indexing::of(&args, &super::index_folder(common), common.quiet, err)?.run(err)
}

/// One making of the index, or one look at what it would do.
pub(super) struct Indexing<'a> {
    args: IndexArgs,
    folder: &'a Path,
    quiet: bool,
    options: Options,
}

/// What bringing an index up to date came to.
struct Done {
    update: Update,
    /// The new state; none where nothing has changed.
    summary: Option<Summary>,
    /// All files of the corpus.
    files: Vec<FileRecord>,
}

impl<'a> Indexing<'a> {
    /// Where nothing else is named, an index is brought up to date with the options that it was made with.
    pub(super) fn of(
        args: &IndexArgs,
        folder: &'a Path,
        quiet: bool,
        err: &mut dyn Write,
    ) -> anyhow::Result<Indexing<'a>> {
        let mut args = args.clone();
        if args.paths.is_empty() && !args.rebuild {
            args.take_over(&Manifest::arguments_in(folder));
        }
        let options = options(&args, err)?;
        Ok(Indexing { args, folder, quiet, options })
    }

    /// The roots that the index will be made from, and those of them that are walked now.
    fn roots(&self) -> anyhow::Result<(Vec<String>, Vec<String>)> {
        let mut asked: Vec<String> = self.args.paths.iter().map(|path| tidy_path(path)).collect();
        for root in &asked {
            if let Some(problem) = root_problem(root) {
                anyhow::bail!("{problem}");
            }
        }
        let known = Manifest::roots_in(self.folder);
        if self.args.prune || self.args.rebuild && !asked.is_empty() {
            if asked.is_empty() {
                asked = known.into_iter().filter(|root| root_problem(root).is_none()).collect();
            }
            return Ok((asked.clone(), asked));
        }
        let walked = match (asked.is_empty(), known.is_empty()) {
            (false, _) => asked,
            (true, false) => known.clone(),
            (true, true) => vec![DEFAULT_CORPUS.to_owned()],
        };
        for root in &walked {
            if let Some(problem) = root_problem(root) {
                anyhow::bail!(
                    "{problem}; the index was left as it is (`findings index --prune` takes out what is gone for good)"
                );
            }
        }
        let all: BTreeSet<String> = known.into_iter().chain(walked.iter().cloned()).collect();
        Ok((all.into_iter().collect(), walked))
    }

    /// What has changed; a folder that held reports and holds none any more is taken for one that is not mounted.
    fn update(&self, roots: &[String], walked: &[String], known: &Manifest) -> anyhow::Result<Update> {
        let gone_roots = known.files.iter().filter(|file| !roots.contains(&file.root));
        let mut all = walked.to_vec();
        all.extend(gone_roots.map(|file| file.root.clone()).collect::<BTreeSet<_>>());
        let update = Update::of(walked, &all, (&known.files, &known.places), &self.options);
        for root in walked.iter().filter(|_| !self.args.prune) {
            let held = known.files.iter().filter(|file| file.root == *root).count();
            if held > 0 && is_empty_folder(root) {
                anyhow::bail!(
                    "{root}: the folder is empty now, and {held} of its files are in the index; mount the disk it is on, or take them out with \
                     `findings index --prune`; the index was left as it is"
                );
            }
        }
        Ok(update)
    }

    /// Brings the index up to date whenever something has changed, for as long as nobody ends it. What goes
    /// wrong is said, and tried again at the next change.
    fn keep_up(mut self, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
        // What was to be done once has been done.
        (self.args.rebuild, self.args.prune, self.quiet) = (false, false, true);
        let roots = Manifest::roots_in(self.folder);
        let mut watch = Watch::begin(&roots, self.folder)?;
        writeln!(err, "watching {}", safe(&roots.join(", ")))?;
        loop {
            // Files may have changed between the update before and the watch.
            if let Err(error) = self.catch_up(out, err) {
                writeln!(err, "findings: {}", safe(&format!("{error:#}")))?;
            }
            watch.wait()?;
        }
    }

    /// Brings the index up to date; where that changed it, says what is wrong and what became of each file.
    fn catch_up(&self, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<()> {
        let done = self.bring_up_to_date(err)?;
        if done.summary.is_some() {
            self.report(&done, err)?;
            tell(&done.update.changes(), out)?;
        }
        Ok(())
    }

    /// Brings the index up to date, and says how it is.
    pub(super) fn run(&self, err: &mut dyn Write) -> anyhow::Result<Exit> {
        let done = self.bring_up_to_date(err)?;
        self.report(&done, err)
    }

    fn bring_up_to_date(&self, err: &mut dyn Write) -> anyhow::Result<Done> {
        let (roots, walked) = self.roots()?;
        let options = self.writer_options();
        let rebuild = self.args.rebuild;
        let writer =
            if rebuild { Writer::open_anew(self.folder, options)? } else { Writer::open(self.folder, options)? };
        let known = writer.manifest().clone();
        let update = self.update(&roots, &walked, &known)?;
        let unchanged = update.is_empty(&known.places)
            && roots == known.roots
            && self.args.lasting() == known.arguments
            && !rebuild
            && !writer.has_leftovers()?;
        if unchanged {
            return Ok(Done { update, summary: None, files: known.files });
        }
        let (summary, files) = self.commit(writer, &update, roots, err)?;
        Ok(Done { update, summary: Some(summary), files })
    }

    fn report(&self, done: &Done, err: &mut dyn Write) -> anyhow::Result<Exit> {
        let Done { update, summary, files } = done;
        let of_files = files.iter().flat_map(|file| file.problems.iter().map(|why| format!("{}: {why}", shown(file))));
        let problems: Vec<String> = update.problems.iter().cloned().chain(of_files).collect();
        for problem in &problems {
            writeln!(err, "{}", safe(problem))?;
        }
        if !self.quiet {
            writeln!(err, "{}", said(summary.as_ref(), update, files))?;
        }
        Ok(if problems.is_empty() { Exit::Done } else { Exit::Problem })
    }

    fn writer_options(&self) -> WriterOptions {
        let cores = || std::thread::available_parallelism().map_or(1, |n| n.get());
        let threads = self.args.threads.unwrap_or_else(cores).clamp(1, 8);
        WriterOptions { memory: self.args.memory << 20, threads }
    }

    /// Reads what must be read, and makes the new state of it.
    fn commit(
        &self,
        mut writer: Writer,
        update: &Update,
        roots: Vec<String>,
        err: &mut dyn Write,
    ) -> anyhow::Result<(Summary, Vec<FileRecord>)> {
        for file in &update.gone {
            writer.remove_file(file);
        }
        let files = read_all(update, &mut writer, &self.options, self.quiet, err)?;
        let (arguments, places) = (self.args.lasting(), update.places.clone());
        let manifest = Manifest { roots, arguments, places, files: files.clone(), ..Manifest::default() };
        Ok((writer.commit(manifest)?, files))
    }

    /// Brings the index up to date, and reads these files again whatever is known of them; says how many were read.
    pub(super) fn read_again(&self, files: &[FileRecord], err: &mut dyn Write) -> anyhow::Result<usize> {
        let (roots, walked) = self.roots()?;
        let mut writer = Writer::open(self.folder, self.writer_options())?;
        let mut known = writer.manifest().clone();
        known.files.retain(|file| !files.contains(file));
        let update = self.update(&roots, &walked, &known)?;
        for file in files {
            writer.remove_file(file);
        }
        self.commit(writer, &update, roots, err)?;
        Ok(update.work().0)
    }

    /// Says what would be done, and does nothing.
    fn tell_only(&self, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
        let (roots, walked) = self.roots()?;
        let known = if self.args.rebuild { Manifest::default() } else { Manifest::newest_in(self.folder)? };
        let update = self.update(&roots, &walked, &known)?;
        tell(&update.changes(), out)?;
        let (files, bytes) = update.work();
        if !self.quiet {
            writeln!(
                err,
                "would read {files} files ({:.1} MiB); {} stay as they are; nothing was done",
                bytes as f64 / f64::from(1 << 20),
                update.kept.len()
            )?;
        }
        Ok(Exit::Done)
    }
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
    let mut options = Options {
        rules: Rules::built_in(),
        rules_hash: String::new(),
        largest: limits.max_file_size << 20,
        keep_duplicates: false,
        ocr: if ocr { Some(Ocr::installed().map_err(anyhow::Error::msg)?) } else { None },
        readers: super::reader::pool(limits)?,
    };
    if let Some(path) = kinds {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let (rules, warnings) = Rules::with_user_kinds(&text);
        for warning in warnings {
            writeln!(err, "{}: {}", safe(&path.to_string_lossy()), safe(&warning))?;
        }
        (options.rules, options.rules_hash) = (rules, blake3::hash(text.as_bytes()).to_hex()[..16].to_owned());
    }
    Ok(options)
}

/// Reads what must be read into the writer; gives all files that the index now holds, in order.
pub(super) fn read_all(
    update: &Update,
    writer: &mut Writer,
    options: &Options,
    quiet: bool,
    err: &mut dyn Write,
) -> anyhow::Result<Vec<FileRecord>> {
    let progress = progress(update, quiet);
    let mut passages = 0;
    let files = update.read(options, &mut |event| -> Result<(), IndexError> {
        match event {
            Event::Report { copy_of: Some(_), .. } => {}
            Event::Report { file, read, .. } => {
                passages += read.passages.len();
                writer.add(&file.root, &file.path, read)?;
                progress.set_message(format!("{passages} passages"));
            }
            Event::Demoted(report) => writer.remove_report(report),
            Event::File(file) => progress.inc(file.size),
        }
        Ok(())
    })?;
    progress.finish_and_clear();
    err.flush()?;
    Ok(files)
}

/// A bar with files, passages and speed, where stderr is a terminal.
fn progress(update: &Update, quiet: bool) -> ProgressBar {
    let (files, bytes) = update.work();
    if quiet || files == 0 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(bytes);
    let template = "{prefix} {bar:30} {percent:>3}%  {bytes_per_sec}  {msg}  {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_prefix(format!("{files} files"));
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
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
        summary.reports,
        summary.authorities,
        summary.passages,
        update.kept.len()
    )
}

/// The path of a file as a person would write it.
pub(super) fn shown(file: &FileRecord) -> String {
    let root = PathBuf::from(&file.root);
    if !root.is_dir() { file.root.clone() } else { root.join(&file.path).display().to_string() }
}

/// Whether there is nothing at all in a folder, as where the disk that stood there is away.
fn is_empty_folder(path: &str) -> bool {
    std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

/// A path without a trailing separator, so that `reports` and `reports/` are one folder.
fn tidy_path(path: &str) -> String {
    let tidied = path.trim_end_matches('/');
    if tidied.is_empty() { path.to_owned() } else { tidied.to_owned() }
}
