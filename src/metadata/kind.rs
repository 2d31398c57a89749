//! The kind of a report, by rules that are data: those of the profiles, and the user's own.
//!
//! The first rule that holds decides: first the markers of all rules, then their titles, then the phrases of the first
//! sentences, of which the one that stands first decides.

use std::ops::Range;

use serde::Deserialize;

use super::frame::Frame;
use super::lines::{Lines, cut};
use super::profile::normalise;
use crate::report::{Confidence, Evidence, Kind};

/// This many bytes after the title count as the first sentences.
const MAX_OPENING_BYTES: usize = 2_500;

/// The rules for all kinds, in the order in which they are tried.
#[derive(Clone, Debug)]
pub(super) struct KindRules {
    rules: Vec<KindRule>,
}

/// How the reports of one kind are told.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KindRule {
    name: String,
    /// One of these is in the title, or on the cover.
    #[serde(default)]
    title: Vec<String>,
    /// One of these is in the first sentences.
    #[serde(default)]
    opening: Vec<String>,
    /// Some of these are on the first or last pages: `at_least` of them, or two.
    #[serde(default)]
    markers: Vec<String>,
    at_least: Option<usize>,
    /// Where one of these is there too, neither the markers nor the title count.
    #[serde(default)]
    unless: Vec<String>,
    /// Whether they are on an authority: if not, names in their titles are not its name.
    #[serde(default = "yes")]
    of_authority: bool,
}

impl KindRule {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Its phrases, each with its place in the file.
    pub(super) fn phrases(&self) -> impl Iterator<Item = (String, &str)> {
        let KindRule { name, title, opening, markers, unless, .. } = self;
        let lists = [("title", title), ("opening", opening), ("markers", markers), ("unless", unless)];
        lists.into_iter().flat_map(move |(list, phrases)| {
            phrases.iter().map(move |phrase| (format!("kind {name}, {list}"), phrase.as_str()))
        })
    }

    /// Whether nothing in some texts says that they are of another kind.
    fn may_be(&self, texts: &[SpacedLines<'_>]) -> bool {
        !self.unless.iter().any(|phrase| stands(texts, phrase))
    }

    /// Makes its phrases what texts are searched for; white space alone is none.
    pub(super) fn normalise(&mut self) {
        for phrases in [&mut self.title, &mut self.opening, &mut self.markers, &mut self.unless] {
            phrases.iter_mut().for_each(normalise);
            phrases.retain(|phrase| !phrase.trim().is_empty());
        }
    }
}

#[derive(Deserialize)]
struct KindFile {
    #[serde(default)]
    kind: Vec<toml::Value>,
}

impl KindRules {
    /// Of profiles, in their order.
    pub(super) fn new(rules: Vec<KindRule>) -> KindRules {
        KindRules { rules }
    }

    /// Puts others before them.
    pub(super) fn put_first(&mut self, rules: Vec<KindRule>) {
        self.rules.splice(0..0, rules);
    }

    /// Puts the user's rules first. Returns a warning for each rule that cannot be used.
    pub(super) fn add(&mut self, toml_text: &str) -> Vec<String> {
        let (rules, warnings) = parse(toml_text);
        self.put_first(rules);
        warnings
    }

    /// The names of the kinds, each once, with that of reports that no rule knows last.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for name in self.rules.iter().map(|rule| rule.name.as_str()).chain([Kind::OTHER]) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Whether the reports of a kind are on an authority, so that a name in their title is its name.
    pub(super) fn is_of_authority(&self, kind: &str) -> bool {
        self.rules.iter().any(|rule| rule.name == kind && rule.of_authority)
    }

    /// Whether a line of lower case has a title phrase of any kind.
    pub(super) fn has_title(&self, lower_line: &str) -> bool {
        self.rules.iter().flat_map(|rule| &rule.title).any(|phrase| find(lower_line, phrase).is_some())
    }

    /// The range of a title phrase in a line of some, in lower case.
    pub(super) fn title_phrase(&self, lines: &Lines, lower_line: &str) -> Option<Range<usize>> {
        let titles = self.rules.iter().filter(|rule| rule.of_authority).flat_map(|rule| &rule.title);
        let titles = titles.filter(|phrase| lines.may_have(phrase));
        let found =
            titles.filter_map(|phrase| find(lower_line, phrase)).filter(|at| !is_object(&lower_line[..at.start]));
        found.min_by_key(|at| at.start)
    }

    /// The kind, and the words that show it.
    pub(super) fn kind_of(&self, opening: &Lines, closing: &Lines, frame: &Frame) -> (Kind, Option<Evidence>) {
        let title = spaced(&opening.lower[opening.bytes(frame.cover.clone())]);
        let first_sentences = opening.bytes(frame.body..opening.count());
        let first_sentences = spaced(cut(&opening.lower[first_sentences], MAX_OPENING_BYTES));
        let all = [opening, closing].map(|lines| (spaced(&lines.lower), lines));
        let told = self
            .by_markers(&all)
            .map(|(rule, phrase)| (rule, phrase, Confidence::Likely))
            .or_else(|| self.by_title(&title, &all).map(|(rule, phrase)| (rule, phrase, Confidence::Sure)))
            .or_else(|| {
                let (rule, phrase) = self.by_opening(&first_sentences, opening)?;
                Some((rule, phrase, Confidence::Likely))
            });
        let Some((rule, phrase, confidence)) = told else {
            return (Kind(Kind::OTHER.to_owned()), None);
        };
        let place = [opening, closing].into_iter().find_map(|lines| Some((lines, loosely(&lines.lower, phrase)?)));
        let evidence = place.map(|(lines, at)| lines.evidence("kind", &rule.name, at, confidence));
        (Kind(rule.name.clone()), evidence)
    }

