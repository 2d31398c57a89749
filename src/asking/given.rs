//! The options of a single query of a batch, which override those of the command line.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use clap::ValueEnum;
use serde_json::Value;
use strsim::osa_distance;

use super::hits::seconds;
use super::{FilterArgs, HitArgs};
use crate::text::elided;

/// The options on hits that a query may have, named as on the command line.
const HIT_OPTIONS: [&str; 18] = [
    "limit",
    "all",
    "offset",
    "sort",
    "per-report",
    "per-authority",
    "collapse",
    "unit",
    "context",
    "phrase",
    "any",
    "loosen",
    "nearest",
    "no-guess",
    "match",
    "explain",
    "strict",
    "timeout",
];

/// All options that a query may have.
fn names() -> impl Iterator<Item = &'static str> {
    HIT_OPTIONS.into_iter().chain(FilterArgs::names())
}

/// An option and its values as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GivenOption {
    name: &'static str,
    values: Vec<String>,
}

impl GivenOption {
    /// The name of an option as a file of queries may write it, with `_` for `-` and in any case.
    pub(crate) fn named(name: &str) -> Option<&'static str> {
        let name = name.trim().to_lowercase().replace('_', "-");
        names().find(|&known| known == name)
    }

    /// From a member of a JSON object; `None` if it is null.
    pub(crate) fn from_json(name: &str, value: &Value) -> Result<Option<GivenOption>, String> {
        let known = GivenOption::named(name).ok_or_else(|| unknown(name))?;
        let scalar = |value: &Value| match value {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            Value::Bool(truth) => Ok(truth.to_string()),
            _ => Err(format!("the option \"{known}\" is neither a text, a number nor a list of these")),
        };
        let values = match value {
            Value::Null => return Ok(None),
            Value::Array(values) => values.iter().map(scalar).collect::<Result<Vec<_>, _>>()?,
            value => vec![scalar(value)?],
        };
        Ok(Some(GivenOption { name: known, values }))
    }

    /// From the values that a form gives a name.
    ///
    /// # Errors
    /// Which names there are, if it is none of them.
    pub(crate) fn from_texts(name: &str, values: Vec<String>) -> Result<GivenOption, String> {
        GivenOption::named(name).map(|name| GivenOption { name, values }).ok_or_else(|| unknown(name))
    }

    /// From a cell of a table; `None` if it is empty. Semicolons separate alternatives.
    pub(crate) fn from_cell(name: &'static str, cell: &str) -> Option<GivenOption> {
        let values: Vec<String> =
            cell.split(';').map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect();
        (!values.is_empty()).then_some(GivenOption { name, values })
    }

    /// Replaces the values of the command line.
    pub(crate) fn apply(&self, hits: &mut HitArgs, filters: &mut FilterArgs) -> Result<(), String> {
        match self.name {
            "limit" => (hits.limit, hits.all) = (self.parsed("a number")?, false),
            "all" => hits.all = self.truth()?,
            "offset" => hits.offset = self.parsed("a number")?,
            "sort" => hits.sort = self.choice()?,
            "per-report" => hits.per_report = Some(self.parsed("a number")?),
            "per-authority" => hits.per_authority = Some(self.parsed("a number")?),
            "collapse" => hits.collapse = self.truth()?,
            "unit" => hits.unit = self.choice()?,
            "context" => hits.context = self.parsed("a number")?,
            "phrase" => hits.matching.phrase = self.truth()?,
            "any" => hits.matching.any = self.truth()?,
            "loosen" => hits.loosen = self.truth()?,
            "nearest" => hits.nearest = self.truth()?,
            "no-guess" => hits.no_guess = self.truth()?,
            "match" => hits.matching.level = self.choice()?,
            "explain" => hits.explain = self.truth()?,
            "strict" => hits.matching.strict = self.truth()?,
            "timeout" => {
                let value = self.one()?;
                hits.matching.timeout = seconds(value).map_err(|_| self.is_not(value, "a number of seconds"))?;
            }
            name => filters.set(name, &self.values)?,
        }
        Ok(())
    }

    fn one(&self) -> Result<&str, String> {
        match self.values.as_slice() {
            [value] => Ok(value),
            values => Err(format!("the option \"{}\" takes one value, not {}", self.name, values.len())),
        }
    }

    fn parsed<T: FromStr>(&self, what: &str) -> Result<T, String> {
        let value = self.one()?;
        value.parse().map_err(|_| self.is_not(value, what))
    }

    fn truth(&self) -> Result<bool, String> {
        self.parsed("true or false")
    }

    fn choice<T: ValueEnum>(&self) -> Result<T, String> {
        let value = self.one()?;
        T::from_str(value, true).map_err(|_| {
            let names =
                T::value_variants().iter().filter_map(|choice| Some(choice.to_possible_value()?.get_name().to_owned()));
            self.is_not(value, format!("one of {}", names.collect::<Vec<_>>().join(", ")))
        })
    }

    fn is_not(&self, value: &str, what: impl Display) -> String {
        format!("the option \"{}\" is \"{}\", not {what}", self.name, brief(value))
    }
}

