//! Dates as people type them after `date:`, read into a range of days.

use jiff::ToSpan;

use super::ast::DateRange;
use crate::report::{Date, month_named};

/// Longer texts are not read as dates.
const MAX_DATE_BYTES: usize = 60;

/// Reads a date or a range of dates: `2019`, `2019-03`, `15/03/2019`, `March 2019`, `2018..2020`,
/// `>=2019-04-01`, `<2020`, `since March 2019`, `last 3 years`.
pub(crate) fn read_dates(text: &str, today: Date) -> Option<DateRange> {
    if text.len() > MAX_DATE_BYTES {
        return None;
    }
    let text: String = text.replace('≥', ">=").replace('≤', "<=").chars().map(plain).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    compared(&text, today).or_else(|| relative(&text, today)).or_else(|| from_to(&text)).or_else(|| period(&text))
}

/// `summer 2019`, `winter 2018/19`: three whole months. A winter is of the year in which it begins.
fn season(text: &str) -> Option<DateRange> {
    let (name, year) = text.strip_prefix("in ").unwrap_or(text).rsplit_once(' ')?;
    let first = match name.trim_end_matches(" of").trim_start_matches("the ") {
        "spring" => 3,
        "summer" => 6,
        "autumn" | "fall" => 9,
        "winter" => 12,
        _ => return None,
    };
    let year = match four_digits(year) {
        Some(year) => year,
        None if first == 12 => years(year)?.from?.parts().0,
        None => return None,
    };
    let from = Date::month(year, first)?;
    let to = if first == 12 { Date::month(year + 1, 2)? } else { Date::month(year, first + 2)? };
    Some(DateRange { from: Some(from), to: Some(to) })
}

/// Lower case, and one kind of dash.
fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => c.to_ascii_lowercase(),
    }
}

/// `>=2019`, `since summer 2019`, `before last year`: the date may be a period, of which the nearer end counts.
fn compared(text: &str, today: Date) -> Option<DateRange> {
    let period = |text: &str| period(text).or_else(|| relative(text, today));
    let after_sign = |signs: &[&str]| signs.iter().find_map(|sign| period(text.strip_prefix(sign)?));
    let (since, until) = (|from| DateRange { from, to: None }, |to| DateRange { from: None, to });
    if let Some(period) = after_sign(&[">=", "since ", "from "]) {
        return Some(since(period.from));
    }
    if let Some(period) = after_sign(&["<=", "until ", "up to ", "to ", "by "]) {
        return Some(until(period.to));
    }
    if let Some(period) = after_sign(&[">", "after "]) {
        return neighbour(period.to?, 1).map(|from| since(Some(from)));
    }
    if let Some(period) = after_sign(&["<", "before "]) {
        return neighbour(period.from?, -1).map(|to| until(Some(to)));
    }
    after_sign(&["=", "on ", "in "])
}

/// `2018..2020`, `2018 to 2020`, `from … to …`, `between … and …`, `2018-2020`, `2018/19`, `2018-`, `2018..now`.
fn from_to(text: &str) -> Option<DateRange> {
    if let Some((from, to)) = text.replace('…', "..").split_once("..") {
        return open_range(from.trim(), to.trim_start_matches('.').trim());
    }
    if let Some(from) = text.strip_suffix(['-', '+']).and_then(read_date) {
        return Some(DateRange { from: Some(from), to: None });
    }
    let pair = match text.strip_prefix("between ") {
        Some(rest) => rest.split_once(" and "),
        None => {
            let text = text.strip_prefix("from ").unwrap_or(text);
            [" to ", " until ", " - "].iter().find_map(|joint| text.split_once(joint))
        }
    };
    match pair {
        Some((from, to)) => open_range(from, to),
        None => years(text),
    }
}

/// A range whose ends may be left open, also by `*`, or the last by a name of this day: nothing is of a later one.
fn open_range(from: &str, to: &str) -> Option<DateRange> {
    let from = if from == "*" { "" } else { from };
    let to = if ["*", "now", "today", "present"].contains(&to) { "" } else { to };
    match (from, to) {
        ("", "") => None,
        ("", to) => Some(DateRange { from: None, to: period(to)?.to }),
        (from, "") => Some(DateRange { from: period(from)?.from, to: None }),
        (from, to) => range(period(from)?, period(to)?),
    }
}

/// A date, or the months of a season.
fn period(text: &str) -> Option<DateRange> {
    read_date(text).map(alone).or_else(|| season(text))
}

fn alone(date: Date) -> DateRange {
    DateRange { from: Some(date), to: Some(date) }
}

