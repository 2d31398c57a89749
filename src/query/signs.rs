//! Signs beside words: no word of the index has them, so a query for `£250` finds 250 whatever is before it. That is said.

use super::ast::{Node, QuerySpan, Term};
use super::diagnostic::Remarks;

/// Signs with a meaning of their own before a word, and after one.
const BEFORE: [char; 7] = ['£', '$', '€', '¥', '§', '#', '№'];
const AFTER: [char; 8] = ['%', '‰', '£', '€', '$', '°', '+', '#'];

/// Says of the first word with a sign that it is looked for without.
pub(super) fn remark_on_signs(text: &str, root: &Node, remarks: &mut Remarks) {
    let mut first: Option<(QuerySpan, QuerySpan)> = None;
    root.visit(&mut |node| {
        let terms: &[Term] = match node {
            Node::Word(term) => std::slice::from_ref(term),
            Node::Phrase(phrase) => &phrase.terms,
            _ => &[],
        };
        for term in terms {
            let with_signs = with_signs(text, &term.span);
            if with_signs != term.span && first.as_ref().is_none_or(|(before, _)| with_signs.start < before.start) {
                first = Some((with_signs, term.span.clone()));
            }
        }
        true
    });
    remark_on_ampersand(text, remarks);
    if matches!(root, Node::Word(_)) && text.trim_end().strip_suffix('?').is_some_and(ends_like_a_pattern) {
        let end = text.trim_end().len();
        let hint = "for any letters or digits type an asterisk: 201*";
        remarks.hint(end - 1..end, "a question mark at the end is punctuation", hint);
    }
    if let Some((with_signs, word)) = first {
        let message = format!("signs are not looked for: {} is read as {}", &text[with_signs.clone()], &text[word]);
        remarks.hint(with_signs, message, "");
    }
}

/// A question mark after other digits than those of a year is hardly one of a question.
fn ends_like_a_pattern(word: &str) -> bool {
    const DIGITS_OF_YEAR: usize = 4;
    word.ends_with(|c: char| c.is_ascii_digit()) && word.len() != DIGITS_OF_YEAR
}

/// Says that an ampersand between words is not looked for; reports have it and "and".
fn remark_on_ampersand(text: &str, remarks: &mut Remarks) {
    let is_between = |at: usize| {
        let (before, after) = (text[..at].trim_end(), text[at + 1..].trim_start());
        // "B&B" is one word.
        let is_apart = before.len() < at && after.len() < text.len() - at - 1;
        is_apart && before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric)
    };
    if let Some((at, _)) = text.match_indices('&').find(|&(at, _)| is_between(at)) {
        remarks.hint(at..at + 1, "& is not looked for", "some reports have the word: try it with and");
    }
}

/// The span of a word with the signs beside it.
fn with_signs(text: &str, span: &QuerySpan) -> QuerySpan {
    let (Some(before), Some(after)) = (text.get(..span.start), text.get(span.end..)) else { return span.clone() };
    span.start - (before.len() - before.trim_end_matches(BEFORE).len())
        ..span.end + (after.len() - after.trim_start_matches(AFTER).len())
}
