//! What an index is and what it was made from.

use std::path::PathBuf;

use crate::report::{CopyOf, CorpusDifference, FileRecord, PlaceRecord, Problem, ReportEntry};

/// What an index is and what it was made from.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct State {
    /// Where it is, as it is named.
    pub place: String,
    /// The version of its layout.
    pub format: u32,
    /// The version of segmenting, folding and stemming.
    pub analyser: u32,
    /// The version of the program that wrote it.
    pub program: String,
    /// How many bytes it takes.
    pub bytes: u64,
    /// The folders and files that were asked for, as they were given.
    pub roots: Vec<String>,
    /// The folder that relative ones begin in, if it is not the current one.
    pub base: Option<PathBuf>,
    /// The options that what was read depends on.
    pub arguments: Vec<String>,
    /// The folders and sidecars that were found.
    pub places: Vec<PlaceRecord>,
    /// Every file found, in order of root and path.
    pub files: Vec<FileRecord>,
    /// All problems with files and sidecars, and since when each is known.
    pub known_problems: Vec<Problem>,
}

impl State {
    /// Files that hold a copy of a report: the file, the report in it, and what it is a copy of.
    pub fn copies(&self) -> impl Iterator<Item = (&FileRecord, &ReportEntry, &CopyOf)> {
        self.files.iter().flat_map(|file| file.reports.iter().filter_map(move |r| Some((file, r, r.copy_of.as_ref()?))))
    }

    /// A hash of all that answers depend on: the content of the files, the options that they were read with, and the
    /// format of the index. The same files give the same hash, wherever and whenever they are indexed.
    pub fn fingerprint(&self) -> String {
        let mut hash = blake3::Hasher::new();
        let mut add = |part: &str| {
            hash.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
        };
        add(&format!("{} {}", self.format, self.analyser));
        self.arguments.iter().for_each(|argument| add(argument));
        for file in &self.files {
            [&file.path, &file.hash, &file.options].into_iter().for_each(|part| add(part));
            file.reports.iter().for_each(|report| add(&format!("{} {}", report.id, report.passages)));
        }
        hash.finalize().to_hex().to_string()
    }
}

/// A warning for those who search an index.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// Some files were skipped, or read with problems.
    Problems {
        /// How many.
        files: u64,
    },
    /// The files have changed since they were indexed.
    Stale {
        /// How they differ.
        differences: Vec<CorpusDifference>,
    },
}
