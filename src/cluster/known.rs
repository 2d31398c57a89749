//! What is known of a state without its passages, and a copy of it on this machine, so that the next command need not fetch
//! it again. A copy may be lost or damaged at any time, or not be written at all; then it is fetched.

use std::env;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::address::Address;
use super::documents::ReportBody;

/// The version of the copies; others are not read.
const VERSION: u32 = 1;

/// No copy is larger, in bytes, and there are no more of them.
const MAX_COPY: u64 = 128 << 20;
const MAX_COPIES: usize = 8;

/// How the names of copies end.
const ENDING: &str = "state";

/// What is known of a state without its passages.
#[derive(Serialize, Deserialize)]
pub(super) struct KnownState {
    /// Its reports, in the order of their ids.
    pub(super) reports: Vec<VersionedReport>,
    /// The terms of its passages, as they are stored.
    pub(super) vocabulary: String,
    /// The texts that recur in many reports, as they are stored; empty where none does.
    pub(super) recurring: String,
}

/// A report as it is stored, and the version that its documents have.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct VersionedReport {
    pub(super) version: String,
    #[serde(rename = "body")]
    pub(super) stored: ReportBody,
}

/// The copy for an index in a cluster: one, of the state that was asked for last.
pub(super) struct KnownCopy {
    path: PathBuf,
    /// The key of the state.
    key: String,
}

impl KnownCopy {
    /// For a state of an index; none where nothing is to be kept.
    pub(super) fn of(address: &Address, key: &str) -> Option<KnownCopy> {
        KnownCopy::within(&folder()?, address, key)
    }

    fn within(folder: &Path, address: &Address, key: &str) -> Option<KnownCopy> {
        let place = format!("{}\n{}", address.hosts.join("\n"), address.name);
        let name = format!("{}.{ENDING}", &blake3::hash(place.as_bytes()).to_hex()[..32]);
        (!key.is_empty()).then(|| KnownCopy { path: folder.join(name), key: key.to_owned() })
    }

    /// Reads it; none where it is of another state, or is not as it was written.
    pub(super) fn read(&self) -> Option<KnownState> {
        let mut bytes = Vec::new();
        let file = fs::File::open(&self.path).ok().filter(|file| file.metadata().is_ok_and(|data| data.is_file()))?;
        file.take(MAX_COPY + 1).read_to_end(&mut bytes).ok()?;
        let end = bytes.iter().position(|&byte| byte == b'\n')?;
        let (head, body) = bytes.split_at(end + 1);
        if head != self.head(body).as_bytes() {
            return None;
        }
        serde_json::from_slice(body).ok()
    }

    /// Writes it, if it can be written.
    pub(super) fn write(&self, known: &KnownState) {
        let Ok(body) = serde_json::to_vec(known) else { return };
        let head = self.head(&body);
        if (head.len() + body.len()) as u64 <= MAX_COPY && self.replace(head.as_bytes(), &body).is_ok() {
            self.remove_others();
        }
    }

    /// What comes before the body: without it, or with that of another, it is not read.
    fn head(&self, body: &[u8]) -> String {
        format!("findings state {VERSION} {} {}\n", self.key, blake3::hash(body).to_hex())
    }

    /// Puts a new one in the place of the last, whole.
    fn replace(&self, head: &[u8], body: &[u8]) -> io::Result<()> {
        make_folder(self.folder())?;
        let beside = self.path.with_extension(std::process::id().to_string());
        let written = create(&beside).and_then(|mut file| {
            file.write_all(head)?;
            file.write_all(body)
        });
        let moved = written.and_then(|()| fs::rename(&beside, &self.path));
        if moved.is_err() {
            let _ = fs::remove_file(&beside);
        }
        moved
    }

    /// Removes the oldest copies beside it where there are too many.
    fn remove_others(&self) {
        let Ok(entries) = fs::read_dir(self.folder()) else { return };
        let paths = entries.flatten().map(|entry| entry.path());
        let copies = paths.filter(|path| path.extension().is_some_and(|ending| ending == ENDING));
        let mut copies: Vec<_> = copies
            .filter(|path| *path != self.path)
            .filter_map(|path| Some((fs::metadata(&path).ok()?.modified().ok()?, path)))
            .collect();
        copies.sort_unstable();
        let many = (copies.len() + 1).saturating_sub(MAX_COPIES);
        for (_, path) in copies.into_iter().take(many) {
            let _ = fs::remove_file(path);
        }
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }
}

/// The folder of the copies; none where there is none, or nothing is to be kept.
fn folder() -> Option<PathBuf> {
    if let Some(folder) = env::var_os("FINDINGS_OPENSEARCH_CACHE") {
        return (!folder.is_empty()).then(|| folder.into());
    }
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let in_home = || absolute("HOME").map(|home| home.join(".cache"));
    let caches = absolute("XDG_CACHE_HOME").or_else(in_home).or_else(|| absolute("LOCALAPPDATA"))?;
    Some(caches.join("findings"))
}

/// Makes a folder that nobody else may read.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Creates a file that nobody else may read.
fn create(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(folder: &Path, address: &str, key: &str) -> KnownCopy {
        let address = Address::parse(Path::new(address)).expect("it is an address");
        KnownCopy::within(folder, &address, key).expect("it has a key")
    }

    fn known(vocabulary: &str) -> KnownState {
        KnownState { reports: Vec::new(), vocabulary: vocabulary.to_owned(), recurring: String::new() }
    }

    const ADDRESS: &str = "opensearch+http://a:9200/x";

    #[test]
    fn a_copy_is_read_for_its_own_state_only() {
        let place = tempfile::tempdir().expect("there is room");
        let folder = place.path().join("not/there/yet");
        let first = copy(&folder, ADDRESS, "1");
        assert!(first.read().is_none());
        first.write(&known("words"));
        assert_eq!(first.read().map(|known| known.vocabulary).as_deref(), Some("words"));
        assert!(copy(&folder, ADDRESS, "2").read().is_none());
        assert!(copy(&folder, "opensearch+http://b:9200/x", "1").read().is_none());
        copy(&folder, ADDRESS, "2").write(&known("more"));
        assert!(first.read().is_none());
        let none = KnownCopy::within(&folder, &Address::parse(Path::new(ADDRESS)).expect("it is an address"), "");
        assert!(none.is_none());
    }

    #[test]
    fn a_damaged_copy_is_none() {
        let place = tempfile::tempdir().expect("there is room");
        let copy = copy(place.path(), ADDRESS, "1");
        copy.write(&known("words"));
        let whole = fs::read(&copy.path).expect("it is there");
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            fs::write(&copy.path, &damaged).expect("it can be written");
            assert!(copy.read().is_none(), "{at}");
            fs::write(&copy.path, &whole[..at]).expect("it can be written");
            assert!(copy.read().is_none(), "{at}");
        }
        copy.write(&known("words"));
        assert!(copy.read().is_some());
    }

    #[test]
    fn there_are_few_copies_and_where_none_can_be_written_there_is_none() {
        let place = tempfile::tempdir().expect("there is room");
        for number in 0..MAX_COPIES + 3 {
            copy(place.path(), &format!("opensearch+http://a:9200/x{number}"), "1").write(&known("words"));
        }
        assert_eq!(fs::read_dir(place.path()).expect("it is there").count(), MAX_COPIES);
        let file = place.path().join("file");
        fs::write(&file, "").expect("it can be written");
        let copy = copy(&file, ADDRESS, "1");
        copy.write(&known("words"));
        assert!(copy.read().is_none());
    }
}
