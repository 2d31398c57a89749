//! The text after a field's colon, read as a value of that field.

use super::ast::{FilterValue, NumberRange};
use super::dates::read_dates;
use crate::fields::{Field, Matching};
use crate::report::{Date, Grade, PassageRole};
use crate::text::key;

/// A value and any doubt about it, or the kind of value that the field takes instead.
pub(super) type ReadValue = Result<FilterValue, &'static str>;

/// Reads a value, quoted or not, as the field has it.
pub(super) fn read_value(field: &Field, text: &str, today: Date) -> ReadValue {
    let text = squeezed(text);
    if text == "*" {
        return Ok(FilterValue::Any);
    }
    if text.is_empty() {
        return Err("a field takes a value, such as authority:Kent, or * for any");
    }
    let numbers = || read_numbers(&text).map(FilterValue::Numbers);
    match field.matching() {
        Some(Matching::Date) => read_dates(&text, today)
            .map(FilterValue::Dates)
            .ok_or("dates: 2019, 2019-03, 15/03/2019, \"March 2019\", 2018..2020, >=2019-04-01, \"last 3 years\""),
        Some(Matching::Pages) => read_pages(&text).map(FilterValue::Numbers).ok_or("pages: 3, 3..5, 3.., >=3"),
        Some(Matching::Grade) => match (read_grade(&text), words(text)) {
            (Some(grade), _) => Ok(FilterValue::Text(grade)),
            (None, pattern @ FilterValue::Pattern(_)) => Ok(pattern),
            (None, _) => Err("grades: outstanding, good, \"requires improvement\", inadequate"),
        },
        Some(Matching::Role) => match (PassageRole::named(&text), words(text)) {
            (Some(role), _) => Ok(FilterValue::Text(role.as_str().to_owned())),
            (None, FilterValue::Text(_)) => Err("roles: finding, recommendation, background"),
            (None, value) => Ok(value),
        },
        Some(Matching::Label) => {
            let several = numbers().or_else(|| dashed(&text).map(FilterValue::Numbers));
            Ok(several.unwrap_or_else(|| words(text)))
        }
        Some(Matching::Extra) => Ok(numbers().unwrap_or_else(|| words(text))),
        _ => Ok(words(text)),
    }
}

/// A grade by any of its names, or one that is the overall one: `good`, `RI`, `overall good`.
pub(super) fn read_grade(text: &str) -> Option<String> {
    let start = text.get(..OVERALL.len()).filter(|start| start.eq_ignore_ascii_case(OVERALL));
    let grade = &text[start.map_or(0, str::len)..];
    let by_its_name = grade.parse::<Grade>().ok().map(Grade::as_str);
    let grade = by_its_name.or_else(|| Field::Grade.usual(&key(grade)))?;
    Some(if start.is_some() { format!("{OVERALL}{grade}") } else { grade.to_owned() })
}

/// Whether a value was typed as a range with its end first: it is read the other way round.
pub(super) fn is_reversed(text: &str, value: &FilterValue, today: Date) -> bool {
    let Some((one, other)) = ["..", " to "].iter().find_map(|joint| text.split_once(joint)) else { return false };
    let start = |text: &str| match value {
        FilterValue::Dates(_) => read_dates(text, today)?.from.map(Date::first_day),
        FilterValue::Numbers(_) => number(text),
        _ => None,
    };
    matches!((start(one), start(other)), (Some(one), Some(other)) if other < one)
}

/// The overall grade by any name of a grade, or a pattern of it.
pub(super) fn read_overall_grade(text: &str) -> Option<FilterValue> {
    let text = format!("{OVERALL}{}", squeezed(text));
    let pattern = |value: &FilterValue| matches!(value, FilterValue::Pattern(_));
    read_grade(&text).map(FilterValue::Text).or_else(|| Some(words(text)).filter(pattern))
}

/// What comes before an overall grade.
const OVERALL: &str = "overall ";

