//! Whether the index is as old as its files, found out while something else is done with it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use crate::corpus::Freshness;
use crate::index::Reader;

/// So much longer than the work itself a person waits for the look at the files.
const PATIENCE: Duration = Duration::from_millis(15);

/// Does some work with an index, and gives with its outcome what a person should know of the index: files with
/// problems, and how the files differ from what was read. Looking takes place on a thread of its own.
pub(super) fn beside<T>(reader: &Reader, work: impl FnOnce() -> T) -> (T, Vec<String>) {
    let stop = AtomicBool::new(false);
    let (done, freshness) = thread::scope(|scope| {
        let (tell, told) = channel();
        let stop = &stop;
        let looking = thread::Builder::new().spawn_scoped(scope, move || {
            let _ = tell.send(look(reader, stop));
        });
        let done = work();
        // Where there is no thread to be had, nothing is told.
        let freshness = looking.ok().and_then(|_| told.recv_timeout(PATIENCE).ok());
        stop.store(true, Ordering::Relaxed);
        (done, freshness.unwrap_or(Freshness::Unknown))
    });
    (done, skipped(reader).into_iter().chain(said(freshness)).collect())
}

fn look(reader: &Reader, stop: &AtomicBool) -> Freshness {
    // An index whose list of files cannot be read says so where the list is asked for.
    let Ok(manifest) = reader.manifest() else { return Freshness::Unknown };
    Freshness::of(&manifest.roots, &manifest.places, &manifest.files, stop)
}

fn said(freshness: Freshness) -> Option<String> {
    match freshness {
        Freshness::Fresh => None,
        Freshness::Stale(differences) => {
            Some(format!("the index is older than its files: {}; `findings index` reads them", differences.join(", ")))
        }
        Freshness::Unknown => {
            Some("there was no time to look whether all files are as they were: `findings status` does".to_owned())
        }
    }
}

fn skipped(reader: &Reader) -> Option<String> {
    match reader.summary().problems {
        0 => None,
        1 => Some("the index has 1 file with problems: `findings status` lists them".to_owned()),
        problems => Some(format!("the index has {problems} files with problems: `findings status` lists them")),
    }
}
