//! Where an index may be: in a folder, or in a cluster.

use std::path::Path;

#[cfg(not(feature = "opensearch"))]
use super::IndexError;

/// How the addresses of indexes in clusters begin.
const IN_CLUSTER: &str = "opensearch+";

/// Whether what names an index is the address of one in a cluster, and not a folder.
pub(crate) fn is_in_cluster(place: &Path) -> bool {
    place.to_str().is_some_and(|place| place.starts_with(IN_CLUSTER))
}

/// The error of a build that knows no clusters.
#[cfg(not(feature = "opensearch"))]
pub(crate) fn without_clusters(place: &Path) -> IndexError {
    let what = "this build of findings reads no clusters; its feature `opensearch` was left out";
    IndexError::Cluster { place: place.display().to_string(), what: what.to_owned() }
}
