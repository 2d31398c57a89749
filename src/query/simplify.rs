//! The same query with as few nodes as possible.

use super::ast::{Node, Query};

impl Query {
    /// Removes nested conditions of the same kind, double negation, boosts of one, and everything else without effect.
    /// It finds the same passages with the same scores.
    pub fn simplified(self) -> Query {
        Query { root: self.root.map(&mut simple) }
    }
}

/// A node of simple ones; what has no rule here is as simple as can be.
fn simple(node: Node) -> Node {
    if let Node::And(nodes) = node {
        all(nodes)
    } else if let Node::Or(nodes) = node {
        any(nodes)
    } else if let Node::Not(denied) = node {
        denial(*denied)
    } else if let Node::Boost(raised, factor) = node {
        boosted(*raised, factor)
    } else {
        node
    }
}

fn denial(node: Node) -> Node {
    if let Node::Not(inner) = node {
        return *inner;
    }
    if node == Node::Empty {
        Node::All
    } else if node == Node::All {
        Node::Empty
    } else {
        Node::Not(Box::new(node))
    }
}

fn boosted(node: Node, factor: f32) -> Node {
    if let Node::Boost(inner, other) = node {
        return boosted(*inner, factor * other);
    }
    if factor == 1.0 || node == Node::Empty { node } else { Node::Boost(Box::new(node), factor) }
}

fn all(nodes: Vec<Node>) -> Node {
    let mut conditions = Vec::with_capacity(nodes.len());
    for node in nodes {
        if let Node::And(inner) = node {
            conditions.extend(inner);
        } else if node == Node::Empty {
            return Node::Empty;
        } else if node != Node::All {
            conditions.push(node);
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
        if let Node::Or(inner) = node {
            conditions.extend(inner);
        } else if node != Node::Empty {
            conditions.push(node);
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
            ("-(-aa)", "aa"),
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
