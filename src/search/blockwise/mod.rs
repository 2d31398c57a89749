//! Rows of single words, all or any of which a passage must have, under filters or without: the commonest queries, gone
//! through block by block of their postings. Scores are added in the order of the query.

mod window;

use std::ops::Range;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED, Term};

use crate::index::IndexError;

use super::bm25::{Lengths, ScoreTable};
use super::budget::Pace;
use super::cursor::Cursor;
use super::docset::{Blocks, Exclusion, Intersection, Leaf, Ranges, Union, reached};
use super::open::Opener;
use super::plan::{FilterTerm, Plan, SpanQuery, Weight};
use window::{WINDOW, Windows};

/// One word, or any or all of several, in one segment.
pub(super) struct BlockwiseBoolean<'w> {
    walk: Walk,
    /// The documents among which a passage must be: those of the reports that filters keep.
    among: Arc<Ranges>,
    scores: BlockScorer<'w>,
    pace: Pace,
}

/// How the words are gone through, in the order of the query.
enum Walk {
    /// One word.
    One(ScoredWord),
    /// Any of several words, but for words that a passage must not have.
    Any { words: Vec<ScoredWord>, excluded: Vec<Blocks> },
    /// All of several words and of what else a passage must meet, which is worth nothing, but for words that it must not
    /// have.
    All(Box<Exclusion<Intersection<Condition>, Union<Leaf<Blocks>>>>),
}

/// A word and its worth.
struct ScoredWord {
    blocks: Blocks,
    /// The passages that it is over, where it counts for them too.
    over: Option<Blocks>,
    scores: ScoreTable,
}

/// What a passage must meet.
enum Condition {
    /// It has a word, which is worth something.
    Word(Leaf<Blocks>, Weight),
    /// It has a term.
    Term(Leaf<Blocks>),
    /// It is met by a cursor.
    Cursor(Cursor),
}

/// How words are scored.
struct BlockScorer<'w> {
    /// Whether scores are worked out, or all are zero.
    scored: bool,
    lengths: &'w Lengths,
    norms: &'w FieldNormReader,
}

