//! Filters made by chance, most of them met by a given passage.

use findings::inside::{key, words};
use findings::query::{DateRange, Field, Filter, FilterValue, NumberRange};
use findings::report::Date;

use super::chance::Chance;
use super::library::{Library, Passage};

/// A filter on any field.
pub(super) fn filter(passage: &Passage, library: &Library, chance: &mut Chance) -> Filter {
    use Field::{Authority, Date, Extra, Grade, Inspector, Kind, Label, Page, Region, Report, Role, Section, Title};
    let fields = [
        Authority,
        Region,
        Kind,
        Grade,
        Section,
        Label,
        Page,
        Report,
        Role,
        Inspector,
        Date,
        Title,
        Extra("ward".to_owned()),
    ];
    let field = chance.one(&fields).clone();
    let value = if chance.percent(10) { FilterValue::Any } else { value(&field, passage, library, chance) };
    Filter { field, value, span: 0..0 }
}

fn value(field: &Field, passage: &Passage, library: &Library, chance: &mut Chance) -> FilterValue {
    match field {
        Field::Page => pages(passage, chance),
        Field::Label => labels(passage, chance),
        Field::Role => {
            let role = passage.role.as_deref().unwrap_or("recommendation");
            if chance.percent(40) { pattern(role, chance) } else { FilterValue::Text(role.to_owned()) }
        }
        Field::Date => dates(passage, library, chance),
        Field::Section => headings(passage, chance),
        Field::Report => report(&passage.report, chance),
        field => {
            let elsewhere: Vec<&String> = library.values(field.name()).into_iter().collect();
            let here: Vec<&String> = library.report(passage).of_field(field.name()).iter().collect();
            let of = if here.is_empty() || chance.percent(15) { elsewhere } else { here };
            if of.is_empty() { FilterValue::Any } else { named(field, of[chance.below(of.len())], chance) }
        }
    }
}

/// A value as it is, in other letters, in part where that will do, or as a pattern.
fn named(field: &Field, value: &str, chance: &mut Chance) -> FilterValue {
    let is_grade = *field == Field::Grade;
    // A quotation mark cannot be typed within quotation marks, and makes no difference.
    let words: Vec<&str> = value.split([' ', '“', '”']).filter(|word| !word.is_empty()).collect();
    let value = words.join(" ");
    match chance.below(6) {
        0 | 1 if !is_grade => pattern(&key(&value), chance),
        2 if !is_grade => FilterValue::Text(value.to_uppercase()),
        3 if matches!(field, Field::Inspector | Field::Title) => FilterValue::Text((*chance.one(&words)).to_owned()),
        4 if matches!(field, Field::Region | Field::Authority | Field::Kind) => FilterValue::Text(words[0].to_owned()),
        _ => FilterValue::Text(value),
    }
}

/// Some letters of a value left open.
fn pattern(value: &str, chance: &mut Chance) -> FilterValue {
    let letters: Vec<char> = value.chars().collect();
    let at = chance.below(letters.len());
    let end = chance.between(at, letters.len() - 1);
    let (head, tail): (String, String) = (letters[..at].iter().collect(), letters[end + 1..].iter().collect());
    let letter = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric());
    if at == end && at > 0 && letter(letters.get(at - 1)) && letter(letters.get(at + 1)) {
        return FilterValue::Pattern(format!("{head}?{tail}"));
    }
    if head.is_empty() && tail.is_empty() {
        return FilterValue::Any;
    }
    // A mark beside an asterisk is not always part of a word.
    let is_mark = |c: char| !c.is_alphanumeric() && c != ' ';
    if head.ends_with(is_mark) || tail.starts_with(is_mark) {
        return FilterValue::Text(value.to_owned());
    }
    FilterValue::Pattern(format!("{head}*{tail}"))
}

/// A word or two of the headings, or a pattern of one.
fn headings(passage: &Passage, chance: &mut Chance) -> FilterValue {
    let words: Vec<&str> = passage.section.iter().flat_map(|heading| words(heading)).map(|word| word.text).collect();
    if words.is_empty() {
        return FilterValue::Any;
    }
    let start = chance.below(words.len());
    if chance.percent(40) {
        return pattern(&key(words[start]), chance);
    }
    FilterValue::Text(words[start..(start + chance.between(1, 2)).min(words.len())].join(" "))
}

fn report(id: &str, chance: &mut Chance) -> FilterValue {
    let name = id.rsplit('/').next().unwrap_or(id);
    let text = match chance.below(5) {
        0 => id,
        1 => name,
        2 => name.split('.').next().unwrap_or(name),
        3 => id.split('/').next().unwrap_or(id),
        _ => return pattern(id, chance),
    };
    FilterValue::Text(text.to_owned())
}

fn pages(passage: &Passage, chance: &mut Chance) -> FilterValue {
    let page = u32::try_from(passage.pages.map_or(1, |pages| pages.0)).unwrap_or(1);
    FilterValue::Numbers(numbers(page, chance))
}

fn labels(passage: &Passage, chance: &mut Chance) -> FilterValue {
    let label = passage.label.clone().unwrap_or_else(|| chance.between(1, 15).to_string());
    match label.parse() {
        Ok(number) if chance.percent(50) => match numbers(number, chance) {
            NumberRange { from, to } if from == to => FilterValue::Text(label),
            range => FilterValue::Numbers(range),
        },
        _ => FilterValue::Text(label),
    }
}

fn numbers(number: u32, chance: &mut Chance) -> NumberRange {
    let from = number.saturating_sub(u32::from(chance.percent(50)));
    let to = number + u32::from(chance.percent(50));
    match chance.below(4) {
        0 => NumberRange { from: Some(from), to: None },
        1 => NumberRange { from: None, to: Some(to) },
        _ => NumberRange { from: Some(from), to: Some(to) },
    }
}

fn dates(passage: &Passage, library: &Library, chance: &mut Chance) -> FilterValue {
    let known = library.report(passage).date.or_else(|| Date::year(2019));
    let other = Date::month(2019, i8::try_from(chance.between(1, 12)).unwrap_or(1));
    let date = if chance.percent(70) { known } else { other };
    let vaguer = date.map(|date| if chance.percent(50) { date.to_month() } else { date });
    let range = match chance.below(4) {
        0 => DateRange { from: vaguer, to: None },
        1 => DateRange { from: None, to: vaguer },
        2 if known <= other => DateRange { from: known, to: other },
        _ => DateRange { from: vaguer, to: vaguer },
    };
    FilterValue::Dates(range)
}
