//! The names of fields, and which one was meant by a name that is none.

use strsim::osa_distance;

use super::ast::Field;

/// Names that are read as a field; the first for each is the one that is printed.
const NAMES: [(&str, Field); 26] = [
    ("authority", Field::Authority),
    ("council", Field::Authority),
    ("la", Field::Authority),
    ("region", Field::Region),
    ("kind", Field::Kind),
    ("type", Field::Kind),
    ("grade", Field::Grade),
    ("judgement", Field::Grade),
    ("judgment", Field::Grade),
    ("rating", Field::Grade),
    ("section", Field::Section),
    ("heading", Field::Section),
    ("label", Field::Label),
    ("para", Field::Label),
    ("paragraph", Field::Label),
    ("page", Field::Page),
    ("pages", Field::Page),
    ("report", Field::Report),
    ("file", Field::Report),
    ("id", Field::Report),
    ("inspector", Field::Inspector),
    ("inspectors", Field::Inspector),
    ("date", Field::Date),
    ("year", Field::Date),
    ("title", Field::Title),
    ("dated", Field::Date),
];

impl Field {
    /// The field of that name, capitals or not: one of findings' own, or one of `extra`.
    pub fn named(name: &str, extra: &[String]) -> Option<Field> {
        let own = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, field)| field.clone());
        let given = || extra.iter().find(|known| known.to_lowercase() == name.to_lowercase());
        own.or_else(|| given().cloned().map(Field::Extra))
    }

    /// The name that is printed, and that [`Field::named`] reads back.
    pub fn name(&self) -> &str {
        match self {
            Field::Extra(name) => name,
            known => NAMES.iter().find(|(_, field)| field == known).map_or("", |(name, _)| name),
        }
    }
}

/// The longest name that is looked at; longer ones are words.
pub(super) const LONGEST_NAME: usize = 40;

/// The known name that is one or two letters away from a name that is none; letters that changed places count as one.
pub(super) fn nearest_name(name: &str, extra: &[String]) -> Option<String> {
    let name = name.to_lowercase();
    if !(4..=LONGEST_NAME).contains(&name.len()) || !name.chars().all(char::is_alphabetic) {
        return None;
    }
    let most = if name.len() > 6 { 2 } else { 1 };
    let own = NAMES.iter().map(|(known, _)| (*known).to_owned()).filter(|known| known.len() > 3);
    let given = extra.iter().filter(|known| known.len() <= LONGEST_NAME).map(|known| known.to_lowercase());
    own.chain(given)
        .map(|known| (osa_distance(&name, &known), known))
        .filter(|(apart, _)| *apart <= most)
        .min_by_key(|(apart, _)| *apart)
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back() {
        for (name, field) in NAMES {
            assert_eq!(Field::named(&name.to_uppercase(), &[]), Some(field.clone()));
            assert_eq!(Field::named(field.name(), &[]), Some(field));
        }
        let extra = vec!["Ward".to_owned()];
        assert_eq!(Field::named("ward", &extra), Some(Field::Extra("Ward".to_owned())));
        assert_eq!(Field::named("ward", &[]), None);
    }

    #[test]
    fn a_slip_in_a_name_is_seen() {
        let extra = vec!["Ward".to_owned()];
        for (name, expected) in [
            ("autority", Some("authority")),
            ("Inspecter", Some("inspector")),
            ("wards", Some("ward")),
            ("improve", None),
            ("http", None),
            ("ta", None),
        ] {
            assert_eq!(nearest_name(name, &extra).as_deref(), expected, "{name}");
        }
    }
}
