//! How strongly two things go together, by how often they do and how often they would by chance.
//!
//! The tests compare with the figures that the papers print.

/// How often two things occur together and apart: a table of two rows and two columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Contingency {
    /// Both.
    pub both: u64,
    /// The first without the second.
    pub first_only: u64,
    /// The second without the first.
    pub second_only: u64,
    /// Neither.
    pub neither: u64,
}

impl Contingency {
    /// From the count of both, the totals of each, and the total of all. A total that is too small for its parts counts
    /// as the sum of them.
    pub(crate) fn from_totals(both: u64, first: u64, second: u64, all: u64) -> Contingency {
        let (first_only, second_only) = (first.saturating_sub(both), second.saturating_sub(both));
        let neither = all.saturating_sub(both + first_only + second_only);
        Contingency { both, first_only, second_only, neither }
    }

    fn first(&self) -> f64 {
        (self.both + self.first_only) as f64
    }

    fn second(&self) -> f64 {
        (self.both + self.second_only) as f64
    }

    fn all(&self) -> f64 {
        (self.both + self.first_only + self.second_only + self.neither) as f64
    }

    /// How often both would occur if one had nothing to do with the other.
    pub(crate) fn expected(&self) -> f64 {
        self.first() * self.second() / self.all().max(1.0)
    }
}

/// The log-likelihood ratio of Dunning (1993, "Accurate Methods for the Statistics of Surprise and Coincidence",
/// Computational Linguistics 19(1)): twice the sum, over the four cells, of the count times the logarithm of the count
/// over what is expected. It is never negative, and as large for what shuns as for what attracts.
pub(crate) fn log_likelihood(table: &Contingency) -> f64 {
    let (first, second, all) = (table.first(), table.second(), table.all());
    let cell = |count: u64, row: f64, column: f64| {
        let count = count as f64;
        if count > 0.0 { count * libm::log(count * all / (row * column)) } else { 0.0 }
    };
    let sum = cell(table.both, first, second)
        + cell(table.first_only, first, all - second)
        + cell(table.second_only, all - first, second)
        + cell(table.neither, all - first, all - second);
    (2.0 * sum).max(0.0)
}

/// The association ratio of Church and Hanks (1990, "Word Association Norms, Mutual Information, and Lexicography",
/// Computational Linguistics 16(1)), known as mutual information or MI: the binary logarithm of how many times as often
/// both occur as is expected. None where they never do.
pub(crate) fn mutual_information(table: &Contingency) -> Option<f64> {
    (table.both > 0).then(|| libm::log2(table.both as f64 / table.expected()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(value: f64, places: i32) -> f64 {
        let scale = 10f64.powi(places);
        (value * scale).round() / scale
    }

    #[test]
    fn log_likelihood_is_that_of_dunning() {
        // Dunning 1993, page 72, the first row of the table of bigrams.
        let table = Contingency { both: 110, first_only: 2_442, second_only: 111, neither: 29_114 };
        assert_eq!(rounded(log_likelihood(&table), 2), 270.72);
        assert_eq!(table, Contingency::from_totals(110, 2_552, 221, 31_777));
    }

    #[test]
    fn mutual_information_is_that_of_church_and_hanks() {
        // Church and Hanks 1990, table 2: a corpus of 15 million words.
        for (both, first, second, expected) in [(12, 111, 621, 11.3), (8, 1_105, 44, 11.3), (30, 1_105, 241, 10.7)] {
            let table = Contingency::from_totals(both, first, second, 15_000_000);
            let found = mutual_information(&table).expect("they occur together");
            assert!((found - expected).abs() <= 0.051, "{found} is not {expected}");
        }
    }

    #[test]
    fn what_has_nothing_to_do_with_another_scores_nothing() {
        let table = Contingency { both: 10, first_only: 90, second_only: 90, neither: 810 };
        assert_eq!((log_likelihood(&table), mutual_information(&table)), (0.0, Some(0.0)));
        let never = Contingency { both: 0, first_only: 5, second_only: 0, neither: 5 };
        assert_eq!((log_likelihood(&never), mutual_information(&never)), (0.0, None));
        let empty = Contingency { both: 0, first_only: 0, second_only: 0, neither: 0 };
        assert_eq!((log_likelihood(&empty), mutual_information(&empty), empty.expected()), (0.0, None, 0.0));
    }
}
