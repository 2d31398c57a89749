//! Reports as hits. A report's words count wherever in it they are, and its own length dampens them;
//! it is shown by its best passage.
//!
//! The title is a field of its own, as in BM25F (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25
//! and Beyond"). Most reports print theirs as a heading too, so that each of its words counts twice.

use tantivy::DocId;
use tantivy::postings::SegmentPostings;

use crate::search::bm25::{norm, score};
use crate::search::docset::{Leaf, Union, reached};
use crate::search::index_view::SegmentColumns;
use crate::search::order::{ScoredPassage, Sort};
use crate::search::plan::Weight;
use crate::search::signals::SignalKind;
use crate::search::very_words::VeryWordsHere;

/// The reports, by their own documents, that have a word in their title.
pub(super) type Titled = Union<Leaf<SegmentPostings>>;

/// Gathers the passages of each report while a segment is walked.
pub(super) struct WholeReports {
    weights: Vec<Weight>,
    frequencies: Vec<u32>,
    /// Of each span query, the reports by their own documents that have it in their title.
    titled: Vec<Titled>,
    /// Of each very word, whether the report has it.
    very_words: Vec<bool>,
    mean_words: f32,
    current: Option<Current>,
}

/// The report whose passages are being met.
struct Current {
    best: ScoredPassage,
    words: f32,
    documents: (DocId, DocId),
}

impl WholeReports {
    /// For the weights of the span queries of a plan, the reports that have each in their title, and so many very words;
    /// `mean_words` is the mean length of a report.
    pub(super) fn new(weights: Vec<Weight>, titled: Vec<Titled>, very_words: usize, mean_words: f32) -> WholeReports {
        let (frequencies, very_words) = (vec![0; weights.len()], vec![false; very_words]);
        WholeReports { frequencies, weights, titled, very_words, mean_words, current: None }
    }

    /// Adds a very word of a passage by its number.
    pub(super) fn add_very_word(&mut self, number: usize) {
        self.very_words[number] = true;
    }

    /// Adds a passage with the frequency of each span query. That of another report was [closed](Self::close).
    pub(super) fn add(&mut self, columns: &SegmentColumns, report: usize, passage: ScoredPassage, frequencies: &[u32]) {
        self.frequencies.iter_mut().zip(frequencies).for_each(|(sum, frequency)| *sum += frequency);
        match &mut self.current {
            None => {
                let words = columns.report_length(report) as f32;
                let (start, end) = columns.documents_of(report);
                let documents = (start + 1, end - 1);
                self.current = Some(Current { best: passage, words, documents });
            }
            Some(current) => {
                if Sort::Relevance.compare(&passage, &current.best).is_lt() {
                    current.best = passage;
                }
            }
        }
    }

    /// The report whose last passage was met.
    pub(super) fn close(&mut self, very_words: &VeryWordsHere) -> Option<ScoredPassage> {
        let Current { best, words, documents } = self.current.take()?;
        let norm = norm(words, self.mean_words);
        let report = documents.0 - 1;
        let of_plan = self.weights.iter().zip(&mut self.titled).zip(&mut self.frequencies);
        let scores = of_plan.map(|((weight, titled), frequency)| {
            let title = u32::from(reached(titled, report) == report);
            let frequency = std::mem::take(frequency) + title;
            if frequency > 0 { score(*weight, frequency, norm) } else { 0.0 }
        });
        let mut report = ScoredPassage { bm25: scores.sum(), weight: 1.0, norm, documents, ..best };
        report.signals[SignalKind::Verbatim as usize] = very_words.worth(&self.very_words);
        self.very_words.fill(false);
        report.add_up();
        Some(report)
    }
}
