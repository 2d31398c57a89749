//! What an index was made from, and the few lines of it that every search needs.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::report::{CopyOf, FileRecord, PlaceRecord, Prose, ReportEntry};

use super::{ANALYSER, FORMAT, IndexError};

/// The part of the manifest that tantivy's own metadata carries, so that a search reads one file less.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The version of the layout on disk.
    pub format: u32,
    /// The version of the analyser.
    pub analyser: u32,
    /// The name of the manifest's file.
    pub manifest: String,
    /// How many reports there are.
    pub reports: u64,
    /// How many passages there are.
    pub passages: u64,
    /// How many words they have.
    pub words: u64,
    /// What of it is running text.
    pub prose: Prose,
    /// How many authorities there are.
    pub authorities: u64,
    /// How many files were skipped or could not be read as they should.
    pub problems: u64,
    /// How many texts are boilerplate; where there are some, their file beside the manifest.
    pub recurring: usize,
    /// The names of sidecar fields that findings does not know.
    pub extra_fields: Vec<String>,
}

/// What an index was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the program that wrote it.
    pub program: String,
    /// Counts up with each state of the index.
    pub generation: u64,
    /// The folders and files that were asked for, as they were given.
    pub roots: Vec<String>,
    /// The options of the command line that what was read depends on, such as `--keep-duplicates`.
    pub arguments: Vec<String>,
    /// The folders and sidecars that were met.
    pub places: Vec<PlaceRecord>,
    /// Every file met, in order of root and path.
    pub files: Vec<FileRecord>,
}

impl Manifest {
    /// The reports that the index holds, which are those that are no copies.
    pub fn reports(&self) -> impl Iterator<Item = &ReportEntry> {
        self.files.iter().flat_map(|file| &file.reports).filter(|report| report.copy_of.is_none())
    }

    /// Files that hold a report which the index has from another: the file, and the report in it.
    pub fn copies(&self) -> impl Iterator<Item = (&FileRecord, &ReportEntry, &CopyOf)> {
        self.files.iter().flat_map(|file| file.reports.iter().filter_map(move |r| Some((file, r, r.copy_of.as_ref()?))))
    }

    pub(super) fn file_name(&self) -> String {
        format!("manifest-{}.json", self.generation)
    }

    /// The counts of the state that it describes, in which so many texts recur.
    pub(super) fn summary(&self, recurring: usize) -> Summary {
        let reports = || self.reports();
        let authorities: BTreeSet<&String> = reports().filter_map(|report| report.authority.as_ref()).collect();
        let extra_fields: BTreeSet<&String> = reports().flat_map(|report| &report.extra).collect();
        Summary {
            format: FORMAT,
            analyser: ANALYSER,
            manifest: self.file_name(),
            reports: reports().count() as u64,
            passages: reports().map(|report| u64::from(report.passages)).sum(),
            words: reports().map(|report| report.words).sum(),
            prose: reports().map(|report| report.prose).fold(Prose::default(), Prose::and),
            authorities: authorities.len() as u64,
            recurring,
            problems: self.files.iter().filter(|file| !file.problems.is_empty()).count() as u64,
            extra_fields: extra_fields.into_iter().cloned().collect(),
        }
    }

    /// Writes the manifest under its own name and waits until the disk has it.
    pub(super) fn write(&self, folder: &Path) -> Result<(), IndexError> {
        let path = folder.join(self.file_name());
        let bytes = serde_json::to_vec(self).map_err(|e| IndexError::damaged(folder, e))?;
        let written = File::create(&path).and_then(|mut file| {
            file.write_all(&bytes)?;
            file.sync_all()
        });
        written.map_err(IndexError::io(&path))
    }

    pub(super) fn read(folder: &Path, name: &str) -> Result<Manifest, IndexError> {
        let path = folder.join(name);
        let bytes = fs::read(&path).map_err(IndexError::io(&path))?;
        serde_json::from_slice(&bytes).map_err(|e| IndexError::damaged(folder, format!("{name}: {e}")))
    }

    /// The folders and files of the newest manifest in a folder, whatever version wrote it.
    pub fn roots_in(folder: &Path) -> Vec<String> {
        #[derive(Deserialize)]
        struct Roots {
            generation: u64,
            roots: Vec<String>,
        }
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let manifests = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("manifest-"));
        let read = manifests.filter_map(|entry| serde_json::from_slice::<Roots>(&fs::read(entry.path()).ok()?).ok());
        read.max_by_key(|manifest| manifest.generation).map(|manifest| manifest.roots).unwrap_or_default()
    }

    /// The manifest of the newest state in a folder; an empty one where there is no index.
    pub fn newest_in(folder: &Path) -> Result<Manifest, IndexError> {
        match super::Reader::open(folder) {
            Err(IndexError::Missing(_)) => Ok(Manifest::default()),
            reader => reader?.manifest(),
        }
    }

    /// The options that the newest state in a folder was made with; none where they cannot be told.
    pub fn arguments_in(folder: &Path) -> Vec<String> {
        Manifest::newest_in(folder).map(|manifest| manifest.arguments).unwrap_or_default()
    }

    /// Removes what belongs to other states.
    pub(super) fn remove_others(&self, folder: &Path) {
        let own = self.file_name();
        let own = [recurring_file(&own), own];
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if is_of_a_state(&name) && !own.contains(&name.as_ref().to_owned()) {
                // Another state's file that stays is only a few bytes too many.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// The name of the file of recurring texts beside a manifest.
pub(super) fn recurring_file(manifest: &str) -> String {
    manifest.replace("manifest-", "recurring-").replace(".json", ".bin")
}

/// Whether a file of the index's folder is one of those that each state has.
pub(super) fn is_of_a_state(name: &str) -> bool {
    [("manifest-", ".json"), ("recurring-", ".bin")]
        .iter()
        .any(|(start, end)| name.starts_with(start) && name.ends_with(end))
}

impl Summary {
    /// Reads what tantivy's metadata carries; refuses other versions.
    pub(super) fn parse(folder: &Path, payload: Option<&str>) -> Result<Summary, IndexError> {
        let payload = payload.ok_or_else(|| IndexError::Missing(folder.to_owned()))?;
        let versions = serde_json::from_str::<Versions>(payload).map_err(|e| IndexError::damaged(folder, e))?;
        if (versions.format, versions.analyser) != (FORMAT, ANALYSER) {
            let found = format!("format {}, analyser {}", versions.format, versions.analyser);
            return Err(IndexError::Version { path: folder.to_owned(), found });
        }
        serde_json::from_str(payload).map_err(|e| IndexError::damaged(folder, e))
    }
}

#[derive(Deserialize)]
struct Versions {
    format: u32,
    analyser: u32,
}
