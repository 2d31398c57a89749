//! What to do about an error, for the user at the terminal. The library says what is wrong, this module what helps.

use std::error::Error;
use std::io;
use std::path::Path;

use crate::corpus::OcrMissing;
use crate::engine::{IndexError, SearchError};
use crate::export::ExportError;
use crate::indexer::IndexerError;
use crate::report::{CorpusDifference, RootError};

use super::args::DEFAULT_INDEX;
use super::counted;
use super::permissions;
use super::shell::{shell_path, shell_word};

/// The message of an error and its causes, with advice where there is any.
pub(super) fn chain(error: &anyhow::Error) -> String {
    error.chain().map(message).collect::<Vec<_>>().join(": ")
}

/// The message of one error likewise, without its causes.
pub(super) fn message(error: &(dyn Error + 'static)) -> String {
    if let Some(error) = error.downcast_ref::<IndexError>() {
        for_index(error)
    } else if let Some(error) = error.downcast_ref::<SearchError>() {
        for_search(error)
    } else if let Some(error) = error.downcast_ref::<IndexerError>() {
        for_indexer(error)
    } else if let Some(error) = error.downcast_ref::<RootError>() {
        for_root(error)
    } else if let Some(error) = error.downcast_ref::<ExportError>() {
        for_export(error)
    } else if let Some(error) = error.downcast_ref::<OcrMissing>() {
        format!("--ocr needs {}, which is not installed: get tesseract and poppler's tools", error.program)
    } else if let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        message(inner)
    } else {
        error.to_string()
    }
}

fn for_index(error: &IndexError) -> String {
    match error {
        IndexError::Missing(path) => format!("{error}; make one: `findings index FOLDER{}`", index_option(path)),
        IndexError::Foreign(_) => format!("{error}; choose another folder with --index"),
        IndexError::Version { path, .. } => {
            format!("{error}; rebuild it with `findings index --rebuild --index {}`", shell_path(path))
        }
        IndexError::Locked { .. } => format!("{error}; wait until it has finished"),
        IndexError::Io { path, error: system } if system.kind() == io::ErrorKind::PermissionDenied => {
            format!("{error}; {}", permissions::denied(path))
        }
        IndexError::Io { error: system, .. } => format!("{error}{}", for_system(system)),
        IndexError::Damaged { path, .. } => format!(
            "{error}; `findings verify --index {0}` says what, `findings index --rebuild --index {0}` rebuilds it",
            shell_path(path)
        ),
        IndexError::Cluster { .. } | IndexError::Engine(_) => error.to_string(),
    }
}

/// The option that names an index, unless it is at the default place.
fn index_option(path: &Path) -> String {
    if path == Path::new(DEFAULT_INDEX) { String::new() } else { format!(" --index {}", shell_path(path)) }
}

/// Advice on an error of the system.
fn for_system(error: &io::Error) -> &'static str {
    /// The numbers of "too many open files", of the process and of the system.
    const TOO_MANY: [i32; 2] = [24, 23];
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "; make room on its disk, then run this again",
        _ if cfg!(unix) && error.raw_os_error().is_some_and(|code| TOO_MANY.contains(&code)) => {
            "; allow more, such as with `ulimit -n 1024`"
        }
        _ => "",
    }
}

fn for_search(error: &SearchError) -> String {
    match error {
        SearchError::Index(error) => for_index(error),
        SearchError::TimedOut { .. } => {
            format!("{error}: ask for fewer or rarer words, or allow more time with --timeout")
        }
    }
}

