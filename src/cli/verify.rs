//! `findings verify`: proves the index, byte by byte against its checksums and passage by passage against its source
//! files.

use std::io::Write;
use std::path::Path;

use indicatif::ProgressBar;
use serde::Serialize;

use crate::engine::is_in_cluster;
use crate::index::{Fault, FileCheck, IndexError, Manifest, Reader, check_agreement, check_files};
use crate::library::open_lenient;
use crate::output::{Format, SCHEMA, safe, write_object};
use crate::report::FileRecord;

use super::args::{Common, IndexArgs, VerifyArgs};
use super::exit::Exit;
use super::shell::shell_path;
use super::sources::{ComparisonResult, compare};

/// What was proven and what was not.
#[derive(Debug, Default, Serialize)]
pub(super) struct Proof {
    schema: u32,
    index: String,
    /// Whether nothing failed.
    pub(super) sound: bool,
    index_files: usize,
    index_bytes: u64,
    /// Files of the index that have changed since they were written.
    damaged: Vec<FailedCheck>,
    leftovers: Vec<String>,
    /// Where the index contradicts itself.
    inconsistent: Vec<FailedCheck>,
    files: usize,
    files_proven: usize,
    passages: u64,
    passages_proven: u64,
    /// Files whose reports differ from what is stored.
    different: Vec<FailedCheck>,
    /// Files that have changed since they were indexed.
    stale: Vec<FailedCheck>,
    /// The records of the files that differ.
    #[serde(skip)]
    pub(super) to_read: Vec<FileRecord>,
}

/// A check that failed.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FailedCheck {
    /// The file or the part of the index.
    pub(super) file: String,
    /// What is wrong.
    pub(super) what: String,
}

pub(super) fn run(
    args: &VerifyArgs,
    common: &Common,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let folder = super::index_folder(common);
    let mut proof = Proof::collect(&folder, common, err)?;
    let json = args.format == Format::Json;
    if args.repair && proof.needs_repair() {
        if !json {
            proof.text(&folder, out)?;
            out.flush()?;
        }
        if let Err(error) = super::repair::repair(&proof, &folder, args.drop, common, err) {
            if json {
                write_object(out, &proof)?;
            }
            return Err(error);
        }
        proof = Proof::collect(&folder, common, err)?;
    }
    if json {
        write_object(out, &proof)?
    } else {
        proof.text(&folder, out)?
    }
    Ok(match () {
        () if proof.sound => Exit::Done,
        () if proof.needs_repair() => Exit::Error,
        // All that could be compared is as it was written.
        () => Exit::Partial,
    })
}

impl Proof {
    /// Proves as much as possible.
    fn collect(folder: &Path, common: &Common, err: &mut dyn Write) -> anyhow::Result<Proof> {
        let bar = bar(common);
        let is_in_folder = !is_in_cluster(folder);
        let checked = if is_in_folder { check_files(folder, &|_| bar.tick())? } else { FileCheck::default() };
        let mut proof = Proof {
            schema: SCHEMA,
            index: folder.display().to_string(),
            index_files: checked.files,
            index_bytes: checked.bytes,
            damaged: checked.faults.into_iter().map(FailedCheck::from).collect(),
            leftovers: checked.leftovers,
            ..Proof::default()
        };
        let reader = match open_lenient(folder) {
            Ok((reader, faults)) => {
                proof.damaged.extend(faults.into_iter().map(FailedCheck::from));
                Some(reader)
            }
            Err(IndexError::Damaged { what, .. }) => {
                if proof.damaged.is_empty() {
                    proof.damaged.push(FailedCheck { file: proof.index.clone(), what });
                }
                None
            }
            Err(error) => return Err(error.into()),
        };
        let manifest = reader.as_ref().and_then(|reader| reader.manifest().ok());
        if let Some(manifest) = manifest.or_else(|| Manifest::newest(folder).filter(|_| is_in_folder)) {
            proof.check_contents(reader.as_ref(), &manifest, &bar, err)?;
        }
        bar.finish_and_clear();
        let failures = [&proof.damaged, &proof.inconsistent, &proof.different, &proof.stale];
        proof.sound = failures.iter().all(|failures| failures.is_empty());
        Ok(proof)
    }

