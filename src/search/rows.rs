//! Rows of single words, all or any of which a passage must have, under filters or without: the commonest queries, gone
//! through block by block of their postings. Scores are added in the order of the query.

use std::ops::Range;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED, Term};

use crate::index::IndexError;

use super::bm25::Lengths;
use super::budget::Pace;
use super::cursor::Cursor;
use super::docset::{Blocks, Exclusion, Intersection, Leaf, Ranges, Union};
use super::open::Opener;
use super::plan::{Listed, Occurrence, Plan, Weight};

/// A row of words in one segment.
pub(super) struct Row<'w> {
    walk: Walk,
    /// The documents among which a passage must be: those of the reports that filters keep.
    among: Arc<Ranges>,
    scores: Scores<'w>,
    pace: Pace,
}

/// How the words are gone through, in the order of the query.
enum Walk {
    /// One word.
    One(Word),
    /// Any of several words.
    Any(Vec<Word>),
    /// All of several words and of what else a passage must meet, which is worth nothing, but for words that it must not
    /// have.
    All(Box<Exclusion<Intersection<Condition>, Union<Leaf<Blocks>>>>),
}

/// A word and its worth.
struct Word {
    blocks: Blocks,
    weight: Weight,
}

/// What a passage must meet.
enum Condition {
    /// It has a word, which is worth something.
    Word(Leaf<Blocks>, Weight),
    /// It has a term.
    Term(Leaf<Blocks>),
    /// It is met by a cursor.
    Met(Cursor),
}

/// How words are scored.
struct Scores<'w> {
    /// Whether scores are worked out, or all are zero.
    scored: bool,
    lengths: &'w Lengths,
    norms: &'w FieldNormReader,
}

/// So many documents are looked at together where any of the words will do.
const WINDOW: usize = 4096;

impl<'w> Row<'w> {
    /// The row that a plan is, if it is a word, or all or any of several, each of one term; beside them there may be
    /// what has no worth, of which any of several goes only with what is known of reports.
    pub(super) fn open(opener: &'w Opener<'_>, plan: &Plan, scored: bool) -> Result<Option<Row<'w>>, IndexError> {
        let plans = all_of(alone(plan), scored);
        let (of_reports, plans): (Vec<_>, Vec<_>) = plans.into_iter().partition(|plan| plan.is_of_reports());
        let (conditions, words): (Vec<_>, Vec<_>) = plans.into_iter().partition(|plan| plan.is_worth_nothing());
        let any = if let [one] = words.as_slice() { any_of(one) } else { None };
        let (words, all) = any.map_or((words, true), |any| (any, false));
        let only_denies = !conditions.is_empty() && conditions.iter().all(|plan| matches!(plan, Plan::Not(_)));
        let fits = words.iter().all(|word| term(opener, word).is_some());
        if !fits || !all && !conditions.is_empty() || words.is_empty() && (only_denies || conditions.is_empty()) {
            return Ok(None);
        }
        let among = opener.ranges_of_all(&of_reports)?;
        let scores = Scores { scored, lengths: &opener.lengths, norms: &opener.columns.norms };
        let row = |walk| Ok(Some(Row { walk, among, scores, pace: Pace::of(&opener.clock) }));
        let nothing = || Walk::Any(Vec::new());
        let record = if scored || !all { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        let mut opened = Vec::with_capacity(words.len());
        for (term, weight) in words.into_iter().filter_map(|word| term(opener, word)) {
            match open(opener, &term, record)? {
                Some(blocks) => opened.push(Word { blocks, weight }),
                None if all => return row(nothing()),
                None => {}
            }
        }
        if let [_] = opened.as_slice()
            && conditions.is_empty()
        {
            return row(opened.pop().map_or_else(nothing, Walk::One));
        }
        if !all {
            return row(Walk::Any(opened));
        }
        let word = |Word { blocks, weight }| Condition::Word(opener.leaf(blocks), weight);
        let mut all: Vec<Condition> = opened.into_iter().map(word).collect();
        let mut excluded = Vec::new();
        for plan in conditions {
            if let Plan::Not(denied) = plan
                && let Some((term, _)) = term(opener, denied)
            {
                excluded.extend(open(opener, &term, IndexRecordOption::Basic)?.map(|blocks| opener.leaf(blocks)));
            } else {
                let Some(condition) = Condition::open(opener, plan)? else { return row(nothing()) };
                all.push(condition);
            }
        }
        row(Walk::All(Box::new(Exclusion::new(Intersection::new(all, 0), Union::new(excluded)))))
    }

