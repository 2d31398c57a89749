//! A query without what is more than one search may cost, whether it was typed, given as options or made by a program.

use std::collections::{HashMap, HashSet};
use std::slice;

use crate::query::{Filter, MAX_WORDS, Node, Phrase, Term, TermForm};

use super::budget::{MAX_PATTERNS, MAX_REPEATS, Notes, named};

/// A query of fewer words and values is within every bound.
const MIN_BOUNDED_WORDS: usize = MAX_REPEATS;

/// The query, and remarks on what was left out of it.
pub(super) fn bounded(root: &Node, notes: &mut Notes) -> Node {
    if leaves(root) < MIN_BOUNDED_WORDS {
        return root.clone();
    }
    let root = root.clone().map(&mut without_equal_filters);
    let mut beside_near = words_beside_near(&root).into_iter();
    let mut bounds = Bounds { words: 0, repeats: HashMap::new(), patterns: HashSet::new(), notes };
    let kept = root.filter_map(&mut |node| {
        let takes = if let Node::Word(term) = &node {
            let shape = format!("{:?}{:?}", term.form, term.level);
            bounds.takes(slice::from_ref(term), shape, beside_near.next() == Some(false))
        } else if let Node::Phrase(Phrase { terms, level, slop, compound, .. }) = &node {
            bounds.takes(terms, format!("{level:?}{slop}{compound}"), beside_near.next() == Some(false))
        } else if let Node::Filter(filter) = &node {
            bounds.takes_value(filter)
        } else {
            true
        };
        takes.then_some(node)
    });
    kept.unwrap_or(Node::Empty)
}

/// Equal filters side by side make no difference.
fn without_equal_filters(mut node: Node) -> Node {
    if let Node::And(nodes) | Node::Or(nodes) = &mut node {
        let mut known = HashSet::new();
        nodes.retain(|node| {
            let Node::Filter(Filter { field, value, .. }) = node else { return true };
            known.insert((field.clone(), value.clone()))
        });
    }
    node
}

/// Of each word and phrase, in order, whether it is beside `NEAR`: a word beside itself asks for two of it.
fn words_beside_near(root: &Node) -> Vec<bool> {
    fn is_text(node: &Node) -> bool {
        matches!(node, Node::Word(_) | Node::Phrase(_))
    }
    let mut beside = Vec::new();
    root.visit(&mut |node| {
        if matches!(node, Node::Near(_)) {
            node.visit(&mut |inner| {
                beside.extend(is_text(inner).then_some(true));
                true
            });
            return false;
        }
        beside.extend(is_text(node).then_some(false));
        true
    });
    beside
}

fn leaves(root: &Node) -> usize {
    let mut leaves = 0;
    root.visit(&mut |node| {
        leaves += if let Node::Phrase(phrase) = node {
            phrase.terms.len()
        } else {
            usize::from(node.children().next().is_none())
        };
        true
    });
    leaves
}

struct Bounds<'n> {
    /// How many words and values were kept.
    words: usize,
    /// How often each word or phrase was.
    repeats: HashMap<(String, Vec<String>), usize>,
    /// Which words with wildcards, and the like, were.
    patterns: HashSet<String>,
    notes: &'n mut Notes,
}

impl Bounds<'_> {
    /// Whether a word or phrase is kept; one that may be left out is counted by its shape and words.
    fn takes(&mut self, terms: &[Term], shape: String, may_repeat: bool) -> bool {
        if !self.has_room(terms.len()) || !terms.iter().all(|term| self.takes_pattern(term)) {
            return false;
        }
        if may_repeat {
            let times = self.repeats.entry((shape, terms.iter().map(|term| term.text.clone()).collect())).or_default();
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

    fn takes_value(&mut self, filter: &Filter) -> bool {
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

    fn takes_pattern(&mut self, term: &Term) -> bool {
        matches!(term.form, TermForm::Word | TermForm::AnyWord) || self.counts_pattern(&term.text)
    }

    fn counts_pattern(&mut self, pattern: &str) -> bool {
        if self.patterns.len() < MAX_PATTERNS || self.patterns.contains(pattern) {
            self.patterns.insert(pattern.to_owned());
            return true;
        }
        self.notes.add(format!(
            "the query has more than {MAX_PATTERNS} words with wildcards or with letters off; the rest of them were left out"
        ));
        false
    }
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
            ("NOT a ".repeat(500), MAX_REPEATS, 1),
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
