//! Counting by groups: what passages can be grouped by, and the counts of each group.

use crate::fields::{self, Field};

use super::Counts;

/// A key to group passages by.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Grouping {
    /// The values of a field, as they are shown. A passage with several values is in the group of each, as a filter for
    /// each finds it: a report with two inspectors, a passage under two headings.
    Field(Field),
    /// A part of the report's date.
    Date(&'static DatePart),
    /// The part that the passage plays in the report, such as `bullet`.
    Part,
}

/// A part of a date to group by. A new one is a row in [`DATE_PARTS`].
#[derive(Debug)]
pub struct DatePart {
    /// Its name.
    pub name: &'static str,
    /// Its number, of the first and last day that the date can mean, `yyyymmdd`; none where the date does not say.
    pub number: fn(first: u64, last: u64) -> Option<u64>,
    /// The number as it is shown.
    pub text: fn(number: u64) -> String,
}

/// The name says which it is.
impl PartialEq for DatePart {
    fn eq(&self, other: &DatePart) -> bool {
        self.name == other.name
    }
}

impl Eq for DatePart {}

/// The parts of dates to group by.
pub static DATE_PARTS: [DatePart; 2] = [
    DatePart {
        name: "year",
        number: |first, last| (first / 10_000 == last / 10_000).then_some(first / 10_000),
        text: |year| format!("{year:04}"),
    },
    DatePart {
        name: "month",
        number: |first, last| (first / 100 == last / 100).then_some(first / 100),
        text: |month| format!("{:04}-{:02}", month / 100, month % 100),
    },
];

/// What groups by the part that a passage plays.
const PART: &str = "part";

/// Counts by groups.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Groups {
    /// All matches of the query, each once, however many groups it is in.
    pub matched: Counts,
    /// The groups, in the order of their values: numbers by size, then texts, and last what has no value.
    pub groups: Vec<Grouped>,
}

/// The counts of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Grouped {
    /// The values that its passages have in common, one for each grouping; none of those that have no value.
    pub values: Vec<Option<String>>,
    /// The counts of the group.
    pub counts: Counts,
}

impl Grouping {
    /// The grouping that a person calls so, capitals or not: `year`, `month`, `part`, or a field by one of its names; those
    /// that sidecars gave are `extra`.
    pub fn named(name: &str, extra: &[String]) -> Option<Grouping> {
        if let Some(part) = DATE_PARTS.iter().find(|part| part.name.eq_ignore_ascii_case(name)) {
            return Some(Grouping::Date(part));
        }
        if name.eq_ignore_ascii_case(PART) {
            return Some(Grouping::Part);
        }
        let given = || fields::given(&name.to_lowercase()).map(|spec| spec.field.clone());
        Field::named(name, extra).or_else(given).map(Grouping::Field)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Grouping::Field(field) => field.name(),
            Grouping::Date(part) => part.name,
            Grouping::Part => PART,
        }
    }
}

impl Groups {
    pub(crate) fn new(matched: Counts, groups: Vec<Grouped>) -> Groups {
        Groups { matched, groups }
    }
}

impl Grouped {
    pub(crate) fn new(values: Vec<Option<String>>, counts: Counts) -> Grouped {
        Grouped { values, counts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{FIELDS, filters, of_reports};

    #[test]
    fn every_field_and_part_of_a_date_can_be_grouped_by_its_name() {
        let names = filters().map(|(_, filter)| filter.names[0]).chain(of_reports().map(|spec| spec.name));
        for name in names.chain(["year", "month", "part"]) {
            let grouping = Grouping::named(name, &[]).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(Grouping::named(grouping.name(), &[]), Some(grouping.clone()), "{name}");
        }
        assert!(FIELDS.iter().all(|spec| Grouping::named(spec.name, &[]).is_some()));
        let extra = ["Ward".to_owned()];
        assert_eq!(Grouping::named("ward", &extra), Some(Grouping::Field(Field::Extra("Ward".to_owned()))));
        assert_eq!(Grouping::named("ward", &[]), None);
        assert_eq!(Grouping::named("YEAR", &[]), Some(Grouping::Date(&DATE_PARTS[0])));
    }

    #[test]
    fn a_date_says_only_the_parts_that_it_has() {
        let shown = |part: &DatePart, first, last| (part.number)(first, last).map(part.text);
        for (first, last, year, month) in [
            (20_190_305, 20_190_305, Some("2019"), Some("2019-03")),
            (20_190_301, 20_190_331, Some("2019"), Some("2019-03")),
            (20_190_101, 20_191_231, Some("2019"), None),
        ] {
            assert_eq!(shown(&DATE_PARTS[0], first, last).as_deref(), year);
            assert_eq!(shown(&DATE_PARTS[1], first, last).as_deref(), month);
        }
    }
}
