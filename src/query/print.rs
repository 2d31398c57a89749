//! The text of a query, such that the parser reads the same query from it.

use std::fmt;

use super::MAX_DEPTH;
use super::ast::{Filter, FilterValue, Near, Node, Phrase, Proximity, Query, Term, TermForm};
use super::chars::{is_usual_option, operator};
use super::match_level::MatchLevel;
use crate::fields::{Field, Matching};
use crate::report::Grade;

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.root.to_string())
    }
}

impl fmt::Display for Node {
    /// Brackets that only explain are put where the text does not become deeper than can be read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut terse = Printer::default();
        terse.print(self, Binding::Any);
        // At most two brackets explain for one that is needed.
        let text = if terse.deepest <= MAX_DEPTH / 3 { explained(self) } else { terse.text };
        f.write_str(&text)
    }
}

/// The text with a bracket around everything whose reading depends on what binds tighter.
pub(super) fn explained(node: &Node) -> String {
    let mut printer = Printer { explains: true, ..Printer::default() };
    printer.print(node, Binding::Any);
    printer.text
}

/// How tightly a part holds together, the loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Any,
    All,
    Not,
    Near,
    Primary,
}

#[derive(Default)]
struct Printer {
    text: String,
    explains: bool,
    depth: usize,
    deepest: usize,
}

impl Printer {
    /// Prints a node, in brackets if it binds more loosely than its context.
    fn print(&mut self, node: &Node, around: Binding) {
        if binding(node) < around { self.in_brackets(node) } else { self.bare(node) }
    }

    fn in_brackets(&mut self, node: &Node) {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        self.text.push('(');
        self.bare(node);
        self.text.push(')');
        self.depth -= 1;
    }

    fn bare(&mut self, node: &Node) {
        match node {
            Node::Empty => {}
            Node::All => self.text.push('*'),
            Node::Word(term) => self.word(term),
            Node::Phrase(phrase) => self.phrase(phrase),
            Node::Filter(filter) => self.filters([filter]),
            Node::And(nodes) => self.joined(nodes, " ", Binding::Not),
            Node::Or(nodes) => match one_field(nodes) {
                Some(filters) => self.filters(filters),
                None => self.joined(nodes, " OR ", if self.explains { Binding::Not } else { Binding::All }),
            },
            Node::Not(node) => self.not(node),
            Node::Near(near) => self.near(near),
            Node::Boost(node, boost) => {
                // A boosted node needs brackets for another boost, or the second `^` would be read as text.
                let is_boosted = matches!(**node, Node::Boost(..));
                if is_boosted {
                    self.in_brackets(node)
                } else {
                    self.print(node, Binding::Primary)
                }
                self.text.push_str(&format!("^{boost}"));
            }
        }
    }

    fn joined(&mut self, nodes: &[Node], joint: &str, around: Binding) {
        for (i, node) in nodes.iter().enumerate() {
            self.text.push_str(if i > 0 { joint } else { "" });
            self.print(node, around);
        }
    }

    fn not(&mut self, node: &Node) {
        let around = if self.explains { Binding::Primary } else { Binding::Near };
        let is_bracket = binding(node) < around;
        self.text.push_str(if is_bracket || takes_dash(node) { "-" } else { "NOT " });
        self.print(node, around);
    }

    fn near(&mut self, near: &Near) {
        self.print(&near.left, Binding::Near);
        let not = if near.negated { " NOT" } else { "" };
        let name = if near.ordered { "PRE" } else { "NEAR" };
        self.text.push_str(&format!("{not} {name}/"));
        match near.within {
            Proximity::Words(words) => self.text.push_str(&words.to_string()),
            Proximity::Sentence => self.text.push('s'),
            Proximity::Passage => self.text.push('p'),
            Proximity::Section => self.text.push_str("section"),
        }
        self.text.push(' ');
        self.print(&near.right, Binding::Primary);
    }

    fn word(&mut self, term: &Term) {
        let verbatim = term.level == Some(MatchLevel::Verbatim);
        let quote = if verbatim && !starts_with_letter(&term.text) { "\"" } else { "" };
        let sign = if verbatim { "=" } else { "" };
        self.text.push_str(&format!("{sign}{quote}{}{quote}", typed(term)));
        self.fuzziness(term.form);
    }

    fn phrase(&mut self, phrase: &Phrase) {
        let verbatim = phrase.level == Some(MatchLevel::Verbatim);
        self.text.push_str(if verbatim { "=" } else { "" });
        let words: Vec<String> = phrase.terms.iter().map(typed).collect();
        let starts_with_letter = words.first().is_some_and(|word| starts_with_letter(word));
        match phrase.compound {
            true if verbatim && !starts_with_letter => self.text.push_str(&format!("\"{}\"", words.join("-"))),
            true => self.text.push_str(&words.join("-")),
            false => self.text.push_str(&format!("\"{}\"", words.join(" "))),
        }
        if phrase.slop > 0 {
            self.text.push_str(&format!("~{}", phrase.slop));
        } else if let Some(term) = phrase.terms.first().filter(|_| phrase.compound) {
            self.fuzziness(term.form);
        }
    }

    fn fuzziness(&mut self, form: TermForm) {
        if let TermForm::Fuzzy(letters) = form {
            self.text.push_str(&format!("~{letters}"));
        }
    }

    /// Filters on one field, as alternatives.
    fn filters<'a>(&mut self, filters: impl IntoIterator<Item = &'a Filter>) {
        let filters: Vec<&Filter> = filters.into_iter().collect();
        let name = filters.first().map_or("", |filter| filter.field.name());
        let values: Vec<String> = filters.iter().map(|filter| value(&filter.field, &filter.value)).collect();
        let values = values.join(" OR ");
        let brackets = if filters.len() > 1 { ("(", ")") } else { ("", "") };
        self.text.push_str(&format!("{name}:{}{values}{}", brackets.0, brackets.1));
    }
}

