//! The numbers, months and joining words that dates are written with.

use std::ops::Range;

use crate::report::{Date, month_named};

/// What stands between two dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// A comma, `and`, or nothing.
    And,
    /// A dash, `to`, `until`.
    To,
}

/// A part of a text.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) what: What,
    pub(super) bytes: Range<usize>,
}

/// What a token can be in a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Day(i8),
    Month(i8),
    Year(i16),
    Whole(Date),
    Join(Join),
    Filler,
    Other,
}

/// The words and marks of a text as far as dates are made of them.
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Tokens<'t> {
    /// The tokens of a text in lower case.
    pub(super) fn of(text: &'t str) -> Tokens<'t> {
        Tokens { text, at: 0 }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
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
                '-' => What::Join(Join::To),
                ',' | '&' => What::Join(Join::And),
                _ => What::Other,
            };
            (what, first.len_utf8())
        };
        self.at = start + length;
        Some(Token { what, bytes: start..self.at })
    }
}

fn word(word: &str) -> What {
    match word {
        "to" | "until" | "till" => What::Join(Join::To),
        "and" => What::Join(Join::And),
        "of" | "the" => What::Filler,
        "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday" => What::Filler,
        _ => month_named(word).map_or(What::Other, What::Month),
    }
}

/// A number at the start of a text: a day, a year, a whole date with slashes or in ISO form.
fn number(text: &str) -> (What, usize) {
    let length = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(length);
    if let Some((date, length)) = whole_date(text) {
        return (What::Whole(date), length);
    }
    if rest.starts_with(['.', '%', '/', ':']) && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
        return (What::Other, length);
    }
    let suffix = ["st", "nd", "rd", "th"].into_iter().find(|s| rest.starts_with(s)).map_or(0, str::len);
    let what = match digits.parse::<i16>() {
        Ok(day @ 1..=31) if length <= 2 => i8::try_from(day).map_or(What::Other, What::Day),
        Ok(year @ 1900..=2100) if suffix == 0 => What::Year(year),
        _ => What::Other,
    };
    (what, length + suffix)
}

/// `2019-03-15`, `15/03/2019`, `15.03.2019` or `15/3/19` at the start of a text.
fn whole_date(text: &str) -> Option<(Date, usize)> {
    const LONGEST: usize = 10;
    let of_date = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'/' | b'-' | b'.');
    let length = text.bytes().take(LONGEST).take_while(of_date).count();
    let found = text[..length].trim_end_matches(['.', '-', '/']);
    if found.len() == 10 && found.as_bytes()[4] == b'-' {
        return found.parse().ok().map(|date| (date, found.len()));
    }
    let mut parts = found.split(['/', '.']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let year: i16 = match year.len() {
        4 => year.parse().ok()?,
        2 if found.contains('/') => 2000 + year.parse::<i16>().ok()?,
        _ => return None,
    };
    let date = Date::day(year, month.parse().ok()?, day.parse().ok()?)?;
    parts.next().is_none().then_some((date, found.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_days_years_or_whole_dates() {
        let day = |date: &str| date.parse().map(What::Whole).unwrap_or(What::Other);
        let cases = [
            ("3rd of", What::Day(3), 3),
            ("2019.", What::Year(2019), 4),
            ("2019-03-15.", day("2019-03-15"), 10),
            ("1/06/2015 to", day("2015-06-01"), 9),
            ("1.6.2015.", day("2015-06-01"), 8),
            ("12/3/19", day("2019-03-12"), 7),
            ("32 ", What::Other, 2),
            ("4.5 may", What::Other, 1),
            ("0300", What::Other, 4),
        ];
        for (text, what, length) in cases {
            assert_eq!(number(text), (what, length), "{text}");
        }
    }
}
