//! The numbers, months and joining words that dates are written with.

use std::ops::Range;

use crate::report::{Date, month_named};

/// The join between two dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// A comma, `and`, or nothing.
    And,
    /// A dash, `to`, `until`.
    To,
}

/// A part of a text.
#[derive(Clone, Debug)]
pub(super) struct DateToken {
    pub(super) what: DateTokenKind,
    pub(super) bytes: Range<usize>,
}

/// The meaning of a token in a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateTokenKind {
    Day(i8),
    Month(i8),
    Year(i16),
    Whole(Date),
    Join(Join),
    Filler,
    Other,
}

/// The words and marks of a text that can be part of a date.
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Tokens<'t> {
    /// The tokens of a text in lower case.
    pub(super) fn new(text: &'t str) -> Tokens<'t> {
        Tokens { text, at: 0 }
    }
}

impl Iterator for Tokens<'_> {
    type Item = DateToken;

    fn next(&mut self) -> Option<DateToken> {
        let rest = &self.text[self.at..];
        let start = self.at + (rest.len() - rest.trim_start().len());
        let rest = &self.text[start..];
        let first = rest.chars().next()?;
        let (what, length) = if first.is_ascii_digit() {
            number(rest)
        } else if first.is_alphabetic() {
            let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            (word(&rest[..length]), length)
        } else {
            let what = match first {
                '-' => DateTokenKind::Join(Join::To),
                ',' | '&' => DateTokenKind::Join(Join::And),
                _ => DateTokenKind::Other,
            };
            (what, first.len_utf8())
        };
        self.at = start + length;
        Some(DateToken { what, bytes: start..self.at })
    }
}

fn word(word: &str) -> DateTokenKind {
    match word {
        "to" | "until" | "till" => DateTokenKind::Join(Join::To),
        "and" => DateTokenKind::Join(Join::And),
        "of" | "the" => DateTokenKind::Filler,
        "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday" => DateTokenKind::Filler,
        _ => month_named(word).map_or(DateTokenKind::Other, DateTokenKind::Month),
    }
}

/// A number at the start of a text: a day, a year, a whole date with slashes or in ISO form.
fn number(text: &str) -> (DateTokenKind, usize) {
    let length = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(length);
    if let Some((date, length)) = whole_date(text) {
        return (DateTokenKind::Whole(date), length);
    }
    if rest.starts_with(['.', '%', '/', ':']) && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
        return (DateTokenKind::Other, length);
    }
    let suffix = ["st", "nd", "rd", "th"].into_iter().find(|s| rest.starts_with(s)).map_or(0, str::len);
    let what = match digits.parse::<i16>() {
        Ok(day @ 1..=31) if length <= 2 => i8::try_from(day).map_or(DateTokenKind::Other, DateTokenKind::Day),
        Ok(year @ 1900..=2100) if suffix == 0 => DateTokenKind::Year(year),
        _ => DateTokenKind::Other,
    };
    (what, length + suffix)
}

/// `2019-03-15`, `15/03/2019`, `15.03.2019`, `15-03-2019` or `15/3/19` at the start of a text. The day comes first unless
/// no month has that number.
fn whole_date(text: &str) -> Option<(Date, usize)> {
    const MAX_DATE_BYTES: usize = 10;
    let of_date = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'/' | b'-' | b'.');
    let length = text.bytes().take(MAX_DATE_BYTES).take_while(of_date).count();
    let found = text[..length].trim_end_matches(['.', '-', '/']);
    if found.len() == 10 && found.as_bytes()[4] == b'-' {
        return found.parse().ok().map(|date| (date, found.len()));
    }
    let mut parts = found.split(['/', '.', '-']);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let year: i16 = match year.len() {
        4 => year.parse().ok()?,
        2 if found.contains('/') => 2000 + year.parse::<i16>().ok()?,
        _ => return None,
    };
    let (first, second) = (first.parse().ok()?, second.parse().ok()?);
    let date = Date::day(year, second, first).or_else(|| Date::day(year, first, second))?;
    parts.next().is_none().then_some((date, found.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_days_years_or_whole_dates() {
        let day = |date: &str| date.parse().map(DateTokenKind::Whole).unwrap_or(DateTokenKind::Other);
        let cases = [
            ("3rd of", DateTokenKind::Day(3), 3),
            ("2019.", DateTokenKind::Year(2019), 4),
            ("2019-03-15.", day("2019-03-15"), 10),
            ("1/06/2015 to", day("2015-06-01"), 9),
            ("1.6.2015.", day("2015-06-01"), 8),
            ("12/3/19", day("2019-03-12"), 7),
            ("32 ", DateTokenKind::Other, 2),
            ("4.5 may", DateTokenKind::Other, 1),
            ("0300", DateTokenKind::Other, 4),
        ];
        for (text, what, length) in cases {
            assert_eq!(number(text), (what, length), "{text}");
        }
    }
}
