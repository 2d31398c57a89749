//! The progress of a run that writes to a file, kept beside the file during the run, so that another run can continue
//! after a kill.
//!
//! The state comes first, in a space of fixed size, and is overwritten in place; the provenance of the run follows. One
//! checksum covers both. The space is so small that a kill leaves it either written or not.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::totals::BatchTotals;

/// The size of the state, with its checksum and the end of its line.
const STATE_BYTES: usize = 512;

/// The length of a checksum in hexadecimal.
const CHECKSUM_CHARS: usize = 64;

/// A larger file is no journal: the provenance of a run takes a few kilobytes.
const MAX_JOURNAL_BYTES: u64 = 16 << 20;

/// The journal of a run.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    /// The hash of the provenance; the checksum of the state continues it.
    sum: blake3::Hasher,
}

/// The progress of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct JournalState {
    /// The counts so far.
    pub(super) totals: BatchTotals,
    /// The hash of the queries so far; `None` if unknown.
    pub(super) mark: Option<String>,
    /// The length of their records, in bytes.
    pub(super) bytes: u64,
    /// The hash of the records.
    pub(super) sum: String,
}

/// The records in a file: their length and their running hash.
#[derive(Clone, Default)]
pub(super) struct WrittenRecords {
    bytes: u64,
    hash: blake3::Hasher,
}

impl WrittenRecords {
    /// The first bytes of a file.
    pub(super) fn from_file(file: File, bytes: u64) -> io::Result<WrittenRecords> {
        let mut hash = blake3::Hasher::new();
        hash.update_reader(file.take(bytes))?;
        Ok(WrittenRecords { bytes: hash.count(), hash })
    }

    /// Appends bytes.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.hash.update(bytes);
    }

    /// The number of bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The state of a run that wrote them.
    pub(super) fn state(&self, totals: BatchTotals, mark: Option<String>) -> JournalState {
        JournalState { totals, mark, bytes: self.bytes, sum: self.hash.finalize().to_hex().to_string() }
    }

    /// Whether these are the bytes of a state.
    pub(super) fn match_state(&self, state: &JournalState) -> bool {
        *self.hash.finalize().to_hex() == *state.sum && self.bytes == state.bytes
    }
}

impl Journal {
    /// The path of the journal of a file.
    pub(super) fn path(output: &Path) -> PathBuf {
        beside(output, ".resume")
    }

    /// Creates the journal of a run, and replaces an earlier one.
    pub(super) fn create(output: &Path, provenance: &Value, state: &JournalState) -> anyhow::Result<Journal> {
        let path = Journal::path(output);
        let fresh = beside(&path, ".new");
        let provenance = format!("{provenance}\n");
        let mut sum = blake3::Hasher::new();
        sum.update(provenance.as_bytes());
        let line = line(&sum, state)?;
        // A kill here leaves the earlier journal whole.
        let begun = || -> io::Result<File> {
            match fs::remove_file(&fresh) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut file = OpenOptions::new().write(true).create_new(true).open(&fresh)?;
            file.write_all(&line)?;
            file.write_all(provenance.as_bytes())?;
            fs::rename(&fresh, &path)?;
            Ok(file)
        };
        let file = begun().with_context(|| path.display().to_string())?;
        Ok(Journal { path, file, sum })
    }

    /// Writes the progress of the run.
    pub(super) fn update(&mut self, state: &JournalState) -> anyhow::Result<()> {
        let line = line(&self.sum, state)?;
        let noted = self.file.seek(SeekFrom::Start(0)).and_then(|_| self.file.write_all(&line));
        noted.with_context(|| self.path.display().to_string())
    }

    /// Removes the journal of a finished run.
    pub(super) fn remove(self) -> anyhow::Result<()> {
        drop(self.file);
        fs::remove_file(&self.path).with_context(|| self.path.display().to_string())
    }

