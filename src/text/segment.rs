//! Cutting text into words.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::raised::is_raised;

/// A word and its place: byte offsets into the text it was cut from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word as written.
    pub text: &'a str,
    /// Its first byte.
    pub start: usize,
}

impl Word<'_> {
    /// The byte after its last.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The words of a text in order. A hyphenated word is several; an apostrophe inside a word is part
/// of it; "3.5" and "1,732" are one word each, "visit.The" is two.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    if (text.is_ascii() || text.chars().all(is_plain)) && !has_inner_stop(text.as_bytes()) {
        Words::Plain(Plain { text, at: 0 })
    } else {
        Words::Any(annex_29(text))
    }
}

/// By the rules of Annex 29, for any text.
fn annex_29(text: &str) -> impl Iterator<Item = Word<'_>> {
    text.unicode_word_indices().flat_map(|(start, text)| Pieces { text, start, raised: Raised::Unknown })
}

enum Words<'a, I> {
    Plain(Plain<'a>),
    Any(I),
}

impl<'a, I: Iterator<Item = Word<'a>>> Iterator for Words<'a, I> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        match self {
            Words::Plain(plain) => plain.next(),
            Words::Any(any) => any.next(),
        }
    }
}

/// The characters that make up nearly all English reports, for which a few rules are enough.
fn is_plain(c: char) -> bool {
    c.is_ascii()
        || matches!(
            c,
            '\u{2018}'
                | '\u{2019}'
                | '\u{201c}'
                | '\u{201d}'
                | '\u{2013}'
                | '\u{2014}'
                | '\u{2026}'
                | '\u{25fc}'
                | '\u{2022}'
                | '\u{a3}'
        )
}

/// The same words as by the rules of Annex 29 and the cuts after them, for plain characters without a
/// stop between letters, and several times as fast.
struct Plain<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Plain<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() && !bytes[self.at].is_ascii_alphanumeric() {
            self.at += 1;
        }
        let start = self.at;
        let mut end = start;
        loop {
            while end < bytes.len() && bytes[end].is_ascii_alphanumeric() {
                end += 1;
            }
            let Some(joint) = joint(bytes, start, end) else { break };
            end += joint;
        }
        self.at = end;
        (end > start).then(|| Word { text: &self.text[start..end], start })
    }
}

/// The length of a mark at `end` that joins the letters or digits on both sides of it.
fn joint(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    const CURLY: [&[u8]; 2] = ["\u{2019}".as_bytes(), "\u{2018}".as_bytes()];
    let before = *bytes[start..end].last()?;
    let mark = *bytes.get(end)?;
    let length = match mark {
        b'\'' | b'.' | b',' | b';' => 1,
        0xe2 if CURLY.iter().any(|curly| bytes[end..].starts_with(curly)) => 3,
        _ => return None,
    };
    let after = *bytes.get(end + length)?;
    let letters = before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
    let digits = before.is_ascii_digit() && after.is_ascii_digit();
    let joins = match mark {
        b'.' | b',' | b';' => digits,
        b'\'' => letters || digits,
        _ => letters || digits,
    };
    joins.then_some(length)
}

/// Whether a stop is between two letters: initials, an address, or sentences run together.
fn has_inner_stop(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|three| three[1] == b'.' && three[0].is_ascii_alphabetic() && three[2].is_ascii_alphabetic())
}

/// Whether a word begins a sentence, given the text between it and the word before: a stop with a space behind it, then
/// a capital or a digit. The first word of a text begins none.
pub fn starts_sentence(between: &str, word: &str) -> bool {
    let stop = between.find(['.', '!', '?', '…']);
    stop.is_some_and(|at| between[at..].contains(char::is_whitespace))
        && word.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
}

/// Whether what stands between two words keeps them from being the parts of one: a bracket, a bar, a long dash, or a comma,
/// semicolon, colon or dash as there is between parts of a sentence.
pub fn parts_words(between: &str) -> bool {
    const DASHES: [char; 5] = ['-', '\u{2010}', '\u{2012}', '\u{2013}', '\u{2212}'];
    let is_dash = || {
        let dash = between.trim();
        between.starts_with(char::is_whitespace)
            && between.ends_with(char::is_whitespace)
            && !dash.is_empty()
            && dash.chars().all(|c| DASHES.contains(&c))
    };
    // Most words have a space between them.
    between != " "
        && (between.contains(['(', ')', '[', ']', '|', '\u{2014}', '\u{2015}'])
            || between.contains([',', ';', ':']) && between.contains(char::is_whitespace)
            || is_dash())
}

/// The pieces of one word of Annex 29: cut at full stops, colons and underscores between letters,
/// but not in initials such as "U.K" and "e.g".
struct Pieces<'a> {
    text: &'a str,
    start: usize,
    raised: Raised,
}

/// The position of the next raised digit of a word: a word that is cut very often is searched for it once.
#[derive(Clone, Copy)]
enum Raised {
    Unknown,
    At(usize),
    None,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        loop {
            if self.text.is_empty() {
                return None;
            }
            let cut = self.cut().unwrap_or(self.text.len()..self.text.len());
            let word = Word { text: &self.text[..cut.start], start: self.start };
            self.text = &self.text[cut.end..];
            self.start += cut.end;
            if word.text.chars().any(|c| c.is_alphanumeric() && !is_raised(c) && !is_combining_mark(c)) {
                return Some(word);
            }
        }
    }
}