fn binding(node: &Node) -> Binding {
    match node {
        Node::Or(nodes) if one_field(nodes).is_some() => Binding::Primary,
        Node::Or(_) => Binding::Any,
        Node::And(_) => Binding::All,
        Node::Not(_) => Binding::Not,
        Node::Near(_) => Binding::Near,
        Node::Empty | Node::All | Node::Word(_) | Node::Phrase(_) | Node::Filter(_) | Node::Boost(..) => {
            Binding::Primary
        }
    }
}

/// The filters that a list of values after one field stands for.
fn one_field(nodes: &[Node]) -> Option<Vec<&Filter>> {
    let filters = nodes.iter().map_while(|node| if let Node::Filter(filter) = node { Some(filter) } else { None });
    let filters: Vec<&Filter> = filters.collect();
    let is_one = filters.windows(2).all(|pair| pair[0].field == pair[1].field);
    (is_one && filters.len() == nodes.len()).then_some(filters)
}

/// Whether a dash before it is read as `NOT`.
fn takes_dash(node: &Node) -> bool {
    match node {
        // With a dash it would be an option of another program.
        Node::Word(term) if term.level.is_none() && is_usual_option(&typed(term)) => false,
        Node::Word(term) => starts_with_letter(&term.text) || term.level == Some(MatchLevel::Verbatim),
        Node::Phrase(phrase) => {
            let starts_with_letter = phrase.terms.first().is_some_and(|term| starts_with_letter(&term.text));
            !phrase.compound || starts_with_letter || phrase.level == Some(MatchLevel::Verbatim)
        }
        Node::Boost(node, _) => binding(node) < Binding::Primary || takes_dash(node),
        Node::All | Node::Near(_) => false,
        Node::Empty | Node::Filter(_) | Node::And(_) | Node::Or(_) | Node::Not(_) => true,
    }
}

fn starts_with_letter(text: &str) -> bool {
    text.starts_with(char::is_alphanumeric)
}

fn typed(term: &Term) -> String {
    let asterisk = if term.form == TermForm::Prefix { "*" } else { "" };
    match &term.acronym {
        Some(acronym) => acronym.to_ascii_uppercase() + term.text.get(acronym.len()..).unwrap_or_default(),
        None => format!("{}{asterisk}", term.text),
    }
}

fn value(field: &Field, value: &FilterValue) -> String {
    match value {
        FilterValue::Any => "*".to_owned(),
        FilterValue::Text(text) | FilterValue::Pattern(text) if needs_quotes(field, text) => format!("\"{text}\""),
        FilterValue::Text(text) | FilterValue::Pattern(text) => text.clone(),
        FilterValue::Numbers(range) => match (range.from, range.to) {
            (Some(from), Some(to)) if from == to && field.matching() == Some(Matching::Pages) => from.to_string(),
            (from, to) => between(from, to),
        },
        FilterValue::Dates(range) => match (range.from, range.to) {
            (Some(from), Some(to)) if from == to => from.to_string(),
            (from, to) => between(from, to),
        },
    }
}

fn between<T: ToString>(from: Option<T>, to: Option<T>) -> String {
    let side = |end: Option<T>| end.map(|end| end.to_string()).unwrap_or_default();
    format!("{}..{}", side(from), side(to))
}

/// Whether a value without quotation marks could be split, or taken for something else.
fn needs_quotes(field: &Field, text: &str) -> bool {
    let is_plain =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '#' | '&' | '\'' | '’' | '.' | '@' | '*');
    let is_unknown_grade = field.matching() == Some(Matching::Grade) && text.parse::<Grade>().is_err();
    is_unknown_grade
        || !text.starts_with(|c: char| c.is_alphanumeric() || c == '*')
        || !text.chars().all(is_plain)
        || !text.ends_with(|c: char| c.is_alphanumeric() || c == '*')
        || operator(text).is_some()
}

#[cfg(test)]
mod tests {
    use crate::query::tests::parse_plainly;

    #[test]
    fn a_query_prints_in_one_form() {
        for (typed, printed) in [
            ("return  Home AND interviews", "return home interviews"),
            ("a b OR c", "(a b) OR c"),
            ("a (b | c)", "a (b OR c)"),
            ("not -aa NOT (b c)", "not -aa -(b c)"),
            ("NOT a", "NOT a"),
            ("“a b”~3 ='c' =\"d e\"", "\"a b\"~3 c =\"d e\""),
            ("=Multi-Agency 2018/19 s.47", "=multi-agency 2018-19 s-47"),
            ("a NEAR b PRE/s c NOT NEAR/5 (d e)", "a NEAR/10 b PRE/s c NOT NEAR/5 (d e)"),
            ("NOT a NEAR/5 b", "-(a NEAR/5 b)"),
            ("NOT *", "NOT *"),
            ("interview~ word~9 (a b)^0.50", "interview~2 word~2 (a b)^0.5"),
            ("council:Kent,Essex", "authority:(Kent OR Essex)"),
            ("authority:(South Xshire OR \"Y\")", "authority:(\"South Xshire\" OR Y)"),
            ("-authority:* date:>2019 page:3", "-authority:* date:2020.. page:3"),
            ("grade:RI", "grade:\"requires improvement\""),
        ] {
            assert_eq!(parse_plainly(typed).query.to_string(), printed, "{typed}");
        }
    }
}
