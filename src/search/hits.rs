//! Fetching what a hit shows: the passage, its report, its neighbours, what is marked in it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::{DocAddress, DocId, DocSet, TERMINATED};

use crate::index::{IndexError, Reader};
use crate::query::MatchLevel;
use crate::report::{Passage, PassageRole, Report};
use crate::text::Stemmer;

use super::budget::Clock;
use super::collapse::{FoldedPassage, Folds};
use super::index_view::{IndexView, ScoreClass};
use super::occurrences::{Span, marks, occurrences};
use super::open::Opener;
use super::order::ScoredPassage;
use super::plan::{Plan, SpanQuery};
use super::signals::SignalKind;
use super::text_positions::TextPositions;
use super::{FoldedHit, Hit, ScorePart};

/// Makes hits of found passages.
pub(super) struct Presenter {
    pub(super) reader: Arc<Reader>,
    pub(super) plan: Plan,
    /// What is marked in a hit.
    shown: Plan,
    pub(super) stricter: Vec<StricterLevel>,
    pub(super) level: MatchLevel,
    /// What is wanted of a passage, each with what has all of it, where the query was loosened.
    pub(super) wanted: Option<Vec<(String, Plan)>>,
    /// What is folded into hits.
    pub(super) folds: Arc<Folds>,
    stemmer: Stemmer,
    /// Of hits that are fetched for the answer itself.
    pub(super) clock: Arc<Clock>,
}

/// The plan of a query at a stricter level, and what it finds in the segments that had to be asked.
#[derive(Clone)]
pub(super) struct StricterLevel {
    view: Arc<IndexView>,
    pub(super) level: MatchLevel,
    pub(super) plan: Plan,
    /// What the text of a hit is asked for.
    for_text: Plan,
    found: Arc<Mutex<HashMap<u32, HashSet<DocId>>>>,
}

impl Presenter {
    /// For the hits of a plan at a level; `stricter` are the plans of the same query at the stricter levels,
    /// the strictest first.
    pub(super) fn new(
        reader: &Arc<Reader>,
        view: &Arc<IndexView>,
        plan: Plan,
        level: MatchLevel,
        stricter: Vec<(MatchLevel, Plan)>,
        clock: &Arc<Clock>,
    ) -> Presenter {
        let stricter = stricter.into_iter().map(|(level, plan)| {
            let for_text = plan.for_text();
            StricterLevel { view: Arc::clone(view), level, plan, for_text, found: Arc::default() }
        });
        let (shown, stricter, clock) = (plan.for_text(), stricter.collect(), Arc::clone(clock));
        let (wanted, stemmer) = (None, Stemmer::new());
        let (reader, folds) = (Arc::clone(reader), Arc::default());
        Presenter { reader, plan, shown, stricter, level, wanted, folds, stemmer, clock }
    }

    /// The same for another thread.
    pub(super) fn beside(&self) -> Presenter {
        Presenter {
            reader: Arc::clone(&self.reader),
            plan: self.plan.clone(),
            shown: self.shown.clone(),
            stricter: self.stricter.clone(),
            level: self.level,
            wanted: self.wanted.clone(),
            folds: Arc::clone(&self.folds),
            stemmer: Stemmer::new(),
            clock: Arc::clone(&self.clock),
        }
    }

