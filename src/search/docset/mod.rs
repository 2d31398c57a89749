//! Documents in order, and what is made of several sets of them: each combinator once, over tantivy's own [`DocSet`],
//! whatever the sets beneath are: lists of postings, blocks of them, or whole conditions of a plan.
//!
//! [`DocSet`]: tantivy::DocSet

use tantivy::{DocId, DocSet};

mod blocks;
mod column_range;
mod exclusion;
mod intersection;
mod leaf;
mod most;
mod ranges;
mod union;
mod window;

pub(super) use blocks::Blocks;
pub(super) use column_range::ColumnRange;
pub(super) use exclusion::Exclusion;
pub(super) use intersection::Intersection;
pub(super) use leaf::{All, Leaf};
pub(super) use most::{Most, leading_and_following};
pub(super) use ranges::{InRanges, Ranges};
pub(super) use union::Union;
pub(super) use window::UnionWindow;

/// The first document of a set from `target` on, to which the set goes unless it is there or beyond.
pub(super) fn reached(set: &mut (impl DocSet + ?Sized), target: DocId) -> DocId {
    if set.doc() < target { set.seek(target) } else { set.doc() }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tantivy::TERMINATED;

    use super::*;
    use crate::search::budget::{Clock, Pace};

    const END: DocId = 60;

    /// A set of which the number decides what is in it.
    fn holds(set: u32, doc: DocId) -> bool {
        doc % (set % 7 + 2) == set % 3 || doc / 10 == set % 6
    }

    fn sets(sets: std::ops::Range<u32>) -> Vec<InRanges> {
        let ranges = |set| (0..END).filter(move |&doc| holds(set, doc)).map(|doc| doc..doc + 1).collect();
        sets.map(|set| InRanges::new(Arc::new(Ranges::of(ranges(set))))).collect()
    }

    /// Walks in steps of every length, and compares.
    #[track_caller]
    fn assert_walks<D: DocSet>(make: impl Fn() -> D, holds: impl Fn(DocId) -> bool) {
        for step in 1..9 {
            let mut set = make();
            let mut target = 0;
            while target < END + 9 {
                let expected = (target..END).find(|&doc| holds(doc)).unwrap_or(TERMINATED);
                let doc = if set.doc() < target { set.seek(target) } else { set.doc() };
                assert_eq!((doc, set.doc()), (expected, expected), "{target} in steps of {step}");
                target += step;
            }
        }
        let mut set = make();
        let mut walked = Vec::new();
        while set.doc() != TERMINATED {
            walked.push(set.doc());
            set.advance();
        }
        assert_eq!(walked, (0..END).filter(|&doc| holds(doc)).collect::<Vec<_>>());
        assert_eq!(set.advance(), TERMINATED);
    }

    #[test]
    fn sets_are_made_of_each_other() {
        for count in [0, 1, 2, 3, 15, 16, 40] {
            assert_walks(|| Union::new(sets(0..count)), |doc| (0..count).any(|set| holds(set, doc)));
            let all = |doc| count > 0 && (0..count).all(|set| holds(set, doc));
            assert_walks(|| Intersection::new(sets(0..count), 0), all);
            let excluding = || Exclusion::new(Union::new(sets(5..9)), Intersection::new(sets(0..count), 0));
            assert_walks(excluding, |doc| (5..9).any(|set| holds(set, doc)) && !all(doc));
        }
        assert_walks(|| Exclusion::new(All::before(END), Union::new(sets(1..2))), |doc| !holds(1, doc));
    }

    #[test]
    fn enough_is_enough_in_worth() {
        let worth = |set: u32| [3.0, 1.0, 2.5, 0.5, 4.0][set as usize];
        for least in [0.5, 1.0, 3.0, 4.5, 5.5, 11.0, 12.0] {
            let make = || Most::new(sets(0..5).into_iter().zip((0..5).map(worth)).collect(), least);
            let here = |doc| (0..5).filter(|&set| holds(set, doc)).collect::<Vec<_>>();
            assert_walks(make, |doc| here(doc).into_iter().map(worth).sum::<f32>() >= least);
            let mut most = make();
            while most.doc() != TERMINATED {
                let (doc, mut places) = (most.doc(), Vec::new());
                most.each_here(|set| places.push(std::ptr::from_ref(set)));
                assert_eq!((places.len(), places.is_sorted()), (here(doc).len(), true), "{doc}");
                most.advance();
            }
        }
        assert_eq!(Most::<InRanges>::new(Vec::new(), 1.0).doc(), TERMINATED);
    }

    #[test]
    fn an_intersection_may_begin_late() {
        let both = |doc: DocId| holds(0, doc) && holds(1, doc);
        for from in 0..END {
            let expected = (from..END).find(|&doc| both(doc)).unwrap_or(TERMINATED);
            assert_eq!(Intersection::new(sets(0..2), from).doc(), expected, "from {from}");
        }
    }

    #[test]
    fn sets_of_a_union_are_met_in_their_order() {
        for count in [3, 40] {
            let mut union = Union::new(sets(0..count));
            while union.doc() != TERMINATED {
                let doc = union.doc();
                let expected = (0..count).filter(|&set| holds(set, doc)).count();
                let mut places = Vec::new();
                assert_eq!(union.each_here(|set| places.push(std::ptr::from_ref(set))), expected);
                assert!(places.is_sorted(), "{doc}");
                union.advance();
            }
            assert_eq!(union.each_here(|_| {}), 0);
        }
    }

    #[test]
    fn all_that_is_made_of_leaves_ends_with_the_time() {
        let over = Clock::start(Some(std::time::Duration::ZERO));
        let leaf = || Leaf::new(All::before(1_000_000), Pace::of(&over));
        let walked = |set: &mut dyn DocSet| (0..1_000).take_while(|_| set.advance() != TERMINATED).count();
        let mut all = Intersection::new(vec![leaf(), leaf()], 0);
        let mut any = Union::new(vec![leaf(), leaf()]);
        let mut but = Exclusion::new(leaf(), leaf());
        for set in [&mut all as &mut dyn DocSet, &mut any, &mut but] {
            assert!(walked(set) < 200);
            assert_eq!(set.doc(), TERMINATED);
        }
    }
}
