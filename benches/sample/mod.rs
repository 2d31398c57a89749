//! The sample corpus, for the benches.

use std::fs;
use std::path::{Path, PathBuf};

/// The reports in the folders of the sample corpus, in order.
pub(crate) fn files() -> Vec<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let entries = |folder: PathBuf| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = entries(corpus).filter(|path| path.is_dir()).flat_map(entries).collect();
    files.sort();
    assert!(!files.is_empty(), "there is a sample corpus");
    files
}
