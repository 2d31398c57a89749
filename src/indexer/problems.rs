//! The problems with files and sidecars: which are new, and since when the others are known.

use std::collections::HashMap;

use crate::corpus::Update;
use crate::report::{Date, FileRecord, Problem};

/// The problems of a state of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// Those that the state before did not have.
    pub new: Vec<Problem>,
    /// The others.
    pub known: Vec<Problem>,
}

impl Problems {
    /// The problems of an update and of all files, of which some are known.
    pub(super) fn since(known: &[Problem], update: &Update, files: &[FileRecord], today: Date) -> Problems {
        let since: HashMap<(&str, &str), Date> =
            known.iter().map(|problem| ((&*problem.file, &*problem.what), problem.since)).collect();
        let mut problems = Problems::default();
        for (file, what) in update.problems_with(files) {
            match since.get(&(&*file, &*what)) {
                Some(&since) => problems.known.push(Problem { file, what, since }),
                None => problems.new.push(Problem { file, what, since: today }),
            }
        }
        problems
    }

    /// All of them, the known ones first.
    pub fn all(&self) -> Vec<Problem> {
        self.known.iter().chain(&self.new).cloned().collect()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.known.len() + self.new.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty() && self.new.is_empty()
    }
}