    /// The hit at a rank, with up to `context` neighbours on either side.
    pub(super) fn hit(&mut self, rank: usize, found: ScoredPassage, context: u32) -> Result<Hit, IndexError> {
        let passage = self.reader.passage(found.address)?;
        let report = self.reader.report_of(found.address, found.ordinal)?;
        let short_id = self.reader.short_id(&report)?;
        let mut positions = TextPositions::of(&passage.text, &mut self.stemmer, &self.clock);
        let spans = self.shown.shown().into_iter().flat_map(|(span_query, _)| marks(span_query, &mut positions));
        let highlights = merged(spans.collect(), &positions);
        let mut level = self.level;
        let mut occurs = |span_query: &SpanQuery| !occurrences(span_query, &mut positions).is_empty();
        for stricter in &self.stricter {
            let holds = match stricter.for_text.holds_for_hit(&mut occurs) {
                Some(holds) => holds,
                None => stricter.finds(&self.reader, found.address, &self.clock)?,
            };
            if holds {
                level = stricter.level;
                break;
            }
        }
        let lacks = self.wanted.as_ref().map(|wanted| {
            let lacking = wanted.iter().filter(|(_, whole)| whole.holds(&mut occurs) == Some(false));
            lacking.map(|(typed, _)| typed.clone()).collect()
        });
        let (before, after) = self.neighbours(found.address, &passage, &report, context)?;
        let parts = parts(&found, &passage);
        let (score, boilerplate) = (found.score, found.class == ScoreClass::Boilerplate);
        let folded = self.folded(found.address)?;
        Ok(Hit {
            rank,
            score,
            parts,
            level,
            lacks,
            boilerplate,
            folded,
            report,
            short_id,
            passage,
            highlights,
            before,
            after,
        })
    }

    /// The passages that are folded into one.
    fn folded(&self, into: DocAddress) -> Result<Vec<FoldedHit>, IndexError> {
        let one = |&FoldedPassage { address, ordinal }: &FoldedPassage| {
            let report = self.reader.report_of(address, ordinal)?;
            Ok(FoldedHit { short_id: self.reader.short_id(&report)?, report, passage: ordinal })
        };
        self.folds.get(&into).into_iter().flatten().map(one).collect()
    }

    /// The passages around one, as far as its section goes.
    fn neighbours(
        &self,
        at: DocAddress,
        passage: &Passage,
        report: &Report,
        context: u32,
    ) -> Result<(Vec<Passage>, Vec<Passage>), IndexError> {
        let start = self.reader.address_of_report(at, passage.ordinal)?;
        let fetch = |ordinal: u32| self.reader.passage(self.reader.address_of(start, ordinal)?);
        let first = passage.ordinal.saturating_sub(context).max(1);
        let last = passage.ordinal.saturating_add(context).min(report.passages);
        let (mut before, mut after): (Vec<Passage>, Vec<Passage>) = (Vec::new(), Vec::new());
        for ordinal in (first..passage.ordinal).rev() {
            let near = fetch(ordinal)?;
            if !near.leads_to(before.last().unwrap_or(passage)) {
                break;
            }
            before.push(near);
        }
        before.reverse();
        for ordinal in passage.ordinal.saturating_add(1)..last.saturating_add(1) {
            let near = fetch(ordinal)?;
            if !after.last().unwrap_or(passage).leads_to(&near) {
                break;
            }
            after.push(near);
        }
        Ok((before, after))
    }
}

impl StricterLevel {
    /// Whether a passage is found, as the index has it: all that is found in its segment is looked up once.
    fn finds(
        &self,
        reader: &Reader,
        DocAddress { segment_ord, doc_id }: DocAddress,
        clock: &Arc<Clock>,
    ) -> Result<bool, IndexError> {
        let mut known = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(&segment_ord) {
            return Ok(found.contains(&doc_id));
        }
        let mut openers = Opener::on_each_segment(reader, &self.view, clock);
        let Some((_, opener)) = openers.find(|(number, _)| *number == segment_ord) else { return Ok(false) };
        let mut cursor = opener.open(&self.plan)?;
        let found = known.entry(segment_ord).or_default();
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
fn parts(found: &ScoredPassage, passage: &Passage) -> Vec<ScorePart> {
    let mut parts = vec![ScorePart { what: "words (BM25)".to_owned(), value: found.bm25, factor: false }];
    for (kind, value) in SignalKind::ALL.iter().zip(found.signals) {
        if value > 0.0 {
            parts.push(ScorePart { what: kind.name().to_owned(), value, factor: false });
        }
    }
    if found.weight != 1.0 {
        let what = match found.class {
            ScoreClass::Boilerplate => "boilerplate",
            ScoreClass::Recommendation => PassageRole::Recommendation.as_str(),
            ScoreClass::Background => PassageRole::Background.as_str(),
            _ => passage.kind.as_str(),
        };
        parts.push(ScorePart { what: what.to_owned(), value: found.weight, factor: true });
    }
    parts
}
