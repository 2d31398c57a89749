//! What an indexer writes to: an index in a folder, or one in a cluster.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

#[cfg(feature = "opensearch")]
use crate::cluster::{Address, ClusterWriter, Snapshot};
use crate::engine::is_in_cluster;
#[cfg(not(feature = "opensearch"))]
use crate::engine::without_clusters;
use crate::index::{IndexError, Manifest, Reader, Summary, Writer, WriterOptions, is_relative, made_elsewhere};
use crate::report::ReadReport;

use super::{Indexer, IndexerError};

/// The one writer of an index, wherever it is.
pub(super) enum Target {
    /// A folder.
    Folder(Box<Writer>),
    /// A cluster.
    #[cfg(feature = "opensearch")]
    Cluster(Box<ClusterWriter>),
}

impl Target {
    /// Opens an index for writing; or makes it anew, while the one before stays until it is whole.
    pub(super) fn open(place: &Path, rebuild: bool, options: WriterOptions) -> Result<Target, IndexError> {
        if is_in_cluster(place) {
            #[cfg(feature = "opensearch")]
            return Ok(Target::Cluster(Box::new(ClusterWriter::open(Address::parse(place)?, rebuild)?)));
            #[cfg(not(feature = "opensearch"))]
            return Err(without_clusters(place));
        }
        let open = if rebuild { Writer::open_for_rebuild } else { Writer::open };
        Ok(Target::Folder(Box::new(open(place, options)?)))
    }

    /// The manifest of the last state, moved out.
    pub(super) fn take_manifest(&mut self) -> Manifest {
        match self {
            Target::Folder(writer) => writer.take_manifest(),
            #[cfg(feature = "opensearch")]
            Target::Cluster(writer) => writer.take_manifest(),
        }
    }

    /// Whether an earlier update was interrupted before its cleanup.
    pub(super) fn has_leftovers(&self) -> Result<bool, IndexError> {
        match self {
            Target::Folder(writer) => writer.has_leftovers(),
            #[cfg(feature = "opensearch")]
            Target::Cluster(writer) => Ok(writer.has_leftovers()),
        }
    }

    /// Reports of the last state, with their passages, in the order of their ids; none for one that is not stored.
    pub(super) fn stored(&self, place: &Path, ids: &[&str]) -> Result<Vec<Option<ReadReport>>, IndexError> {
        match self {
            Target::Folder(_) => {
                let reader = Reader::open(place)?;
                let one = |id: &&str| -> Result<Option<ReadReport>, IndexError> {
                    let Some(placed) = reader.report_by_id(id)? else { return Ok(None) };
                    let passages = reader.passages_of(&placed, 1..=placed.report.passages)?;
                    let (acronyms, block_quotes) = (Vec::new(), Vec::new());
                    Ok(Some(ReadReport { report: placed.report, passages, acronyms, block_quotes, likeness: None }))
                };
                ids.iter().map(one).collect()
            }
            #[cfg(feature = "opensearch")]
            Target::Cluster(writer) => ids.iter().map(|id| writer.stored(id)).collect(),
        }
    }

    /// Removes all reports of a file, by its root and its path there.
    pub(super) fn remove_file(&mut self, root: &str, path: &str) {
        match self {
            Target::Folder(writer) => writer.remove_file(root, path),
            #[cfg(feature = "opensearch")]
            Target::Cluster(writer) => writer.remove_file(root, path),
        }
    }

    /// Removes a report by its id.
    pub(super) fn remove_report(&mut self, id: &str) {
        match self {
            Target::Folder(writer) => writer.remove_report(id),
            #[cfg(feature = "opensearch")]
            Target::Cluster(writer) => writer.remove_report(id),
        }
    }

    /// Adds a report that was read from a file.
    pub(super) fn add(&mut self, root: &str, path: &str, read: &ReadReport) -> Result<(), IndexError> {
        match self {
            Target::Folder(writer) => writer.add(root, path, read),
            #[cfg(feature = "opensearch")]
            Target::Cluster(writer) => writer.add(root, path, read),
        }
    }

