//! What `metadata.csv` and `metadata.toml` in the folders of a corpus say of the files beside them.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::metadata::{Given, sidecar};

/// The largest sidecar that is read, in bytes.
const LARGEST: u64 = 32 << 20;

/// A file's path relative to the sidecar's folder, the fields and values given, the sidecar's name.
type Entry = (String, Vec<(String, String)>, String);

/// The sidecars met so far, each read once.
#[derive(Default)]
pub(super) struct Sidecars {
    folders: HashMap<PathBuf, Vec<Entry>>,
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
            for (path, values, source) in self.of(folder) {
                if *path == relative {
                    let source = source.clone();
                    given.extend(values.iter().map(|(field, value)| Given {
                        field: field.clone(),
                        value: value.clone(),
                        source: source.clone(),
                    }));
                }
            }
        }
        given
    }

    fn of(&mut self, folder: &Path) -> &[Entry] {
        if !self.folders.contains_key(folder) {
            let mut entries = Vec::new();
            for name in ["metadata.csv", "metadata.toml"] {
                entries.extend(self.read(&folder.join(name), name));
            }
            self.folders.insert(folder.to_owned(), entries);
        }
        &self.folders[folder]
    }

    fn read(&mut self, path: &Path, name: &str) -> Vec<Entry> {
        let Ok(metadata) = fs::metadata(path) else { return Vec::new() };
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
        entries.into_iter().map(|(path, values)| (path, values, name.to_owned())).collect()
    }
}
