//! From tokens to the tree, by descent. The tokens are well formed, so nothing can fail here.

use super::ParseOptions;
use super::ast::{Near, Node, Proximity, QuerySpan};
use super::chars::Operator;
use super::diagnostic::Remarks;
use super::lexer::{Token, TokenKind};
use super::print::explained;

/// A chain of `NEAR` makes the tree no deeper than this.
const MAX_CHAIN_HEIGHT: usize = 200;

/// Groups beside `NEAR` are expanded to at most this many pairs.
const MAX_PAIRS: usize = 100;

/// A longer reading explains nothing.
const MAX_EXPLANATION_BYTES: usize = 200;

/// Reads tokens by the grammar at [`Query`](super::Query).
pub(super) struct Parser<'a> {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    options: &'a ParseOptions<'a>,
    remarks: &'a mut Remarks,
    has_explained: bool,
    /// Where the last token taken ended.
    end: usize,
}

/// A node, its height in nodes, and its role beside `NEAR`.
struct Tree {
    node: Node,
    height: usize,
    stands: Stands,
    /// How many conditions it is beside `NEAR`, where each of a group is near on its own.
    conditions: usize,
}

/// The scope in which a node matches; of several, the last of theirs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stands {
    AtWords,
    /// In passages under a heading, which only another `NEAR/section` can ask about.
    UnderHeading,
    Nowhere,
}

