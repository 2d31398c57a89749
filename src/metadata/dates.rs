//! Dates and periods as reports write them: `31 January and 1 February 2018`, `13 to 24 May 2024`,
//! `22 May 2015 - 18 June 2015`, `12/09/2016`, `May 2024`.
//!
//! A date expression is a run of numbers, months and the words that join them. A part that is left out is taken from
//! the next date, as a reader does.

use std::ops::Range;

pub(super) use super::date_tokens::Join;
use super::date_tokens::{DateToken, DateTokenKind, Tokens};
use super::lines::cut;
use crate::report::{Date, Visit};

/// Days on site that are further apart than this are a visit and a return, not one visit.
const MAX_BREAK_DAYS: i32 = 14;
/// An expression that must start at a given place ends within this many bytes.
const MAX_EXPRESSION_BYTES: usize = 200;

/// A run of dates that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DateExpression {
    /// The bytes that say it.
    pub(super) bytes: Range<usize>,
    /// The dates, each with what joins it to the one before.
    pub(super) dates: Vec<(Join, Date)>,
    /// Whether a year is printed only once for all of them, as of one list.
    one_year: bool,
}

impl DateExpression {
    /// The date, if there is only one.
    pub(super) fn single(&self) -> Option<Date> {
        match self.dates[..] {
            [(_, date)] => Some(date),
            _ => None,
        }
    }

    /// The days on site: the first period, and those that follow it closely or in one list. `between` says that "and"
    /// joins the ends of a period.
    pub(super) fn visit(&self, between: bool) -> Option<Visit> {
        let mut days = self.dates.iter().filter(|(_, date)| date.parts().2.is_some());
        let &(_, start) = days.next()?;
        let mut end = start;
        for (at, &(join, day)) in days.enumerate() {
            let one_period = join == Join::To || (between && at == 0) || self.one_year;
            if !one_period && days_between(end, day).is_none_or(|days| days > MAX_BREAK_DAYS) {
                break;
            }
            end = end.max(day);
        }
        Some(Visit { start, end })
    }
}

fn days_between(from: Date, to: Date) -> Option<i32> {
    let day = |date: Date| {
        let (year, month, day) = date.parts();
        jiff::civil::Date::new(year, month?, day?).ok()
    };
    day(to)?.since(day(from)?).ok().map(|span| span.get_days())
}

/// The date expressions of a text in lower case, in order.
pub(super) fn expressions(lower: &str) -> impl Iterator<Item = DateExpression> {
    expressions_before(lower, None)
}

/// The same; a date without a year is taken to be the last of that day before `latest`.
pub(super) fn expressions_before(lower: &str, latest: Option<Date>) -> impl Iterator<Item = DateExpression> {
    let mut tokens = Tokens::new(lower).peekable();
    std::iter::from_fn(move || {
        while tokens.peek().is_some() {
            let run: Vec<DateToken> =
                std::iter::from_fn(|| tokens.next_if(|t| t.what != DateTokenKind::Other)).collect();
            if let Some(expression) = read_run(&run, latest) {
                return Some(expression);
            }
            if run.is_empty() {
                tokens.next();
            }
        }
        None
    })
}

/// The date expression at the very start of a text, except for white space and colons.
pub(super) fn expression_at_start(lower: &str) -> Option<DateExpression> {
    let lower = cut(lower, MAX_EXPRESSION_BYTES);
    let before = lower.len() - without_weekday(lower.trim_start_matches([' ', '\n', ':', '-', '.'])).len();
    let mut found = expressions(&lower[before..]).next()?;
    found.bytes = found.bytes.start + before..found.bytes.end + before;
    lower[before..found.bytes.start].trim().is_empty().then_some(found)
}

/// The one date that a text says and nothing else, except for a label or a weekday before it.
pub(super) fn only_date(lower: &str) -> Option<Date> {
    let text = lower.trim_end_matches([' ', '.', ',']);
    let found = expressions(text).next()?;
    let before = without_weekday(text[..found.bytes.start].trim());
    let labelled = before.is_empty() || before.ends_with(':') && before.contains("date") && !before.contains("inspect");
    (labelled && found.bytes.end == text.len()).then(|| found.single()).flatten()
}

/// Which of day and month comes first in the dates of a document that are all digits, by those that can be read in one
/// way only.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Order {
    day_first: bool,
    month_first: bool,
}

impl Order {
    /// The order in some texts.
    pub(super) fn of(texts: &[&str]) -> Order {
        let mut order = Order::default();
        for (_, first, second) in texts.iter().flat_map(|text| numeric_dates(text)) {
            order.day_first |= first > 12 && second <= 12;
            order.month_first |= second > 12 && first <= 12;
        }
        order
    }

    /// The date that some words say, which was read with the day first; none where the order decides and nothing says
    /// which it is. A day before a month is usual with slashes and full stops, not with hyphens.
    pub(super) fn settled(self, date: Date, words: &str) -> Option<Date> {
        let (year, month, day) = date.parts();
        let open = numeric_dates(words).find(|&(_, first, second)| first <= 12 && second <= 12 && first != second);
        let (Some((separator, ..)), Some(month), Some(day)) = (open, month, day) else { return Some(date) };
        match (self.day_first, self.month_first) {
            (true, false) => Some(date),
            (false, true) => Date::day(year, day, month),
            (false, false) => (separator != b'-').then_some(date),
            (true, true) => None,
        }
    }
}

