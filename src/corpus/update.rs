//! Which files of a corpus must be read again since an index was made from it.

use std::collections::{BTreeMap, HashSet};
use std::mem::take;
use std::path::{Path, PathBuf};

use crate::metadata::MetadataOverride;
use crate::report::{FileRecord, PlaceRecord};

use super::copies::Rank;
use super::open::open;
use super::renaming::{RenamedFile, rename};
use super::sidecar::Sidecars;
use super::{FoundFile, PassedOver, ReadingOptions, RootNames, read, walk};

/// A file to be read, with the values from its sidecars.
pub(super) type ToRead = (FoundFile, Vec<MetadataOverride>);

/// What has changed in the corpus since an index was made from it.
pub struct Update {
    /// Files whose reports stay as they are, until the others are read.
    kept: Vec<FileRecord>,
    /// The number of these.
    pub unchanged: usize,
    /// Files whose reports must go: they changed, vanished, or their folder was left out.
    pub gone: Vec<FileRecord>,
    /// The folders and sidecars that were found, and the known ones of other roots.
    pub places: Vec<PlaceRecord>,
    /// The problems of sidecars: the sidecar, and what is wrong with it.
    pub problems: Vec<(String, String)>,
    /// Files that stay as they are, under other ids or at another place.
    pub renamed: Vec<RenamedFile>,
    /// Folders in which there is no file that can be read.
    pub without_files: Vec<String>,
    /// Files that are passed over in the folders that were walked.
    pub passed_over: PassedOver,
    /// Files to be read, in order of rank.
    pub(super) to_read: Vec<ToRead>,
    /// The paths of files that were read.
    pub(super) was_read: Vec<PathBuf>,
    /// How many files were to be read, and their bytes.
    work: (usize, u64),
    /// Whether some file has another time but the same content, or folders and sidecars have changed.
    touched: bool,
}

/// What an update is made from.
pub(crate) struct Sources<'s> {
    /// The roots to walk.
    pub walked: &'s [String],
    /// All roots whose files are brought up to date: of those that are not walked, all files go.
    pub all: &'s [String],
    /// Roots that have another path than when they were read.
    pub moved: &'s [&'s str],
    /// The names of the roots.
    pub names: RootNames,
    /// Documents that were given.
    pub documents: Vec<FoundFile>,
}

/// The problem of a file that could be read once and cannot now.
const KEPT: &str = "it cannot be read now: the index keeps what it said before";

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is read for the first time.
    New,
    /// It is read again.
    Again,
    /// Its reports go.
    Gone,
}

impl Update {
    /// Walks the roots and compares by size and time; files that differ are read and hashed. A file that
    /// cannot be read any more stays as it was. Of `known`, files under roots that are not walked and yet listed are
    /// removed, and those under other roots are kept. Documents are compared with those given before.
    pub(crate) fn new(
        from: Sources<'_>,
        known: (Vec<FileRecord>, Vec<PlaceRecord>),
        options: &ReadingOptions,
    ) -> Update {
        let Sources { walked: roots, all, moved, names, documents } = from;
        let (known, places) = known;
        let mut known = KnownFiles::new(known);
        let mut update = Update {
            kept: Vec::new(),
            unchanged: 0,
            gone: Vec::new(),
            places: Vec::new(),
            problems: Vec::new(),
            renamed: Vec::new(),
            without_files: Vec::new(),
            passed_over: PassedOver::default(),
            to_read: Vec::new(),
            was_read: Vec::new(),
            work: (0, 0),
            touched: false,
        };
        let mut sidecars = Sidecars::default();
        for root in roots {
            let walked = walk::walk(root);
            update.without_files.extend(walked.files.is_empty().then(|| root.clone()));
            update.passed_over.add(walked.passed_over);
            for mut file in walked.files {
                names.get(root).clone_into(&mut file.root_name);
                let given = sidecars.given(Path::new(root), &file.at);
                let before = known.take(&file.root, &file.path);
                update.sort_in(file, given, before, options);
            }
            update.places.extend(walked.folders);
            for closed in &walked.closed {
                known.take_within(root, closed).for_each(|record| update.keep(record));
            }
        }
        for file in documents {
            let before = known.take(&file.root, &file.path);
            update.sort_in(file, Vec::new(), before, options);
        }
        // Thousands of files may be named, each a root.
        let (names_of_all, all): (HashSet<&str>, HashSet<&Path>) =
            all.iter().map(|root| (root.as_str(), Path::new(root))).unzip();
        for record in known.rest() {
            if names_of_all.contains(record.root.as_str()) {
                update.gone.push(record)
            } else {
                update.kept.push(record)
            }
        }
        update.read_orphans(&names, &mut sidecars);
        update.renamed = rename(&mut update.kept, &names, moved);
        update.unchanged = update.kept.len();
        update.work = (update.to_read.len(), update.to_read.iter().map(|(file, _)| file.size).sum());
        update.to_read.sort_by(|(a, _), (b, _)| Rank::new(&a.root, &a.path, 0).cmp(&Rank::new(&b.root, &b.path, 0)));
        update.places.append(&mut sidecars.files);
        update.problems = sidecars.take_problems();
        let is_elsewhere = |place: &&PlaceRecord| !Path::new(&place.path).ancestors().any(|over| all.contains(over));
        update.places.extend(places.iter().filter(is_elsewhere).cloned());
        update.places.sort_by(|a, b| a.path.cmp(&b.path));
        update.touched |= update.places != places;
        update
    }

