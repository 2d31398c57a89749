//! What an index would lose if it were rebuilt from what can be read now.
//!
//! A report is not lost if its file gives it again, even under another id, since ids are assigned again, nor if another
//! file has the same words: a copy that replaces it, or its own file under another name.

use std::collections::{BTreeSet, HashMap};
use std::fmt::{self, Display, Formatter};
use std::fs::{self, File};
use std::path::Path;

use crate::corpus::{is_streamed_name, path_of, shown_path};
use crate::index::Inventory;
use crate::report::{FileRecord, Prose, ReportEntry};

/// Something in an index that cannot be read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The file that it was read from.
    pub file: String,
    /// Why it cannot be read again.
    pub why: String,
    /// What it is: a report by its id, or a part of one.
    pub what: String,
}

impl Display for Loss {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}; {} would be lost", self.file, self.why, self.what)
    }
}

/// What the index holds and was not read again, in the order of the files.
pub(super) fn losses<'n>(index: &Path, held: &'n Inventory, read: &'n [FileRecord]) -> Vec<Loss> {
    let mut losses = Vec::new();
    if !held.is_whole {
        losses.push(Loss {
            file: index.display().to_string(),
            why: "it is too damaged to list all that it holds".to_owned(),
            what: "what is not listed and cannot be read again".to_owned(),
        });
    }
    let mut now = CurrentFiles::new(read);
    let reports = || held.files.iter().flat_map(|file| own_reports(file).map(move |report| (file, report)));
    // Match reports with those of their own file first.
    let mut found: Vec<Option<usize>> = reports().map(|(file, report)| now.same(file, report)).collect();
    // Then those that have kept part of their id, then the others.
    for renamed in [CurrentFiles::renamed, CurrentFiles::renamed_altogether] {
        for ((file, report), found) in reports().zip(&mut found).filter(|(_, found)| found.is_none()) {
            *found = renamed(&mut now, file, report);
        }
    }
    now.sort_the_rest();
    for ((file, report), found) in reports().zip(found) {
        let again = found.or_else(|| now.elsewhere(report));
        losses.extend(loss(file, report, again.map(|at| now.all[at]), now.file(file)));
    }
    losses.extend(sidecars(held, &now));
    losses
}

/// The reports of a file that are in the index: those that are no copies.
fn own_reports(file: &FileRecord) -> impl Iterator<Item = &ReportEntry> {
    file.reports.iter().filter(|report| report.copy_of.is_none())
}

/// What was read; each report replaces at most one that the index holds.
struct CurrentFiles<'n> {
    all: Vec<(&'n FileRecord, &'n ReportEntry)>,
    is_taken: Vec<bool>,
    files: HashMap<(&'n str, &'n str), &'n FileRecord>,
    by_id: HashMap<&'n str, usize>,
    renamed: HashMap<Name<'n>, Vec<usize>>,
    /// By the hash of their words; records by their ids.
    by_words: HashMap<&'n str, Vec<usize>>,
}

/// What identifies a report in its file under another id: root and path of the file, what is left of the id, and, if the
/// file has more of these, the size of the report.
type Name<'n> = (&'n str, &'n str, &'n str, Option<(u32, u64, Prose)>);

impl<'n> CurrentFiles<'n> {
    fn new(read: &'n [FileRecord]) -> CurrentFiles<'n> {
        let all: Vec<_> = read.iter().flat_map(|file| file.reports.iter().map(move |report| (file, report))).collect();
        let mut renamed: HashMap<_, Vec<usize>> = HashMap::new();
        // Lists are taken from the end.
        for (at, (file, report)) in all.iter().enumerate().rev() {
            let plain = plain(&report.id, file);
            renamed.entry(name(file, report, plain)).or_default().push(at);
            if is_streamed_name(&file.path) {
                let others = [report.id.as_str(), ""].into_iter().filter(|other| *other != plain);
                others.for_each(|other| renamed.entry(name(file, report, other)).or_default().push(at));
            }
        }
        let by_id = all.iter().enumerate().map(|(at, (_, report))| (&*report.id, at)).collect();
        let files = read.iter().map(|file| (file.place(), file)).collect();
        CurrentFiles { is_taken: vec![false; all.len()], all, files, by_id, renamed, by_words: HashMap::new() }
    }

    fn file(&self, held: &FileRecord) -> Option<&'n FileRecord> {
        self.files.get(&held.place()).copied()
    }

    fn take(&mut self, at: usize) -> Option<usize> {
        self.is_taken[at] = true;
        Some(at)
    }

