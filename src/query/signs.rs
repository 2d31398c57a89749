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
    if let Some((with_signs, word)) = first {
        let message = format!("signs are not looked for: {} is read as {}", &text[with_signs.clone()], &text[word]);
        remarks.hint(with_signs, message, "");
    }
}

/// The span of a word with the signs beside it.
fn with_signs(text: &str, span: &QuerySpan) -> QuerySpan {
    let (Some(before), Some(after)) = (text.get(..span.start), text.get(span.end..)) else { return span.clone() };
    span.start - (before.len() - before.trim_end_matches(BEFORE).len())
        ..span.end + (after.len() - after.trim_start_matches(AFTER).len())
}