/// From the earlier of two periods to the other.
fn range(one: DateRange, other: DateRange) -> Option<DateRange> {
    let is_in_order = one.from?.first_day() <= other.from?.first_day();
    let (first, last) = if is_in_order { (one, other) } else { (other, one) };
    Some(DateRange { from: first.from, to: last.to })
}

/// `2018-2020`, `2018/2020` and `2018/19`: whole years, both included.
fn years(text: &str) -> Option<DateRange> {
    let (from, to) = text.split_once(['-', '/'])?;
    let first = four_digits(from)?;
    let last = match four_digits(to) {
        Some(year) => year,
        None if text.contains('/') && to.len() == 2 && first % 100 < 99 => {
            let short = small(to)?;
            (i16::from(short) == first % 100 + 1).then_some(first + 1)?
        }
        None => return None,
    };
    range(alone(Date::year(first)?), alone(Date::year(last)?))
}

/// `last 3 years`, `past two months`, `this year`, `last year`, `today`.
fn relative(text: &str, today: Date) -> Option<DateRange> {
    let (year, month, day) = today.parts();
    let now = jiff::civil::Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
    let one = |date: Date| DateRange { from: Some(date), to: Some(date) };
    let text = text.strip_prefix("the ").unwrap_or(text);
    match text {
        "today" => return Some(one(to_day(now)?)),
        "yesterday" => return Some(one(to_day(now.yesterday().ok()?)?)),
        "this year" => return Some(one(Date::year(year)?)),
        "last year" => return Some(one(Date::year(year - 1)?)),
        "this month" => return Some(one(to_day(now)?.to_month())),
        "last month" => return Some(one(to_day(now.checked_sub(1.month()).ok()?)?.to_month())),
        _ => {}
    }
    let rest = ["last ", "past ", "in the last ", "in the past "].iter().find_map(|word| text.strip_prefix(word))?;
    let (count, unit) = rest.split_once(' ')?;
    let count = NUMBERS.iter().position(|&word| word == count).map_or_else(|| count.parse::<u16>().ok(), as_count)?;
    let back = match unit {
        "year" | "years" => jiff::Span::new().try_years(count),
        "month" | "months" => jiff::Span::new().try_months(count),
        "week" | "weeks" => jiff::Span::new().try_weeks(count),
        "day" | "days" => jiff::Span::new().try_days(count),
        _ => return None,
    };
    let from = to_day(now.checked_sub(back.ok()?).ok()?)?;
    Some(DateRange { from: Some(from), to: to_day(now) })
}

const NUMBERS: [&str; 13] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

fn as_count(position: usize) -> Option<u16> {
    u16::try_from(position).ok()
}

fn to_day(date: jiff::civil::Date) -> Option<Date> {
    Date::day(date.year(), date.month(), date.day())
}

/// The day, month or year after a date or before it.
fn neighbour(date: Date, step: i8) -> Option<Date> {
    let (year, month, day) = date.parts();
    match (month, day) {
        (None, _) => Date::year(year + i16::from(step)),
        (Some(month), None) => match month + step {
            0 => Date::month(year - 1, 12),
            13 => Date::month(year + 1, 1),
            month => Date::month(year, month),
        },
        (Some(month), Some(day)) => {
            let date = jiff::civil::Date::new(year, month, day).ok()?;
            to_day(date.checked_add(jiff::Span::new().days(step)).ok()?)
        }
    }
}

/// One date: ISO 8601, British day/month/year, or with the month in letters.
fn read_date(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty() && !is_filler(part)).collect();
    let in_letters = parts.iter().any(|part| month_named(part).is_some());
    match (in_letters, parts.as_slice()) {
        (true, [month, year]) => Date::month(four_digits(year)?, month_named(month)?),
        (true, [one, two, year]) => match month_named(two) {
            Some(month) => Date::day(four_digits(year)?, month, day_of_month(one)?),
            None => Date::day(four_digits(year)?, month_named(one)?, day_of_month(two)?),
        },
        (false, _) if text.contains(' ') => None,
        (false, [one, two]) => match four_digits(one) {
            Some(year) => Date::month(year, small(two)?),
            None => Date::month(four_digits(two)?, small(one)?),
        },
        (false, [one, two, three]) => match four_digits(one) {
            Some(year) => Date::day(year, small(two)?, small(three)?),
            None => british(small(one)?, small(two)?, three),
        },
        _ => None,
    }
}

/// Day, month, year; the first two the other way round where only that is a date.
fn british(day: i8, month: i8, year: &str) -> Option<Date> {
    let year = match four_digits(year) {
        Some(year) => year,
        None if year.len() == 2 => i16::from(small(year)?) + if small(year)? < 70 { 2000 } else { 1900 },
        None => return None,
    };
    Date::day(year, month, day).or_else(|| Date::day(year, day, month))
}

