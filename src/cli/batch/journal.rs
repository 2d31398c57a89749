//! How far a run came that writes to a file, kept beside the file while the run goes on, so that another can carry
//! on after it was killed.
//!
//! The state stands first, in a room of its own, and is written over itself; what the run stands on comes after it.
//! Both are under one checksum. The room is small enough for a kill to find it written or not written.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::totals::Totals;

/// How much room the state has, in bytes, with its checksum and the end of its line.
const ROOM: usize = 512;

/// The length of a checksum, in hexadecimal.
const SUM: usize = 64;

/// A larger file is no journal: what a run stands on has a few kilobytes.
const MAX_JOURNAL: u64 = 16 << 20;

/// The journal of a run.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    /// Of what the run stands on; that of the state goes on from there.
    sum: blake3::Hasher,
}

/// How far a run came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// The counts up to here.
    pub(super) totals: Totals,
    /// The hash of the queries up to here; none where it is not known.
    pub(super) mark: Option<String>,
    /// How many bytes their records have.
    pub(super) bytes: u64,
    /// The hash of these bytes.
    pub(super) sum: String,
}

/// The records that a file holds: how many bytes they have, and a hash that goes on with them.
#[derive(Clone, Default)]
pub(super) struct Written {
    bytes: u64,
    hash: blake3::Hasher,
}

impl Written {
    /// The first bytes of a file.
    pub(super) fn first(file: File, bytes: u64) -> io::Result<Written> {
        let mut hash = blake3::Hasher::new();
        hash.update_reader(file.take(bytes))?;
        Ok(Written { bytes: hash.count(), hash })
    }

    /// These come after the others.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.hash.update(bytes);
    }

    /// How many bytes there are.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The state of a run that wrote them.
    pub(super) fn state(&self, totals: Totals, mark: Option<String>) -> State {
        State { totals, mark, bytes: self.bytes, sum: self.hash.finalize().to_hex().to_string() }
    }

    /// Whether they are the bytes that a state speaks of.
    pub(super) fn are_of(&self, state: &State) -> bool {
        *self.hash.finalize().to_hex() == *state.sum && self.bytes == state.bytes
    }
}

impl Journal {
    /// The journal's place beside a file.
    pub(super) fn path(output: &Path) -> PathBuf {
        beside(output, ".resume")
    }

    /// Begins the journal of a run that stands on `stand`, in place of one that was there.
    pub(super) fn begin(output: &Path, stand: &Value, state: &State) -> anyhow::Result<Journal> {
        let path = Journal::path(output);
        let fresh = beside(&path, ".new");
        let stand = format!("{stand}\n");
        let mut sum = blake3::Hasher::new();
        sum.update(stand.as_bytes());
        let line = line(&sum, state)?;
        // The one before stays whole until this one is, should the run be killed here.
        let begun = || -> io::Result<File> {
            match fs::remove_file(&fresh) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut file = OpenOptions::new().write(true).create_new(true).open(&fresh)?;
            file.write_all(&line)?;
            file.write_all(stand.as_bytes())?;
            fs::rename(&fresh, &path)?;
            Ok(file)
        };
        let file = begun().with_context(|| path.display().to_string())?;
        Ok(Journal { path, file, sum })
    }

    /// Notes how far the run came.
    pub(super) fn note(&mut self, state: &State) -> anyhow::Result<()> {
        let line = line(&self.sum, state)?;
        let noted = self.file.seek(SeekFrom::Start(0)).and_then(|_| self.file.write_all(&line));
        noted.with_context(|| self.path.display().to_string())
    }

    /// The run is over, and nobody need carry on.
    pub(super) fn end(self) -> anyhow::Result<()> {
        drop(self.file);
        fs::remove_file(&self.path).with_context(|| self.path.display().to_string())
    }

    /// How far the run came that wrote a file and stood on the same; none where it left no journal.
    pub(super) fn read(output: &Path, stand: &Value) -> anyhow::Result<Option<State>> {
        let path = Journal::path(output);
        let bytes = match fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Ok(there) if !there.is_file() || there.len() > MAX_JOURNAL => Vec::new(),
            there => there.and_then(|_| fs::read(&path)).with_context(|| path.display().to_string())?,
        };
        let Some((state, before)) = parsed(&bytes) else {
            bail!(
                "{}: it is not as the run left it, so it does not say how far the run came; without --resume the run begins anew",
                path.display()
            );
        };
        let differ: Vec<&str> = names(&before, stand).filter(|name| before[name] != stand[name]).collect();
        ensure!(
            differ.is_empty(),
            "{}: the run that is to be resumed had another {}; without --resume the run begins anew",
            output.display(),
            differ.join(", ")
        );
        Ok(Some(state))
    }
}

/// The room of a state: its checksum, then itself and spaces up to the end.
fn line(stand: &blake3::Hasher, state: &State) -> anyhow::Result<Vec<u8>> {
    let mut rest = serde_json::to_vec(state)?;
    ensure!(rest.len() < ROOM - SUM - 1, "the state of the run takes more than its room");
    rest.resize(ROOM - SUM - 2, b' ');
    let sum = stand.clone().update(&rest).finalize().to_hex();
    Ok([sum.as_bytes(), b" ", &rest, b"\n"].concat())
}

/// What a journal says, if it is one and nothing of it has changed: how far the run came, and what it stood on.
fn parsed(bytes: &[u8]) -> Option<(State, Value)> {
    let (room, stand) = bytes.split_at_checked(ROOM)?;
    let mut sum = blake3::Hasher::new();
    sum.update(stand);
    let state = serde_json::from_slice(&room[SUM + 1..]).ok()?;
    let is_whole = line(&sum, &state).is_ok_and(|line| line == room);
    is_whole.then(|| Some((state, serde_json::from_slice(stand).ok()?))).flatten()
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(ending);
    PathBuf::from(path)
}

/// The members of two objects.
fn names<'v>(before: &'v Value, now: &'v Value) -> impl Iterator<Item = &'v str> {
    let of = |value: &'v Value| value.as_object().into_iter().flat_map(|object| object.keys().map(String::as_str));
    of(now).chain(of(before).filter(|name| now.get(name).is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        let most =
            Totals { queries: u64::MAX, failed: u64::MAX, with_hits: u64::MAX, hits: u64::MAX, repeated_ids: u64::MAX };
        let mut written = Written::default();
        written.add(b"records\n");
        State { bytes: u64::MAX, ..written.state(most, Some("f".repeat(32))) }
    }

    #[test]
    fn every_change_of_a_journal_is_seen() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let (output, stand) = (folder.path().join("out"), serde_json::json!({"options": {"limit": 3}}));
        Journal::begin(&output, &stand, &State::default()).and_then(|mut journal| journal.note(&state())).unwrap();
        assert_eq!(Journal::read(&output, &stand).unwrap(), Some(state()));
        let whole = fs::read(Journal::path(&output)).unwrap();
        assert_eq!(parsed(&whole), Some((state(), stand)));
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
        let mut goes_on = Written::first(File::open(&path).unwrap(), 8).unwrap();
        goes_on.add(b"three\n");
        let mut whole = Written::default();
        whole.add(b"one\ntwo\nthree\n");
        assert!(goes_on.are_of(&whole.state(Totals::default(), None)));
        assert!(
            !Written::first(File::open(&path).unwrap(), 8).unwrap().are_of(&goes_on.state(Totals::default(), None))
        );
    }
}
