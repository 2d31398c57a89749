//! One report in several files: which of them is the report, and which are copies of it.
//!
//! A copy has the same words, or in another format nearly the same ones, and no other authority, kind or
//! date. Of several files the first in rank is the report: PDF, which has pages, before all else, then by
//! path.

use std::collections::BTreeSet;

use crate::report::{CopyOf, FileRecord, Likeness, ReportEntry};

use super::likeness::{MAX_MISSING, are_alike};
use super::lists::LinkedLists;

/// More than there are formats. Of files with other extensions only exact copies are found.
const MAX_FORMATS: usize = 32;

/// A report is compared with at most this many others of one text, or of one format: the latest. More that are so similar
/// are a form that is filled in, and comparing all pairs would never end.
const MAX_COMPARED: usize = 1_000;

/// The order of the files that hold one report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank<'f> {
    other_than_pdf: bool,
    root: &'f str,
    path: &'f str,
    number: usize,
}

impl Rank<'_> {
    /// The rank of a report, by its number in its file.
    pub(super) fn new<'f>(root: &'f str, path: &'f str, number: usize) -> Rank<'f> {
        let is_pdf = path.as_bytes().last_chunk().is_some_and(|end: &[u8; 4]| end.eq_ignore_ascii_case(b".pdf"));
        Rank { other_than_pdf: !is_pdf, root, path, number }
    }
}

/// The index of a report: that of its file, and its own in there.
#[derive(Clone, Copy, Debug)]
pub(super) struct EntryIndex {
    pub(super) file: usize,
    pub(super) number: usize,
}

impl EntryIndex {
    fn entry(self, files: &[FileRecord]) -> &ReportEntry {
        &files[self.file].reports[self.number]
    }

    fn rank(self, files: &[FileRecord]) -> Rank<'_> {
        Rank::new(&files[self.file].root, &files[self.file].path, self.number)
    }
}

/// The reports that are no copies, by the likeness of their texts. The record of each is with its file.
#[derive(Default)]
pub(super) struct Originals {
    all: Vec<Original>,
    by_text: LinkedLists<u128>,
    by_format: Vec<OfFormat>,
}

/// The originals of one format, by the hashes of their sketches, which are added when they are needed.
struct OfFormat {
    format: String,
    all: Vec<usize>,
    by_sketch: LinkedLists<u32>,
    /// How many of them have been added.
    sketched: usize,
}

struct Original {
    at: EntryIndex,
    /// Whether it has turned out to be a copy after all.
    is_copy: bool,
}

/// What a report is beside the known ones.
pub(super) enum CopyStatus {
    /// It is the report; these earlier ones are copies of it.
    Original(Vec<String>),
    /// It is a copy.
    Copy(CopyOf),
}

impl Originals {
    /// The originals among files that stay as they are.
    pub(super) fn from_kept(kept: &[FileRecord]) -> Originals {
        let mut originals = Originals::default();
        for (file, record) in kept.iter().enumerate() {
            for (number, entry) in record.reports.iter().enumerate().filter(|(_, entry)| entry.copy_of.is_none()) {
                originals.add(EntryIndex { file, number }, entry);
            }
        }
        originals
    }

    /// Classifies a report and remembers it.
    pub(super) fn classify(&mut self, at: EntryIndex, files: &[FileRecord]) -> CopyStatus {
        let (entry, rank) = (at.entry(files), at.rank(files));
        let like = self.like(entry, files);
        let first = like.iter().map(|&one| self.all[one].at).min_by_key(|one| one.rank(files));
        if let Some(first) = first.filter(|first| first.rank(files) < rank) {
            let first = first.entry(files);
            return CopyStatus::Copy(CopyOf { report: first.id.clone(), exact: has_same_words(first, entry) });
        }
        let copies = like.iter().map(|&one| {
            self.all[one].is_copy = true;
            self.all[one].at.entry(files).id.clone()
        });
        let copies = copies.collect();
        self.add(at, entry);
        CopyStatus::Original(copies)
    }

    fn add(&mut self, at: EntryIndex, entry: &ReportEntry) {
        let Some(likeness) = &entry.likeness else { return };
        let number = self.all.len();
        self.by_text.push(text_key(likeness), number);
        match self.by_format.iter().position(|of| of.format == entry.format) {
            Some(known) => self.by_format[known].all.push(number),
            None if self.by_format.len() < MAX_FORMATS => self.by_format.push(OfFormat::with(&entry.format, number)),
            None => {}
        }
        self.all.push(Original { at, is_copy: false });
    }

    fn like(&mut self, entry: &ReportEntry, files: &[FileRecord]) -> Vec<usize> {
        let candidates = self.candidates(entry, files);
        let is_like = |&one: &usize| !self.all[one].is_copy && is_copy(self.all[one].at.entry(files), entry);
        candidates.into_iter().filter(is_like).collect()
    }

