//! What `metadata.csv` and `metadata.toml` in the folders of a corpus say of the files beside them.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::metadata::{Given, sidecar};
use crate::report::PlaceRecord;

use super::open::{MAX_WRITTEN, read_whole};
use super::problems::{Problems, shortened};

/// A sidecar gives a file so many values at most. Each record of a file of many gets them all.
const MAX_VALUES: usize = 1_000;
/// The names of sidecars.
const NAMES: [&str; 2] = ["metadata.csv", "metadata.toml"];

/// What one folder's sidecars say, by the path of the file relative to the folder.
type GivenByPath = BTreeMap<String, Vec<Given>>;

/// The sidecars met so far, each read once.
#[derive(Default)]
pub(super) struct Sidecars {
    folders: BTreeMap<PathBuf, GivenByPath>,
    used: HashSet<PathBuf>,
    /// The sidecars themselves, with their times.
    pub(super) files: Vec<PlaceRecord>,
    /// What could not be read as it should: the sidecar, and words for a person.
    problems: Vec<(String, String)>,
}

/// What is wrong with those sidecars that are among some places: their paths, and words for a person.
pub fn sidecar_problems(places: &[PlaceRecord]) -> Vec<(String, String)> {
    let mut sidecars = Sidecars::default();
    for path in places.iter().map(|place| Path::new(&place.path)) {
        if let Some(folder) = path.parent().filter(|_| NAMES.iter().any(|name| path.ends_with(name))) {
            sidecars.folder(folder);
        }
    }
    sidecars.take_problems()
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
            if let Some(said) = self.folder(folder).get(&relative) {
                given.extend(said.iter().cloned());
                self.used.insert(folder.join(&relative));
            }
        }
        given
    }

    /// Rows that speak of no file, then all else that is wrong: the sidecar, and words for a person.
    pub(super) fn take_problems(&mut self) -> Vec<(String, String)> {
        let mut unused: Vec<(String, &String)> = Vec::new();
        for (folder, given_by_path) in &self.folders {
            for (path, said) in given_by_path {
                let at = folder.join(path);
                if !self.used.contains(&at) && !at.exists() {
                    let sidecar = said.first().map_or("metadata", |given| given.source.as_str());
                    unused.push((folder.join(sidecar).display().to_string(), path));
                }
            }
        }
        unused.sort_unstable();
        let of_one = unused.chunk_by(|a, b| a.0 == b.0).flat_map(|rows| {
            let said = rows.iter().map(|(_, path)| format!("there is no file {}", shortened(path)));
            said.collect::<Problems>().into_lines().into_iter().map(|what| (rows[0].0.clone(), what))
        });
        of_one.chain(std::mem::take(&mut self.problems)).collect()
    }

    fn folder(&mut self, folder: &Path) -> &GivenByPath {
        if !self.folders.contains_key(folder) {
            let mut given_by_path = GivenByPath::new();
            for name in NAMES {
                self.read(&folder.join(name), name, &mut given_by_path);
            }
            self.folders.insert(folder.to_owned(), given_by_path);
        }
        &self.folders[folder]
    }

    /// Reads a sidecar, if there is one, and adds what it says.
    fn read(&mut self, path: &Path, name: &str, given_by_path: &mut GivenByPath) {
        let Ok(metadata) = fs::metadata(path) else { return };
        let modified = super::walk::modified(&metadata);
        self.files.push(PlaceRecord { path: path.to_string_lossy().into_owned(), modified });
        let (entries, warnings) = match read_whole(path, |_| MAX_WRITTEN) {
            Err(why) => (Vec::new(), vec![why.to_string()]),
            Ok(bytes) => {
                let text = crate::extract::Encoding::of(&bytes).decode(&bytes).into_owned();
                if name.ends_with(".csv") { sidecar::parse_csv(&text) } else { sidecar::parse_toml(&text) }
            }
        };
        let mut problems: Problems = warnings.into_iter().collect();
        for (of, values) in entries {
            let said = given_by_path.entry(of).or_default();
            let given = values.into_iter().map(|(field, value)| Given { field, value, source: name.to_owned() });
            said.extend(given);
            if said.len() > MAX_VALUES {
                said.truncate(MAX_VALUES);
                problems.push(format!("it gives one file more than {MAX_VALUES} values: the rest are left out"));
            }
        }
        let shown = path.display().to_string();
        self.problems.extend(problems.into_lines().into_iter().map(|what| (shown.clone(), what)));
    }
}
