//! Words in capitals: the form of an acronym in a text, in a query and in a lexicon file.

/// The fewest and the most letters and digits of an acronym that is learnt from text.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=8;

/// An acronym as it occurs in a text, without the mark of a plural.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Short<'a> {
    /// The acronym as written.
    pub letters: &'a str,
    /// Whether it had the `s` of a plural.
    pub plural: bool,
}

/// The acronym that a word of a text is written as: two to eight letters or digits, a capital first,
/// at least two capitals and fewer small letters than capitals (`RHI`, `CiN`, `DfE`; not `Ofsted`).
/// The `s` of a plural and the `'s` of a possessive are left out: `RHI` of `RHIs`.
pub(crate) fn short_form(word: &str) -> Option<&str> {
    short_of(word).map(|short| short.letters)
}

/// Like [`short_form`], with whether it is a plural.
pub(crate) fn short_of(word: &str) -> Option<Short<'_>> {
    // Every word of a text is asked, and nearly all begin small.
    if !word.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let (letters, plural) = without_ending(word);
    let capitals = letters.bytes().filter(u8::is_ascii_uppercase).count();
    let small = letters.bytes().filter(u8::is_ascii_lowercase).count();
    let is_short = letters.bytes().all(|b| b.is_ascii_alphanumeric())
        && LENGTHS.contains(&letters.len())
        && capitals >= 2
        && small < capitals;
    is_short.then_some(Short { letters, plural })
}

/// The singular of a plural acronym: `RHI` of `RHIs`. Both have the same stem.
pub(crate) fn singular_acronym(word: &str) -> Option<&str> {
    short_of(word).filter(|short| short.plural && word.len() == short.letters.len() + 1).map(|short| short.letters)
}

fn without_ending(word: &str) -> (&str, bool) {
    let possessive = ["'s", "’s"].iter().find_map(|ending| word.strip_suffix(ending));
    let base = possessive.unwrap_or(word);
    match base.strip_suffix('s') {
        Some(letters) if letters.ends_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()) => (letters, true),
        _ => (base, possessive.is_some()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_are_mostly_capitals() {
        for (word, expected) in [
            ("RHI", Some(("RHI", false))),
            ("RHIs", Some(("RHI", true))),
            ("RHI’s", Some(("RHI", true))),
            ("RHIs'", None),
            ("CiN", Some(("CiN", false))),
            ("EHaSH", Some(("EHaSH", false))),
            ("KS4", Some(("KS4", false))),
            ("HMICFRS", Some(("HMICFRS", false))),
            ("As", None),
            ("A", None),
            ("s47", None),
            ("Ofsted", None),
            ("MoMo", None),
            ("2019", None),
            ("ABCDEFGHI", None),
            ("ÉHC", None),
            ("", None),
        ] {
            assert_eq!(short_of(word).map(|short| (short.letters, short.plural)), expected, "{word}");
        }
    }
}
