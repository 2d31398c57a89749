//! Finding the files of a corpus, in the order of their paths.

use std::collections::VecDeque;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use walkdir::{DirEntry, WalkDir};

use crate::extract::is_report_name;
use crate::report::{FileRecord, OF_THE_KERNEL, PlaceRecord, RootError};

use super::folders::Folders;
use super::open::{NOT_REGULAR, is_of_the_kernel};
use super::sidecar::is_sidecar;

/// A file that may hold reports, or that is not accessible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    /// The folder or file that was asked for, as it was given.
    pub root: String,
    /// The path relative to that folder, `/` between parts; its name where the root is the file.
    pub path: String,
    /// The name of the root, with which the ids of its reports begin; empty where there is one root only.
    pub root_name: String,
    /// Where it is.
    pub at: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last modified, in nanoseconds since 1970.
    pub modified: i64,
    /// Why it cannot be read, where that is known already.
    pub problem: Option<String>,
    /// Its content, where it was given rather than found.
    pub content: Option<Arc<[u8]>>,
}

/// Whether a root can be walked.
///
/// # Errors
/// Where it does not exist, cannot be opened, or is in one of the kernel's own file systems.
pub(crate) fn check_root(root: &str) -> Result<(), RootError> {
    let root_of = || root.to_owned();
    match fs::metadata(root) {
        Err(error) => Err(RootError::Unreadable { root: root_of(), why: plain(&error) }),
        Ok(_) if is_of_the_kernel(Path::new(root)) => Err(RootError::OfTheKernel { root: root_of() }),
        Ok(_) => Ok(()),
    }
}

/// The folders under a root that links lead to, by the paths of these links.
pub(crate) fn linked_folders(root: &str) -> Vec<PathBuf> {
    walk(root).linked
}

/// The files and folders under a root.
#[derive(Default)]
pub(super) struct Walked {
    /// The files whose names say that they may be reports, in order of path.
    pub(super) files: Vec<FoundFile>,
    /// The folders, by their paths, with their times.
    pub(super) folders: Vec<PlaceRecord>,
    /// Folders that could not be read, relative to the root, which is empty itself; their files are unknown.
    pub(super) closed: Vec<String>,
    /// The files that are passed over since their names have no ending that is read.
    pub(super) passed_over: PassedOver,
    /// Those folders that were entered by a link.
    linked: Vec<PathBuf>,
}

/// Files without an ending that is read.
#[derive(Clone, Debug, Default)]
pub struct PassedOver {
    /// How many there are.
    pub files: usize,
    /// The path of one of them.
    pub example: String,
}

impl PassedOver {
    /// Counts a file.
    fn count(&mut self, at: &Path) {
        if self.files == 0 {
            self.example = at.to_string_lossy().into_owned();
        }
        self.files += 1;
    }

    /// Counts those of another root too.
    pub(super) fn add(&mut self, other: PassedOver) {
        if self.files == 0 {
            self.example = other.example;
        }
        self.files += other.files;
    }
}

/// Walks a root. A folder that several paths lead to is entered once: by its own path, if it is under the root, else by
/// the first link to it; links behind other links come later. So neither the order of a folder's entries nor the number
/// of links matters.
pub(super) fn walk(root: &str) -> Walked {
    let mut walk = FolderWalk {
        root,
        base: Path::new(root),
        walked: Walked::default(),
        folders: Folders::default(),
        links: VecDeque::from([PathBuf::from(root)]),
    };
    while let Some(link) = walk.links.pop_front() {
        walk.follow(&link);
    }
    let mut walked = walk.walked;
    // Paths are compared as a whole, so that the order is that of the ids.
    walked.files.sort_by(|a, b| a.path.cmp(&b.path));
    walked.files.dedup_by(|again, first| again.path == first.path && again.problem.is_some());
    walked
}

/// A walk under way.
struct FolderWalk<'r> {
    root: &'r str,
    base: &'r Path,
    walked: Walked,
    folders: Folders,
    /// Links that are yet to be followed; the root is the first of them.
    links: VecDeque<PathBuf>,
}

