//! Operators that join nothing, made good before the parser sees them, so that it cannot fail.

use super::ast::{Node, Term, TermForm};
use super::chars::Operator;
use super::diagnostic::Remarks;
use super::lexer::{Token, TokenKind};
use crate::text::fold;

/// Leaves out operators without operands and empty brackets, each with a diagnostic. The rest is a sentence of the
/// grammar.
pub(super) fn with_operands(tokens: Vec<Token>, text: &str, remarks: &mut Remarks) -> Vec<Token> {
    if let Some(words) = as_words(&tokens, text, remarks) {
        return words;
    }
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    for mut token in tokens {
        match &mut token.kind {
            TokenKind::Operator(Operator::Near { negated, .. }) if follows_not(&kept) => {
                kept.pop();
                *negated = true;
            }
            TokenKind::Operator(operator) if operator.joins() && !ends_operand(kept.last()) => {
                left_out(&token, "before", text, remarks);
                continue;
            }
            TokenKind::Operator(Operator::Not) => {
                before_not(&mut kept, &token, text, remarks);
                if matches!(kept.last().map(|last| &last.kind), Some(TokenKind::Operator(Operator::Not))) {
                    remarks.hint(token.span, "NOT NOT is nothing", "");
                    kept.pop();
                    continue;
                }
            }
            TokenKind::Close => {
                without_loose_end(&mut kept, text, remarks);
                if let Some(open) = kept.pop_if(|last| matches!(last.kind, TokenKind::Open)) {
                    remarks.hint(open.span.start..token.span.end, "nothing between the brackets", "");
                    token = Token { kind: TokenKind::Operand(None), span: open.span };
                }
            }
            _ => {}
        }
        kept.push(token);
    }
    without_loose_end(&mut kept, text, remarks);
    kept
}

/// A query of nothing but operators is about those words.
fn as_words(tokens: &[Token], text: &str, remarks: &mut Remarks) -> Option<Vec<Token>> {
    let is_operand = |token: &Token| matches!(token.kind, TokenKind::Operand(_));
    if tokens.is_empty() || tokens.iter().any(is_operand) {
        return None;
    }
    let words: Vec<Token> = tokens.iter().filter_map(|token| as_word(token, text)).collect();
    let (first, last) = (words.first()?, words.last()?);
    remarks.hint(first.span.start..last.span.end, "read as words: there is nothing to join", "");
    Some(words)
}

fn as_word(token: &Token, text: &str) -> Option<Token> {
    let letters = text[token.span.clone()].split('/').next().unwrap_or_default();
    if letters.is_empty() || !letters.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let word = Term {
        text: fold(letters),
        form: TermForm::Word,
        acronym: None,
        capital: false,
        level: None,
        span: token.span.clone(),
    };
    Some(Token { kind: TokenKind::Operand(Some(Node::Word(word))), span: token.span.clone() })
}

/// `a NOT NEAR b`: the `NOT` belongs to the `NEAR`.
fn follows_not(kept: &[Token]) -> bool {
    let is_not = matches!(kept.last().map(|last| &last.kind), Some(TokenKind::Operator(Operator::Not)));
    is_not && ends_operand(kept.len().checked_sub(2).and_then(|before| kept.get(before)))
}

/// `a NEAR b` without a right side.
fn before_not(kept: &mut [Token], not: &Token, text: &str, remarks: &mut Remarks) {
    let is_near = |last: &&mut Token| matches!(last.kind, TokenKind::Operator(Operator::Near { .. }));
    let Some(near) = kept.last_mut().filter(is_near) else { return };
    let message = format!("{} cannot be followed by NOT: read as AND NOT", &text[near.span.clone()]);
    remarks.warning(near.span.start..not.span.end, message, "a NOT NEAR/5 b: a with no b near it");
    near.kind = TokenKind::Operator(Operator::And);
}

/// Drops operators at the end that nothing follows.
fn without_loose_end(kept: &mut Vec<Token>, text: &str, remarks: &mut Remarks) {
    let is_loose = |last: &mut Token| !matches!(last.kind, TokenKind::Open) && !ends_operand(Some(last));
    while let Some(token) = kept.pop_if(is_loose) {
        left_out(&token, "after", text, remarks);
    }
}

fn left_out(token: &Token, side: &str, text: &str, remarks: &mut Remarks) {
    let operator = &text[token.span.clone()];
    let message = format!("nothing {side} {operator}: it is left out");
    remarks.warning(token.span.clone(), message, &format!("for the word, put it in quotation marks: \"{operator}\""));
}

fn ends_operand(token: Option<&Token>) -> bool {
    let kind = token.map(|token| &token.kind);
    matches!(kind, Some(TokenKind::Operand(_) | TokenKind::Close | TokenKind::Boost(_)))
}
