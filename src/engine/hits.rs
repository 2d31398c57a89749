//! Hits that are fetched on demand: a query for a common word over a large index may have millions.

use std::ops::Range;

use super::{Answer, Hit, IndexError};

/// The hits of an engine.
type Fetched = Box<dyn ExactSizeIterator<Item = Result<Hit, IndexError>> + Send>;

/// The hits of a search, in order, each fetched on demand. An error means that the index is damaged or cannot be
/// read; ignore what follows one. They own what they need, and may outlive the index.
pub struct Hits {
    /// The rank of the next.
    rank: usize,
    hits: Fetched,
}

impl Hits {
    /// From the hits of an engine, the first with this rank.
    pub(crate) fn new(
        rank: usize,
        hits: impl ExactSizeIterator<Item = Result<Hit, IndexError>> + Send + 'static,
    ) -> Hits {
        Hits { rank, hits: Box::new(hits) }
    }

    /// The ranks of the hits that are still to come.
    pub fn ranks(&self) -> Range<usize> {
        self.rank..self.rank.saturating_add(self.len())
    }
}

impl Iterator for Hits {
    type Item = Result<Hit, IndexError>;

    fn next(&mut self) -> Option<Self::Item> {
        let hit = self.hits.next()?;
        self.rank = self.rank.saturating_add(1);
        Some(hit)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.hits.size_hint()
    }
}

impl ExactSizeIterator for Hits {}

impl Answer<Hits> {
    /// The same answer with all hits fetched.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn fetched(self) -> Result<Answer, IndexError> {
        let (answer, hits) = self.split();
        Ok(answer.with_hits(hits.collect::<Result<_, _>>()?))
    }
}
