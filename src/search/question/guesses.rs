//! Kinds, grades and dates in a question, and with the names of places all that is read as a filter in it.

use std::ops::Range;

use crate::fields::Field;
use crate::query::{DateRange, Filter, FilterValue, Node, read_dates};
use crate::report::{Date, PassageRole, month_named};
use crate::text::Stemmer;

use super::frame::are_recommendations_of;
use super::places::{NamedPlace, place};

/// A word of a query as a guess sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct QuestionWord<'q> {
    /// Folded, without the ending of a possessive.
    pub(super) text: &'q str,
    /// Whether it begins with a capital that the beginning of a sentence does not explain.
    pub(super) is_name: bool,
    /// Whether it begins with a capital.
    pub(super) is_capital: bool,
    /// Whether it is joined to the word before it by a hyphen.
    pub(super) is_joined: bool,
}

/// The names that a question may have, folded. They are listed when a word of the question asks for them.
pub(in crate::search) trait KnownNames {
    /// The values of an index in a field.
    fn values(&self, field: &Field) -> &[String];
    /// Whether a word is one of the name of some authority with a report.
    fn is_of_authority(&self, word: &str) -> bool;
    /// Whether an authority's name is an ordinary word as well: "reading".
    fn is_ordinary(&self, name: &str) -> bool;
    /// The name of the authority that some words are the name of and that no report of the index is about.
    fn absent(&self, words: &str) -> Option<&str>;
    /// Whether the name of such an authority begins or ends with some words.
    fn begins_or_ends_absent(&self, words: &str) -> bool;
}

/// The names of which guesses are made.
#[derive(Clone, Copy)]
pub(in crate::search) struct Guessable<'n> {
    pub(super) names: &'n dyn KnownNames,
    /// The fields that nothing is guessed of.
    without: [bool; FIELDS.len()],
}

/// The fields of which there are guesses, what is meant least often first.
const FIELDS: [Field; 6] = [Field::Role, Field::Date, Field::Grade, Field::Kind, Field::Region, Field::Authority];

impl<'n> Guessable<'n> {
    /// All of some names.
    pub(in crate::search) fn new(names: &'n dyn KnownNames) -> Guessable<'n> {
        Guessable { names, without: [false; FIELDS.len()] }
    }

    /// The same without those of one field.
    pub(in crate::search) fn without(mut self, field: &Field) -> Guessable<'n> {
        if let Some(at) = FIELDS.iter().position(|one| one == field) {
            self.without[at] = true;
        }
        self
    }

    pub(super) fn has(&self, field: &Field) -> bool {
        FIELDS.iter().position(|one| one == field).is_some_and(|at| !self.without[at])
    }

    pub(super) fn values(&self, field: &Field) -> &'n [String] {
        if self.has(field) { self.names.values(field) } else { &[] }
    }
}

