//! A report that was read: its metadata and its passages.

use serde::{Deserialize, Serialize};

use super::{Date, Kind, Passage, ReportMeta};

/// One report: its place, its metadata and its size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The path relative to the folder that was indexed, `/` between parts, or the id that a record
    /// gives itself.
    pub id: String,
    /// The path of its file as it was given, for opening it.
    pub path: String,
    /// Its metadata.
    pub meta: ReportMeta,
    /// The number of its pages; none if the file gives no page ends.
    pub pages: Option<u32>,
    /// The number printed on each page, or what else the file calls it; empty where that is not known. None at all unless
    /// one of them is another than the page's own number, which is counted from the first of the file.
    pub printed_pages: Vec<String>,
    /// How many passages it has.
    pub passages: u32,
    /// How many words its passages have.
    pub words: u64,
    /// How long it is as a hit, in words: a title is a field of its own, whose words count beside those of the passages.
    pub length: u64,
    /// Its running text.
    pub prose: Prose,
    /// The id of its content: the same for the same words in the same passages, whatever its file is called.
    pub content: String,
}

impl Report {
    /// What a line about the report begins with: the authority, else the publisher, the title or the name of its file.
    pub fn display_name(&self) -> &str {
        let known =
            [&self.meta.authority, &self.meta.publisher, &self.meta.title].into_iter().find_map(Option::as_deref);
        known.unwrap_or_else(|| self.id.rsplit('/').next().unwrap_or(&self.id))
    }
}

/// An amount of running text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Prose {
    /// The number of passages.
    pub passages: u64,
    /// The number of words.
    pub words: u64,
}

impl Prose {
    /// Both amounts together.
    pub fn and(self, other: Prose) -> Prose {
        Prose { passages: self.passages + other.passages, words: self.words + other.words }
    }
}

/// A report with its passages in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadReport {
    /// The report.
    pub report: Report,
    /// Its passages, numbered from 1.
    pub passages: Vec<Passage>,
    /// Its definitions of acronyms, each once.
    pub acronyms: Vec<Acronym>,
    /// The ordinals of the passages that its format marks as block quotations, in order. An index does not keep them.
    pub block_quotes: Vec<u32>,
    /// The likeness of its text; none for a record of a file that holds many, where repetition is on purpose.
    pub likeness: Option<Likeness>,
}

/// The features of a report's text that recognise it in another file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Likeness {
    /// A hash of all of its words in order, in hexadecimal.
    pub text: String,
    /// How many runs of words it has.
    pub runs: u32,
    /// The smallest hashes of these, in order.
    pub sketch: Vec<u32>,
}

/// The report that a copy is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyOf {
    /// The id of the report.
    pub report: String,
    /// Whether all words are the same; otherwise nearly all of them are, in another format.
    pub exact: bool,
}

/// A report's definition of an acronym.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Acronym {
    /// The acronym without the `s` of a plural: `RHI`.
    pub short: String,
    /// The words it stands for: `return home interview`.
    pub long: String,
}

/// The result of reading one file of the corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// The folder or file that was asked for, as it was given.
    pub root: String,
    /// The path relative to that folder, `/` between parts.
    pub path: String,
    /// The name of its root, with which the ids of its reports begin; empty where the index has one root only.
    pub root_name: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last modified, in nanoseconds since 1970.
    pub modified: i64,
    /// The hash of its content, in hexadecimal.
    pub hash: String,
    /// The hash of everything else that its reports depend on: the values of a sidecar, the rules that a person
    /// gives.
    pub options: String,
    /// The limits for reading it, in a line; they matter only if the file has problems.
    pub limits: String,
    /// The reports read from it.
    pub reports: Vec<ReportEntry>,
    /// Why it was skipped, or what could not be read as it should.
    pub problems: Vec<String>,
}

/// A report as a manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportEntry {
    /// Its id.
    pub id: String,
    /// How many passages it has.
    pub passages: u32,
    /// How long it is as a hit, in words.
    pub length: u64,
    /// Its running text.
    pub prose: Prose,
    /// Its authority.
    pub authority: Option<String>,
    /// Its kind.
    pub kind: Option<Kind>,
    /// Its date.
    pub date: Option<Date>,
    /// The names of its fields that findings does not know.
    pub extra: Vec<String>,
    /// The ending of its file's name, in lower case, as a sign of its format.
    pub format: String,
    /// The likeness of its text.
    pub likeness: Option<Likeness>,
    /// The report that it is a copy of, if it is one; then the index does not hold it.
    pub copy_of: Option<CopyOf>,
}

/// A problem with a file, and since when it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The path of the file.
    pub file: String,
    /// What is wrong with it.
    pub what: String,
    /// The day on which it was found.
    pub since: Date,
}

/// A folder of the corpus, or a file that says something of the files beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceRecord {
    /// Its path.
    pub path: String,
    /// When it was last modified, in nanoseconds since 1970: for a folder, when a file last came or went.
    pub modified: i64,
}

impl FileRecord {
    /// Whether it is no file, but a document that was given with its name.
    pub fn is_given(&self) -> bool {
        self.root.is_empty()
    }

    /// Its place in the corpus: its root and its path there.
    pub fn place(&self) -> (&str, &str) {
        (&self.root, &self.path)
    }
}

impl ReadReport {
    /// The report as a manifest lists it.
    pub fn entry(&self) -> ReportEntry {
        let report = &self.report;
        let name = report.id.rsplit('/').next().unwrap_or(&report.id);
        ReportEntry {
            id: report.id.clone(),
            passages: report.passages,
            length: report.length,
            prose: report.prose,
            authority: report.meta.authority.clone(),
            kind: report.meta.kind.clone(),
            date: report.meta.date,
            extra: report.meta.extra.keys().cloned().collect(),
            format: name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default(),
            likeness: self.likeness.clone(),
            copy_of: None,
        }
    }
}
