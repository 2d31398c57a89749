//! `findings index`: make or update the index.

use std::collections::{BTreeSet, HashSet};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};

use crate::corpus::{Event, Options, Update, root_problem};
use crate::index::{IndexError, MadeWith, Manifest, Summary, Writer, WriterOptions};
use crate::metadata::Rules;
use crate::output::safe;
use crate::report::FileRecord;

use super::args::{Common, DEFAULT_CORPUS, IndexArgs};
use super::exit::Exit;

pub(super) fn run(args: &IndexArgs, common: &Common, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let folder = super::index_folder(common);
    if let Some(threads) = args.threads {
        // A second pool cannot be made, and need not be: nothing has used the first yet.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build_global();
    }
    build(args, &folder, common.quiet, err)
}

/// Builds the index of the sample corpus at the default place.
pub(super) fn build_default(common: &Common, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let args = IndexArgs {
        paths: vec![DEFAULT_CORPUS.to_owned()],
        rebuild: false,
        kinds: None,
        max_file_size: Options::LARGEST >> 20,
        memory: 256,
        threads: None,
    };
    build(&args, &super::index_folder(common), common.quiet, err)
}

/// Makes or updates the index in a folder.
pub(super) fn build(args: &IndexArgs, folder: &Path, quiet: bool, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let asked: Vec<String> = args.paths.iter().map(|path| tidy_path(path)).collect();
    for root in &asked {
        if let Some(problem) = root_problem(root) {
            anyhow::bail!("{problem}");
        }
    }
    let options = options(args.kinds.as_deref(), args.max_file_size, err)?;
    let threads =
        args.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, |n| n.get())).clamp(1, 8);
    let writer_options = WriterOptions { memory: args.memory << 20, threads };
    let mut known_roots = Manifest::roots_in(folder);
    if args.rebuild && !asked.is_empty() {
        known_roots.clear();
    }
    let walked = if !asked.is_empty() {
        asked
    } else if !known_roots.is_empty() {
        known_roots.clone()
    } else {
        vec![DEFAULT_CORPUS.to_owned()]
    };
    for root in &walked {
        if let Some(problem) = root_problem(root) {
            anyhow::bail!("{problem}; the index was left as it is");
        }
    }
    let mut writer =
        if args.rebuild { Writer::open_anew(folder, writer_options)? } else { Writer::open(folder, writer_options)? };
    let known = writer.manifest().clone();
    let update = Update::of(&walked, &known.files, &options);
    let mut problems = update.problems.clone();
    let roots: Vec<String> = known_roots.iter().cloned().chain(walked).collect::<BTreeSet<_>>().into_iter().collect();
    let unchanged = update.is_empty() && roots == known.roots && !args.rebuild && !writer.has_leftovers()?;
    let (summary, files) = if unchanged {
        (None, known.files)
    } else {
        for file in &update.gone {
            writer.remove_file(file);
        }
        let kinds = args.kinds.as_ref().map(|path| path.to_string_lossy().into_owned());
        writer.set_made_with(MadeWith { kinds, max_file_size: Some(args.max_file_size) });
        let files = read_all(&update, &mut writer, &options, quiet, err)?;
        (Some(writer.commit(roots, files.clone())?), files)
    };
    problems.extend(files.iter().flat_map(|file| file.problems.iter().map(|why| format!("{}: {why}", shown(file)))));
    for problem in &problems {
        writeln!(err, "{}", safe(problem))?;
    }
    if !quiet {
        writeln!(err, "{}", said(summary.as_ref(), &update, &files))?;
    }
    Ok(if problems.is_empty() { Exit::Done } else { Exit::Problem })
}

/// What reading depends on, from the arguments.
pub(super) fn options(kinds: Option<&Path>, max_file_size: u64, err: &mut dyn Write) -> anyhow::Result<Options> {
    let mut options = Options { rules: Rules::built_in(), rules_hash: String::new(), largest: max_file_size << 20 };
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
    let mut files = update.kept.clone();
    let mut passages = 0;
    update.read(options, &mut |event| -> Result<(), IndexError> {
        match event {
            Event::Report(file, read) => {
                passages += read.passages.len();
                writer.add(&file.root, &file.path, read)?;
                progress.set_message(format!("{passages} passages"));
            }
            Event::File(file) => {
                progress.inc(file.size);
                files.push(file);
            }
        }
        Ok(())
    })?;
    progress.finish_and_clear();
    err.flush()?;
    files.sort_by(|a, b| (&a.root, &a.path).cmp(&(&b.root, &b.path)));
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
    let reports: usize = files.iter().map(|file| file.reports.len()).sum();
    let Some(summary) = summary else {
        return format!("nothing has changed: {reports} reports in {} files", files.len());
    };
    let (read, _) = update.work();
    let here: HashSet<(&str, &str)> = files.iter().map(place).collect();
    let gone = update.gone.iter().filter(|file| !here.contains(&place(file))).count();
    let gone = if gone > 0 { format!(", {gone} gone") } else { String::new() };
    format!(
        "{} reports of {} authorities, {} passages ({read} files read, {} unchanged{gone})",
        summary.reports,
        summary.authorities,
        summary.passages,
        update.kept.len()
    )
}

/// Where a file stands in the corpus: its root and its path there.
fn place(file: &FileRecord) -> (&str, &str) {
    (&file.root, &file.path)
}

/// The path of a file as a person would write it.
pub(super) fn shown(file: &FileRecord) -> String {
    let root = PathBuf::from(&file.root);
    if !root.is_dir() { file.root.clone() } else { root.join(&file.path).display().to_string() }
}

/// A path without a trailing separator, so that `reports` and `reports/` are one folder.
fn tidy_path(path: &str) -> String {
    let tidied = path.trim_end_matches('/');
    if tidied.is_empty() { path.to_owned() } else { tidied.to_owned() }
}
