//! How far two spellings are apart.

/// Longer texts than this are no misspelt names, and measuring them would cost time.
const LONGEST: usize = 60;

/// The distance from `wanted` to the nearest of `spellings`, or `None` where none is near. A spelling
/// that starts with the wanted letters is near however long it is.
pub(super) fn nearest(wanted: &str, spellings: &[String]) -> Option<usize> {
    let length = wanted.chars().count();
    if length == 0 || length > LONGEST {
        return None;
    }
    let near = |spelling: &String| {
        if length >= 3 && spelling.starts_with(wanted) {
            return Some(1);
        }
        let distance = distance(wanted, spelling);
        (distance <= 1 + length / 4 && distance < length).then_some(distance)
    };
    spellings.iter().filter_map(near).min()
}

/// Letters to add, drop, change or swap with their neighbour to make one text the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().take(2 * LONGEST).collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let mut best = (last[j] + usize::from(a[i] != b[j])).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_slips() {
        for (a, b, expected) in [("kent", "kent", 0), ("kent", "kint", 1), ("leeds", "leesd", 1), ("", "ab", 2)] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }
}