    fn by_markers(&self, texts: &[SpacedLines<'_>]) -> Option<(&KindRule, &str)> {
        self.rules.iter().filter(|rule| !rule.markers.is_empty()).find_map(|rule| {
            let mut found = rule.markers.iter().filter(|phrase| stands(texts, phrase));
            let last = found.nth(rule.at_least.unwrap_or(2).saturating_sub(1))?;
            rule.may_be(texts).then_some((rule, last.as_str()))
        })
    }

    fn by_title(&self, title: &str, texts: &[SpacedLines<'_>]) -> Option<(&KindRule, &str)> {
        self.rules.iter().find_map(|rule| {
            let names = |phrase: &&String| find(title, phrase).is_some_and(|at| !is_object(&title[..at.start]));
            let phrase = rule.title.iter().find(names)?;
            rule.may_be(texts).then_some((rule, phrase.as_str()))
        })
    }

    fn by_opening(&self, text: &str, lines: &Lines) -> Option<(&KindRule, &str)> {
        let found = self.rules.iter().flat_map(|rule| {
            let phrases = rule.opening.iter().filter(|phrase| lines.may_have(phrase));
            let places = phrases.filter_map(|phrase| Some((find(text, phrase)?.start, phrase)));
            places.map(move |(at, phrase)| (at, rule, phrase.as_str()))
        });
        found.min_by_key(|(at, ..)| *at).map(|(_, rule, phrase)| (rule, phrase))
    }
}

/// Reads rules; one that is wrong does not spoil the others.
fn parse(toml_text: &str) -> (Vec<KindRule>, Vec<String>) {
    let file: KindFile = match toml::from_str(toml_text) {
        Ok(file) => file,
        Err(error) => return (Vec::new(), vec![format!("the kinds cannot be read: {}", error.message())]),
    };
    let (mut rules, mut warnings) = (Vec::new(), Vec::new());
    for (number, value) in file.kind.into_iter().enumerate() {
        match value.try_into::<KindRule>() {
            Ok(rule) if rule.name.trim().is_empty() => warnings.push(format!("kind {} has no name", number + 1)),
            Ok(mut rule) => {
                rule.normalise();
                rules.push(rule);
            }
            Err(error) => warnings.push(format!("kind {} is left out: {}", number + 1, error.message())),
        }
    }
    (rules, warnings)
}

/// Whether a phrase is in any of some texts.
fn stands(texts: &[SpacedLines<'_>], phrase: &str) -> bool {
    texts.iter().any(|(text, lines)| lines.may_have(phrase) && find(text, phrase).is_some())
}

/// Lines as one text with a space between any two, and the lines.
type SpacedLines<'l> = (String, &'l Lines);

fn yes() -> bool {
    true
}

/// Whether the words before a phrase make it the object of something else: "weaknesses in the inspection of cranes".
fn is_object(before: &str) -> bool {
    let mut words = before.split(' ').rev().filter(|word| !word.is_empty());
    let last = words.next().filter(|word| !matches!(*word, "the" | "an" | "a")).or_else(|| words.next());
    matches!(last, Some("in" | "with" | "about" | "against" | "under" | "during"))
}

pub(super) fn spaced(text: &str) -> String {
    text.replace('\n', " ")
}

/// The range of a phrase in a text, as whole words.
pub(super) fn find(text: &str, phrase: &str) -> Option<Range<usize>> {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let starts_word = is_word(phrase.chars().next());
    let ends_word = is_word(phrase.chars().last());
    text.match_indices(phrase).map(|(at, _)| at..at + phrase.len()).find(|at| {
        let before = text[..at.start].chars().next_back();
        let after = text[at.end..].chars().next().filter(|c| !c.is_ascii_digit());
        !(starts_word && is_word(before) || ends_word && is_word(after))
    })
}

/// The range of a phrase in a text of lines, across line ends too.
fn loosely(lower: &str, phrase: &str) -> Option<Range<usize>> {
    find(&spaced(lower), phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_rule_is_said_and_left_out() {
        let (rules, warnings) = parse("[[kind]]\nname = \"audit\"\ntitle = [\"Audit of\"]\n[[kind]]\ntitel = [\"x\"]");
        assert_eq!(rules.iter().map(|rule| rule.title[0].as_str()).collect::<Vec<_>>(), ["audit of"]);
        assert_eq!(warnings.len(), 1);
        assert_eq!(parse("kind = ").1.len(), 1);
    }

    #[test]
    fn phrases_are_whole_words() {
        for (text, phrase, expected) in [("reinspection of", "inspection of", false), ("visit1 to", "visit", true)] {
            assert_eq!(find(text, phrase).is_some(), expected, "{text}");
        }
    }
}
