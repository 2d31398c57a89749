//! The query as a tree: the parser makes it, the printer prints it and the search compiles it.

use std::ops::Range;
use std::slice;

use crate::fields::Field;
use crate::report::Date;

use super::match_level::MatchLevel;

/// A query that was understood: its `Display` form reads back as the same tree.
///
/// ```ebnf
/// query     = [ any ] ;
/// any       = all, { "OR", all } ;
/// all       = not, { [ "AND" ], not } ;
/// not       = { "NOT" | "-" }, near ;                      (* "-" touches what follows *)
/// near      = primary, { [ "NOT" ], proximity, primary } ; (* from the left *)
/// proximity = ( "NEAR" | "PRE" ), [ "/", ( number | "s" | "p" | "section" ) ] ;
/// primary   = ( "(", any, ")" | phrase | filter | word | "*" ), [ "^", decimal ] ;
/// phrase    = [ "=" ], quote, { word | ellipsis }, quote, [ "~", [ number ] ] ;
/// ellipsis  = "…" | "..." ;                                (* also in brackets: "[…]" *)
/// word      = [ "=" | "+" ], chunk, [ "~", [ number ] ] ;  (* "*" and "?" in a chunk are wildcards *)
/// filter    = field, ":", ( value | "(", value, { ( "OR" | "," ), value }, ")" | value, { ",", value } ) ;
/// value     = "*" | chunk | quote, text, quote | date | range ;
/// range     = [ end ], "..", [ end ] | ( ">=" | ">" | "<=" | "<" ), end ;
/// chunk     = characters up to white space, a quotation mark or a bracket ;
/// ```
///
/// A chunk of several words (`multi-agency`, `s.47`) is a phrase that was typed as one word.
///
/// Beside a proximity only words, phrases and groups of such can be. In a chain, the next must be near the
/// nearest word of the place that the ones before make, and be none of its words. Groups with `AND` are spread
/// out over a proximity: `(a b) NEAR c` is `(a NEAR c) (b NEAR c)`; on the right of `NOT NEAR` they are not.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// The whole of it.
    pub root: Node,
}

impl Query {
    /// Its filters alone: a query for all that its counts are out of.
    pub fn filters(&self) -> Query {
        let filters: Vec<Node> = self.root.conditions().iter().filter(|node| node.is_of_filters()).cloned().collect();
        Query { root: Node::all_of(filters) }
    }
}

/// A condition on a passage. Each node stands for a set of passages, whatever is around it.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Nothing was asked, so nothing is found. Only ever the root.
    Empty,
    /// Every passage.
    All,
    /// Passages with a word.
    Word(Term),
    /// Passages with words in a row.
    Phrase(Phrase),
    /// Passages with two things near each other, or one of them away from the other.
    Near(Near),
    /// Passages that meet all conditions; two or more of them.
    And(Vec<Node>),
    /// Passages that meet any of the conditions; two or more of them.
    Or(Vec<Node>),
    /// Every passage but these; on its own it is all passages minus these.
    Not(Box<Node>),
    /// Passages of some reports or places in them.
    Filter(Filter),
    /// The same passages, their share of the score multiplied.
    Boost(Box<Node>, f32),
}

impl Node {
    /// The nodes directly beneath it, in the order of the query.
    pub fn children(&self) -> impl DoubleEndedIterator<Item = &Node> {
        let (first, rest): (&[Node], &[Node]) = match self {
            Node::Empty | Node::All | Node::Word(_) | Node::Phrase(_) | Node::Filter(_) => (&[], &[]),
            Node::And(nodes) | Node::Or(nodes) => (nodes, &[]),
            Node::Not(node) | Node::Boost(node, _) => (slice::from_ref(&**node), &[]),
            Node::Near(near) => (slice::from_ref(&*near.left), slice::from_ref(&*near.right)),
        };
        first.iter().chain(rest)
    }

    /// Calls for the node and all beneath it, each before what is beneath it; `each` says whether to go beneath.
    pub fn visit<'a>(&'a self, each: &mut dyn FnMut(&'a Node) -> bool) {
        if each(self) {
            self.children().for_each(|child| child.visit(each));
        }
    }

    /// The same with each node made another, the children first.
    pub fn map(self, each: &mut dyn FnMut(Node) -> Node) -> Node {
        self.filter_map(&mut |node| Some(each(node))).unwrap_or(Node::Empty)
    }

