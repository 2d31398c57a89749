//! The folders and files that an index is made from.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use crate::corpus::{check_root, is_moved, moved_root};

use super::target::KnownIndex;
use super::{DEFAULT_CORPUS, Indexer, IndexerError, moving};

impl Indexer {
    /// The roots that the index will be made from, and those of them that are walked now.
    pub(super) fn roots(&self, index: &KnownIndex) -> Result<(Vec<String>, Vec<String>), IndexerError> {
        let asked: Vec<String> = self.paths.iter().cloned().collect();
        if let Some(problem) = asked.iter().find_map(|root| check_root(root).err()) {
            return Err(IndexerError::Root(problem));
        }
        let known = moving::roots(&index.roots(), &self.moved)?;
        let asked = spelled_once(asked, &known);
        // Those who name all folders may make the index here.
        if !(self.prune || self.rebuild) || asked.is_empty() {
            index.refuse_elsewhere(&known)?;
        }
        self.refuse_moved(index, &known, &asked)?;
        if self.prune || self.rebuild && !asked.is_empty() {
            let there = |root: &String| check_root(root).is_ok();
            let asked = if asked.is_empty() { known.into_iter().filter(there).collect() } else { asked };
            return Ok((asked.clone(), asked));
        }
        let walked = match (asked.is_empty(), known.is_empty()) {
            (false, _) => asked,
            (true, false) => known.clone(),
            (true, true) if !self.documents.is_empty() => Vec::new(),
            (true, true) => vec![DEFAULT_CORPUS.to_owned()],
        };
        if let Some(problem) = walked.iter().find_map(|root| check_root(root).err()) {
            return Err(IndexerError::KnownRoot(problem));
        }
        let all: BTreeSet<String> = known.into_iter().chain(walked.iter().cloned()).collect();
        Ok((all.into_iter().collect(), walked))
    }

    /// Refuses to go on where a folder that is named holds the files of one that is gone.
    fn refuse_moved(&self, index: &KnownIndex, known: &[String], asked: &[String]) -> Result<(), IndexerError> {
        if self.prune || self.rebuild {
            return Ok(());
        }
        let here: BTreeSet<&String> = known.iter().collect();
        let is_new = |root: &&String| !here.contains(root) && Path::new(root).is_dir();
        let new: Vec<&String> = asked.iter().filter(is_new).collect();
        if new.is_empty() {
            return Ok(());
        }
        let gone: Vec<&String> = known.iter().filter(|root| check_root(root).is_err()).collect();
        if gone.is_empty() {
            return Ok(());
        }
        let Ok(known) = index.manifest() else { return Ok(()) };
        let pairs = gone.iter().flat_map(|from| new.iter().map(|to| moved_root(from, to, &known.files)));
        pairs
            .into_iter()
            .find(|moved| is_moved(moved, &known.files))
            .map_or(Ok(()), |moved| Err(IndexerError::Moved(moved)))
    }
}

/// Roots without those that lead to where another one does, each as it is known already if it is.
fn spelled_once(asked: Vec<String>, known: &[String]) -> Vec<String> {
    let place = |root: &String| fs::canonicalize(root).unwrap_or_else(|_| root.into());
    let mut spellings: HashMap<PathBuf, String> = known.iter().map(|root| (place(root), root.clone())).collect();
    let spelled: BTreeSet<String> =
        asked.into_iter().map(|root| spellings.entry(place(&root)).or_insert(root).clone()).collect();
    spelled.into_iter().collect()
}

/// Whether a folder is empty, as if its disk were not mounted.
pub(super) fn is_empty_folder(path: &str) -> bool {
    fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

/// A path without a trailing separator, so that `reports` and `reports/` are one folder.
pub(super) fn tidy(path: &str) -> String {
    let tidied = path.trim_end_matches('/');
    if tidied.is_empty() { path.to_owned() } else { tidied.to_owned() }
}
