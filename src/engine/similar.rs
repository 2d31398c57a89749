//! Passages that are like a text.

use std::sync::Arc;
use std::time::Duration;

use crate::report::{Passage, Report};

/// What to find that is like a text.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SimilarRequest<'t> {
    /// The text.
    pub text: &'t str,
    /// The least share of their [shingles](crate::text::Shingles) that a passage and the text have in common, from 0 to 1.
    pub least: f64,
    /// At most this many passages on the same matter.
    pub on_matter: usize,
    /// The time that it may take.
    pub timeout: Option<Duration>,
}

impl<'t> SimilarRequest<'t> {
    /// The share of common shingles from which on passages are said to be nearly the same.
    pub const NEARLY_THE_SAME: f64 = 0.8;

    /// For all passages that are nearly the same as a text, and no others.
    pub fn new(text: &'t str) -> SimilarRequest<'t> {
        SimilarRequest { text, least: Self::NEARLY_THE_SAME, on_matter: 0, timeout: None }
    }
}

/// Passages that are like a text.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct SimilarPassages {
    /// All that are nearly the same, the oldest first; those without a date come last.
    pub nearly_the_same: Vec<Similar>,
    /// Others that share its rarer words, the likest first.
    pub on_matter: Vec<Similar>,
}

/// A passage that is like a text.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Similar {
    /// Its report, without evidence.
    pub report: Arc<Report>,
    /// The passage.
    pub passage: Passage,
    /// The share of the shingles of both that both have, from 0 to 1.
    pub resemblance: f64,
}

impl SimilarPassages {
    pub(crate) fn new(nearly_the_same: Vec<Similar>, on_matter: Vec<Similar>) -> SimilarPassages {
        SimilarPassages { nearly_the_same, on_matter }
    }
}

impl Similar {
    pub(crate) fn new(report: Arc<Report>, passage: Passage, resemblance: f64) -> Similar {
        Similar { report, passage, resemblance }
    }
}
