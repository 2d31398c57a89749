//! Whether the files of a corpus are as they were when they were read, by their sizes and times only.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::report::{FileRecord, PlaceRecord};

use super::{FoundFile, walk};

/// What a quick look says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// All is as it was.
    Fresh,
    /// How the files differ from what was read, in words.
    Stale(Vec<String>),
    /// There was no time to look at them all.
    Unknown,
}

impl Freshness {
    /// Looks at every folder, every sidecar and every file; where a file has come or gone, walks the folders
    /// to count. Gives up when `stop` is set.
    pub fn of(roots: &[String], places: &[PlaceRecord], files: &[FileRecord], stop: &AtomicBool) -> Freshness {
        let stopped = || stop.load(Ordering::Relaxed);
        let is_as_it_was = |place: &PlaceRecord| {
            fs::metadata(&place.path).is_ok_and(|metadata| walk::modified(&metadata) == place.modified)
        };
        for place in places {
            if stopped() {
                return Freshness::Unknown;
            }
            if !is_as_it_was(place) {
                return Freshness::after(differences(roots, places, files));
            }
        }
        let mut changed = 0;
        for file in files {
            if stopped() {
                return Freshness::Unknown;
            }
            let root = Path::new(&file.root);
            let beside = root.join(&file.path);
            let metadata = fs::metadata(&beside).or_else(|_| fs::metadata(root));
            let now = metadata.ok().filter(fs::Metadata::is_file).map(|m| (m.len(), walk::modified(&m)));
            // What could not be looked at before has neither size nor time.
            changed += usize::from(now.unwrap_or_default() != (file.size, file.modified));
        }
        Freshness::after(said(changed, "changed").into_iter().collect())
    }

    fn after(differences: Vec<String>) -> Freshness {
        if differences.is_empty() { Freshness::Fresh } else { Freshness::Stale(differences) }
    }
}

/// How the files under some roots differ, by size and time, from what is known of them; in words.
pub fn differences(roots: &[String], places: &[PlaceRecord], known: &[FileRecord]) -> Vec<String> {
    let gone: Vec<String> = roots.iter().filter_map(|root| walk::root_problem(root)).collect();
    if !gone.is_empty() {
        return gone;
    }
    let mut by_place: BTreeMap<(&str, &str), &FileRecord> =
        known.iter().map(|record| ((record.root.as_str(), record.path.as_str()), record)).collect();
    let found: Vec<FoundFile> = roots.iter().flat_map(|root| walk::walk(root).files).collect();
    let (mut new, mut changed) = (0, 0);
    for file in &found {
        match by_place.remove(&(file.root.as_str(), file.path.as_str())) {
            None => new += 1,
            Some(record) => changed += usize::from((record.size, record.modified) != (file.size, file.modified)),
        }
    }
    let sidecar = |place: &&PlaceRecord| {
        let now = fs::metadata(&place.path).ok();
        now.is_none_or(|now| !now.is_dir() && walk::modified(&now) != place.modified) && is_sidecar(&place.path)
    };
    let sidecars = places.iter().filter(sidecar).map(|place| format!("{} has changed", place.path));
    let counts = [said(new, "new"), said(changed, "changed"), said(by_place.len(), "gone")];
    counts.into_iter().flatten().chain(sidecars).collect()
}

fn is_sidecar(path: &str) -> bool {
    path.ends_with("metadata.csv") || path.ends_with("metadata.toml")
}

fn said(count: usize, what: &str) -> Option<String> {
    match (count, what) {
        (0, _) => None,
        (1, "new") => Some("1 file is new".to_owned()),
        (1, _) => Some(format!("1 file has {}", if what == "gone" { "gone" } else { what })),
        (_, "new") => Some(format!("{count} files are new")),
        (_, _) => Some(format!("{count} files have {what}")),
    }
}
