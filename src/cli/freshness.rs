//! Warnings of every command that searches: files with problems, and an index older than its files.

use crate::engine::Warning;
use crate::library::Index;

use super::{advice, counted};

/// The warnings about an index, a line each.
pub(super) fn warnings(index: &Index) -> Vec<String> {
    let line = |warning| match warning {
        Warning::Problems { files } => {
            format!("the index has {} with problems: `findings status` lists them", counted(files, "file"))
        }
        Warning::Stale { differences } => {
            let differences: Vec<String> = differences.iter().map(advice::difference).collect();
            format!("files have changed since indexing: {}; run `findings index`", differences.join(", "))
        }
    };
    index.warnings().into_iter().map(line).collect()
}
