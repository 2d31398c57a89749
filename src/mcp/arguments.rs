//! The arguments of tools: a table of them, from which come the schema that clients see and the check of what they send.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::text::{elided, key, max_letters_off, nearest_names};

/// A list has at most this many values.
const MAX_VALUES: usize = 50;

/// A message shows at most this many characters of a value.
const MAX_SHOWN_CHARS: usize = 80;

/// An argument of a tool.
pub(super) struct Argument {
    pub(super) name: &'static str,
    pub(super) about: Cow<'static, str>,
    pub(super) kind: ArgumentKind,
    pub(super) is_required: bool,
}

/// What an argument takes.
#[derive(Clone, Copy)]
pub(super) enum ArgumentKind {
    /// A text of at most this many characters.
    Text(usize),
    /// One or several texts of at most this many characters each.
    Texts(usize),
    /// A whole number in a range.
    Number { least: u64, most: u64, default: u64 },
    /// One of some words, of which the first is the default.
    Choice(&'static [&'static str]),
    /// True or false, which is the default.
    Flag,
}

impl Argument {
    pub(super) fn required(name: &'static str, kind: ArgumentKind, about: impl Into<Cow<'static, str>>) -> Argument {
        Argument { name, about: about.into(), kind, is_required: true }
    }

    pub(super) fn optional(name: &'static str, kind: ArgumentKind, about: impl Into<Cow<'static, str>>) -> Argument {
        Argument { is_required: false, ..Argument::required(name, kind, about) }
    }

    fn schema(&self) -> Value {
        let mut schema = match self.kind {
            ArgumentKind::Text(most) => json!({"type": "string", "maxLength": most}),
            ArgumentKind::Texts(_) => json!({"type": "array", "items": {"type": "string"}}),
            ArgumentKind::Number { least, most, default } => {
                json!({"type": "integer", "minimum": least, "maximum": most, "default": default})
            }
            ArgumentKind::Choice(words) => json!({"type": "string", "enum": words, "default": words[0]}),
            ArgumentKind::Flag => json!({"type": "boolean"}),
        };
        schema["description"] = self.about.as_ref().into();
        schema
    }
}

/// The JSON Schema of some arguments. Models pay for each word of it, so limits that no name is near are left out.
pub(super) fn schema(arguments: &[Argument]) -> Map<String, Value> {
    let properties: Map<String, Value> = arguments.iter().map(|one| (one.name.to_owned(), one.schema())).collect();
    let required: Vec<&str> = arguments.iter().filter(|one| one.is_required).map(|one| one.name).collect();
    let mut schema = Map::new();
    schema.insert("type".to_owned(), "object".into());
    schema.insert("properties".to_owned(), properties.into());
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into());
    }
    schema.insert("additionalProperties".to_owned(), false.into());
    schema
}

/// An argument that is not as the table has it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("argument {name}: {why}")]
pub(super) struct WrongArgument {
    pub(super) name: String,
    pub(super) why: String,
}

impl WrongArgument {
    pub(super) fn new(name: &str, why: impl Into<String>) -> WrongArgument {
        WrongArgument { name: elided(name, MAX_SHOWN_CHARS).into_owned(), why: why.into() }
    }
}

/// What was given for an argument.
#[derive(Debug)]
enum GivenValue {
    Texts(Vec<String>),
    Number(u64),
    Flag(bool),
}

