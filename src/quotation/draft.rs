//! The quotations of a draft: what is between quotation marks, and block quotations.

use std::ops::Range;

use crate::report::Passage;
use crate::text::head;

/// A quotation may be this many bytes long in one passage, and go on in this many more.
const MAX_BYTES: usize = 1 << 14;
const MAX_MORE_PASSAGES: usize = 50;

/// After this many marks that nothing closes, the rest of a passage has no quotations.
const MAX_UNCLOSED: usize = 100;

/// A quotation in a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) struct DraftQuotation {
    /// What is quoted, without the marks.
    pub text: String,
    /// The place in the draft's passages of the one in which it begins.
    pub passage: usize,
    /// The place of the passage in which it ends.
    pub last: usize,
    /// The bytes of the first passage's text that are quoted.
    pub bytes: Range<usize>,
    /// How it is marked.
    pub marks: QuotationMarks,
}

/// How a quotation is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QuotationMarks {
    /// By double quotation marks.
    Double,
    /// By single ones.
    Single,
    /// As a block of its own.
    Block,
}

/// The quotations in the passages of a draft, in order; `blocks` has the ordinals of those that are block quotations.
/// In plain text, a line of a block begins with `>`.
pub(crate) fn quotations_in(passages: &[Passage], blocks: &[u32]) -> Vec<DraftQuotation> {
    let is_marked = |passage: &Passage| blocks.binary_search(&passage.ordinal).is_ok() || passage.text.starts_with('>');
    let is_block = |at: usize| passages.get(at).is_some_and(is_marked);
    let mut quotations = Vec::new();
    let mut at = 0;
    while at < passages.len() {
        if is_block(at) {
            let end = (at..).find(|next| !is_block(*next)).unwrap_or(passages.len());
            quotations.extend(block(passages, at..end));
            at = end;
        } else {
            // The first passage may go on with a quotation that the one before began.
            at = inline(passages, at, &mut quotations);
        }
    }
    quotations
}

/// A block quotation of several passages. A last one that begins with a dash says whose it is.
fn block(passages: &[Passage], range: Range<usize>) -> Option<DraftQuotation> {
    let mut quoted = range.clone();
    while quoted.len() > 1 && names_source(&passages[quoted.end - 1]) {
        quoted.end -= 1;
    }
    let texts: Vec<&str> = passages[quoted.clone()].iter().map(of_block).filter(|text| !text.is_empty()).collect();
    let text = texts.join(" ");
    let text = text.trim_matches(['“', '”', '"', '‘', '’', '\'']).to_owned();
    let bytes = 0..passages[range.start].text.len();
    (!text.is_empty()).then_some(DraftQuotation {
        text,
        passage: range.start,
        last: quoted.end - 1,
        bytes,
        marks: QuotationMarks::Block,
    })
}

/// The text of a passage of a block quotation.
fn of_block(passage: &Passage) -> &str {
    passage.text.trim_start_matches(['>', ' ']).trim_end()
}

/// Whether a passage at the end of a block quotation, or after one, says whose it is.
pub(super) fn names_source(passage: &Passage) -> bool {
    of_block(passage).starts_with(['—', '–', '-', '―'])
}

/// Adds the quotations of a passage; the place of the passage after it, or after the last that a quotation goes on in.
fn inline(passages: &[Passage], at: usize, quotations: &mut Vec<DraftQuotation>) -> usize {
    let text = &passages[at].text;
    let mut next = at + 1;
    let (mut from, mut unclosed) = (0, 0);
    while let Some((open, marks)) = opening(text, from).filter(|_| unclosed < MAX_UNCLOSED) {
        let start = open + text[open..].chars().next().map_or(1, char::len_utf8);
        let mark = &text[open..start];
        let Some(end) = closing(text, start, mark) else {
            if marks == QuotationMarks::Double
                && let Some((rest, last)) = continued(passages, at, mark)
            {
                let whole = format!("{} {rest}", text[start..].trim_end());
                quotations.push(DraftQuotation { text: whole, passage: at, last, bytes: start..text.len(), marks });
                next = last + 1;
                break;
            }
            (from, unclosed) = (start, unclosed + 1);
            continue;
        };
        quotations.push(DraftQuotation {
            text: text[start..end].to_owned(),
            passage: at,
            last: at,
            bytes: start..end,
            marks,
        });
        from = end + text[end..].chars().next().map_or(1, char::len_utf8);
    }
    next
}

/// What a quotation goes on with in the passages after one, each of which begins with the mark again, and the place of
/// the last of them.
fn continued(passages: &[Passage], at: usize, mark: &str) -> Option<(String, usize)> {
    let mut parts: Vec<&str> = Vec::new();
    for (place, passage) in passages.iter().enumerate().skip(at + 1).take(MAX_MORE_PASSAGES) {
        let text = passage.text.trim_start().strip_prefix(mark)?;
        match closing(text, 0, mark) {
            Some(end) => {
                parts.push(&text[..end]);
                return Some((parts.join(" "), place));
            }
            None => parts.push(text.trim_end()),
        }
    }
    None
}

