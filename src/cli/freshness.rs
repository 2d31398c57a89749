//! What every command that searches says of the index: files with problems, and whether it is older than its files.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::corpus::{differences, is_as_stamped};
use crate::index::{Manifest, Origin, Reader};

/// So many files are looked at by one search, which takes it a millisecond at most; of more, each search looks at
/// others. Folders are all looked at, so that a file that came, went or was replaced is always told.
const MOST: usize = 1_000;

/// What a person should know of an index that is searched.
pub(super) fn warnings(reader: &Reader) -> Vec<String> {
    let problems = match reader.summary().problems {
        0 => None,
        1 => Some("the index has 1 file with problems: `findings status` lists them".to_owned()),
        problems => Some(format!("the index has {problems} files with problems: `findings status` lists them")),
    };
    problems.into_iter().chain(stale(reader.origin())).collect()
}

fn stale(origin: &Origin) -> Option<String> {
    let stamps = origin.stamps()?;
    if is_as_stamped(&stamps, MOST, turn()) {
        return None;
    }
    let Manifest { roots, places, files, .. } = origin.manifest().ok()?;
    let differences = differences(&roots, &places, &files).join(", ");
    // A folder may have another time although all of its files are as they were.
    (!differences.is_empty())
        .then(|| format!("the index is older than its files: {differences}; `findings index` reads them"))
}

/// A number that is another one at each search.
fn turn() -> usize {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    usize::try_from(now.as_micros() % 1_000_003).unwrap_or_default()
}
