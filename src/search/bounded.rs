//! A query without what is more than one search may cost, whoever made it: typed, as options, or by a program.

use std::collections::{HashMap, HashSet};

use crate::query::{Filter, Form, MAX_WORDS, Node, Phrase, Term};

use super::budget::{MAX_PATTERNS, MAX_REPEATS, Notes, named};

/// Queries of fewer words and values are within every bound.
const FEW: usize = MAX_REPEATS;

/// The query, and remarks on what was left out of it.
pub(super) fn bounded(root: &Node, notes: &mut Notes) -> Node {
    if leaves(root) < FEW {
        return root.clone();
    }
    let mut bounds = Bounds { words: 0, repeats: HashMap::new(), patterns: HashSet::new(), notes };
    bounds.kept(root, true).unwrap_or(Node::Empty)
}

fn leaves(node: &Node) -> usize {
    match node {
        Node::Empty | Node::All | Node::Word(_) | Node::Filter(_) => 1,
        Node::Phrase(phrase) => phrase.terms.len(),
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().map(leaves).sum(),
        Node::Near(near) => leaves(&near.left) + leaves(&near.right),
        Node::Not(node) | Node::Boost(node, _) => leaves(node),
    }
}

struct Bounds<'q, 'n> {
    /// How many words and values were kept.
    words: usize,
    /// How often each word or phrase was.
    repeats: HashMap<(String, Vec<&'q str>), usize>,
    /// Which words with wildcards, and the like, were.
    patterns: HashSet<&'q str>,
    notes: &'n mut Notes,
}

impl<'q> Bounds<'q, '_> {
    /// What is kept of a condition; `repeats` says whether one that was there before may be left out.
    fn kept(&mut self, node: &'q Node, repeats: bool) -> Option<Node> {
        match node {
            Node::Word(term) => self.takes(std::slice::from_ref(term), node, repeats).then(|| node.clone()),
            Node::Phrase(Phrase { terms, .. }) => self.takes(terms, node, repeats).then(|| node.clone()),
            Node::Filter(filter) => self.takes_value(filter).then(|| node.clone()),
            Node::And(nodes) => several(self.each(nodes, repeats), Node::And),
            Node::Or(nodes) => several(self.each(nodes, repeats), Node::Or),
            Node::Not(node) => Some(Node::Not(Box::new(self.kept(node, repeats)?))),
            Node::Boost(node, factor) => Some(Node::Boost(Box::new(self.kept(node, repeats)?), *factor)),
            Node::Near(near) => {
                // A word beside itself asks for two of it.
                match (self.kept(&near.left, false), self.kept(&near.right, false)) {
                    (Some(left), Some(right)) => {
                        let mut near = near.clone();
                        (near.left, near.right) = (Box::new(left), Box::new(right));
                        Some(Node::Near(near))
                    }
                    (left, right) => left.or(right),
                }
            }
            Node::Empty | Node::All => Some(node.clone()),
        }
    }

    fn each(&mut self, nodes: &'q [Node], repeats: bool) -> Vec<Node> {
        // Equal filters side by side make no difference.
        let mut filters = HashSet::new();
        let mut kept = Vec::with_capacity(nodes.len().min(MAX_WORDS));
        for node in nodes {
            match node {
                Node::Filter(Filter { field, value, .. }) if !filters.insert((field, value)) => {}
                node => kept.extend(self.kept(node, repeats)),
            }
        }
        kept
    }

    fn takes(&mut self, terms: &'q [Term], node: &Node, repeats: bool) -> bool {
        if !self.has_room(terms.len()) || !terms.iter().all(|term| self.takes_pattern(term)) {
            return false;
        }
        if repeats {
            let shape = match node {
                Node::Phrase(phrase) => format!("{:?}{}{}", phrase.rung, phrase.slop, phrase.compound),
                _ => format!("{:?}{:?}", terms[0].form, terms[0].rung),
            };
            let times = self.repeats.entry((shape, terms.iter().map(|term| term.text.as_str()).collect())).or_default();
            *times += 1;
            if *times > MAX_REPEATS {
                let text = terms.iter().map(|term| term.text.as_str()).take(20).collect::<Vec<_>>().join(" ");
                self.notes.add(format!(
                    "{} counts {MAX_REPEATS} times at the most; the query has it more often",
                    named(&text)
                ));
                return false;
            }
        }
        self.words += terms.len();
        true
    }

