//! The folded form of a word: what two spellings of the same word have in common.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds a word: case, diacritics, ligatures, full-width forms and kinds of apostrophe go; soft hyphens and invisible
/// characters are dropped; the bar of a fraction stays, so that `½` is not 12. Letters that no decomposition takes apart
/// become what readers without them type: `ø` is `o`, `œ` is `oe`. Folding twice is folding once.
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_into(word, &mut folded);
    folded
}

/// Like [`fold`], into a buffer that is emptied first, so that a loop over words allocates nothing.
pub(crate) fn fold_into(word: &str, folded: &mut String) {
    folded.clear();
    if word.is_ascii() {
        folded.push_str(word);
        folded.make_ascii_lowercase();
        return;
    }
    if word.chars().all(|c| c.is_ascii() || c == '\u{2019}') {
        folded.extend(word.chars().map(|c| if c == '\u{2019}' { '\'' } else { c.to_ascii_lowercase() }));
        return;
    }
    // Lower-casing may bring marks and compatibility forms back, hence the second round.
    let once: String = lower(word.nfkd()).collect();
    folded.extend(
        lower(once.nfkd()).nfc().filter(|&c| c.is_alphanumeric() || is_combining_mark(c) || "'.,⁄".contains(c)),
    );
}

fn lower(chars: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    chars.filter(|&c| !is_combining_mark(c) && !is_invisible(c)).flat_map(|c| match c {
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '\u{ff07}' | '\u{b4}' | '`' => Lower::One('\''),
        'ß' => Lower::Two('s', 's'),
        'æ' => Lower::Two('a', 'e'),
        'œ' => Lower::Two('o', 'e'),
        'þ' => Lower::Two('t', 'h'),
        'đ' | 'ð' => Lower::One('d'),
        'ħ' => Lower::One('h'),
        'ı' => Lower::One('i'),
        'ł' => Lower::One('l'),
        'ø' => Lower::One('o'),
        'ς' => Lower::One('σ'),
        c => Lower::Many(c.to_lowercase()),
    })
}

enum Lower {
    One(char),
    Two(char, char),
    Many(std::char::ToLowercase),
}

impl IntoIterator for Lower {
    type Item = char;
    type IntoIter = std::iter::Flatten<std::array::IntoIter<Option<char>, 3>>;

    fn into_iter(self) -> Self::IntoIter {
        match self {
            Lower::One(c) => [Some(c), None, None],
            Lower::Two(a, b) => [Some(a), Some(b), None],
            Lower::Many(mut chars) => [chars.next(), chars.next(), chars.next()],
        }
        .into_iter()
        .flatten()
    }
}

/// Characters that are there but not seen: soft hyphen, zero-width marks, directional marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The folded words of a name or value with one space between: what two writings of it have in common.
pub fn key(text: &str) -> String {
    super::words(text).map(|word| fold(word.text)).collect::<Vec<_>>().join(" ")
}

/// The base of a folded possessive: `team` of `team's`.
pub fn base_of_possessive(folded: &str) -> Option<&str> {
    folded.strip_suffix("'s").filter(|base| !base.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_word_fold_together() {
        for (word, expected) in [
            ("Children’s", "children's"),
            ("Children's", "children's"),
            ("CAFÉ", "cafe"),
            ("ﬁndings", "findings"),
            ("Ｏｆｓｔｅｄ", "ofsted"),
            ("co\u{ad}operate", "cooperate"),
            ("Straße", "strasse"),
            ("½", "1⁄2"),
            ("1⁄2", "1⁄2"),
            ("İstanbul", "istanbul"),
            ("Łódź", "lodz"),
            ("SØREN", "soren"),
            ("Œuvre", "oeuvre"),
            ("Οδυσσεύς", "οδυσσευσ"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
        ] {
            assert_eq!(fold(word), expected);
        }
    }

    #[test]
    fn a_possessive_has_a_base() {
        assert_eq!(base_of_possessive("team's"), Some("team"));
        assert_eq!(base_of_possessive("teams"), None);
        assert_eq!(base_of_possessive("'s"), None);
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(word in "\\PC{0,12}") {
            let once = fold(&word);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
