//! An index for a program that stays: each request is answered from the newest state.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::engine::IndexError;
use crate::lexicon::UserLexicon;

use super::Index;

/// The index in a folder, which writers update meanwhile. It is opened when it is first asked for, so it need not be there
/// before.
pub(crate) struct LiveIndex {
    folder: PathBuf,
    given: UserLexicon,
    /// The state that was opened last.
    open: Mutex<Option<Index>>,
}

impl LiveIndex {
    /// Of a folder, with what a person's lexicon file says.
    pub(crate) fn new(folder: impl Into<PathBuf>, given: UserLexicon) -> LiveIndex {
        LiveIndex { folder: folder.into(), given, open: Mutex::default() }
    }

    /// The newest state. Ask once for each request, so that all of its answer is of one state.
    ///
    /// # Errors
    /// Where there is no index, or one of another version, or it is damaged or cannot be read.
    pub(crate) fn newest(&self) -> Result<Index, IndexError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = &*open
            && index.is_newest()?
        {
            return Ok(index.clone());
        }
        let index = Index::open(&self.folder)?.with_lexicon(self.given.clone());
        *open = Some(index.clone());
        Ok(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indexer::Indexer;

    #[test]
    fn each_request_sees_the_newest_state_and_an_open_one_stays() -> Result<(), Box<dyn std::error::Error>> {
        let place = tempfile::tempdir()?;
        let folder = place.path().join("index");
        let live = LiveIndex::new(&folder, UserLexicon::default());
        assert!(matches!(live.newest(), Err(IndexError::Missing(_))));
        Indexer::new(&folder).document("a.txt", *b"Drift was seen in two of the plans.").run()?;
        let first = live.newest()?;
        assert!(first.is_newest()? && live.newest()?.is_newest()?);
        Indexer::new(&folder).document("b.txt", *b"Drift was seen in none of them.").run()?;
        assert!(!first.is_newest()?);
        assert_eq!((first.counts().reports, live.newest()?.counts().reports), (1, 2));
        std::fs::remove_dir_all(&folder)?;
        assert!(matches!(live.newest(), Err(IndexError::Missing(_))));
        assert_eq!(first.counts().reports, 1);
        Ok(())
    }
}