/// White space and control characters made single spaces, none at the ends.
pub(super) fn squeezed(text: &str) -> String {
    let is_gap = |c: char| c.is_whitespace() || c.is_control();
    text.split(is_gap).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Words, or a pattern if they contain an asterisk, or a question mark between letters.
fn words(text: String) -> FilterValue {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let asks = |(at, _): (usize, &str)| letter(text[..at].chars().next_back()) && letter(text[at + 1..].chars().next());
    if text.contains('*') || text.match_indices('?').any(asks) {
        FilterValue::Pattern(text)
    } else {
        FilterValue::Text(text)
    }
}

/// One page, or a range of numbers, also with a dash.
fn read_pages(text: &str) -> Option<NumberRange> {
    if let Some(page) = number(text) {
        return Some(NumberRange { from: Some(page), to: Some(page) });
    }
    dashed(text).or_else(|| read_numbers(text))
}

/// A range of numbers with a dash: `3-5`.
fn dashed(text: &str) -> Option<NumberRange> {
    text.split_once(['-', '\u{2013}']).and_then(|(from, to)| between(number(from)?, number(to)?))
}

/// A range of numbers: `3..5`, `3..`, `..5`, `>=3`, `<5`.
fn read_numbers(text: &str) -> Option<NumberRange> {
    let from = |from| NumberRange { from: Some(from), to: None };
    let to = |to| NumberRange { from: None, to: Some(to) };
    for (sign, read) in [(">=", 0), ("<=", 0), (">", 1), ("<", 1)] {
        if let Some(rest) = text.strip_prefix(sign) {
            let number = number(rest)?;
            let is_from = sign.starts_with('>');
            return if is_from { number.checked_add(read).map(from) } else { number.checked_sub(read).map(to) };
        }
    }
    let (low, high) = text.split_once("..")?;
    match (low.trim(), high.trim()) {
        ("", high) => number(high).map(to),
        (low, "") => number(low).map(from),
        (low, high) => between(number(low)?, number(high)?),
    }
}

fn between(one: u32, other: u32) -> Option<NumberRange> {
    Some(NumberRange { from: Some(one.min(other)), to: Some(one.max(other)) })
}

fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(field: &Field, text: &str) -> Option<FilterValue> {
        read_value(field, text, Date::day(2025, 5, 4)?).ok()
    }

    #[test]
    fn numbers_are_read_with_their_ends() {
        for (text, expected) in [
            ("3", Some((Some(3), Some(3)))),
            ("3..5", Some((Some(3), Some(5)))),
            ("5-3", Some((Some(3), Some(5)))),
            ("3..", Some((Some(3), None))),
            ("..5", Some((None, Some(5)))),
            (">3", Some((Some(4), None))),
            ("<= 5", Some((None, Some(5)))),
            ("<0", None),
            ("..", None),
            ("three", None),
            ("99999999999", None),
        ] {
            let expected = expected.map(|(from, to)| FilterValue::Numbers(NumberRange { from, to }));
            assert_eq!(read(&Field::Page, text), expected, "{text}");
        }
    }

    #[test]
    fn words_patterns_and_grades_are_told_apart() {
        let text = |text: &str| Some(FilterValue::Text(text.to_owned()));
        let pattern = |text: &str| Some(FilterValue::Pattern(text.to_owned()));
        for (field, typed, expected) in [
            (Field::Authority, " North\t Xshire ", text("North Xshire")),
            (Field::Authority, "Kent?", text("Kent?")),
            (Field::Authority, "K?nt", pattern("K?nt")),
            (Field::Section, "help and*", pattern("help and*")),
            (Field::Grade, "RI", text("requires improvement")),
            (Field::Grade, "Requires improvement to be good", text("requires improvement")),
            (Field::Grade, "overall good", text("overall good")),
            (Field::Grade, "Overall RI", text("overall requires improvement")),
            (Field::Grade, "Req. Improvement", text("requires improvement")),
            (Field::Grade, "inad*", pattern("inad*")),
            (Field::Grade, "superb", None),
            (Field::Label, "13", text("13")),
            (Field::Title, "*", Some(FilterValue::Any)),
            (Field::Title, " ", None),
        ] {
            assert_eq!(read(&field, typed), expected, "{typed}");
        }
    }
}