/// Of the fields of some guesses, the one that is meant least often.
pub(in crate::search) fn least_certain(guesses: &[FilterGuess]) -> Option<Field> {
    FIELDS.into_iter().find(|field| guesses.iter().any(|guess| guess.field() == field))
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

/// After the name of a place or a year, these make it that of something else: "the Southwark judgement", "the 2014 Act".
pub(super) const OF_LAW: [&str; 11] =
    ["act", "acts", "bill", "case", "judgement", "judgment", "order", "regulations", "ruling", "statute", "v"];
/// Words that leave one end of time open.
const OPEN: [&str; 4] = ["after", "before", "since", "until"];
const SEASONS: [&str; 5] = ["autumn", "fall", "spring", "summer", "winter"];
/// The years that a report may be of.
const YEARS: Range<i16> = 1990..2100;

/// All guesses, none of which overlap: authorities first, then regions, kinds, grades, roles and years; and the authorities
/// that are named and that no report is about.
pub(super) fn guesses(words: &[QuestionWord<'_>], names: Guessable<'_>) -> (Vec<FilterGuess>, Vec<String>) {
    let (mut guesses, mut absent) = (Vec::new(), Vec::new());
    let mut stemmer = Stemmer::new();
    let mut at = 0;
    while at < words.len() {
        let found = match place(words, at, names) {
            Some(NamedPlace::Absent(taken, name)) => {
                if !absent.contains(&name) {
                    absent.push(name);
                }
                at += taken;
                continue;
            }
            Some(NamedPlace::Filter(guess)) => Some(guess),
            None => kind(words, at, names, &mut stemmer)
                .or_else(|| grade(words, at, names))
                .or_else(|| role(words, at, names)),
        };
        at = found.as_ref().map_or(at + 1, |guess| guess.words.end);
        guesses.extend(found);
    }
    guesses.extend(years(words).filter(|_| names.has(&Field::Date)));
    (guesses, absent)
}

pub(super) fn typed(words: &[QuestionWord<'_>], range: &Range<usize>) -> String {
    words[range.clone()].iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
}

pub(super) fn filter(field: Field, value: &str) -> Filter {
    Filter { field, value: FilterValue::Text(value.to_owned()), span: 0..0 }
}

/// Two or more words that are of the name of some kinds, the last of them its last: "send inspections". All kinds that
/// are named so are meant.
fn kind(words: &[QuestionWord<'_>], at: usize, names: Guessable<'_>, stemmer: &mut Stemmer) -> Option<FilterGuess> {
    const MAX_WORDS: usize = 6;
    (2..=MAX_WORDS.min(words.len() - at)).rev().find_map(|taken| {
        let range = at..at + taken;
        // Stems of one word begin alike.
        let last = words[range.end - 1].text.chars().next();
        let mut kinds = names
            .values(&Field::Kind)
            .iter()
            .filter(|kind| kind.rsplit([' ', '-']).next().and_then(|word| word.chars().next()) == last)
            .peekable();
        kinds.peek()?;
        let stems: Vec<String> = words[range.clone()].iter().map(|word| stemmer.stem(word.text).to_owned()).collect();
        let filters: Vec<Filter> = kinds
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
fn grade(words: &[QuestionWord<'_>], at: usize, names: Guessable<'_>) -> Option<FilterGuess> {
    const WHO: [&str; 6] = ["areas", "authorities", "authority", "council", "councils", "services"];
    const GIVEN: [&str; 6] = ["found", "graded", "judged", "rated", "rating", "grade"];
    const JOINING: [&str; 11] = ["a", "are", "as", "be", "been", "is", "still", "that", "to", "was", "were"];
    let text = |at: usize| words.get(at).map_or("", |word| word.text);
    let is_here = |grade: &&String| grade.split(' ').zip(at..).all(|(part, at)| part == text(at));
    let grade = names.values(&Field::Grade).iter().find(is_here)?;
    let length = grade.split(' ').count();
    let before = (0..at).rev().map(text).find(|word| !JOINING.contains(word)).unwrap_or_default();
    let is_given = GIVEN.contains(&before);
    // "good at", "good care": a word like any other, unless the text says that it was given.
    let is_grade = *grade != "good" && (WHO.contains(&text(at + length)) || WHO.contains(&before));
    let is_of_something = matches!(text(at + length), "at" | "for" | "with" | "about");
    // Who is good is so overall; what something was found to be is any grade of the report.
    let overall = names.values(&Field::Grade).iter().find(|value| value.strip_prefix("overall ") == Some(grade));
    let value = overall.filter(|_| !is_of_something).unwrap_or(grade);
    (is_given || is_grade && !is_of_something).then(|| FilterGuess {
        words: at..at + length,
        typed: typed(words, &(at..at + length)),
        filters: vec![filter(Field::Grade, value)],
        says_why: true,
    })
}

/// "recommendations about": what was asked for, rather than what was found.
fn role(words: &[QuestionWord<'_>], at: usize, names: Guessable<'_>) -> Option<FilterGuess> {
    let are_of = words.get(at + 1).is_some_and(|next| are_recommendations_of(words[at].text, next.text));
    (names.has(&Field::Role) && are_of).then(|| FilterGuess {
        words: at..at + 1,
        typed: typed(words, &(at..at + 1)),
        filters: vec![filter(Field::Role, PassageRole::Recommendation.as_str())],
        says_why: false,
    })
}

/// The dates in a question: a year, those from the first to the last, or a month or season of one; "since 2019" and
/// "before 2019" are open.
fn years(words: &[QuestionWord<'_>]) -> Option<FilterGuess> {
    let text = |at: usize| words.get(at).map_or("", |word| word.text);
    let number = |at: usize| text(at).parse::<i16>().ok().filter(|year| text(at).len() == 4 && YEARS.contains(year));
    // "2018-2020" is of years, and "since:2020" says since when; "pre-2019" is something else.
    let may_join = |before: usize| number(before).is_some() || OPEN.contains(&text(before)) || text(before) == "from";
    let is_of_more = |at: usize| words[at].is_joined && !may_join(at - 1);
    let is_of_law = |at: usize| OF_LAW.contains(&text(at + 1)) || at > 0 && OF_LAW.contains(&text(at - 1));
    let year = |at: usize| number(at).filter(|_| !is_of_more(at) && !is_of_law(at));
    let found: Vec<(usize, i16)> = (0..words.len()).filter_map(|at| Some((at, year(at)?))).collect();
    let &(first, least) = found.first()?;
    let before = first.checked_sub(1).map_or("", text);
    if month_named(before).is_some() || SEASONS.contains(&before) {
        return month(words, first, least).filter(|_| found.len() == 1);
    }
    // "2016 to 2018", "2016 and 2018"; a year that is somewhere else is a word.
    let (mut last, mut most) = *found.iter().take_while(|&&(at, year)| at <= first + 2 && year >= least).last()?;
    if words.get(last + 1).is_some_and(|next| next.is_joined) {
        // "2018-19".
        if first != last || text(last + 1).parse() != Ok((least + 1) % 100) {
            return None;
        }
        (last, most) = (last + 1, least + 1);
    }
    let is_one = first == last || words[last].is_joined;
    let (from, to) = match before {
        "since" if is_one => (Some(least), None),
        "after" if is_one => (Some(most + 1), None),
        "before" if is_one => (None, Some(least - 1)),
        "until" if is_one => (None, Some(most)),
        _ => (Some(least), Some(most)),
    };
    let start = if OPEN.contains(&before) || before == "between" { first - 1 } else { first };
    let date = |year: Option<i16>| year.and_then(Date::year);
    Some(dated(words, start..last + 1, DateRange { from: date(from), to: date(to) }))
}

/// "May 2014", "since autumn 2022", "on 15 March 2019"; nothing where there are several: "spring and summer 2019".
fn month(words: &[QuestionWord<'_>], year_at: usize, year: i16) -> Option<FilterGuess> {
    let before = |at: usize| at.checked_sub(1).map(|before| (before, words[before].text));
    let mut start = year_at - 1;
    if let Some((at, _)) = before(start).filter(|(_, text)| text.len() <= 2 && text.parse::<u8>().is_ok()) {
        start = at;
    }
    match before(start) {
        Some((at, text)) if OPEN.contains(&text) => start = at,
        Some((_, "and" | "or" | "to" | "between" | "from")) => return None,
        _ => {}
    }
    let range = start..year_at + 1;
    let dates = read_dates(&typed(words, &range), Date::year(year)?)?;
    Some(dated(words, range, dates))
}

fn dated(words: &[QuestionWord<'_>], range: Range<usize>, dates: DateRange) -> FilterGuess {
    let filters = vec![Filter { field: Field::Date, value: FilterValue::Dates(dates), span: 0..0 }];
    FilterGuess { typed: typed(words, &range), words: range, filters, says_why: false }
}
