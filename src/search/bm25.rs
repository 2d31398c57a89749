//! The score of one occurrence: Okapi BM25 (Robertson & Zaragoza 2009, "The Probabilistic Relevance
//! Framework: BM25 and Beyond"), with Lucene's inverse document frequency, which is never negative.

use super::plan::Weight;

/// Saturation of the term frequency; the usual constant.
const K1: f32 = 1.2;
/// How much a passage's length counts; the usual constant.
const B: f32 = 0.75;

/// The lengths of an index's passages, as far as the score needs them.
#[derive(Clone, Debug)]
pub(super) struct Lengths {
    norms: [f32; 256],
}

impl Lengths {
    /// From the mean length in words; lengths come in tantivy's 256 steps.
    pub(super) fn new(mean: f32) -> Lengths {
        let of_step = |step: usize| {
            let words = tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(u8::try_from(step).unwrap_or(u8::MAX));
            norm(words as f32, mean)
        };
        Lengths { norms: std::array::from_fn(of_step) }
    }

    /// What dampens the score of a passage of the given length step.
    pub(super) fn norm(&self, step: u8) -> f32 {
        self.norms[usize::from(step)]
    }

    /// The score of something that occurs `frequency` times in a passage of the given length step.
    pub(super) fn score(&self, weight: Weight, frequency: u32, step: u8) -> f32 {
        score(weight, frequency, self.norm(step))
    }
}

/// The score of something that occurs so often in a text with the given norm.
pub(super) fn score(weight: Weight, frequency: u32, norm: f32) -> f32 {
    let frequency = frequency as f32;
    weight.0 * (K1 + 1.0) * frequency / (frequency + norm)
}

/// The norm of a text from its length and the mean length, in words.
pub(super) fn norm(words: f32, mean: f32) -> f32 {
    K1 * (1.0 - B + B * words / mean.max(1.0))
}

/// The inverse document frequency of something that `documents` of `total` passages have.
pub(super) fn idf(documents: u64, total: u64) -> f32 {
    let (documents, total) = (documents.min(total) as f32, total as f32);
    (1.0 + (total - documents + 0.5) / (documents + 0.5)).ln()
}