    /// Likewise, where a node may also be left out. What joins several nodes is left out with the last of them, and is
    /// the one that is left where that is all.
    pub fn filter_map(self, each: &mut dyn FnMut(Node) -> Option<Node>) -> Option<Node> {
        let node = match self {
            Node::Empty | Node::All | Node::Word(_) | Node::Phrase(_) | Node::Filter(_) => self,
            Node::And(nodes) => match kept(nodes, each) {
                Ok(nodes) => Node::And(nodes),
                Err(one) => return one,
            },
            Node::Or(nodes) => match kept(nodes, each) {
                Ok(nodes) => Node::Or(nodes),
                Err(one) => return one,
            },
            Node::Not(node) => Node::Not(Box::new(node.filter_map(each)?)),
            Node::Boost(node, factor) => Node::Boost(Box::new(node.filter_map(each)?), factor),
            Node::Near(near) => match (near.left.filter_map(each), near.right.filter_map(each)) {
                (Some(left), Some(right)) => Node::Near(Near { left: Box::new(left), right: Box::new(right), ..near }),
                (left, right) => return left.or(right),
            },
        };
        each(node)
    }

    /// Its words, those of phrases too, in the order of the query.
    pub fn terms(&self) -> Vec<&Term> {
        let mut terms = Vec::new();
        self.visit(&mut |node| {
            match node {
                Node::Word(term) => terms.push(term),
                Node::Phrase(phrase) => terms.extend(&phrase.terms),
                _ => {}
            }
            true
        });
        terms
    }

    /// Whether it is made of filters alone.
    pub fn is_of_filters(&self) -> bool {
        let mut filters = false;
        let mut others = false;
        self.visit(&mut |node| {
            filters |= matches!(node, Node::Filter(_));
            others |= matches!(node, Node::Empty | Node::All | Node::Word(_) | Node::Phrase(_) | Node::Near(_));
            !others
        });
        filters && !others
    }

    /// All of several conditions.
    pub(crate) fn all_of(mut conditions: Vec<Node>) -> Node {
        match conditions.len() {
            0 => Node::All,
            1 => conditions.remove(0),
            _ => Node::And(conditions),
        }
    }

    /// The conditions all of which a passage must meet.
    pub fn conditions(&self) -> &[Node] {
        if let Node::And(nodes) = self { nodes } else { slice::from_ref(self) }
    }
}

/// Those of several nodes that are kept; or the one that is, if any.
fn kept(nodes: Vec<Node>, each: &mut dyn FnMut(Node) -> Option<Node>) -> Result<Vec<Node>, Option<Node>> {
    let mut kept: Vec<Node> = nodes.into_iter().filter_map(|node| node.filter_map(each)).collect();
    if kept.len() > 1 { Ok(kept) } else { Err(kept.pop()) }
}

/// Bytes of the query text.
pub type QuerySpan = Range<usize>;

/// One word to look for. Equality leaves the span and the capital out.
#[derive(Clone, Debug)]
pub struct Term {
    /// The word, folded. Wildcards are in it only under [`TermForm::Wildcard`]; it is `*` under [`TermForm::AnyWord`],
    /// `…` under [`TermForm::AnyWords`], and the letters before the asterisk under [`TermForm::Prefix`].
    pub text: String,
    /// How `text` is to be read.
    pub form: TermForm,
    /// Where it was typed in capitals as acronyms are, the acronym folded: "rhi" of `RHI` and of `RHIs`.
    /// `SEND` may be an acronym, `send` is a word.
    pub acronym: Option<String>,
    /// Whether it was typed with a capital letter first, as names are.
    pub capital: bool,
    /// The match level of this word; `None` is the default of the search.
    pub level: Option<MatchLevel>,
    /// Where it was typed.
    pub span: QuerySpan,
}

/// How the text of a term is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TermForm {
    /// As a word: `interview`.
    Word,
    /// As the beginning of words: `inter*`.
    Prefix,
    /// With `*` for any letters, or none, and `?` for one letter: `organi?e*`, `*ship`.
    Wildcard,
    /// As a word with up to this many letters (1 or 2) wrong, missing or added.
    Fuzzy(u8),
    /// Any one word, inside a phrase only and never at its ends: `"missing * home"`.
    AnyWord,
    /// Any words, or none, likewise, and not beside [`TermForm::AnyWord`]: `"missing … home"`.
    AnyWords,
}

