//! Reads every file of an index again, and compares it with what is stored.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::corpus::{Event, ReadingOptions, RootNames, Sources, Update, check_root, shown_path};
use crate::index::{IndexError, Manifest, Reader, ReportLocation, is_relative};
use crate::report::{Acronym, FileRecord, ReadReport, RootError};

use super::advice;
use super::verify::FailedCheck;

/// How the files of an index compare with what is stored.
#[derive(Debug, Default)]
pub(super) struct ComparisonResult {
    /// The number of files that match what is stored.
    pub(super) files: usize,
    /// The number of their passages.
    pub(super) passages: u64,
    /// Files that read differently although they are unchanged.
    pub(super) different: Vec<(FileRecord, FailedCheck)>,
    /// Files that have changed since they were indexed.
    pub(super) stale: Vec<FailedCheck>,
    /// Whether the stored acronyms differ from those of the reports.
    pub(super) acronyms_differ: bool,
}

/// Reads and compares all files; reports bytes to `progress`. Without a reader, proves nothing, but finds files that have
/// changed since they were indexed.
pub(super) fn compare(
    reader: Option<&Reader>,
    manifest: &Manifest,
    options: &ReadingOptions,
    progress: &dyn Fn(u64),
) -> anyhow::Result<ComparisonResult> {
    let by_place: HashMap<(&str, &str), &FileRecord> = manifest.files.iter().map(|file| (file.place(), file)).collect();
    let mut comparison = SourceComparison::new(reader);
    let elsewhere = reader.and_then(Reader::base);
    let is_here = |root: &&String| elsewhere.is_none() || !is_relative(root);
    let problems: Vec<(&String, Option<RootError>)> =
        manifest.roots.iter().filter(is_here).map(|root| (root, check_root(root).err())).collect();
    let here: Vec<String> =
        problems.iter().filter(|(_, problem)| problem.is_none()).map(|(root, _)| (*root).clone()).collect();
    for (root, problem) in problems.iter().filter_map(|(root, problem)| Some((*root, problem.as_ref()?))) {
        let problem = advice::message(problem);
        let what = problem.strip_prefix(&format!("{root}: ")).unwrap_or(&problem).to_owned();
        comparison.compared.stale.push(FailedCheck { file: root.clone(), what });
    }
    if let Some(base) = elsewhere {
        let what = format!("it is a folder of {}: verify the index there", base.display());
        let roots = manifest.roots.iter().filter(|root| is_relative(root));
        comparison.compared.stale.extend(roots.map(|root| FailedCheck { file: root.clone(), what: what.clone() }));
    }
    let mut met: HashSet<(String, String)> = HashSet::new();
    let (names, documents) = (RootNames::new(&manifest.roots), Vec::new());
    let from = Sources { walked: &here, all: &here, moved: &[], names, documents };
    Update::new(from, (Vec::new(), Vec::new()), options).read(options, &mut |event| -> anyhow::Result<()> {
        match event {
            Event::Demoted(_) => {}
            Event::Report { file, read, .. } => {
                comparison.report(by_place.get(&(file.root.as_str(), file.path.as_str())).copied(), read);
            }
            Event::File(file) => {
                progress(file.size);
                comparison.file(by_place.get(&file.place()).copied(), file);
                met.insert((file.root.clone(), file.path.clone()));
            }
        }
        Ok(())
    })?;
    for file in manifest.files.iter().filter(|file| here.contains(&file.root)) {
        if !met.contains(&(file.root.clone(), file.path.clone())) {
            comparison.stale(file, "it is gone since it was indexed");
        }
    }
    comparison.acronyms(manifest.files.len());
    Ok(comparison.compared)
}

struct SourceComparison<'r> {
    reader: Option<&'r Reader>,
    /// Where reports are stored, by id.
    places: HashMap<String, ReportLocation>,
    /// Why some of them are unknown.
    unread: Option<IndexError>,
    compared: ComparisonResult,
    /// Acronyms in reports, with the number of reports.
    said: BTreeMap<Acronym, u64>,
    /// Of the current file: the number of reports and passages compared, and what is wrong.
    reports: usize,
    passages: u64,
    wrong: Vec<String>,
}

