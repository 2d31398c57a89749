//! Passages that are like another, and two reports compared.

use crate::comparison::{Matter, PassageChange, PassagePair, changes, nearest_on_matter};
use crate::engine::{IndexError, SearchError, SimilarPassages, SimilarRequest};
use crate::quotation::{DiffPiece, changed_words};
use crate::report::{Passage, PassageKind, Report};

use super::Index;

/// Two reports side by side.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Comparison {
    /// What the first report says, in order.
    pub earlier: Vec<Passage>,
    /// What the second report says, in order.
    pub later: Vec<Passage>,
    /// The changes from the one to the other.
    pub changes: Vec<PassageChange>,
    /// The recommendations of the first, by their places there, each with the passage of the second that is most likely on
    /// the same matter, if one is.
    pub recommendations: Vec<(usize, Option<Matter>)>,
}

impl Comparison {
    /// The words of the later passage of a pair, and what they are in place of in the earlier one; none where there are too
    /// many of them.
    pub fn words(&self, pair: &PassagePair) -> Option<Vec<DiffPiece>> {
        changed_words(&self.earlier.get(pair.earlier)?.text, &self.later.get(pair.later)?.text)
    }
}

impl Index {
    /// Finds the passages whose words are nearly those of a text, and others on the same matter.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    pub fn similar(&self, request: &SimilarRequest<'_>) -> Result<SimilarPassages, SearchError> {
        self.engine.similar(request)
    }

    /// Compares what two reports say, passage by passage: findings, recommendations and what else is running text, a list
    /// or a table, without what frames it.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn compare(&self, earlier: &Report, later: &Report) -> Result<Comparison, IndexError> {
        let (earlier, later) = (self.said_in(earlier)?, self.said_in(later)?);
        let (first, second): (Vec<&Passage>, Vec<&Passage>) = (earlier.iter().collect(), later.iter().collect());
        let asked: Vec<usize> = (0..first.len()).filter(|&at| first[at].is_recommendation()).collect();
        let asked_for: Vec<&Passage> = asked.iter().map(|&at| first[at]).collect();
        let recommendations = asked.into_iter().zip(nearest_on_matter(&asked_for, &second)).collect();
        let changes = changes(&first, &second);
        Ok(Comparison { changes, recommendations, earlier, later })
    }

    /// The passages of a report that say something, in order.
    pub(super) fn said_in(&self, report: &Report) -> Result<Vec<Passage>, IndexError> {
        let mut passages = self.passages(&report.id, 1..=report.passages)?;
        passages.retain(|passage| passage.kind.is_finding() || passage.kind == PassageKind::Footnote);
        Ok(passages)
    }
}