fn for_indexer(error: &IndexerError) -> String {
    match error {
        IndexerError::Index(error) => for_index(error),
        IndexerError::Root(error) => for_root(error),
        IndexerError::KnownRoot(error) => format!(
            "{}; if it was moved, `findings index --moved {} NEW` follows it; `findings index --prune` removes what is gone \
             for good; the index was left as it is",
            for_root(error),
            shell_word(error.root())
        ),
        IndexerError::Moved(moved) => format!(
            "{error}; `findings index --moved {} {1}` follows it, `findings index {1} --prune` goes without it; the index \
             was left as it is",
            shell_word(&moved.from),
            shell_word(&moved.to)
        ),
        IndexerError::Emptied { root, held } => format!(
            "{root}: the folder is empty now, and the index has {} of it; mount the disk it is on, or remove them with \
             `findings index --prune`; the index was left as it is",
            counted(*held as u64, "file")
        ),
        IndexerError::Elsewhere { base } => format!(
            "{error}; run `findings index` in {}, or name the folders that are to be read and add --rebuild",
            shell_word(base)
        ),
        IndexerError::Occupied(_) => format!("{error}; --rebuild replaces it"),
        IndexerError::Lossy(_) | IndexerError::NotMoved { .. } | IndexerError::NoFolder => error.to_string(),
    }
}

fn for_export(error: &ExportError) -> String {
    match error {
        ExportError::Search(error) => for_search(error),
        ExportError::Exists(_) => format!("{error}; --force replaces it"),
        ExportError::Ending(_) => format!("{error}; for a folder, say the format of its files with --as"),
        ExportError::Io { error: system, .. } => format!("{error}{}", for_system(system)),
        _ => error.to_string(),
    }
}

fn for_root(error: &RootError) -> String {
    match error {
        RootError::Unreadable { .. } => format!("{error}; check the path, or mount the disk it is on"),
        RootError::OfTheKernel { .. } => format!("{error}; name a folder of reports"),
    }
}

/// An error in fetching a hit, as a writer can return it.
pub(super) fn as_io(error: IndexError) -> io::Error {
    io::Error::other(message(&error))
}

/// How files differ from those that were indexed, in words.
pub(super) fn difference(difference: &CorpusDifference) -> String {
    match difference {
        CorpusDifference::Root(error) => for_root(error),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use super::*;

    /// Errors of the library, each with its advice.
    fn cases() -> Vec<(Box<dyn Error + Send + Sync>, &'static str)> {
        let path = || PathBuf::from("ix");
        let io = |kind| IndexError::Io { path: path(), error: io::Error::from(kind) };
        let root = || RootError::Unreadable { root: "r".into(), why: "no such file".into() };
        vec![
            (IndexError::Missing(path()).into(), "; make one: `findings index FOLDER --index ix`"),
            (IndexError::Missing("index".into()).into(), "; make one: `findings index FOLDER`"),
            (IndexError::Foreign(path()).into(), "; choose another folder with --index"),
            (IndexError::damaged(&path(), "cut").into(), "; `findings verify --index ix` says what"),
            (SearchError::Index(IndexError::Missing(path())).into(), "; make one: `findings index FOLDER"),
            (SearchError::TimedOut { after: Duration::from_secs(1) }.into(), "allow more time with --timeout"),
            (io(io::ErrorKind::StorageFull).into(), "; make room on its disk"),
            (root().into(), "r: no such file; check the path, or mount the disk it is on"),
            (IndexerError::KnownRoot(root()).into(), "if it was moved, `findings index --moved r NEW` follows it"),
            (
                IndexerError::Emptied { root: "r".into(), held: 3 }.into(),
                "with `findings index --prune`; the index was",
            ),
            (
                OcrMissing { program: "tesseract" }.into(),
                "--ocr needs tesseract, which is not installed: get tesseract",
            ),
        ]
    }

    #[test]
    fn advice_is_given_here_and_nowhere_else() {
        for (error, advice) in cases() {
            let plain = error.to_string();
            assert!(!plain.contains("--") && !plain.contains('`') && !plain.contains(advice), "{plain}");
            let text = message(&*error);
            assert!(text.contains(advice), "{text}");
        }
    }

    #[test]
    fn advice_is_given_whatever_an_error_is_wrapped_in() {
        let wrapped = io::Error::other(IndexError::Missing("ix".into()));
        let error = anyhow::Error::from(wrapped).context("building the index");
        let expected = "building the index: there is no index in ./ix; make one: `findings index FOLDER --index ix`";
        assert_eq!(chain(&error), expected);
        assert_eq!(
            as_io(IndexError::Foreign("ix".into())).to_string(),
            "./ix holds other files and no index; choose another folder with --index"
        );
    }
}
