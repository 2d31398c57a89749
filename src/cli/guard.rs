//! Catches panics of a command and reports them as errors of the program, with their own message; unless a panic came
//! from reading the index and the checksums show that the index is damaged.

use std::fmt;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::path::{Component, Path};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::anyhow;

use crate::index::{FileCheck, IndexError, check_files};

use super::exit::Exit;
use super::shell::shell_path;

/// The crates that read the index beneath our own code.
const READING_CRATES: [&str; 4] = ["tantivy", "ownedbytes", "bitpacking", "lz4_flex"];

/// Runs a command on the index at `folder`; a panic becomes an error.
pub(super) fn guarded(folder: &Path, command: impl FnOnce() -> anyhow::Result<Exit>) -> anyhow::Result<Exit> {
    let (by_default, first) = (panic::take_hook(), Arc::new(Mutex::new(None)));
    let recorded = Arc::clone(&first);
    panic::set_hook(Box::new(move |panic| {
        // Later panics mostly follow from the first.
        recorded.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| Panic::from_hook(panic));
        if std::env::var_os("RUST_BACKTRACE").is_some() {
            by_default(panic);
        }
    }));
    panic::catch_unwind(AssertUnwindSafe(command)).unwrap_or_else(|payload| {
        let recorded = first.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(panic) = recorded else { panic::resume_unwind(payload) };
        Err(panic.as_error(folder, |folder| check_files(folder, &|_| {})))
    })
}

/// The message and place of a panic.
struct Panic {
    words: String,
    place: String,
    /// Whether it came from code that reads the index.
    is_from_reading: bool,
}

impl Panic {
    fn from_hook(panic: &PanicHookInfo<'_>) -> Panic {
        let words = panic.payload().downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| panic.payload().downcast_ref::<&str>().copied());
        let (file, line) = panic.location().map_or(("", 0), |location| (location.file(), location.line()));
        Panic::new(Path::new(file), line, words.unwrap_or("it gave no reason"))
    }

    fn new(file: &Path, line: u32, words: &str) -> Panic {
        let is_from_reading = is_own_room(file) || crate_of(file).is_some_and(is_reader);
        Panic { words: words.to_owned(), place: format!("{}:{line}", place(file)), is_from_reading }
    }

    /// The error to report. A panic from reading the index may mean damage, which the checksums decide.
    fn as_error(&self, folder: &Path, check: impl Fn(&Path) -> Result<FileCheck, IndexError>) -> anyhow::Error {
        if !self.is_from_reading {
            return anyhow!("an error of findings itself: {self}; please report it, with the command that you gave");
        }
        let damage = match check(folder) {
            Ok(checked) => checked.faults.into_iter().next().map(|fault| format!("{}: {}", fault.with, fault.what)),
            Err(IndexError::Damaged { what, .. }) => Some(what),
            Err(_) => None,
        };
        match damage {
            Some(what) => IndexError::damaged(folder, format!("{what}; reading broke off: {self}")).into(),
            None => anyhow!(
                "an error of findings itself, or of the one that wrote the index at {index}: {self}; the files of the \
                 index are as they were written; `findings index --rebuild --index {index}` makes it anew, and if that \
                 does not help, please report this, with the command that you gave",
                index = shell_path(folder)
            ),
        }
    }
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.words, self.place)
    }
}

/// Whether a source file is in one of our modules that read the index. The compiler gives its path in the project.
fn is_own_room(file: &Path) -> bool {
    ["src/index", "src/search"].iter().any(|own| file.starts_with(own))
}

/// Whether a crate reads the index: one of those above, or a part of tantivy that is a crate of its own.
fn is_reader(name: &str) -> bool {
    READING_CRATES.contains(&name) || name.starts_with("tantivy-")
}

/// The name of the crate that a source file is of, where that is from a registry.
fn crate_of(file: &Path) -> Option<&str> {
    let (folder, _) = in_registry(file)?;
    let mut dashes = folder.match_indices('-').map(|(at, _)| at);
    dashes.find(|at| folder[at + 1..].starts_with(|c: char| c.is_ascii_digit())).map(|at| &folder[..at])
}

