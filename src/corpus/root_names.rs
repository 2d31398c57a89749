//! The names of roots, with which the ids of reports begin where an index has several roots.

use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, absolute};

/// The name of each root: the last part of its path, and as many parts before it as tell it from the others. The order
/// of the roots does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RootNames(HashMap<String, String>);

impl RootNames {
    /// The names of all roots of an index. A single root needs none.
    pub(crate) fn new(roots: &[String]) -> RootNames {
        if roots.len() < 2 {
            return RootNames::default();
        }
        let paths: Vec<Vec<String>> = roots.iter().map(|root| parts(root)).collect();
        let mut lengths = vec![1; roots.len()];
        let name = |at: usize, length: usize| paths[at][paths[at].len().saturating_sub(length)..].join("/");
        loop {
            let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
            for (at, &length) in lengths.iter().enumerate() {
                by_name.entry(name(at, length)).or_default().push(at);
            }
            let same = by_name.into_values().filter(|same| same.len() > 1).flatten();
            let longer: Vec<usize> = same.filter(|&at| lengths[at] < paths[at].len()).collect();
            if longer.is_empty() {
                break;
            }
            longer.into_iter().for_each(|at| lengths[at] += 1);
        }
        let named = roots.iter().zip(lengths).enumerate();
        RootNames(named.map(|(at, (root, length))| (root.clone(), name(at, length))).collect())
    }

    /// The name of a root; empty where ids have none.
    pub(crate) fn get(&self, root: &str) -> &str {
        self.0.get(root).map_or("", String::as_str)
    }
}

/// The parts of the whole path of a root. One that ends in `.` or `..` has no name but that of the folder it leads to.
fn parts(root: &str) -> Vec<String> {
    let path = Path::new(root);
    let whole = if path.file_name().is_some() { absolute(path) } else { fs::canonicalize(path) };
    let whole = whole.unwrap_or_else(|_| path.to_owned());
    let part = |part: Component<'_>| match part {
        Component::Normal(part) => Some(part.to_string_lossy().into_owned()),
        _ => None,
    };
    whole.components().filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_is_named_by_the_end_of_its_path() {
        for (roots, expected) in [
            (vec!["/a/north"], vec![""]),
            (vec!["/a/north", "/a/south"], vec!["north", "south"]),
            (vec!["/2019/reports", "/2020/reports", "/x"], vec!["2019/reports", "2020/reports", "x"]),
            (vec!["/a/b/c", "/x/b/c", "/b/c"], vec!["a/b/c", "x/b/c", "b/c"]),
            (vec!["/a/x.txt", "/b/x.txt"], vec!["a/x.txt", "b/x.txt"]),
            (vec!["/", "/a"], vec!["", "a"]),
            // No more can be done about one folder that is named twice.
            (vec!["/a/b", "/a/./b"], vec!["a/b", "a/b"]),
        ] {
            let mut roots: Vec<String> = roots.into_iter().map(str::to_owned).collect();
            for _ in 0..2 {
                let names = RootNames::new(&roots);
                let mut found: Vec<&str> = roots.iter().map(|root| names.get(root)).collect();
                let mut expected = expected.clone();
                found.sort_unstable();
                expected.sort_unstable();
                assert_eq!(found, expected);
                roots.reverse();
            }
        }
    }
}