    /// Goes through all its passages in order, each with its score.
    pub(super) fn each(self, mut visit: impl FnMut(DocId, f32)) {
        let Row { mut walk, among, scores, mut pace } = self;
        let mut sums = if let Walk::Any(_) = walk { vec![0.0_f32; WINDOW] } else { Vec::new() };
        let (mut at, mut target) = (0, 0);
        while let Some(range) = among.from(&mut at, target).filter(|_| !pace.is_over()) {
            target = match &mut walk {
                Walk::One(word) => scores.one_in(range, word, &mut visit),
                Walk::Any(words) => scores.any_in(range, words, &mut sums, &mut pace, &mut visit),
                Walk::All(all) => scores.all_in(range, all, &mut visit),
            };
        }
    }
}

impl Scores<'_> {
    fn of(&self, weight: Weight, frequency: u32, doc: DocId) -> f32 {
        self.lengths.score(weight, frequency, self.norms.fieldnorm_id(doc))
    }

    /// Goes through the documents of a range that have a word, and gives the first document after it that may be next.
    fn one_in(&self, range: Range<DocId>, word: &mut Word, visit: &mut impl FnMut(DocId, f32)) -> DocId {
        let Word { blocks, weight } = word;
        blocks.seek(range.start);
        blocks.until(range.end, |docs, frequencies| {
            if self.scored {
                docs.iter().zip(frequencies).for_each(|(&doc, &often)| visit(doc, self.of(*weight, often, doc)));
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
        let mut doc = if all.doc() < range.start { all.seek(range.start) } else { all.doc() };
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

    /// Likewise those that have any word. A window of documents at a time: each word adds its scores to those of the words
    /// before it.
    fn any_in(
        &self,
        range: Range<DocId>,
        words: &mut [Word],
        sums: &mut [f32],
        pace: &mut Pace,
        visit: &mut impl FnMut(DocId, f32),
    ) -> DocId {
        let mut met = [0_u64; WINDOW / 64];
        loop {
            let start = words.iter_mut().map(|word| word.blocks.seek(range.start)).min().unwrap_or(TERMINATED);
            // A window of many words takes longer than many steps.
            if start >= range.end || pace.are_over(u32::MAX) {
                return start;
            }
            let end = start.saturating_add(WINDOW as DocId).min(range.end);
            for Word { blocks, weight } in &mut *words {
                blocks.until(end, |docs, frequencies| {
                    for (&doc, &frequency) in docs.iter().zip(frequencies) {
                        let at = (doc - start) as usize;
                        sums[at] += self.of(*weight, frequency, doc);
                        met[at / 64] |= 1 << (at % 64);
                    }
                });
            }
            for (number, bits) in met.iter_mut().enumerate().take((end - start).div_ceil(64) as usize) {
                while *bits != 0 {
                    let at = number * 64 + bits.trailing_zeros() as usize;
                    *bits &= *bits - 1;
                    visit(start + at as DocId, std::mem::take(&mut sums[at]));
                }
            }
        }
    }
}

impl Condition {
    /// Of what is worth nothing; none where no document can meet it.
    fn open(opener: &Opener<'_>, plan: &Plan) -> Result<Option<Condition>, IndexError> {
        if let Plan::Listed(terms) = plan
            && let [Listed { field, term, .. }] = terms.as_slice()
        {
            let blocks = open(opener, &Term::from_field_text(*field, term), IndexRecordOption::Basic)?;
            return Ok(blocks.map(|blocks| Condition::Term(opener.leaf(blocks))));
        }
        Ok(Some(Condition::Met(opener.open(plan)?)))
    }
}

impl DocSet for Condition {
    #[inline]
    fn doc(&self) -> DocId {
        match self {
            Condition::Word(term, _) | Condition::Term(term) => term.doc(),
            Condition::Met(cursor) => cursor.doc(),
        }
    }

    #[inline]
    fn advance(&mut self) -> DocId {
        match self {
            Condition::Word(term, _) | Condition::Term(term) => term.advance(),
            Condition::Met(cursor) => cursor.advance(),
        }
    }

    #[inline]
    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Condition::Word(term, _) | Condition::Term(term) => term.seek(target),
            Condition::Met(cursor) => cursor.seek(target),
        }
    }

    fn size_hint(&self) -> u32 {
        match self {
            Condition::Word(term, _) | Condition::Term(term) => term.size_hint(),
            Condition::Met(cursor) => cursor.size_hint(),
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

/// The term that a plan is, and its worth.
fn term(opener: &Opener<'_>, plan: &Plan) -> Option<(Term, Weight)> {
    let Plan::Occurs(Occurrence::Word(word), weight) = plan else { return None };
    let [term] = word.terms.as_slice() else { return None };
    (!word.any).then(|| (Term::from_field_text(word.field(opener.reader.fields()), term), *weight))
}

/// The postings of a term, at their beginning; none where the segment has no such term.
fn open(opener: &Opener<'_>, term: &Term, record: IndexRecordOption) -> Result<Option<Blocks>, IndexError> {
    let inverted = opener.segment.inverted_index(term.field())?;
    let postings = inverted.read_block_postings(term, record).map_err(IndexError::io(opener.reader.folder()))?;
    Ok(postings.map(Blocks::new))
}
