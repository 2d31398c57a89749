//! What `metadata.csv` and `metadata.toml` in the folders of a corpus say of the files beside them.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::metadata::{Given, sidecar};
use crate::report::PlaceRecord;

/// The largest sidecar that is read, in bytes.
const LARGEST: u64 = 32 << 20;

/// What one folder's sidecars say, by the path of the file relative to the folder.
type Sayings = BTreeMap<String, Vec<Given>>;

/// The sidecars met so far, each read once.
#[derive(Default)]
pub(super) struct Sidecars {
    folders: BTreeMap<PathBuf, Sayings>,
    used: HashSet<PathBuf>,
    /// The sidecars themselves, with their times.
    pub(super) files: Vec<PlaceRecord>,
    /// What could not be read as it should, in words for a person.
    pub(super) problems: Vec<String>,
}

impl Sidecars {
    /// What is given for a file by its own folder and those above it up to the root; the nearer
    /// folder's word counts more and comes later.
    pub(super) fn given(&mut self, root: &Path, file: &Path) -> Vec<Given> {
        let mut folders: Vec<&Path> = file.ancestors().skip(1).take_while(|folder| folder.starts_with(root)).collect();
        if folders.is_empty() {
            folders.extend(file.parent());
        }
        let mut given = Vec::new();
        for folder in folders.into_iter().rev() {
            let relative = file.strip_prefix(folder).unwrap_or(file).to_string_lossy().replace('\\', "/");
            if let Some(said) = self.of(folder).get(&relative) {
                given.extend(said.iter().cloned());
                self.used.insert(folder.join(&relative));
            }
        }
        given
    }

    /// Rows of sidecars that speak of no file that was met, in words for a person.
    pub(super) fn unused(&self) -> Vec<String> {
        let mut unused: Vec<String> = Vec::new();
        for (folder, sayings) in &self.folders {
            for (path, said) in sayings {
                let at = folder.join(path);
                if !self.used.contains(&at) && !at.exists() {
                    let sidecar = said.first().map_or("metadata", |given| given.source.as_str());
                    unused.push(format!("{}: there is no file {path}", folder.join(sidecar).display()));
                }
            }
        }
        unused.sort_unstable();
        unused
    }

    fn of(&mut self, folder: &Path) -> &Sayings {
        if !self.folders.contains_key(folder) {
            let mut sayings = Sayings::new();
            for name in ["metadata.csv", "metadata.toml"] {
                for (path, given) in self.read(&folder.join(name), name) {
                    sayings.entry(path).or_default().extend(given);
                }
            }
            self.folders.insert(folder.to_owned(), sayings);
        }
        &self.folders[folder]
    }

    fn read(&mut self, path: &Path, name: &str) -> Vec<(String, Vec<Given>)> {
        let Ok(metadata) = fs::metadata(path) else { return Vec::new() };
        let modified = super::walk::modified(&metadata);
        self.files.push(PlaceRecord { path: path.to_string_lossy().into_owned(), modified });
        if metadata.len() > LARGEST {
            self.problems.push(format!("{}: larger than {} MiB: not read", path.display(), LARGEST >> 20));
            return Vec::new();
        }
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.problems.push(format!("{}: {}", path.display(), super::walk::plain(&error)));
                return Vec::new();
            }
        };
        let text = crate::extract::Encoding::of(&bytes).decode(&bytes).into_owned();
        let csv = name.ends_with(".csv");
        let (entries, warnings) = if csv { sidecar::parse_csv(&text) } else { sidecar::parse_toml(&text) };
        self.problems.extend(warnings.into_iter().map(|warning| format!("{}: {warning}", path.display())));
        let given = |(field, value): (String, String)| Given { field, value, source: name.to_owned() };
        entries.into_iter().map(|(path, values)| (path, values.into_iter().map(given).collect())).collect()
    }
}
