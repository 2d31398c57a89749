//! Groups beside NEAR. A word has a place, a condition on several words has none. So `(a b) NEAR c`
//! is `(a NEAR c) (b NEAR c)`, and the same on the right and along a chain; a word typed apart counts in
//! its closed form too. What is denied cannot be taken apart so: `a NOT NEAR (b c)` is an `a` that does not
//! have both near it, and each `a` must be looked at.

use crate::index::IndexError;
use crate::query::{Near, Node, Proximity};

use super::budget::MAX_PAIRED_WORDS;
use super::compile::Compiler;
use super::plan::{Nearness, Plan, SpanQuery};

/// A condition made of things that have a place.
#[derive(Clone)]
enum NearGroup {
    One(SpanQuery),
    All(Vec<NearGroup>),
    Any(Vec<NearGroup>),
}

impl Compiler<'_> {
    /// The plan of things near each other in a passage.
    pub(super) fn near(&mut self, near: &Near) -> Result<Plan, IndexError> {
        let group = self.group_of_near(near)?;
        self.plan_of_group(group)
    }

    fn plan_of_group(&self, group: NearGroup) -> Result<Plan, IndexError> {
        let each = |groups: Vec<NearGroup>| -> Result<Vec<Plan>, IndexError> {
            groups.into_iter().map(|group| self.plan_of_group(group)).collect()
        };
        Ok(match group {
            NearGroup::One(span_query) => self.weighed(span_query)?,
            NearGroup::All(groups) => Plan::And(each(groups)?),
            NearGroup::Any(groups) => Plan::Or(each(groups)?),
        })
    }

    fn group(&mut self, node: &Node) -> Result<NearGroup, IndexError> {
        if let Node::And(nodes) = node {
            self.group_of_all(nodes)
        } else if let Node::Or(nodes) = node {
            Ok(any_of(nodes.iter().map(|node| self.group(node)).collect::<Result<Vec<_>, _>>()?))
        } else if let Node::Near(near) = node {
            self.group_of_near(near)
        } else if let Node::Boost(node, _) = node {
            self.group(node)
        } else {
            Ok(NearGroup::One(self.span_query(node, None)?))
        }
    }

    /// All of them; of two words that the index also has as one, either both or that one.
    fn group_of_all(&mut self, nodes: &[Node]) -> Result<NearGroup, IndexError> {
        let mut groups = Vec::with_capacity(nodes.len());
        let mut rest = nodes;
        while let Some((node, after)) = rest.split_first() {
            let closed = self.closed_pair(node, after.first())?;
            rest = if closed.is_some() { &after[1..] } else { after };
            let group = self.group(node)?;
            groups.push(match (closed, after.first()) {
                (Some(closed), Some(next)) => NearGroup::Any(vec![
                    NearGroup::All(vec![group, self.group(next)?]),
                    NearGroup::One(SpanQuery::Word(closed)),
                ]),
                _ => group,
            });
        }
        Ok(if groups.len() == 1 { groups.remove(0) } else { NearGroup::All(groups) })
    }

    fn group_of_near(&mut self, near: &Near) -> Result<NearGroup, IndexError> {
        let nearness = Nearness {
            distance: if let Proximity::Words(n) = near.within { n } else { u32::MAX },
            in_sentence: near.within == Proximity::Sentence,
            ordered: near.ordered,
            negated: near.negated,
        };
        let (left, right) = (self.group(&near.left)?, self.group(&near.right)?);
        let right = if near.negated { NearGroup::One(whole(right)) } else { right };
        let pairs = |one: &NearGroup, other: &NearGroup| one.words().saturating_mul(other.parts());
        if pairs(&left, &right).saturating_add(pairs(&right, &left)) > MAX_PAIRED_WORDS {
            let note = "the groups beside NEAR make too many pairs: they were searched as by AND";
            self.notes.add(note.to_owned());
            return Ok(if near.negated { left } else { NearGroup::All(vec![left, right]) });
        }
        Ok(beside(left, right, nearness))
    }
}

impl NearGroup {
    /// How many things it has of which each is beside what the whole is beside.
    fn parts(&self) -> usize {
        match self {
            NearGroup::One(_) => 1,
            NearGroup::All(groups) | NearGroup::Any(groups) => groups.iter().map(NearGroup::parts).sum(),
        }
    }

    /// How many lists of postings it takes.
    fn words(&self) -> usize {
        match self {
            NearGroup::One(span_query) => span_query.words(),
            NearGroup::All(groups) | NearGroup::Any(groups) => groups.iter().map(NearGroup::words).sum(),
        }
    }
}

fn any_of(groups: Vec<NearGroup>) -> NearGroup {
    if groups.iter().all(|group| matches!(group, NearGroup::One(_))) {
        return NearGroup::One(whole(NearGroup::Any(groups)));
    }
    NearGroup::Any(groups)
}

/// A group as what something is not near.
fn whole(group: NearGroup) -> SpanQuery {
    match group {
        NearGroup::One(span_query) => span_query,
        NearGroup::All(groups) => SpanQuery::Every(groups.into_iter().map(whole).collect()),
        NearGroup::Any(groups) => SpanQuery::Any(groups.into_iter().map(whole).collect()),
    }
}

/// Each near each. What must all be there is taken apart first: for each of it, any of the others will do.
fn beside(left: NearGroup, right: NearGroup, nearness: Nearness) -> NearGroup {
    let to_each = |left: NearGroup, groups: Vec<NearGroup>| -> Vec<NearGroup> {
        groups.into_iter().map(|right| beside(left.clone(), right, nearness)).collect()
    };
    let each_to = |groups: Vec<NearGroup>, right: NearGroup| -> Vec<NearGroup> {
        groups.into_iter().map(|left| beside(left, right.clone(), nearness)).collect()
    };
    match (left, right) {
        (left, NearGroup::All(groups)) => NearGroup::All(to_each(left, groups)),
        (NearGroup::All(groups), right) => NearGroup::All(each_to(groups, right)),
        (NearGroup::Any(groups), right) => NearGroup::Any(each_to(groups, right)),
        (left, NearGroup::Any(groups)) => NearGroup::Any(to_each(left, groups)),
        (NearGroup::One(left), NearGroup::One(right)) => {
            NearGroup::One(SpanQuery::Near(Box::new(left), Box::new(right), nearness))
        }
    }
}
