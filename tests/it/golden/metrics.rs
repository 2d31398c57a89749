//! How good a ranking is, in the measures of trec_eval.

/// The measures of one ranking, or their means over many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Measures {
    pub(super) recall_1: f64,
    pub(super) recall_5: f64,
    pub(super) mrr: f64,
    pub(super) ndcg_10: f64,
}

impl Measures {
    /// The measures of a ranking by the grades of its passages, from the first one down, 0 where a passage is
    /// not relevant; `judged` are the grades of all relevant passages there are, found or not.
    pub(super) fn of(ranked: &[u32], judged: &[u32]) -> Measures {
        let ideal = ideal(judged);
        Measures {
            recall_1: recall(ranked, judged, 1),
            recall_5: recall(ranked, judged, 5),
            mrr: ranked.iter().zip(1..).find(|(grade, _)| **grade > 0).map_or(0.0, |(_, rank)| 1.0 / f64::from(rank)),
            ndcg_10: ratio(gain(ranked, 10), gain(&ideal, 10)),
        }
    }

    /// What the best of all rankings would have.
    pub(super) fn best(judged: &[u32]) -> Measures {
        Measures::of(&ideal(judged), judged)
    }

    pub(super) fn mean(all: &[Measures]) -> Measures {
        let mean = |measure: fn(&Measures) -> f64| ratio(all.iter().map(measure).sum(), all.len() as f64);
        Measures {
            recall_1: mean(|one| one.recall_1),
            recall_5: mean(|one| one.recall_5),
            mrr: mean(|one| one.mrr),
            ndcg_10: mean(|one| one.ndcg_10),
        }
    }

    /// Each with its name.
    pub(super) fn named(&self) -> [(&'static str, f64); 4] {
        [("recall@1", self.recall_1), ("recall@5", self.recall_5), ("MRR", self.mrr), ("nDCG@10", self.ndcg_10)]
    }
}

/// The order in which the relevant passages should stand.
fn ideal(judged: &[u32]) -> Vec<u32> {
    let mut ideal = judged.to_vec();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    ideal
}

/// The share of all relevant passages that are among the first.
fn recall(ranked: &[u32], judged: &[u32], first: usize) -> f64 {
    let found = ranked.iter().take(first).filter(|grade| **grade > 0).count();
    ratio(found as f64, judged.len() as f64)
}

/// The grades of the first, each divided by the binary logarithm of its rank plus one.
fn gain(ranked: &[u32], first: usize) -> f64 {
    ranked.iter().take(first).zip(2..).map(|(grade, next)| f64::from(*grade) / f64::from(next).log2()).sum()
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}

/// Worked by hand; log2 of 2, 3, 4 and 5 is 1, 1.585, 2 and 2.3219.
#[test]
fn measures_are_what_they_are_by_hand() {
    let long = [&[0; 10][..], &[2]].concat();
    for (ranked, judged, expected) in [
        // 2 + 1/1.585 = 2.6309 is the best that can be.
        (&[2, 1][..], &[1, 2][..], [0.5, 1.0, 1.0, 1.0]),
        // 1 + 2/1.585 = 2.2619 of 2.6309.
        (&[1, 2], &[1, 2], [0.5, 1.0, 1.0, 0.8597]),
        // 2/1.585 + 1/2.3219 = 1.6925 of 2.6309.
        (&[0, 2, 0, 1], &[2, 1], [0.0, 1.0, 0.5, 0.6433]),
        // The third relevant passage is missed: 2 + 1/2 = 2.5 of 2 + 2/1.585 + 1/2 = 3.7619.
        (&[2, 0, 1], &[2, 2, 1], [1.0 / 3.0, 2.0 / 3.0, 1.0, 0.6646]),
        // The sixth counts for nDCG@10, 1/2.8074 = 0.3562 of 1, and the eleventh for MRR alone.
        (&[0, 0, 0, 0, 0, 1], &[1], [0.0, 0.0, 1.0 / 6.0, 0.3562]),
        (&long, &[2], [0.0, 0.0, 1.0 / 11.0, 0.0]),
        (&[0, 0], &[1], [0.0; 4]),
        (&[], &[1, 1], [0.0; 4]),
        (&[], &[], [0.0; 4]),
    ] {
        for ((name, value), expected) in Measures::of(ranked, judged).named().into_iter().zip(expected) {
            assert!((value - expected).abs() < 5e-5, "{name} of {ranked:?}: {value} and not {expected}");
        }
    }
    let best = Measures::best(&[1, 2, 1, 1, 1, 1, 1, 1, 1, 1]);
    assert_eq!(best, Measures { recall_1: 0.1, recall_5: 0.5, mrr: 1.0, ndcg_10: 1.0 });
    let means = Measures::mean(&[best, Measures::of(&[0, 1], &[1])]);
    assert_eq!((means.recall_1, means.recall_5, means.mrr), (0.05, 0.75, 0.75));
}
