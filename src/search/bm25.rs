//! The score of one occurrence: Okapi BM25 (Robertson & Zaragoza 2009, "The Probabilistic Relevance
//! Framework: BM25 and Beyond"), with Lucene's inverse document frequency, which is never negative.

use super::plan::Weight;

/// Saturation of the term frequency; the usual constant.
const K1: f32 = 1.2;
/// How much a passage's length counts; the usual constant.
const B: f32 = 0.75;

/// A paragraph of fewer words is a remark of a single line, or little more.
const SINGLE_LINE: f32 = 20.0;

/// The lengths of an index's passages, as far as the score needs them.
#[derive(Clone, Debug)]
pub(super) struct Lengths {
    norms: [f32; 256],
}

impl Lengths {
    /// From the mean length of a paragraph in words; lengths come in tantivy's 256 steps. The first, no
    /// words, is that of a piece of something longer, whose own length says nothing of how much is said
    /// there: it counts as a paragraph of mean length. So does a remark of a single line.
    pub(super) fn new(mean: f32) -> Lengths {
        let of_step = |step: usize| {
            let words = tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(u8::try_from(step).unwrap_or(u8::MAX));
            let words = words as f32;
            norm(if words < SINGLE_LINE.min(mean) { mean } else { words }, mean)
        };
        Lengths { norms: std::array::from_fn(of_step) }
    }

    /// What dampens the scores of passages, by the steps of their lengths.
    pub(super) fn norms(&self) -> &[f32] {
        &self.norms
    }

    /// What dampens the score of a passage of the given length step.
    pub(super) fn norm(&self, step: u8) -> f32 {
        self.norms[usize::from(step)]
    }

    /// Likewise of a word that is counted in halves, since it counts half where it is over the passage.
    pub(super) fn score_of_halves(&self, weight: Weight, halves: u32, step: u8) -> f32 {
        score(weight, halves, 2.0 * self.norm(step))
    }

    /// The score of something that occurs `frequency` times in a passage of the given length step.
    pub(super) fn score(&self, weight: Weight, frequency: u32, step: u8) -> f32 {
        score(weight, frequency, self.norm(step))
    }
}

/// The scores of a word: those of the commonest frequencies are worked out beforehand where that pays, as a division takes
/// longer than to look one up.
pub(super) struct ScoreTable {
    pub(super) weight: Weight,
    /// By the frequency, from one on, and by the step of the length.
    known: Option<Box<[[f32; 256]; KNOWN_FREQUENCIES]>>,
}

const KNOWN_FREQUENCIES: usize = 3;

/// With fewer postings a word has fewer scores than the table.
const MIN_POSTINGS: u32 = 1_024;

impl ScoreTable {
    /// Of a word that is looked up for so many postings.
    pub(super) fn new(lengths: &Lengths, weight: Weight, postings: u32) -> ScoreTable {
        let known = (postings >= MIN_POSTINGS).then(|| {
            let mut known = Box::new([[0.0; 256]; KNOWN_FREQUENCIES]);
            for (frequency, scores) in (1..).zip(known.iter_mut()) {
                for (known, norm) in scores.iter_mut().zip(&lengths.norms) {
                    *known = score(weight, frequency, *norm);
                }
            }
            known
        });
        ScoreTable { weight, known }
    }

    /// The score of a word that occurs `frequency` times in a passage of the given length step.
    #[inline]
    pub(super) fn of(&self, lengths: &Lengths, frequency: u32, step: u8) -> f32 {
        let known = self.known.as_ref().and_then(|known| known.get(frequency.wrapping_sub(1) as usize));
        known.map_or_else(|| lengths.score(self.weight, frequency, step), |known| known[usize::from(step)])
    }
}

/// The score of something that occurs so often in a text with the given norm.
pub(super) fn score(weight: Weight, frequency: u32, norm: f32) -> f32 {
    let frequency = frequency as f32;
    most(weight) * frequency / (frequency + norm)
}

/// More than the score of something that occurs in a text is, however often and however short the text.
pub(super) fn most(weight: Weight) -> f32 {
    weight.0 * (K1 + 1.0)
}

/// The norm of a text from its length and the mean length, in words.
pub(super) fn norm(words: f32, mean: f32) -> f32 {
    K1 * (1.0 - B + B * words / mean.max(1.0))
}

/// The inverse document frequency of something that `documents` of `total` passages have.
pub(super) fn idf(documents: u64, total: u64) -> f32 {
    let (documents, total) = (documents.min(total) as f32, total as f32);
    // Not the system's logarithm: platforms differ in its last bit, and so would the order of hits.
    libm::logf(1.0 + (total - documents + 0.5) / (documents + 0.5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_counts_as_a_paragraph_of_mean_length() {
        let lengths = Lengths::new(30.0);
        assert_eq!(lengths.norm(0), lengths.norm(30));
        assert_eq!(lengths.norm(10), lengths.norm(30));
        assert!(lengths.norm(20) < lengths.norm(30) && lengths.norm(30) < lengths.norm(39));
        assert!(lengths.norm(u8::MAX).is_finite());
    }

    #[test]
    fn more_of_a_rarer_word_in_less_text_scores_more() {
        let of = |documents: u64, frequency: u32, words: f32| {
            score(Weight(idf(documents, 1000)), frequency, norm(words, 30.0))
        };
        for (more, less) in [
            (of(5, 1, 30.0), of(50, 1, 30.0)),
            (of(50, 2, 30.0), of(50, 1, 30.0)),
            (of(50, 1, 20.0), of(50, 1, 30.0)),
            (of(999, 1, 30.0), of(1000, 1, 30.0)),
            (of(1000, 1, 30.0), 0.0),
        ] {
            assert!(more > less, "{more} {less}");
        }
    }
}