    fn sort_in(
        &mut self,
        file: FoundFile,
        given: Vec<MetadataOverride>,
        before: Option<FileRecord>,
        options: &ReadingOptions,
    ) {
        match before {
            Some(record) if is_same(&record, &file, &given, options) => self.stay(record, &file),
            Some(record) if has_same_content(&record, &file, &given, options) => {
                let (size, modified) = (file.size, file.modified);
                self.touched |= record.modified != modified;
                self.kept.push(FileRecord { size, modified, ..record });
            }
            Some(record) if !record.reports.is_empty() && cannot_be_opened(&file) => {
                self.keep(record);
            }
            Some(record) => {
                self.gone.push(record);
                self.to_read.push((file, given));
            }
            None => self.to_read.push((file, given)),
        }
    }

    /// Keeps the record of a file that has not changed.
    fn stay(&mut self, mut record: FileRecord, file: &FoundFile) {
        if record.problems.iter().any(|problem| problem == KEPT) && !cannot_be_opened(file) {
            record.problems.retain(|problem| problem != KEPT);
            self.touched = true;
        }
        self.kept.push(record);
    }

    /// Keeps the record of a file that cannot be read now, and adds that problem.
    fn keep(&mut self, mut record: FileRecord) {
        if !record.problems.iter().any(|problem| problem == KEPT) {
            record.problems.push(KEPT.to_owned());
            self.touched = true;
        }
        self.kept.push(record);
    }

    /// Reads copies of removed reports again, as one of them becomes the report.
    fn read_orphans(&mut self, names: &RootNames, sidecars: &mut Sidecars) {
        let going: HashSet<&str> =
            self.gone.iter().flat_map(|file| &file.reports).map(|report| report.id.as_str()).collect();
        let is_orphan = |file: &FileRecord| {
            let copies = file.reports.iter().filter_map(|report| report.copy_of.as_ref());
            copies.into_iter().any(|copy| going.contains(copy.report.as_str()))
        };
        if !self.kept.iter().any(is_orphan) {
            return;
        }
        let (orphans, kept): (Vec<_>, Vec<_>) = take(&mut self.kept).into_iter().partition(is_orphan);
        self.kept = kept;
        for record in orphans {
            let mut found = walk::found(&record.root, &record.path);
            names.get(&record.root).clone_into(&mut found.root_name);
            let given = sidecars.given(Path::new(&record.root), &found.at);
            if cannot_be_opened(&found) {
                self.keep(record);
            } else {
                self.to_read.push((found, given));
                self.gone.push(record);
            }
        }
    }

    /// The files whose reports stay as they are, in order of root and path.
    pub(crate) fn take_kept(&mut self) -> Vec<FileRecord> {
        let mut kept = take(&mut self.kept);
        kept.sort_by(|a, b| a.place().cmp(&b.place()));
        kept
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.renamed.is_empty() && self.work.0 == 0 && !self.touched
    }

