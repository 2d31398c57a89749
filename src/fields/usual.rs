//! Names that people have for values of fields, beside those that the values have.
//!
//! A plural needs no row, nor does the beginning of a name that no other value has. A value that some report has by the
//! very name comes first.

/// What comes before or after the name of a place and says what sort of place or council it is.
const SORTS_BEFORE: [&str; 6] =
    ["london borough of ", "royal borough of ", "city of ", "county of ", "county ", "the "];
const SORTS_AFTER: [&str; 10] = [
    " city of",
    " county of",
    " council",
    " borough",
    " city",
    " county",
    " district",
    " metropolitan",
    " unitary",
    " authority",
];

/// The name of a place without the words that say what sort of place or council it is: "bristol" for "bristol city of"
/// and "the city of bristol council". Takes and gives the form that [`UsualName`] has.
pub(crate) fn bare_place(name: &str) -> &str {
    let before = SORTS_BEFORE.iter().find_map(|sort| name.strip_prefix(sort));
    let after = || SORTS_AFTER.iter().find_map(|sort| name.strip_suffix(sort));
    match before.or_else(after) {
        Some(rest) if !rest.is_empty() => bare_place(rest),
        _ => name,
    }
}

/// A name in lower case with one space between its words, and the value that it means.
pub type UsualName = (&'static str, &'static str);

/// Of kinds: frameworks by their initials, and kinds by a word of theirs.
pub(super) const KINDS: &[UsualName] = &[
    ("ilacs", "inspection"),
    ("sif", "inspection"),
    ("full", "inspection"),
    ("full inspection", "inspection"),
    ("single inspection", "inspection"),
    ("short inspection", "inspection"),
    ("standard inspection", "inspection"),
    ("reinspection", "inspection"),
    ("re inspection", "inspection"),
    ("focused", "focused-visit"),
    ("focussed", "focused-visit"),
    ("focussed visit", "focused-visit"),
    ("focus visit", "focused-visit"),
    ("focused assurance visit", "focused-visit"),
    ("monitoring", "monitoring-visit"),
    ("monitoring letter", "monitoring-visit"),
    ("improvement visit", "monitoring-visit"),
    ("joint", "joint-inspection"),
    ("jtai", "joint-inspection"),
    ("joint targeted area inspection", "joint-inspection"),
    ("multi agency inspection", "joint-inspection"),
    ("send", "send-inspection"),
    ("area send", "send-inspection"),
    ("area send inspection", "send-inspection"),
    ("local area send inspection", "send-inspection"),
    ("press", "press-release"),
    ("news release", "press-release"),
    ("media release", "press-release"),
];

/// Of grades.
pub(super) const GRADES: &[UsualName] = &[
    ("req improvement", "requires improvement"),
    ("requires imp", "requires improvement"),
    ("require improvement", "requires improvement"),
    ("requiring improvement", "requires improvement"),
];

/// Of regions.
pub(super) const REGIONS: &[UsualName] = &[
    ("ne", "North East"),
    ("nw", "North West"),
    ("se", "South East"),
    ("sw", "South West"),
    ("greater london", "London"),
    ("yorkshire and humber", "Yorkshire and the Humber"),
    ("yorkshire and humberside", "Yorkshire and the Humber"),
    ("eastern england", "East of England"),
];

/// Of authorities: counties as addresses shorten them.
pub(super) const AUTHORITIES: &[UsualName] = &[
    ("bucks", "Buckinghamshire"),
    ("cambs", "Cambridgeshire"),
    ("derbys", "Derbyshire"),
    ("glos", "Gloucestershire"),
    ("s glos", "South Gloucestershire"),
    ("south glos", "South Gloucestershire"),
    ("hants", "Hampshire"),
    ("herts", "Hertfordshire"),
    ("lancs", "Lancashire"),
    ("leics", "Leicestershire"),
    ("lincs", "Lincolnshire"),
    ("n lincs", "North Lincolnshire"),
    ("north lincs", "North Lincolnshire"),
    ("ne lincs", "North East Lincolnshire"),
    ("north east lincs", "North East Lincolnshire"),
    ("northants", "Northamptonshire"),
    ("north northants", "North Northamptonshire"),
    ("west northants", "West Northamptonshire"),
    ("notts", "Nottinghamshire"),
    ("oxon", "Oxfordshire"),
    ("staffs", "Staffordshire"),
    ("warks", "Warwickshire"),
    ("wilts", "Wiltshire"),
    ("worcs", "Worcestershire"),
    ("central beds", "Central Bedfordshire"),
    ("west berks", "West Berkshire"),
];

#[cfg(test)]
mod tests {
    use super::bare_place;

    #[test]
    fn a_place_is_known_without_its_sort() {
        for (name, bare) in [
            ("bristol city of", "bristol"),
            ("the city of bristol council", "bristol"),
            ("london borough of barking and dagenham", "barking and dagenham"),
            ("the royal borough of kingston upon thames", "kingston upon thames"),
            ("county durham", "durham"),
            ("kent county council", "kent"),
            ("isle of wight", "isle of wight"),
            ("county council", "council"),
            ("county", "county"),
            ("", ""),
        ] {
            assert_eq!(bare_place(name), bare, "{name}");
        }
    }
}
