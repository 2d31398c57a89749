//! Which segments become one. Few are searched faster than many, and merging removes deleted documents; but it writes
//! everything again.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::SegmentMeta;
use tantivy::index::SegmentId;

/// An index has at most this many segments.
pub(super) const MAX_SEGMENTS: usize = 4;

/// The sets of segments to merge. Where there are too many, the smallest are merged until there are few enough, as in the
/// tree of Huffman (1952, "A method for the construction of minimum-redundancy codes"): that writes as little as
/// possible and makes segments of similar size. A new index stays one below the maximum, so that a later update is not
/// merged with large segments.
pub(super) fn sets(segments: &[SegmentMeta], is_new: bool) -> Vec<Vec<SegmentId>> {
    let sizes: Vec<u32> = segments.iter().map(SegmentMeta::num_docs).collect();
    let has_deletes = |&at: &usize| segments[at].has_deletes();
    let sets = together(&sizes, if is_new { MAX_SEGMENTS - 1 } else { MAX_SEGMENTS });
    let sets = sets.into_iter().filter(|set| set.len() > 1 || set.iter().any(has_deletes));
    sets.map(|set| set.into_iter().map(|at| segments[at].id()).collect()).collect()
}

/// The segments to merge, by ordinal: of more than [`MAX_SEGMENTS`], `wanted` are left.
fn together(sizes: &[u32], wanted: usize) -> Vec<Vec<usize>> {
    let one = |(at, &size): (usize, &u32)| Reverse((u64::from(size), vec![at]));
    let mut sets: BinaryHeap<_> = sizes.iter().enumerate().map(one).collect();
    while sizes.len() > MAX_SEGMENTS && sets.len() > wanted {
        let (Some(Reverse((size, mut set))), Some(Reverse((more, others)))) = (sets.pop(), sets.pop()) else { break };
        set.extend(others);
        set.sort_unstable();
        sets.push(Reverse((size + more, set)));
    }
    let mut sets: Vec<Vec<usize>> = sets.into_iter().map(|Reverse((_, set))| set).collect();
    sets.sort_unstable();
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_go_together() {
        let shown = |sizes: &[u32], wanted| {
            let sets = together(sizes, wanted);
            let sizes = |set: &Vec<usize>| set.iter().map(|&at| sizes[at].to_string()).collect::<Vec<_>>().join("+");
            sets.iter().map(sizes).collect::<Vec<_>>().join(" ")
        };
        for (sizes, wanted, expected) in [
            (&[9, 1][..], 3, "9 1"),
            (&[9, 1, 1, 1], 3, "9 1 1 1"),
            (&[900, 800, 700, 2, 1], 4, "900 800 700 2+1"),
            (&[900, 800, 700, 2, 1], 3, "900 800 700+2+1"),
            (&[5, 5, 5, 5, 5, 5], 3, "5+5 5+5 5+5"),
            (&[5, 5, 5, 5, 5, 5, 3], 3, "5+5+3 5+5 5+5"),
            (&[], 3, ""),
        ] {
            assert_eq!(shown(sizes, wanted), expected);
        }
    }
}
