//! Rows of single words, all or any of which a passage must have, under filters or without: the commonest queries, gone
//! through block by block of their postings. Scores are added in the order of the query.

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

/// A row of words in one segment.
pub(super) struct Row<'w> {
    /// In the order of the query.
    words: Vec<Word>,
    /// Whether a passage must have all of them.
    all: bool,
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
    /// The row that a plan is, if it is a word, or all or any of several, each of one term; beside all there may be
    /// what has no worth.
    pub(super) fn open(opener: &'w Opener<'_>, plan: &Plan, scored: bool) -> Result<Option<Row<'w>>, IndexError> {
        let plan = alone(plan);
        let (plans, all) =
            if let Plan::Or(plans) = plan { (plans.iter().collect(), false) } else { (all_of(plan, scored), true) };
        let fits = |plan: &&Plan| term(opener, plan).is_some() || all && plan.is_worth_nothing();
        let only_denies = !plans.is_empty() && plans.iter().all(|plan| matches!(plan, Plan::Not(_)));
        if !plans.iter().all(fits) || only_denies {
            return Ok(None);
        }
        let (lengths, norms) = (&opener.lengths, &opener.columns.norms);
        let (words, within, without) = (Vec::with_capacity(plans.len()), Vec::new(), Vec::new());
        let pace = Pace::of(&opener.clock);
        let mut row = Row { words, all, within, without, scored, pace, lengths, norms };
        let record = if scored || !all { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        for plan in plans {
            let word = term(opener, plan).map(|(term, weight)| open(opener, &term, weight, record));
            match (word.transpose()?, plan) {
                (Some(Some(word)), _) => row.words.push(word),
                (Some(None), _) if !all => {}
                (None, _) if row.meet(opener, plan)? => {}
                _ => return Ok(Some(row.emptied())),
            }
        }
        Ok(Some(row))
    }

    /// Takes in what is worth nothing. Says whether anything can meet it.
    fn meet(&mut self, opener: &Opener<'_>, plan: &Plan) -> Result<bool, IndexError> {
        const NONE: Weight = Weight(0.0);
        if let Plan::Listed(terms) = plan
            && let [Listed { field, term }] = terms.as_slice()
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
        let bare = self.within.is_empty() && self.without.is_empty();
        match (self.words.as_mut_slice(), self.all) {
            _ if !bare => self.each_with_all(visit),
            ([], _) => {}
            ([word], _) if !self.scored => word.each_document(|doc| visit(doc, 0.0)),
            ([word], _) => {
                let (lengths, norms, weight) = (self.lengths, self.norms, word.weight);
                word.until(TERMINATED, |doc, frequency| {
                    visit(doc, lengths.score(weight, frequency, norms.fieldnorm_id(doc)));
                });
            }
            (_, true) => self.each_with_all(visit),
            (_, false) => self.each_with_any(visit),
        }
    }

    fn each_with_all(&mut self, mut visit: impl FnMut(DocId, f32)) {
        let words = self.words.len();
        let mut order: Vec<usize> = (0..words + self.within.len()).collect();
        order.sort_by_key(|&at| if at < words { self.words[at].cost() } else { self.within[at - words].cost() });
        let mut target = if order.is_empty() { TERMINATED } else { 0 };
        'next: while target != TERMINATED && !self.pace.is_over() {
            for &at in &order {
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
    }

    /// A window of documents at a time: each word adds its scores to those of the words before it.
    fn each_with_any(&mut self, mut visit: impl FnMut(DocId, f32)) {
        let mut scores = vec![0.0_f32; WINDOW];
        let mut met = [0_u64; WINDOW / 64];
        loop {
            let start = self.words.iter().map(Word::doc).min().unwrap_or(TERMINATED);
            // A window of many words takes longer than many steps.
            if start == TERMINATED || self.pace.are_over(u32::MAX) {
                return;
            }
            let end = start.saturating_add(WINDOW as DocId).min(TERMINATED);
            for word in &mut self.words {
                let (lengths, norms, weight) = (self.lengths, self.norms, word.weight);
                word.until(end, |doc, frequency| {
                    let at = (doc - start) as usize;
                    scores[at] += lengths.score(weight, frequency, norms.fieldnorm_id(doc));
                    met[at / 64] |= 1 << (at % 64);
                });
            }
            for (number, bits) in met.iter_mut().enumerate() {
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

    /// Goes through all its documents.
    fn each_document(&mut self, mut visit: impl FnMut(DocId)) {
        while !self.postings.docs().is_empty() {
            self.postings.docs().iter().for_each(|&doc| visit(doc));
            self.postings.advance();
        }
    }

    /// Goes through the documents before `end`, each with how often the word stands there.
    fn until(&mut self, end: DocId, mut visit: impl FnMut(DocId, u32)) {
        loop {
            let docs = self.postings.docs().get(self.at..).unwrap_or_default();
            let Some(&last) = docs.last() else { return };
            let here = if last < end { docs.len() } else { docs.partition_point(|&doc| doc < end) };
            let frequencies = &self.postings.freqs()[self.at..];
            for (&doc, &frequency) in docs[..here].iter().zip(frequencies) {
                visit(doc, frequency);
            }
            if here < docs.len() {
                self.at += here;
                return;
            }
            self.postings.advance();
            self.at = 0;
        }
    }
}
