//! The columns and members of hits that are asked for by name.

use std::collections::BTreeMap;

use serde::ser::{Error, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::Format;
use super::json::safe_json;
use super::table::hit_columns;
use super::wire::{HitWire, hit_members};

/// What a wide column is cut into in a table: a page or a visit has two.
const ENDS: [&str; 4] = ["_first", "_last", "_start", "_end"];

/// The fields of hits to write, in this order.
#[derive(Clone, Debug)]
pub struct FieldChoice {
    names: Vec<String>,
}

impl FieldChoice {
    /// From a list of names, as the format calls them; in tables `page` and `visit` are both of their columns.
    ///
    /// # Errors
    /// The names that there are, if one of the list is none of them or the format has no fields.
    pub fn parse(list: &str, format: Format) -> Result<FieldChoice, String> {
        let known: Vec<String> = match format {
            Format::Csv | Format::Tsv => hit_columns().collect(),
            Format::Json | Format::Jsonl => hit_members().map(str::to_owned).collect(),
            _ => return Err(format!("--fields is for json, jsonl, csv and tsv, not for {format}")),
        };
        let mut names: Vec<String> = Vec::new();
        for name in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let is_meant = |known: &&String| {
                *known == name || ENDS.iter().any(|end| known.strip_suffix(end).is_some_and(|stem| stem == name))
            };
            let mut meant = known.iter().filter(is_meant).peekable();
            if meant.peek().is_none() {
                return Err(format!("there is no field “{name}” in {format}; there are {}", known.join(", ")));
            }
            for column in meant {
                if !names.contains(column) {
                    names.push(column.clone());
                }
            }
        }
        if names.is_empty() {
            return Err(format!("--fields names no field; there are {}", known.join(", ")));
        }
        Ok(FieldChoice { names })
    }

    /// The places of the columns among all columns of a table.
    pub(super) fn places(&self) -> Vec<usize> {
        let all: Vec<String> = hit_columns().collect();
        self.names.iter().filter_map(|name| all.iter().position(|column| column == name)).collect()
    }
}

/// A hit with all of its members, or with those that were chosen.
pub(super) struct Chosen<'a> {
    pub(super) hit: HitWire<'a>,
    pub(super) fields: Option<&'a FieldChoice>,
}

impl Serialize for Chosen<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(FieldChoice { names }) = self.fields else { return self.hit.serialize(serializer) };
        let all = safe_json(&self.hit).map_err(S::Error::custom)?;
        let all = std::str::from_utf8(&all).map_err(S::Error::custom)?;
        let members: BTreeMap<&str, &RawValue> = serde_json::from_str(all).map_err(S::Error::custom)?;
        let mut map = serializer.serialize_map(None)?;
        for name in names {
            if let Some(value) = members.get(name.as_str()) {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()
    }
}
