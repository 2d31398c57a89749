//! What the very words of a query speak for a passage, rather than their inflections.
//!
//! A word that is there as it was typed is worth as much once more as it could be worth at most, in a text that is short
//! and has it without end: so no number of other forms, in a text of any length, outweighs it. There is no constant in
//! this but that of BM25, and nothing to add up but what is there: how often the very word occurs is counted already,
//! among its inflections.

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, TERMINATED, Term};

use crate::index::IndexError;

use super::bm25::most;
use super::docset::UnionWindow;
use super::matcher::Matcher;
use super::open::Opener;
use super::plan::{Plan, SpanQuery, TermGroup};

/// The very words of a query, each with what it is worth where it is there.
#[derive(Default)]
pub(super) struct VeryWords(Vec<(SpanQuery, f32)>);

impl VeryWords {
    /// From the plans of one query at three levels: its own, inflected and verbatim. What has variants is left out: they
    /// are what was asked for too.
    pub(super) fn of(own: &Plan, inflected: &Plan, verbatim: &Plan) -> VeryWords {
        let mut words = Vec::new();
        add(own, inflected, verbatim, &mut words);
        VeryWords(words)
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, each with what it is worth where it is there.
    #[cfg(feature = "opensearch")]
    pub(super) fn all(&self) -> &[(SpanQuery, f32)] {
        &self.0
    }

    /// Finds them in the passages of a segment.
    pub(super) fn open(&self, opener: &Opener<'_>) -> Result<VeryWordsHere, IndexError> {
        let words = self.0.iter().map(|(span_query, worth)| Ok((VeryWord::open(opener, span_query)?, *worth)));
        let words = words.collect::<Result<Vec<_>, IndexError>>()?;
        let most = words.iter().map(|(_, worth)| worth).sum();
        let next = if words.is_empty() { TERMINATED } else { 0 };
        Ok(VeryWordsHere { words, most, next })
    }
}

/// A very word is looked up in so many lists at most; one of more terms is walked as any span query is.
const MAX_LISTS: usize = 8;

/// Where one of them is.
enum VeryWord {
    /// A single word.
    Word(UnionWindow),
    /// Anything else.
    Spans(Box<Matcher>),
}

impl VeryWord {
    fn open(opener: &Opener<'_>, span_query: &SpanQuery) -> Result<VeryWord, IndexError> {
        let is_looked_up = |word: &&TermGroup| !word.any && !word.also_over && word.terms.len() <= MAX_LISTS;
        let word = if let SpanQuery::Word(word) = span_query { Some(word) } else { None };
        let Some(word) = word.filter(is_looked_up) else {
            return Ok(VeryWord::Spans(Box::new(opener.matcher(span_query, 0)?)));
        };
        let field = word.field(opener.reader.fields());
        let list = |term: &String| opener.blocks(&Term::from_field_text(field, term), IndexRecordOption::Basic);
        let lists = word.terms.iter().filter_map(|term| list(term).transpose());
        Ok(VeryWord::Word(UnionWindow::new(lists.collect::<Result<_, _>>()?)))
    }

    /// A passage from `doc` on, before which it is in no other.
    fn candidate(&mut self, doc: DocId) -> DocId {
        match self {
            VeryWord::Word(window) => window.candidate(doc),
            VeryWord::Spans(matcher) => matcher.candidate(doc),
        }
    }

    /// Whether it is in the passage that was asked for last and is its own candidate.
    fn occurs_here(&mut self, words: u32) -> bool {
        match self {
            VeryWord::Word(_) => true,
            VeryWord::Spans(matcher) => matcher.occurs_here(words),
        }
    }
}

/// The very words in the passages of one segment, which are asked for in order.
pub(super) struct VeryWordsHere {
    words: Vec<(VeryWord, f32)>,
    most: f32,
    /// No passage before this one that is still to come has any of them.
    next: DocId,
}

impl VeryWordsHere {
    /// What they are worth in a passage at most, as far as is known without a look at it.
    #[inline]
    pub(super) fn at_most(&self, doc: DocId) -> f32 {
        if doc < self.next { 0.0 } else { self.most }
    }

    /// What they are worth in a passage. `words` is how often the words of a plain phrase occur there in any form, 0 where the
    /// query is another; `each` is called for those that are there, with their numbers.
    pub(super) fn at(&mut self, doc: DocId, words: u32, mut each: impl FnMut(usize)) -> f32 {
        if doc < self.next {
            return 0.0;
        }
        let (mut sum, mut next) = (0.0, TERMINATED);
        for (number, (word, worth)) in self.words.iter_mut().enumerate() {
            let candidate = word.candidate(doc);
            if candidate == doc && word.occurs_here(words) {
                sum += *worth;
                each(number);
            }
            next = next.min(candidate);
        }
        self.next = next;
        sum
    }

    /// What some are worth together, by their numbers.
    pub(super) fn worth(&self, are_there: &[bool]) -> f32 {
        self.words.iter().zip(are_there).filter(|(_, is_there)| **is_there).map(|((_, worth), _)| worth).sum()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }
}

/// Adds what occurs less often verbatim, with what it is worth, as far as the plans are alike.
fn add(own: &Plan, inflected: &Plan, verbatim: &Plan, words: &mut Vec<(SpanQuery, f32)>) {
    match (own, inflected, verbatim) {
        (Plan::Spans(own, weight), Plan::Spans(inflected, _), Plan::Spans(verbatim, _))
            if own == inflected && own != verbatim =>
        {
            words.push((verbatim.clone(), most(*weight)));
        }
        (Plan::And(own), Plan::And(inflected), Plan::And(verbatim))
        | (Plan::Or(own), Plan::Or(inflected), Plan::Or(verbatim))
        | (Plan::Best(own), Plan::Best(inflected), Plan::Best(verbatim))
            if own.len() == inflected.len() && own.len() == verbatim.len() =>
        {
            let plans = own.iter().zip(inflected).zip(verbatim);
            plans.for_each(|((own, inflected), verbatim)| add(own, inflected, verbatim, words));
        }
        _ => {}
    }
}
