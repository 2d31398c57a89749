//! What occurs in order, however far apart: the parts of a phrase with an ellipsis in it.

use super::occurrences::{Positions, Span, occurrences};
use super::plan::SpanQuery;

/// The shortest spans that have an occurrence of each part in order: no such span has another in it. Takes time in
/// proportion to the occurrences of the parts.
pub(super) fn spans(parts: &[SpanQuery], passage: &mut dyn Positions) -> Vec<Span> {
    let mut chains: Option<Vec<Chain>> = None;
    for part in parts {
        let spans = occurrences(part, passage);
        let next = match chains {
            None => spans.iter().map(|span| Chain { start: span.start, last: *span }).collect(),
            Some(chains) => continued(chains, &spans),
        };
        if next.is_empty() {
            return Vec::new();
        }
        chains = Some(next);
    }
    shortest(chains.unwrap_or_default())
}

/// What is marked of such spans: the occurrences of each part in them.
pub(super) fn marks(parts: &[SpanQuery], passage: &mut dyn Positions) -> Vec<Span> {
    let whole = spans(parts, passage);
    let mut marks = Vec::new();
    for part in parts {
        let of_part = occurrences(part, passage);
        let is_within = |span: &&Span| {
            // The spans are in order of their starts and of their ends.
            let after = whole.partition_point(|whole| whole.start <= span.start);
            whole[..after].last().is_some_and(|whole| span.end <= whole.end)
        };
        marks.extend(of_part.iter().filter(is_within));
    }
    marks
}

/// An occurrence of each part so far, in order.
#[derive(Clone, Copy)]
struct Chain {
    /// Where it begins; of the chains with the same last occurrence it is the one that begins last.
    start: u32,
    last: Span,
}

/// The chains that go on with an occurrence of the next part.
fn continued(mut chains: Vec<Chain>, next: &[Span]) -> Vec<Chain> {
    chains.sort_unstable_by_key(|chain| chain.last.end);
    let mut begun = chains.iter().peekable();
    let mut start = None;
    let mut longer = Vec::new();
    for span in next {
        while let Some(chain) = begun.next_if(|chain| chain.last.end <= span.start) {
            start = start.max(Some(chain.start));
        }
        longer.extend(start.map(|start| Chain { start, last: *span }));
    }
    longer
}

/// The spans of chains without those that have another in them.
fn shortest(mut chains: Vec<Chain>) -> Vec<Span> {
    chains.sort_unstable_by_key(|chain| (chain.last.end, std::cmp::Reverse(chain.start)));
    let mut spans: Vec<Span> = Vec::new();
    for Chain { start, last } in chains {
        if spans.last().is_none_or(|before| before.start < start) {
            spans.push(Span { start, end: last.end });
        }
    }
    spans
}
