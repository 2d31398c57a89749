//! Names of authorities and regions in a question.

use std::ops::Range;

use crate::fields::{Field, bare_place};

use super::guesses::{FilterGuess, Guessable, OF_LAW, QuestionWord, filter, typed};

/// The longest name of a place, in words.
const MAX_WORDS: usize = 6;

/// Prepositions before the name of a place.
const PLACE: [&str; 6] = ["at", "by", "for", "from", "in", "of"];

/// Words that many names of places have, and that name none.
const OF_MANY_PLACES: [&str; 19] = [
    "and", "borough", "bridge", "central", "city", "county", "district", "east", "greater", "isle", "london", "north",
    "of", "on", "royal", "south", "the", "upon", "west",
];

/// After the name of a place, these say no more.
const COUNCIL: [&str; 4] = ["borough", "city", "council", "county"];

/// Of the words that make a name that of something else, those that are verbs and more besides.
const VERBS_TOO: [&str; 5] = ["act", "acts", "bill", "case", "order"];

/// What the name of a place comes to.
pub(super) enum NamedPlace {
    /// So many words name an authority that no report is about.
    Absent(usize, String),
    /// They are read as a filter.
    Filter(FilterGuess),
}

/// The longest row of words from one on that names an authority or a region: in full, or an authority by a beginning or an
/// end of its name that no other has, whether a report is about that or not.
pub(super) fn place(words: &[QuestionWord<'_>], at: usize, names: Guessable<'_>) -> Option<NamedPlace> {
    let place = PossiblePlace::new(words, at, names)?;
    (1..=MAX_WORDS.min(words.len() - at)).rev().find_map(|taken| place.of_words(taken))
}

/// A word with which the name of a place may begin.
struct PossiblePlace<'q> {
    words: &'q [QuestionWord<'q>],
    at: usize,
    names: Guessable<'q>,
    /// The authorities whose names have the word.
    authorities: Vec<&'q str>,
    /// The word before.
    before: &'q str,
    /// Whether a capital or the word before say that it is a name.
    is_named: bool,
}

impl<'q> PossiblePlace<'q> {
    fn new(words: &'q [QuestionWord<'q>], at: usize, names: Guessable<'q>) -> Option<PossiblePlace<'q>> {
        let word = words[at];
        let before = at.checked_sub(1).map_or("", |before| words[before].text);
        let is_named = word.is_name || PLACE.contains(&before);
        let authorities = if names.names.is_of_authority(word.text) { names.values(&Field::Authority) } else { &[] };
        let authorities = authorities.iter().map(String::as_str).filter(|name| name.contains(word.text)).collect();
        let place = PossiblePlace { words, at, names, authorities, before, is_named };
        let may_be_one = place.may_be_region() || word.is_capital || !place.authorities.is_empty();
        (may_be_one && !word.is_joined && names.has(&Field::Authority)).then_some(place)
    }

    /// The place that the next so many words are.
    fn of_words(&self, taken: usize) -> Option<NamedPlace> {
        let range = self.at..self.at + taken;
        let is_joined = self.words.get(range.end).is_some_and(|next| next.is_joined);
        if is_joined || self.is_of_law(&range) || self.before == "greater" {
            return None;
        }
        let row = typed(self.words, &range);
        if let Some(region) = self.region(&row) {
            return Some(self.guess(&range, &row, Field::Region, region));
        }
        if let Some(name) = self.authorities.iter().find(|name| is_whole(name, &row)) {
            let is_meant = self.is_named || taken > 1 || !self.names.names.is_ordinary(&row);
            return is_meant.then(|| self.guess(&range, &row, Field::Authority, name));
        }
        if let Some(name) = self.absent(&row, taken) {
            return Some(NamedPlace::Absent(taken, name.to_owned()));
        }
        self.by_a_part(&row, &range).map(|name| self.guess(&range, &row, Field::Authority, name))
    }

    /// "in London", "in the North East"; of an authority "the" would say nothing: "the reading".
    fn may_be_region(&self) -> bool {
        self.is_named || self.before == "the"
    }

    fn region(&self, row: &str) -> Option<&'q str> {
        if !self.may_be_region() || self.authorities.contains(&row) {
            return None;
        }
        self.names.values(&Field::Region).iter().map(String::as_str).find(|name| *name == row)
    }

    /// The authority that no report is about and that a row is the name of.
    fn absent(&self, row: &str, taken: usize) -> Option<&'q str> {
        if !self.is_named && !self.words[self.at].is_capital && !self.is_part_of_one(row) {
            return None;
        }
        let name = self.names.names.absent(row)?;
        // An ordinary word after a preposition is none: "support for reading".
        let is_meant = taken > 1 || self.has_capital(row) || self.is_named && !self.names.names.is_ordinary(row);
        is_meant.then_some(name)
    }

    /// The only authority, with a report or without, whose name begins or ends with a row. A part of a name is often a
    /// word of another sort: "north", "city".
    fn by_a_part(&self, row: &str, range: &Range<usize>) -> Option<&'q str> {
        let words = &self.words[range.clone()];
        let is_of_many = |word: &QuestionWord<'_>| OF_MANY_PLACES.contains(&word.text);
        let next = self.words.get(range.end);
        let is_of_more = next.is_some_and(|next| next.is_name && !COUNCIL.contains(&next.text))
            || self.at > 0 && self.words[self.at - 1].is_name;
        if words.last().is_none_or(is_of_many) || is_of_more || !self.is_part_of_one(row) || !self.has_capital(row) {
            return None;
        }
        let mut with_part = self.authorities.iter().filter(|name| is_part(name, row));
        let (name, None) = (with_part.next()?, with_part.next()) else { return None };
        (!self.names.names.begins_or_ends_absent(row)).then_some(name)
    }

    fn is_part_of_one(&self, row: &str) -> bool {
        self.authorities.iter().any(|name| is_part(name, row))
    }

    /// Whether a capital says that a row is a name; at the beginning only if it is no ordinary word.
    fn has_capital(&self, row: &str) -> bool {
        let word = self.words[self.at];
        word.is_name || word.is_capital && !self.names.names.is_ordinary(row)
    }

    /// Whether what follows makes a name that of something else: "the Southwark judgement", "the Kent Act".
    fn is_of_law(&self, range: &Range<usize>) -> bool {
        let next = self.words.get(range.end + self.councils_after(range));
        next.is_some_and(|next| OF_LAW.contains(&next.text) && (next.is_name || !VERBS_TOO.contains(&next.text)))
    }

    /// How many words after a name only say that it is that of a council.
    fn councils_after(&self, range: &Range<usize>) -> usize {
        self.words[range.end..].iter().take_while(|word| COUNCIL.contains(&word.text)).count()
    }

    fn guess(&self, range: &Range<usize>, row: &str, field: Field, name: &str) -> NamedPlace {
        let words = range.start..range.end + self.councils_after(range);
        let filters = vec![filter(field, name)];
        NamedPlace::Filter(FilterGuess { words, typed: row.to_owned(), filters, says_why: false })
    }
}

fn is_whole(name: &str, row: &str) -> bool {
    bare_place(name) == row || name == row
}

/// Whether a name begins or ends with some of its words.
pub(in crate::search) fn is_part(name: &str, row: &str) -> bool {
    let name = bare_place(name);
    name.strip_prefix(row).is_some_and(|rest| rest.starts_with(' '))
        || name.strip_suffix(row).is_some_and(|rest| rest.ends_with(' '))
}
