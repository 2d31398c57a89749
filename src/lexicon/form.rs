//! A form: one way to say a thing, as the index can look for it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::{Stemmer, fold, short_form, words};

/// An acronym, or words in a row. In order, acronyms come first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Form {
    /// Stands for itself in capitals only: `SEND` is not "send". Spelt as it is mostly written: `CiN`.
    Acronym(String),
    /// Folded words; any inflection matches.
    Words(Vec<String>),
}

impl Form {
    /// The form that a person wrote down: an acronym where it is one word that looks like one, else
    /// words. None if there is no word in it.
    pub(crate) fn parse(written: &str) -> Option<Form> {
        let mut parts = words(written);
        let first = parts.next()?;
        if parts.next().is_none()
            && let Some(short) = short_form(first.text)
        {
            return Some(Form::Acronym(short.to_owned()));
        }
        Form::row(written)
    }

    /// The words of a text in a row, also where they look like an acronym.
    pub(super) fn row(written: &str) -> Option<Form> {
        let folded: Vec<String> = words(written).map(|word| fold(word.text)).filter(|word| !word.is_empty()).collect();
        (!folded.is_empty()).then_some(Form::Words(folded))
    }

    /// The key that all spellings of a form share.
    pub(super) fn key(&self, stemmer: &mut Stemmer) -> Key {
        match self {
            Form::Acronym(short) => Key::Acronym(fold(short)),
            Form::Words(folded) => {
                let mut key = String::new();
                folded.iter().for_each(|word| push_stems(word, stemmer, &mut key));
                Key::Row(key)
            }
        }
    }
}

/// An acronym folded; or the stems of a row, run together, since a compound may be written open,
/// hyphenated or closed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    Acronym(String),
    Row(String),
}

/// Adds a folded word to the key of a row.
pub(super) fn push_stems(folded: &str, stemmer: &mut Stemmer, key: &mut String) {
    for part in open_compound(folded).into_iter().filter(|part| !part.is_empty()) {
        key.push_str(stemmer.stem(part));
    }
}

/// The two parts of a closed compound, "multi" and "agency", or a word and nothing.
pub(super) fn open_compound(folded: &str) -> [&str; 2] {
    let of_two = |prefix: &&&str| folded.strip_prefix(**prefix).is_some_and(|rest| rest.len() >= 4 && rest.is_ascii());
    let cut = PREFIXES.iter().find(of_two).map_or(folded.len(), |prefix| prefix.len());
    [&folded[..cut], &folded[cut..]]
}

/// First parts of compounds that are written open, hyphenated and closed.
const PREFIXES: [&str; 7] = ["anti", "cross", "multi", "neuro", "post", "self", "well"];

/// As a query has it: `RHI`, `carers`, `"return home interview"`.
impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Form::Acronym(short) => f.write_str(short),
            Form::Words(row) if row.len() == 1 => f.write_str(&row[0]),
            Form::Words(row) => write!(f, "\"{}\"", row.join(" ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_an_acronym_or_words() {
        for (written, expected) in [
            ("RHI", "RHI"),
            ("RHIs", "RHI"),
            ("“SEND”", "SEND"),
            ("Return  home interview", "\"return home interview\""),
            ("looked-after child", "\"looked after child\""),
            ("carers", "carers"),
            ("EHC plan", "\"ehc plan\""),
            ("…", ""),
        ] {
            assert_eq!(Form::parse(written).map_or(String::new(), |form| form.to_string()), expected, "{written}");
        }
    }

    #[test]
    fn writings_of_a_form_have_one_key() {
        let mut stemmer = Stemmer::new();
        for (one, other, same) in [
            ("CiN", "CIN", true),
            ("return home interviews", "Return-home interview", true),
            ("multi-agency hub", "multiagency hubs", true),
            ("child’s plan", "child plans", true),
            ("SEND", "send", false),
            ("child in need", "children in need", false),
        ] {
            let keys = [one, other].map(|written| Form::parse(written).map(|form| form.key(&mut stemmer)));
            assert_eq!(keys[0] == keys[1], same, "{one} / {other}");
        }
    }
}
