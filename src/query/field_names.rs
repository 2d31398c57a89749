//! Which field was meant by a name that is none.

use super::dates::read_dates;
use crate::fields::{Field, filters};
use crate::report::Date;
use crate::text::nearest_names;

/// The longest possible name; longer ones are words.
pub(super) const MAX_NAME_BYTES: usize = 40;

/// Shorter names are near too many words.
const MIN_NAME_BYTES: usize = 4;

/// Names that people have for fields, and that say too little to be names of theirs.
const OTHER_NAMES: [(&str, &str); 6] = [
    ("borough", "authority"),
    ("city", "authority"),
    ("county", "authority"),
    ("in", "authority"),
    ("place", "authority"),
    ("rated", "grade"),
];

/// Whether a name is that of the one grade of a report that is for all of it, which is a value of its grades.
pub(super) fn is_overall_grade(name: &str) -> bool {
    ["overall", "overall_grade"].iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The known name that is nearest to a name that is none.
pub(super) fn nearest_name(name: &str, extra: &[String]) -> Option<String> {
    let name = name.to_lowercase();
    if let Some((_, known)) = OTHER_NAMES.iter().find(|(other, _)| *other == name) {
        return Some((*known).to_owned());
    }
    let can_be_one = |name: &&str| (MIN_NAME_BYTES..=MAX_NAME_BYTES).contains(&name.len());
    if !can_be_one(&name.as_str()) || !name.chars().all(char::is_alphabetic) {
        return None;
    }
    let own = filters().flat_map(|(_, filter)| filter.names).copied();
    let known = own.chain(extra.iter().map(String::as_str)).filter(can_be_one);
    // Many a word of five or six letters is two away from a field.
    let max_off = if name.len() > 6 { 2 } else { 1 };
    nearest_names(&name, known, str::to_lowercase, max_off, 1).first().map(|known| known.to_lowercase())
}

/// Names of conditions on dates in other programs, and the signs that mean them here.
const DATE_NAMES: [(&str, &str); 6] =
    [("since", ">="), ("from", ">="), ("after", ">"), ("until", "<="), ("to", "<="), ("before", "<")];

/// The filter meant by `since:2018` and the like, where the value is a date.
pub(super) fn date_filter_meant(name: &str, value: &str, today: Date) -> Option<String> {
    let (_, sign) = DATE_NAMES.iter().find(|(other, _)| name.eq_ignore_ascii_case(other))?;
    read_dates(value, today)?;
    Some(format!("{}:{sign}{value}", Field::Date.name()))
}

/// The filter meant by `date>2018` and the like, where the value is a date.
pub(super) fn comparison_meant(chunk: &str, today: Date) -> Option<String> {
    let (name, value) = chunk.split_at(chunk.find(['<', '>', '='])?);
    let is_of_dates = ["date", "year"].iter().any(|other| name.eq_ignore_ascii_case(other));
    (is_of_dates && read_dates(value, today).is_some()).then(|| format!("{}:{value}", Field::Date.name()))
}

/// The filter that an option of the command line is, by its name without the dashes, as a query has it.
pub(super) fn filter_of_option(option: &str, extra: &[String]) -> Option<String> {
    let (name, value) = option.split_once('=').unwrap_or((option, "…"));
    if let Some((_, sign)) = DATE_NAMES.iter().find(|(other, _)| name == *other) {
        return Some(format!("{}:{sign}{value}", Field::Date.name()));
    }
    Field::named(name, extra).map(|field| format!("{}:{value}", field.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("in", Some("authority")),
            ("Borough", Some("authority")),
        ] {
            assert_eq!(nearest_name(name, &extra).as_deref(), expected, "{name}");
        }
    }
}
