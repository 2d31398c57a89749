//! The lexicon that a person writes, `lexicon.toml`.
//!
//! ```toml
//! [[variants]]                       # each of these finds the others
//! forms = ["return home interview", "RHI", "independent return interview"]
//!
//! [[variants]]                       # one way: the first finds the second, not the reverse
//! find = ["looked-after child"]
//! also = ["child in care"]
//!
//! [[never]]                          # never learn this pairing from the reports
//! forms = ["CP", "care plan"]
//!
//! [[never]]                          # or never learn anything about this one
//! forms = ["AI"]
//! ```
//!
//! A form is an acronym if it is one word in capitals, else words, which match in any inflection.

use std::fmt;

use toml::de::{DeTable, DeValue};

use super::form::{Form, Key};
use super::table::{LineIndex, TableEntry, TomlTable, tables};
use crate::text::{Stemmer, is_stop_word};

/// The content of a lexicon file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserLexicon {
    /// The groups of variants, in the order of the file.
    pub(crate) groups: Vec<Group>,
    /// Pairings that are never learnt from the reports, in the order of the file.
    pub(crate) never: Vec<Never>,
    /// Remarks on the file.
    pub remarks: Vec<LexiconRemark>,
}

/// Each form of `find` finds all of `also`; in a group that works both ways the two are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// The forms that may be replaced.
    pub find: Vec<Form>,
    /// The forms that may replace them.
    pub also: Vec<Form>,
    /// Where the group begins in the file.
    pub line: usize,
}

/// A pairing that is not to be learnt: any two of these forms, or all about it if it is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Never {
    /// The acronyms and long forms.
    pub forms: Vec<Form>,
    /// Where it begins in the file.
    pub line: usize,
}

/// Something in a lexicon file that was read otherwise than it may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LexiconRemark {
    /// The line of the file.
    pub line: usize,
    /// The oddity, and how it was read.
    pub text: String,
}

impl fmt::Display for LexiconRemark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.text)
    }
}

/// Why a lexicon file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LexiconError {
    /// It is no TOML.
    #[error("line {line} is not TOML ({message}); put every form in quotation marks and close every bracket")]
    Syntax {
        /// Where.
        line: usize,
        /// The TOML parser's message.
        message: String,
    },
    /// A known key has a value of another kind.
    #[error("line {line}: `{key}` has a value of the wrong kind; write {expected}")]
    Kind {
        /// Where.
        line: usize,
        /// The key.
        key: String,
        /// The expected form.
        expected: &'static str,
    },
}

impl UserLexicon {
    /// Reads a lexicon file. Excess and repeated entries are left out, with a remark.
    ///
    /// # Errors
    /// If the text is not TOML, or an entry has the wrong form.
    pub fn parse(text: &str) -> Result<UserLexicon, LexiconError> {
        let lines = LineIndex::new(text);
        let document = DeTable::parse(text).map_err(|error| LexiconError::Syntax {
            line: lines.at(error.span().map_or(0, |span| span.start)),
            message: error.message().lines().next().unwrap_or_default().to_owned(),
        })?;
        let mut reader = LexiconReader { given: UserLexicon::default(), stemmer: Stemmer::new() };
        for entry in lines.entries(document.get_ref()) {
            match entry.key {
                "variants" => tables(&entry)?.iter().try_for_each(|table| reader.variants(table))?,
                "never" => tables(&entry)?.iter().try_for_each(|table| reader.never(table))?,
                _ => reader.unknown(&entry, "[[variants]] and [[never]]"),
            }
        }
        reader.given.groups.sort_by_key(|group| group.line);
        reader.given.never.sort_by_key(|never| never.line);
        reader.given.remarks.sort_by_key(|remark| remark.line);
        Ok(reader.given)
    }
}

struct LexiconReader {
    given: UserLexicon,
    stemmer: Stemmer,
}

impl LexiconReader {
    fn variants(&mut self, table: &TomlTable<'_, '_>) -> Result<(), LexiconError> {
        let (mut both_ways, mut find, mut also) = (None, None, None);
        for entry in &table.entries {
            match entry.key {
                "forms" => both_ways = Some(self.forms(entry)?),
                "find" => find = Some(self.forms(entry)?),
                "also" => also = Some(self.forms(entry)?),
                _ => self.unknown(entry, "forms, find and also"),
            }
        }
        if both_ways.is_some() && find.is_some() {
            self.remark(table.line, "`find` beside `forms` is read as more `forms`");
        }
        let is_one_way = both_ways.is_none();
        let mut found: Vec<Form> = both_ways.unwrap_or_default();
        found.extend(find.unwrap_or_default());
        let mut others = if is_one_way { Vec::new() } else { found.clone() };
        others.extend(also.unwrap_or_default());
        if found.is_empty() || others.is_empty() || found.len() == 1 && found == others {
            self.remark(table.line, "a group of fewer than two forms does nothing; give `forms`, or `find` and `also`");
            return Ok(());
        }
        self.given.groups.push(Group { find: found, also: others, line: table.line });
        Ok(())
    }

    fn never(&mut self, table: &TomlTable<'_, '_>) -> Result<(), LexiconError> {
        let mut forms = Vec::new();
        for entry in &table.entries {
            match entry.key {
                "forms" => forms = self.forms(entry)?,
                _ => self.unknown(entry, "forms"),
            }
        }
        if forms.is_empty() {
            self.remark(table.line, "[[never]] without `forms` forbids nothing");
        } else {
            self.given.never.push(Never { forms, line: table.line });
        }
        Ok(())
    }

    /// The forms of a list, each once.
    fn forms(&mut self, entry: &TableEntry<'_, '_>) -> Result<Vec<Form>, LexiconError> {
        let mut forms = Vec::new();
        let mut keys: Vec<Key> = Vec::new();
        for (value, line) in entry.items() {
            let DeValue::String(written) = value else {
                return Err(entry.wrong_kind("a list of texts: [\"return home interview\", \"RHI\"]"));
            };
            let Some(form) = Form::parse(written) else {
                self.remark(line, "a form without a word in it is left out");
                continue;
            };
            let key = form.key(&mut self.stemmer);
            if matches!(&form, Form::Words(row) if row.iter().all(|word| is_stop_word(word))) {
                self.remark(line, format!("{form} is too common a word to have variants, and is left out"));
            } else if keys.contains(&key) {
                self.remark(line, format!("{form} is here already, perhaps in another inflection"));
            } else {
                keys.push(key);
                forms.push(form);
            }
        }
        Ok(forms)
    }

    fn unknown(&mut self, entry: &TableEntry<'_, '_>, known: &str) {
        self.remark(entry.line, format!("`{}` is not known here and is left out; known are {known}", entry.key));
    }

    fn remark(&mut self, line: usize, text: impl Into<String>) {
        self.given.remarks.push(LexiconRemark { line, text: text.into() });
    }
}
