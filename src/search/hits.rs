//! Fetching what a hit shows: the passage, its report, its neighbours, what is marked in it.

use std::sync::Arc;

use tantivy::DocAddress;

use crate::index::{IndexError, Reader};
use crate::query::Rung;
use crate::report::{Passage, Report};
use crate::text::Stemmer;

use super::evidence::Kind;
use super::occurrences::{Span, occurrences};
use super::order::Found;
use super::plan::Plan;
use super::text_positions::TextPositions;
use super::{Hit, ScorePart};

/// Makes hits of found passages.
pub(super) struct Presenter<'s> {
    reader: &'s Reader,
    plan: &'s Plan,
    above: &'s [(Rung, Plan)],
    rung: Rung,
    stemmer: Stemmer,
}

impl<'s> Presenter<'s> {
    /// For the hits of a plan at a rung; `above` are the plans of the same query at the rungs above it,
    /// the highest first.
    pub(super) fn new(reader: &'s Reader, plan: &'s Plan, rung: Rung, above: &'s [(Rung, Plan)]) -> Presenter<'s> {
        Presenter { reader, plan, above, rung, stemmer: Stemmer::new() }
    }

    /// The hit at a rank, with up to `context` neighbours on either side.
    pub(super) fn hit(&mut self, rank: usize, found: Found, context: u32) -> Result<Hit, IndexError> {
        let passage = self.reader.passage(found.address)?;
        let report = self.report(&found)?;
        let mut positions = TextPositions::of(&passage.text, &mut self.stemmer);
        let spans = self.plan.shown().into_iter().flat_map(|(occurrence, _)| occurrences(occurrence, &mut positions));
        let highlights = code_points(&passage.text, merged(spans.collect(), &positions));
        let matched =
            self.above.iter().find(|(_, plan)| holds(plan, &mut positions)).map_or(self.rung, |(rung, _)| *rung);
        let (before, after) = self.neighbours(found.address, &passage, &report, context)?;
        let parts = parts(&found, &passage);
        Ok(Hit { rank, score: found.score, parts, matched, report, passage, highlights, before, after })
    }

    /// The id of the report in which a passage was found.
    pub(super) fn report_id(&self, found: &Found) -> Result<String, IndexError> {
        Ok(self.report(found)?.id.clone())
    }

    /// The report in which a passage was found.
    pub(super) fn report(&self, found: &Found) -> Result<Arc<Report>, IndexError> {
        let DocAddress { segment_ord, doc_id } = found.address;
        self.reader.report(DocAddress::new(segment_ord, doc_id - found.ordinal))
    }

    fn neighbours(
        &self,
        at: DocAddress,
        passage: &Passage,
        report: &Report,
        context: u32,
    ) -> Result<(Vec<Passage>, Vec<Passage>), IndexError> {
        let start = at.doc_id - passage.ordinal;
        let fetch = |ordinals: std::ops::RangeInclusive<u32>| {
            ordinals
                .map(|n| self.reader.passage(DocAddress::new(at.segment_ord, start + n)))
                .collect::<Result<Vec<_>, _>>()
        };
        let first = passage.ordinal.saturating_sub(context).max(1);
        let last = passage.ordinal.saturating_add(context).min(report.passages);
        Ok((fetch(first..=passage.ordinal - 1)?, fetch(passage.ordinal + 1..=last)?))
    }
}

/// Whether a text meets a plan, filters taken as met: it is a hit of the same query.
fn holds(plan: &Plan, positions: &mut TextPositions<'_>) -> bool {
    match plan {
        Plan::Nothing => false,
        Plan::Occurs(occurrence, _) => !occurrences(occurrence, positions).is_empty(),
        Plan::And(plans) => plans.iter().all(|plan| holds(plan, positions)),
        Plan::Or(plans) => plans.iter().any(|plan| holds(plan, positions)),
        Plan::All | Plan::Not(_) | Plan::Listed(_) | Plan::Column(_) | Plan::SectionHas(..) => true,
    }
}

/// Spans as bytes, in order, overlapping ones made one.
fn merged(mut spans: Vec<Span>, positions: &TextPositions<'_>) -> Vec<(usize, usize)> {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged.into_iter().map(|span| positions.bytes(span)).collect()
}

/// Byte offsets as counts of code points.
fn code_points(text: &str, ranges: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    if text.is_ascii() {
        return ranges;
    }
    let mut counted = (0, 0);
    let mut at = |byte: usize| {
        counted.1 += text[counted.0..byte].chars().count();
        counted.0 = byte;
        counted.1
    };
    ranges.into_iter().map(|(start, end)| (at(start), at(end))).collect()
}

/// The parts of a score, which add up to it.
fn parts(found: &Found, passage: &Passage) -> Vec<ScorePart> {
    let mut parts = vec![ScorePart { what: "words (BM25)".to_owned(), value: found.words, factor: false }];
    for (kind, value) in Kind::ALL.iter().zip(found.evidence) {
        if value > 0.0 {
            parts.push(ScorePart { what: kind.name().to_owned(), value, factor: false });
        }
    }
    if found.weight != 1.0 {
        parts.push(ScorePart { what: passage.kind.as_str().to_owned(), value: found.weight, factor: true });
    }
    parts
}