/// The separator and the first two numbers of each date that is all digits and ends with a year.
fn numeric_dates(text: &str) -> impl Iterator<Item = (u8, i8, i8)> {
    text.split(|c: char| !c.is_ascii_digit() && !matches!(c, '/' | '-' | '.')).filter_map(|word| {
        let word = word.trim_matches(['/', '-', '.']);
        let separator = word.bytes().find(|b| !b.is_ascii_digit())?;
        let mut parts = word.split(char::from(separator));
        let (first, second, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?);
        (matches!(year.len(), 2 | 4) && parts.next().is_none()).then_some((separator, first, second))
    })
}

/// A text without the day of the week that it begins with.
fn without_weekday(lower: &str) -> &str {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let rest = DAYS.iter().find_map(|day| lower.strip_prefix(day));
    rest.map_or(lower, |rest| rest.trim_start_matches([' ', ',', '\n']))
}

/// A date with parts that may still be missing.
#[derive(Clone, Copy, Debug)]
struct Partial {
    join: Join,
    day: Option<i8>,
    month: Option<i8>,
    year: Option<i16>,
    bytes: (usize, usize),
}

fn read_run(run: &[DateToken], latest: Option<Date>) -> Option<DateExpression> {
    let mut parts = partial_dates(run);
    // A number that no month follows is something else: a page, a paragraph.
    while parts.last().is_some_and(|part| part.month.is_none()) {
        parts.pop();
    }
    let bytes = parts.first()?.bytes.0..parts.last()?.bytes.1;
    if let (Some(last), Some(latest)) = (parts.last_mut(), latest) {
        let (year, month, day) = latest.parts();
        let whole_day = last.day.is_some() && last.year.is_none();
        let later = (last.month, last.day) > (month.or(Some(12)), day.or(Some(31)));
        last.year = last.year.or(whole_day.then_some(if later { year - 1 } else { year }));
    }
    let one_year = parts.iter().filter(|part| part.year.is_some()).count() == 1;
    fill_in(&mut parts);
    let dates: Vec<_> = parts.iter().filter_map(|part| Some((part.join, whole(part)?))).collect();
    (!dates.is_empty()).then_some(DateExpression { bytes, dates, one_year })
}

fn partial_dates(run: &[DateToken]) -> Vec<Partial> {
    let mut parts: Vec<Partial> = Vec::new();
    let mut join = Join::And;
    for (at, token) in run.iter().enumerate() {
        let new = Partial { join, day: None, month: None, year: None, bytes: (token.bytes.start, token.bytes.end) };
        let last = parts.last_mut();
        match (token.what, last) {
            (DateTokenKind::Month(month), Some(last)) if last.month.is_none() && join_is_open(run, at) => {
                last.month = Some(month);
                last.bytes.1 = token.bytes.end;
            }
            (DateTokenKind::Month(month), _) => parts.push(Partial { month: Some(month), ..new }),
            (DateTokenKind::Year(year), Some(last)) if last.month.is_some() && last.year.is_none() => {
                last.year = Some(year);
                last.bytes.1 = token.bytes.end;
            }
            // American order: the day after the month, and a year after it.
            (DateTokenKind::Day(day), Some(last))
                if last.day.is_none() && last.year.is_none() && year_follows(run, at) =>
            {
                last.day = Some(day);
                last.bytes.1 = token.bytes.end;
            }
            (DateTokenKind::Day(day), _) => parts.push(Partial { day: Some(day), ..new }),
            (DateTokenKind::Whole(date), _) => {
                let (year, month, day) = date.parts();
                parts.push(Partial { day, month, year: Some(year), ..new });
            }
            (DateTokenKind::Join(found), _) => {
                join = found;
                continue;
            }
            _ => continue,
        }
        join = Join::And;
    }
    parts
}

/// Whether no dash or comma is right before a month: `4 - March` is no date.
fn join_is_open(run: &[DateToken], at: usize) -> bool {
    at.checked_sub(1)
        .and_then(|before| run.get(before))
        .is_none_or(|token| !matches!(token.what, DateTokenKind::Join(_)))
}

fn year_follows(run: &[DateToken], at: usize) -> bool {
    let directly_after_month = at.checked_sub(1).is_some_and(|b| matches!(run[b].what, DateTokenKind::Month(_)));
    let next = run[at + 1..].iter().find(|token| token.what != DateTokenKind::Join(Join::And));
    directly_after_month && next.is_some_and(|token| matches!(token.what, DateTokenKind::Year(_)))
}

