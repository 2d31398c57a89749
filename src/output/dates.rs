//! Dates as people write them.

use crate::report::{Date, DateBasis, ReportMeta, Visit, month_name};

/// When a report is from, for a reader: "23 February 2018", or the days of the visit, "4–15 March 2019", where no other
/// date is known; none if nothing is.
pub(crate) fn date_line(meta: &ReportMeta) -> Option<String> {
    visited(meta).or_else(|| meta.date.map(day))
}

/// The same, where the days of the visit are said to be that: "visit 4–15 March 2019".
pub(super) fn date_with_basis(meta: &ReportMeta) -> Option<String> {
    visited(meta).map(|days| format!("visit {days}")).or_else(|| meta.date.map(day))
}

/// The days of the visit, where no other date is known.
pub(super) fn visited(meta: &ReportMeta) -> Option<String> {
    let is_of_visit = meta.date.is_none() || meta.date_basis == Some(DateBasis::Visit);
    meta.visit.filter(|_| is_of_visit).map(days)
}

/// "4–15 March 2019", "31 January – 1 February 2018".
fn days(visit: Visit) -> String {
    let (start, end) = (visit.start.parts(), visit.end.parts());
    if visit.start == visit.end {
        day(visit.end)
    } else if (start.0, start.1) == (end.0, end.1)
        && let (Some(first), Some(_)) = (start.2, end.2)
    {
        format!("{first}–{}", day(visit.end))
    } else if start.0 == end.0 {
        let first = day(visit.start);
        let first = first.rsplit_once(' ').map_or(first.as_str(), |(without_year, _)| without_year);
        format!("{first} – {}", day(visit.end))
    } else {
        format!("{} – {}", day(visit.start), day(visit.end))
    }
}

/// "15 March 2019", "March 2019", "2019".
pub(crate) fn day(date: Date) -> String {
    let (year, month, day) = date.parts();
    match (month.and_then(month_name), day) {
        (Some(month), Some(day)) => format!("{day} {month} {year}"),
        (Some(month), None) => format!("{month} {year}"),
        _ => year.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visits_are_written_short() {
        let visit = |start: &str, end: &str| {
            let date = |text: &str| text.parse().expect("a date of this table");
            days(Visit { start: date(start), end: date(end) })
        };
        for (start, end, expected) in [
            ("2019-03-04", "2019-03-15", "4–15 March 2019"),
            ("2018-01-31", "2018-02-01", "31 January – 1 February 2018"),
            ("2019-12-30", "2020-01-02", "30 December 2019 – 2 January 2020"),
            ("2020-10-06", "2020-10-06", "6 October 2020"),
            ("2020-09", "2020-10", "September – October 2020"),
        ] {
            assert_eq!(visit(start, end), expected);
        }
    }
}
