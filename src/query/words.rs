//! From a run of typed characters to the words to look for, cut and folded as the index does it.

use std::borrow::Cow;
use std::ops::Range;

use super::ast::{Node, Phrase, QuerySpan, Term, TermForm};
use super::chars::RESERVED;
use super::diagnostic::Remarks;
use super::match_level::MatchLevel;
use crate::text::{fold, short_form, words};

/// At most `limit` words of a run of characters without white space, which starts at `start` of the query.
///
/// `*` and `?` count as letters if they are wildcards. A question mark that no letter follows, or only the capital of a
/// next sentence, is punctuation.
pub(super) fn terms_of(chunk: &str, start: usize, limit: usize) -> Vec<Term> {
    let chunk = &*with_apostrophes(chunk);
    let mut terms = Vec::new();
    for range in pieces(chunk).take(limit) {
        let span = start + range.start..start + range.end;
        let typed = &chunk[range];
        let text = folded(typed);
        if is_stable(&text) {
            let acronym =
                short_form(typed).filter(|_| !RESERVED.contains(&typed.to_ascii_uppercase().as_str())).map(fold);
            let capital = typed.starts_with(char::is_uppercase);
            terms.push(Term { acronym, capital, ..term(text, span) });
            continue;
        }
        // A few characters fold into text that is no word ("⑴" into "(1)"), but may have words in it.
        for piece in pieces(&text).map(|range| &text[range]).filter(|piece| is_stable(piece)) {
            terms.push(term(piece.to_owned(), span.clone()));
        }
    }
    terms
}

/// The node for a row of words: nothing, every passage, a word or a phrase.
pub(super) fn row_of(mut terms: Vec<Term>, shape: PhraseShape, span: QuerySpan, remarks: &mut Remarks) -> Option<Node> {
    let is_any = |term: &Term| matches!(term.form, TermForm::AnyWord | TermForm::AnyWords);
    if terms.iter().all(is_any) {
        return terms.iter().any(|term| term.form == TermForm::AnyWord).then_some(Node::All);
    }
    let end = terms.iter().rposition(|term| !is_any(term))? + 1;
    let first = terms.iter().position(|term| !is_any(term))?;
    let is_asterisk = |term: &Term| term.form == TermForm::AnyWord;
    if terms[..first].iter().chain(&terms[end..]).any(is_asterisk) {
        let (message, hint) = if shape.quoted {
            let hint = "an asterisk between two words of the phrase stands for any one word";
            ("a lone asterisk at an end of a phrase is left out", hint)
        } else {
            ("an asterisk with no letter or digit beside it is left out", "word* and *word are wildcards")
        };
        remarks.hint(span.clone(), message, hint);
    }
    terms.truncate(end);
    terms.drain(..first);
    absorb(&mut terms);
    if terms.len() > 1 {
        let compound = shape.compound && shape.slop == 0;
        return Some(Node::Phrase(Phrase { terms, slop: shape.slop, compound, level: shape.level, span }));
    }
    terms.pop().map(|term| Node::Word(Term { level: shape.level, ..term }))
}

/// An ellipsis stands for what is open beside it too.
fn absorb(terms: &mut Vec<Term>) {
    let mut kept: Vec<Term> = Vec::with_capacity(terms.len());
    for term in terms.drain(..) {
        match (kept.last().map(|last| last.form), term.form) {
            (Some(TermForm::AnyWords), TermForm::AnyWord | TermForm::AnyWords) => {}
            (Some(TermForm::AnyWord), TermForm::AnyWords) => {
                while kept.last().is_some_and(|last| last.form == TermForm::AnyWord) {
                    kept.pop();
                }
                kept.push(term);
            }
            _ => kept.push(term),
        }
    }
    *terms = kept;
}

/// How a row of words was typed.
#[derive(Clone, Copy, Default)]
pub(super) struct PhraseShape {
    pub(super) slop: u32,
    pub(super) compound: bool,
    pub(super) quoted: bool,
    pub(super) level: Option<MatchLevel>,
}

