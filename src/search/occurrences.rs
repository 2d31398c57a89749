//! Where in a passage something occurs: spans of word positions, worked out from the positions of
//! single words. The index and a plain text give those positions, and everything else is the same.

use super::chains::{self, is_chain, keep_away};
use super::in_order;
use super::near::near;
use super::plan::{Joint, SpanQuery, TermGroup};

/// Positions from the first word to the one after the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

/// A passage that can say where its words are.
pub(super) trait Positions {
    /// The positions of a word, ascending and without repetition.
    fn of(&mut self, word: &TermGroup) -> Vec<u32>;
    /// The positions at which sentences begin, ascending; the first sentence's is left out.
    fn sentences(&mut self) -> Vec<u32>;
    /// The positions of words between which and the word before them something stands that no such row has, ascending.
    fn parted(&mut self, joint: Joint) -> Vec<u32>;
    /// Whether the time of the search is over, so that anything will do as an answer.
    fn is_over(&mut self) -> bool;
}

/// All occurrences, by start and then end, without repetition.
pub(super) fn occurrences(span_query: &SpanQuery, passage: &mut dyn Positions) -> Vec<Span> {
    if passage.is_over() {
        return Vec::new();
    }
    let mut spans = match span_query {
        SpanQuery::Word(word) => {
            return passage.of(word).into_iter().map(|at| Span { start: at, end: at + 1 }).collect();
        }
        SpanQuery::Sequence { parts, slop, joint } => {
            let mut spans = sequences(parts, *slop, passage);
            if *joint != Joint::Any && !spans.is_empty() {
                let parted = passage.parted(*joint);
                spans.retain(|span| !is_parted(*span, &parted));
            }
            spans
        }
        SpanQuery::InOrder(parts) => in_order::spans(parts, passage),
        SpanQuery::Any(any) | SpanQuery::Every(any) => any.iter().flat_map(|one| occurrences(one, passage)).collect(),
        SpanQuery::Near(left, right, _) if is_chain(left) || is_chain(right) => chains::spans(span_query, passage),
        SpanQuery::Near(left, right, nearness) if nearness.negated => {
            let mut left = occurrences(left, passage);
            keep_away(&mut left, right, *nearness, passage);
            left
        }
        SpanQuery::Near(left, right, nearness) => {
            let (left, right) = (occurrences(left, passage), occurrences(right, passage));
            let sentences = if nearness.in_sentence { passage.sentences() } else { Vec::new() };
            near(&left, &right, *nearness, &sentences)
        }
    };
    spans.sort_unstable();
    spans.dedup();
    spans
}

/// Whether one of some positions, which are ascending, is within a span, after its first word.
pub(super) fn is_parted(span: Span, parted: &[u32]) -> bool {
    let next = parted.partition_point(|&at| at <= span.start);
    parted.get(next).is_some_and(|&at| at < span.end)
}

/// What is marked of the occurrences: of a phrase with an ellipsis in it the words on both sides.
pub(super) fn marks(span_query: &SpanQuery, passage: &mut dyn Positions) -> Vec<Span> {
    match span_query {
        SpanQuery::InOrder(parts) => in_order::marks(parts, passage),
        SpanQuery::Any(any) => any.iter().flat_map(|one| marks(one, passage)).collect(),
        span_query => occurrences(span_query, passage),
    }
}

/// Spans that begin with an occurrence of the first part and end with one of the last, the parts in
/// order, with at most `slop` words between them; for each beginning the shortest.
fn sequences(parts: &[SpanQuery], slop: u32, passage: &mut dyn Positions) -> Vec<Span> {
    let mut skipped = 0;
    let mut chains: Option<Vec<(Span, u32)>> = None;
    for part in parts {
        if matches!(part, SpanQuery::Word(word) if word.any) {
            skipped += 1;
            continue;
        }
        let next = occurrences(part, passage);
        chains = Some(match chains {
            None => next.into_iter().map(|span| (span, 0)).collect(),
            Some(chains) => extend(&chains, &next, skipped, slop),
        });
        if chains.as_ref().is_some_and(Vec::is_empty) {
            break;
        }
        skipped = 0;
    }
    chains.unwrap_or_default().into_iter().map(|(span, _)| span).collect()
}

/// Where the beginnings and ends of a loose phrase go together in this many ways in one passage, the rest is only
/// found and not counted.
const MAX_CHAINS: usize = 2_000;

/// Each chain with each next span that follows it closely enough; of equal spans the one with the
/// fewest words between. Beyond [`MAX_CHAINS`] each goes on with the nearest only, so that the work does not grow
/// with the square of the passage; it finds the same passages.
fn extend(chains: &[(Span, u32)], next: &[Span], skipped: u32, slop: u32) -> Vec<(Span, u32)> {
    let mut extended: Vec<(Span, u32)> = Vec::new();
    for (chain, used) in chains {
        let earliest = chain.end + skipped;
        let from = next.partition_point(|span| span.start < earliest);
        let limit = if extended.len() < MAX_CHAINS { usize::MAX } else { 1 };
        for span in next[from..].iter().take(limit) {
            let gap = (span.start - earliest).saturating_add(*used);
            if gap > slop {
                break;
            }
            extended.push((Span { start: chain.start, end: span.end }, gap));
        }
    }
    extended.sort_unstable();
    extended.dedup_by_key(|(span, _)| *span);
    extended
}