/// Takes missing months and years from the next date, or else the year from the one before.
fn fill_in(parts: &mut [Partial]) {
    for at in (0..parts.len().saturating_sub(1)).rev() {
        let next = parts[at + 1];
        let this = &mut parts[at];
        this.month = this.month.or(next.month);
        if this.year.is_none() {
            let later_in_the_year = (this.month, this.day) > (next.month, next.day) && next.day.is_some();
            this.year = next.year.map(|year| if later_in_the_year { year - 1 } else { year });
        }
    }
    for at in 1..parts.len() {
        parts[at].year = parts[at].year.or(parts[at - 1].year);
    }
}

fn whole(part: &Partial) -> Option<Date> {
    match part.day {
        Some(day) => Date::day(part.year?, part.month?, day),
        None => Date::month(part.year?, part.month?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_in_all_written_forms() {
        let cases = [
            ("4 march 2019 to 15 march 2019", "2019-03-04", "2019-03-15"),
            ("31 january and 1 february 2018", "2018-01-31", "2018-02-01"),
            ("6 and 8 october 2020", "2020-10-06", "2020-10-08"),
            ("13 to 24 may 2024", "2024-05-13", "2024-05-24"),
            ("15-16 october 2019", "2019-10-15", "2019-10-16"),
            ("22 may 2015 - 18 june 2015", "2015-05-22", "2015-06-18"),
            ("6 december to 12 january 2022", "2021-12-06", "2022-01-12"),
            ("29 and 30 september, and 1 october 2020", "2020-09-29", "2020-10-01"),
            ("15, 16 and 21 july 2025", "2025-07-15", "2025-07-21"),
            ("8 to 12 july 2019 and 15 to 18 july 2019", "2019-07-08", "2019-07-18"),
            ("8 july 2019 to 12 july 2019 and 7 august 2019 to 8 august 2019", "2019-07-08", "2019-07-12"),
            ("30 april, 1-2 may, 12 may, and 13-15 october 2015", "2015-04-30", "2015-10-15"),
            ("1/06/2015 - 25/06/2015", "2015-06-01", "2015-06-25"),
            ("monday 3rd to friday the 7th of june 2024", "2024-06-03", "2024-06-07"),
            ("18 feb 2014 - 12 march 2014\n\n3", "2014-02-18", "2014-03-12"),
            ("17 july 2019", "2019-07-17", "2019-07-17"),
        ];
        for (text, start, end) in cases {
            let visit = expressions(text).next().and_then(|found| found.visit(false));
            let visit = visit.map(|v| (v.start.to_string(), v.end.to_string()));
            assert_eq!(visit, Some((start.to_owned(), end.to_owned())), "{text}");
        }
    }

    #[test]
    fn single_dates() {
        let cases = [
            ("23 february 2018", Some("2018-02-23")),
            ("date: 3rd march 2020", Some("2020-03-03")),
            ("march 4, 2019", Some("2019-03-04")),
            ("november 2019", Some("2019-11")),
            ("2021-07-14", Some("2021-07-14")),
            ("10/08/2015", Some("2015-08-10")),
            ("thursday, march 13, 2008", Some("2008-03-13")),
            ("03-13-2008", Some("2008-03-13")),
            ("31 february 2018", None),
            ("page 3", None),
            ("in 2018", None),
            ("4.5 may", None),
            ("inspection date: 3 march 2020", None),
            ("4 to 15 march 2019", None),
        ];
        for (text, expected) in cases {
            assert_eq!(only_date(text).map(|d| d.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn the_order_of_figures_is_that_of_the_other_dates() {
        let read = |texts: &[&str], words: &str| {
            let date = only_date(words).and_then(|date| Order::of(texts).settled(date, words));
            date.map(|date| date.to_string())
        };
        for (texts, words, expected) in [
            (&["sent on 13-02-2012"][..], "02-09-2012", Some("2012-09-02")),
            (&["sent on 02-13-2012"], "02-09-2012", Some("2012-02-09")),
            (&["sent in may"], "02-09-2012", None),
            (&["sent in may"], "02/09/2012", Some("2012-09-02")),
            (&["sent on 02/13/2012"], "02/09/2012", Some("2012-02-09")),
            (&["on 02/13/2012", "on 13/02/2012"], "02/09/2012", None),
            (&[], "20/04/2023", Some("2023-04-20")),
        ] {
            assert_eq!(read(texts, words).as_deref(), expected, "{texts:?} {words}");
        }
    }

    #[test]
    fn a_missing_year_is_that_of_the_letter() {
        for (text, latest, expected) in [
            ("13 and 14 july.", "2021-08-23", "2021-07-14"),
            ("5 december", "2022-01-31", "2021-12-05"),
            ("5 december", "2022", "2022-12-05"),
        ] {
            let found = expressions_before(text, latest.parse().ok()).next().and_then(|f| f.visit(false));
            assert_eq!(found.map(|visit| visit.end.to_string()).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn between_joins_the_ends_of_a_period() {
        let found = expressions("5 september 2016 and 20 october 2016").next();
        let ends = |between| found.as_ref().and_then(|f| f.visit(between)).map(|v| v.end.to_string());
        assert_eq!((ends(true).as_deref(), ends(false).as_deref()), (Some("2016-10-20"), Some("2016-09-05")));
    }
}
