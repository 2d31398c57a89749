//! A quotation as words, with what its writer left out or put in.

use super::signs::{compared, with_sign};
use crate::text::{fold, words};

/// A quotation as words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quotation {
    /// Its own words, without those that were put in.
    pub words: Vec<QuotedWord>,
    /// Words that were put in before the first.
    pub lead: Option<String>,
}

/// A word of a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QuotedWord {
    /// As typed, with the sign of a number.
    pub text: String,
    /// The word itself, folded.
    pub folded: String,
    /// What it is compared by: folded, with the sign of a number.
    pub compared: String,
    /// What comes after it that is no word of the source; the source may have any words there.
    pub gap: Option<QuotedGap>,
}

impl QuotedWord {
    /// A word that is compared by what it is folded.
    pub(crate) fn plain(text: String, folded: String) -> QuotedWord {
        QuotedWord { text, compared: folded.clone(), folded, gap: None }
    }
}

/// Where a quotation may leave the words of its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuotedGap {
    /// An ellipsis: words were left out.
    Ellipsis,
    /// Words in brackets, which were put in, or in place of others.
    Inserted(String),
}

/// Text in brackets that says something of the quotation and is no part of it.
const REMARKS: [&str; 4] = ["sic", "emphasis added", "my emphasis", "our emphasis"];

/// Brackets farther apart than this many bytes are not a pair.
const MAX_BRACKETED: usize = 200;

impl Quotation {
    /// Reads a quotation: `…`, `...` and `[…]` are ellipses, words in square brackets were put in. A bracket inside a word,
    /// as in `[T]he`, only marks a letter.
    pub fn parse(text: &str) -> Quotation {
        let mut quotation = Quotation::default();
        for piece in pieces(text) {
            match piece {
                QuotedPart::Text(text) => quotation.words.extend(words(&text).map(|word| {
                    let typed = &text[with_sign(&text, word.start..word.end())];
                    QuotedWord { text: typed.to_owned(), folded: fold(word.text), compared: compared(typed), gap: None }
                })),
                QuotedPart::Gap(gap) => quotation.add_gap(gap),
            }
        }
        // Nothing of the source is left out after the last word.
        if let Some(last) = quotation.words.last_mut()
            && last.gap == Some(QuotedGap::Ellipsis)
        {
            last.gap = None;
        }
        quotation
    }

    /// Adds a gap after the last word so far. Beside words that were put in, an ellipsis says nothing more.
    fn add_gap(&mut self, gap: QuotedGap) {
        let place = match self.words.last_mut() {
            Some(last) => &mut last.gap,
            None => {
                if let QuotedGap::Inserted(text) = gap {
                    self.lead = Some(joined(self.lead.take(), text));
                }
                return;
            }
        };
        *place = Some(match (place.take(), gap) {
            (Some(QuotedGap::Inserted(before)), QuotedGap::Inserted(text)) => {
                QuotedGap::Inserted(joined(Some(before), text))
            }
            (Some(QuotedGap::Inserted(before)), QuotedGap::Ellipsis) => QuotedGap::Inserted(before),
            (_, gap) => gap,
        });
    }
}

fn joined(before: Option<String>, text: String) -> String {
    before.map_or(text.clone(), |before| format!("{before} {text}"))
}

/// A piece of a quotation.
enum QuotedPart {
    Text(String),
    Gap(QuotedGap),
}