impl<'a> Parser<'a> {
    pub(super) fn new(tokens: Vec<Token>, options: &'a ParseOptions<'a>, remarks: &'a mut Remarks) -> Parser<'a> {
        Parser { tokens: tokens.into_iter().peekable(), options, remarks, has_explained: false, end: 0 }
    }

    pub(super) fn query(mut self) -> Node {
        self.any().map_or(Node::Empty, |tree| tree.node)
    }

    /// `any = all, { "OR", all }`
    fn any(&mut self) -> Option<Tree> {
        let start = self.tokens.peek().map_or(0, |token| token.span.start);
        let mut alternatives = Vec::new();
        let mut is_mixed = false;
        loop {
            let (all, joins_several) = self.all();
            alternatives.extend(all);
            is_mixed |= joins_several;
            if self.take(|kind| matches!(kind, TokenKind::Operator(Operator::Or))).is_none() {
                break;
            }
        }
        is_mixed &= alternatives.len() > 1;
        let tree = joined(alternatives, Node::Or)?;
        if is_mixed {
            self.explain(&tree.node, start);
        }
        Some(tree)
    }

    /// `all = not, { ["AND"], not }`, and whether it was several.
    fn all(&mut self) -> (Option<Tree>, bool) {
        let mut groups: Vec<Vec<Tree>> = Vec::new();
        loop {
            let after_and = self.take(|kind| matches!(kind, TokenKind::Operator(Operator::And))).is_some();
            if !after_and && !self.is_at_operand() {
                break;
            }
            let trees = self.not();
            match groups.last_mut() {
                Some(group) if after_and || !self.options.any => group.extend(trees),
                _ => groups.push(trees),
            }
        }
        let joins_several = groups.iter().any(|group| group.len() > 1);
        let conditions: Vec<Tree> = groups.into_iter().filter_map(|group| joined(group, Node::And)).collect();
        let (mut strict, loose): (Vec<_>, Vec<_>) = conditions.into_iter().partition(|tree| is_strict(&tree.node));
        if let Some(any) = joined(loose, Node::Or) {
            strict.insert(0, any);
        }
        (joined(strict, Node::And), joins_several)
    }

    /// `not = { "NOT" | "-" }, near`
    fn not(&mut self) -> Vec<Tree> {
        let is_negated = self.take(|kind| matches!(kind, TokenKind::Operator(Operator::Not))).is_some();
        let mut trees = self.near();
        if is_negated && let Some(first) = trees.first_mut() {
            let node = std::mem::replace(&mut first.node, Node::Empty);
            let node = Node::Not(Box::new(node));
            *first = Tree { node, height: first.height + 1, stands: Stands::Nowhere, conditions: 1 };
        }
        trees
    }

    /// `near = primary, { ["NOT"], ("NEAR" | "PRE"), primary }`, from the left. It is several where
    /// two of them cannot be near each other.
    fn near(&mut self) -> Vec<Tree> {
        let mut trees: Vec<Tree> = self.primary().into_iter().collect();
        while let Some(token) = self.take(|kind| matches!(kind, TokenKind::Operator(Operator::Near { .. }))) {
            let Some(right) = self.primary() else { continue };
            match (trees.pop(), token.kind) {
                (Some(left), TokenKind::Operator(Operator::Near { within, ordered, negated })) => {
                    let between = Between { within, ordered, negated, span: token.span };
                    trees.extend(self.beside(left, right, between));
                }
                _ => trees.push(right),
            }
        }
        trees
    }

    fn beside(&mut self, left: Tree, right: Tree, between: Between) -> Vec<Tree> {
        let Between { within, ordered, negated, span } = between;
        let height = left.height.max(right.height) + 1;
        let in_section = within == Proximity::Section;
        let stands = left.stands.max(right.stands);
        if stands == Stands::Nowhere {
            let hint = "on either side: a word, a \"phrase\", or such in brackets; not a filter, nor NOT";
            self.remarks.warning(span, "only words can be near each other: read as AND", hint);
            return vec![left, right];
        }
        if stands == Stands::UnderHeading && (ordered || !in_section) {
            let hint = "let it be the last: a NEAR/5 b NEAR/section c";
            self.remarks.warning(span, "what NEAR/section finds is passages, not words near others: read as AND", hint);
            return vec![left, right];
        }
        let conditions = match (in_section, negated) {
            // A heading is asked about from either side, and so is a heading beside it.
            (true, _) if stands == Stands::UnderHeading => 2 * left.conditions.saturating_add(right.conditions),
            (true, _) => 1,
            (false, true) => left.conditions,
            (false, false) => left.conditions.saturating_mul(right.conditions),
        };
        if height > MAX_CHAIN_HEIGHT || conditions > MAX_PAIRS {
            let hint = "shorter rows, and groups of fewer words";
            self.remarks.error(span, "too many near each other: this one is read as AND", hint);
            return vec![left, right];
        }
        let stands = if in_section { Stands::UnderHeading } else { Stands::AtWords };
        let (left, right) = (Box::new(left.node), Box::new(right.node));
        vec![Tree { node: Node::Near(Near { left, right, within, ordered, negated }), height, stands, conditions }]
    }

    /// `primary = ( operand | "(", any, ")" ), [ boost ]`
    fn primary(&mut self) -> Option<Tree> {
        let tree = match self.take(|kind| matches!(kind, TokenKind::Operand(_) | TokenKind::Open))?.kind {
            TokenKind::Operand(node) => node.map(leaf),
            _ => {
                let tree = self.any();
                self.take(|kind| matches!(kind, TokenKind::Close));
                tree
            }
        };
        match self.take(|kind| matches!(kind, TokenKind::Boost(_))).map(|token| token.kind) {
            Some(TokenKind::Boost(boost)) => {
                tree.map(|tree| Tree { node: Node::Boost(Box::new(tree.node), boost), height: tree.height + 1, ..tree })
            }
            _ => tree,
        }
    }

    fn is_at_operand(&mut self) -> bool {
        let kind = self.tokens.peek().map(|token| &token.kind);
        matches!(kind, Some(TokenKind::Operand(_) | TokenKind::Open | TokenKind::Operator(Operator::Not)))
    }

    fn take(&mut self, wanted: impl Fn(&TokenKind) -> bool) -> Option<Token> {
        let token = self.tokens.next_if(|token| wanted(&token.kind))?;
        self.end = token.span.end;
        Some(token)
    }

    fn explain(&mut self, node: &Node, start: usize) {
        if std::mem::replace(&mut self.has_explained, true) {
            return;
        }
        let reading = explained(node);
        let message = match reading.len() {
            ..=MAX_EXPLANATION_BYTES => format!("AND binds tighter than OR: read as {reading}"),
            _ => "AND, also between words without an operator, binds tighter than OR".to_owned(),
        };
        self.remarks.hint(start..self.end, message, "brackets say otherwise: a (b OR c)");
    }
}

/// A `NEAR` between two operands.
struct Between {
    within: Proximity,
    ordered: bool,
    negated: bool,
    span: QuerySpan,
}

fn leaf(node: Node) -> Tree {
    let at_words = matches!(node, Node::Word(_) | Node::Phrase(_));
    Tree { node, height: 2, stands: if at_words { Stands::AtWords } else { Stands::Nowhere }, conditions: 1 }
}

/// Several as one node, one as itself.
fn joined(mut trees: Vec<Tree>, join: fn(Vec<Node>) -> Node) -> Option<Tree> {
    if trees.len() < 2 {
        return trees.pop();
    }
    let height = 1 + trees.iter().map(|tree| tree.height).max().unwrap_or(0);
    let stands = trees.iter().map(|tree| tree.stands).max().unwrap_or(Stands::Nowhere);
    let all = trees.iter().map(|tree| tree.conditions).fold(0, usize::saturating_add);
    let node = join(trees.into_iter().map(|tree| tree.node).collect());
    // An `OR` of single words is one condition, since they are looked up together.
    let conditions = if matches!(&node, Node::Or(nodes) if nodes.len() == all) { 1 } else { all };
    Some(Tree { node, height, stands, conditions })
}

/// Whether a condition narrows the search even if any of the words may match.
fn is_strict(node: &Node) -> bool {
    match node {
        Node::Filter(_) | Node::Not(_) | Node::All => true,
        Node::Boost(inner, _) => is_strict(inner),
        Node::Or(nodes) => nodes.iter().all(|node| matches!(node, Node::Filter(_))),
        Node::Empty | Node::Word(_) | Node::Phrase(_) | Node::Near(_) | Node::And(_) => false,
    }
}
