//! A title that is printed in capitals, in the case that the document uses elsewhere.

use std::collections::HashMap;

use super::cover::is_in_capitals;
use crate::report::Passage;

/// As much text is looked through for how words are written.
const MAX_BYTES: usize = 200_000;
/// Of several words in capitals, one of a heading has as many letters, and none of acronyms.
const MIN_SHOUTED_LETTERS: usize = 6;

/// A title of which all letters are capitals, with each word as the passages write it. Where they do not have all of its
/// words, each has a capital but small ones, and those that the passages have in capitals only stay so. Any other title as
/// it is.
pub(super) fn as_used(title: &str, passages: &[Passage]) -> String {
    if !is_in_capitals(title) || !title.contains(' ') {
        return title.to_owned();
    }
    let used = used_forms(title, passages);
    let is_known = |word: &str| {
        is_small(word) || used.get(word).is_some_and(|forms| forms.lower || forms.capital || forms.capitals)
    };
    let known = words(title)
        .filter(|word| !word.contains(|c: char| c.is_ascii_digit()))
        .all(|word| is_known(&word.to_lowercase()));
    let mut first = true;
    let words = title.split(' ').map(|word| {
        let cased = cased(word, &used, known, first);
        first = word.ends_with([':', '.', '?', '!']) || word == "-" || word == "–";
        cased
    });
    words.collect::<Vec<_>>().join(" ")
}

/// How the words of a title are written in running text.
#[derive(Clone, Copy, Debug, Default)]
struct Forms {
    lower: bool,
    capital: bool,
    capitals: bool,
}

fn used_forms(title: &str, passages: &[Passage]) -> HashMap<String, Forms> {
    let mut used: HashMap<String, Forms> = words(title).map(|word| (word.to_lowercase(), Forms::default())).collect();
    let mut read = 0;
    for passage in passages {
        read += passage.text.len();
        if read > MAX_BYTES {
            break;
        }
        if is_in_capitals(&passage.text) {
            continue;
        }
        let mut starts_sentence = true;
        let mut shouted = is_shouted(&passage.text).into_iter();
        for word in passage.text.split_whitespace() {
            let is_shouted = shouted.next().unwrap_or(false);
            for part in words(word) {
                if let Some(forms) = used.get_mut(&part.to_lowercase()) {
                    forms.lower |= part.starts_with(char::is_lowercase);
                    forms.capitals |= !is_shouted && part.chars().count() > 1 && is_in_capitals(part);
                    forms.capital |= !starts_sentence && part.starts_with(char::is_uppercase) && !is_in_capitals(part);
                }
            }
            starts_sentence = word.ends_with(['.', '?', '!', ':']);
        }
    }
    used
}

/// Of each word of a text, whether it is one of several in a row that are in capitals as a heading is, not as acronyms are.
fn is_shouted(text: &str) -> Vec<bool> {
    let mut shouted: Vec<bool> = Vec::new();
    let all: Vec<&str> = text.split_whitespace().collect();
    for run in all.chunk_by(|a, b| is_in_capitals(a) == is_in_capitals(b)) {
        let is_long = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() >= MIN_SHOUTED_LETTERS;
        let of_heading = run.len() > 1 && is_in_capitals(run[0]) && run.iter().any(is_long);
        shouted.extend(std::iter::repeat_n(of_heading, run.len()));
    }
    shouted
}

/// The runs of letters and figures of a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether a word joins others.
fn is_small(lower: &str) -> bool {
    const SMALL: [&str; 22] = [
        "a", "an", "and", "as", "at", "between", "by", "during", "for", "from", "in", "into", "near", "of", "off",
        "on", "or", "over", "the", "to", "under", "with",
    ];
    SMALL.contains(&lower)
}

/// A word of a title in its usual case; `known` says that the passages have all words of the title.
fn cased(word: &str, used: &HashMap<String, Forms>, known: bool, first: bool) -> String {
    let has_mark = word.contains('-') && words(word).any(|part| part.len() == 1);
    if has_mark || word.chars().any(|c| c.is_ascii_digit()) {
        return word.to_owned();
    }
    let mut cased = String::new();
    let mut rest = word;
    let mut first = first;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        let length = rest[start..].find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len() - start);
        let (part, lower) = (&rest[start..start + length], rest[start..start + length].to_lowercase());
        cased.push_str(&rest[..start]);
        let forms = used.get(&lower).copied().unwrap_or_default();
        let possessive = cased.ends_with(['\'', '’']) && lower == "s";
        let keep = forms.capitals && !forms.lower && !forms.capital;
        let small = known && forms.lower || possessive || is_small(&lower);
        match (keep, small && !first) {
            (true, _) => cased.push_str(part),
            (false, true) => cased.push_str(&lower),
            (false, false) => cased.push_str(&with_capital(&lower)),
        }
        first = false;
        rest = &rest[start + length..];
    }
    cased + rest
}

/// A word in lower case with a capital first.
pub(super) fn with_capital(lower: &str) -> String {
    let mut letters = lower.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_the_case_of_the_running_text() {
        let passages = [
            "On 9 August the aircraft of Harrowick Flying Club lost control at Saltby, and the NSB came.",
            "A collision is loss.",
            "FINAL NOTICE To the club: this notice is served.",
        ]
        .map(Passage::of_text);
        for (title, expected) in [
            ("LOSS OF CONTROL AND COLLISION", "Loss of control and collision"),
            ("LOSS OF CONTROL AND GRIEF", "Loss of Control and Grief"),
            ("HARROWICK FLYING CLUB, X-HRWK", "Harrowick Flying Club, X-HRWK"),
            ("THE NSB AT SALTBY'S CLUB", "The NSB at Saltby's Club"),
            ("FINAL NOTICE", "Final Notice"),
            ("REPORT N31W0042", "Report N31W0042"),
            ("Quay Cranes", "Quay Cranes"),
            ("HARBOURS", "HARBOURS"),
        ] {
            assert_eq!(as_used(title, &passages), expected, "{title}");
        }
    }
}
