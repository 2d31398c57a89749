//! Which files of a corpus must be read again, and reading them.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use rayon::prelude::*;

use crate::metadata::Given;
use crate::report::{FileRecord, ReadReport};

use super::sidecar::Sidecars;
use super::{FoundFile, Options, read, walk};

/// What has changed in the corpus since an index was made from it.
pub struct Update {
    /// Files whose reports stay as they are.
    pub kept: Vec<FileRecord>,
    /// Files whose reports must go: they changed, vanished, or their folder was left out.
    pub gone: Vec<FileRecord>,
    /// Files to be read, in order, with what a sidecar gives them.
    to_read: Vec<(FoundFile, Vec<Given>)>,
    /// What could not be read as it should beside the files.
    pub problems: Vec<String>,
    /// Whether some file has another time but the same content.
    touched: bool,
}

/// What happens while files are read.
pub enum Event<'e> {
    /// A report was read from a file under a root.
    Report(&'e FoundFile, &'e ReadReport),
    /// A file is done with.
    File(FileRecord),
}

impl Update {
    /// Walks the roots and compares: by size and time first; what differs there is read and hashed.
    /// Files that had problems are looked at again. Of `known`, files under other roots are kept.
    pub fn of(roots: &[String], known: &[FileRecord], options: &Options) -> Update {
        let mut by_place: BTreeMap<(String, String), &FileRecord> =
            known.iter().map(|record| ((record.root.clone(), record.path.clone()), record)).collect();
        let mut update =
            Update { kept: Vec::new(), gone: Vec::new(), to_read: Vec::new(), problems: Vec::new(), touched: false };
        let mut sidecars = Sidecars::default();
        for root in roots {
            for file in walk::files(root) {
                let given = sidecars.given(Path::new(root), &file.at);
                let before = by_place.remove(&(file.root.clone(), file.path.clone()));
                match before {
                    Some(record) if is_same(record, &file, &given, options) => update.kept.push(record.clone()),
                    Some(record) if has_same_content(record, &file, &given, options) => {
                        let (size, modified) = (file.size, file.modified);
                        update.kept.push(FileRecord { size, modified, ..record.clone() });
                        update.touched = true;
                    }
                    Some(record) => {
                        update.gone.push(record.clone());
                        update.to_read.push((file, given));
                    }
                    None => update.to_read.push((file, given)),
                }
            }
        }
        for record in by_place.into_values() {
            if roots.contains(&record.root) {
                update.gone.push(record.clone())
            } else {
                update.kept.push(record.clone())
            }
        }
        update.problems = sidecars.unused();
        update.problems.append(&mut sidecars.problems);
        update
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.to_read.is_empty() && !self.touched
    }

    /// How many files will be read, and their bytes.
    pub fn work(&self) -> (usize, u64) {
        (self.to_read.len(), self.to_read.iter().map(|(file, _)| file.size).sum())
    }

    /// Reads what must be read, on all cores, and tells of it in the order of the files. Ids that are
    /// taken already are made other.
    pub fn read<E>(&self, options: &Options, each: &mut dyn FnMut(Event<'_>) -> Result<(), E>) -> Result<(), E> {
        let mut ids: HashSet<String> = self.kept.iter().flat_map(|file| &file.reports).map(|r| r.id.clone()).collect();
        for some in in_portions(&self.to_read) {
            let read: Vec<(FileRecord, Vec<ReadReport>)> = if some.len() == 1 {
                Vec::new()
            } else {
                some.par_iter().map(|(file, given)| read_whole(file, given, options)).collect()
            };
            if let [(file, given)] = some {
                let mut failed = Ok(());
                let mut record = read_file(file, given, options, &mut |mut report, record| {
                    make_id_own(&mut report, file, &mut ids, record);
                    if failed.is_ok() {
                        failed = each(Event::Report(file, &report));
                    }
                });
                failed?;
                record.reports.shrink_to_fit();
                each(Event::File(record))?;
            }
            for ((file, _), (mut record, reports)) in some.iter().zip(read) {
                record.reports.clear();
                for mut report in reports {
                    make_id_own(&mut report, file, &mut ids, &mut record);
                    each(Event::Report(file, &report))?;
                }
                each(Event::File(record))?;
            }
        }
        Ok(())
    }
}

/// How the files under some roots differ, by size and time, from what is known of them; in words.
pub fn differences(roots: &[String], known: &[FileRecord]) -> Vec<String> {
    let mut by_place: BTreeMap<(&str, &str), &FileRecord> =
        known.iter().map(|record| ((record.root.as_str(), record.path.as_str()), record)).collect();
    let found: Vec<FoundFile> = roots.iter().flat_map(|root| walk::files(root)).collect();
    let (mut new, mut changed) = (0, 0);
    for file in &found {
        match by_place.remove(&(file.root.as_str(), file.path.as_str())) {
            None => new += 1,
            Some(record) => changed += usize::from((record.size, record.modified) != (file.size, file.modified)),
        }
    }
    let said = |count: usize, what: &str| (count > 0).then(|| format!("{count} files {what}"));
    [said(new, "are new"), said(changed, "have changed"), said(by_place.len(), "have gone")]
        .into_iter()
        .flatten()
        .collect()
}

/// Files in portions that are read at once; a file that may hold many reports is one alone.
fn in_portions(files: &[(FoundFile, Vec<Given>)]) -> impl Iterator<Item = &[(FoundFile, Vec<Given>)]> {
    const MOST_FILES: usize = 64;
    const MOST_BYTES: u64 = 32 << 20;
    let mut rest = files;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let many = |file: &FoundFile| read::is_records(&file.path) || file.size > MOST_BYTES / 2;
        let fits = |(file, _): &&(FoundFile, Vec<Given>)| {
            bytes += file.size;
            bytes <= MOST_BYTES && !many(file)
        };
        let length = rest.iter().take(MOST_FILES).take_while(fits).count().clamp(1, rest.len().max(1));
        if rest.is_empty() {
            return None;
        }
        let (some, later) = rest.split_at(length);
        rest = later;
        Some(some)
    })
}

