//! Which of some names may have been meant by one that is none of them.

use strsim::osa_distance;

/// Shorter beginnings than this are those of too many names.
const MIN_BEGINNING: usize = 3;

/// Names of more letters than this are not compared letter by letter.
const MAX_LETTERS: usize = 80;

/// What makes a word its opposite.
const DENIALS: [&str; 7] = ["un", "in", "im", "il", "ir", "dis", "non"];

/// With what words for people and things begin that say how many of them: "anybody", "nobody".
const PRONOUNS: [&str; 4] = ["any", "every", "no", "some"];

/// What is left of "anybody" and "nobody" without what says how many.
fn pronoun_end(word: &str) -> Option<&str> {
    PRONOUNS.iter().find_map(|first| word.strip_prefix(first)).filter(|end| end.len() > 2)
}

/// How many letters a text that was typed may be from what was meant: two, and one where it is short.
pub(crate) fn max_letters_off(typed: &str) -> usize {
    if typed.chars().nth(4).is_some() { 2 } else { 1 }
}

/// Whether two words are opposites as far as their beginnings tell, maybe misspelt: "adequate" and "inadequate".
pub(crate) fn are_opposites(one: &str, other: &str) -> bool {
    let denies = |denied: &str, plain: &str| {
        let mut rests = DENIALS.iter().filter_map(|denial| denied.strip_prefix(denial));
        rests.any(|rest| rest.len() > 2 && osa_distance(rest.trim_start_matches('-'), plain) <= 1)
    };
    // "anybody" and "nobody" are a letter or two apart.
    let are_pronouns = one != other && pronoun_end(one).is_some() && pronoun_end(one) == pronoun_end(other);
    denies(one, other) || denies(other, one) || are_pronouns
}

/// Up to `limit` of some names that are near one that was typed, the nearest first, then in their order: at most `max_off`
/// letters away, or beginning with it, or having a word that does. `key` gives what is compared of a name; `typed` is
/// the key of what was typed.
pub(crate) fn nearest_names<'n>(
    typed: &str,
    names: impl IntoIterator<Item = &'n str>,
    key: impl Fn(&str) -> String,
    max_off: usize,
    limit: usize,
) -> Vec<&'n str> {
    let length = typed.chars().count();
    if length == 0 || length > MAX_LETTERS {
        return Vec::new();
    }
    let letters_off = |name: &str| {
        let is_begun = length >= MIN_BEGINNING && format!(" {name}").contains(&format!(" {typed}"));
        let is_as_long = name.chars().count().abs_diff(length) <= max_off;
        let off = if is_as_long { osa_distance(typed, name) } else { usize::MAX };
        let is_near = off <= max_off && off < length && !are_opposites(typed, name);
        if is_near { Some(off) } else { is_begun.then_some(1) }
    };
    let near = names.into_iter().filter_map(|name| Some((letters_off(&key(name))?, name)));
    let mut near: Vec<(usize, &str)> = near.collect();
    near.sort_by_key(|(off, _)| *off);
    near.dedup_by_key(|(_, name)| *name);
    near.into_iter().take(limit).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::key;

    #[test]
    fn only_near_names_are_named() {
        let names = ["Bury", "Bolton", "Bristol, City of", "South Brindle", "South Corrie", "Kent"];
        for (typed, near) in [
            ("glos", vec![]),
            ("bristol", vec!["Bristol, City of"]),
            ("briztol city of", vec!["Bristol, City of"]),
            ("atlantis", vec![]),
            ("kint", vec!["Kent"]),
            ("knit", vec![]),
            ("south", vec!["South Brindle", "South Corrie"]),
            ("brin", vec!["South Brindle"]),
            ("bo", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(nearest_names(typed, names, key, max_letters_off(typed), 5), near, "{typed}");
        }
    }

    #[test]
    fn a_denial_makes_the_opposite() {
        for (one, other, expected) in [
            ("adequate", "inadequate", true),
            ("inefective", "effective", true),
            ("unsafe", "safe", true),
            ("irregular", "regular", true),
            ("non-compliant", "compliant", true),
            ("inspection", "inspections", false),
            ("inspection", "spection", true),
            ("anybody", "nobody", true),
            ("anyone", "noone", true),
            ("nobody", "nobody", false),
            ("intake", "intakes", false),
            ("safeguarding", "safegarding", false),
        ] {
            assert_eq!(are_opposites(one, other), expected, "{one} {other}");
            assert_eq!(are_opposites(other, one), expected, "{other} {one}");
        }
    }
}
