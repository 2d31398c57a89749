//! An index repaired from its sources.

use std::collections::HashSet;

use crate::corpus::{RootNames, Sources, Update, check_root};
use crate::engine::is_in_cluster;
use crate::index::Inventory;
use crate::report::{FileRecord, RootError};

use super::losses::losses;
use super::target::{KnownIndex, Target};
use super::{Indexed, Indexer, IndexerError, Loss, Problems, Progress, Repair};

impl Indexer {
    /// Rebuilds an index, or some of it, from its sources; returns also what was lost by it.
    ///
    /// # Errors
    /// Also where something would be lost, unless `drop` allows it, and where all sources are missing.
    pub fn repair(
        &self,
        what: Repair<'_>,
        drop: bool,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(Indexed, Vec<Loss>), IndexerError> {
        if is_in_cluster(&self.folder) {
            return self.mend(what, drop, progress);
        }
        let known = KnownIndex::open(&self.folder)?;
        known.refuse_elsewhere(&known.roots())?;
        let mut writer = Target::open(&self.folder, matches!(what, Repair::All), self.writing)?;
        let held = Inventory::read(&self.folder);
        let roots = self.repaired_roots(&held);
        let problems: Vec<Option<RootError>> = roots.iter().map(|root| check_root(root).err()).collect();
        let here = roots.iter().zip(&problems).filter(|(_, problem)| problem.is_none());
        let here: Vec<String> = here.map(|(root, _)| root.clone()).collect();
        if let Some(problem) = problems.into_iter().flatten().next().filter(|_| drop && here.is_empty()) {
            return Err(IndexerError::Root(problem));
        }
        let mut known = (Vec::new(), Vec::new());
        if let Repair::Files(again) = what {
            again.iter().for_each(|file| writer.remove_file(&file.root, &file.path));
            let again: HashSet<(&str, &str)> = again.iter().map(FileRecord::place).collect();
            let stays = held.files.iter().filter(|file| !again.contains(&file.place()));
            known = (stays.cloned().collect(), held.places.clone());
        }
        let left = if drop { here.clone() } else { roots.clone() };
        let names = RootNames::new(&left);
        let from = Sources { walked: &here, all: &roots, moved: &[], names, documents: self.documents() };
        let mut update = Update::new(from, known, &self.reading);
        let (files, _) = self.read(&mut writer, &mut update, progress)?;
        self.end_repair(writer, &held, drop, (left, update, files))
    }

    /// The folders and files that an index is repaired from: those that it was made from, else those that are named.
    pub(super) fn repaired_roots(&self, held: &Inventory) -> Vec<String> {
        if held.roots.is_empty() { self.paths.iter().cloned().collect() } else { held.roots.clone() }
    }

    /// Commits what was read of some roots, unless something of what the index holds would be lost and may not.
    pub(super) fn end_repair(
        &self,
        writer: Target,
        held: &Inventory,
        drop: bool,
        (roots, update, files): (Vec<String>, Update, Vec<FileRecord>),
    ) -> Result<(Indexed, Vec<Loss>), IndexerError> {
        let losses = losses(&self.folder, held, &files);
        if !losses.is_empty() && !drop {
            writer.abandon()?;
            return Err(IndexerError::Lossy(losses));
        }
        let problems = Problems::since(&held.known_problems, &update, &files, self.today);
        let (summary, files) = self.commit(writer, &update, roots, files, &problems)?;
        Ok((Indexed { update, summary: Some(summary), files, problems, unknown: Vec::new() }, losses))
    }
}
