//! Where in a passage something stands, by looking at every word. Nothing here is quick or clever.

use std::collections::BTreeSet;

use findings::query::{MatchLevel, Near, Node, Phrase, Proximity, Term, TermForm};

use super::library::{Library, Passage, Word};
use super::pattern::{letters_off, pattern_fits};
use super::spread::{Thing, Unit, spread, unboosted, units};

/// The number of the first word, and of the one after the last.
pub(super) type Place = (usize, usize);

/// The words and phrases of something that several of them make, in order.
pub(super) type Words = BTreeSet<Place>;

/// A passage that is asked where something stands.
pub(super) struct Reading<'l> {
    pub(super) library: &'l Library,
    pub(super) passage: &'l Passage,
    /// How far words may go where the query says nothing else.
    pub(super) level: MatchLevel,
}

impl Reading<'_> {
    /// All places where a word or phrase stands.
    pub(super) fn places(&self, node: &Node) -> BTreeSet<Place> {
        match node {
            Node::Word(term) => self.row(std::slice::from_ref(term), 0, self.level),
            Node::Phrase(phrase) => self.phrase(phrase),
            _ => BTreeSet::new(),
        }
    }

    /// All places where something stands, each by the words and phrases that it is made of.
    pub(super) fn words_of(&self, thing: &Thing<'_>) -> BTreeSet<Words> {
        let single = |places: BTreeSet<Place>| places.into_iter().map(|place| BTreeSet::from([place])).collect();
        match thing {
            Thing::Itself(node) => single(self.places(node)),
            Thing::Closed(head, tail) => single(self.closed(head, tail)),
            Thing::Away(left, near) => {
                let left = self.words_of(left).into_iter();
                left.filter(|left| !self.has_near(left, &near.right, near)).collect()
            }
            Thing::Near(left, right, near) => {
                let (left, right) = (self.words_of(left), self.words_of(right));
                let pairs = left.iter().flat_map(|l| right.iter().map(move |r| (l, r)));
                pairs.filter(|(l, r)| self.are_near(l, r, near)).map(|(l, r)| l | r).collect()
            }
        }
    }

    /// The shortest places that have all parts of a phrase in order.
    fn phrase(&self, phrase: &Phrase) -> BTreeSet<Place> {
        let mut places: Option<BTreeSet<Place>> = None;
        for part in self.parts(phrase) {
            places = Some(match places {
                None => part,
                Some(before) => {
                    let pairs = before.iter().flat_map(|one| part.iter().map(move |other| (one, other)));
                    pairs.filter(|(one, other)| one.1 <= other.0).map(|(one, other)| (one.0, other.1)).collect()
                }
            });
        }
        let places = places.unwrap_or_default();
        let has_ellipsis = phrase.terms.iter().any(is_ellipsis);
        let is_longer =
            |place: &Place| places.iter().any(|other| other != place && place.0 <= other.0 && other.1 <= place.1);
        places.iter().copied().filter(|place| !has_ellipsis || !is_longer(place)).collect()
    }

    /// Where each part of a phrase stands, of which an ellipsis makes several.
    fn parts(&self, phrase: &Phrase) -> Vec<BTreeSet<Place>> {
        let level = phrase.level.unwrap_or(self.level);
        let rows = phrase.terms.split(is_ellipsis).map(|terms| self.row(terms, phrase.slop as usize, level));
        let tail: Vec<&str> = phrase.terms.iter().skip(1).map(|term| term.text.as_str()).collect();
        let is_one_word = |place: &Place| !phrase.compound || self.may_be_one_word(*place, &tail);
        rows.map(|row| row.into_iter().filter(is_one_word).collect()).collect()
    }

    /// What is marked of a phrase: its parts, in the places that have all of them.
    pub(super) fn marks(&self, phrase: &Phrase) -> BTreeSet<Place> {
        let whole = self.phrase(phrase);
        let is_within = |part: &Place| whole.iter().any(|place| place.0 <= part.0 && part.1 <= place.1);
        self.parts(phrase).into_iter().flatten().filter(is_within).collect()
    }

    fn row(&self, terms: &[Term], slop: usize, level: MatchLevel) -> BTreeSet<Place> {
        let mut places = BTreeSet::new();
        for start in 0..self.passage.words.len() {
            self.row_from(terms, start, slop, level, &mut |end| {
                places.insert((start, end));
            });
        }
        places
    }

    /// Where a row of words that begins at `at` may end, with up to `slop` words left out in it.
    fn row_from(&self, terms: &[Term], at: usize, slop: usize, level: MatchLevel, found: &mut dyn FnMut(usize)) {
        let Some((term, rest)) = terms.split_first() else { return };
        for (length, rest) in self.steps(term, rest, at, level) {
            let end = at + length;
            if rest.is_empty() {
                found(end);
                continue;
            }
            for left_out in 0..=slop.min(self.passage.words.len() - end) {
                self.row_from(rest, end + left_out, slop - left_out, level, found);
            }
        }
    }

    /// How many words of the passage the next words of a row may be, and what is left of the row.
    fn steps<'t>(&self, term: &Term, rest: &'t [Term], at: usize, level: MatchLevel) -> Vec<(usize, &'t [Term])> {
        let words = &self.passage.words;
        let own = term.level.unwrap_or(level);
        let mut steps = Vec::new();
        if words.get(at).is_some_and(|word| self.fits(term, word, own)) {
            steps.push((1, rest));
        }
        if self.is_open_compound(term, at, own) {
            steps.push((2, rest));
        }
        if let Some((next, rest)) = rest.split_first()
            && words.get(at).is_some_and(|word| self.is_closed_compound(term, next, word, own))
        {
            steps.push((1, rest));
        }
        steps
    }

    /// Whether nothing parts the words of a place, as between parts of a sentence, or of sentences where no part of the word
    /// after its first begins with a figure.
    fn may_be_one_word(&self, place: Place, tail: &[&str]) -> bool {
        let has_figure = tail.iter().any(|part| part.starts_with(char::is_numeric));
        let mut words = self.passage.words[place.0 + 1..place.1].iter();
        !words.any(|word| word.is_parted || word.begins_sentence && !has_figure)
    }

    /// "multi agency" for `multiagency`, where a passage has "multi-agency".
    fn is_open_compound(&self, term: &Term, at: usize, level: MatchLevel) -> bool {
        let words = &self.passage.words;
        let (Some(head), Some(tail)) = (words.get(at), words.get(at + 1)) else { return false };
        is_word(term)
            && self.library.compounds.get(&term.text).is_some_and(|halves| {
                let is_it = |one, other| {
                    self.fits(&word(one), head, MatchLevel::Verbatim) && self.fits(&word(other), tail, level)
                };
                let is_one_word = |other: &String| self.may_be_one_word((at, at + 2), &[other.as_str()]);
                halves.iter().any(|(one, other)| is_it(one, other) && is_one_word(other))
            })
    }

    /// "multiagency" for `multi agency`, where a passage has "multi-agency".
    pub(super) fn is_closed_compound(&self, head: &Term, tail: &Term, here: &Word, level: MatchLevel) -> bool {
        let closed = format!("{}{}", head.text, tail.text);
        let halves = self.library.compounds.get(&closed);
        let is_compound = || halves.is_some_and(|halves| halves.contains(&(head.text.clone(), tail.text.clone())));
        is_word(head) && is_word(tail) && is_compound() && self.fits(&word(&closed), here, level)
    }

    /// Whether what must not be near is near: of a group all that it asks for.
    fn has_near(&self, left: &Words, right: &Node, near: &Near) -> bool {
        match unboosted(right) {
            Node::Or(nodes) => nodes.iter().any(|right| self.has_near(left, right, near)),
            Node::And(nodes) => units(nodes, self.library).iter().all(|unit| match *unit {
                Unit::One(right) => self.has_near(left, right, near),
                Unit::Pair(head, tail) => {
                    let closed = self.closed(head, tail);
                    self.has_near(left, head, near) && self.has_near(left, tail, near)
                        || closed.into_iter().any(|place| self.are_near(left, &BTreeSet::from([place]), near))
                }
            }),
            right => spread(right, self.library)
                .holds(&|right: &Thing<'_>| self.words_of(right).iter().any(|right| self.are_near(left, right, near))),
        }
    }

    /// Where two words of a query stand as one.
    pub(super) fn closed(&self, head: &Node, tail: &Node) -> BTreeSet<Place> {
        let (Node::Word(head), Node::Word(tail)) = (head, tail) else { return BTreeSet::new() };
        let level = head.level.or(tail.level).unwrap_or(self.level);
        let is_it = |at: &usize| self.is_closed_compound(head, tail, &self.passage.words[*at], level);
        (0..self.passage.words.len()).filter(is_it).map(|at| (at, at + 1)).collect()
    }

    /// Whether two places without a word in common are as near as asked, by the nearest of their words;
    /// neighbours are one word apart. In order is what ends before the other begins.
    fn are_near(&self, left: &Words, right: &Words, near: &Near) -> bool {
        let pairs = || left.iter().flat_map(|&l| right.iter().map(move |&r| if l.0 < r.0 { (l, r) } else { (r, l) }));
        let end = |words: &Words| words.iter().map(|word| word.1).max();
        if pairs().any(|(first, last)| first.1 > last.0) || near.ordered && end(left) > right.first().map(|r| r.0) {
            return false;
        }
        let (start, end) = (left.first().min(right.first()), end(left).max(end(right)));
        match (near.within, start, end) {
            (Proximity::Words(most), ..) => pairs().any(|(first, last)| last.0 - first.1 < most as usize),
            (Proximity::Sentence, Some(start), Some(end)) => {
                !self.passage.words[start.0 + 1..end].iter().any(|word| word.begins_sentence)
            }
            _ => true,
        }
    }

    /// Whether one word of a query is one word of a passage.
    fn fits(&self, term: &Term, word: &Word, level: MatchLevel) -> bool {
        match term.form {
            TermForm::Word if level == MatchLevel::Verbatim => word.is(&|folded| folded == term.text),
            TermForm::Word => self.library.has_stem(&term.text, &word.stem),
            TermForm::Prefix => word.is(&|folded| folded.starts_with(&term.text)),
            TermForm::Wildcard => word.is(&|folded| pattern_fits(&term.text, folded)),
            TermForm::Fuzzy(most) => word.is(&|folded| letters_off(&term.text, folded) <= usize::from(most)),
            TermForm::AnyWord => true,
            TermForm::AnyWords => false,
        }
    }
}

fn is_ellipsis(term: &Term) -> bool {
    term.form == TermForm::AnyWords
}

pub(super) fn is_word(term: &Term) -> bool {
    term.form == TermForm::Word
}

fn word(text: &str) -> Term {
    Term { text: text.to_owned(), form: TermForm::Word, acronym: None, capital: false, level: None, span: 0..0 }
}