impl<'w> BlockwiseBoolean<'w> {
    /// Of a plan, if it is a word, or all or any of several, each of one term; beside them there may be
    /// what has no worth, of which any of several goes only with what is known of reports.
    pub(super) fn open(
        opener: &'w Opener<'_>,
        plan: &Plan,
        scored: bool,
    ) -> Result<Option<BlockwiseBoolean<'w>>, IndexError> {
        let plans = all_of(alone(plan), scored);
        let (of_reports, plans): (Vec<_>, Vec<_>) = plans.into_iter().partition(|plan| plan.is_of_reports());
        let (conditions, words): (Vec<_>, Vec<_>) = plans.into_iter().partition(|plan| plan.is_unscored());
        let only_denies = conditions.iter().all(|plan| matches!(plan, Plan::Not(_)));
        let (mut denied, mut others) = (Vec::new(), Vec::new());
        for plan in conditions {
            match denied_term(opener, plan) {
                Some(term) => denied.push(term),
                None => others.push(plan),
            }
        }
        let conditions = others;
        let any = if let [one] = words.as_slice() { any_of(one) } else { None };
        let (words, all) = any.map_or((words, true), |any| (any, false));
        // A word that counts over passages too is one of several lists, any of which will do.
        let is_placed = words.iter().any(|plan| is_placed(plan));
        let all = all && !(is_placed && words.len() == 1);
        let fits = words.iter().all(|word| term(opener, word).is_some()) && !(is_placed && all);
        if !fits || !all && !conditions.is_empty() || words.is_empty() && only_denies {
            return Ok(None);
        }
        let among = opener.ranges_of_all(&of_reports)?;
        let scores = BlockScorer { scored, lengths: &opener.lengths, norms: &opener.columns.norms };
        let made = |walk| Ok(Some(BlockwiseBoolean { walk, among, scores, pace: Pace::of(&opener.clock) }));
        let nothing = || Walk::Any { words: Vec::new(), excluded: Vec::new() };
        // Where all words must be there, few passages are scored.
        let is_scored_often = scored && (!all || words.len() == 1 && conditions.is_empty());
        let Some(mut opened) = ScoredWord::open_each(opener, words, all, scored, is_scored_often)? else {
            return made(nothing());
        };
        let excluded = denied.iter().filter_map(|term| opener.blocks(term, IndexRecordOption::Basic).transpose());
        let excluded = excluded.collect::<Result<Vec<_>, _>>()?;
        let only = opened.first().filter(|_| opened.len() == 1 && conditions.is_empty());
        let is_walked = !all || only.is_some_and(|word| are_walked(&excluded, word));
        if only.is_some_and(|word| excluded.is_empty() && word.over.is_none()) {
            return made(opened.pop().map_or_else(nothing, Walk::One));
        }
        if is_walked {
            return made(Walk::Any { words: opened, excluded });
        }
        let word = |word: ScoredWord| Condition::Word(opener.leaf(word.blocks), word.scores.weight);
        let mut all: Vec<Condition> = opened.into_iter().map(word).collect();
        for plan in conditions {
            let Some(condition) = Condition::open(opener, plan)? else { return made(nothing()) };
            all.push(condition);
        }
        let excluded = excluded.into_iter().map(|blocks| opener.leaf(blocks)).collect();
        made(Walk::All(Box::new(Exclusion::new(Intersection::new(all, 0), Union::new(excluded)))))
    }

    /// Goes through all its passages in order, each with its score.
    pub(super) fn each(self, mut visit: impl FnMut(DocId, f32)) {
        let BlockwiseBoolean { mut walk, among, scores, mut pace } = self;
        let mut windows = Windows::default();
        let (mut at, mut target) = (0, 0);
        while let Some(range) = among.from(&mut at, target).filter(|_| !pace.is_over()) {
            target = match &mut walk {
                Walk::One(word) => scores.one_in(range, word, &mut visit),
                Walk::Any { words, excluded } => {
                    scores.any_in(range, words, excluded, &mut windows, &mut pace, &mut visit)
                }
                Walk::All(all) => scores.all_in(range, all, &mut visit),
            };
        }
    }
}

