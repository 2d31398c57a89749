//! The state of an index: the one file that each commit replaces, checked before tantivy reads it.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::checksummed::Checksummed;
use super::directory::META;
use super::manifest::{Manifest, Summary};
use super::writer::SEGMENTS;
use super::{ANALYSER, FORMAT, IndexError};

/// A state of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IndexState {
    /// tantivy's metadata without its fields, which are long and follow from the format.
    pub(super) meta: Arc<[u8]>,
    /// The payload of the commit; none before the first.
    pub(super) summary: Option<Summary>,
}

/// tantivy's metadata of a commit.
#[derive(Deserialize)]
struct Commit<'m> {
    #[serde(borrow)]
    segments: &'m RawValue,
    opstamp: u64,
    payload: Option<String>,
}

impl Commit<'_> {
    /// The same without fields and payload.
    fn of_segments(&self) -> Vec<u8> {
        format!(r#"{{"segments":{},"schema":[],"opstamp":{}}}"#, self.segments, self.opstamp).into_bytes()
    }
}

/// The payload of a commit of any version.
#[derive(Deserialize)]
struct Carried {
    payload: Option<String>,
}

#[derive(Deserialize)]
struct Versions {
    format: u32,
    analyser: u32,
}

impl IndexState {
    /// The newest state of the index in a folder; none where there was never one. Other
    /// versions are refused.
    pub(super) fn newest(folder: &Path) -> Result<Option<IndexState>, IndexError> {
        let at = folder.join(SEGMENTS).join(META);
        let bytes = match fs::read(&at) {
            Ok(bytes) => bytes,
            Err(error) if is_absent(&error) => {
                // The manifest is written before the first state, and stays.
                let known = Manifest::newest(folder).is_some();
                return if known { Err(IndexError::damaged(folder, damage("the file is missing"))) } else { Ok(None) };
            }
            Err(error) => return Err(IndexError::Io { path: at, error }),
        };
        IndexState::parse(folder, &bytes).map(Some)
    }

    /// Opens the newest state of the index in a folder; none where there is no state.
    pub(super) fn newest_as<T>(
        folder: &Path,
        open: impl Fn(&IndexState) -> Result<T, IndexError>,
    ) -> Result<Option<T>, IndexError> {
        let Some(mut state) = IndexState::newest(folder)? else { return Ok(None) };
        loop {
            match open(&state) {
                Ok(opened) => return Ok(Some(opened)),
                Err(error) => match IndexState::newest(folder)? {
                    // If a writer has removed files meanwhile, there is a newer state.
                    Some(newer) if newer != state => state = newer,
                    _ => return Err(error),
                },
            }
        }
    }

    fn parse(folder: &Path, bytes: &[u8]) -> Result<IndexState, IndexError> {
        let content = match Checksummed::parse(bytes) {
            Checksummed::Whole(content) => content,
            Checksummed::Mismatch => return Err(IndexError::damaged(folder, damage("its checksum is wrong"))),
            Checksummed::Missing(content) => {
                // Other versions may have another last line, or none.
                let other = first(content).and_then(|carried: Carried| versions(carried.payload.as_deref()?));
                return Err(match other.filter(|other| !other.is_ours()) {
                    Some(other) => other.refused(folder),
                    None => IndexError::damaged(folder, damage("its checksum is missing")),
                });
            }
        };
        let unreadable = || IndexError::damaged(folder, damage("it cannot be read"));
        let commit: Commit<'_> = first(content).ok_or_else(unreadable)?;
        let summary = match &commit.payload {
            None => None,
            Some(payload) => {
                let versions = versions(payload).ok_or_else(unreadable)?;
                if !versions.is_ours() {
                    return Err(versions.refused(folder));
                }
                Some(serde_json::from_str(payload).map_err(|_| unreadable())?)
            }
        };
        Ok(IndexState { meta: commit.of_segments().into(), summary })
    }
}

impl Versions {
    fn is_ours(&self) -> bool {
        (self.format, self.analyser) == (FORMAT, ANALYSER)
    }

    fn refused(&self, folder: &Path) -> IndexError {
        let found = format!("format {}, analyser {}", self.format, self.analyser);
        IndexError::Version { path: folder.to_owned(), found }
    }
}

/// The first JSON value of some bytes, whatever follows it.
fn first<'c, T: Deserialize<'c>>(content: &'c [u8]) -> Option<T> {
    serde_json::Deserializer::from_slice(content).into_iter().next()?.ok()
}

fn versions(payload: &str) -> Option<Versions> {
    serde_json::from_str(payload).ok()
}

fn damage(what: &str) -> String {
    format!("{SEGMENTS}/{META}: {what}")
}

/// Whether an error says that there is nothing at a path.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
