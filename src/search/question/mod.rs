//! How a question is read where no passage has all of its words: which of them are wanted, and which are names that
//! filters can be made of. Functions of their arguments: the lexicon, and the names that an index has.

mod frame;
mod guesses;
mod places;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;

use crate::engine::Loosen;
use crate::lexicon::{Lexicon, MAX_ROW};
use crate::query::{Node, Query, Term, TermForm};
use crate::text::{Stemmer, base_of_possessive};

pub(super) use guesses::{FilterGuess, Guessable, KnownNames, least_certain};
pub(super) use places::is_part;

/// A word that is typed more often than this says no more of what is asked.
const MAX_TIMES: usize = 8;

/// A query read loosely.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct LooseReading {
    /// Conditions that a passage must meet, as they were typed.
    pub(super) required: Vec<Node>,
    /// Conditions most of which a passage should meet, in the order of the query; words that the lexicon may have something
    /// in place of stand together.
    pub(super) wanted: Vec<Vec<Node>>,
    /// What is read as filters.
    pub(super) guesses: Vec<FilterGuess>,
    /// The authorities that are named and that no report is about.
    pub(super) absent: Vec<String>,
    /// The words that nothing is made of.
    pub(super) left_out: Vec<String>,
}

/// Whether a query is asked as a question.
pub(super) fn is_question(query: &Query) -> bool {
    let asked: Vec<&Node> = query.root.conditions().iter().collect();
    let tokens = QuestionTokens::new(&asked);
    frame::is_question(&tokens.words.iter().map(|word| word.text).collect::<Vec<_>>())
}

/// Reads a query loosely, if there is anything in it that can be read so. Without names nothing is guessed.
pub(super) fn read(
    query: &Query,
    loosen: Loosen,
    lexicon: Option<&Lexicon>,
    names: Option<Guessable<'_>>,
) -> Option<LooseReading> {
    let conditions = query.root.conditions();
    let mut reading = LooseReading::default();
    let mut asked: Vec<&Node> = Vec::new();
    let mut met: HashMap<String, usize> = HashMap::new();
    for node in conditions {
        if !loosened(node, loosen) {
            reading.required.push(node.clone());
            continue;
        }
        let times = met.entry(Query { root: node.clone() }.to_string()).or_default();
        *times += 1;
        if *times <= MAX_TIMES {
            asked.push(node);
        }
    }
    let tokens = QuestionTokens::new(&asked);
    let texts: Vec<&str> = tokens.words.iter().map(|word| word.text).collect();
    let is_question = frame::is_question(&texts);
    if let Some(names) = names {
        (reading.guesses, reading.absent) = guesses::guesses(&tokens.words, names);
    }
    let guessed = |at: usize| reading.guesses.iter().find(|guess| guess.words.contains(&at));
    let frame = if is_question { frame::frame(&texts, &|at| guessed(at).is_some()) } else { 0 };
    let form_of = tokens.forms(frame, lexicon, &|at| guessed(at).is_some());
    let mut last = None;
    for (node, range) in asked.iter().zip(&tokens.ranges) {
        let plain = matches!(node, Node::Word(_));
        let is_wanted = |at: usize| {
            guessed(at).is_none()
                && (form_of[at].is_some() || at >= frame && !(plain && frame::is_left_out(texts[at], is_question)))
        };
        if range.is_empty() || range.clone().any(is_wanted) {
            let form = range.clone().next().and_then(|at| form_of[at]);
            match reading.wanted.last_mut().filter(|_| form == last) {
                Some(row) => row.push((*node).clone()),
                None => reading.wanted.push(vec![(*node).clone()]),
            }
            last = form;
        } else if range.clone().all(|at| guessed(at).is_none()) {
            reading.left_out.extend(range.clone().map(|at| texts[at].to_owned()));
        }
    }
    if reading.wanted.is_empty() {
        let says_why = |at: usize| guessed(at).is_some_and(|guess| guess.says_why);
        let nodes = asked.iter().zip(&tokens.ranges).filter(|(_, range)| Range::clone(range).any(says_why));
        reading.wanted = vec![nodes.map(|(node, _)| (*node).clone()).collect()];
    }
    if reading.wanted.concat().is_empty() && reading.guesses.is_empty() {
        // Of function words alone, they are what is looked for.
        reading.wanted = vec![asked.into_iter().cloned().collect()];
        reading.left_out.clear();
    }
    reading.wanted.retain(|row| !row.is_empty());
    (!reading.wanted.is_empty() || !reading.guesses.is_empty()).then_some(reading)
}

/// Whether a condition is wanted rather than required. What a person has typed an operator for, or in quotation marks,
/// is required unless all is to be loosened; filters and what is ruled out always are.
fn loosened(node: &Node, loosen: Loosen) -> bool {
    match node {
        Node::Word(term) if term.form == TermForm::Word && term.level.is_none() => true,
        Node::Phrase(phrase) if phrase.compound && phrase.level.is_none() => true,
        Node::Word(_) | Node::Phrase(_) | Node::Near(_) | Node::Or(_) | Node::And(_) | Node::Boost(..) => {
            loosen == Loosen::Conditions
        }
        Node::Filter(_) | Node::Not(_) | Node::All | Node::Empty => false,
    }
}

/// The words of conditions that are words.
struct QuestionTokens<'q> {
    words: Vec<guesses::QuestionWord<'q>>,
    /// Of each condition, which words are its own.
    ranges: Vec<Range<usize>>,
}

impl<'q> QuestionTokens<'q> {
    fn new(nodes: &[&'q Node]) -> QuestionTokens<'q> {
        let mut tokens = QuestionTokens { words: Vec::new(), ranges: Vec::new() };
        for node in nodes {
            let terms: &[Term] = match node {
                Node::Word(term) => std::slice::from_ref(term),
                Node::Phrase(phrase) if phrase.compound => &phrase.terms,
                Node::Phrase(_) | Node::Near(_) | Node::And(_) | Node::Or(_) | Node::Not(_) => &[],
                Node::Filter(_) | Node::Boost(..) | Node::All | Node::Empty => &[],
            };
            let start = tokens.words.len();
            for term in terms {
                let text = base_of_possessive(&term.text).unwrap_or(&term.text);
                let (is_capital, is_joined) = (term.capital, tokens.words.len() > start);
                let is_name = is_capital && !tokens.words.is_empty();
                tokens.words.push(guesses::QuestionWord { text, is_name, is_capital, is_joined });
            }
            tokens.ranges.push(start..tokens.words.len());
        }
        tokens
    }

    /// Of each word, where the form of several words begins that the lexicon has and it is of. Forms are looked for before function
    /// words go: "no job", "in danger".
    fn forms(&self, from: usize, lexicon: Option<&Lexicon>, is_taken: &dyn Fn(usize) -> bool) -> Vec<Option<usize>> {
        let mut form_of = vec![None; self.words.len()];
        let mut stemmer = Stemmer::new();
        let Some(lexicon) = lexicon else { return form_of };
        let mut at = from;
        while at < self.words.len() {
            let row = (at..self.words.len()).take_while(|&at| !is_taken(at)).take(MAX_ROW);
            let row: Vec<&str> = row.map(|at| self.words[at].text).collect();
            let taken = lexicon.longest(&row, &mut stemmer).map_or(1, |(taken, _)| taken);
            if taken > 1 {
                form_of[at..at + taken].fill(Some(at));
            }
            at += taken;
        }
        form_of
    }
}
