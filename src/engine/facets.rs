//! Counts by groups: how much was found in each, out of how much.

use crate::query::MatchLevel;

use super::{Counts, DatePart, Grouping};

/// What to count by: one grouping, two together, or none for the totals alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facet(Vec<Grouping>);

impl Facet {
    /// The maximum number of groupings of one facet.
    pub const MAX_GROUPINGS: usize = 2;

    /// By one grouping.
    pub fn by(grouping: Grouping) -> Facet {
        Facet(vec![grouping])
    }

    /// And by another within each of its groups; a third is ignored.
    #[must_use]
    pub fn then(mut self, grouping: Grouping) -> Facet {
        if self.0.len() < Facet::MAX_GROUPINGS {
            self.0.push(grouping);
        }
        self
    }

    /// The groupings, the first first.
    pub fn groupings(&self) -> &[Grouping] {
        &self.0
    }
}

/// What was found in some passages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// The passages that match, their reports and their authorities.
    pub counts: Counts,
    /// The places in them that a hit marks. Places that overlap are one.
    pub occurrences: u64,
}

/// What there is to search: what meets the filters of a query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// The passages, their reports and their authorities.
    pub counts: Counts,
    /// The running words of the passages.
    pub words: u64,
}

/// Counts by groups.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Groups {
    /// What is counted by.
    pub facet: Facet,
    /// All of the groups together: each match once, however many groups it is in.
    pub all: Grouped,
    /// The groups, those in which nothing was found among them, in the order of their values: numbers by size, then
    /// texts, and last what has no value.
    pub groups: Vec<Grouped>,
}

/// The counts of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Grouped {
    /// The values that its passages have in common, one for each grouping; none of those that have no value.
    pub values: Vec<Option<String>>,
    /// What was found in it.
    pub found: Matches,
    /// What it is out of, under the same filters.
    pub of: Extent,
    /// What was found at each match level up to the one asked for, the strictest first, which is the last. A level
    /// includes the stricter ones.
    pub levels: Vec<(MatchLevel, Counts)>,
}

/// A timeline with more gaps than this is left as it is: it is not one that anybody reads from end to end.
const MAX_GAPS: usize = 2_400;

impl Groups {
    /// The same with a group for each year or month between two others in which there are no reports, where these are what
    /// is counted by.
    #[must_use]
    pub(crate) fn without_gaps(mut self) -> Groups {
        let [Grouping::Date(DatePart { next: Some(next), text, .. }, _)] = *self.facet.groupings() else { return self };
        let number = |group: &Grouped| {
            let digits = group.values.first()?.as_ref()?.replace('-', "");
            digits.parse::<u64>().ok()
        };
        let mut gaps = Vec::new();
        for pair in self.groups.windows(2) {
            let (Some(before), Some(after)) = (number(&pair[0]), number(&pair[1])) else { continue };
            let levels: Vec<_> = pair[0].levels.iter().map(|(level, _)| (*level, Counts::default())).collect();
            let mut between = next(before);
            while between < after {
                if gaps.len() == MAX_GAPS {
                    return self;
                }
                let values = vec![Some(text(between))];
                gaps.push((between, Grouped::new(values, Matches::default(), Extent::default(), levels.clone())));
                between = next(between);
            }
        }
        let mut whole: Vec<(Option<u64>, Grouped)> =
            gaps.into_iter().map(|(number, group)| (Some(number), group)).collect();
        whole.extend(std::mem::take(&mut self.groups).into_iter().map(|group| (number(&group), group)));
        // What has no date stays last.
        whole.sort_by_key(|(number, _)| (number.is_none(), *number));
        Groups { groups: whole.into_iter().map(|(_, group)| group).collect(), ..self }
    }

    pub(crate) fn new(facet: Facet, all: Grouped, groups: Vec<Grouped>) -> Groups {
        Groups { facet, all, groups }
    }
}

impl Grouped {
    pub(crate) fn new(
        values: Vec<Option<String>>,
        found: Matches,
        of: Extent,
        levels: Vec<(MatchLevel, Counts)>,
    ) -> Grouped {
        Grouped { values, found, of, levels }
    }

    /// How many of 100 reports say it; none where there are no reports.
    pub fn report_share(&self) -> Option<f64> {
        share(self.found.counts.reports, self.of.counts.reports, 100.0)
    }

    /// How many of 100 passages say it; none where there are no passages.
    pub fn passage_share(&self) -> Option<f64> {
        share(self.found.counts.passages, self.of.counts.passages, 100.0)
    }

    /// How often it occurs in 10,000 running words; none where there are no words.
    pub fn per_10_000_words(&self) -> Option<f64> {
        share(self.found.occurrences, self.of.words, 10_000.0)
    }
}

fn share(part: u64, of: u64, by: f64) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64 * by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeline_has_no_gaps() {
        let of = |by: &str, values: &[Option<&str>]| {
            let by = Grouping::named(by, &[]).expect("there is one");
            let group =
                |values: Vec<Option<String>>| Grouped::new(values, Matches::default(), Extent::default(), Vec::new());
            let groups = values.iter().map(|value| group(vec![value.map(str::to_owned)])).collect();
            let filled = Groups::new(Facet::by(by), group(Vec::new()), groups).without_gaps();
            let value = |group: &Grouped| group.values[0].clone().unwrap_or_else(|| "none".to_owned());
            filled.groups.iter().map(value).collect::<Vec<_>>().join(" ")
        };
        for (by, values, expected) in [
            ("month", vec![Some("2018-11"), Some("2019-02"), None], "2018-11 2018-12 2019-01 2019-02 none"),
            ("year", vec![Some("2018"), Some("2021")], "2018 2019 2020 2021"),
            ("year", vec![Some("2018"), Some("2019")], "2018 2019"),
            ("year", vec![None], "none"),
            ("date", vec![Some("2018-01-01"), Some("2018-01-04")], "2018-01-01 2018-01-04"),
            ("kind", vec![Some("1"), Some("4")], "1 4"),
            ("month", vec![Some("0001-01"), Some("9999-01")], "0001-01 9999-01"),
        ] {
            assert_eq!(of(by, &values), expected, "{by}");
        }
    }

    #[test]
    fn what_is_out_of_nothing_has_no_share() {
        let counts = |reports| Counts { passages: 3 * reports, reports, authorities: 1 };
        let group = |reports, of, words| {
            let found = Matches { counts: counts(reports), occurrences: 21 };
            Grouped::new(Vec::new(), found, Extent { counts: counts(of), words }, Vec::new())
        };
        let some = group(22, 24, 100_000);
        assert_eq!(some.report_share().map(f64::round), Some(92.0));
        assert_eq!((some.passage_share(), some.per_10_000_words()), (some.report_share(), Some(2.1)));
        let none = group(0, 0, 0);
        assert_eq!((none.report_share(), none.passage_share(), none.per_10_000_words()), (None, None, None));
    }
}
