//! Finding the files of a corpus, in the order of their paths.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use walkdir::WalkDir;

use crate::extract::is_report_name;
use crate::report::PlaceRecord;

/// A file that may hold reports, or that could not even be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    /// The folder or file that was asked for, as it was given.
    pub root: String,
    /// The path relative to that folder, `/` between parts; its name where the root is the file.
    pub path: String,
    /// Where it is.
    pub at: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last modified, in nanoseconds since 1970.
    pub modified: i64,
    /// Why it cannot be read, where that is known already.
    pub problem: Option<String>,
}

/// Why a root cannot be walked: it is not there, or it cannot be opened.
pub fn root_problem(root: &str) -> Option<String> {
    fs::metadata(root)
        .err()
        .map(|error| format!("{root}: {}; check the path, or mount the disk it is on", plain(&error)))
}

/// What stands under a root.
#[derive(Default)]
pub(super) struct Walked {
    /// The files whose names say that they may be reports, in order of path.
    pub(super) files: Vec<FoundFile>,
    /// The folders, by their paths, with their times.
    pub(super) folders: Vec<PlaceRecord>,
    /// Folders that could not be looked into, relative to the root; what is in them is not known.
    pub(super) closed: Vec<String>,
}

/// Walks a root.
pub(super) fn walk(root: &str) -> Walked {
    let base = Path::new(root);
    let mut walked = Walked::default();
    let entries = WalkDir::new(base).follow_links(true).sort_by_file_name().into_iter();
    for entry in
        entries.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name().to_string_lossy().as_ref()))
    {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {
                let modified = entry.metadata().map_or(0, |metadata| modified(&metadata));
                walked.folders.push(PlaceRecord { path: entry.path().to_string_lossy().into_owned(), modified });
            }
            Ok(entry) => walked.files.extend(file(root, base, entry.path(), entry.depth(), entry.metadata().ok())),
            Err(error) => {
                let at = error.path().unwrap_or(base).to_owned();
                let why = match error.loop_ancestor() {
                    Some(ancestor) => format!("the folder leads back to {}: not followed", ancestor.display()),
                    None => error.io_error().map_or_else(|| error.to_string(), plain),
                };
                let found = FoundFile { problem: Some(why), ..bare(root, base, &at) };
                if error.loop_ancestor().is_none() {
                    walked.closed.push(found.path.clone());
                }
                walked.files.push(found);
            }
        }
    }
    // Paths are compared as a whole, so that the order is that of the ids.
    walked.files.sort_by(|a, b| a.path.cmp(&b.path));
    walked
}

/// The file at a path under a root, as it is now.
pub(super) fn found(root: &str, path: &str) -> FoundFile {
    let base = Path::new(root);
    let at = if base.is_dir() { base.join(path) } else { base.to_owned() };
    let found = FoundFile { path: path.to_owned(), ..bare(root, base, &at) };
    match fs::metadata(&at) {
        Ok(metadata) => FoundFile { size: metadata.len(), modified: modified(&metadata), ..found },
        Err(error) => FoundFile { problem: Some(plain(&error)), ..found },
    }
}

/// Folders and files that begin with a full stop are a person's own business, and so are those of
/// version control.
fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && name.len() > 1
}

fn file(root: &str, base: &Path, at: &Path, depth: usize, metadata: Option<Metadata>) -> Option<FoundFile> {
    let name = at.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let asked_for = depth == 0;
    if !asked_for && (is_readme(&name) || !is_report_name(&name)) {
        return None;
    }
    let mut found = bare(root, base, at);
    if at.to_str().is_none() {
        found.problem = Some("its name is not UTF-8: rename it".to_owned());
        return Some(found);
    }
    match metadata {
        Some(metadata) if !metadata.is_file() => {
            found.problem = Some("not a regular file: not read".to_owned());
        }
        Some(metadata) => {
            found.size = metadata.len();
            found.modified = modified(&metadata);
        }
        None => found.problem = Some("it vanished, or it may not be looked at".to_owned()),
    }
    Some(found)
}

fn bare(root: &str, base: &Path, at: &Path) -> FoundFile {
    let relative = at.strip_prefix(base).unwrap_or(at);
    let relative =
        if relative.as_os_str().is_empty() { Path::new(at.file_name().unwrap_or_default()) } else { relative };
    let parts: Vec<String> = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    FoundFile { root: root.to_owned(), path: parts.join("/"), at: at.to_owned(), size: 0, modified: 0, problem: None }
}

/// A folder's own description is no report.
fn is_readme(name: &str) -> bool {
    let name = name.to_lowercase();
    name == "readme" || name.starts_with("readme.")
}

pub(super) fn modified(metadata: &Metadata) -> i64 {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or(0)
}

/// What the system says, without its number.
pub(super) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}
