//! A query of which any of the words will do.

use std::borrow::Cow;

use crate::query::{Node, Phrase, TermForm};
use crate::text::is_stop_word;

use super::Request;
use super::bounded::bounded;
use super::budget::Notes;

/// What is looked for. Where any of the words will do, function words are not, and the words of a hyphenated one will do
/// as well as all of it: documents with "users" are about "non-users" too, if less.
pub(super) fn root(request: &Request<'_>, notes: &mut Notes) -> Node {
    let asked = &request.query.root;
    let root = if request.any { Cow::Owned(loosened(asked)) } else { Cow::Borrowed(asked) };
    bounded(&root, notes)
}

fn loosened(root: &Node) -> Node {
    let is_compound = |node: &&Node| matches!(node, Node::Phrase(phrase) if is_compound(phrase));
    match root {
        Node::And(nodes) => {
            // A hyphenated word beside filters alone is all that will do.
            let is_alone = nodes.iter().filter(|node| !matches!(node, Node::Filter(_))).count() == 1;
            let each = |node: &Node| match node {
                Node::Or(nodes) => any_of(nodes),
                node if is_alone && is_compound(&node) => any_of(std::slice::from_ref(node)),
                node => node.clone(),
            };
            Node::And(nodes.iter().map(each).collect())
        }
        Node::Or(nodes) => any_of(nodes),
        node if is_compound(&node) => any_of(std::slice::from_ref(node)),
        node => node.clone(),
    }
}

/// Of alternatives, function words are left out unless there is nothing else.
pub(super) fn any_of(nodes: &[Node]) -> Node {
    let is_stop =
        |node: &Node| matches!(node, Node::Word(term) if term.form == TermForm::Word && is_stop_word(&term.text));
    let only_stop = nodes.iter().all(is_stop);
    let mut kept: Vec<Node> = Vec::with_capacity(nodes.len());
    for node in nodes.iter().filter(|node| only_stop || !is_stop(node)) {
        match node {
            Node::Phrase(phrase) if is_compound(phrase) => kept.extend(halved(node, words_of(phrase).collect())),
            node => kept.push(node.clone()),
        }
    }
    if kept.len() == 1 { kept.remove(0) } else { Node::Or(kept) }
}

/// A compound and its words, which are together worth what it is: half for all of it, and half for each of them.
fn halved(compound: &Node, words: Vec<Node>) -> Vec<Node> {
    if words.is_empty() {
        return vec![compound.clone()];
    }
    let half = |node| Node::Boost(Box::new(node), 0.5);
    [compound.clone()].into_iter().chain(words).map(half).collect()
}

/// Whether a phrase is a word that was typed with a hyphen.
fn is_compound(phrase: &Phrase) -> bool {
    phrase.compound && phrase.slop == 0
}

/// The words of a compound that say something alone: "users" of "non-users", nothing of "0-25" or "s.47".
fn words_of(compound: &Phrase) -> impl Iterator<Item = Node> + '_ {
    let says_something =
        |text: &str| text.chars().nth(2).is_some() && text.chars().all(char::is_alphabetic) && !is_stop_word(text);
    let words = compound.terms.iter().filter(move |term| term.form == TermForm::Word && says_something(&term.text));
    words.map(|term| {
        let mut term = term.clone();
        term.level = term.level.or(compound.level);
        Node::Word(term)
    })
}
