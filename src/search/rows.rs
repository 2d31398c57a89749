//! Rows of single words, all or any of which a passage must have, under filters or without: the commonest queries, gone
//! through block by block of their postings. Scores are added in the order of the query.

use std::ops::Range;
use std::rc::Rc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, TERMINATED, Term};

use crate::index::IndexError;

use super::bm25::Lengths;
use super::budget::Pace;
use super::cursor::Cursor;
use super::open::Opener;
use super::plan::{Listed, Occurrence, Plan, Weight};
use super::ranges::Ranges;

/// A row of words in one segment.
pub(super) struct Row<'w> {
    /// In the order of the query.
    words: Vec<Word>,
    /// Whether a passage must have all of them.
    all: bool,
    /// The documents among which a passage must be: those of the reports that filters keep.
    among: Rc<Ranges>,
    /// What else a passage must meet; it is worth nothing.
    within: Vec<Within>,
    /// Words that it must not have.
    without: Vec<Word>,
    /// Whether scores are worked out, or all are zero.
    scored: bool,
    pace: Pace,
    lengths: &'w Lengths,
    norms: &'w FieldNormReader,
}

struct Word {
    postings: BlockSegmentPostings,
    /// The place in the current block.
    at: usize,
    weight: Weight,
}

/// Documents among which a passage must be.
enum Within {
    /// Those of a term.
    Term(Box<Word>),
    /// Those that a cursor meets.
    Met(Cursor),
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
        let (lengths, norms, pace) = (&opener.lengths, &opener.columns.norms, Pace::of(&opener.clock));
        let (within, without) = (Vec::new(), Vec::new());
        let mut row =
            Row { words: Vec::with_capacity(words.len()), all, among, within, without, scored, pace, lengths, norms };
        let record = if scored || !all { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        for (term, weight) in words.into_iter().filter_map(|word| term(opener, word)) {
            match open(opener, &term, weight, record)? {
                Some(word) => row.words.push(word),
                None if all => return Ok(Some(row.emptied())),
                None => {}
            }
        }
        for condition in conditions {
            if !row.meet(opener, condition)? {
                return Ok(Some(row.emptied()));
            }
        }
        Ok(Some(row))
    }

    /// Takes in what is worth nothing. Says whether anything can meet it.
    fn meet(&mut self, opener: &Opener<'_>, plan: &Plan) -> Result<bool, IndexError> {
        const NONE: Weight = Weight(0.0);
        if let Plan::Listed(terms) = plan
            && let [Listed { field, term, .. }] = terms.as_slice()
        {
            let term = Term::from_field_text(*field, term);
            let Some(word) = open(opener, &term, NONE, IndexRecordOption::Basic)? else { return Ok(false) };
            self.within.push(Within::Term(Box::new(word)));
        } else if let Plan::Not(denied) = plan
            && let Some((term, _)) = term(opener, denied)
        {
            self.without.extend(open(opener, &term, NONE, IndexRecordOption::Basic)?);
        } else {
            self.within.push(Within::Met(opener.open(plan)?));
        }
        Ok(true)
    }

