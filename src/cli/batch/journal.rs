//! How far a run came that writes to a file, kept beside the file while the run goes on, so that another can carry
//! on after it was killed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::totals::Totals;

/// How much room the state has, in bytes; it is written over itself.
const ROOM: usize = 512;

/// The journal of a run.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    /// Where the state begins.
    at: u64,
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
}

impl Journal {
    /// The journal's place beside a file.
    pub(super) fn path(output: &Path) -> PathBuf {
        let mut path = output.as_os_str().to_owned();
        path.push(".resume");
        PathBuf::from(path)
    }

    /// Begins the journal of a run that stands on `stand`.
    pub(super) fn begin(output: &Path, stand: &Value, state: &State) -> anyhow::Result<Journal> {
        let path = Journal::path(output);
        let begun = || -> io::Result<(File, u64)> {
            let mut file = File::create(&path)?;
            let head = format!("{stand}\n");
            file.write_all(head.as_bytes())?;
            Ok((file, head.len() as u64))
        };
        let (file, at) = begun().with_context(|| path.display().to_string())?;
        let mut journal = Journal { path, file, at };
        journal.note(state)?;
        Ok(journal)
    }

    /// Notes how far the run came.
    pub(super) fn note(&mut self, state: &State) -> anyhow::Result<()> {
        use std::io::{Seek, SeekFrom};
        let mut line = serde_json::to_vec(state)?;
        line.resize(line.len().max(ROOM - 1), b' ');
        line.push(b'\n');
        let noted = self.file.seek(SeekFrom::Start(self.at)).and_then(|_| self.file.write_all(&line));
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
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.with_context(|| path.display().to_string())?,
        };
        let (head, state) = text.split_once('\n').unwrap_or_default();
        let (Ok(before), Ok(state)) = (serde_json::from_str::<Value>(head), serde_json::from_str::<State>(state))
        else {
            bail!("{}: it does not say how far the run came; without --resume it begins anew", path.display());
        };
        let differ: Vec<&str> = names(&before, stand).filter(|name| before[name] != stand[name]).collect();
        ensure!(
            differ.is_empty(),
            "{}: the run that is to be resumed had another {}; without --resume it begins anew",
            output.display(),
            differ.join(", ")
        );
        Ok(Some(state))
    }
}

/// The members of two objects.
fn names<'v>(before: &'v Value, now: &'v Value) -> impl Iterator<Item = &'v str> {
    let of = |value: &'v Value| value.as_object().into_iter().flat_map(|object| object.keys().map(String::as_str));
    of(now).chain(of(before).filter(|name| now.get(name).is_none()))
}
