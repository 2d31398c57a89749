//! A query that fails made as small as it can be while it still fails.

use findings::query::{Near, Node, Phrase, TermForm};

/// The smallest of the simpler queries that still fail.
pub(super) fn shrunk(mut node: Node, fails: &dyn Fn(&Node) -> bool) -> Node {
    while let Some(simpler) = simpler(&node).into_iter().find(|simpler| fails(simpler)) {
        node = simpler;
    }
    node
}

/// Queries that have a little less in them.
fn simpler(node: &Node) -> Vec<Node> {
    match node {
        Node::And(nodes) => fewer(nodes, Node::And),
        Node::Or(nodes) => fewer(nodes, Node::Or),
        Node::Not(inner) => wrapped(inner, |inner| Node::Not(Box::new(inner))),
        Node::Boost(inner, boost) => wrapped(inner, |inner| Node::Boost(Box::new(inner), *boost)),
        Node::Near(near) => {
            let left = simpler(&near.left).into_iter().map(|left| Near { left: Box::new(left), ..near.clone() });
            let right = simpler(&near.right).into_iter().map(|right| Near { right: Box::new(right), ..near.clone() });
            let plainer = [Near { ordered: false, ..near.clone() }, Near { negated: false, ..near.clone() }];
            let plainer = plainer.into_iter().filter(|plainer| plainer != near);
            let sides = [(*near.left).clone(), (*near.right).clone()];
            sides.into_iter().chain(left.chain(right).chain(plainer).map(Node::Near)).collect()
        }
        Node::Phrase(phrase) => shorter(phrase),
        Node::Word(term) if term.level.is_some() => {
            vec![Node::Word(findings::query::Term { level: None, ..term.clone() })]
        }
        _ => Vec::new(),
    }
}

fn wrapped(inner: &Node, wrap: impl Fn(Node) -> Node) -> Vec<Node> {
    let kept = simpler(inner).into_iter().filter(|inner| !matches!(inner, Node::Not(_))).map(wrap);
    std::iter::once(inner.clone()).chain(kept).collect()
}

/// One of several alone, all but one, or one of them made simpler.
fn fewer(nodes: &[Node], join: fn(Vec<Node>) -> Node) -> Vec<Node> {
    let mut found = nodes.to_vec();
    for at in 0..nodes.len() {
        let mut others = nodes.to_vec();
        others.remove(at);
        if others.len() > 1 {
            found.push(join(others));
        }
        for simpler in simpler(&nodes[at]) {
            let mut changed = nodes.to_vec();
            changed[at] = simpler;
            found.push(join(changed));
        }
    }
    found
}

fn shorter(phrase: &Phrase) -> Vec<Node> {
    let mut found = Vec::new();
    for at in 0..phrase.terms.len() {
        let mut terms = phrase.terms.clone();
        terms.remove(at);
        let is_open = |term: Option<&findings::query::Term>| {
            term.is_some_and(|term| matches!(term.form, TermForm::AnyWord | TermForm::AnyWords))
        };
        match terms.len() {
            1 => found.extend(terms.pop().filter(|term| !is_open(Some(term))).map(Node::Word)),
            _ if is_open(terms.first()) || is_open(terms.last()) => {}
            _ => found.push(Node::Phrase(Phrase { terms, ..phrase.clone() })),
        }
    }
    if phrase.slop > 0 {
        found.push(Node::Phrase(Phrase { slop: phrase.slop - 1, ..phrase.clone() }));
    }
    if phrase.level.is_some() {
        found.push(Node::Phrase(Phrase { level: None, ..phrase.clone() }));
    }
    found
}
