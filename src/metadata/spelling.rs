//! How far two spellings are apart, in letters to add, drop, change or swap with their neighbour.

use strsim::osa_distance;

/// Longer texts than this are no misspelt names, and measuring them would cost time.
const MAX_CHARS: usize = 60;

/// The distance from `wanted` to the nearest of `spellings`, or `None` where none is near. A spelling
/// that starts with the wanted letters is near however long it is.
pub(super) fn nearest(wanted: &str, spellings: &[String]) -> Option<usize> {
    let length = wanted.chars().count();
    if length == 0 || length > MAX_CHARS {
        return None;
    }
    let near = |spelling: &String| {
        if length >= 3 && spelling.starts_with(wanted) {
            return Some(1);
        }
        let limit = 1 + length / 4;
        if spelling.chars().count().abs_diff(length) > limit {
            return None;
        }
        let distance = osa_distance(wanted, spelling);
        (distance <= limit && distance < length).then_some(distance)
    };
    spellings.iter().filter_map(near).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_near() {
        for (wanted, spelling, expected) in [
            ("kent", "kent city", Some(1)),
            ("kent", "kint", Some(1)),
            ("leeds", "leesd", Some(1)),
            ("ab", "abc", Some(1)),
            ("leeds", "kent", None),
            ("ab", "", None),
            ("", "ab", None),
        ] {
            assert_eq!(nearest(wanted, &[spelling.to_owned()]), expected, "{wanted} {spelling}");
        }
    }
}