impl Pieces<'_> {
    /// What is between the next piece and the one after it, if the next is not the last: a raised digit, which is no word, a
    /// mark, or nothing.
    fn cut(&mut self) -> Option<Range<usize>> {
        if !self.text.bytes().any(|b| matches!(b, b'.' | b':' | b'_') || b >= 0x80) {
            return None;
        }
        let at = self.raised().filter(|&at| at > 0);
        at.map(|at| at..at + len_at(self.text, at)).or_else(|| joint_to_cut(self.text))
    }

    /// The next raised digit.
    fn raised(&mut self) -> Option<usize> {
        let known = match self.raised {
            Raised::At(at) => at.checked_sub(self.start),
            Raised::None => return None,
            Raised::Unknown => None,
        };
        let found = known.or_else(|| self.text.find(is_raised));
        self.raised = found.map_or(Raised::None, |at| Raised::At(self.start + at));
        found
    }
}

fn len_at(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

/// The first mark between letters at which a word is cut, or the end of "nº" before its number.
fn joint_to_cut(word: &str) -> Option<Range<usize>> {
    let joins = |c: char| matches!(c, '.' | ':' | '_' | '\u{b7}' | '\u{2024}' | '\u{fe52}' | '\u{ff0e}');
    let is_number = |c: Option<char>| c.is_some_and(char::is_numeric);
    let initials = word.len() <= 32 && word.split('.').all(|part| part.chars().nth(1).is_none());
    let is_ordinal = |c: char| matches!(c, 'º' | 'ª');
    word.char_indices().filter(|&(_, c)| joins(c) || is_ordinal(c)).find_map(|(at, c)| {
        let end = at + c.len_utf8();
        let before = word[..at].chars().next_back();
        let after = word[end..].chars().next();
        if is_ordinal(c) {
            return is_number(after).then_some(end..end);
        }
        let kept = c == '.' && (initials || is_number(before) && is_number(after));
        (!kept).then_some(at..end)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_cut_as_people_read_them() {
        for (text, expected) in [
            ("children's services", vec!["children's", "services"]),
            ("children’s services.", vec!["children’s", "services"]),
            ("multi-agency", vec!["multi", "agency"]),
            ("0–25 and 2018/19", vec!["0", "25", "and", "2018", "19"]),
            ("1,732 children, 3.5%", vec!["1,732", "children", "3.5"]),
            ("the visit.The next", vec!["the", "visit", "The", "next"]),
            ("in the U.K. today, e.g. here", vec!["in", "the", "U.K", "today", "e.g", "here"]),
            ("s.47 enquiries", vec!["s", "47", "enquiries"]),
            ("_emphasis_ a_b", vec!["emphasis", "a", "b"]),
            ("‘push-pull’ and/or", vec!["push", "pull", "and", "or"]),
            ("the Board¹ and ¹² on", vec!["the", "Board", "and", "on"]),
            ("contract nº123, 1ª vez, nº 5", vec!["contract", "nº", "123", "1ª", "vez", "nº", "5"]),
            ("— … ◼", vec![]),
        ] {
            assert_eq!(words(text).map(|w| w.text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn a_word_may_have_any_number_of_pieces() {
        // Where sixteen pieces are left, they are initials.
        let cases = [("a_", 200_000), ("a.", 199_985), ("a:", 200_000), ("a¹", 200_000), ("a_¹", 200_000), ("1.", 1)];
        for (unit, pieces) in cases {
            assert_eq!(words(&unit.repeat(200_000)).count(), pieces, "{unit}");
        }
    }

    proptest! {
        #[test]
        fn the_fast_way_and_the_whole_way_agree(text in "[a-zA-Z0-9 .,;:'’‘“”_()/–-]{0,40}") {
            let plain: Vec<_> = words(&text).collect();
            let any: Vec<_> = annex_29(&text).collect();
            prop_assert_eq!(plain, any);
        }
    }

    #[test]
    fn sentences_begin_after_stops() {
        let text = "One plan. ‘Two’ e.g. this (one?) 3 more.Four Five";
        let mut before = 0;
        let mut found = Vec::new();
        for word in words(text) {
            if starts_sentence(&text[before..word.start], word.text) {
                found.push(word.text);
            }
            before = word.end();
        }
        assert_eq!(found, ["Two", "3"]);
    }

    #[test]
    fn words_are_parted_by_what_no_word_has_in_it() {
        for between in [", ", "; ", ": ", " (", ") ", " - ", " – ", "—", " — ", " | ", ",\u{a0}", "[1] "] {
            assert!(parts_words(between), "{between:?}");
        }
        for between in [" ", "-", "–", "- ", " -", "/", " / ", ". ", ":", ",", "’ ", "\n", "'", "“"] {
            assert!(!parts_words(between), "{between:?}");
        }
    }

    #[test]
    fn offsets_point_at_the_words() {
        let text = "Ça va:bien ‘x_y’ 1.2.a";
        for word in words(text) {
            assert_eq!(&text[word.start..word.end()], word.text);
        }
    }
}
