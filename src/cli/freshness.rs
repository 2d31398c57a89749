//! What every command that searches says of the index: files with problems, and whether it is older than its files.

use crate::engine::Warning;
use crate::library::Index;

use super::advice;

/// What a person should know of an index that is searched, a line each.
pub(super) fn warnings(index: &Index) -> Vec<String> {
    let told = |warning| match warning {
        Warning::Problems { files: 1 } => "the index has 1 file with problems: `findings status` lists them".to_owned(),
        Warning::Problems { files } => {
            format!("the index has {files} files with problems: `findings status` lists them")
        }
        Warning::Stale { differences } => {
            let differences: Vec<String> = differences.iter().map(advice::difference).collect();
            format!("the index is older than its files: {}; `findings index` reads them", differences.join(", "))
        }
    };
    index.warnings().into_iter().map(told).collect()
}
