//! NEAR beside NEAR, and what is not near. A place where two things are near each other is the words
//! of both; the next must be near the nearest of these words, and may stand between them, but cannot be
//! one of them. It is what the number says of two words, said of three: "police, school and health" has all
//! three near each other, in whatever order they are typed. Only `PRE` asks for the place as a whole: what
//! comes before must end before the other begins.
//!
//! Where common words make very many places in one passage, they are no longer told apart: past
//! [`MOST_WORDS`] each word of a place is a place by itself, and stays so up the chain. All that was near
//! before still is, so no passage is lost; one may be found in which the right words are near each other in
//! pairs only.

use super::near::{Neighbours, Standing};
use super::occurrences::{Positions, Span, occurrences};
use super::plan::{Nearness, Occurrence};

/// So many words the places of one NEAR have in one passage, all together.
const MOST_WORDS: usize = 10_000;

/// The words of one place, in order; never none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place(Vec<Span>);

impl Standing for Place {
    fn words(&self) -> &[Span] {
        &self.0
    }

    fn span(&self) -> Span {
        match (self.0.first(), self.0.last()) {
            (Some(first), Some(last)) => Span { start: first.start, end: last.end },
            _ => Span { start: 0, end: 0 },
        }
    }
}

/// The places of an occurrence, ordered by their first word.
struct Places {
    all: Vec<Place>,
    /// Whether they are single words of what were places.
    loose: bool,
}

/// Whether places of it are more than spans.
pub(super) fn is_chain(occurrence: &Occurrence) -> bool {
    let mut is_chain = false;
    occurrence.visit(&mut |one| {
        is_chain |= matches!(one, Occurrence::Near(..));
        // The parts of a phrase are words in a row, however they come about.
        !matches!(one, Occurrence::Sequence { .. })
    });
    is_chain
}

/// From the first to the last word of each place, in no order.
pub(super) fn spans(occurrence: &Occurrence, passage: &mut dyn Positions) -> Vec<Span> {
    places(occurrence, passage).all.iter().map(Place::span).collect()
}

fn places(occurrence: &Occurrence, passage: &mut dyn Positions) -> Places {
    if passage.is_over() {
        return Places { all: Vec::new(), loose: false };
    }
    let mut places = match occurrence {
        Occurrence::Near(left, right, nearness) if nearness.negated => {
            let mut left = places(left, passage);
            keep_away(&mut left.all, right, *nearness, passage);
            left
        }
        Occurrence::Near(left, right, nearness) => {
            let (left, right) = (places(left, passage), places(right, passage));
            let sentences = if nearness.in_sentence { passage.sentences() } else { Vec::new() };
            together(&left, &right, *nearness, &sentences)
        }
        Occurrence::Any(any) if is_chain(occurrence) => {
            let any: Vec<Places> = any.iter().map(|one| places(one, passage)).collect();
            let loose = any.iter().any(|places| places.loose);
            Places { all: any.into_iter().flat_map(|places| places.all).collect(), loose }
        }
        Occurrence::Word(_)
        | Occurrence::Sequence { .. }
        | Occurrence::InOrder(_)
        | Occurrence::Any(_)
        | Occurrence::Every(_) => {
            let all = occurrences(occurrence, passage).into_iter().map(|span| Place(vec![span])).collect();
            Places { all, loose: false }
        }
    };
    places.all.sort_unstable();
    places.all.dedup();
    places
}

/// The places of what stands near each other.
fn together(left: &Places, right: &Places, nearness: Nearness, sentences: &[u32]) -> Places {
    let neighbours = Neighbours::new(&right.all, nearness, sentences);
    let mut all = Vec::new();
    let mut words = 0;
    for one in &left.all {
        for other in neighbours.of(one) {
            words += one.0.len() + other.0.len();
            if left.loose || right.loose || words > MOST_WORDS {
                let apart = left.all.iter().chain(&right.all).flat_map(|place| &place.0);
                return Places { all: apart.map(|word| Place(vec![*word])).collect(), loose: true };
            }
            let mut place = [one.words(), other.words()].concat();
            place.sort_unstable();
            all.push(Place(place));
        }
    }
    Places { all, loose: false }
}

/// Keeps what has nothing near it: of several that must all be near, not all.
pub(super) fn keep_away<T: Standing>(
    left: &mut Vec<T>,
    right: &Occurrence,
    nearness: Nearness,
    passage: &mut dyn Positions,
) {
    let sentences = if nearness.in_sentence { passage.sentences() } else { Vec::new() };
    let mut near = have_near(left, right, nearness, &sentences, passage).into_iter();
    left.retain(|_| !near.next().unwrap_or(false));
}

/// Of each left one whether the right one is near it.
fn have_near<T: Standing>(
    left: &[T],
    right: &Occurrence,
    nearness: Nearness,
    sentences: &[u32],
    passage: &mut dyn Positions,
) -> Vec<bool> {
    let mut each = |those: &[Occurrence], join: fn(bool, bool) -> bool| {
        let each = those.iter().map(|right| have_near(left, right, nearness, sentences, passage));
        let both = |some: Vec<bool>, others: Vec<bool>| some.into_iter().zip(others).map(|(a, b)| join(a, b)).collect();
        each.reduce(both).unwrap_or_else(|| vec![false; left.len()])
    };
    match right {
        Occurrence::Every(all) => each(all, |a, b| a && b),
        Occurrence::Any(any) => each(any, |a, b| a || b),
        Occurrence::Near(..) => {
            let right = places(right, passage).all;
            let neighbours = Neighbours::new(&right, nearness, sentences);
            left.iter().map(|one| neighbours.has(one)).collect()
        }
        Occurrence::Word(_) | Occurrence::Sequence { .. } | Occurrence::InOrder(_) => {
            let right = occurrences(right, passage);
            let neighbours = Neighbours::new(&right, nearness, sentences);
            left.iter().map(|one| neighbours.has(one)).collect()
        }
    }
}
