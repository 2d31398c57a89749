//! `metadata.csv` and `metadata.toml` in the folders of a corpus, which give metadata for the files beside them.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::metadata::{MetadataOverride, sidecar};
use crate::report::PlaceRecord;

use super::open::{MAX_WRITTEN, read_whole};
use super::problems::{FileProblems, shortened};

/// A sidecar gives a file at most this many values. Each record of the file gets them all.
const MAX_VALUES: usize = 1_000;
/// The names of sidecars.
const NAMES: [&str; 2] = ["metadata.csv", "metadata.toml"];

/// Whether a file gives metadata for the files beside it, by its name or path.
pub(super) fn is_sidecar(path: &str) -> bool {
    path.rsplit(['/', std::path::MAIN_SEPARATOR]).next().is_some_and(|name| NAMES.contains(&name))
}

/// The values from one folder's sidecars, by the path of the file relative to the folder.
type GivenByPath = BTreeMap<String, Vec<MetadataOverride>>;

/// The sidecars found so far, each read once.
#[derive(Default)]
pub(super) struct Sidecars {
    folders: BTreeMap<PathBuf, GivenByPath>,
    used: HashSet<PathBuf>,
    /// The sidecars themselves, with their times.
    pub(super) files: Vec<PlaceRecord>,
    /// Their problems: the sidecar, and a message.
    problems: Vec<(String, String)>,
}

impl Sidecars {
    /// The values for a file from its own folder and those above it up to the root; nearer folders come
    /// later and take precedence.
    pub(super) fn given(&mut self, root: &Path, file: &Path) -> Vec<MetadataOverride> {
        let mut folders: Vec<&Path> = file.ancestors().skip(1).take_while(|folder| folder.starts_with(root)).collect();
        if folders.is_empty() {
            folders.extend(file.parent());
        }
        let mut given = Vec::new();
        for folder in folders.into_iter().rev() {
            let relative = file.strip_prefix(folder).unwrap_or(file).to_string_lossy().replace('\\', "/");
            if let Some(values) = self.folder(folder).get(&relative) {
                given.extend(values.iter().cloned());
                self.used.insert(folder.join(&relative));
            }
        }
        given
    }

    /// Rows for files that do not exist, then all other problems: the sidecar, and a message.
    pub(super) fn take_problems(&mut self) -> Vec<(String, String)> {
        let mut unused: Vec<(String, &String)> = Vec::new();
        for (folder, given_by_path) in &self.folders {
            for (path, values) in given_by_path {
                let at = folder.join(path);
                if !self.used.contains(&at) && !at.exists() {
                    let sidecar = values.first().map_or("metadata", |given| given.source.as_str());
                    unused.push((folder.join(sidecar).display().to_string(), path));
                }
            }
        }
        unused.sort_unstable();
        let of_one = unused.chunk_by(|a, b| a.0 == b.0).flat_map(|rows| {
            let problems = rows.iter().map(|(_, path)| format!("there is no file {}", shortened(path)));
            problems.collect::<FileProblems>().into_lines().into_iter().map(|what| (rows[0].0.clone(), what))
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

    /// Reads a sidecar, if there is one, and adds its values.
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
        let mut problems: FileProblems = warnings.into_iter().collect();
        for (of, values) in entries {
            let all = given_by_path.entry(of).or_default();
            let given =
                values.into_iter().map(|(field, value)| MetadataOverride { field, value, source: name.to_owned() });
            all.extend(given);
            if all.len() > MAX_VALUES {
                all.truncate(MAX_VALUES);
                problems.push(format!("it gives one file more than {MAX_VALUES} values: the rest are left out"));
            }
        }
        let shown = path.display().to_string();
        self.problems.extend(problems.into_lines().into_iter().map(|what| (shown.clone(), what)));
    }
}
