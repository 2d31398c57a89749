//! Files of segments that belong to no state: left by a writer that was killed, or by a rebuild.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::state::IndexState;
use super::verify::files_of;
use super::writer::SEGMENTS;

/// The files of segments in an index's folder, by their paths in it.
pub(super) fn segment_files(folder: &Path) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(folder.join(SEGMENTS)).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| is_of_a_segment(name)).map(|name| Path::new(SEGMENTS).join(name)).collect()
}

/// Removes those that the newest state does not need. Only the writer may do so.
pub(super) fn remove_strays(folder: &Path) {
    let Ok(Some(state)) = IndexState::newest(folder) else { return };
    if let Ok(needed) = files_of(folder, &state) {
        remove(folder, segment_files(folder).difference(&needed));
    }
}

/// Removes files of an index's folder. One that stays only takes room.
pub(super) fn remove<'f>(folder: &Path, files: impl Iterator<Item = &'f PathBuf>) {
    for file in files {
        let _ = fs::remove_file(folder.join(file));
    }
}

/// Whether a name is one that tantivy gives: 32 hexadecimal digits, and perhaps more before the ending.
fn is_of_a_segment(name: &str) -> bool {
    let id = name.split('.').next().unwrap_or_default();
    let digits = id.as_bytes().get(..32);
    name.len() > id.len() && digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}