impl FolderWalk<'_> {
    /// Goes where a link leads.
    fn follow(&mut self, link: &Path) {
        match fs::metadata(link) {
            Ok(metadata) if metadata.is_dir() => {
                let is_link = link != self.base;
                if self.enter(link, Some(&metadata), is_link) {
                    self.walked.linked.extend(is_link.then(|| link.to_owned()));
                    self.walk_in(link);
                }
            }
            Ok(metadata) => self.find(link, Some(metadata)),
            Err(error) => self.close(link, plain(&error)),
        }
    }

    /// Walks a folder that was entered, and those in it; links are left for later.
    fn walk_in(&mut self, top: &Path) {
        let is_seen = |entry: &DirEntry| entry.depth() == 0 || !is_hidden(&entry.file_name().to_string_lossy());
        // By their names: the paths of a folder's entries are the same before these.
        let by_name = |a: &DirEntry, b: &DirEntry| a.path().as_os_str().cmp(b.path().as_os_str());
        let mut entries = WalkDir::new(top).sort_by(by_name).into_iter().filter_entry(is_seen);
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let why = error.io_error().map_or_else(|| error.to_string(), plain);
                    self.close(error.path().unwrap_or(top), why);
                    continue;
                }
            };
            let kind = entry.file_type();
            if entry.depth() == 0 {
                continue;
            } else if kind.is_symlink() {
                self.links.push_back(entry.into_path());
            } else if !kind.is_dir() {
                self.find(entry.path(), entry.metadata().ok());
            } else if !self.enter(entry.path(), entry.metadata().ok().as_ref(), top != self.base) {
                entries.skip_current_dir();
            }
        }
    }

    /// Records a folder and returns whether to enter it. A folder that is not behind a link is found only once,
    /// whatever its inode, which some systems get wrong.
    fn enter(&mut self, at: &Path, metadata: Option<&Metadata>, is_behind_link: bool) -> bool {
        if metadata.is_some_and(|metadata| self.folders.is_of_the_kernel(at, metadata)) {
            self.refuse(at, OF_THE_KERNEL.to_owned());
            return false;
        }
        let before = metadata.and_then(|metadata| self.folders.enter(at, metadata));
        if let Some(before) = before.filter(|_| is_behind_link) {
            if at.starts_with(before) {
                let why = format!("the folder leads back to {}: not followed", before.display());
                self.refuse(at, why);
            }
            return false;
        }
        self.walked
            .folders
            .push(PlaceRecord { path: at.to_string_lossy().into_owned(), modified: metadata.map_or(0, modified) });
        true
    }

    /// Records a file, if its name says that it may be a report.
    fn find(&mut self, at: &Path, metadata: Option<Metadata>) {
        let name = at.file_name().unwrap_or_default().to_string_lossy();
        let is_asked_for = at == self.base;
        if is_asked_for || !is_readme(&name) && is_report_name(&name) {
            self.walked.files.push(file(self.root, self.base, at, metadata));
        } else if !is_readme(&name) && !is_sidecar(&name) {
            self.walked.passed_over.count(at);
        }
    }

    /// Records that a folder could not be read.
    fn close(&mut self, at: &Path, why: String) {
        let found = FoundFile { problem: Some(why), ..bare(self.root, self.base, at) };
        self.walked.closed.push(if at == self.base { String::new() } else { found.path.clone() });
        self.walked.files.push(found);
    }

    /// Records why a folder is skipped.
    fn refuse(&mut self, at: &Path, why: String) {
        self.walked.files.push(FoundFile { problem: Some(why), ..bare(self.root, self.base, at) });
    }
}

impl FoundFile {
    /// A document that was given with its name, and is under no root.
    pub fn given(name: &str, content: Arc<[u8]>) -> FoundFile {
        FoundFile {
            root: String::new(),
            path: name.to_owned(),
            root_name: String::new(),
            at: name.into(),
            size: content.len() as u64,
            modified: 0,
            problem: name.is_empty().then(|| "it has no name".to_owned()),
            content: Some(content),
        }
    }

    /// The id of a report that has none of its own: the path of the file, then that in the file.
    pub(super) fn report_id(&self, member: Option<&str>) -> String {
        let is_root = !self.root_name.is_empty() && Path::new(&self.root) == self.at;
        let file = if is_root { self.root_name.clone() } else { self.id_of(&self.path) };
        member.map_or_else(|| file.clone(), |member| format!("{file}/{member}"))
    }

    /// An id that something in the file gives itself, under the name of the root.
    pub(super) fn id_of(&self, own: &str) -> String {
        if self.root_name.is_empty() { own.to_owned() } else { format!("{}/{own}", self.root_name) }
    }
}

/// The path of a file that was found, as it was reached.
pub(crate) fn shown_path(file: &FileRecord) -> String {
    path_of(&file.root, &file.path).to_string_lossy().into_owned()
}

/// The path of a file by its root and its path there. The root itself may be the file.
pub(crate) fn path_of(root: &str, path: &str) -> PathBuf {
    let base = Path::new(root);
    let is_root = base.file_name().is_some_and(|name| name == path) && !base.is_dir();
    if is_root { base.to_owned() } else { base.join(path) }
}

/// The file at a path under a root, as it is now.
pub(super) fn found(root: &str, path: &str) -> FoundFile {
    let at = path_of(root, path);
    let found = FoundFile { path: path.to_owned(), ..bare(root, Path::new(root), &at) };
    match fs::metadata(&at) {
        Ok(metadata) => FoundFile { size: metadata.len(), modified: modified(&metadata), ..found },
        Err(error) => FoundFile { problem: Some(plain(&error)), ..found },
    }
}

/// Names that begin with a full stop are private, and so are those of version control.
fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && name.len() > 1
}

fn file(root: &str, base: &Path, at: &Path, metadata: Option<Metadata>) -> FoundFile {
    let mut found = bare(root, base, at);
    if at.to_str().is_none() {
        found.problem = Some("its name is not UTF-8: rename it".to_owned());
        return found;
    }
    match metadata {
        Some(metadata) if !metadata.is_file() => {
            found.problem = Some(NOT_REGULAR.to_owned());
        }
        Some(metadata) => {
            found.size = metadata.len();
            found.modified = modified(&metadata);
        }
        None => found.problem = Some("it vanished, or it may not be looked at".to_owned()),
    }
    found
}

fn bare(root: &str, base: &Path, at: &Path) -> FoundFile {
    let relative = at.strip_prefix(base).unwrap_or(at);
    let relative =
        if relative.as_os_str().is_empty() { Path::new(at.file_name().unwrap_or_default()) } else { relative };
    let mut path = String::with_capacity(relative.as_os_str().len());
    for part in relative {
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(&part.to_string_lossy());
    }
    FoundFile {
        root: root.to_owned(),
        path,
        root_name: String::new(),
        at: at.to_owned(),
        size: 0,
        modified: 0,
        problem: None,
        content: None,
    }
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
