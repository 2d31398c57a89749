//! From folders to reports: which files there are, which have changed, and what each one says.
//!
//! `walk` finds the files, in `folders` that it enters once, and `sidecar` what was said of them beside; `open` reads
//! no more than regular files; [`Update`] compares them
//! with what an index was made from, so that only what changed is read; `read` drives a file
//! through extract, layout and metadata; `copies` knows a report again that stands in several files, by
//! its `likeness`. One bad file is a problem on its record, never an end. `freshness` tells
//! quickly whether the files are as they were.

mod copies;
mod folders;
mod freshness;
mod ids;
mod likeness;
mod lists;
mod ocr;
mod open;
mod problems;
mod read;
mod reading;
mod sidecar;
mod update;
mod walk;

pub(crate) use crate::extract::is_streamed_name;
pub use freshness::{differences, is_as_stamped};
pub use ocr::{Ocr, OcrMissing};
pub use open::{OpenError, open, read_source, read_text};
pub use read::inspect;
pub use reading::Event;
pub use sidecar::sidecar_problems;
pub use update::{Change, Update};
pub use walk::{FoundFile, check_root, linked_folders};

use std::path::Path;

use crate::metadata::Given;
use crate::sandbox::{Isolation, Limits, Pool};

/// What reading depends on beside the files.
pub struct Options {
    /// The register of authorities and the rules for kinds.
    pub rules: crate::metadata::Rules,
    /// A hash of the rules that a user added, in hexadecimal; empty where there are none.
    pub rules_hash: String,
    /// Larger files are not read; in bytes.
    pub max_file_bytes: u64,
    /// Whether a report that stands in several files is read once for each.
    pub keep_duplicates: bool,
    /// What reads pages that are pictures, if they are read at all.
    pub ocr: Option<Ocr>,
    /// Where files are read, apart from small texts and records, and what reading one may take.
    pub readers: Pool,
}

/// The version of reading files: of the readers, of layout and of metadata. Where another one has read a
/// file, it is read again.
const READING: u32 = 1;

impl Default for Options {
    /// The rules that findings comes with, and files read in this process, without any limit on time or memory.
    fn default() -> Options {
        Options {
            rules: crate::metadata::Rules::built_in(),
            rules_hash: String::new(),
            max_file_bytes: Options::MAX_FILE_BYTES,
            keep_duplicates: false,
            ocr: None,
            readers: Pool::new(Isolation::None, Limits::default()),
        }
    }
}

impl Options {
    /// All but the limits in a line: what was read with the same line need not be read again.
    fn fingerprint(&self) -> String {
        format!("{READING} {} {}", self.rules_hash, self.keep_duplicates)
    }

    /// The limits in a line, and whether pictures are read: what matters only to files with problems.
    fn limits(&self) -> String {
        let Limits { time, memory } = self.readers.limits();
        format!("{} {} {memory} {}", self.max_file_bytes, time.as_millis(), self.ocr.is_some())
    }

    /// Reports of up to 64 MiB are read unless a user says otherwise; JSON Lines files, which hold
    /// many, may be so many times larger.
    pub const MAX_FILE_BYTES: u64 = 64 << 20;
    /// See [`Options::MAX_FILE_BYTES`].
    pub const RECORDS_FACTOR: u64 = 16;
}

/// One file by its path, with what the sidecar beside it gives.
pub fn found_file(path: &str) -> (FoundFile, Vec<Given>) {
    let folder = Path::new(path).parent().unwrap_or(Path::new("")).to_owned();
    let missing = |problem: String| FoundFile {
        root: path.to_owned(),
        path: path.to_owned(),
        at: path.into(),
        size: 0,
        modified: 0,
        problem: Some(problem),
        content: None,
    };
    if let Err(error) = check_root(path) {
        return (missing(error.why().to_owned()), Vec::new());
    }
    if Path::new(path).is_dir() {
        return (missing("a folder: name its files".to_owned()), Vec::new());
    }
    let file = walk::walk(path).files.into_iter().next().unwrap_or_else(|| missing("it cannot be read".to_owned()));
    let given = sidecar::Sidecars::default().given(&folder, &file.at);
    (file, given)
}
