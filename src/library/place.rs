//! Opening an index by what names it: a folder, or an address in a cluster.

use std::path::Path;
use std::sync::Arc;

#[cfg(feature = "opensearch")]
use crate::cluster::{Address, Snapshot};
#[cfg(not(feature = "opensearch"))]
use crate::engine::without_clusters;
use crate::engine::{Engine, IndexError, is_in_cluster};
use crate::index::{Fault, Reader};

use super::local::Local;
#[cfg(feature = "opensearch")]
use super::remote::{Remote, everything, readable};

/// The engine of the index at a place, for many queries or for one.
pub(super) fn engine(place: &Path, for_many: bool) -> Result<Arc<dyn Engine>, IndexError> {
    if !is_in_cluster(place) {
        return Ok(Arc::new(if for_many { Local::open(place)? } else { Local::open_for_one(place)? }));
    }
    #[cfg(feature = "opensearch")]
    return Ok(Arc::new(Remote::open(Address::parse(place)?, for_many)?));
    #[cfg(not(feature = "opensearch"))]
    Err(without_clusters(place))
}

/// All of the index at a place, for what looks at more than an engine shows.
///
/// # Errors
/// Where there is no index, or one of another version, or it is damaged or cannot be read.
pub(crate) fn open_reader(place: &Path) -> Result<Reader, IndexError> {
    if !is_in_cluster(place) {
        return Reader::open(place);
    }
    #[cfg(feature = "opensearch")]
    return everything(&Snapshot::open_kept(Address::parse(place)?)?);
    #[cfg(not(feature = "opensearch"))]
    Err(without_clusters(place))
}

/// All of the index at a place that can be read, to check it, and what is wrong besides.
///
/// # Errors
/// Where there is no index, or it cannot be opened.
pub(crate) fn open_lenient(place: &Path) -> Result<(Reader, Vec<Fault>), IndexError> {
    if !is_in_cluster(place) {
        return Ok((Reader::open_lenient(place)?, Vec::new()));
    }
    #[cfg(feature = "opensearch")]
    return readable(&Snapshot::open_kept(Address::parse(place)?)?);
    #[cfg(not(feature = "opensearch"))]
    Err(without_clusters(place))
}
