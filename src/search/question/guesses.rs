//! Names of authorities, kinds, grades and years in a question, where an index has them.

use std::ops::Range;

use crate::fields::{Field, bare_place};
use crate::query::{DateRange, Filter, FilterValue, Node};
use crate::report::Date;
use crate::text::Stemmer;

/// A word of a query as a guess sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct QuestionWord<'q> {
    /// Folded, without the ending of a possessive.
    pub(super) text: &'q str,
    /// Whether it begins with a capital that the beginning of a sentence does not explain.
    pub(super) is_name: bool,
}

/// The values of an index that a question may name, folded.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct KnownNames {
    pub(in crate::search) authorities: Vec<String>,
    pub(in crate::search) kinds: Vec<String>,
    pub(in crate::search) grades: Vec<String>,
    /// Those words of the authorities' names that are ordinary words as well: "reading".
    pub(in crate::search) ordinary: Vec<String>,
    /// Whether years may be meant.
    pub(in crate::search) has_years: bool,
}

impl KnownNames {
    /// The same without those of one field.
    pub(in crate::search) fn without(&self, field: &Field) -> KnownNames {
        let mut names = self.clone();
        match field {
            Field::Authority => names.authorities.clear(),
            Field::Kind => names.kinds.clear(),
            Field::Grade => names.grades.clear(),
            _ => names.has_years = false,
        }
        names
    }
}

/// Words that are read as filters.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::search) struct FilterGuess {
    /// Which words of the query.
    pub(super) words: Range<usize>,
    /// How they were typed.
    pub(in crate::search) typed: String,
    /// What they are read as.
    pub(in crate::search) filters: Vec<Filter>,
    /// Whether passages with the words say why it is so, which is what to look for where a question has nothing else.
    pub(super) says_why: bool,
}

impl FilterGuess {
    /// The filter as a node.
    pub(in crate::search) fn node(&self) -> Node {
        let mut filters: Vec<Node> = self.filters.iter().cloned().map(Node::Filter).collect();
        if filters.len() == 1 { filters.remove(0) } else { Node::Or(filters) }
    }

    pub(in crate::search) fn field(&self) -> &Field {
        &self.filters[0].field
    }
}

/// Prepositions before the name of a place.
const PLACE: [&str; 6] = ["at", "by", "for", "from", "in", "of"];
/// The years that a report may be of.
const YEARS: Range<i16> = 1990..2100;

/// All guesses, none of which overlap: authorities first, then kinds, grades and years.
pub(super) fn guesses(words: &[QuestionWord<'_>], names: &KnownNames) -> Vec<FilterGuess> {
    let mut guesses = Vec::new();
    let mut stemmer = Stemmer::new();
    let mut at = 0;
    while at < words.len() {
        let guess = authority(words, at, names)
            .or_else(|| kind(words, at, names, &mut stemmer))
            .or_else(|| grade(words, at, names));
        at = guess.as_ref().map_or(at + 1, |guess| guess.words.end);
        guesses.extend(guess);
    }
    guesses.extend(years(words).filter(|_| names.has_years));
    guesses
}

fn typed(words: &[QuestionWord<'_>], range: &Range<usize>) -> String {
    words[range.clone()].iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
}

fn filter(field: Field, value: &str) -> Filter {
    Filter { field, value: FilterValue::Text(value.to_owned()), span: 0..0 }
}

/// The longest row of words from one on that names an authority: in full, or by a beginning or an end of its name that
/// no other has.
fn authority(words: &[QuestionWord<'_>], at: usize, names: &KnownNames) -> Option<FilterGuess> {
    const MAX_WORDS: usize = 6;
    let with_word: Vec<&str> =
        names.authorities.iter().map(String::as_str).filter(|name| name.contains(words[at].text)).collect();
    if with_word.is_empty() {
        return None;
    }
    let before = at.checked_sub(1).map(|before| words[before].text);
    let follows_place = before.is_some_and(|word| PLACE.contains(&word));
    (1..=MAX_WORDS.min(words.len() - at)).rev().find_map(|taken| {
        let range = at..at + taken;
        let row = typed(words, &range);
        let is_meant = follows_place || words[at].is_name || taken > 1 || !names.ordinary.contains(&row);
        let name = named(&row, &with_word).filter(|_| is_meant)?;
        let is_part = name != row;
        // A part of a name is often a word of another sort: "north", "city".
        (!is_part || words[at].is_name).then(|| {
            let filters = vec![filter(Field::Authority, name)];
            // "city council" after a name says no more.
            let is_council = |word: &&QuestionWord<'_>| matches!(word.text, "borough" | "city" | "council" | "county");
            let councils = words[range.end..].iter().take_while(is_council).count();
            let words = range.start..range.end + councils;
            FilterGuess { words, typed: row, filters, says_why: false }
        })
    })
}

/// The name that a row of words is, or the only one that begins or ends with it.
fn named<'n>(row: &str, names: &[&'n str]) -> Option<&'n str> {
    if let Some(name) = names.iter().find(|name| bare_place(name) == row || **name == row) {
        return Some(name);
    }
    let mut parts = names.iter().filter(|name| {
        let name = bare_place(name);
        name.strip_prefix(row).is_some_and(|rest| rest.starts_with(' '))
            || name.strip_suffix(row).is_some_and(|rest| rest.ends_with(' '))
    });
    let part = parts.next()?;
    parts.next().is_none().then_some(*part)
}