/// The arguments of a call, as the table has them.
#[derive(Debug)]
pub(super) struct CallArguments(BTreeMap<&'static str, GivenValue>);

impl CallArguments {
    /// Reads what a client sent. What it left out has its default; null is left out.
    ///
    /// # Errors
    /// Where an argument is unknown, missing, or not what the table says.
    pub(super) fn read(arguments: &[Argument], given: &Map<String, Value>) -> Result<CallArguments, WrongArgument> {
        if let Some(name) = given.keys().find(|name| arguments.iter().all(|one| one.name != name.as_str())) {
            return Err(unknown(name, arguments));
        }
        let mut values = BTreeMap::new();
        for one in arguments {
            let value = match given.get(one.name).filter(|value| !value.is_null()) {
                Some(value) => Some(read(one.kind, value).map_err(|why| WrongArgument::new(one.name, why))?),
                None if one.is_required => return Err(WrongArgument::new(one.name, "is required")),
                None => default(one.kind),
            };
            values.extend(value.map(|value| (one.name, value)));
        }
        Ok(CallArguments(values))
    }

    /// A text, if it was given or has a default.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.texts(name).first().map(String::as_str)
    }

    /// The texts of a list; none if it was not given.
    pub(super) fn texts(&self, name: &str) -> &[String] {
        match self.0.get(name) {
            Some(GivenValue::Texts(texts)) => texts,
            _ => &[],
        }
    }

    /// A number, as far as the system can count; 0 where the table has none of this name.
    pub(super) fn number(&self, name: &str) -> usize {
        match self.0.get(name) {
            Some(GivenValue::Number(number)) => usize::try_from(*number).unwrap_or(usize::MAX),
            _ => 0,
        }
    }

    /// Whether a flag is set.
    pub(super) fn flag(&self, name: &str) -> bool {
        matches!(self.0.get(name), Some(GivenValue::Flag(true)))
    }
}

fn default(kind: ArgumentKind) -> Option<GivenValue> {
    match kind {
        ArgumentKind::Number { default, .. } => Some(GivenValue::Number(default)),
        ArgumentKind::Choice(words) => words.first().map(|word| GivenValue::Texts(vec![(*word).to_owned()])),
        ArgumentKind::Text(_) | ArgumentKind::Texts(_) | ArgumentKind::Flag => None,
    }
}

fn read(kind: ArgumentKind, value: &Value) -> Result<GivenValue, String> {
    match (kind, value) {
        (ArgumentKind::Text(most), Value::String(text)) => Ok(GivenValue::Texts(vec![checked(text, most)?])),
        (ArgumentKind::Text(_), _) => Err(is_not(value, "a text")),
        // A model that has one value often sends it without a list around it.
        (ArgumentKind::Texts(most), Value::String(text)) => Ok(GivenValue::Texts(vec![checked(text, most)?])),
        (ArgumentKind::Texts(most), Value::Array(values)) => {
            if values.len() > MAX_VALUES {
                return Err(format!("has {} values; at most {MAX_VALUES} are taken", values.len()));
            }
            let text = |value: &Value| match value {
                Value::String(text) => checked(text, most),
                other => Err(is_not(other, "a text")),
            };
            Ok(GivenValue::Texts(values.iter().map(text).collect::<Result<_, _>>()?))
        }
        (ArgumentKind::Texts(_), _) => Err(is_not(value, "a list of texts")),
        (ArgumentKind::Number { least, most, .. }, _) => {
            let number = value.as_u64().or_else(|| value.as_f64().and_then(whole));
            let number = number.filter(|number| (least..=most).contains(number));
            number
                .map(GivenValue::Number)
                .ok_or_else(|| is_not(value, &format!("a whole number from {least} to {most}")))
        }
        (ArgumentKind::Choice(words), Value::String(text)) if words.contains(&text.as_str()) => {
            Ok(GivenValue::Texts(vec![text.clone()]))
        }
        (ArgumentKind::Choice(words), _) => Err(is_not(value, &format!("one of {}", words.join(", ")))),
        (ArgumentKind::Flag, Value::Bool(flag)) => Ok(GivenValue::Flag(*flag)),
        (ArgumentKind::Flag, _) => Err(is_not(value, "true or false")),
    }
}

/// A number that is written with a fraction, and has none.
fn whole(number: f64) -> Option<u64> {
    const MAX_EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && (0.0..=MAX_EXACT).contains(&number)).then_some(number as u64)
}

fn checked(text: &str, most: usize) -> Result<String, String> {
    match text.char_indices().nth(most) {
        None => Ok(text.to_owned()),
        Some(_) => Err(format!("is longer than {most} characters")),
    }
}

