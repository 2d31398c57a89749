//! `findings index --watch`: waits for changes in folders.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::Context;
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::corpus::linked_folders;

/// A change is read once nothing else has changed for this long …
const QUIET_PERIOD: Duration = Duration::from_millis(300);
/// … or after this long at the latest.
const MAX_DELAY: Duration = Duration::from_secs(5);
/// How often to look for missing folders.
const RETRY_INTERVAL: Duration = Duration::from_secs(2);

/// Folders and files under watch.
pub(super) struct Watch {
    events: Receiver<notify::Result<Event>>,
    watcher: RecommendedWatcher,
    roots: Vec<PathBuf>,
    /// Changes in here are the program's own.
    index: PathBuf,
    /// Roots that do not exist now.
    missing: Vec<PathBuf>,
}

impl Watch {
    /// Starts to watch; no later change is missed.
    pub(super) fn new(roots: &[String], index: &Path) -> anyhow::Result<Watch> {
        let (sender, events) = channel();
        // Left to itself, the watcher would follow each link of a folder, and those behind it, without end.
        let config = Config::default().with_follow_symlinks(false);
        let watcher = RecommendedWatcher::new(sender, config).context("folders cannot be watched")?;
        let index = index.canonicalize().unwrap_or_else(|_| index.to_owned());
        let roots: Vec<PathBuf> = roots.iter().map(PathBuf::from).collect();
        let mut watch = Watch { events, watcher, missing: roots.clone(), roots, index };
        watch.watch_returned_roots()?;
        Ok(watch)
    }

    /// Waits until something has changed and all is quiet again.
    pub(super) fn wait(&mut self) -> anyhow::Result<()> {
        loop {
            let event = if self.missing.is_empty() {
                self.events.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                self.events.recv_timeout(RETRY_INTERVAL)
            };
            match event {
                Ok(event) if self.matters(&event) => break,
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => {
                    if self.watch_returned_roots()? {
                        return Ok(());
                    }
                }
                Err(RecvTimeoutError::Disconnected) => anyhow::bail!("the system tells of no more changes"),
            }
        }
        let begun = Instant::now();
        while begun.elapsed() < MAX_DELAY && self.events.recv_timeout(QUIET_PERIOD).is_ok() {}
        self.missing.extend(self.roots.iter().filter(|root| !root.exists()).cloned());
        self.missing.sort_unstable();
        self.missing.dedup();
        Ok(())
    }

    /// Whether an event may change what is in the index.
    fn matters(&self, event: &notify::Result<Event>) -> bool {
        // A missed event may matter.
        let Ok(event) = event else { return true };
        let is_own = |path: &PathBuf| path.starts_with(&self.index);
        !event.kind.is_access() && (event.paths.is_empty() || !event.paths.iter().all(is_own))
    }

    /// Watches roots again that have returned; returns whether there were any.
    fn watch_returned_roots(&mut self) -> anyhow::Result<bool> {
        let (back, missing): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.missing).into_iter().partition(|root| root.exists());
        self.missing = missing;
        for root in &back {
            // A replaced file is another file, so its folder is watched.
            let parent = root.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
            let (at, mode) = if root.is_dir() {
                (root.as_path(), RecursiveMode::Recursive)
            } else {
                (parent, RecursiveMode::NonRecursive)
            };
            let linked = if root.is_dir() { linked_folders(&root.to_string_lossy()) } else { Vec::new() };
            for at in [at].into_iter().chain(linked.iter().map(PathBuf::as_path)) {
                let at = at.canonicalize().unwrap_or_else(|_| at.to_owned());
                self.watcher.watch(&at, mode).with_context(|| format!("{} cannot be watched", root.display()))?;
            }
        }
        Ok(!back.is_empty())
    }
}
