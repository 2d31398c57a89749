//! Reports that stay as they are and get other ids, because their root was moved or their index has other roots.

use std::collections::{HashMap, HashSet};

use crate::report::FileRecord;

use super::{RootNames, is_streamed_name, path_of};

/// A file whose reports stay as they are, under other ids or at another place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenamedFile {
    /// Its root, as it is now.
    pub root: String,
    /// Its path there.
    pub path: String,
    /// The reports that the index has of it: their ids before and now.
    pub reports: Vec<(String, String)>,
}

/// Gives reports that are kept the ids that they would have if they were read now. `moved` are roots that have another
/// path than before. Returns the files that have changed by it.
pub(super) fn rename(kept: &mut [FileRecord], names: &RootNames, moved: &[&str]) -> Vec<RenamedFile> {
    let is_renamed = |file: &FileRecord| {
        !file.is_given() && (names.get(&file.root) != file.root_name || moved.contains(&file.root.as_str()))
    };
    if !kept.iter().any(is_renamed) {
        return Vec::new();
    }
    let stays = kept.iter().filter(|file| !is_renamed(file));
    let mut used: HashSet<String> = stays.flat_map(|file| &file.reports).map(|report| report.id.clone()).collect();
    let (mut files, mut ids) = (Vec::new(), HashMap::new());
    for file in kept.iter_mut().filter(|file| is_renamed(file)) {
        let name = names.get(&file.root);
        let mut renamed = RenamedFile { root: file.root.clone(), path: file.path.clone(), reports: Vec::new() };
        for at in 0..file.reports.len() {
            let id = free(new_id(file, &file.reports[at].id, name), &mut used);
            let report = &mut file.reports[at];
            let before = std::mem::replace(&mut report.id, id.clone());
            ids.insert(before.clone(), id.clone());
            if report.copy_of.is_none() {
                renamed.reports.push((before, id));
            }
        }
        name.clone_into(&mut file.root_name);
        files.push(renamed);
    }
    for copy in kept.iter_mut().flat_map(|file| &mut file.reports).filter_map(|report| report.copy_of.as_mut()) {
        if let Some(id) = ids.get(&copy.report) {
            copy.report.clone_from(id);
        }
    }
    files
}

/// The id of a report of a file under another name of its root.
fn new_id(file: &FileRecord, id: &str, name: &str) -> String {
    let before = &file.root_name;
    let is_root = path_of(&file.root, &file.path).as_os_str() == file.root.as_str();
    // The id without what it begins with; a root that is a file is its own name.
    let start = if is_root && before.is_empty() { &file.path } else { before };
    let own = match id.strip_prefix(start.as_str()).filter(|_| !start.is_empty()) {
        Some("") => "",
        Some(rest) => rest.strip_prefix('/').unwrap_or(id),
        None => id,
    };
    let start = match name {
        "" if is_root && (own.is_empty() || !is_streamed_name(&file.path)) => &file.path,
        name => name,
    };
    match (start, own) {
        (start, "") => start.to_owned(),
        ("", own) => own.to_owned(),
        (start, own) => format!("{start}/{own}"),
    }
}

/// An id, with a number if it is in use.
fn free(id: String, used: &mut HashSet<String>) -> String {
    let numbered = (2..).map(|number: u64| format!("{id}-{number}"));
    let free = std::iter::once(id.clone()).chain(numbered).find(|id| !used.contains(id)).unwrap_or_default();
    used.insert(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_follows_the_name_of_its_root() {
        for (root, path, before, id, name, expected) in [
            ("/a/north", "r.txt", "", "r.txt", "north", "north/r.txt"),
            ("/a/north", "r.txt", "", "r.txt-2", "north", "north/r.txt-2"),
            ("/a/north", "r.txt", "north", "north/r.txt", "", "r.txt"),
            ("/a/north", "north/r.txt", "", "north/r.txt", "north", "north/north/r.txt"),
            ("/a/north", "r.txt", "north", "north/r.txt", "a/north", "a/north/r.txt"),
            ("/a/north", "more.jsonl", "", "one", "north", "north/one"),
            ("/a/r.txt", "r.txt", "", "r.txt", "r.txt", "r.txt"),
            ("/a/r.txt", "r.txt", "r.txt", "r.txt", "a/r.txt", "a/r.txt"),
            ("/a/r.txt", "r.txt", "a/r.txt", "a/r.txt", "", "r.txt"),
            ("/a/r.zip", "r.zip", "", "r.zip/s.txt", "a/r.zip", "a/r.zip/s.txt"),
            ("/a/r.zip", "r.zip", "a/r.zip", "a/r.zip/s.txt", "", "r.zip/s.txt"),
            ("/a/more.jsonl", "more.jsonl", "", "one", "more.jsonl", "more.jsonl/one"),
            ("/a/more.jsonl", "more.jsonl", "more.jsonl", "more.jsonl/one", "", "one"),
        ] {
            let file = FileRecord {
                root: root.to_owned(),
                path: path.to_owned(),
                root_name: before.to_owned(),
                ..FileRecord::default()
            };
            assert_eq!(new_id(&file, id, name), expected, "{root} {id} {before} {name}");
        }
    }

    #[test]
    fn an_id_in_use_gets_a_number() {
        let mut used = HashSet::from(["a/b".to_owned(), "a/b-2".to_owned()]);
        assert_eq!(free("a/b".to_owned(), &mut used), "a/b-3");
        assert_eq!(free("c".to_owned(), &mut used), "c");
    }
}
