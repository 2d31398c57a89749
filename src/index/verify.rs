//! Checking an index: its files against their checksums, and what it stores against its manifest.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use tantivy::Index;
use tantivy::index::SegmentComponent;

use crate::report::ReportEntry;

use super::checksummed::verified;
use super::directory::{CheckedDirectory, MANAGED, META};
use super::lock::LOCK;
use super::manifest::{Manifest, boilerplate_file, is_of_a_state};
use super::state::IndexState;
use super::stored::ReportLocation;
use super::writer::{SEGMENTS, missing};
use super::{IndexError, Reader};

/// Something wrong with an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file of the index, or the report, that has the fault.
    pub with: String,
    /// What is wrong.
    pub what: String,
}

/// The result of checking the files of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileCheck {
    /// How many files belong to the newest state.
    pub files: usize,
    /// How many bytes they have.
    pub bytes: u64,
    /// What is wrong with them.
    pub faults: Vec<Fault>,
    /// Files that belong to no state.
    pub leftovers: Vec<String>,
}

/// Compares every file of the newest state of an index with its checksums. `progress` gets the number of bytes.
///
/// # Errors
/// Where there is no index, or its folder cannot be read.
pub fn check_files(folder: &Path, progress: &dyn Fn(u64)) -> Result<FileCheck, IndexError> {
    const MAX_TRIES: usize = 5;
    for _ in 1..MAX_TRIES {
        let before = newest(folder)?;
        let check = check_state(folder, before.as_ref(), progress)?;
        // Files of a state that a writer has replaced meanwhile may be gone.
        if check.faults.is_empty() || newest(folder)? == before {
            return Ok(check);
        }
    }
    check_state(folder, newest(folder)?.as_ref(), progress)
}

/// The newest state; none where it cannot be read.
fn newest(folder: &Path) -> Result<Option<IndexState>, IndexError> {
    match IndexState::newest(folder) {
        Err(IndexError::Damaged { .. }) => Ok(None),
        Ok(state) => state.filter(|state| state.summary.is_some()).ok_or_else(|| missing(folder)).map(Some),
        Err(error) => Err(error),
    }
}

fn check_state(folder: &Path, state: Option<&IndexState>, progress: &dyn Fn(u64)) -> Result<FileCheck, IndexError> {
    let found = files(folder)?;
    let mut check = FileCheck::default();
    let expected = match state {
        Some(state) => files_of(folder, state)?,
        // It is unknown which files are needed, so check each.
        None => found.iter().cloned().chain([Path::new(SEGMENTS).join(META)]).collect(),
    };
    let directory = CheckedDirectory::for_writing(folder)?;
    for file in &expected {
        let at = folder.join(file);
        let is_segment = file.parent() == Some(Path::new(SEGMENTS)) && !is_checksummed(file);
        let faults = if is_segment {
            directory.faults(Path::new(file.file_name().unwrap_or_default()))
        } else {
            match fs::read(&at) {
                Ok(bytes) => verified(&bytes).err().map(str::to_owned).into_iter().collect(),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => vec!["the file is missing".to_owned()],
                Err(error) => vec![error.to_string()],
            }
        };
        let length = fs::metadata(&at).map_or(0, |metadata| metadata.len());
        progress(length);
        check.files += 1;
        check.bytes += length;
        let with = file.display().to_string();
        check.faults.extend(faults.into_iter().map(|what| Fault { with: with.clone(), what }));
    }
    let left = found.difference(&expected);
    check.leftovers = left.map(|file| file.display().to_string()).collect();
    Ok(check)
}

/// The files of an index's folder, without locks and other files.
fn files(folder: &Path) -> Result<BTreeSet<PathBuf>, IndexError> {
    let names = |at: &Path| -> Result<Vec<String>, IndexError> {
        let entries = match fs::read_dir(at) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(IndexError::io(at))?,
        };
        Ok(entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
    };
    let own = names(folder)?.into_iter().filter(|name| name != LOCK && is_of_a_state(name)).map(PathBuf::from);
    let segments = names(&folder.join(SEGMENTS))?.into_iter().filter(|name| !name.ends_with(".lock"));
    Ok(own.chain(segments.map(|name| Path::new(SEGMENTS).join(name))).collect())
}