impl Display for GivenOption {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}={:?}", self.name, self.values)
    }
}

/// Whether an unknown name is within a letter or two of an option: a slip, and not a field of another program.
pub(crate) fn is_slip(name: &str) -> bool {
    const MAX_NAME_BYTES: usize = 40;
    let name = name.trim();
    if name.len() > MAX_NAME_BYTES {
        return false;
    }
    let name = name.to_lowercase().replace('_', "-");
    let near = |known: &&str| known.len().abs_diff(name.chars().count()) <= 2;
    names().filter(near).any(|known| osa_distance(&name, known) <= if known.len() < 5 { 1 } else { 2 })
}

/// A text from the input, shortened for an error.
pub(crate) fn brief(text: &str) -> Cow<'_, str> {
    const MAX_CHARS: usize = 200;
    elided(text, MAX_CHARS)
}

/// The error for an unknown option.
pub(crate) fn unknown(name: &str) -> String {
    let name = brief(name);
    format!(
        "there is no option \"{name}\"; remarks go into \"comment\", options are {}",
        names().collect::<Vec<_>>().join(", ")
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn options_of_a_query_replace_those_of_the_command_line() {
        let table = [
            (json!({"limit": 3}), "limit=3"),
            (json!({"limit": "4"}), "limit=4"),
            (json!({"per_report": 2}), "per_report=2"),
            (json!({"Per-Report": 2}), "per_report=2"),
            (json!({"sort": "-date"}), "sort=\"-date\""),
            (json!({"match": "Verbatim"}), "match=\"verbatim\""),
            (json!({"all": true}), "all=true"),
            (json!({"authority": "Eastmere"}), "authority=[\"Eastmere\"]"),
            (json!({"authority": ["Eastmere", "Port Callow"]}), "authority=[\"Eastmere\",\"Port Callow\"]"),
            (json!({"date": 2019}), "date=[\"2019\"]"),
            (json!({"since": null}), ""),
            (json!({"timeout": 0.5}), "timeout=0.5"),
            (json!({"timeout": "soon"}), "! the option \"timeout\" is \"soon\", not a number of seconds"),
            (json!({"limit": -1}), "! the option \"limit\" is \"-1\", not a number"),
            (json!({"all": "yes"}), "! the option \"all\" is \"yes\", not true or false"),
            (json!({"unit": "page"}), "! the option \"unit\" is \"page\", not one of passage, report"),
            (json!({"since": ["2019", "2020"]}), "! the option \"since\" takes one value, not 2"),
            (
                json!({"kind": {"not": "inspection"}}),
                "! the option \"kind\" is neither a text, a number nor a list of these",
            ),
        ];
        for (object, expected) in table {
            assert_eq!(changed(&object), expected, "{object}");
        }
        for (name, is_like_one) in [
            ("authorty", true),
            ("limits", true),
            ("per_reprot", true),
            ("orig_id", false),
            ("num", false),
            ("title", false),
        ] {
            assert_eq!(is_slip(name), is_like_one, "{name}");
        }
        assert!(changed(&json!({"authorty": "Eastmere"})).starts_with("! there is no option \"authorty\""));
    }

    /// What options change, as text.
    fn changed(object: &Value) -> String {
        let (mut hits, mut filters) = (HitArgs::plain(), FilterArgs::default());
        let before = [json!(hits), json!(filters)];
        for (name, value) in object.as_object().expect("it is one") {
            let applied = GivenOption::from_json(name, value)
                .and_then(|option| option.map_or(Ok(()), |option| option.apply(&mut hits, &mut filters)));
            if let Err(why) = applied {
                return format!("! {why}");
            }
        }
        let after = [json!(hits), json!(filters)];
        let members = after.iter().zip(&before).flat_map(|(after, before)| {
            let members = after.as_object().expect("it is one").iter();
            members
                .filter(|(name, value)| before[name.as_str()] != **value)
                .map(|(name, value)| format!("{name}={value}"))
        });
        members.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_name_is_an_option_and_changes_what_it_names() {
        for name in names() {
            let (value, becomes) = match name {
                "limit" | "offset" | "per-report" | "per-authority" | "context" => (json!(7), json!(7)),
                "all" | "collapse" | "phrase" | "any" | "explain" | "strict" | "loosen" | "nearest" | "no-guess" => {
                    (json!(true), json!(true))
                }
                "sort" => (json!("-date"), json!("-date")),
                "unit" => (json!("report"), json!("report")),
                "match" => (json!("verbatim"), json!("verbatim")),
                "since" | "until" => (json!("2019"), json!("2019")),
                "timeout" => (json!(7), json!(7.0)),
                _ => (json!("2019"), json!(["2019"])),
            };
            assert_eq!(changed(&json!({ name: value })), format!("{}={becomes}", name.replace('-', "_")));
        }
    }
}
