//! Which passages a query means, and what of them it marks, as its manual has it.

use std::collections::BTreeSet;

use findings::query::{MatchLevel, Near, Node, Proximity};

use super::filters::meets;
use super::library::{Library, Passage};
use super::places::{Place, Reading};
use super::spread::{Thing, spread};

/// A query as it is asked of a library.
pub(super) struct Meaning<'l> {
    pub(super) library: &'l Library,
    pub(super) root: &'l Node,
    pub(super) level: MatchLevel,
}

impl<'l> Meaning<'l> {
    /// The passages that it finds.
    pub(super) fn found(&self) -> Vec<&'l Passage> {
        self.library.passages.iter().filter(|passage| self.holds(self.root, passage)).collect()
    }

    fn reading(&self, passage: &'l Passage) -> Reading<'l> {
        Reading { library: self.library, passage, level: self.level }
    }

    fn holds(&self, node: &Node, passage: &'l Passage) -> bool {
        match node {
            Node::Empty => false,
            Node::All => true,
            Node::Word(_) | Node::Phrase(_) => !self.reading(passage).places(node).is_empty(),
            Node::And(nodes) => self.all_hold(nodes, passage),
            Node::Or(nodes) => nodes.iter().any(|node| self.holds(node, passage)),
            Node::Not(node) => !self.holds(node, passage),
            Node::Boost(node, _) => self.holds(node, passage),
            Node::Filter(filter) => meets(filter, passage, self.library),
            Node::Near(near) if near.within == Proximity::Section => self.holds_in_section(near, passage),
            Node::Near(_) => {
                let reading = self.reading(passage);
                spread(node, self.library).holds(&|thing: &Thing<'_>| !reading.words_of(thing).is_empty())
            }
        }
    }

    /// Each of them, where two neighbouring words may also stand as one: `multi agency`.
    fn all_hold(&self, nodes: &[Node], passage: &'l Passage) -> bool {
        let Some((first, rest)) = nodes.split_first() else { return true };
        self.holds(first, passage) && self.all_hold(rest, passage)
            || rest.split_first().is_some_and(|(second, rest)| {
                !self.reading(passage).closed(first, second).is_empty() && self.all_hold(rest, passage)
            })
    }

    /// One of the two here, and the other under the same heading; or the left one without the right.
    fn holds_in_section(&self, near: &Near, passage: &'l Passage) -> bool {
        let section = || self.library.passages.iter().filter(|other| other.run == passage.run);
        let is_under_heading = |node: &Node| section().any(|other| self.holds(node, other));
        let (left, right) = (self.holds(&near.left, passage), self.holds(&near.right, passage));
        if !near.ordered {
            return match near.negated {
                true => left && !is_under_heading(&near.right),
                false => left && is_under_heading(&near.right) || right && is_under_heading(&near.left),
            };
        }
        let here = self.holds(&Node::Near(Near { within: Proximity::Passage, ..near.clone() }), passage);
        let place = |passage: &Passage| self.library.passages.iter().position(|other| other.id == passage.id);
        let after = section().any(|other| place(other) > place(passage) && self.holds(&near.right, other));
        let before = section().any(|other| place(other) < place(passage) && self.holds(&near.left, other));
        if near.negated { here && !after } else { here || left && after || right && before }
    }

    /// What is marked in a passage: all that was asked for and stands there, what overlaps as one, in code points.
    pub(super) fn marks(&self, passage: &'l Passage) -> Vec<(usize, usize)> {
        let mut marks: Vec<Place> = Vec::new();
        for (start, end) in self.shown(self.root, passage) {
            match marks.last_mut() {
                Some(last) if start < last.1 => last.1 = last.1.max(end),
                _ => marks.push((start, end)),
            }
        }
        let letters = |(start, end): Place| (passage.words[start].letters.0, passage.words[end - 1].letters.1);
        marks.into_iter().map(letters).collect()
    }

    fn shown(&self, node: &Node, passage: &'l Passage) -> BTreeSet<Place> {
        let each = |nodes: &[Node]| nodes.iter().flat_map(|node| self.shown(node, passage)).collect();
        match node {
            Node::Word(_) => self.reading(passage).places(node),
            Node::Phrase(phrase) => self.reading(passage).marks(phrase),
            Node::And(nodes) => {
                let neighbours = nodes.windows(2).flat_map(|pair| self.reading(passage).closed(&pair[0], &pair[1]));
                neighbours.chain(each(nodes)).collect()
            }
            Node::Or(nodes) => each(nodes),
            Node::Boost(node, _) => self.shown(node, passage),
            Node::Near(near) if near.within == Proximity::Section && near.ordered && near.negated => {
                self.shown(&Node::Near(Near { within: Proximity::Passage, ..near.clone() }), passage)
            }
            Node::Near(near) if near.within == Proximity::Section => {
                let right = if near.negated { BTreeSet::new() } else { self.shown(&near.right, passage) };
                self.shown(&near.left, passage).into_iter().chain(right).collect()
            }
            Node::Near(_) => {
                let reading = self.reading(passage);
                let spread = spread(node, self.library);
                let places = spread.things().into_iter().flat_map(|thing| reading.words_of(thing));
                places.filter_map(|words| Some((words.first()?.0, words.last()?.1))).collect()
            }
            Node::Empty | Node::All | Node::Not(_) | Node::Filter(_) => BTreeSet::new(),
        }
    }
}
