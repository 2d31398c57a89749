//! Fetching what a hit shows: the passage, its report, its neighbours, what is marked in it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use tantivy::{DocAddress, DocId, DocSet, TERMINATED};

use crate::index::{IndexError, Reader};
use crate::query::Rung;
use crate::report::{Passage, Report};
use crate::text::Stemmer;

use super::budget::Clock;
use super::evidence::Kind;
use super::ground::Ground;
use super::occurrences::{Span, occurrences};
use super::open::Opener;
use super::order::Found;
use super::plan::{Occurrence, Plan};
use super::text_positions::TextPositions;
use super::{Hit, ScorePart};

/// Makes hits of found passages.
pub(super) struct Presenter {
    pub(super) reader: Arc<Reader>,
    pub(super) plan: Plan,
    /// What is marked in a hit.
    shown: Plan,
    pub(super) above: Vec<Above>,
    pub(super) rung: Rung,
    stemmer: Stemmer,
    /// Of hits that are fetched for the answer itself.
    pub(super) clock: Arc<Clock>,
}

/// The plan of a query at a higher rung, and what it finds in the segments that had to be asked.
pub(super) struct Above {
    ground: Arc<Ground>,
    pub(super) rung: Rung,
    pub(super) plan: Plan,
    /// What the text of a hit is asked for.
    for_text: Plan,
    found: HashMap<u32, HashSet<DocId>>,
}

impl Presenter {
    /// For the hits of a plan at a rung; `above` are the plans of the same query at the rungs above it,
    /// the highest first.
    pub(super) fn new(
        reader: &Arc<Reader>,
        ground: &Arc<Ground>,
        plan: Plan,
        rung: Rung,
        above: Vec<(Rung, Plan)>,
        clock: &Arc<Clock>,
    ) -> Presenter {
        let above = above.into_iter().map(|(rung, plan)| {
            let for_text = plan.for_text();
            Above { ground: Arc::clone(ground), rung, plan, for_text, found: HashMap::new() }
        });
        let (shown, above, clock) = (plan.for_text(), above.collect(), Arc::clone(clock));
        Presenter { reader: Arc::clone(reader), plan, shown, above, rung, stemmer: Stemmer::new(), clock }
    }

    /// The hit at a rank, with up to `context` neighbours on either side.
    pub(super) fn hit(&mut self, rank: usize, found: Found, context: u32) -> Result<Hit, IndexError> {
        let passage = self.reader.passage(found.address)?;
        let report = report_of(&self.reader, &found)?;
        let mut positions = TextPositions::of(&passage.text, &mut self.stemmer, &self.clock);
        let spans = self.shown.shown().into_iter().flat_map(|(occurrence, _)| occurrences(occurrence, &mut positions));
        let highlights = merged(spans.collect(), &positions);
        let mut matched = self.rung;
        for above in &mut self.above {
            let mut occurs = |occurrence: &Occurrence| !occurrences(occurrence, &mut positions).is_empty();
            let holds = match above.for_text.holds_for_hit(&mut occurs) {
                Some(holds) => holds,
                None => above.finds(&self.reader, found.address, &self.clock)?,
            };
            if holds {
                matched = above.rung;
                break;
            }
        }
        let (before, after) = self.neighbours(found.address, &passage, &report, context)?;
        let parts = parts(&found, &passage);
        let Found { score, boilerplate, .. } = found;
        Ok(Hit { rank, score, parts, matched, boilerplate, report, passage, highlights, before, after })
    }

    fn neighbours(
        &self,
        at: DocAddress,
        passage: &Passage,
        report: &Report,
        context: u32,
    ) -> Result<(Vec<Passage>, Vec<Passage>), IndexError> {
        let start = self.reader.address_of_report(at, passage.ordinal)?;
        let fetch = |ordinals: Range<u32>| {
            ordinals
                .map(|ordinal| self.reader.passage(self.reader.address_of(start, ordinal)?))
                .collect::<Result<Vec<_>, _>>()
        };
        let first = passage.ordinal.saturating_sub(context).max(1);
        let last = passage.ordinal.saturating_add(context).min(report.passages);
        Ok((fetch(first..passage.ordinal)?, fetch(passage.ordinal.saturating_add(1)..last.saturating_add(1))?))
    }
}

/// The report in which a passage was found.
pub(super) fn report_of(reader: &Reader, found: &Found) -> Result<Arc<Report>, IndexError> {
    reader.report(reader.address_of_report(found.address, found.ordinal)?)
}

impl Above {
    /// Whether a passage is found, as the index has it: all that is found in its segment is looked up once.
    fn finds(
        &mut self,
        reader: &Reader,
        DocAddress { segment_ord, doc_id }: DocAddress,
        clock: &Arc<Clock>,
    ) -> Result<bool, IndexError> {
        if let Some(found) = self.found.get(&segment_ord) {
            return Ok(found.contains(&doc_id));
        }
        let mut openers = Opener::on_each_segment(reader, &self.ground, clock);
        let Some((_, opener)) = openers.find(|(number, _)| *number == segment_ord) else { return Ok(false) };
        let mut cursor = opener.open(&self.plan)?;
        let found = self.found.entry(segment_ord).or_default();
        while cursor.doc() != TERMINATED {
            found.insert(cursor.doc());
            cursor.advance();
        }
        Ok(found.contains(&doc_id))
    }
}

/// Spans as bytes, in order, overlapping ones made one.
fn merged(mut spans: Vec<Span>, positions: &TextPositions<'_>) -> Vec<Range<usize>> {
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

/// The parts of a score, which add up to it.
fn parts(found: &Found, passage: &Passage) -> Vec<ScorePart> {
    let mut parts = vec![ScorePart { what: "words (BM25)".to_owned(), value: found.words, factor: false }];
    for (kind, value) in Kind::ALL.iter().zip(found.evidence) {
        if value > 0.0 {
            parts.push(ScorePart { what: kind.name().to_owned(), value, factor: false });
        }
    }
    if found.weight != 1.0 {
        let what = if found.boilerplate { "boilerplate" } else { passage.kind.as_str() };
        parts.push(ScorePart { what: what.to_owned(), value: found.weight, factor: true });
    }
    parts
}