/// Two or more words that are of the name of some kinds, the last of them its last: "send inspections". All kinds that
/// are named so are meant.
fn kind(words: &[QuestionWord<'_>], at: usize, names: &KnownNames, stemmer: &mut Stemmer) -> Option<FilterGuess> {
    const MAX_WORDS: usize = 6;
    (2..=MAX_WORDS.min(words.len() - at)).rev().find_map(|taken| {
        let range = at..at + taken;
        let stems: Vec<String> = words[range.clone()].iter().map(|word| stemmer.stem(word.text).to_owned()).collect();
        let filters: Vec<Filter> = (names.kinds.iter())
            .filter(|kind| {
                let parts: Vec<String> = kind.split([' ', '-']).map(|part| stemmer.stem(part).to_owned()).collect();
                parts.last() == stems.last() && stems.iter().all(|stem| parts.contains(stem))
            })
            .map(|kind| filter(Field::Kind, kind))
            .collect();
        let typed = typed(words, &range);
        (!filters.is_empty()).then_some(FilterGuess { words: range, typed, filters, says_why: false })
    })
}

/// A grade beside who has it: "inadequate councils", "councils that were inadequate", "rated good".
fn grade(words: &[QuestionWord<'_>], at: usize, names: &KnownNames) -> Option<FilterGuess> {
    const WHO: [&str; 6] = ["areas", "authorities", "authority", "council", "councils", "services"];
    const GIVEN: [&str; 6] = ["found", "graded", "judged", "rated", "rating", "grade"];
    const JOINING: [&str; 11] = ["a", "are", "as", "be", "been", "is", "still", "that", "to", "was", "were"];
    let text = |at: usize| words.get(at).map_or("", |word| word.text);
    let is_here = |grade: &&String| grade.split(' ').zip(at..).all(|(part, at)| part == text(at));
    let grade = names.grades.iter().find(is_here)?;
    let length = grade.split(' ').count();
    let before = (0..at).rev().map(text).find(|word| !JOINING.contains(word)).unwrap_or_default();
    let is_given = GIVEN.contains(&before);
    // "good at", "good care": a word like any other, unless the text says that it was given.
    let is_grade = *grade != "good" && (WHO.contains(&text(at + length)) || WHO.contains(&before));
    let is_of_something = matches!(text(at + length), "at" | "for" | "with" | "about");
    (is_given || is_grade && !is_of_something).then(|| FilterGuess {
        words: at..at + length,
        typed: typed(words, &(at..at + length)),
        filters: vec![filter(Field::Grade, grade)],
        says_why: true,
    })
}

/// The years in a question: one, or those from the first to the last; "since 2019" and "before 2019" are open.
fn years(words: &[QuestionWord<'_>]) -> Option<FilterGuess> {
    let year = |word: &QuestionWord<'_>| {
        word.text.parse::<i16>().ok().filter(|year| word.text.len() == 4 && YEARS.contains(year))
    };
    let found: Vec<(usize, i16)> = words.iter().enumerate().filter_map(|(at, word)| Some((at, year(word)?))).collect();
    let &(first, least) = found.first()?;
    // "2016 to 2018", "2016 and 2018"; a year that is somewhere else is a word.
    let (last, most) = *found.iter().take_while(|&&(at, year)| at <= first + 2 && year >= least).last()?;
    let before = first.checked_sub(1).map_or("", |before| words[before].text);
    let (from, to) = match before {
        "since" if first == last => (Some(least), None),
        "after" if first == last => (Some(least + 1), None),
        "before" if first == last => (None, Some(most - 1)),
        "until" if first == last => (None, Some(most)),
        _ => (Some(least), Some(most)),
    };
    let start = if matches!(before, "since" | "after" | "before" | "until" | "between") { first - 1 } else { first };
    let date = |year: Option<i16>| year.and_then(Date::year);
    let value = FilterValue::Dates(DateRange { from: date(from), to: date(to) });
    Some(FilterGuess {
        words: start..last + 1,
        typed: typed(words, &(start..last + 1)),
        filters: vec![Filter { field: Field::Date, value, span: 0..0 }],
        says_why: false,
    })
}