/// The next mark that opens a quotation.
fn opening(text: &str, from: usize) -> Option<(usize, QuotationMarks)> {
    let mut before = text[..from].chars().next_back();
    for (at, c) in text[from..].char_indices().map(|(at, c)| (from + at, c)) {
        let after = text[at + c.len_utf8()..].chars().next();
        let opens = !before.is_some_and(char::is_alphanumeric) && after.is_some_and(|c| !c.is_whitespace());
        match c {
            '“' => return Some((at, QuotationMarks::Double)),
            '"' if opens => return Some((at, QuotationMarks::Double)),
            '‘' | '\'' if opens => return Some((at, QuotationMarks::Single)),
            _ => {}
        }
        before = Some(c);
    }
    None
}

/// The mark that closes a quotation which an opening mark began before `from`.
fn closing(text: &str, from: usize, mark: &str) -> Option<usize> {
    let close = match mark {
        "“" => '”',
        "‘" => '’',
        "'" => '\'',
        _ => '"',
    };
    let mut places = head(&text[from..], MAX_BYTES).match_indices(close).map(|(at, _)| from + at);
    if matches!(mark, "“" | "\"") {
        return places.next();
    }
    let mut possessive = None;
    for at in places {
        let before = text[from..at].chars().next_back();
        let mut after = text[at + close.len_utf8()..].chars();
        let next = after.next();
        if before.is_none_or(char::is_whitespace) || next.is_some_and(char::is_alphanumeric) {
            // An apostrophe, or another opening mark.
            continue;
        }
        let goes_on = next == Some(' ') && after.next().is_some_and(char::is_lowercase);
        if before == Some('s') && goes_on {
            // `workers’ own` is a possessive as likely as an end.
            possessive.get_or_insert(at);
            continue;
        }
        return Some(at);
    }
    possessive.filter(|_| mark == "‘")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(ordinal: u32, text: &str) -> Passage {
        Passage { ordinal, ..Passage::of_text(text) }
    }

    fn found(texts: &[&str], blocks: &[u32]) -> Vec<String> {
        let passages: Vec<Passage> = (1..).zip(texts).map(|(ordinal, text)| passage(ordinal, text)).collect();
        let quotations = quotations_in(&passages, blocks);
        for quotation in &quotations {
            let text = &passages[quotation.passage].text;
            assert!(text.is_char_boundary(quotation.bytes.start) && text.is_char_boundary(quotation.bytes.end));
        }
        quotations.into_iter().map(|quotation| quotation.text).collect()
    }

    #[test]
    fn marks_are_paired() {
        for (text, expected) in [
            ("They said “no plan was made” and “it drifted”.", vec!["no plan was made", "it drifted"]),
            ("They said \"no plan was made\" and \"it drifted\".", vec!["no plan was made", "it drifted"]),
            ("They said ‘no plan was made’, and left.", vec!["no plan was made"]),
            ("They said 'no plan was made', and left.", vec!["no plan was made"]),
            ("“The ‘front door’ is strong.”", vec!["The ‘front door’ is strong."]),
            ("‘The council’s plans aren’t good,’ they said.", vec!["The council’s plans aren’t good,"]),
            ("‘The workers’ own plans drift’, they said.", vec!["The workers’ own plans drift"]),
            ("'The workers' own plans drift', they said.", vec!["The workers' own plans drift"]),
            ("The workers' plans and the council's aims.", vec![]),
            ("Don't say it isn't so; the '90s are over.", vec![]),
            ("A 6\" rule and a 5\" one.", vec![]),
            ("“Never closed.", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(found(&[text], &[]), expected, "{text}");
        }
    }

    #[test]
    fn a_quotation_of_several_paragraphs_is_one() {
        let texts = ["They wrote: “No plan was made.", "“It drifted.”", "Then “more” came."];
        assert_eq!(found(&texts, &[]), ["No plan was made. It drifted.", "more"]);
        assert_eq!(found(&["“No plan was made.", "It drifted."], &[]), Vec::<String>::new());
    }

    #[test]
    fn blocks_are_quotations() {
        let texts =
            ["They wrote:", "“No plan was made.", "It drifted.”", "— Inspection of Wexcombe, 2019", "Then more."];
        assert_eq!(found(&texts, &[2, 3, 4]), ["No plan was made. It drifted."]);
        assert_eq!(found(&["— only a dash"], &[1]), ["— only a dash"]);
        let plain = ["They wrote:", "> No plan", "> was made.", ">", "> It drifted.", "> — Kent, 2019", "So it was."];
        assert_eq!(found(&plain, &[]), ["No plan was made. It drifted."]);
    }

    #[test]
    fn what_is_hostile_takes_time_in_proportion() {
        for unit in ["“", "\"", "‘", "'", " '", "s’ a", "“a” "] {
            let text = unit.repeat(20_000);
            assert!(found(&[&text], &[]).len() <= 20_000, "{unit}");
        }
        let many: Vec<String> = (0..2_000).map(|_| "“never closed".to_owned()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(found(&many, &[]).is_empty());
    }
}