fn is_not(value: &Value, what: &str) -> String {
    format!("{} is not {what}", elided(&value.to_string(), MAX_SHOWN_CHARS))
}

/// The error for a name that is none, with the one that may have been meant.
fn unknown(name: &str, arguments: &[Argument]) -> WrongArgument {
    let names = arguments.iter().map(|one| one.name);
    let near = nearest_names(&key(name), names.clone(), key, max_letters_off(name), 1);
    let instead = match near.first() {
        Some(near) => format!("did you mean {near}?"),
        None => format!("there are {}", names.collect::<Vec<_>>().join(", ")),
    };
    WrongArgument::new(name, format!("there is no such argument; {instead}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> [Argument; 5] {
        [
            Argument::required("query", ArgumentKind::Text(10), "what"),
            Argument::optional("authority", ArgumentKind::Texts(10), "whose"),
            Argument::optional("limit", ArgumentKind::Number { least: 1, most: 50, default: 8 }, "how many"),
            Argument::optional("sort", ArgumentKind::Choice(&["relevance", "newest"]), "in which order"),
            Argument::optional("zeros", ArgumentKind::Flag, "also zeros"),
        ]
    }

    fn given(value: &Value) -> Result<CallArguments, WrongArgument> {
        CallArguments::read(&table(), value.as_object().expect("an object of this table"))
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let read = given(&json!({"query": "drift", "authority": null})).expect("all that is required");
        assert_eq!((read.text("query"), read.texts("authority").len(), read.number("limit")), (Some("drift"), 0, 8));
        assert_eq!((read.text("sort"), read.flag("zeros")), (Some("relevance"), false));
        let read = given(&json!({"query": "a", "authority": "x", "limit": 3.0, "zeros": true})).expect("right");
        assert_eq!((read.texts("authority"), read.number("limit")), (&["x".to_owned()][..], 3));
        assert!(read.flag("zeros"));
    }

    #[test]
    fn an_error_names_the_argument() {
        for (value, name, why) in [
            (json!({}), "query", "is required"),
            (json!({"query": null}), "query", "is required"),
            (json!({"query": 7}), "query", "7 is not a text"),
            (json!({"query": "12345678901"}), "query", "is longer than 10 characters"),
            (json!({"query": "a", "authority": [1]}), "authority", "1 is not a text"),
            (json!({"query": "a", "authority": {}}), "authority", "{} is not a list of texts"),
            (json!({"query": "a", "authority": vec!["b"; 51]}), "authority", "has 51 values; at most 50 are taken"),
            (json!({"query": "a", "limit": 0}), "limit", "0 is not a whole number from 1 to 50"),
            (json!({"query": "a", "limit": 1.5}), "limit", "1.5 is not a whole number from 1 to 50"),
            (json!({"query": "a", "limit": "9"}), "limit", "\"9\" is not a whole number from 1 to 50"),
            (json!({"query": "a", "sort": "best"}), "sort", "\"best\" is not one of relevance, newest"),
            (json!({"query": "a", "zeros": "no"}), "zeros", "\"no\" is not true or false"),
            (json!({"query": "a", "authorty": "b"}), "authorty", "there is no such argument; did you mean authority?"),
            (
                json!({"query": "a", "x": 1}),
                "x",
                "there is no such argument; there are query, authority, limit, sort, zeros",
            ),
        ] {
            let wrong = given(&value).expect_err("it is wrong");
            assert_eq!((wrong.name.as_str(), wrong.why.as_str()), (name, why), "{value}");
        }
    }

    #[test]
    fn the_schema_says_what_is_checked() {
        let schema = schema(&table());
        assert_eq!(schema["required"], json!(["query"]));
        assert_eq!(schema["additionalProperties"], json!(false));
        assert_eq!(schema["properties"]["query"], json!({"type": "string", "maxLength": 10, "description": "what"}));
        let limit = json!({"type": "integer", "minimum": 1, "maximum": 50, "default": 8, "description": "how many"});
        assert_eq!(schema["properties"]["limit"], limit);
    }
}