    /// The problems of its sidecars and of some files.
    pub fn problems_with<'f>(&'f self, files: &'f [FileRecord]) -> impl Iterator<Item = (String, String)> {
        let of_files =
            files.iter().flat_map(|file| file.problems.iter().map(|what| (walk::shown_path(file), what.clone())));
        self.problems.iter().cloned().chain(of_files)
    }

    /// Those of some files that were read.
    pub fn read_files<'f>(&'f self, files: &'f [FileRecord]) -> impl Iterator<Item = &'f FileRecord> {
        let read: HashSet<&PathBuf> = self.was_read.iter().collect();
        files.iter().filter(move |file| read.contains(&walk::path_of(&file.root, &file.path)))
    }

    /// The number of files to read, and their bytes.
    pub fn work(&self) -> (usize, u64) {
        self.work
    }

    /// The change of each file that does not stay as it is, in order of path.
    pub fn changes(&self) -> Vec<(Change, String)> {
        let path = |root: &str, path: &str| walk::path_of(root, path).to_string_lossy().into_owned();
        let mut changes: BTreeMap<String, Change> =
            self.gone.iter().map(|file| (path(&file.root, &file.path), Change::Gone)).collect();
        for at in self.to_read.iter().map(|(file, _)| &file.at).chain(&self.was_read) {
            let at = at.to_string_lossy().into_owned();
            let change = if changes.contains_key(&at) { Change::Again } else { Change::New };
            changes.insert(at, change);
        }
        changes.into_iter().map(|(path, change)| (change, path)).collect()
    }
}

/// The known files by root and path, until they are taken.
struct KnownFiles(BTreeMap<(String, String), FileRecord>);

impl KnownFiles {
    fn new(files: Vec<FileRecord>) -> KnownFiles {
        let by_place = |mut file: FileRecord| ((take(&mut file.root), take(&mut file.path)), file);
        KnownFiles(files.into_iter().map(by_place).collect())
    }

    fn take(&mut self, root: &str, path: &str) -> Option<FileRecord> {
        self.0.remove_entry(&(root.to_owned(), path.to_owned())).map(whole)
    }

    /// Takes the files in a folder; an empty path is the root itself.
    fn take_within(&mut self, root: &str, folder: &str) -> impl Iterator<Item = FileRecord> {
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let places = self.0.range((root.to_owned(), start.clone())..).map(|(place, _)| place);
        let places = places.take_while(|(of, path)| of == root && path.starts_with(&start));
        let places: Vec<(String, String)> = places.cloned().collect();
        places.into_iter().filter_map(|place| self.0.remove_entry(&place).map(whole))
    }

    /// The files that were not taken, in order.
    fn rest(self) -> impl Iterator<Item = FileRecord> {
        self.0.into_iter().map(whole)
    }
}

/// A record with its root and path put back.
fn whole(((root, path), record): ((String, String), FileRecord)) -> FileRecord {
    FileRecord { root, path, ..record }
}

/// Whether a file and all that its reports depend on is as it was.
fn is_same(record: &FileRecord, file: &FoundFile, given: &[MetadataOverride], options: &ReadingOptions) -> bool {
    file.content.is_none() && record.modified == file.modified && may_be_same(record, file, given, options)
}

/// Whether a file whose time has changed has the same content.
fn has_same_content(
    record: &FileRecord,
    file: &FoundFile,
    given: &[MetadataOverride],
    options: &ReadingOptions,
) -> bool {
    may_be_same(record, file, given, options)
        && read::content(&file.at, file, options)
            .is_ok_and(|bytes| blake3::hash(&bytes).to_hex().as_str() == record.hash)
}

/// A file is read again if its content was never read, or other limits may solve its problems.
fn may_be_same(record: &FileRecord, file: &FoundFile, given: &[MetadataOverride], options: &ReadingOptions) -> bool {
    !record.hash.is_empty()
        && file.problem.is_none()
        && record.size == file.size
        && record.options == options_hash(given, options)
        && (record.problems.is_empty() || record.limits == options.limits())
}

fn cannot_be_opened(file: &FoundFile) -> bool {
    file.problem.is_some() || file.content.is_none() && open(&file.at).is_err()
}

pub(super) fn options_hash(given: &[MetadataOverride], options: &ReadingOptions) -> String {
    let mut hasher = blake3::Hasher::new();
    for MetadataOverride { field, value, source } in given {
        for part in [field, value, source] {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
        }
    }
    hasher.update(options.fingerprint().as_bytes());
    hasher.finalize().to_hex()[..16].to_owned()
}