    /// A report as its file gives it now, under the same id.
    fn same(&mut self, held: &FileRecord, report: &ReportEntry) -> Option<usize> {
        let at = *self.by_id.get(&*report.id)?;
        if self.all[at].0.place() == held.place() { self.take(at) } else { None }
    }

    /// A report that its file gives under another id, as its own was taken or is free again.
    fn renamed(&mut self, held: &'n FileRecord, report: &'n ReportEntry) -> Option<usize> {
        // Its own id may end in a number, and may have got another.
        let own = is_streamed_name(&held.path).then_some(report.id.as_str());
        let plain = plain(&report.id, held);
        own.and_then(|own| self.named(name(held, report, own))).or_else(|| self.named(name(held, report, plain)))
    }

    /// A record that got the path of its file as its id, or has its own again instead.
    fn renamed_altogether(&mut self, held: &'n FileRecord, report: &'n ReportEntry) -> Option<usize> {
        let other = if plain(&report.id, held) == held.path { "" } else { &held.path };
        is_streamed_name(&held.path).then(|| self.named(name(held, report, other)))?
    }

    /// The first unused report of a name.
    fn named(&mut self, name: Name<'n>) -> Option<usize> {
        while let Some(at) = self.renamed.get_mut(&name).and_then(Vec::pop) {
            if !self.is_taken[at] {
                return self.take(at);
            }
        }
        None
    }

    /// A report with the same words and no other metadata, in any file; a record by its id.
    fn elsewhere(&mut self, report: &ReportEntry) -> Option<usize> {
        /// At most this many with the same words are compared.
        const MAX_ALIKE: usize = 64;
        fn agree<T: PartialEq>(held: &Option<T>, now: &Option<T>) -> bool {
            held.is_none() || held == now
        }
        let all = self.by_words.get(words(report))?;
        let untaken = all.iter().rev().filter(|&&at| !self.is_taken[at]);
        let at = untaken.take(MAX_ALIKE).copied().find(|&at| {
            let other = self.all[at].1;
            agree(&report.authority, &other.authority)
                && agree(&report.kind, &other.kind)
                && agree(&report.date, &other.date)
        })?;
        self.by_words.get_mut(words(report))?.retain(|&other| other != at);
        self.take(at)
    }

    /// Sorts the unused reports by their words.
    fn sort_the_rest(&mut self) {
        let mut by_words: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, (_, report)) in self.all.iter().enumerate().rev().filter(|(at, _)| !self.is_taken[*at]) {
            by_words.entry(words(report)).or_default().push(at);
        }
        self.by_words = by_words;
    }
}

fn name<'n>(file: &'n FileRecord, report: &ReportEntry, plain: &'n str) -> Name<'n> {
    let is_only = plain == file.path && !is_streamed_name(&file.path);
    (&file.root, &file.path, plain, (!is_only).then_some((report.passages, report.length, report.prose)))
}

/// What identifies a report in any file.
fn words(report: &ReportEntry) -> &str {
    report.likeness.as_ref().map_or(&report.id, |likeness| &likeness.text)
}