/// The pieces of a quotation, in order. A text is not cut inside a word.
fn pieces(text: &str) -> Vec<QuotedPart> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(length) = ellipsis(rest) {
            pieces.push(QuotedPart::Text(std::mem::take(&mut plain)));
            pieces.push(QuotedPart::Gap(QuotedGap::Ellipsis));
            rest = &rest[length..];
            continue;
        }
        if c == '['
            && let Some((inside, after)) = bracketed(rest)
        {
            let touches = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            if !inside.contains(' ') && (touches(plain.chars().next_back()) || touches(after.chars().next())) {
                plain.push_str(inside);
            } else if !REMARKS.iter().any(|remark| inside.trim().eq_ignore_ascii_case(remark)) {
                pieces.push(QuotedPart::Text(std::mem::take(&mut plain)));
                let inserted: Vec<&str> = inside.split_whitespace().collect();
                pieces.push(QuotedPart::Gap(QuotedGap::Inserted(inserted.join(" "))));
            }
            rest = after;
            continue;
        }
        plain.push(c);
        rest = &rest[c.len_utf8()..];
    }
    pieces.push(QuotedPart::Text(plain));
    pieces
}

/// The bytes of an ellipsis with which a text begins: `…`, three dots or more with or without blanks between, or these in
/// brackets.
fn ellipsis(text: &str) -> Option<usize> {
    let inner = |text: &str| -> Option<usize> {
        if text.starts_with('…') {
            return Some(text.len() - text.trim_start_matches('…').len());
        }
        let (mut dots, mut end) = (0, 0);
        for (at, c) in text.char_indices() {
            match c {
                '.' => (dots, end) = (dots + 1, at + 1),
                ' ' | '\u{a0}' if dots > 0 && at < end + 2 => {}
                _ => break,
            }
        }
        (dots >= 3).then_some(end)
    };
    let close = match text.chars().next()? {
        '[' => ']',
        '(' => ')',
        _ => return inner(text),
    };
    let inside = text[1..].trim_start();
    let after = &inside[inner(inside)?..];
    let after = after.trim_start().strip_prefix(close)?;
    Some(text.len() - after.len())
}

/// What is between brackets at the beginning of a text, and what comes after them.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('[')?;
    let end = inside.bytes().take(MAX_BRACKETED).position(|byte| matches!(byte, b'[' | b']'))?;
    (inside.as_bytes()[end] == b']').then(|| (&inside[..end], &inside[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words, `…` for an ellipsis and what was put in, in brackets.
    fn shown(text: &str) -> String {
        let quotation = Quotation::parse(text);
        let mut shown: Vec<String> = quotation.lead.iter().map(|lead| format!("[{lead}]")).collect();
        for word in quotation.words {
            shown.push(word.text);
            match word.gap {
                Some(QuotedGap::Ellipsis) => shown.push("…".to_owned()),
                Some(QuotedGap::Inserted(text)) => shown.push(format!("[{text}]")),
                None => {}
            }
        }
        shown.join(" ")
    }

    #[test]
    fn ellipses_and_brackets_are_read() {
        for (text, expected) in [
            ("There has been no progress.", "There has been no progress"),
            ("no progress … in need", "no progress … in need"),
            ("no progress... in need", "no progress … in need"),
            ("no progress. . . . in need", "no progress … in need"),
            ("no progress [...] in need", "no progress … in need"),
            ("no progress [ … ] in need", "no progress … in need"),
            ("no progress (…) in need", "no progress … in need"),
            ("… no progress …", "no progress"),
            ("no progress. In need.", "no progress In need"),
            ("[The council] made progress", "[The council] made progress"),
            ("they [the social workers] made [sic] progress", "they [the social workers] made progress"),
            ("they [the workers] … made", "they [the workers] made"),
            ("they … [the workers] made", "they [the workers] made"),
            ("[T]he child[ren] were seen", "The children were seen"),
            ("the [unclosed bracket", "the unclosed bracket"),
            ("a [nested [one] here", "a nested [one] here"),
            ("", ""),
            ("…", ""),
            ("[only this]", "[only this]"),
            ("version 1.2 of ..", "version 1.2 of"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_hostile_takes_time_in_proportion() {
        for unit in ["[", "[a", "...", ". ", "(", "[…", "a [b] "] {
            let text = unit.repeat(200_000);
            assert!(Quotation::parse(&text).words.len() <= 200_000, "{unit}");
        }
    }
}
