//! NEAR beside NEAR, and what is not near. A location where two things are near each other is the words
//! of both; the next must be near the nearest of these words, and may be between them, but cannot be
//! one of them. It is what the number says of two words, said of three: "police, school and health" has all
//! three near each other, in whatever order they are typed. Only `PRE` asks for the location as a whole: what
//! comes before must end before the other begins.
//!
//! Where common words make very many locations in one passage, they are no longer distinguished: past
//! [`MAX_LOCATION_WORDS`] each word of a location is a location by itself, and stays so up the chain. All that was near
//! before still is, so no passage is lost; one may be found in which the right words are near each other in
//! pairs only.

use super::near::{Located, Neighbours};
use super::occurrences::{Positions, Span, occurrences};
use super::plan::{Nearness, SpanQuery};

/// The locations of one NEAR have at most this many words in one passage, all together.
const MAX_LOCATION_WORDS: usize = 10_000;

/// The words of one location, in order; never none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Location(Vec<Span>);

impl Located for Location {
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

/// The locations of a span query, ordered by their first word.
struct Locations {
    all: Vec<Location>,
    /// Whether they are single words of what were locations.
    loose: bool,
}

/// Whether locations of it are more than spans.
pub(super) fn is_chain(span_query: &SpanQuery) -> bool {
    let mut is_chain = false;
    span_query.visit(&mut |one| {
        is_chain |= matches!(one, SpanQuery::Near(..));
        // The parts of a phrase are words in a row, however they come about.
        !matches!(one, SpanQuery::Sequence { .. })
    });
    is_chain
}

/// From the first to the last word of each location, in no order.
pub(super) fn spans(span_query: &SpanQuery, passage: &mut dyn Positions) -> Vec<Span> {
    locations(span_query, passage).all.iter().map(Location::span).collect()
}

fn locations(span_query: &SpanQuery, passage: &mut dyn Positions) -> Locations {
    if passage.is_over() {
        return Locations { all: Vec::new(), loose: false };
    }
    let mut locations = match span_query {
        SpanQuery::Near(left, right, nearness) if nearness.negated => {
            let mut left = locations(left, passage);
            keep_away(&mut left.all, right, *nearness, passage);
            left
        }
        SpanQuery::Near(left, right, nearness) => {
            let (left, right) = (locations(left, passage), locations(right, passage));
            let sentences = if nearness.in_sentence { passage.sentences() } else { Vec::new() };
            together(&left, &right, *nearness, &sentences)
        }
        SpanQuery::Any(any) if is_chain(span_query) => {
            let any: Vec<Locations> = any.iter().map(|one| locations(one, passage)).collect();
            let loose = any.iter().any(|locations| locations.loose);
            Locations { all: any.into_iter().flat_map(|locations| locations.all).collect(), loose }
        }
        SpanQuery::Word(_)
        | SpanQuery::Sequence { .. }
        | SpanQuery::InOrder(_)
        | SpanQuery::Any(_)
        | SpanQuery::Every(_) => {
            let all = occurrences(span_query, passage).into_iter().map(|span| Location(vec![span])).collect();
            Locations { all, loose: false }
        }
    };
    locations.all.sort_unstable();
    locations.all.dedup();
    locations
}

/// The locations of things near each other.
fn together(left: &Locations, right: &Locations, nearness: Nearness, sentences: &[u32]) -> Locations {
    let neighbours = Neighbours::new(&right.all, nearness, sentences);
    let mut all = Vec::new();
    let mut words = 0;
    for one in &left.all {
        for other in neighbours.of(one) {
            words += one.0.len() + other.0.len();
            if left.loose || right.loose || words > MAX_LOCATION_WORDS {
                let apart = left.all.iter().chain(&right.all).flat_map(|location| &location.0);
                return Locations { all: apart.map(|word| Location(vec![*word])).collect(), loose: true };
            }
            let mut location = [one.words(), other.words()].concat();
            location.sort_unstable();
            all.push(Location(location));
        }
    }
    Locations { all, loose: false }
}

/// Keeps what has nothing near it: of several that must all be near, not all.
pub(super) fn keep_away<T: Located>(
    left: &mut Vec<T>,
    right: &SpanQuery,
    nearness: Nearness,
    passage: &mut dyn Positions,
) {
    let sentences = if nearness.in_sentence { passage.sentences() } else { Vec::new() };
    let mut near = have_near(left, right, nearness, &sentences, passage).into_iter();
    left.retain(|_| !near.next().unwrap_or(false));
}

/// Of each left one whether the right one is near it.
fn have_near<T: Located>(
    left: &[T],
    right: &SpanQuery,
    nearness: Nearness,
    sentences: &[u32],
    passage: &mut dyn Positions,
) -> Vec<bool> {
    let mut each = |those: &[SpanQuery], join: fn(bool, bool) -> bool| {
        let each = those.iter().map(|right| have_near(left, right, nearness, sentences, passage));
        let both = |some: Vec<bool>, others: Vec<bool>| some.into_iter().zip(others).map(|(a, b)| join(a, b)).collect();
        each.reduce(both).unwrap_or_else(|| vec![false; left.len()])
    };
    match right {
        SpanQuery::Every(all) => each(all, |a, b| a && b),
        SpanQuery::Any(any) => each(any, |a, b| a || b),
        SpanQuery::Near(..) => {
            let right = locations(right, passage).all;
            let neighbours = Neighbours::new(&right, nearness, sentences);
            left.iter().map(|one| neighbours.has(one)).collect()
        }
        SpanQuery::Word(_) | SpanQuery::Sequence { .. } | SpanQuery::InOrder(_) => {
            let right = occurrences(right, passage);
            let neighbours = Neighbours::new(&right, nearness, sentences);
            left.iter().map(|one| neighbours.has(one)).collect()
        }
    }
}
