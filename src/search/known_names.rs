//! The names that questions may have, as an index has them. Each list is made when a question first asks for it.

use std::cell::RefCell;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::schema::Field as TermField;

use crate::fields::{Field, bare_place};
use crate::index::{CAPITALS, IndexError};
use crate::metadata::Register;
use crate::text::{Stemmer, key};

use super::budget::{Budget, Clock};
use super::question::{KnownNames, is_part};
use super::searcher::Searcher;

/// Names of one state of an index.
#[derive(Default)]
pub(super) struct ListedNames {
    authorities: OnceLock<Vec<String>>,
    words_of_authorities: OnceLock<FxHashSet<String>>,
    regions: OnceLock<Vec<String>>,
    kinds: OnceLock<Vec<String>>,
    grades: OnceLock<Vec<String>>,
    /// The authorities that no report is about: the names that they are shown by, by those that they are known by.
    absent: OnceLock<FxHashMap<String, String>>,
}

/// The names for one search.
pub(super) struct SearchNames<'s> {
    searcher: &'s Searcher,
    budget: &'s Budget,
    error: RefCell<Option<IndexError>>,
}

impl<'s> SearchNames<'s> {
    pub(super) fn new(searcher: &'s Searcher, budget: &'s Budget) -> SearchNames<'s> {
        SearchNames { searcher, budget, error: RefCell::default() }
    }

    /// Whether all names that were asked for could be read.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(super) fn check(&self) -> Result<(), IndexError> {
        self.error.take().map_or(Ok(()), Err)
    }

    /// What was read; what is nothing where it could not be.
    fn kept<T: Default>(&self, read: Result<T, IndexError>) -> T {
        read.unwrap_or_else(|error| {
            self.error.borrow_mut().get_or_insert(error);
            T::default()
        })
    }
}

impl KnownNames for SearchNames<'_> {
    fn values(&self, field: &Field) -> &[String] {
        let names = &self.searcher.names;
        let list = match field {
            Field::Authority => &names.authorities,
            Field::Region => &names.regions,
            Field::Kind => &names.kinds,
            Field::Grade => &names.grades,
            _ => return &[],
        };
        if let Some(values) = list.get() {
            return values;
        }
        let clock = &self.budget.clock;
        let Some(keys) = self.searcher.reader.fields().keys(field) else { return &[] };
        let values = self.kept(self.searcher.dictionary(clock).values(keys));
        // Once the time is over, a list may be without its end.
        if clock.is_over() || self.error.borrow().is_some() { &[] } else { list.get_or_init(|| values) }
    }

    fn is_of_authority(&self, word: &str) -> bool {
        let authorities = self.values(&Field::Authority);
        let words = || authorities.iter().flat_map(|name| name.split(' ')).map(str::to_owned).collect();
        !authorities.is_empty() && self.searcher.names.words_of_authorities.get_or_init(words).contains(word)
    }

    /// A word that is written in other inflections too is an ordinary one: "reading", "bury".
    fn is_ordinary(&self, name: &str) -> bool {
        let fields = *self.searcher.reader.fields();
        let written = self.documents(fields.words, name) + self.documents(fields.words, &format!("{CAPITALS}{name}"));
        self.documents(fields.stems, Stemmer::new().stem(name)) > written
    }

    fn absent(&self, words: &str) -> Option<&str> {
        // The register takes longer to read than most searches take.
        if self.is_acronym(words) {
            return None;
        }
        self.absent_names()?.get(words).map(String::as_str)
    }

    fn begins_or_ends_absent(&self, words: &str) -> bool {
        self.absent_names().is_some_and(|absent| absent.keys().any(|name| is_part(name, words)))
    }
}

impl SearchNames<'_> {
    /// Whether reports have a word, and only in capitals.
    fn is_acronym(&self, word: &str) -> bool {
        let words = self.searcher.reader.fields().words;
        let in_capitals = self.documents(words, &format!("{CAPITALS}{word}"));
        in_capitals > 0 && in_capitals == self.documents(words, word)
    }

    /// How many documents have a term in a field.
    fn documents(&self, field: TermField, term: &str) -> u64 {
        self.kept(self.searcher.dictionary(&Clock::start(None)).documents(field, term))
    }

    /// The authorities that no report is about; none where those with reports cannot be listed.
    fn absent_names(&self) -> Option<&FxHashMap<String, String>> {
        let absent = &self.searcher.names.absent;
        if let Some(absent) = absent.get() {
            return Some(absent);
        }
        let here = self.values(&Field::Authority);
        if here.is_empty() {
            return None;
        }
        let here: FxHashSet<&str> = here.iter().map(|name| bare_place(name)).collect();
        let register = Register::or_built_in(&self.searcher.reader.summary().register);
        let mut by_name = FxHashMap::default();
        for (key, name) in register.names().map(|name| (key(name), name)) {
            if !here.contains(bare_place(&key)) {
                by_name.insert(bare_place(&key).to_owned(), name.to_owned());
                by_name.insert(key, name.to_owned());
            }
        }
        Some(absent.get_or_init(|| by_name))
    }
}