/// At most `limit` words of a phrase, and whether it was typed as one word.
pub(super) fn phrase_terms(content: &str, start: usize, limit: usize) -> (Vec<Term>, bool) {
    let mut terms = Vec::new();
    let mut chunks_with_words = 0;
    let mut at = start;
    for chunk in content.split_inclusive(char::is_whitespace) {
        let mut from = 0;
        for ellipsis in ellipses(chunk).chain(std::iter::once(chunk.len()..chunk.len())) {
            let of_chunk = terms_of(&chunk[from..ellipsis.start], at + from, limit.saturating_sub(terms.len()));
            chunks_with_words += usize::from(!of_chunk.is_empty());
            terms.extend(of_chunk);
            if !ellipsis.is_empty() && terms.len() < limit {
                let span = at + ellipsis.start..at + ellipsis.end;
                terms.push(Term { form: TermForm::AnyWords, ..term("…".to_owned(), span) });
            }
            from = ellipsis.end;
        }
        at += chunk.len();
        if terms.len() >= limit {
            break;
        }
    }
    (terms, chunks_with_words == 1)
}

/// The places of ellipses in a chunk, as one character or as three stops or more.
fn ellipses(chunk: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let first = ["…", "..."].into_iter().filter_map(|mark| chunk[from..].find(mark)).min()?;
        let start = from + first;
        let length = chunk[start..].find(|c| c != '…' && c != '.').unwrap_or(chunk.len() - start);
        from = start + length;
        Some(start..from)
    })
}

fn term(text: String, span: QuerySpan) -> Term {
    let (text, form) = match text.strip_suffix('*') {
        _ if !text.contains(['*', '?']) => (text, TermForm::Word),
        _ if !text.contains(char::is_alphanumeric) => ("*".to_owned(), TermForm::AnyWord),
        Some(beginning) if !beginning.contains(['*', '?']) => (beginning.to_owned(), TermForm::Prefix),
        _ => (text, TermForm::Wildcard),
    };
    Term { text, form, acronym: None, capital: false, level: None, span }
}

/// A word folded with its wildcards, which folding alone would drop beside letters with accents.
fn folded(piece: &str) -> String {
    let mut text = String::new();
    let mut rest = piece;
    while let Some(at) = rest.find(['*', '?']) {
        text += &fold(&rest[..at]);
        text += &rest[at..=at];
        rest = &rest[at + 1..];
    }
    text += &fold(rest);
    while text.contains("**") {
        text = text.replace("**", "*");
    }
    text
}

/// Whether a folded word, typed again, would give the same one word.
fn is_stable(text: &str) -> bool {
    let mut again = pieces(text);
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric())
        || again.next() == Some(0..text.len()) && again.next().is_none() && folded(text) == text
}

/// A chunk with apostrophes for the accents and primes that are typed in their place, byte for byte: "children´s".
fn with_apostrophes(chunk: &str) -> Cow<'_, str> {
    let mut changed = Cow::Borrowed(chunk);
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    for (at, c) in chunk.char_indices() {
        let apostrophe = match c {
            '`' => "'",
            '\u{b4}' => "\u{2bc}",
            '\u{2032}' => "\u{2019}",
            _ => continue,
        };
        let end = at + c.len_utf8();
        if is_letter(chunk[..at].chars().next_back()) && is_letter(chunk[end..].chars().next()) {
            changed.to_mut().replace_range(at..end, apostrophe);
        }
    }
    changed
}

/// The ranges of the words of a chunk, with their wildcards.
fn pieces(chunk: &str) -> impl Iterator<Item = Range<usize>> {
    let masked = with_letters_for_wildcards(chunk);
    let ranges: Vec<_> = words(masked.as_deref().unwrap_or(chunk)).map(|word| word.start..word.end()).collect();
    ranges.into_iter()
}

