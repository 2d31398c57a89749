//! The signs beside a number, which no word has, and which a quotation may not change: "£50" and "50%" are not "50".

use std::ops::Range;

use crate::text::fold;

const BEFORE: [char; 4] = ['£', '$', '€', '¥'];
const AFTER: [char; 2] = ['%', '‰'];

/// The bytes of a word of a text, with the sign beside it where it is a number, and the space between if there is one.
pub(super) fn with_sign(text: &str, word: Range<usize>) -> Range<usize> {
    let is_number = text[word.clone()].starts_with(|c: char| c.is_ascii_digit());
    if !is_number {
        return word;
    }
    let before = &text[..word.start];
    let start = before.strip_suffix(' ').unwrap_or(before).strip_suffix(BEFORE).map_or(word.start, str::len);
    let after = &text[word.end..];
    let end =
        after.strip_prefix(' ').unwrap_or(after).strip_prefix(AFTER).map_or(word.end, |rest| text.len() - rest.len());
    start..end
}

/// What a word is compared by: folded, with its sign behind it.
pub(super) fn compared(word: &str) -> String {
    let is_sign = |c: char| BEFORE.contains(&c) || AFTER.contains(&c);
    let mut compared = fold(word.trim_matches(|c| is_sign(c) || c == ' '));
    compared.extend(word.chars().filter(|&c| is_sign(c)));
    compared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words;

    #[test]
    fn a_number_has_its_sign() {
        for (text, expected) in [
            ("over 50% of it", ["over", "50%", "of", "it"]),
            ("over 50 % of it", ["over", "50%", "of", "it"]),
            ("a £1,200 grant it", ["a", "1,200£", "grant", "it"]),
            ("a £ 1,200 grant it", ["a", "1,200£", "grant", "it"]),
            ("Half £a year % on", ["half", "a", "year", "on"]),
        ] {
            let found: Vec<String> =
                words(text).map(|word| compared(&text[with_sign(text, word.start..word.end())])).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