/// The files that a state needs.
pub(super) fn files_of(folder: &Path, state: &IndexState) -> Result<BTreeSet<PathBuf>, IndexError> {
    let directory = CheckedDirectory::for_reading(folder, Arc::clone(&state.meta))?;
    let segments = Path::new(SEGMENTS);
    let metas = Index::open(directory)?.load_metas()?;
    let mut files: BTreeSet<PathBuf> = metas.list_segment_files().iter().map(|file| segments.join(file)).collect();
    // tantivy lists the file of deleted documents also where there are none.
    for segment in metas.segments.iter().filter(|segment| !segment.has_deletes()) {
        files.remove(&segments.join(segment.relative_path(SegmentComponent::Delete)));
    }
    files.extend([META, MANAGED].map(|name| segments.join(name)));
    if let Some(summary) = &state.summary {
        files.insert(PathBuf::from(&summary.manifest));
        if summary.recurring > 0 {
            files.insert(PathBuf::from(boilerplate_file(&summary.manifest)));
        }
    }
    Ok(files)
}

fn is_checksummed(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == META || name == MANAGED)
}

/// Compares what a state stores with its manifest. `progress` gets the number of reports.
pub(crate) fn check_agreement(reader: &Reader, manifest: &Manifest, progress: &(dyn Fn(u64) + Sync)) -> Vec<Fault> {
    let (locations, errors) = reader.report_locations();
    let mut faults: Vec<Fault> = errors.iter().map(|error| fault("the list of reports", error)).collect();
    let listed = listed_reports(manifest);
    let wrong = locations.par_iter().filter_map(|location| {
        progress(1);
        check_report(reader, &listed, *location)
    });
    faults.extend(wrong.collect::<Vec<_>>());
    let passages = locations.iter().map(|location| u64::from(location.passages())).sum();
    let summary = reader.summary();
    for (what, stored, counted) in
        [("reports", locations.len() as u64, summary.reports), ("passages", passages, summary.passages)]
    {
        if stored != counted {
            let what = format!("it counts {counted} {what}, and {stored} are stored");
            faults.push(Fault { with: summary.manifest.clone(), what });
        }
    }
    faults
}

/// Reports as the manifest has them: root and path of the file, and the entry.
pub(super) type ListedReports<'m> = HashMap<&'m str, (&'m str, &'m str, &'m ReportEntry)>;

/// The reports that a manifest has by their ids, without copies.
pub(super) fn listed_reports(manifest: &Manifest) -> ListedReports<'_> {
    let held = manifest.files.iter().flat_map(|file| {
        let held = file.reports.iter().filter(|report| report.copy_of.is_none());
        held.map(move |report| (report.id.as_str(), (file.root.as_str(), file.path.as_str(), report)))
    });
    held.collect()
}

/// What is wrong with a stored report, if anything.
fn check_report(reader: &Reader, listed: &ListedReports<'_>, location: ReportLocation) -> Option<Fault> {
    let read = match reader.stored(location) {
        Ok(read) => read,
        Err(error) => return Some(fault("a report", &error)),
    };
    let wrong = |what: &str| Some(Fault { with: read.report.id.clone(), what: what.to_owned() });
    let Some((_, _, entry)) = listed.get(read.report.id.as_str()) else { return wrong("it is not in the manifest") };
    let numbered = (1..).zip(&read.passages).all(|(number, passage)| passage.ordinal == number);
    let stored = ReportEntry { likeness: entry.likeness.clone(), ..read.entry() };
    if **entry != stored || read.passages.len() != entry.passages as usize || !numbered {
        return wrong("its passages are not those that the manifest counts");
    }
    None
}

fn fault(with: &str, error: &IndexError) -> Fault {
    let what = match error {
        IndexError::Damaged { what, .. } => what.clone(),
        other => other.to_string(),
    };
    Fault { with: with.to_owned(), what }
}
