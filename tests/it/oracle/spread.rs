//! What stands beside NEAR taken apart, as the manual has it: each word of a group is near on its own, and two
//! words that may stand as one count as that one too.

use findings::query::{Near, Node};

use super::library::Library;
use super::places::is_word;

/// What can stand at some words of a passage.
#[derive(Clone)]
pub(super) enum Thing<'n> {
    /// A word or phrase.
    Itself(&'n Node),
    /// Two words as one.
    Closed(&'n Node, &'n Node),
    /// Two of these near each other.
    Near(Box<Thing<'n>>, Box<Thing<'n>>, &'n Near),
    /// One of these, with nothing near it.
    Away(Box<Thing<'n>>, &'n Near),
}

/// A condition made of things.
#[derive(Clone)]
pub(super) enum Spread<'n> {
    One(Thing<'n>),
    All(Vec<Spread<'n>>),
    Any(Vec<Spread<'n>>),
}

impl<'n> Spread<'n> {
    /// Whether it holds if one of its things does for which something is so.
    pub(super) fn holds(&self, is_so: &dyn Fn(&Thing<'n>) -> bool) -> bool {
        match self {
            Spread::One(thing) => is_so(thing),
            Spread::All(all) => all.iter().all(|one| one.holds(is_so)),
            Spread::Any(any) => any.iter().any(|one| one.holds(is_so)),
        }
    }

    /// All things in it.
    pub(super) fn things(&self) -> Vec<&Thing<'n>> {
        match self {
            Spread::One(thing) => vec![thing],
            Spread::All(several) | Spread::Any(several) => several.iter().flat_map(Spread::things).collect(),
        }
    }

    fn has_all(&self) -> bool {
        match self {
            Spread::One(_) => false,
            Spread::All(_) => true,
            Spread::Any(any) => any.iter().any(Spread::has_all),
        }
    }

    fn each(self, make: &dyn Fn(Thing<'n>) -> Spread<'n>) -> Spread<'n> {
        match self {
            Spread::One(thing) => make(thing),
            Spread::All(all) => Spread::All(all.into_iter().map(|one| one.each(make)).collect()),
            Spread::Any(any) => Spread::Any(any.into_iter().map(|one| one.each(make)).collect()),
        }
    }
}

/// What a query that can stand beside NEAR asks for.
pub(super) fn spread<'n>(node: &'n Node, library: &Library) -> Spread<'n> {
    match unboosted(node) {
        Node::And(nodes) => Spread::All(units(nodes, library).iter().map(|unit| spread_unit(unit, library)).collect()),
        Node::Or(nodes) => Spread::Any(nodes.iter().map(|node| spread(node, library)).collect()),
        Node::Near(near) if near.negated => {
            spread(&near.left, library).each(&|left| Spread::One(Thing::Away(Box::new(left), near)))
        }
        Node::Near(near) => both(spread(&near.left, library), spread(&near.right, library), near),
        node => Spread::One(Thing::Itself(node)),
    }
}

fn spread_unit<'n>(unit: &Unit<'n>, library: &Library) -> Spread<'n> {
    match unit {
        Unit::One(node) => spread(node, library),
        Unit::Pair(head, tail) => {
            let apart = Spread::All(vec![spread(head, library), spread(tail, library)]);
            Spread::Any(vec![apart, Spread::One(Thing::Closed(head, tail))])
        }
    }
}

/// All of a group on either side first; then, of a group in which any will do, those of which all must be.
fn both<'n>(left: Spread<'n>, right: Spread<'n>, near: &'n Near) -> Spread<'n> {
    match (left, right) {
        (Spread::All(all), right) => Spread::All(all.into_iter().map(|left| both(left, right.clone(), near)).collect()),
        (left, Spread::All(all)) => Spread::All(all.into_iter().map(|right| both(left.clone(), right, near)).collect()),
        (Spread::Any(any), right) if any.iter().any(Spread::has_all) => {
            Spread::Any(any.into_iter().map(|left| both(left, right.clone(), near)).collect())
        }
        (left, Spread::Any(any)) if any.iter().any(Spread::has_all) => {
            Spread::Any(any.into_iter().map(|right| both(left.clone(), right, near)).collect())
        }
        (left, right) => left.each(&|left| {
            let near = |right| Spread::One(Thing::Near(Box::new(left.clone()), Box::new(right), near));
            right.clone().each(&near)
        }),
    }
}

/// One or two of several conditions.
pub(super) enum Unit<'n> {
    One(&'n Node),
    /// Two words that some passage joins by a hyphen, and some passage has as one.
    Pair(&'n Node, &'n Node),
}

/// Conditions one by one, but two words that may stand as one together.
pub(super) fn units<'n>(nodes: &'n [Node], library: &Library) -> Vec<Unit<'n>> {
    match nodes {
        [] => Vec::new(),
        [first, second, rest @ ..] if are_compound(first, second, library) => {
            std::iter::once(Unit::Pair(first, second)).chain(units(rest, library)).collect()
        }
        [first, rest @ ..] => std::iter::once(Unit::One(first)).chain(units(rest, library)).collect(),
    }
}

fn are_compound(head: &Node, tail: &Node, library: &Library) -> bool {
    let (Node::Word(head), Node::Word(tail)) = (head, tail) else { return false };
    let halves = library.compounds.get(&format!("{}{}", head.text, tail.text));
    let is_it = || halves.is_some_and(|halves| halves.contains(&(head.text.clone(), tail.text.clone())));
    is_word(head) && is_word(tail) && is_it() && library.has_inflection(&format!("{}{}", head.text, tail.text))
}

/// What a boost is of.
pub(super) fn unboosted(node: &Node) -> &Node {
    match node {
        Node::Boost(node, _) => unboosted(node),
        node => node,
    }
}
