//! `findings index --watch`: keeping up with folders that change.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::Context;
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::corpus::linked_folders;

/// A change is read when nothing else has changed for so long …
const QUIET: Duration = Duration::from_millis(300);
/// … or after so long at the latest.
const LONGEST: Duration = Duration::from_secs(5);
/// Folders that are away are looked for this often.
const AWAY: Duration = Duration::from_secs(2);

/// Folders and files under watch.
pub(super) struct Watch {
    events: Receiver<notify::Result<Event>>,
    watcher: RecommendedWatcher,
    roots: Vec<PathBuf>,
    /// What happens in here is the program's own doing.
    index: PathBuf,
    /// Roots that are not there now.
    away: Vec<PathBuf>,
}

impl Watch {
    /// Begins to watch; what happens from now on is not missed.
    pub(super) fn begin(roots: &[String], index: &Path) -> anyhow::Result<Watch> {
        let (tell, events) = channel();
        // Left to itself, the watcher would follow each link of a folder, and those behind it, without end.
        let config = Config::default().with_follow_symlinks(false);
        let watcher = RecommendedWatcher::new(tell, config).context("folders cannot be watched")?;
        let index = index.canonicalize().unwrap_or_else(|_| index.to_owned());
        let roots: Vec<PathBuf> = roots.iter().map(PathBuf::from).collect();
        let mut watch = Watch { events, watcher, away: roots.clone(), roots, index };
        watch.look_for_those_away()?;
        Ok(watch)
    }

    /// Waits until something has changed and all is quiet again.
    pub(super) fn wait(&mut self) -> anyhow::Result<()> {
        loop {
            let event = if self.away.is_empty() {
                self.events.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                self.events.recv_timeout(AWAY)
            };
            match event {
                Ok(event) if self.matters(&event) => break,
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => {
                    if self.look_for_those_away()? {
                        return Ok(());
                    }
                }
                Err(RecvTimeoutError::Disconnected) => anyhow::bail!("the system tells of no more changes"),
            }
        }
        let begun = Instant::now();
        while begun.elapsed() < LONGEST && self.events.recv_timeout(QUIET).is_ok() {}
        self.away.extend(self.roots.iter().filter(|root| !root.exists()).cloned());
        self.away.sort_unstable();
        self.away.dedup();
        Ok(())
    }

    /// Whether an event may change what is in the index.
    fn matters(&self, event: &notify::Result<Event>) -> bool {
        // What was missed may matter.
        let Ok(event) = event else { return true };
        let is_own = |path: &PathBuf| path.starts_with(&self.index);
        !event.kind.is_access() && (event.paths.is_empty() || !event.paths.iter().all(is_own))
    }

    /// Watches those roots again that are back; says whether there were any.
    fn look_for_those_away(&mut self) -> anyhow::Result<bool> {
        let (back, away): (Vec<_>, Vec<_>) = std::mem::take(&mut self.away).into_iter().partition(|root| root.exists());
        self.away = away;
        for root in &back {
            // A file that is replaced is another file: it is its folder that tells.
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