/// The chunk with a letter for each wildcard and a space for each other question mark, byte for
/// byte, so that the segmenter sees words; none if there is nothing to replace.
fn with_letters_for_wildcards(chunk: &str) -> Option<String> {
    let is_wild = |b: u8| matches!(b, b'*' | b'?');
    let bytes = chunk.as_bytes();
    let mut masked: Option<String> = None;
    let mut at = 0;
    while let Some(first) = bytes[at..].iter().position(|&b| is_wild(b)).map(|found| at + found) {
        let end = bytes[first..].iter().position(|&b| !is_wild(b)).map_or(bytes.len(), |found| first + found);
        let masked = masked.get_or_insert_with(|| String::with_capacity(chunk.len()));
        masked.push_str(&chunk[at..first]);
        let before = chunk[..first].chars().next_back();
        let after = chunk[end..].chars().next();
        let run = &chunk[first..end];
        let wild = wild_part(run, before, after);
        masked.extend((0..run.len()).map(|i| if wild.contains(&i) { 'x' } else { ' ' }));
        at = end;
    }
    if let Some(masked) = &mut masked {
        masked.push_str(&chunk[at..]);
    }
    masked
}

/// Which part of a run of asterisks and question marks is wildcards.
fn wild_part(run: &str, before: Option<char>, after: Option<char>) -> Range<usize> {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let sentence_ends = before.is_some_and(char::is_lowercase) && after.is_some_and(char::is_uppercase);
    match (run.find('*'), run.rfind('*')) {
        (Some(first), Some(last)) => {
            let start = if is_letter(before) { 0 } else { first };
            let end = if is_letter(after) { run.len() } else { last + 1 };
            start..end
        }
        _ if is_letter(before) && is_letter(after) && !sentence_ends => 0..run.len(),
        _ => 0..0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_is_cut_into_words() {
        use TermForm::{AnyWord, Prefix, Wildcard, Word};
        for (chunk, expected) in [
            ("Children’s", vec![("children's", Word)]),
            ("children´s", vec![("children's", Word)]),
            ("children`s", vec![("children's", Word)]),
            ("children′s", vec![("children's", Word)]),
            ("5′", vec![("5", Word)]),
            ("multi-agency", vec![("multi", Word), ("agency", Word)]),
            ("s.47", vec![("s", Word), ("47", Word)]),
            ("inter*", vec![("inter", Prefix)]),
            ("méd*", vec![("med", Prefix)]),
            ("*dóba", vec![("*doba", Wildcard)]),
            ("C?rdobá", vec![("c?rdoba", Wildcard)]),
            ("Inter**", vec![("inter", Prefix)]),
            ("organi?e", vec![("organi?e", Wildcard)]),
            ("organi?e*", vec![("organi?e*", Wildcard)]),
            ("*ship", vec![("*ship", Wildcard)]),
            ("Ofsted?", vec![("ofsted", Word)]),
            ("Ofsted???", vec![("ofsted", Word)]),
            ("inter*?", vec![("inter", Prefix)]),
            ("well?What", vec![("well", Word), ("what", Word)]),
            ("?at", vec![("at", Word)]),
            ("multi-ag*", vec![("multi", Word), ("ag", Prefix)]),
            ("a-*-b", vec![("a", Word), ("*", AnyWord), ("b", Word)]),
            ("**", vec![("*", AnyWord)]),
            ("⑴", vec![("1", Word)]),
            ("?!…", vec![]),
        ] {
            let terms = terms_of(chunk, 0, 10);
            let found: Vec<_> = terms.iter().map(|term| (term.text.as_str(), term.form)).collect();
            assert_eq!(found, expected, "{chunk}");
        }
    }

    #[test]
    fn spans_are_those_of_the_query() {
        let spans: Vec<_> = terms_of("(multi–ag*)", 7, 10).into_iter().map(|term| term.span).collect();
        assert_eq!(spans, [8..13, 16..19]);
    }
}