    /// Leaves the index as it was.
    pub(super) fn abandon(self) -> Result<(), IndexError> {
        match self {
            Target::Folder(writer) => writer.abandon(),
            // What was sent is hidden, and the next writer clears it away.
            #[cfg(feature = "opensearch")]
            Target::Cluster(_) => Ok(()),
        }
    }

    /// Commits everything as the new state.
    pub(super) fn commit(self, manifest: Manifest) -> Result<(Summary, Manifest), IndexError> {
        match self {
            Target::Folder(writer) => writer.commit(manifest),
            #[cfg(feature = "opensearch")]
            Target::Cluster(writer) => writer.commit(manifest),
        }
    }
}

impl Indexer {
    /// With what is known of the index already.
    #[must_use]
    pub(crate) fn knowing(self, known: KnownIndex) -> Indexer {
        Indexer { known: Mutex::new(Some(known)), ..self }
    }

    /// What is known of the index.
    pub(super) fn known(&self) -> Result<KnownIndex, IndexError> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).take();
        known.map_or_else(|| KnownIndex::open(&self.folder), Ok)
    }
}

/// What is known of the newest state of an index before it is opened for writing.
pub(crate) enum KnownIndex {
    /// It is in a folder.
    Folder(PathBuf),
    /// It is in a cluster; none where there is none that this version can read.
    #[cfg(feature = "opensearch")]
    Cluster(Option<Box<Snapshot>>),
}

impl KnownIndex {
    /// Of the index at a place, which need not be there.
    ///
    /// # Errors
    /// Where it is in a cluster that does not answer.
    pub(crate) fn open(place: &Path) -> Result<KnownIndex, IndexError> {
        if !is_in_cluster(place) {
            return Ok(KnownIndex::Folder(place.to_owned()));
        }
        #[cfg(feature = "opensearch")]
        return match Snapshot::open(Address::parse(place)?) {
            Err(IndexError::Missing(_) | IndexError::Version { .. }) => Ok(KnownIndex::Cluster(None)),
            snapshot => Ok(KnownIndex::Cluster(Some(Box::new(snapshot?)))),
        };
        #[cfg(not(feature = "opensearch"))]
        Err(without_clusters(place))
    }

    /// The manifest; an empty one where there is no index.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn manifest(&self) -> Result<Manifest, IndexError> {
        match self {
            KnownIndex::Folder(folder) => Manifest::newest_in(folder),
            #[cfg(feature = "opensearch")]
            KnownIndex::Cluster(snapshot) => {
                snapshot.as_ref().map_or_else(|| Ok(Manifest::default()), |snapshot| snapshot.manifest())
            }
        }
    }

    /// The folders and files that it was made from; none where there is no index.
    pub(crate) fn roots(&self) -> Vec<String> {
        match self {
            KnownIndex::Folder(folder) => Manifest::roots_in(folder),
            #[cfg(feature = "opensearch")]
            KnownIndex::Cluster(snapshot) => {
                snapshot.as_ref().map(|snapshot| snapshot.summary().roots.clone()).unwrap_or_default()
            }
        }
    }

    /// Refuses to go on where relative roots would be other folders than those that were read.
    pub(super) fn refuse_elsewhere(&self, roots: &[String]) -> Result<(), IndexerError> {
        let base = match self {
            KnownIndex::Folder(folder) if roots.iter().any(|root| is_relative(root)) => made_elsewhere(folder),
            // Any machine may go on with one in a cluster.
            _ => None,
        };
        base.map_or(Ok(()), |base| Err(IndexerError::Elsewhere { base: base.display().to_string() }))
    }

    /// The options that it was made with; none where they are not known.
    pub(crate) fn arguments(&self) -> Vec<String> {
        match self {
            KnownIndex::Folder(folder) => Manifest::arguments_in(folder),
            #[cfg(feature = "opensearch")]
            KnownIndex::Cluster(snapshot) => {
                let arguments = snapshot.as_ref().and_then(|snapshot| snapshot.summary().arguments.clone());
                arguments.unwrap_or_default()
            }
        }
    }
}