fn is_filler(part: &str) -> bool {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    matches!(part, "of" | "the") || days.iter().any(|day| *day == part || day.get(..3) == Some(part))
}

fn day_of_month(part: &str) -> Option<i8> {
    small(["st", "nd", "rd", "th"].iter().find_map(|ending| part.strip_suffix(ending)).unwrap_or(part))
}

fn four_digits(part: &str) -> Option<i16> {
    (part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
}

/// A number of one or two digits.
fn small(part: &str) -> Option<i8> {
    (part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let range = read_dates(text, Date::day(2025, 5, 4)?)?;
        let side = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        Some(format!("{}..{}", side(range.from), side(range.to)))
    }

    #[test]
    fn dates_are_read_as_people_type_them() {
        for (text, expected) in [
            ("2019", "2019..2019"),
            ("2019-03", "2019-03..2019-03"),
            ("2019-03-15", "2019-03-15..2019-03-15"),
            ("2018..2020", "2018..2020"),
            ("2020..2018", "2018..2020"),
            ("summer 2019..autumn 2019", "2019-06..2019-11"),
            ("from spring 2018 to 15 March 2019", "2018-03..2019-03-15"),
            ("winter 2018/19 to summer 2019", "2018-12..2019-08"),
            ("summer 2019..", "2019-06.."),
            ("2018-04..", "2018-04.."),
            ("..2017", "..2017"),
            ("2018…2020", "2018..2020"),
            ("2018..now", "2018.."),
            ("2018 to today", "2018.."),
            ("March 2018 – present", "2018-03.."),
            ("*..2023", "..2023"),
            ("2018..*", "2018.."),
            ("2018-", "2018.."),
            ("2018-04+", "2018-04.."),
            ("2018-2020", "2018..2020"),
            ("2018–2020", "2018..2020"),
            ("2018/19", "2018..2019"),
            (">=2019-04-01", "2019-04-01.."),
            ("≥2019", "2019.."),
            (">2019", "2020.."),
            (">2019-12", "2020-01.."),
            (">2019-12-31", "2020-01-01.."),
            ("<2020", "..2019"),
            ("<2020-01", "..2019-12"),
            ("<=2020-02-29", "..2020-02-29"),
            ("=2019", "2019..2019"),
            ("March 2019", "2019-03..2019-03"),
            ("15 March 2019", "2019-03-15..2019-03-15"),
            ("Friday 15th of March, 2019", "2019-03-15..2019-03-15"),
            ("Mar 15, 2019", "2019-03-15..2019-03-15"),
            ("Sept 2019", "2019-09..2019-09"),
            ("15/03/2019", "2019-03-15..2019-03-15"),
            ("3/4/2019", "2019-04-03..2019-04-03"),
            ("03/15/2019", "2019-03-15..2019-03-15"),
            ("15.3.19", "2019-03-15..2019-03-15"),
            ("03/2019", "2019-03..2019-03"),
            ("2019/3/15", "2019-03-15..2019-03-15"),
            ("since March 2019", "2019-03.."),
            ("before 2019-03", "..2019-02"),
            ("from 2018 to March 2019", "2018..2019-03"),
            ("between 2018 and 2020", "2018..2020"),
            ("last 3 years", "2022-05-04..2025-05-04"),
            ("the last two months", "2025-03-04..2025-05-04"),
            ("past 1 week", "2025-04-27..2025-05-04"),
            ("last 30 days", "2025-04-04..2025-05-04"),
            ("last year", "2024..2024"),
            ("this month", "2025-05..2025-05"),
            ("yesterday", "2025-05-03..2025-05-03"),
            ("summer 2019", "2019-06..2019-08"),
            ("the autumn of 2019", "2019-09..2019-11"),
            ("Winter 2018", "2018-12..2019-02"),
            ("winter 2018/19", "2018-12..2019-02"),
            ("since summer 2019", "2019-06.."),
            (">=last 3 years", "2022-05-04.."),
            ("before last year", "..2023"),
            ("until winter 2018/19", "..2019-02"),
            ("from 2018 to 2020", "2018..2020"),
            (">summer 2019", "2019-09.."),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "..",
            "soon",
            "now..2018",
            "*..*",
            "soon-",
            "19",
            "2019-13",
            "2019-02-30",
            "31/02/2019",
            "2018 2019",
            "2019 03",
            "March",
            ">",
            "<0001",
            "last years",
            "last 99999 years",
            "last -1 years",
            "2018/21",
            "1 2 3 4",
            "é",
            "³/³/2019",
            "last 9999 years",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"2019 ".repeat(1_000)), None);
    }
}
