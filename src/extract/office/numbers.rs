//! The numbers of lists as they are printed: an office document stores how to count, not the numbers.

use crate::extract::numerals::{letters, roman};
use crate::text::raised_digits;

/// Deepest level of a list that has a number of its own.
pub(super) const LEVELS: usize = 10;

/// Letters go round the alphabet, twice as long each time; a number this high is printed as it is.
const MAX_LETTERED: u64 = 26 * 8;

/// The marker before an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// A bullet, or nothing at all.
    Bullet,
    /// A number that counts paragraphs.
    Label(u64),
    /// A number of several levels, such as `2.1`.
    Levels(String),
    /// Letters or Roman numerals, with their brackets and stops.
    Letters(String),
}

/// How the numbers of one level look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Look {
    #[default]
    Decimal,
    Letters(LetterCase),
    Roman(LetterCase),
    Bullet,
    /// Counted, but not printed.
    Hidden,
}

/// Whether letters are small or capital.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LetterCase {
    Small,
    Capital,
}

impl Look {
    /// One number in this look.
    pub(super) fn number(self, number: u64) -> String {
        match self {
            Self::Letters(case) if number <= MAX_LETTERED => letters(number).map(|text| cased(text, case)),
            Self::Roman(case) => roman(number).map(|text| cased(text, case)),
            Self::Letters(_) | Self::Decimal | Self::Bullet | Self::Hidden => None,
        }
        .unwrap_or_else(|| number.to_string())
    }

    /// The marker of an item from its number in this look, and the number with all around it.
    pub(super) fn marker(self, number: u64, printed: String, levels: usize) -> Option<Marker> {
        match self {
            Self::Hidden => None,
            Self::Bullet => Some(Marker::Bullet),
            _ if printed.is_empty() => None,
            Self::Decimal if levels <= 1 => Some(Marker::Label(number)),
            _ if levels > 1 => Some(Marker::Levels(printed)),
            _ => Some(Marker::Letters(printed)),
        }
    }
}

fn cased(text: String, case: LetterCase) -> String {
    if case == LetterCase::Capital { text.to_uppercase() } else { text }
}

/// The text around a number, shortened: it is printed before every item.
pub(super) fn short(text: String) -> String {
    const MAX_CHARS: usize = 40;
    if text.len() <= MAX_CHARS { text } else { text.chars().take(MAX_CHARS).collect() }
}

/// A number raised as the mark of a footnote is.
pub(super) fn raised(number: usize) -> String {
    raised_digits(&number.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_as_they_are_printed() {
        let (small, capital) = (LetterCase::Small, LetterCase::Capital);
        let cases = [
            (Look::Decimal, 13, "13"),
            (Look::Letters(small), 1, "a"),
            (Look::Letters(small), 28, "bb"),
            (Look::Letters(capital), 3, "C"),
            (Look::Letters(small), u64::MAX, "18446744073709551615"),
            (Look::Letters(small), 0, "0"),
            (Look::Roman(small), 14, "xiv"),
            (Look::Roman(capital), 1999, "MCMXCIX"),
            (Look::Roman(small), 4_000_000_000, "4000000000"),
        ];
        for (look, number, wanted) in cases {
            assert_eq!(look.number(number), wanted, "{look:?}");
        }
        assert_eq!(raised(120), "¹²⁰");
    }
}
