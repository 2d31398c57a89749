//! A report that was read: what is known of it, and its passages.

use serde::{Deserialize, Serialize};

use super::{Date, Kind, Passage, ReportMeta};

/// One report: where it is, what is known of it and how large it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The path relative to the folder that was indexed, `/` between parts, or the id that a record
    /// gives itself.
    pub id: String,
    /// The path of its file as it was given, for opening it.
    pub path: String,
    /// What is known of it.
    pub meta: ReportMeta,
    /// How many pages it has; none where the file does not tell its pages.
    pub pages: Option<u32>,
    /// How many passages it has.
    pub passages: u32,
    /// How many words its passages have.
    pub words: u64,
    /// What of it is running text.
    pub prose: Prose,
}

/// An amount of running text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Prose {
    /// In so many passages.
    pub passages: u64,
    /// Of so many words.
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
    /// What it says of acronyms, each once.
    pub acronyms: Vec<Acronym>,
    /// What its text is like; none for a record of a file that holds many, which is there on purpose.
    pub likeness: Option<Likeness>,
}

/// What a report's text is like, so that it is known again in another file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Likeness {
    /// A hash of all of its words in order, in hexadecimal.
    pub text: String,
    /// How many runs of words it has.
    pub runs: u32,
    /// The smallest hashes of these, in order.
    pub sketch: Vec<u32>,
}

/// What a report is a copy of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyOf {
    /// The id of the report.
    pub report: String,
    /// Whether all words are the same; otherwise nearly all of them are, in another format.
    pub exact: bool,
}

/// What a report says an acronym stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Acronym {
    /// The acronym without the `s` of a plural: `RHI`.
    pub short: String,
    /// The words it stands for: `return home interview`.
    pub long: String,
}

/// What became of one file of the corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// The folder or file that was asked for, as it was given.
    pub root: String,
    /// The path relative to that folder, `/` between parts.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last modified, in nanoseconds since 1970.
    pub modified: i64,
    /// The hash of its content, in hexadecimal.
    pub hash: String,
    /// The hash of all else that its reports depend on: what a sidecar gives, the rules for kinds.
    pub options: String,
    /// What reading it might take, in a line; it matters only where the file has problems.
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
    /// How many words they have.
    pub words: u64,
    /// What of it is running text.
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
    /// What its text is like.
    pub likeness: Option<Likeness>,
    /// What it is a copy of, if it is one; then the index does not hold it.
    pub copy_of: Option<CopyOf>,
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
    /// Where it stands in the corpus: its root and its path there.
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
            words: report.words,
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