impl BlockScorer<'_> {
    #[inline]
    fn of(&self, scores: &ScoreTable, frequency: u32, doc: DocId) -> f32 {
        scores.of(self.lengths, frequency, self.norms.fieldnorm_id(doc))
    }

    /// Goes through the documents of a range that have a word, and gives the first document after it that may be next.
    fn one_in(&self, range: Range<DocId>, word: &mut ScoredWord, visit: &mut impl FnMut(DocId, f32)) -> DocId {
        let ScoredWord { blocks, scores, .. } = word;
        blocks.seek(range.start);
        blocks.until(range.end, |docs, frequencies| {
            if self.scored {
                docs.iter().zip(frequencies).for_each(|(&doc, &often)| visit(doc, self.of(scores, often, doc)));
            } else {
                docs.iter().for_each(|&doc| visit(doc, 0.0));
            }
        });
        blocks.doc()
    }

    /// Likewise those that meet all.
    fn all_in(
        &self,
        range: Range<DocId>,
        all: &mut Exclusion<Intersection<Condition>, Union<Leaf<Blocks>>>,
        visit: &mut impl FnMut(DocId, f32),
    ) -> DocId {
        let mut doc = reached(all, range.start);
        while doc < range.end {
            let score = if self.scored {
                let step = self.norms.fieldnorm_id(doc);
                let score = |condition: &mut Condition| {
                    let Condition::Word(word, weight) = condition else { return None };
                    Some(self.lengths.score(*weight, word.set().frequency(), step))
                };
                all.set().sets().iter_mut().filter_map(score).sum()
            } else {
                0.0
            };
            visit(doc, score);
            doc = all.advance();
        }
        doc
    }

    /// Likewise those that have any word and none of those excluded. A window of documents at a time: each word adds its
    /// scores to those of the words before it.
    fn any_in(
        &self,
        range: Range<DocId>,
        words: &mut [ScoredWord],
        excluded: &mut [Blocks],
        Windows { sums, halves }: &mut Windows,
        pace: &mut Pace,
        visit: &mut impl FnMut(DocId, f32),
    ) -> DocId {
        loop {
            let start = words.iter_mut().map(|word| word.seek(range.start)).min().unwrap_or(TERMINATED);
            // A window of many words takes longer than many steps.
            if start >= range.end || pace.are_over(u32::MAX) {
                return start;
            }
            let end = start.saturating_add(WINDOW as DocId).min(range.end);
            for ScoredWord { blocks, over, scores } in &mut *words {
                if !self.scored {
                    for blocks in [Some(blocks), over.as_mut()].into_iter().flatten() {
                        blocks.until(end, |docs, _| docs.iter().for_each(|doc| _ = sums.at(doc - start)));
                    }
                    continue;
                }
                let Some(over) = over else {
                    blocks.until(end, |docs, frequencies| {
                        for (&doc, &frequency) in docs.iter().zip(frequencies) {
                            *sums.at(doc - start) += self.of(scores, frequency, doc);
                        }
                    });
                    continue;
                };
                blocks.until(end, |docs, frequencies| {
                    for (&doc, &frequency) in docs.iter().zip(frequencies) {
                        *halves.at(doc - start) = frequency.saturating_mul(2);
                    }
                });
                over.until(end, |docs, _| {
                    for &doc in docs {
                        let halves = halves.at(doc - start);
                        *halves = halves.saturating_add(1);
                    }
                });
                halves.take(|at, halves| {
                    let step = self.norms.fieldnorm_id(start + at);
                    *sums.at(at) += self.lengths.score_of_halves(scores.weight, halves, step);
                });
            }
            for blocks in &mut *excluded {
                blocks.seek(start);
                blocks.until(end, |docs, _| docs.iter().for_each(|doc| sums.leave_out(doc - start)));
            }
            sums.take(|at, sum| visit(start + at, sum));
        }
    }
}

impl ScoredWord {
    /// Of plans of a word each, without those that no passage of the segment has; none where one is missing that must be
    /// there. Where they are scored often, scores are looked up.
    fn open_each(
        opener: &Opener<'_>,
        plans: Vec<&Plan>,
        all: bool,
        scored: bool,
        is_scored_often: bool,
    ) -> Result<Option<Vec<ScoredWord>>, IndexError> {
        let record = if scored { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        let mut opened = Vec::with_capacity(plans.len());
        for plan in plans {
            let Some((term, weight)) = term(opener, plan) else { continue };
            let over = if is_placed(plan) { over(opener, &term)? } else { None };
            let blocks = match opener.blocks(&term, record)? {
                Some(blocks) => blocks,
                None if all => return Ok(None),
                None if over.is_none() => continue,
                None => Blocks::new(BlockSegmentPostings::empty()),
            };
            let scores = ScoreTable::new(&opener.lengths, weight, if is_scored_often { blocks.size_hint() } else { 0 });
            opened.push(ScoredWord { blocks, over, scores });
        }
        Ok(Some(opened))
    }

    /// Goes to the first document from `target` on that has it or has it over it.
    fn seek(&mut self, target: DocId) -> DocId {
        let over = self.over.as_mut().map(|blocks| blocks.seek(target)).unwrap_or(TERMINATED);
        self.blocks.seek(target).min(over)
    }
}

impl Condition {
    /// Of what is worth nothing; none where no document can meet it.
    fn open(opener: &Opener<'_>, plan: &Plan) -> Result<Option<Condition>, IndexError> {
        if let Plan::Terms(terms) = plan
            && let [FilterTerm { field, term, .. }] = terms.as_slice()
        {
            let blocks = opener.blocks(&Term::from_field_text(*field, term), IndexRecordOption::Basic)?;
            return Ok(blocks.map(|blocks| Condition::Term(opener.leaf(blocks))));
        }
        Ok(Some(Condition::Cursor(opener.open(plan)?)))
    }
}

impl DocSet for Condition {
    #[inline]
    fn doc(&self) -> DocId {
        match self {
            Condition::Word(term, _) | Condition::Term(term) => term.doc(),
            Condition::Cursor(cursor) => cursor.doc(),
        }
    }

