//! The same query with as few nodes as possible.

use super::ast::{Node, Query};

impl Query {
    /// Without conditions within conditions of the same kind, double negation, boosts of one, and
    /// what makes no difference. It finds the same passages with the same scores.
    pub fn simplified(self) -> Query {
        Query { root: simple(self.root) }
    }
}

fn simple(node: Node) -> Node {
    match node {
        Node::And(nodes) => all(nodes),
        Node::Or(nodes) => any(nodes),
        Node::Not(node) => match simple(*node) {
            Node::Not(inner) => *inner,
            Node::Empty => Node::All,
            Node::All => Node::Empty,
            node => Node::Not(Box::new(node)),
        },
        Node::Boost(node, boost) => match simple(*node) {
            Node::Empty => Node::Empty,
            Node::Boost(node, inner) => boosted(*node, boost * inner),
            node => boosted(node, boost),
        },
        Node::Near(mut near) => {
            near.left = Box::new(simple(*near.left));
            near.right = Box::new(simple(*near.right));
            Node::Near(near)
        }
        leaf => leaf,
    }
}

fn boosted(node: Node, boost: f32) -> Node {
    if boost == 1.0 { node } else { Node::Boost(Box::new(node), boost) }
}

fn all(nodes: Vec<Node>) -> Node {
    let mut conditions = Vec::with_capacity(nodes.len());
    for node in nodes {
        match simple(node) {
            Node::And(inner) => conditions.extend(inner),
            Node::Empty => return Node::Empty,
            Node::All => {}
            node => conditions.push(node),
        }
    }
    match conditions.len() {
        0 => Node::All,
        1 => conditions.remove(0),
        _ => Node::And(conditions),
    }
}

fn any(nodes: Vec<Node>) -> Node {
    let mut conditions = Vec::with_capacity(nodes.len());
    for node in nodes {
        match simple(node) {
            Node::Or(inner) => conditions.extend(inner),
            Node::Empty => {}
            node => conditions.push(node),
        }
    }
    match conditions.len() {
        0 => Node::Empty,
        1 => conditions.remove(0),
        _ => Node::Or(conditions),
    }
}

#[cfg(test)]
mod tests {
    use crate::query::tests::parse_plainly;

    #[test]
    fn what_makes_no_difference_goes() {
        for (typed, expected) in [
            ("(a b) c", "a b c"),
            ("a OR (b OR c)", "a OR b OR c"),
            ("-(-a)", "a"),
            ("* a", "a"),
            ("NOT *", ""),
            ("a^1", "a"),
            ("(a^2)^3", "a^6"),
            ("(a (b c)) NEAR/5 d", "(a b c) NEAR/5 d"),
        ] {
            assert_eq!(parse_plainly(typed).query.simplified().to_string(), expected, "{typed}");
        }
    }
}
