//! The significance of the difference between two runs over the same queries.
//!
//! Both tests are two-sided and paired. The t-test is that of Student, "The probable error of a mean" (1908). The
//! randomisation test is that of Fisher, "The Design of Experiments" (1935): if the runs were equally good, the sign of
//! each query's difference would be random, so all assignments of signs are compared with the observed one. Smucker,
//! Allan and Carterette, "A comparison of statistical significance tests for information retrieval evaluation" (2007),
//! recommend these two for runs.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// With at most this many queries that differ, all assignments of signs are counted: a million.
const MAX_EXACT: usize = 20;
/// With more, at most this many random assignments are drawn.
const MAX_SAMPLES: usize = 100_000;
/// At most this many signs are drawn in all.
const MAX_SIGNS: usize = 1_000_000_000;
/// Smaller differences are rounding errors of values between 0 and 1.
const ROUNDING: f64 = 1e-12;

/// A run compared with another by one measure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Paired {
    /// How many queries were compared.
    pub queries: usize,
    /// The mean of the differences.
    pub change: f64,
    /// Queries with a higher value than in the other run.
    pub wins: usize,
    /// Queries with the same value.
    pub ties: usize,
    /// Queries with a lower value.
    pub losses: usize,
    /// Student's test; none if the differences do not vary, or there are fewer than two.
    pub t_test: Option<TTest>,
    /// Fisher's test.
    pub randomisation: Randomisation,
}

/// The paired t-test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TTest {
    /// The mean difference in units of its standard error.
    pub t: f64,
    /// How likely a difference like this is between runs that are equally good.
    pub p: f64,
}

/// The randomisation test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Randomisation {
    /// How likely a difference like this is between runs that are equally good.
    pub p: f64,
    /// The number of assignments of signs that were compared.
    pub ways: usize,
    /// Whether these are all there are.
    pub exact: bool,
}

impl Paired {
    /// From the differences of all queries; `seed` begins the sequence of random numbers.
    pub(crate) fn new(differences: &[f64], seed: u64) -> Paired {
        let (wins, losses) = (count(differences, |d| d > ROUNDING), count(differences, |d| d < -ROUNDING));
        let queries = differences.len();
        let change = if queries == 0 { 0.0 } else { differences.iter().sum::<f64>() / queries as f64 };
        let varying: Vec<f64> = differences.iter().copied().filter(|d| d.abs() > ROUNDING).collect();
        let randomisation = if varying.len() <= MAX_EXACT { all_ways(&varying) } else { some_ways(&varying, seed) };
        let ties = queries - wins - losses;
        Paired { queries, change, wins, ties, losses, t_test: t_test(differences, change), randomisation }
    }
}

fn count(differences: &[f64], is: impl Fn(f64) -> bool) -> usize {
    differences.iter().filter(|d| is(**d)).count()
}

fn t_test(differences: &[f64], mean: f64) -> Option<TTest> {
    let queries = differences.len() as f64;
    let squares: f64 = differences.iter().map(|d| (d - mean) * (d - mean)).sum();
    let error = (squares / (queries - 1.0) / queries).sqrt();
    if differences.len() < 2 || error < ROUNDING {
        return None;
    }
    let t = mean / error;
    let distribution = StudentsT::new(0.0, 1.0, queries - 1.0).ok()?;
    Some(TTest { t, p: (2.0 * distribution.cdf(-t.abs())).min(1.0) })
}

/// The least sum that counts as far from 0 as the one that was seen.
fn bar(differences: &[f64]) -> f64 {
    let (seen, most): (f64, f64) = (differences.iter().sum(), differences.iter().map(|d| d.abs()).sum());
    seen.abs() - 1e-9 * most
}

/// All ways to set the signs, each one sign away from the one before it, as in a Gray code.
fn all_ways(differences: &[f64]) -> Randomisation {
    let bar = bar(differences);
    let mut signed = differences.to_vec();
    let mut sum: f64 = signed.iter().sum();
    let ways = 1usize << signed.len();
    let mut as_far = usize::from(sum.abs() >= bar);
    for way in 1..ways {
        let turned = &mut signed[way.trailing_zeros() as usize];
        *turned = -*turned;
        sum += 2.0 * *turned;
        as_far += usize::from(sum.abs() >= bar);
    }
    Randomisation { p: as_far as f64 / ways as f64, ways, exact: true }
}

/// Random assignments of signs. The observed one is one more, so that no p is 0.
fn some_ways(differences: &[f64], seed: u64) -> Randomisation {
    let bar = bar(differences);
    let all: f64 = differences.iter().sum();
    let ways = (MAX_SIGNS / differences.len()).clamp(1000, MAX_SAMPLES);
    let mut random = Random(seed);
    let mut as_far = 1;
    for _ in 0..ways {
        let mut kept = 0.0;
        for some in differences.chunks(64) {
            let mut bits = random.next();
            for difference in some {
                kept += difference * (bits & 1) as f64;
                bits >>= 1;
            }
        }
        as_far += usize::from((2.0 * kept - all).abs() >= bar);
    }
    Randomisation { p: as_far as f64 / (ways + 1) as f64, ways, exact: false }
}

/// SplitMix64, of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// t and its p as in printed tables: 4 differences of mean 2.5 and variance 5/3, at 3 degrees of freedom.
    #[test]
    fn tests_of_few_queries_are_those_worked_out_by_hand() {
        for (differences, wins_ties_losses, t, exact) in [
            (vec![1.0, 2.0, 3.0, 4.0], (4, 0, 0), Some((3.872_983_346_207_417, 0.030_466_291_662)), 2.0 / 16.0),
            (vec![1.0, -1.0], (1, 0, 1), Some((0.0, 1.0)), 1.0),
            (vec![0.5, 0.0, 0.0], (1, 2, 0), Some((1.0, 0.422_649_730_810)), 1.0),
            (vec![1.0, 1.0, -0.5], (2, 0, 1), Some((1.0, 0.422_649_730_810)), 0.5),
            (vec![0.0, 0.0], (0, 2, 0), None, 1.0),
            (vec![0.25, 0.25], (2, 0, 0), None, 0.5),
            (vec![0.25], (1, 0, 0), None, 1.0),
            (vec![], (0, 0, 0), None, 1.0),
        ] {
            let paired = Paired::new(&differences, 1);
            assert_eq!((paired.wins, paired.ties, paired.losses), wins_ties_losses, "{differences:?}");
            assert_eq!(paired.t_test.is_some(), t.is_some(), "{differences:?}");
            if let (Some(test), Some((t, p))) = (paired.t_test, t) {
                assert!((test.t - t).abs() < 1e-9 && (test.p - p).abs() < 1e-9, "{differences:?}: {test:?}");
            }
            assert!((paired.randomisation.p - exact).abs() < 1e-12, "{differences:?}: {:?}", paired.randomisation);
        }
    }

    #[test]
    fn ways_drawn_by_chance_come_near_to_all_ways() {
        let differences: Vec<f64> = (0..20).map(|n| f64::from(n % 7) / 10.0 - 0.22).collect();
        let (all, some) = (all_ways(&differences), some_ways(&differences, 42));
        assert!((all.p - some.p).abs() < 0.005, "{all:?} {some:?}");
        assert_eq!(some, some_ways(&differences, 42), "the same seed draws the same");
        assert!(all.exact && !some.exact);
    }
}
