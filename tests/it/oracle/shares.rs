//! What the queries had in them and how many of them found something, so that a generator of
//! queries that no longer asks much fails.

use std::collections::BTreeMap;
use std::fmt;

use findings::query::{Field, MatchLevel, Node, Proximity, Term, TermForm};

/// How many queries had something, and how many of those found a passage.
#[derive(Default)]
pub(super) struct Shares(BTreeMap<String, (usize, usize)>);

/// Each of these must be in one of so many queries at the least, and find something in a quarter of them.
const COMMON: &[&str] = &[
    "word",
    "verbatim",
    "prefix",
    "wildcard",
    "fuzzy",
    "phrase",
    "slop",
    "any word",
    "compound",
    "NEAR",
    "PRE",
    "NOT NEAR",
    "NEAR/s",
    "NEAR/p",
    "NEAR/section",
    "chain",
    "group",
    "NOT NEAR group",
    "AND",
    "OR",
    "NOT",
    "boost",
    "authority:",
    "region:",
    "kind:",
    "grade:",
    "section:",
    "label:",
    "page:",
    "report:",
    "inspector:",
    "date:",
    "title:",
    "ward:",
];
const RAREST: usize = 200;

impl Shares {
    /// Counts a query.
    pub(super) fn add(&mut self, root: &Node, found: usize, passages: usize) {
        let finds = found > 0;
        let mut names = vec!["any query".to_owned()];
        if found < passages {
            names.push("not all".to_owned());
        }
        name(root, &mut names);
        names.sort_unstable();
        names.dedup();
        for name in names {
            let (all, found) = self.0.entry(name).or_default();
            *all += 1;
            *found += usize::from(finds);
        }
    }

    /// Counts the queries of another.
    pub(super) fn join(&mut self, other: Shares) {
        for (name, (all, found)) in other.0 {
            let sum = self.0.entry(name).or_default();
            *sum = (sum.0 + all, sum.1 + found);
        }
    }

    /// That all there is in the language was asked, and that most queries found something.
    pub(super) fn assert_rich(&self) {
        let all = self.0["any query"].0;
        for name in COMMON {
            let (asked, found) = self.0.get(*name).copied().unwrap_or_default();
            assert!(asked * RAREST >= all, "{name} is in {asked} of {all} queries\n{self}");
            assert!(found * 4 >= asked, "{name}: {found} of {asked} queries find something\n{self}");
        }
        for (name, share) in [("any query", 60), ("not all", 50)] {
            let found = self.0[name].1;
            assert!(found * 100 >= all * share, "{name}: {found} of {all} queries find something\n{self}");
        }
    }
}

impl fmt::Display for Shares {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, (all, found)) in &self.0 {
            writeln!(f, "{name:>13}: {all:6} queries, {:3}% find something", found * 100 / all)?;
        }
        Ok(())
    }
}

/// The names of all that a query has in it.
fn name(node: &Node, names: &mut Vec<String>) {
    let mut add = |name: &str| names.push(name.to_owned());
    match node {
        Node::Empty | Node::All => {}
        Node::Word(term) => name_term(term, names),
        Node::Phrase(phrase) => {
            add(if phrase.compound { "compound" } else { "phrase" });
            if phrase.slop > 0 {
                add("slop");
            }
            if phrase.level == Some(MatchLevel::Verbatim) {
                add("verbatim");
            }
            phrase.terms.iter().for_each(|term| name_term(term, names));
        }
        Node::Near(near) => {
            add(if near.ordered { "PRE" } else { "NEAR" });
            if near.negated {
                add("NOT NEAR");
            }
            match near.within {
                Proximity::Words(_) => {}
                Proximity::Sentence => add("NEAR/s"),
                Proximity::Passage => add("NEAR/p"),
                Proximity::Section => add("NEAR/section"),
            }
            let has_group = |node: &Node| matches!(node, Node::And(_) | Node::Or(_));
            if has_group(&near.left) || has_group(&near.right) {
                add("group");
            }
            if near.negated && has_group(&near.right) {
                add("NOT NEAR group");
            }
            if matches!(*near.left, Node::Near(_)) || matches!(*near.right, Node::Near(_)) {
                add("chain");
            }
            name(&near.left, names);
            name(&near.right, names);
        }
        Node::And(nodes) | Node::Or(nodes) => {
            add(if matches!(node, Node::And(_)) { "AND" } else { "OR" });
            nodes.iter().for_each(|node| name(node, names));
        }
        Node::Not(node) => {
            add("NOT");
            name(node, names);
        }
        Node::Boost(node, _) => {
            add("boost");
            name(node, names);
        }
        Node::Filter(filter) => match &filter.field {
            Field::Extra(field) => add(&format!("{field}:")),
            field => add(&format!("{}:", field.name())),
        },
    }
}

fn name_term(term: &Term, names: &mut Vec<String>) {
    let form = match term.form {
        TermForm::Word => "word",
        TermForm::Prefix => "prefix",
        TermForm::Wildcard => "wildcard",
        TermForm::Fuzzy(_) => "fuzzy",
        TermForm::AnyWord | TermForm::AnyWords => "any word",
    };
    names.push(form.to_owned());
    if term.level == Some(MatchLevel::Verbatim) {
        names.push("verbatim".to_owned());
    }
}