    /// The originals that a report is compared with.
    fn candidates(&mut self, entry: &ReportEntry, files: &[FileRecord]) -> BTreeSet<usize> {
        let Some(likeness) = &entry.likeness else { return BTreeSet::new() };
        let mut candidates: BTreeSet<usize> = self.by_text.get(&text_key(likeness)).take(MAX_COMPARED).collect();
        for of in self.by_format.iter_mut().filter(|of| of.format != entry.format) {
            of.sketch(&self.all, files);
            candidates.extend(of.perhaps_like(likeness).take(MAX_COMPARED));
        }
        candidates
    }
}

/// The hash of a text as a number. Texts with the same key are compared again.
fn text_key(likeness: &Likeness) -> u128 {
    u128::from_str_radix(&likeness.text, 16).unwrap_or_default()
}

impl OfFormat {
    fn with(format: &str, number: usize) -> OfFormat {
        OfFormat { format: format.to_owned(), all: vec![number], by_sketch: LinkedLists::default(), sketched: 0 }
    }

    /// Adds the sketches of the originals that came since.
    fn sketch(&mut self, all: &[Original], files: &[FileRecord]) {
        for &number in &self.all[self.sketched..] {
            for &hash in all[number].at.entry(files).likeness.iter().flat_map(|likeness| &likeness.sketch) {
                self.by_sketch.push(hash, number);
            }
        }
        self.sketched = self.all.len();
    }

    /// All that are alike, and others. At most [`MAX_MISSING`] of the first hashes of a sketch are missing from one that is
    /// alike; so that one has at least one of any larger number of them, such as the rarest.
    fn perhaps_like(&self, likeness: &Likeness) -> impl Iterator<Item = usize> {
        let mut first: Vec<&u32> = likeness.sketch.iter().take(16).collect();
        first.sort_by_key(|hash| self.by_sketch.count(hash));
        first.into_iter().take(MAX_MISSING + 1).flat_map(|hash| self.by_sketch.get(hash))
    }
}

/// Whether two files hold one report.
fn is_copy(one: &ReportEntry, other: &ReportEntry) -> bool {
    fn differ<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
        one.is_some() && other.is_some() && one != other
    }
    let say_otherwise =
        differ(&one.authority, &other.authority) || differ(&one.kind, &other.kind) || differ(&one.date, &other.date);
    let (Some(a), Some(b)) = (&one.likeness, &other.likeness) else { return false };
    // In one format, nearly the same words are another version, of which no word may be lost.
    !say_otherwise && (has_same_words(one, other) || one.format != other.format && are_alike(a, b))
}

fn has_same_words(one: &ReportEntry, other: &ReportEntry) -> bool {
    one.likeness.as_ref().zip(other.likeness.as_ref()).is_some_and(|(one, other)| one.text == other.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Prose;

    fn record(number: usize, format: &str) -> FileRecord {
        let likeness = Likeness { text: "ab".repeat(16), runs: 200, sketch: (0..32).collect() };
        let entry = ReportEntry {
            id: format!("{number:06}.{format}"),
            passages: 1,
            length: 203,
            prose: Prose::default(),
            authority: Some(format!("authority {number}")),
            kind: None,
            date: None,
            extra: Vec::new(),
            format: format.to_owned(),
            likeness: Some(likeness),
            copy_of: None,
        };
        FileRecord { path: entry.id.clone(), reports: vec![entry], ..FileRecord::default() }
    }

    /// Forms that are filled in with different names: comparing all pairs would never end.
    #[test]
    fn any_number_of_reports_may_have_the_same_words() {
        let mut files: Vec<FileRecord> = (0..3 * MAX_COMPARED).map(|number| record(number, "md")).collect();
        let many = files.len();
        files.push(FileRecord { path: "zzz".to_owned(), ..record(many - 1, "md") });
        files.push(record(many, "txt"));
        let mut originals = Originals::default();
        for file in 0..many {
            let status = originals.classify(EntryIndex { file, number: 0 }, &files);
            assert!(matches!(status, CopyStatus::Original(copies) if copies.is_empty()), "another name");
        }
        let compared =
            |originals: &mut Originals, file: usize| originals.candidates(&files[file].reports[0], &files).len();
        assert_eq!(compared(&mut originals, many), MAX_COMPARED, "by text");
        assert!(compared(&mut originals, many + 1) <= 2 * MAX_COMPARED, "by text and by sketch");
        let copy = originals.classify(EntryIndex { file: many, number: 0 }, &files);
        assert!(matches!(copy, CopyStatus::Copy(of) if of.exact), "it has the name of the last one");
    }
}