    #[inline]
    fn advance(&mut self) -> DocId {
        match self {
            Condition::Word(term, _) | Condition::Term(term) => term.advance(),
            Condition::Cursor(cursor) => cursor.advance(),
        }
    }

    #[inline]
    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Condition::Word(term, _) | Condition::Term(term) => term.seek(target),
            Condition::Cursor(cursor) => cursor.seek(target),
        }
    }

    fn size_hint(&self) -> u32 {
        match self {
            Condition::Word(term, _) | Condition::Term(term) => term.size_hint(),
            Condition::Cursor(cursor) => cursor.size_hint(),
        }
    }
}

/// What a plan of one is in truth.
fn alone(plan: &Plan) -> &Plan {
    if let Plan::And(plans) | Plan::Or(plans) = plan
        && let [one] = plans.as_slice()
    {
        return alone(one);
    }
    plan
}

/// What must all be met for a plan to be met. Where scores are added, those of a group are added first.
fn all_of(plan: &Plan, scored: bool) -> Vec<&Plan> {
    let Plan::And(plans) = plan else { return vec![plan] };
    plans.iter().flat_map(|plan| if scored { vec![plan] } else { all_of(plan, scored) }).collect()
}

/// What must be met any of for a plan to be met, where it is that.
fn any_of(plan: &Plan) -> Option<Vec<&Plan>> {
    if let Plan::Or(plans) = alone(plan) { Some(plans.iter().collect()) } else { None }
}

/// Whether excluded lists are walked beside a word, rather than asked for each of its documents.
fn are_walked(excluded: &[Blocks], word: &ScoredWord) -> bool {
    /// To ask for a document takes as long as to walk over this many.
    const WALKED_FOR_ONE: u64 = 16;
    let documents: u64 = excluded.iter().map(|blocks| u64::from(blocks.size_hint())).sum();
    documents <= WALKED_FOR_ONE * u64::from(word.blocks.size_hint())
}

/// The term that a plan denies, where it is one that denies a word.
fn denied_term(opener: &Opener<'_>, plan: &Plan) -> Option<Term> {
    let Plan::Not(denied) = plan else { return None };
    term(opener, denied).map(|(term, _)| term)
}

/// The term that a plan is, and its worth.
fn term(opener: &Opener<'_>, plan: &Plan) -> Option<(Term, Weight)> {
    let Plan::Spans(SpanQuery::Word(word), weight) = plan else { return None };
    let [term] = word.terms.as_slice() else { return None };
    (!word.any).then(|| (Term::from_field_text(word.field(opener.reader.fields()), term), *weight))
}

/// Whether a plan is a word that counts over passages too.
fn is_placed(plan: &Plan) -> bool {
    matches!(plan, Plan::Spans(SpanQuery::Word(word), _) if word.also_over)
}

/// The postings of the passages that have a stem over them, at their beginning.
fn over(opener: &Opener<'_>, stem: &Term) -> Result<Option<Blocks>, IndexError> {
    let stem = Term::from_field_bytes(opener.reader.fields().over, stem.serialized_value_bytes());
    opener.blocks(&stem, IndexRecordOption::Basic)
}