    /// The same without any passages.
    fn emptied(self) -> Row<'w> {
        Row { words: Vec::new(), within: Vec::new(), ..self }
    }

    /// Goes through all its passages in order, each with its score.
    pub(super) fn each(mut self, mut visit: impl FnMut(DocId, f32)) {
        let among = Rc::clone(&self.among);
        let words = self.words.len();
        let mut order: Vec<usize> = (0..words + self.within.len()).collect();
        order.sort_by_key(|&at| if at < words { self.words[at].cost() } else { self.within[at - words].cost() });
        let bare = self.within.is_empty() && self.without.is_empty();
        let mut scores = if self.all { Vec::new() } else { vec![0.0_f32; WINDOW] };
        let (mut at, mut target) = (0, if order.is_empty() { TERMINATED } else { 0 });
        while let Some(range) = among.from(&mut at, target).filter(|_| !self.pace.is_over()) {
            target = match self.words.as_mut_slice() {
                [word] if bare => {
                    word.seek(range.start);
                    if self.scored {
                        let (lengths, norms, weight) = (self.lengths, self.norms, word.weight);
                        word.until(range.end, |doc, frequency| {
                            visit(doc, lengths.score(weight, frequency, norms.fieldnorm_id(doc)));
                        });
                    } else {
                        word.documents_until(range.end, |doc| visit(doc, 0.0));
                    }
                    word.doc()
                }
                _ if self.all => self.all_in(range, &order, &mut visit),
                _ => self.any_in(range, &mut scores, &mut visit),
            };
        }
    }

    /// Goes through those of a range that have all, and gives the first document after it that may be next. The words and
    /// conditions are asked in an order, the rarest first.
    fn all_in(&mut self, range: Range<DocId>, order: &[usize], visit: &mut impl FnMut(DocId, f32)) -> DocId {
        let words = self.words.len();
        let mut target = range.start;
        'next: while target < range.end && !self.pace.is_over() {
            for &at in order {
                let found = if at < words { self.words[at].seek(target) } else { self.within[at - words].seek(target) };
                if found > target {
                    target = found;
                    continue 'next;
                }
            }
            if self.without.iter_mut().any(|word| word.seek(target) == target) {
                target += 1;
                continue;
            }
            let score = if self.scored {
                let step = self.norms.fieldnorm_id(target);
                self.words.iter().map(|word| self.lengths.score(word.weight, word.frequency(), step)).sum()
            } else {
                0.0
            };
            visit(target, score);
            target += 1;
        }
        target
    }

    /// Goes through those of a range that have any, likewise. A window of documents at a time: each word adds its scores to
    /// those of the words before it.
    fn any_in(&mut self, range: Range<DocId>, scores: &mut [f32], visit: &mut impl FnMut(DocId, f32)) -> DocId {
        let mut met = [0_u64; WINDOW / 64];
        loop {
            let start = self.words.iter_mut().map(|word| word.seek(range.start)).min().unwrap_or(TERMINATED);
            // A window of many words takes longer than many steps.
            if start >= range.end || self.pace.are_over(u32::MAX) {
                return start;
            }
            let end = start.saturating_add(WINDOW as DocId).min(range.end);
            for word in &mut self.words {
                let (lengths, norms, weight) = (self.lengths, self.norms, word.weight);
                word.until(end, |doc, frequency| {
                    let at = (doc - start) as usize;
                    scores[at] += lengths.score(weight, frequency, norms.fieldnorm_id(doc));
                    met[at / 64] |= 1 << (at % 64);
                });
            }
            for (number, bits) in met.iter_mut().enumerate().take((end - start).div_ceil(64) as usize) {
                while *bits != 0 {
                    let at = number * 64 + bits.trailing_zeros() as usize;
                    *bits &= *bits - 1;
                    visit(start + at as DocId, std::mem::take(&mut scores[at]));
                }
            }
        }
    }
}

impl Within {
    fn cost(&self) -> u32 {
        match self {
            Within::Term(word) => word.cost(),
            Within::Met(cursor) => cursor.cost(),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Within::Term(word) => word.seek(target),
            Within::Met(cursor) => cursor.seek(target),
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
fn open(
    opener: &Opener<'_>,
    term: &Term,
    weight: Weight,
    record: IndexRecordOption,
) -> Result<Option<Word>, IndexError> {
    let inverted = opener.segment.inverted_index(term.field())?;
    let postings = inverted.read_block_postings(term, record).map_err(IndexError::io(opener.reader.folder()))?;
    Ok(postings.map(|postings| Word { postings, at: 0, weight }))
}

impl Word {
    /// The current document, or [`TERMINATED`].
    fn doc(&self) -> DocId {
        self.postings.doc(self.at)
    }

    fn frequency(&self) -> u32 {
        self.postings.freq(self.at)
    }

    /// At most so many documents.
    fn cost(&self) -> u32 {
        self.postings.doc_freq()
    }

    /// Goes to the first document at or after `target`. The next one is found faster by a step than by a search.
    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() < target {
            match self.postings.docs().get(self.at + 1) {
                Some(&next) if next >= target => self.at += 1,
                _ => self.at = self.postings.seek(target),
            }
        }
        self.doc()
    }

    /// Goes through the documents before `end`, each with how often the word stands there.
    fn until(&mut self, end: DocId, mut visit: impl FnMut(DocId, u32)) {
        self.blocks_until(end, |docs, frequencies| {
            docs.iter().zip(frequencies).for_each(|(&doc, &frequency)| visit(doc, frequency));
        });
    }

    /// The same where it was opened without how often.
    fn documents_until(&mut self, end: DocId, mut visit: impl FnMut(DocId)) {
        self.blocks_until(end, |docs, _| docs.iter().for_each(|&doc| visit(doc)));
    }

    fn blocks_until(&mut self, end: DocId, mut visit: impl FnMut(&[DocId], &[u32])) {
        loop {
            let docs = self.postings.docs().get(self.at..).unwrap_or_default();
            let Some(&last) = docs.last() else { return };
            let here = if last < end { docs.len() } else { docs.partition_point(|&doc| doc < end) };
            visit(&docs[..here], self.postings.freqs().get(self.at..).unwrap_or_default());
            if here < docs.len() {
                self.at += here;
                return;
            }
            self.postings.advance();
            self.at = 0;
        }
    }
}