/// Whether a file and all that its reports depend on is as it was.
fn is_same(record: &FileRecord, file: &FoundFile, given: &[Given], options: &Options) -> bool {
    file.problem.is_none()
        && record.problems.is_empty()
        && record.size == file.size
        && record.modified == file.modified
        && record.options == options_hash(given, options)
}

/// Whether a file whose time has changed still says the same.
fn has_same_content(record: &FileRecord, file: &FoundFile, given: &[Given], options: &Options) -> bool {
    file.problem.is_none()
        && record.problems.is_empty()
        && record.size == file.size
        && record.options == options_hash(given, options)
        && read::content(&file.at, file, options)
            .is_ok_and(|bytes| blake3::hash(&bytes).to_hex().as_str() == record.hash)
}

fn options_hash(given: &[Given], options: &Options) -> String {
    let mut hasher = blake3::Hasher::new();
    for Given { field, value, source } in given {
        for part in [field, value, source] {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
        }
    }
    hasher.update(options.rules_hash.as_bytes());
    hasher.finalize().to_hex()[..16].to_owned()
}

fn read_whole(file: &FoundFile, given: &[Given], options: &Options) -> (FileRecord, Vec<ReadReport>) {
    let mut reports = Vec::new();
    let record = read_file(file, given, options, &mut |report, _| reports.push(report));
    (record, reports)
}

fn read_file(
    file: &FoundFile,
    given: &[Given],
    options: &Options,
    each: &mut dyn FnMut(ReadReport, &mut FileRecord),
) -> FileRecord {
    let mut record = FileRecord {
        root: file.root.clone(),
        path: file.path.clone(),
        size: file.size,
        modified: file.modified,
        options: options_hash(given, options),
        ..FileRecord::default()
    };
    let content = match &file.problem {
        Some(problem) => Err(problem.clone()),
        None => read::content(&file.at, file, options),
    };
    match content {
        Err(problem) => record.problems.push(problem),
        Ok(bytes) => {
            record.hash = blake3::hash(&bytes).to_hex().to_string();
            let problems = read::read(file, &bytes, given, options, &mut |report| each(report, &mut record));
            record.problems.extend(problems);
        }
    }
    record
}

/// Gives a report whose id is taken another one, and lists it on its file's record.
fn make_id_own(read: &mut ReadReport, file: &FoundFile, ids: &mut HashSet<String>, record: &mut FileRecord) {
    let id = &mut read.report.id;
    if ids.contains(id) {
        let taken = id.clone();
        let folder = Path::new(&file.root).file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut names = std::iter::once(format!("{folder}/{}", file.path))
            .filter(|name| *name != taken)
            .chain((2..).map(|n| format!("{taken}-{n}")));
        if let Some(free) = names.find(|name| !ids.contains(name)) {
            record.problems.push(format!("the id {taken} is taken; this report is {free}"));
            *id = free;
        }
    }
    ids.insert(id.clone());
    record.reports.push(read.report.entry());
}
