//! What passages can be counted by.

use crate::fields::{self, Field};

/// A key to group passages by.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Grouping {
    /// The values of a field, as they are shown. A passage with several values is in the group of each, as a filter for
    /// each finds it: a report with two inspectors, a passage under two headings.
    Field(Field),
    /// A part of one of the report's dates.
    Date(&'static DatePart, DateOf),
    /// The part that the passage plays in the report, such as `bullet`.
    Part,
}

/// The date of a report that counts by time go by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOf {
    /// The date that the report is shown with: of its publication where that is known, else the last day of the visit.
    #[default]
    Any,
    /// The date of its publication alone, printed in it or given. Other reports have no date.
    Published,
    /// The last day of the visit alone. Other reports have no date.
    Visit,
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
    /// The number of the part that follows; none where the parts do not follow each other without gaps.
    pub next: Option<fn(number: u64) -> u64>,
}

/// The name says which it is.
impl PartialEq for DatePart {
    fn eq(&self, other: &DatePart) -> bool {
        self.name == other.name
    }
}

impl Eq for DatePart {}

/// The parts of dates to group by.
pub static DATE_PARTS: [DatePart; 3] = [
    DatePart {
        name: "year",
        number: |first, last| (first / 10_000 == last / 10_000).then_some(first / 10_000),
        text: |year| format!("{year:04}"),
        next: Some(|year| year + 1),
    },
    DatePart {
        name: "month",
        number: |first, last| (first / 100 == last / 100).then_some(first / 100),
        text: |month| format!("{:04}-{:02}", month / 100, month % 100),
        next: Some(|month| if month % 100 == 12 { month + 89 } else { month + 1 }),
    },
    DATE,
];

/// The whole date as precisely as it is known, with 0 for a month or a day that is not.
pub(crate) const DATE: DatePart = DatePart {
    name: "date",
    number: |first, last| {
        Some(match (first / 100 == last / 100, first == last) {
            (_, true) => first,
            (true, false) => first / 100 * 100,
            (false, false) => first / 10_000 * 10_000,
        })
    },
    text: |number| {
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        match (month, day) {
            (0, _) => format!("{year:04}"),
            (_, 0) => format!("{year:04}-{month:02}"),
            _ => format!("{year:04}-{month:02}-{day:02}"),
        }
    },
    next: None,
};

/// What groups by the part that a passage plays.
const PART: &str = "part";

impl Grouping {
    /// The grouping that a person calls so, capitals or not: `year`, `month`, `part`, or a field by one of its names; those
    /// that sidecars gave are `extra`. A part of a date is one of the date that reports are shown with.
    pub fn named(name: &str, extra: &[String]) -> Option<Grouping> {
        let part = |name: &str| DATE_PARTS.iter().find(|part| part.name.eq_ignore_ascii_case(name));
        if let Some(part) = part(name) {
            return Some(Grouping::Date(part, DateOf::Any));
        }
        if name.eq_ignore_ascii_case(PART) {
            return Some(Grouping::Part);
        }
        let given = || fields::given(&name.to_lowercase()).map(|spec| spec.field.clone());
        match Field::named(name, extra).or_else(given)? {
            Field::Date => part(DATE.name).map(|part| Grouping::Date(part, DateOf::Any)),
            field => Some(Grouping::Field(field)),
        }
    }

    /// The same by another date of the report, if it is a part of one.
    #[must_use]
    pub fn date_of(self, of: DateOf) -> Grouping {
        if let Grouping::Date(part, _) = self { Grouping::Date(part, of) } else { self }
    }

    /// Whether its groups follow each other in time.
    pub fn is_of_time(&self) -> bool {
        matches!(self, Grouping::Date(..))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Grouping::Field(field) => field.name(),
            Grouping::Date(part, _) => part.name,
            Grouping::Part => PART,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{FIELDS, filters, of_reports};
    use crate::report::Date;

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
        assert_eq!(Grouping::named("YEAR", &[]), Some(Grouping::Date(&DATE_PARTS[0], DateOf::Any)));
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

    #[test]
    fn a_whole_date_is_as_precise_as_it_is_known() {
        for text in ["2019", "2019-03", "2019-03-05", "2020-02", "2019-12-31"] {
            let day: Date = text.parse().expect("it is a date");
            let (first, last) = (u64::from(day.first_day()), u64::from(day.last_day()));
            assert_eq!((DATE.number)(first, last).map(DATE.text).as_deref(), Some(text));
        }
    }
}