    /// The progress of the run that wrote a file with the same provenance; `None` if it left no journal.
    pub(super) fn read(output: &Path, provenance: &Value) -> anyhow::Result<Option<JournalState>> {
        let path = Journal::path(output);
        let bytes = match fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Ok(there) if !there.is_file() || there.len() > MAX_JOURNAL_BYTES => Vec::new(),
            there => there.and_then(|_| fs::read(&path)).with_context(|| path.display().to_string())?,
        };
        let Some((state, before)) = parsed(&bytes) else {
            bail!(
                "{}: it is not as the run left it, so it does not say how far the run came; without --resume the run starts over",
                path.display()
            );
        };
        let differ: Vec<&str> = names(&before, provenance).filter(|name| before[name] != provenance[name]).collect();
        ensure!(
            differ.is_empty(),
            "{}: the run that is to be resumed had another {}; without --resume the run starts over",
            output.display(),
            differ.join(", ")
        );
        Ok(Some(state))
    }
}

/// The bytes of a state: its checksum, the state, and spaces up to the end.
fn line(provenance: &blake3::Hasher, state: &JournalState) -> anyhow::Result<Vec<u8>> {
    let mut rest = serde_json::to_vec(state)?;
    ensure!(rest.len() < STATE_BYTES - CHECKSUM_CHARS - 1, "the state of the run takes more than its room");
    rest.resize(STATE_BYTES - CHECKSUM_CHARS - 2, b' ');
    let sum = provenance.clone().update(&rest).finalize().to_hex();
    Ok([sum.as_bytes(), b" ", &rest, b"\n"].concat())
}

/// The state and provenance in a journal, if its checksum is right.
fn parsed(bytes: &[u8]) -> Option<(JournalState, Value)> {
    let (room, provenance) = bytes.split_at_checked(STATE_BYTES)?;
    let mut sum = blake3::Hasher::new();
    sum.update(provenance);
    let state = serde_json::from_slice(&room[CHECKSUM_CHARS + 1..]).ok()?;
    let is_whole = line(&sum, &state).is_ok_and(|line| line == room);
    is_whole.then(|| Some((state, serde_json::from_slice(provenance).ok()?))).flatten()
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(ending);
    PathBuf::from(path)
}

/// The names of the members of two objects.
fn names<'v>(before: &'v Value, now: &'v Value) -> impl Iterator<Item = &'v str> {
    let of = |value: &'v Value| value.as_object().into_iter().flat_map(|object| object.keys().map(String::as_str));
    of(now).chain(of(before).filter(|name| now.get(name).is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> JournalState {
        let limit = BatchTotals {
            queries: u64::MAX,
            failed: u64::MAX,
            with_hits: u64::MAX,
            hits: u64::MAX,
            repeated_ids: u64::MAX,
        };
        let mut written = WrittenRecords::default();
        written.add(b"records\n");
        JournalState { bytes: u64::MAX, ..written.state(limit, Some("f".repeat(32))) }
    }

    #[test]
    fn every_change_of_a_journal_is_seen() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let (output, provenance) = (folder.path().join("out"), serde_json::json!({"options": {"limit": 3}}));
        Journal::create(&output, &provenance, &JournalState::default())
            .and_then(|mut journal| journal.update(&state()))
            .unwrap();
        assert_eq!(Journal::read(&output, &provenance).unwrap(), Some(state()));
        let whole = fs::read(Journal::path(&output)).unwrap();
        assert_eq!(parsed(&whole), Some((state(), provenance)));
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            assert_eq!(parsed(&changed), None, "byte {at} changed");
            assert_eq!(parsed(&whole[..at]), None, "cut at {at}");
        }
        assert_eq!(parsed(&[&whole[..], b" "].concat()), None);
    }

    #[test]
    fn a_hash_goes_on_where_a_file_was_cut() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("out");
        fs::write(&path, "one\ntwo\nthr").unwrap();
        let mut goes_on = WrittenRecords::from_file(File::open(&path).unwrap(), 8).unwrap();
        goes_on.add(b"three\n");
        let mut whole = WrittenRecords::default();
        whole.add(b"one\ntwo\nthree\n");
        assert!(goes_on.match_state(&whole.state(BatchTotals::default(), None)));
        assert!(
            !WrittenRecords::from_file(File::open(&path).unwrap(), 8)
                .unwrap()
                .match_state(&goes_on.state(BatchTotals::default(), None))
        );
    }
}
