//! From folders to reports: which files there are, which have changed, and what each one says.
//!
//! `walk` finds the files, in `folders` that it enters once, and `sidecar` reads the metadata files beside them; `open`
//! opens only regular files; [`Update`] compares the files with the manifest of an index, so that only what changed is
//! read; `read` takes a file through extract, layout and metadata; `copies` recognises a report that is in several files,
//! by its `likeness`. One bad file is a problem on its record, never a failure. `freshness` checks quickly whether the
//! files are as they were.

mod copies;
mod folders;
mod freshness;
mod ids;
mod likeness;
mod lists;
mod moved;
mod ocr;
mod open;
mod problems;
mod read;
mod reading;
mod renaming;
mod root_names;
mod sidecar;
mod update;
mod walk;

pub(crate) use crate::extract::is_streamed_name;
pub(crate) use crate::extract::report_endings;
pub(crate) use freshness::{differences, is_as_stamped};
pub use moved::MovedRoot;
pub(crate) use moved::{is_moved, moved_root};
pub(crate) use ocr::{Ocr, OcrMissing};
pub(crate) use open::{open, read_source, read_text};
pub(crate) use read::acronyms;
pub(crate) use read::inspect_each;
pub use read::{InspectError, Inspection, inspect};
pub(crate) use reading::Event;
pub use renaming::RenamedFile;
pub(crate) use root_names::RootNames;
pub(crate) use update::Sources;
pub use update::{Change, Update};
pub use walk::{FoundFile, PassedOver};
pub(crate) use walk::{check_root, linked_folders, path_of, shown_path};

use std::path::Path;

use crate::metadata::MetadataOverride;
use crate::report::RootError;
use crate::sandbox::{Isolation, Limits, Pool};

/// What reading depends on besides the files.
#[non_exhaustive]
pub struct ReadingOptions {
    /// The register of authorities, the profiles of families of reports, and the rules for kinds.
    pub rules: crate::metadata::Rules,
    /// A hash of the rules that a user added, in hexadecimal; empty where there are none.
    pub rules_hash: String,
    /// The size limit of a file, in bytes.
    pub max_file_bytes: u64,
    /// Whether a report that is in several files is kept once for each.
    pub keep_duplicates: bool,
    /// The OCR programs that read scanned pages, if any.
    pub(crate) ocr: Option<Ocr>,
    /// The processes that read files other than small texts and records, with their limits.
    pub(crate) readers: Pool,
}

/// The version of the readers, layout and metadata. A file that another version has read is read
/// again.
const READING: u32 = 8;

impl Default for ReadingOptions {
    /// The rules that findings comes with, and files read in this process, without any limit on time or memory.
    fn default() -> ReadingOptions {
        ReadingOptions {
            rules: crate::metadata::Rules::built_in(),
            rules_hash: String::new(),
            max_file_bytes: ReadingOptions::MAX_FILE_BYTES,
            keep_duplicates: false,
            ocr: None,
            readers: Pool::new(Isolation::None, Limits::default()),
        }
    }
}

impl ReadingOptions {
    /// All options but the limits: a file read with the same ones need not be read again.
    fn fingerprint(&self) -> String {
        format!("{READING} {} {}", self.rules_hash, self.keep_duplicates)
    }

    /// The limits, and whether scans are read: these matter only to files with problems.
    fn limits(&self) -> String {
        let Limits { time, memory } = self.readers.limits();
        format!("{} {} {memory} {}", self.max_file_bytes, time.as_millis(), self.ocr.is_some())
    }

    /// The default size limit of a file, in bytes.
    pub const MAX_FILE_BYTES: u64 = 64 << 20;
    /// JSON Lines files, which hold many reports, may be this many times larger.
    pub const RECORDS_FACTOR: u64 = 16;
}

/// The files of a folder that may hold reports, or one file, each with the values from its sidecars.
///
/// # Errors
/// Where the folder or file cannot be opened.
pub(crate) fn found_files(root: &str) -> Result<Vec<(FoundFile, Vec<MetadataOverride>)>, RootError> {
    check_root(root)?;
    let (files, mut sidecars) = (walk::walk(root).files, sidecar::Sidecars::default());
    let with_given = |file: FoundFile| {
        let given = sidecars.given(Path::new(root), &file.at);
        (file, given)
    };
    Ok(files.into_iter().map(with_given).collect())
}

/// One file by its path, with the values from its sidecar.
pub fn found_file(path: &str) -> (FoundFile, Vec<MetadataOverride>) {
    let folder = Path::new(path).parent().unwrap_or(Path::new("")).to_owned();
    let missing = |problem: String| FoundFile {
        root: path.to_owned(),
        path: path.to_owned(),
        root_name: String::new(),
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