/// The folder of a crate in a registry, whose sources are in `registry/src/INDEX/NAME-VERSION`, and the path in it.
fn in_registry(file: &Path) -> Option<(&str, &Path)> {
    let is = |part: &Component<'_>, name: &str| part.as_os_str() == name;
    let parts: Vec<Component<'_>> = file.components().collect();
    let at = parts.windows(2).rposition(|two| is(&two[0], "registry") && is(&two[1], "src"))?;
    let mut rest = file.components();
    // Past the two, and the name of the registry's index.
    rest.by_ref().nth(at + 2)?;
    let folder = rest.next()?.as_os_str().to_str()?;
    Some((folder, rest.as_path()))
}

/// A source file as its author would name it.
fn place(file: &Path) -> String {
    match in_registry(file) {
        Some((folder, rest)) => format!("{folder}/{}", rest.display()),
        None => file.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use crate::index::Fault;

    use super::*;

    #[test]
    fn a_panic_is_of_reading_by_the_crate_that_it_came_up_in() {
        const REGISTRY: &str = "/home/a/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f";
        for (file, is_from_reading) in [
            (format!("{REGISTRY}/tantivy-0.27.0/src/postings/skip.rs"), true),
            (format!("{REGISTRY}/tantivy-columnar-0.7.0/src/column/mod.rs"), true),
            (format!("{REGISTRY}/ownedbytes-0.9.0/src/lib.rs"), true),
            (format!("{REGISTRY}/lz4_flex-0.13.0/src/block/decompress.rs"), true),
            ("src/search/hits.rs".to_owned(), true),
            ("src/index/stored.rs".to_owned(), true),
            ("src/output/text.rs".to_owned(), false),
            (format!("{REGISTRY}/csv-1.4.0/src/tantivy-0.27.0/reader.rs"), false),
            (format!("{REGISTRY}/tantivyish-1.0.0/src/lib.rs"), false),
            (format!("{REGISTRY}/mytantivy-1.0.0/src/lib.rs"), false),
            ("/home/tantivy-0.27.0/.cargo/registry/src/index/clap-4.6.7/src/lib.rs".to_owned(), false),
            ("/home/tantivy/registry/src/index/tantivy-0.27.0/registry/src/i/csv-1.4.0/src/lib.rs".to_owned(), false),
            ("/home/ada/tantivy-0.27.0/src/lib.rs".to_owned(), false),
            ("/rustc/59807616e/library/core/src/slice/index.rs".to_owned(), false),
            ("/home/a/.cargo/registry/src".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(Panic::new(Path::new(&file), 7, "").is_from_reading, is_from_reading, "{file}");
        }
    }

    #[test]
    fn it_is_damage_only_where_checksums_fail_and_its_words_are_kept() {
        let (sound, broken) = (FileCheck::default(), Fault { with: "a.idx".into(), what: "changed".into() });
        let broken = FileCheck { faults: vec![broken], ..sound.clone() };
        let reading = "/c/registry/src/index/tantivy-0.27.0/src/store/reader.rs";
        for (file, check, parts) in [
            (reading, Ok(&broken), ["the index at ix is damaged (a.idx: changed; ", "--rebuild"]),
            (reading, Err("no end"), ["the index at ix is damaged (no end; ", "--rebuild"]),
            (
                reading,
                Ok(&sound),
                ["an error of findings itself, or of the one that wrote the index at ix: ", "--rebuild"],
            ),
            ("src/cli/show.rs", Ok(&broken), ["an error of findings itself: ", "please report it"]),
        ] {
            let check = |folder: &Path| check.cloned().map_err(|what| IndexError::damaged(folder, what));
            let error = Panic::new(Path::new(file), 7, "7 is more than 3").as_error(Path::new("ix"), check);
            let said = crate::cli::advice::chain(&error);
            let place = file.trim_start_matches("/c/registry/src/index/");
            for part in parts.into_iter().chain([&*format!("7 is more than 3 ({place}:7)")]) {
                assert!(said.contains(part), "{said}");
            }
        }
    }
}
