//! The query language: from the text that a person types to a tree, and back.
//!
//! Whatever a person types has a reading. [`parse`] always returns a query, the best reading
//! there is, and diagnostics that show each mistake in the text and how it was read. The printed
//! form of a query parses to the same query.
//!
//! The grammar is at [`Query`].

mod ast;
mod chars;
mod dates;
mod diagnostic;
mod field_names;
mod filters;
mod lexer;
mod match_level;
mod operators;
mod parser;
mod print;
mod signs;
mod simplify;
mod values;
mod words;

#[cfg(test)]
mod roundtrip;
#[cfg(test)]
mod tests;

pub use ast::{
    DateRange, Filter, FilterValue, Near, Node, NumberRange, Phrase, Proximity, Query, QuerySpan, Term, TermForm,
};
pub(crate) use chars::is_usual_option;
pub(crate) use dates::read_dates;
pub(crate) use diagnostic::Remarks;
pub use diagnostic::{Diagnostic, Severity};
pub use match_level::MatchLevel;

pub use crate::fields::Field;

use crate::report::Date;
use lexer::{Lexer, TokenKind};
use operators::with_operands;
use parser::Parser;
use words::{PhraseShape, phrase_terms, row_of};

/// Brackets within brackets are understood up to this depth.
pub const MAX_DEPTH: usize = 100;

/// At most this many words and values are read of one query. Each is looked up in the index and walked, so a query of
/// this length takes about a second; a list of some thousand names is well below it, and the content of a line of a
/// megabyte far above.
pub const MAX_WORDS: usize = 8_192;

/// The reading of a query, and its diagnostics.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The best reading.
    pub query: Query,
    /// Remarks on the text, in its order.
    pub diagnostics: Vec<Diagnostic>,
}

/// The options of parsing.
#[derive(Clone, Copy, Debug)]
pub struct ParseOptions<'a> {
    /// Names of the fields that sidecars gave.
    pub extra_fields: &'a [String],
    /// The day to which `last 3 years` is relative.
    pub today: Date,
    /// Words without an operator between them match alone; filters and `NOT` still apply.
    pub any: bool,
    /// The whole text is one phrase; there are no operators, fields or quotation marks.
    pub phrase: bool,
}

impl ParseOptions<'_> {
    /// The language as its manual has it, on a certain day.
    pub fn on(today: Date) -> ParseOptions<'static> {
        ParseOptions { extra_fields: &[], today, any: false, phrase: false }
    }
}

/// Reads a query. Takes time in proportion to the text, whatever the text.
pub fn parse(text: &str, options: &ParseOptions<'_>) -> Parsed {
    let mut remarks = Remarks::default();
    let root = if options.phrase { whole_as_phrase(text, &mut remarks) } else { read(text, options, &mut remarks) };
    if root == Node::Empty && remarks.is_empty() {
        let message = if text.trim().is_empty() { "the query is empty" } else { "there is no word in the query" };
        remarks.warning(0..text.len(), message, "type a word, or * for every passage");
    }
    signs::remark_on_signs(text, &root, &mut remarks);
    Parsed { query: Query { root }, diagnostics: remarks.into_diagnostics() }
}

fn read(text: &str, options: &ParseOptions<'_>, remarks: &mut Remarks) -> Node {
    let tokens = Lexer::new(text, options, remarks).tokens();
    advise_on_capitals(text, &tokens, remarks);
    let tokens = with_operands(tokens, text, remarks);
    Parser::new(tokens, options, remarks).query()
}

fn whole_as_phrase(text: &str, remarks: &mut Remarks) -> Node {
    let (mut terms, one_chunk) = phrase_terms(text, 0, MAX_WORDS + 1);
    if let Some(first) = terms.get(MAX_WORDS).map(|term| term.span.start) {
        terms.truncate(MAX_WORDS);
        remarks.cut(first..text.len());
    }
    let shape = PhraseShape { compound: one_chunk, quoted: true, ..PhraseShape::default() };
    row_of(terms, shape, 0..text.len(), remarks).unwrap_or(Node::Empty)
}

/// In a query typed in capitals throughout, the operators may have been meant as words.
fn advise_on_capitals(text: &str, tokens: &[lexer::Token], remarks: &mut Remarks) {
    let is_operator = |token: &&lexer::Token| {
        matches!(token.kind, TokenKind::Operator(_))
            && text[token.span.clone()].starts_with(|c: char| c.is_ascii_uppercase())
    };
    let has_words = tokens.iter().any(|token| {
        matches!(token.kind, TokenKind::Operand(_)) && text[token.span.clone()].contains(char::is_uppercase)
    });
    let operator = tokens.iter().find(is_operator).filter(|_| has_words && !text.contains(char::is_lowercase));
    if let Some(operator) = operator {
        let hint = "type the query in lower case, or as a phrase, to mean the word";
        remarks.hint(operator.span.clone(), "read as an operator, though the whole query is in capitals", hint);
    }
}
