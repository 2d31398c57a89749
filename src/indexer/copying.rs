//! An index made of another one: the same reports, whatever has become of their files.

use std::collections::HashMap;
use std::path::Path;

#[cfg(feature = "opensearch")]
use crate::cluster::{Address, Snapshot};
use crate::corpus::acronyms;
use crate::engine::is_in_cluster;
#[cfg(not(feature = "opensearch"))]
use crate::engine::without_clusters;
use crate::index::{IndexError, Manifest, Reader, Summary, made_in};
use crate::report::ReadReport;

use super::target::{KnownIndex, Target};
use super::{Indexer, IndexerError, Progress};

/// An index that is copied.
enum CopySource {
    /// From a folder.
    Folder(Box<Reader>),
    /// From a cluster.
    #[cfg(feature = "opensearch")]
    Cluster(Box<Snapshot>),
}

impl Indexer {
    /// Makes the index of what another one holds: the same reports, and what that one was made from. No source is read. An
    /// index that is there already is replaced if it is to be rebuilt.
    ///
    /// # Errors
    /// Where there is an index that is not to be replaced, where the other one cannot be read whole, or this one cannot be
    /// written; it is then as it was.
    pub fn copy(&self, from: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Summary, IndexerError> {
        if self.folder.as_os_str().is_empty() {
            return Err(IndexerError::NoFolder);
        }
        let source = CopySource::open(from)?;
        let held = if self.rebuild { 0 } else { KnownIndex::open(&self.folder)?.manifest()?.files.len() };
        if held > 0 || from == self.folder {
            return Err(IndexerError::Occupied(self.folder.clone()));
        }
        let mut manifest = source.manifest()?;
        let mut writer = Target::open(&self.folder, true, self.writing)?;
        let copied = source.copy(from, &manifest, &mut writer, progress);
        match copied {
            Ok(()) => {
                let elsewhere = source.base().and_then(Path::to_str).map(str::to_owned);
                manifest.made_in = elsewhere.or_else(|| made_in(&self.folder, &manifest.roots));
                Ok(writer.commit(manifest)?.0)
            }
            Err(error) => {
                writer.abandon()?;
                Err(error.into())
            }
        }
    }
}

impl CopySource {
    fn open(place: &Path) -> Result<CopySource, IndexError> {
        if !is_in_cluster(place) {
            return Ok(CopySource::Folder(Box::new(Reader::open(place)?)));
        }
        #[cfg(feature = "opensearch")]
        return Ok(CopySource::Cluster(Box::new(Snapshot::open_kept(Address::parse(place)?)?)));
        #[cfg(not(feature = "opensearch"))]
        Err(without_clusters(place))
    }

    fn manifest(&self) -> Result<Manifest, IndexError> {
        let (manifest, summary) = match self {
            CopySource::Folder(reader) => (reader.manifest()?, reader.summary()),
            #[cfg(feature = "opensearch")]
            CopySource::Cluster(snapshot) => (snapshot.manifest()?, snapshot.summary()),
        };
        Ok(Manifest { register: summary.register.clone(), kinds: summary.kinds.clone(), ..manifest })
    }

    /// The folder that relative roots begin in, if it is not the current one.
    fn base(&self) -> Option<&Path> {
        match self {
            CopySource::Folder(reader) => reader.base(),
            #[cfg(feature = "opensearch")]
            CopySource::Cluster(_) => None,
        }
    }

    /// Writes all reports that the manifest has.
    fn copy(
        &self,
        from: &Path,
        manifest: &Manifest,
        writer: &mut Target,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), IndexError> {
        let bytes = manifest.files.iter().map(|file| file.size).sum();
        progress(Progress::Started { files: manifest.files.len(), bytes });
        // Of each report its file, and its share of the bytes of that.
        let mut files: HashMap<&str, (&str, &str, u64)> = HashMap::new();
        for file in &manifest.files {
            let own = || file.reports.iter().filter(|report| report.copy_of.is_none());
            let share = file.size / (own().count() as u64).max(1);
            files.extend(own().map(|report| (report.id.as_str(), (&*file.root, &*file.path, share))));
        }
        self.each(&mut |read| {
            let Some((root, path, share)) = files.remove(read.report.id.as_str()) else {
                return Err(IndexError::damaged(from, format!("{}: it is not in the manifest", read.report.id)));
            };
            writer.add(root, path, &read)?;
            progress(Progress::Passages(read.passages.len()));
            progress(Progress::File(share));
            Ok(())
        })?;
        match files.keys().min() {
            None => Ok(()),
            Some(id) => Err(IndexError::damaged(from, format!("{id}: it is not stored"))),
        }
    }

    /// Calls for each report.
    fn each(&self, take: &mut dyn FnMut(ReadReport) -> Result<(), IndexError>) -> Result<(), IndexError> {
        match self {
            CopySource::Folder(reader) => {
                let (locations, errors) = reader.report_locations();
                errors.into_iter().next().map_or(Ok(()), Err)?;
                for location in locations {
                    let read = reader.stored(location)?;
                    take(ReadReport { acronyms: acronyms(&read.passages), ..read })?;
                }
                reader.check_lengths()
            }
            #[cfg(feature = "opensearch")]
            CopySource::Cluster(snapshot) => snapshot.each_whole_report(&mut |report| take(report.read)),
        }
    }
}
