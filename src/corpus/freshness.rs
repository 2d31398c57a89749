//! Whether the files of a corpus are as they were when they were read, by their sizes and times only.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::report::{CorpusDifference, FileRecord, PlaceRecord, Stamp, stamps_in};

use super::sidecar::is_sidecar;
use super::{FoundFile, walk};

/// Whether every folder and sidecar, and at most `limit` of the files, match their stamps; `turn` chooses the files, if
/// there are more. Relative paths begin in `base`.
pub(crate) fn is_as_stamped(base: &Path, stamps: &[u8], limit: usize, turn: usize) -> bool {
    let files = stamps_in(stamps).filter(|stamp| stamp.size.is_some()).count();
    let first = if files > limit { turn % files } else { 0 };
    let is_looked_at = |number: usize| (number + files - first) % files.max(1) < limit;
    let mut number = 0;
    stamps_in(stamps).all(|stamp| {
        if stamp.size.is_none() {
            return is_as_it_was(base, &stamp);
        }
        number += 1;
        !is_looked_at(number - 1) || is_as_it_was(base, &stamp)
    })
}

fn is_as_it_was(base: &Path, stamp: &Stamp<'_>) -> bool {
    let metadata = fs::metadata(base.join(stamp.path)).or_else(|_| fs::metadata(base.join(stamp.root)));
    let Ok(metadata) = metadata else {
        // A file that was not accessible before has neither size nor time.
        return (stamp.size, stamp.modified) == (Some(0), 0);
    };
    match stamp.size {
        None => walk::modified(&metadata) == stamp.modified,
        Some(size) if metadata.is_file() => (metadata.len(), walk::modified(&metadata)) == (size, stamp.modified),
        Some(size) => (size, stamp.modified) == (0, 0),
    }
}

/// How the files under some roots differ, by size and time, from what is known of them. Relative paths begin in `base`.
pub(crate) fn differences(
    base: &Path,
    roots: &[String],
    places: &[PlaceRecord],
    known: &[FileRecord],
) -> Vec<CorpusDifference> {
    let at: Vec<String> = roots.iter().map(|root| base.join(root).to_string_lossy().into_owned()).collect();
    let gone: Vec<CorpusDifference> =
        at.iter().filter_map(|root| walk::check_root(root).err()).map(CorpusDifference::Root).collect();
    if !gone.is_empty() {
        return gone;
    }
    let mut by_place: BTreeMap<(&str, &str), &FileRecord> =
        known.iter().filter(|record| !record.is_given()).map(|record| (record.place(), record)).collect();
    let found: Vec<(&String, Vec<FoundFile>)> = roots.iter().zip(at.iter().map(|at| walk::walk(at).files)).collect();
    let (mut new, mut changed) = (0, 0);
    for (root, file) in found.iter().flat_map(|(root, files)| files.iter().map(move |file| (root, file))) {
        match by_place.remove(&(root.as_str(), file.path.as_str())) {
            None => new += 1,
            Some(record) => changed += usize::from((record.size, record.modified) != (file.size, file.modified)),
        }
    }
    let sidecar = |place: &&PlaceRecord| {
        let now = fs::metadata(base.join(&place.path)).ok();
        now.is_none_or(|now| !now.is_dir() && walk::modified(&now) != place.modified) && is_sidecar(&place.path)
    };
    let sidecars = places.iter().filter(sidecar).map(|place| CorpusDifference::Sidecar(place.path.clone()));
    let counts = [(new, CorpusDifference::New(new)), (changed, CorpusDifference::Changed(changed))];
    let counts = counts.into_iter().chain([(by_place.len(), CorpusDifference::Gone(by_place.len()))]);
    counts.filter(|(files, _)| *files > 0).map(|(_, difference)| difference).chain(sidecars).collect()
}