    /// Proves the contents of the index.
    fn check_contents(
        &mut self,
        reader: Option<&Reader>,
        manifest: &Manifest,
        bar: &ProgressBar,
        err: &mut dyn Write,
    ) -> anyhow::Result<()> {
        let reports = || manifest.reports();
        self.files = manifest.files.len();
        self.passages = reports().map(|report| u64::from(report.passages)).sum();
        bar.set_prefix("the index ");
        bar.set_length(reports().count() as u64);
        let faults = reader.map(|reader| check_agreement(reader, manifest, &|reports| bar.inc(reports)));
        bar.set_prefix("the files ");
        bar.set_position(0);
        bar.set_length(manifest.files.iter().map(|file| file.size).sum());
        let options = options(&manifest.arguments, err)?;
        let compared = compare(reader, manifest, &options, &|bytes| bar.inc(bytes))?;
        let ComparisonResult { files, passages, different, stale, acronyms_differ } = compared;
        (self.files_proven, self.passages_proven, self.stale) = (files, passages, stale);
        // A damaged file is reported once, not for each report.
        let is_new = |failure: &FailedCheck| !self.damaged.iter().any(|damaged| failure.what.contains(&damaged.file));
        self.inconsistent = faults.into_iter().flatten().map(FailedCheck::from).filter(is_new).collect();
        let (to_read, different): (Vec<_>, Vec<_>) = different.into_iter().unzip();
        self.different = different;
        self.to_read = to_read;
        if acronyms_differ {
            let what = "what it learnt of them is not what the reports say".to_owned();
            self.inconsistent.push(FailedCheck { file: "acronyms".to_owned(), what });
        }
        Ok(())
    }

    /// Whether the index itself must be rebuilt.
    pub(super) fn is_broken(&self) -> bool {
        !self.damaged.is_empty() || !self.inconsistent.is_empty()
    }

    fn needs_repair(&self) -> bool {
        self.is_broken() || !self.different.is_empty()
    }

    fn text(&self, folder: &Path, out: &mut dyn Write) -> std::io::Result<()> {
        let folder = shell_path(folder);
        let mend = format!("repair it: findings verify --repair --index {folder}");
        let update = format!("bring it up to date: findings index --index {folder}");
        let (files, bytes) = (super::counted(self.index_files as u64, "file"), super::size(self.index_bytes));
        writeln!(out, "index         {} ({files}, {bytes})", safe(&self.index))?;
        writeln!(out, "proven        {} of {} passages", self.passages_proven, self.passages)?;
        writeln!(out, "against       {} of {} files, read again", self.files_proven, self.files)?;
        for (label, failures, next) in [
            ("damaged", &self.damaged, &mend),
            ("inconsistent", &self.inconsistent, &mend),
            ("different", &self.different, &mend),
            ("out of date", &self.stale, &update),
        ] {
            for FailedCheck { file, what } in failures {
                writeln!(out, "{label:<13} {}: {}; {}", safe(file), safe(what), safe(next))?;
            }
        }
        for file in &self.leftovers {
            writeln!(out, "left over     {}: not part of the index, and harmless", safe(file))?;
        }
        if self.sound {
            writeln!(out, "sound         every file of the index and every passage is as it was written")?;
        }
        Ok(())
    }
}

impl From<Fault> for FailedCheck {
    fn from(Fault { with, what }: Fault) -> FailedCheck {
        FailedCheck { file: with, what }
    }
}

/// The options of an index, from those of the command line that it was made with.
pub(super) fn options(arguments: &[String], err: &mut dyn Write) -> anyhow::Result<crate::corpus::ReadingOptions> {
    let mut args = IndexArgs::default();
    args.take_over(arguments);
    for (what, path) in args.rules.take_gone() {
        writeln!(err, "{}: {what} that the index was made with are gone", safe(&path.to_string_lossy()))?;
    }
    super::index::options(&args, err)
}

/// A bar, if stderr is a terminal.
fn bar(common: &Common) -> ProgressBar {
    let bar = super::progress::bar(common.quiet, "{prefix} {bar:30} {percent:>3}%  {left}", "{wide_bar} {percent:>3}%");
    bar.set_prefix("checksums ");
    bar
}