    fn takes_value(&mut self, filter: &'q Filter) -> bool {
        let takes = self.has_room(1)
            && match &filter.value {
                crate::query::FilterValue::Pattern(pattern) => self.counts_pattern(pattern),
                _ => true,
            };
        self.words += usize::from(takes);
        takes
    }

    fn has_room(&mut self, words: usize) -> bool {
        let has_room = self.words + words <= MAX_WORDS;
        if !has_room {
            self.notes.add(format!("the query has more than {MAX_WORDS} words and values; the rest was left out"));
        }
        has_room
    }

    fn takes_pattern(&mut self, term: &'q Term) -> bool {
        matches!(term.form, Form::Word | Form::AnyWord) || self.counts_pattern(&term.text)
    }

    fn counts_pattern(&mut self, pattern: &'q str) -> bool {
        if self.patterns.len() < MAX_PATTERNS || self.patterns.contains(pattern) {
            self.patterns.insert(pattern);
            return true;
        }
        self.notes.add(format!(
            "the query has more than {MAX_PATTERNS} words with wildcards or with letters off; the rest of them were left out"
        ));
        false
    }
}

/// Several conditions as one; none where all of them were left out.
fn several(mut kept: Vec<Node>, join: fn(Vec<Node>) -> Node) -> Option<Node> {
    if kept.len() > 1 { Some(join(kept)) } else { kept.pop() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParseOptions, Query, parse};
    use crate::report::Date;

    fn read(text: &str) -> Node {
        parse(text, &ParseOptions::on(Date::year(2026).expect("it is a year"))).query.root
    }

    /// The first and last characters of what is kept, how many leaves it has, and how many remarks there are.
    fn kept(root: &Node) -> (usize, Vec<String>) {
        let mut notes = Notes::default();
        (leaves(&bounded(root, &mut notes)), notes.into_vec())
    }

    #[test]
    fn what_people_type_is_kept_as_it_is() {
        let thousand: Vec<String> = (0..1_000).map(|n| format!("\"name{n} other{n}\"")).collect();
        for text in
            ["a b", "\"a b\"~3 NEAR/5 (c OR d) -e kind:x", "", "*", &thousand.join(" OR "), &"a ".repeat(MAX_REPEATS)]
        {
            let root = read(text);
            let mut notes = Notes::default();
            assert_eq!(bounded(&root, &mut notes), root, "{text}");
            assert!(notes.into_vec().is_empty(), "{text}");
        }
    }

    #[test]
    fn what_is_too_much_is_left_out_and_said() {
        let alternatives =
            |count: usize, word: &dyn Fn(usize) -> String| (0..count).map(word).collect::<Vec<_>>().join(" OR ");
        for (text, expected, remarks) in [
            ("a ".repeat(500), MAX_REPEATS, 1),
            ("\"a b\" ".repeat(500), 2 * MAX_REPEATS, 1),
            ("a ".repeat(100) + "b", MAX_REPEATS + 1, 1),
            ("-a ".repeat(500), MAX_REPEATS, 1),
            (alternatives(1_500, &|n| format!("a{n}*")), MAX_PATTERNS, 1),
            (alternatives(1_500, &|n| format!("a{n}~ b{n}")), MAX_PATTERNS + 1_500, 1),
            ("kind:x ".repeat(500), 1, 0),
            (alternatives(200, &|_| "a NEAR/5 a".to_owned()), 400, 0),
        ] {
            let (leaves, said) = kept(&read(&text));
            assert_eq!((leaves, said.len()), (expected, remarks), "{}: {said:?}", &text[..20]);
        }
    }

    #[test]
    fn options_and_programs_are_bounded_as_well() {
        let many = Node::Or((0..2 * MAX_WORDS).map(|n| read(&format!("report:r{n}"))).collect());
        let (leaves, said) = kept(&many);
        assert_eq!((leaves, said.len()), (MAX_WORDS, 1));
        let query = Query { root: Node::And(vec![many.clone(), many]) };
        assert_eq!(kept(&query.root).0, MAX_WORDS);
    }
}
