//! Where an index was made. Folders that were named relative to the current one are found from elsewhere by it.

use std::env;
use std::path::{Component, Path, PathBuf};

use crate::report::Report;

use super::Reader;
use super::manifest::Summary;

/// The folder that relative roots begin in, as an index notes it: relative to the folder of the index where that is inside
/// of it, so that both can be moved together, and whole otherwise. None where no root is relative.
pub(crate) fn made_in(index: &Path, roots: &[String]) -> Option<String> {
    if !roots.iter().any(|root| is_relative(root)) {
        return None;
    }
    let here = env::current_dir().ok()?.canonicalize().ok()?;
    let index = index.canonicalize().ok()?;
    let made_in = match index.strip_prefix(&here) {
        Ok(inside) => inside.components().map(|_| Component::ParentDir).collect::<PathBuf>(),
        Err(_) => here,
    };
    made_in.to_str().map(str::to_owned)
}

/// The folder that relative roots of the newest state of an index begin in, if it is not the current one.
pub(crate) fn made_elsewhere(index: &Path) -> Option<PathBuf> {
    elsewhere(index, Summary::newest_in(index)?.made_in.as_deref())
}

/// The folder that relative roots begin in, if it is not the current one.
pub(super) fn elsewhere(index: &Path, made_in: Option<&str>) -> Option<PathBuf> {
    let base = index.canonicalize().ok()?.join(made_in?);
    let base = base.canonicalize().unwrap_or(base);
    let here = env::current_dir().ok()?;
    (base != here.canonicalize().unwrap_or(here)).then_some(base)
}

/// Whether a root is one that a current folder gives its meaning; that of documents that were given is not.
pub(crate) fn is_relative(root: &str) -> bool {
    !root.is_empty() && Path::new(root).is_relative()
}

impl Reader {
    /// The folder that relative roots begin in, if it is not the current one.
    pub(crate) fn base(&self) -> Option<&Path> {
        self.base.as_deref()
    }

    /// Makes the path of a report one that leads to its file from the current folder.
    pub(crate) fn set_in_place(&self, report: &mut Report) {
        if let Some(base) = self.base.as_ref().filter(|_| is_relative(&report.path)) {
            report.path = base.join(&report.path).to_string_lossy().into_owned();
        }
    }
}
