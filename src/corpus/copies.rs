//! One report in several files: which of them is the report, and which are copies of it.
//!
//! A copy has the same words, or in another format nearly the same ones, and says nothing else about
//! whose report it is, of what sort and when. Of several files the first in rank is the report: PDF, which
//! tells its pages, before all else, then by path.

use std::collections::{BTreeSet, HashMap};

use crate::report::{CopyOf, FileRecord, Likeness, ReportEntry};

use super::likeness::{MOST_MISSING, are_alike};

/// There are not so many formats; of files with yet other endings only the very copies are found.
const MOST_FORMATS: usize = 32;

/// What comes before what, where several files hold one report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    other_than_pdf: bool,
    root: String,
    path: String,
    number: usize,
}

impl Rank {
    pub(super) fn of(root: &str, path: &str, number: usize) -> Rank {
        let other_than_pdf = !path.to_lowercase().ends_with(".pdf");
        Rank { other_than_pdf, root: root.to_owned(), path: path.to_owned(), number }
    }
}

/// The reports that are no copies, by what their texts are like.
#[derive(Default)]
pub(super) struct Originals {
    all: Vec<Original>,
    by_text: HashMap<String, Vec<usize>>,
    by_format: Vec<OfFormat>,
}

/// The originals of one format, by the hashes of their sketches once somebody asks for these.
struct OfFormat {
    format: String,
    all: Vec<usize>,
    by_sketch: HashMap<u32, Vec<usize>>,
    /// How many of them are in there.
    sketched: usize,
}

struct Original {
    rank: Rank,
    entry: ReportEntry,
    /// Whether it has turned out to be a copy after all.
    is_copy: bool,
}

/// What a report is to those that are there.
pub(super) enum Standing {
    /// It is the report; these, which were, are copies of it.
    Original(Vec<String>),
    /// It is a copy.
    Copy(CopyOf),
}

impl Originals {
    /// Those of files that stay as they are.
    pub(super) fn of(kept: &[FileRecord]) -> Originals {
        let mut originals = Originals::default();
        for file in kept {
            for (number, entry) in file.reports.iter().enumerate().filter(|(_, entry)| entry.copy_of.is_none()) {
                originals.add(Rank::of(&file.root, &file.path, number), entry.clone());
            }
        }
        originals
    }

    /// Says what a report is, and knows it from now on.
    pub(super) fn place(&mut self, rank: Rank, entry: &ReportEntry) -> Standing {
        let like = self.like(entry);
        if let Some(&first) = like.iter().min_by_key(|&&at| &self.all[at].rank).filter(|&&at| self.all[at].rank < rank)
        {
            let first = &self.all[first].entry;
            return Standing::Copy(CopyOf { report: first.id.clone(), exact: has_same_words(first, entry) });
        }
        let copies = like.iter().map(|&at| {
            self.all[at].is_copy = true;
            self.all[at].entry.id.clone()
        });
        let copies = copies.collect();
        self.add(rank, entry.clone());
        Standing::Original(copies)
    }

    fn add(&mut self, rank: Rank, entry: ReportEntry) {
        let Some(likeness) = &entry.likeness else { return };
        let at = self.all.len();
        self.by_text.entry(likeness.text.clone()).or_default().push(at);
        match self.by_format.iter().position(|of| of.format == entry.format) {
            Some(known) => self.by_format[known].all.push(at),
            None if self.by_format.len() < MOST_FORMATS => self.by_format.push(OfFormat::with(&entry.format, at)),
            None => {}
        }
        self.all.push(Original { rank, entry, is_copy: false });
    }

    fn like(&mut self, entry: &ReportEntry) -> Vec<usize> {
        let Some(likeness) = &entry.likeness else { return Vec::new() };
        let mut candidates: BTreeSet<usize> = self.by_text.get(&likeness.text).into_iter().flatten().copied().collect();
        for of in self.by_format.iter_mut().filter(|of| of.format != entry.format) {
            of.sketch(&self.all);
            candidates.extend(of.perhaps_like(likeness));
        }
        let is_like = |at: &usize| !self.all[*at].is_copy && is_copy(&self.all[*at].entry, entry);
        candidates.into_iter().filter(is_like).collect()
    }
}

impl OfFormat {
    fn with(format: &str, at: usize) -> OfFormat {
        OfFormat { format: format.to_owned(), all: vec![at], by_sketch: HashMap::new(), sketched: 0 }
    }

    /// Takes in the sketches of those that came since.
    fn sketch(&mut self, all: &[Original]) {
        for &at in &self.all[self.sketched..] {
            for &hash in all[at].entry.likeness.iter().flat_map(|likeness| &likeness.sketch) {
                self.by_sketch.entry(hash).or_default().push(at);
            }
        }
        self.sketched = self.all.len();
    }

    /// All that are much alike, and others. Of sketches that are alike, so many of the first hashes of one are missing
    /// from the other at most; so whatever is alike has one of any more of them, such as those that the fewest have.
    fn perhaps_like(&self, likeness: &Likeness) -> impl Iterator<Item = usize> {
        let with = |hash: &u32| self.by_sketch.get(hash).map_or(&[][..], Vec::as_slice);
        let mut first: Vec<&[usize]> = likeness.sketch.iter().take(16).map(with).collect();
        first.sort_unstable_by_key(|with| with.len());
        first.into_iter().take(MOST_MISSING + 1).flatten().copied()
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
