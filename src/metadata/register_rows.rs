//! The two tables of the register, row by row.

use serde::Deserialize;

/// An official name without the words that every council has: `Dorset` of `Dorset County Council`.
pub(super) fn short_name(official: &str) -> &str {
    let mut short = official.strip_prefix("Borough of ").unwrap_or(official);
    for common in [" Council", " County", " Borough", " District", " City"] {
        short = short.strip_suffix(common).unwrap_or(short);
    }
    short
}

#[derive(Deserialize)]
pub(super) struct AuthorityRow {
    pub(super) code: String,
    pub(super) registry: String,
    pub(super) name: String,
    pub(super) official_name: String,
    pub(super) region: Option<String>,
    pub(super) end: Option<String>,
    pub(super) aliases: String,
}

#[derive(Deserialize)]
pub(super) struct FormerRow {
    pub(super) code: String,
    pub(super) registry: String,
    pub(super) official_name: String,
    pub(super) r#type: String,
    pub(super) end: String,
    pub(super) replaced_by: String,
}

/// The rows of one of the two tables. They are part of the program, so a bad row is left out here and
/// found by the test below.
pub(super) fn rows<R: serde::de::DeserializeOwned>(table: &str) -> impl Iterator<Item = R> {
    csv::Reader::from_reader(table.as_bytes()).into_deserialize::<R>().filter_map(Result::ok)
}