impl<'r> SourceComparison<'r> {
    fn new(reader: Option<&'r Reader>) -> SourceComparison<'r> {
        let (mut places, mut unread) = (HashMap::new(), None);
        if let Some(reader) = reader {
            let (listed, errors) = reader.report_locations();
            unread = errors.into_iter().next();
            for place in listed {
                match reader.id_at(place) {
                    Ok(id) => drop(places.insert(id, place)),
                    Err(error) => unread = unread.or(Some(error)),
                }
            }
        }
        let (compared, said, wrong) = (ComparisonResult::default(), BTreeMap::new(), Vec::new());
        SourceComparison { reader, places, unread, compared, said, reports: 0, passages: 0, wrong }
    }

    /// Compares a report of the current file.
    fn report(&mut self, before: Option<&FileRecord>, read: &ReadReport) {
        let (Some(before), Some(reader)) = (before, self.reader) else { return };
        let entry = before.reports.get(self.reports);
        self.reports += 1;
        let Some(entry) = entry else {
            self.wrong.push("it has more reports than are stored".to_owned());
            return;
        };
        if entry.copy_of.is_some() {
            if entry.likeness != read.likeness {
                self.wrong.push(format!("{}: it is no copy of what it was taken for", entry.id));
            }
            return;
        }
        for acronym in &read.acronyms {
            *self.said.entry(acronym.clone()).or_default() += 1;
        }
        self.passages += u64::from(entry.passages);
        let uncompared = |error: &IndexError| match error {
            IndexError::Damaged { what, .. } => format!("it cannot be compared ({what})"),
            error => advice::message(error),
        };
        let wrong = match self.places.get(&entry.id).map(|place| reader.stored(*place)) {
            None => Some(self.unread.as_ref().map_or_else(|| "it is not stored".to_owned(), uncompared)),
            Some(Err(error)) => Some(uncompared(&error)),
            Some(Ok(stored)) => difference(&stored, read).map(str::to_owned),
        };
        self.wrong.extend(wrong.map(|what| format!("{}: {what}", entry.id)));
    }

    /// Ends the current file.
    fn file(&mut self, before: Option<&FileRecord>, file: &FileRecord) {
        let (reports, passages) = (std::mem::take(&mut self.reports), std::mem::take(&mut self.passages));
        let mut wrong = std::mem::take(&mut self.wrong);
        match before {
            None => self.stale(file, "it is new since the index was made"),
            Some(before) if before.hash != file.hash => self.stale(file, "it has changed since it was indexed"),
            Some(before) if before.options != file.options => {
                self.stale(file, "what is said of it beside the file has changed since it was indexed");
            }
            Some(_) if self.reader.is_none() => {}
            Some(before) => {
                if reports < before.reports.len() {
                    wrong.push("it has fewer reports than are stored".to_owned());
                }
                let Some(first) = wrong.first() else {
                    self.compared.files += 1;
                    self.compared.passages += passages;
                    return;
                };
                let more = if wrong.len() > 1 { format!("; and {} more", wrong.len() - 1) } else { String::new() };
                let failure = FailedCheck { file: shown_path(file), what: format!("{first}{more}") };
                self.compared.different.push((before.clone(), failure));
            }
        }
    }

    fn stale(&mut self, file: &FileRecord, what: &str) {
        self.compared.stale.push(FailedCheck { file: shown_path(file), what: what.to_owned() });
    }

    /// Compares the stored acronyms, if all files are proven.
    fn acronyms(&mut self, files: usize) {
        if let Some(reader) = self.reader.filter(|reader| self.compared.files == files && !reader.has_deleted()) {
            let said: Vec<(Acronym, u64)> = std::mem::take(&mut self.said).into_iter().collect();
            self.compared.acronyms_differ = reader.acronyms().is_ok_and(|learnt| learnt != said);
        }
    }
}

/// How a stored report differs from the one that was read. Ids may differ: they depend on which were free.
fn difference(stored: &ReadReport, read: &ReadReport) -> Option<&'static str> {
    let (a, b) = (&stored.report, &read.report);
    if stored.passages.len() != read.passages.len() {
        return Some("it has another number of passages than are stored");
    }
    if stored.passages != read.passages {
        return Some("its passages are not those that are stored");
    }
    let same = (&a.path, &a.meta, a.pages, a.passages, a.words, a.prose)
        == (&b.path, &b.meta, b.pages, b.passages, b.words, b.prose);
    if same { None } else { Some("what is known of it is not what is stored") }
}
