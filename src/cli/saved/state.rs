//! The file of what saved queries found: a line with its version and checksum, then one object of JSON.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};

use crate::corpus::open;
use crate::news::Seen;
use crate::output::FeedEntry;

/// What the first line begins with.
const MAGIC: &str = "findings-saved";

/// The version of the form of the file.
const STATE_VERSION: &str = "1";

/// A larger file is none of ours: it would be of ten million passages.
const MAX_STATE_BYTES: u64 = 512 << 20;

/// What saved queries found until now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct SavedState {
    /// The program that wrote it.
    pub(super) program: String,
    /// When the first run was.
    pub(super) begun: String,
    /// When the last run was.
    pub(super) last_run: String,
    /// The index of the last run.
    pub(super) index: SearchedIndex,
    /// Letters that tell the feed of this file from all others.
    pub(super) feed: String,
    /// By the names of the queries.
    pub(super) queries: BTreeMap<String, SeenOfQuery>,
    /// The newest news, the newest first, for the feed.
    pub(super) recent: Vec<FeedEntry>,
}

/// An index as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SearchedIndex {
    /// Its folder.
    pub(super) folder: PathBuf,
    /// What it was made from, as a hash.
    pub(super) fingerprint: String,
}

/// What one query found until now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SeenOfQuery {
    /// What was asked.
    pub(super) asked: String,
    /// When it was asked first.
    pub(super) begun: String,
    /// What it found.
    pub(super) seen: Seen,
}

impl SavedState {
    /// Reads the file; none where there is none.
    ///
    /// # Errors
    /// Where it cannot be read, is damaged or is of another version.
    pub(super) fn read(path: &Path) -> anyhow::Result<Option<SavedState>> {
        let name = || path.display().to_string();
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            _ => {}
        }
        let (file, _) = open(path).with_context(name)?;
        let mut bytes = Vec::new();
        file.take(MAX_STATE_BYTES + 1).read_to_end(&mut bytes).with_context(name)?;
        ensure!(
            bytes.len() as u64 <= MAX_STATE_BYTES,
            "{}: larger than {} MiB: not read",
            name(),
            MAX_STATE_BYTES >> 20
        );
        Ok(Some(parsed(&bytes).with_context(name)?))
    }

    /// Writes the file: whatever happens, either the last state or this one is there.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(super) fn write(&self, path: &Path) -> anyhow::Result<()> {
        let bytes = serde_json::to_vec(self)?;
        let head = format!("{MAGIC} {STATE_VERSION} {}\n", blake3::hash(&bytes).to_hex());
        ensure!(
            (head.len() + bytes.len()) as u64 <= MAX_STATE_BYTES,
            "{}: what the queries found takes more than {} MiB: narrow them, or keep them in several files",
            path.display(),
            MAX_STATE_BYTES >> 20
        );
        write_whole(path, &[head.as_bytes(), &bytes, b"\n"].concat())
    }
}

/// The state that the bytes of a file are.
fn parsed(bytes: &[u8]) -> anyhow::Result<SavedState> {
    const DAMAGED: &str = "it is damaged";
    let end = bytes.iter().position(|&byte| byte == b'\n').context(DAMAGED)?;
    let head = std::str::from_utf8(&bytes[..end]).ok().context(DAMAGED)?;
    let [MAGIC, version, checksum] = head.split(' ').collect::<Vec<_>>()[..] else {
        bail!("it is damaged, or no file of what saved queries found");
    };
    ensure!(
        version == STATE_VERSION,
        "it was written by another version of findings (form {version}, not {STATE_VERSION})"
    );
    let rest = bytes[end + 1..].strip_suffix(b"\n").context(DAMAGED)?;
    ensure!(*blake3::hash(rest).to_hex() == *checksum, DAMAGED);
    serde_json::from_slice(rest).context(DAMAGED)
}

/// Writes a file under another name first, and gives it its own once all of it is on disk.
///
/// # Errors
/// Where it cannot be written; then what was there is as it was.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut fresh = path.as_os_str().to_owned();
    fresh.push(".new");
    let fresh = PathBuf::from(fresh);
    let written = || -> io::Result<()> {
        match fs::remove_file(&fresh) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).open(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&fresh, path)?;
        // The new name is on disk once its folder is. Not every system can be asked for that.
        if let Ok(folder) =
            File::open(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))
        {
            let _ = folder.sync_all();
        }
        Ok(())
    };
    written().with_context(|| format!("{}: cannot be written", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> SavedState {
        let seen = SeenOfQuery { asked: "x".to_owned(), begun: "2026".to_owned(), seen: Seen::default() };
        SavedState {
            program: "findings".to_owned(),
            begun: "2026".to_owned(),
            last_run: "2026".to_owned(),
            index: SearchedIndex { folder: PathBuf::from("index"), fingerprint: "f".to_owned() },
            feed: "abc".to_owned(),
            queries: BTreeMap::from([("a".to_owned(), seen)]),
            recent: Vec::new(),
        }
    }

    #[test]
    fn every_change_of_a_state_is_seen() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("watch.seen");
        assert_eq!(SavedState::read(&path).expect("there is none"), None);
        fs::write(folder.path().join("watch.seen.new"), "of a run that was killed").expect("it can be written");
        state().write(&path).expect("it can be written");
        assert_eq!(fs::read_dir(folder.path()).expect("it is a folder").count(), 1);
        assert_eq!(SavedState::read(&path).expect("it is whole"), Some(state()));
        let whole = fs::read(&path).expect("it is there");
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            assert!(parsed(&changed).is_err(), "byte {at} changed");
            assert!(parsed(&whole[..at]).is_err(), "cut at {at}");
        }
        assert!(parsed(&[&whole[..], b"\n"].concat()).is_err());
    }
}
