//! An index in a cluster mended: what is whole there is taken over, whether or not its file is still there, and the rest is
//! read again.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

#[cfg(feature = "opensearch")]
use crate::cluster::{Address, Snapshot};
use crate::corpus::{RootNames, Sources, Update, check_root, path_of};
use crate::engine::is_in_cluster;
#[cfg(not(feature = "opensearch"))]
use crate::engine::without_clusters;
use crate::index::{IndexError, Inventory};
use crate::report::{FileRecord, ReadReport, ReportEntry};

use super::target::Target;
use super::{Indexed, Indexer, IndexerError, Loss, Progress, Repair};

/// What the newest state of an index holds, as far as it can still be read.
///
/// # Errors
/// Where the index is in a cluster that does not answer.
pub(crate) fn inventory(place: &Path) -> Result<Inventory, IndexError> {
    if !is_in_cluster(place) {
        return Ok(Inventory::read(place));
    }
    #[cfg(feature = "opensearch")]
    return in_cluster(&Snapshot::open_kept(Address::parse(place)?)?);
    #[cfg(not(feature = "opensearch"))]
    Err(without_clusters(place))
}

#[cfg(feature = "opensearch")]
fn in_cluster(snapshot: &Snapshot) -> Result<Inventory, IndexError> {
    match snapshot.manifest() {
        Ok(manifest) => return Ok(Inventory::of_manifest(manifest)),
        Err(IndexError::Damaged { .. }) => {}
        Err(error) => return Err(error),
    }
    let mut stored = Vec::new();
    snapshot.each_report(&mut |report| {
        stored.extend(report.ok().map(|report| {
            let read = ReadReport { passages: Vec::new(), ..report.read };
            (report.root, report.path, read)
        }));
        Ok(())
    })?;
    Ok(Inventory::of_reports(snapshot.summary().clone(), stored))
}

impl Indexer {
    /// Makes an index in a cluster anew, of what is whole there and of what is read again.
    pub(super) fn mend(
        &self,
        what: Repair<'_>,
        drop: bool,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(Indexed, Vec<Loss>), IndexerError> {
        let held = inventory(&self.folder)?;
        let again: HashSet<(&str, &str)> = match what {
            Repair::All => HashSet::new(),
            Repair::Files(files) => files.iter().map(FileRecord::place).collect(),
        };
        let mut writer = Target::open(&self.folder, true, self.writing)?;
        let kept = self.take_over(&held, &again, &mut writer)?;
        let roots = self.repaired_roots(&held);
        let here: Vec<String> = roots.iter().filter(|root| check_root(root).is_ok()).cloned().collect();
        // What is whole stays, also where its file is gone.
        let is_gone = |file: &FileRecord| here.contains(&file.root) && !path_of(&file.root, &file.path).exists();
        let (alone, known): (Vec<FileRecord>, Vec<FileRecord>) =
            held.files.iter().filter(|file| kept.contains(&file.place())).cloned().partition(is_gone);
        let from = Sources {
            walked: &here,
            all: &here,
            moved: &[],
            names: RootNames::new(&roots),
            documents: self.documents(),
        };
        let mut update = Update::new(from, (known, held.places.clone()), &self.reading);
        let (mut files, _) = self.read(&mut writer, &mut update, progress)?;
        files.extend(alone);
        files.sort_by(|a, b| a.place().cmp(&b.place()));
        self.end_repair(writer, &held, drop, (roots, update, files))
    }

    /// Writes what is whole of an index to its successor, but for some files that are to be read again; returns the files
    /// of which that is all.
    fn take_over<'h>(
        &self,
        held: &'h Inventory,
        again: &HashSet<(&str, &str)>,
        writer: &mut Target,
    ) -> Result<BTreeSet<(&'h str, &'h str)>, IndexError> {
        let own = |file: &'h FileRecord| file.reports.iter().filter(|report| report.copy_of.is_none());
        let stays = || held.files.iter().filter(move |file| !again.contains(&file.place()));
        let mut entries: HashMap<&str, (&FileRecord, &ReportEntry)> = HashMap::new();
        for file in stays() {
            entries.extend(own(file).map(|report| (report.id.as_str(), (file, report))));
        }
        let mut missing: BTreeSet<&str> = entries.keys().copied().collect();
        self.each_whole(&mut |read| {
            let Some((file, entry)) = entries.get(read.report.id.as_str()) else { return Ok(()) };
            let stored = ReportEntry { likeness: entry.likeness.clone(), ..read.entry() };
            if **entry != stored || !missing.remove(entry.id.as_str()) {
                return Ok(());
            }
            writer.add(&file.root, &file.path, &read)
        })?;
        let mut kept: BTreeSet<(&str, &str)> = stays().map(FileRecord::place).collect();
        for (file, _) in missing.into_iter().filter_map(|id| entries.get(id)) {
            if kept.remove(&file.place()) {
                writer.remove_file(&file.root, &file.path);
            }
        }
        Ok(kept)
    }

    /// Calls for each report that is whole in the cluster.
    #[cfg(feature = "opensearch")]
    fn each_whole(&self, take: &mut dyn FnMut(ReadReport) -> Result<(), IndexError>) -> Result<(), IndexError> {
        let snapshot = Snapshot::open_kept(Address::parse(&self.folder)?)?;
        snapshot.each_report(&mut |report| report.map_or(Ok(()), |report| take(report.read)))
    }

    #[cfg(not(feature = "opensearch"))]
    fn each_whole(&self, _: &mut dyn FnMut(ReadReport) -> Result<(), IndexError>) -> Result<(), IndexError> {
        Err(without_clusters(&self.folder))
    }
}
