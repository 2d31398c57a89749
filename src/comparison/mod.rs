//! The passages of two reports of one body set side by side: what is said again, changed, gone and new.
//!
//! Two passages belong together by their [shingles](crate::text::Shingles): those that have most in common first.
//! Nothing here knows whether a change is for better or worse.

mod matter;

use std::collections::HashMap;

use crate::report::Passage;
use crate::text::Shingles;

pub use matter::Matter;
pub(crate) use matter::nearest_on_matter;

/// The share of common shingles from which on a passage is said again.
pub(crate) const SAID_AGAIN: f64 = 0.8;

/// The share of common shingles from which on a passage is another version of one, rather than a new one.
pub(crate) const CHANGED: f64 = 0.3;

/// A shingle of more passages of one report than this shows nothing: it is in a heading or a set phrase.
const MAX_PASSAGES_OF_SHINGLE: usize = 50;

/// What became of a passage of the earlier report, or where one of the later report comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum PassageChange {
    /// It is in both, nearly word for word.
    SaidAgain(PassagePair),
    /// It is in both, in other words.
    Changed(PassagePair),
    /// It is in the earlier report only: its place among the passages of that.
    Gone(usize),
    /// It is in the later report only: its place among the passages of that.
    New(usize),
}

/// Two passages that belong together, by their places among the passages of either report.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct PassagePair {
    /// The place in the earlier report.
    pub earlier: usize,
    /// The place in the later report.
    pub later: usize,
    /// The share of the shingles of both that both have, from 0 to 1.
    pub resemblance: f64,
}

/// The changes from some passages to later ones, in the order of the later passages; what is gone comes after the last
/// passage before it that is not.
pub(crate) fn changes(earlier: &[&Passage], later: &[&Passage]) -> Vec<PassageChange> {
    let pairings = paired(&shingles(earlier), &shingles(later));
    let mut of_later: Vec<Option<PassagePair>> = vec![None; later.len()];
    let mut after: Vec<usize> = vec![0; earlier.len()];
    let mut is_kept = vec![false; earlier.len()];
    for pairing in pairings {
        of_later[pairing.later] = Some(pairing);
        after[pairing.earlier] = pairing.later + 1;
        is_kept[pairing.earlier] = true;
    }
    // A passage that is gone belongs after the one before it.
    for at in 1..after.len() {
        if !is_kept[at] {
            after[at] = after[at - 1];
        }
    }
    let mut gone: Vec<Vec<usize>> = vec![Vec::new(); later.len() + 1];
    (0..earlier.len()).filter(|&at| !is_kept[at]).for_each(|at| gone[after[at]].push(at));
    let mut changes = Vec::with_capacity(later.len() + earlier.len());
    for (at, pairing) in of_later.into_iter().enumerate() {
        changes.extend(gone[at].drain(..).map(PassageChange::Gone));
        changes.push(match pairing {
            Some(pairing) if pairing.resemblance >= SAID_AGAIN => PassageChange::SaidAgain(pairing),
            Some(pairing) => PassageChange::Changed(pairing),
            None => PassageChange::New(at),
        });
    }
    changes.extend(gone[later.len()].drain(..).map(PassageChange::Gone));
    changes
}

fn shingles(passages: &[&Passage]) -> Vec<Shingles> {
    passages.iter().map(|passage| Shingles::new(&passage.text)).collect()
}

/// The pairs of passages that belong together: of all that have enough in common the likest first, each passage once.
fn paired(earlier: &[Shingles], later: &[Shingles]) -> Vec<PassagePair> {
    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, shingles) in later.iter().enumerate() {
        for &hash in shingles.hashes() {
            places.entry(hash).or_default().push(at);
        }
    }
    let mut pairings = Vec::new();
    for (at, shingles) in earlier.iter().enumerate() {
        let mut common: Vec<usize> = Vec::new();
        for hash in shingles.hashes() {
            if let Some(places) = places.get(hash).filter(|places| places.len() <= MAX_PASSAGES_OF_SHINGLE) {
                common.extend(places);
            }
        }
        common.sort_unstable();
        common.dedup();
        for beside in common {
            let resemblance = shingles.resemblance(&later[beside]);
            if resemblance >= CHANGED {
                pairings.push(PassagePair { earlier: at, later: beside, resemblance });
            }
        }
    }
    // Of equals, those that are nearest to their places come together.
    let apart = |pairing: &PassagePair| pairing.earlier.abs_diff(pairing.later);
    pairings.sort_by(|a, b| {
        let likest = b.resemblance.total_cmp(&a.resemblance);
        likest.then(apart(a).cmp(&apart(b))).then((a.earlier, a.later).cmp(&(b.earlier, b.later)))
    });
    let (mut taken, mut is_taken) = (vec![false; earlier.len()], vec![false; later.len()]);
    pairings.retain(|pairing| {
        let is_free = !taken[pairing.earlier] && !is_taken[pairing.later];
        taken[pairing.earlier] |= is_free;
        is_taken[pairing.later] |= is_free;
        is_free
    });
    pairings
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The changes as a line: `=0>1` said again, `~0>1` changed, `-0` gone, `+1` new.
    fn shown(earlier: &[&str], later: &[&str]) -> String {
        let passages = |texts: &[&str]| texts.iter().map(|text| Passage::of_text(text)).collect::<Vec<_>>();
        let (earlier, later) = (passages(earlier), passages(later));
        let changes = changes(&earlier.iter().collect::<Vec<_>>(), &later.iter().collect::<Vec<_>>());
        let shown = changes.into_iter().map(|change| match change {
            PassageChange::SaidAgain(pair) => format!("={}>{}", pair.earlier, pair.later),
            PassageChange::Changed(pair) => format!("~{}>{}", pair.earlier, pair.later),
            PassageChange::Gone(at) => format!("-{at}"),
            PassageChange::New(at) => format!("+{at}"),
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    const A: &str = "Social workers visit children weekly and write down what each child says about home";
    const B: &str = "The board does not know how many children are missing from care at night";
    const C: &str = "Foster carers are recruited slowly and several leave within their first year";

    #[test]
    fn each_passage_is_paired_with_the_likest_and_once() {
        let a_changed = A.replace("weekly", "monthly");
        let a_more = format!("{A} and at school, which is better than before the last visit by far");
        for (earlier, later, expected) in [
            (vec![A, B, C], vec![A, B, C], "=0>0 =1>1 =2>2"),
            (vec![A, B, C], vec![C, A], "=2>0 =0>1 -1"),
            (vec![A, B], vec![A, C, B], "=0>0 +1 =1>2"),
            (vec![A, B, C], vec![A, C], "=0>0 -1 =2>1"),
            (vec![A], vec![&a_changed], "~0>0"),
            (vec![A], vec![&a_more, A], "+0 =0>1"),
            (vec![A, A], vec![A], "=0>0 -1"),
            (vec![], vec![A], "+0"),
            (vec![A], vec![], "-0"),
            (vec![], vec![], ""),
        ] {
            assert_eq!(shown(&earlier, &later), expected, "{earlier:?} {later:?}");
        }
    }

    #[test]
    fn passages_that_are_all_the_same_take_no_forever() {
        let many = vec![A; 20_000];
        let changes = shown(&many, &many);
        assert!(changes.starts_with("+0") || changes.starts_with("-0"), "{}", &changes[..40]);
    }
}