/// An id without the name of its root, and without what was added if it was taken: a number, or the folder of a path.
fn plain<'a>(id: &'a str, file: &'a FileRecord) -> &'a str {
    let own = id.strip_prefix(file.root_name.as_str()).and_then(|rest| rest.strip_prefix('/'));
    let id = own.unwrap_or(id);
    let numbered =
        id.rsplit_once('-').filter(|(_, number)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    let id = numbered.map_or(id, |(id, _)| id);
    let folder = Path::new(&file.root).file_name().unwrap_or_default().to_string_lossy();
    let is_in_folder = id.strip_prefix(&*folder).and_then(|rest| rest.strip_prefix('/')) == Some(&*file.path);
    let own =
        file.path.rsplit_once('-').filter(|(path, number)| *path == id && number.bytes().all(|b| b.is_ascii_digit()));
    if is_in_folder || own.is_some() { &file.path } else { id }
}

/// What is lost of a report that was read again as `again`, if anything.
fn loss(
    held: &FileRecord,
    report: &ReportEntry,
    again: Option<(&FileRecord, &ReportEntry)>,
    now: Option<&FileRecord>,
) -> Option<Loss> {
    let lost = |why: String, what: String| Some(Loss { file: shown_path(held), why, what });
    let Some((file, entry)) = again.filter(|(_, entry)| entry.passages > 0 || report.passages == 0) else {
        return lost(why(held, now), report.id.clone());
    };
    if let Some(problem) = new_problems(held, file).next().filter(|_| entry.passages < report.passages) {
        let (few, all) = (report.passages - entry.passages, report.passages);
        return lost(problem.clone(), format!("{few} of the {all} passages of {}", report.id));
    }
    // Values that the file itself no longer has were removed on purpose; those of a sidecar may be lost by accident.
    let is_same_file = held.hash.is_empty() || held.hash == file.hash;
    if !is_same_file || held.options == file.options {
        return None;
    }
    let fields = [
        ("authority", report.authority.is_some() && entry.authority.is_none()),
        ("kind", report.kind.is_some() && entry.kind.is_none()),
        ("date", report.date.is_some() && entry.date.is_none()),
    ];
    let fields = fields.into_iter().filter(|(_, is_gone)| *is_gone).map(|(name, _)| name);
    let others = report.extra.iter().filter(|name| !entry.extra.contains(name)).map(String::as_str);
    let gone: Vec<&str> = fields.chain(others).collect();
    if gone.is_empty() {
        return None;
    }
    lost("nothing says it any more".to_owned(), format!("{} of {}", gone.join(", "), report.id))
}

/// Problems of a file that it did not have before.
fn new_problems<'f>(before: &'f FileRecord, now: &'f FileRecord) -> impl Iterator<Item = &'f String> {
    now.problems.iter().filter(|problem| !before.problems.contains(problem) && !problem.starts_with("the id "))
}

/// Why a report cannot be read from its file again.
fn why(held: &FileRecord, now: Option<&FileRecord>) -> String {
    let Some(now) = now else { return why_gone(&at(held)) };
    match new_problems(held, now).next().or(now.problems.first()) {
        _ if now.size == 0 && !now.hash.is_empty() => "the file is empty".to_owned(),
        Some(problem) => problem.clone(),
        None => "the file does not have it any more".to_owned(),
    }
}

fn why_gone(at: &Path) -> String {
    let why = match (fs::symlink_metadata(at), fs::metadata(at)) {
        (Err(error), _) if error.kind() == std::io::ErrorKind::PermissionDenied => "it may not be looked at",
        (Err(_), _) => "the file is gone",
        (Ok(_), Err(_)) => "it is a link that leads nowhere",
        (_, Ok(there)) if there.is_dir() => "a folder stands in its place",
        (_, Ok(there)) if !there.is_file() => "it is not a regular file any more",
        (_, Ok(there)) if there.len() == 0 => "the file is empty",
        _ => "it is not read any more",
    };
    why.to_owned()
}

/// Sidecars that are missing, if a file that stays was read with their values.
fn sidecars(held: &Inventory, now: &CurrentFiles<'_>) -> Vec<Loss> {
    let is_sidecar = |name: &str| matches!(name, "metadata.csv" | "metadata.toml");
    let name_of = |path: &str| Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let known = held.places.iter().map(|place| &place.path).filter(|path| is_sidecar(&name_of(path)));
    let gone = known.filter(|path| !is_readable(Path::new(path)));
    let counts = gone.filter(|path| {
        let folder = Path::new(path).parent().unwrap_or(Path::new(""));
        let is_said = |file: &&FileRecord| {
            at(file).starts_with(folder) && now.file(file).is_some_and(|now| now.options != file.options)
        };
        held.files.iter().any(|file| is_said(&file))
    });
    let mut paths: BTreeSet<String> = counts.cloned().collect();
    for (root, path, name) in held.given.iter().filter(|(_, _, name)| is_sidecar(name)) {
        let file = FileRecord { root: root.clone(), path: path.clone(), ..FileRecord::default() };
        let at = at(&file);
        // The folder of the file, and those above it up to the root.
        let folders = at.ancestors().skip(1).enumerate();
        let folders: Vec<&Path> =
            folders.take_while(|(up, folder)| *up == 0 || folder.starts_with(root)).map(|(_, folder)| folder).collect();
        if !folders.iter().any(|folder| is_readable(&folder.join(name))) {
            paths.extend(folders.first().map(|folder| folder.join(name).to_string_lossy().into_owned()));
        }
    }
    let what = "what it says of the files beside it";
    let loss = |file: String| Loss { why: why_gone(Path::new(&file)), file, what: what.to_owned() };
    paths.into_iter().map(loss).collect()
}

/// Whether a file can be read and is not empty.
fn is_readable(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|there| there.is_file() && there.len() > 0) && File::open(path).is_ok()
}

/// The path of a file.
fn at(file: &FileRecord) -> std::path::PathBuf {
    path_of(&file.root, &file.path)
}