/// Words in a row. Equality leaves the span out.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// The words in order, two or more.
    pub terms: Vec<Term>,
    /// How many other words may be between the first and the last, in all; between those without an ellipsis between
    /// them.
    pub slop: u32,
    /// Typed as one word: `multi-agency`, `0-25`, `s.47`, `2018/19`. Its open and closed forms count as it.
    pub compound: bool,
    /// The match level of the phrase; `None` is the default of the search.
    pub level: Option<MatchLevel>,
    /// Where it was typed, quotation marks included.
    pub span: QuerySpan,
}

/// Two things near each other: words, phrases, or `And`, `Or`, `Near` and `Boost` of such.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// The left side, which comes first if the order counts.
    pub left: Box<Node>,
    /// The other.
    pub right: Box<Node>,
    /// How near.
    pub within: Proximity,
    /// The left must come before the right (`PRE`).
    pub ordered: bool,
    /// An occurrence of the left counts where no right is near it (`NOT NEAR`).
    pub negated: bool,
}

/// How near two things must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Proximity {
    /// At most this many words from one to the other: neighbours are 1 apart.
    Words(u32),
    /// In one sentence.
    Sentence,
    /// In one passage.
    Passage,
    /// Under one heading.
    Section,
}

/// Passages by their metadata. Equality leaves the span out.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The field that is compared.
    pub field: Field,
    /// The value that it must have.
    pub value: FilterValue,
    /// Where it was typed.
    pub span: QuerySpan,
}

/// A condition on the value of a field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FilterValue {
    /// Anything, so long as it is known.
    Any,
    /// These words, as typed; the search folds them.
    Text(String),
    /// These words, with `*` for any letters and `?` for one.
    Pattern(String),
    /// A number in this range.
    Numbers(NumberRange),
    /// A date in this range.
    Dates(DateRange),
}

/// Numbers from one to another, both included; at least one end is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NumberRange {
    /// The least.
    pub from: Option<u32>,
    /// The greatest.
    pub to: Option<u32>,
}

/// Days from the first of `from` to the last of `to`; at least one end is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateRange {
    /// The earliest.
    pub from: Option<Date>,
    /// The latest.
    pub to: Option<Date>,
}

impl Term {
    /// A folded word, to be found as it is.
    pub fn word(text: String) -> Term {
        Term { text, form: TermForm::Word, acronym: None, capital: false, level: None, span: 0..0 }
    }
}

impl PartialEq for Term {
    fn eq(&self, other: &Term) -> bool {
        let shape = |term: &Term| (term.form, term.level);
        self.text == other.text && self.acronym == other.acronym && shape(self) == shape(other)
    }
}

impl PartialEq for Phrase {
    fn eq(&self, other: &Phrase) -> bool {
        let shape = |phrase: &Phrase| (phrase.slop, phrase.compound, phrase.level);
        self.terms == other.terms && shape(self) == shape(other)
    }
}

impl PartialEq for Filter {
    fn eq(&self, other: &Filter) -> bool {
        self.field == other.field && self.value == other.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::tests::parse_plainly;

    fn words(root: &Node) -> Vec<&str> {
        let mut words = Vec::new();
        root.visit(&mut |node| {
            if let Node::Word(term) = node {
                words.push(term.text.as_str());
            }
            !matches!(node, Node::Not(_))
        });
        words
    }

    #[test]
    fn a_walk_meets_all_in_order_but_what_it_is_told_to_pass() {
        let root = parse_plainly("a (b OR c^2 OR d NEAR/3 (e f)) -g h").query.root;
        assert_eq!(words(&root), ["a", "b", "c", "d", "e", "f", "h"]);
    }

    #[test]
    fn what_joins_nodes_goes_with_the_last_of_them() {
        for (typed, left) in [
            ("a b c", "b c"),
            ("a b", "b"),
            ("a OR a", ""),
            ("b NOT a", "b"),
            ("b -(a OR a^2)", "b"),
            ("a NEAR/5 b", "b"),
            ("b NEAR/5 (a c)", "b NEAR/5 c"),
            ("(a OR b OR c) a", "b OR c"),
        ] {
            let mut met = 0;
            let root = parse_plainly(typed).query.root;
            let kept = root.filter_map(&mut |node| {
                met += usize::from(matches!(node, Node::Word(_)));
                Some(node).filter(|node| !matches!(node, Node::Word(term) if term.text == "a"))
            });
            assert_eq!(kept.map_or(String::new(), |kept| kept.to_string()), left, "{typed}");
            assert_eq!(met, typed.matches(['a', 'b', 'c']).count(), "{typed}: each is met once");
        }
    }
}
