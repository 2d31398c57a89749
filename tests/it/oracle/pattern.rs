//! Patterns and spelling, by definition.

/// Whether a pattern fits the whole of a text: `*` is any letters or none, `?` is one letter.
pub(super) fn pattern_fits(pattern: &str, text: &str) -> bool {
    let mut rest = text.chars();
    match pattern.chars().next() {
        None => text.is_empty(),
        Some('*') => {
            let after = &pattern[1..];
            (0..=text.len()).any(|at| text.get(at..).is_some_and(|rest| pattern_fits(after, rest)))
        }
        Some('?') => rest.next().is_some() && pattern_fits(&pattern[1..], rest.as_str()),
        Some(c) => rest.next() == Some(c) && pattern_fits(&pattern[c.len_utf8()..], rest.as_str()),
    }
}

/// How many letters must be put in, left out, changed or swapped with their neighbour to make one
/// word the other, no letter twice.
pub(super) fn letters_off(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut off = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            off[i][j] = match (i, j) {
                (0, _) | (_, 0) => i + j,
                _ => {
                    let changed = off[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
                    let least = changed.min(off[i - 1][j] + 1).min(off[i][j - 1] + 1);
                    let swaps = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
                    if swaps { least.min(off[i - 2][j - 2] + 1) } else { least }
                }
            };
        }
    }
    off[one.len()][other.len()]
}

#[test]
fn definitions_hold_for_examples() {
    for (pattern, text, expected) in [
        ("*", "", true),
        ("t*m", "team", true),
        ("t?m", "team", false),
        ("*café", "a café", true),
        ("?é*", "né", true),
        ("", "x", false),
    ] {
        assert_eq!(pattern_fits(pattern, text), expected, "{pattern} {text}");
    }
    for (one, other, expected) in [("", "ab", 2), ("team", "taem", 1), ("team", "teams", 1), ("ca", "abc", 3)] {
        assert_eq!(letters_off(one, other), expected, "{one} {other}");
    }
}
