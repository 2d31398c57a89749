//! Queries for positions of a text: words, words in a row, and words near each other.

use std::slice;
use std::sync::Arc;

use tantivy::schema::Field;

use crate::index::{CAPITALS, Fields};

/// A query for spans of positions of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SpanQuery {
    /// Any of these terms, one word long.
    Word(TermGroup),
    /// Each in turn, with up to `slop` other words between them in all.
    Sequence { parts: Vec<SpanQuery>, slop: u32, joint: Joint },
    /// Each somewhere after the one before, however far.
    InOrder(Vec<SpanQuery>),
    /// Any of these.
    Any(Vec<SpanQuery>),
    /// All of these, wherever they occur; only as what something is not near.
    Every(Vec<SpanQuery>),
    /// Two near each other.
    Near(Box<SpanQuery>, Box<SpanQuery>, Nearness),
}

/// What may stand between the words of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// Whatever it is.
    Any,
    /// What the parts of one word may have between them: no comma, no bracket.
    OfWord,
    /// The same, and no end of a sentence.
    InSentence,
}

impl Joint {
    /// That of a word of some parts: "s. 47" has no end of a sentence in it.
    pub(super) fn of_word<'t>(mut parts: impl Iterator<Item = &'t str>) -> Joint {
        parts.next();
        let has_number = parts.any(|part| part.starts_with(char::is_numeric));
        if has_number { Joint::OfWord } else { Joint::InSentence }
    }
}

/// Terms of the index that are looked for as one word.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct TermGroup {
    /// Whether the terms are stems rather than folded words.
    pub(super) stems: bool,
    /// The terms, sorted; none where the index has no such word. A word with wildcards has thousands, and a query may have
    /// it many times, at several levels.
    pub(super) terms: Arc<Vec<String>>,
    /// Any one word at all, as `*` in a phrase.
    pub(super) any: bool,
    /// A word over the passage counts too, half as much as one in it: in a heading, or in the sentence that introduces
    /// its list.
    pub(super) also_over: bool,
    /// Its number in the matcher that looks for it; 0 elsewhere.
    pub(super) number: usize,
}

impl TermGroup {
    /// Any of some terms.
    pub(super) fn new(stems: bool, terms: impl Into<Arc<Vec<String>>>) -> TermGroup {
        TermGroup { stems, terms: terms.into(), any: false, also_over: false, number: 0 }
    }
}

/// How near two spans must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Nearness {
    /// The most words from one to the other, neighbours being 1 apart; `u32::MAX` for any.
    pub(super) distance: u32,
    /// Within one sentence.
    pub(super) in_sentence: bool,
    /// The left one first.
    pub(super) ordered: bool,
    /// An occurrence of the left with no right near it.
    pub(super) negated: bool,
}

impl TermGroup {
    /// Whether it is one only where it is written in capitals.
    fn is_acronym(&self) -> bool {
        self.terms.iter().any(|term| term.starts_with(CAPITALS))
    }

    /// Each of its terms as a group of its own, in order.
    pub(super) fn each_term(&self) -> impl Iterator<Item = TermGroup> {
        self.terms.iter().map(|term| TermGroup { terms: vec![term.clone()].into(), ..self.clone() })
    }

    /// The field of its terms.
    pub(super) fn field(&self, fields: &Fields) -> Field {
        if self.stems { fields.stems } else { fields.words }
    }
}

impl SpanQuery {
    /// The queries directly beneath it, in the order of the query.
    pub(super) fn children(&self) -> impl DoubleEndedIterator<Item = &SpanQuery> {
        let (first, rest): (&[SpanQuery], &[SpanQuery]) = match self {
            SpanQuery::Word(_) => (&[], &[]),
            SpanQuery::Sequence { parts: all, .. }
            | SpanQuery::InOrder(all)
            | SpanQuery::Any(all)
            | SpanQuery::Every(all) => (all, &[]),
            SpanQuery::Near(left, right, _) => (slice::from_ref(&**left), slice::from_ref(&**right)),
        };
        first.iter().chain(rest)
    }

    /// Calls for the query and all beneath it, each before what is beneath it; `each` says whether to go beneath.
    pub(super) fn visit<'a>(&'a self, each: &mut dyn FnMut(&'a SpanQuery) -> bool) {
        if each(self) {
            self.children().for_each(|child| child.visit(each));
        }
    }

    /// The same with each query made another, the children first.
    pub(super) fn map(self, each: &mut dyn FnMut(SpanQuery) -> SpanQuery) -> SpanQuery {
        let mut all = |those: Vec<SpanQuery>| those.into_iter().map(|one| one.map(each)).collect();
        let span_query = match self {
            SpanQuery::Word(_) => self,
            SpanQuery::Sequence { parts, slop, joint } => SpanQuery::Sequence { parts: all(parts), slop, joint },
            SpanQuery::InOrder(parts) => SpanQuery::InOrder(all(parts)),
            SpanQuery::Any(any) => SpanQuery::Any(all(any)),
            SpanQuery::Every(every) => SpanQuery::Every(all(every)),
            SpanQuery::Near(left, right, nearness) => {
                SpanQuery::Near(Box::new(left.map(each)), Box::new(right.map(each)), nearness)
            }
        };
        each(span_query)
    }

    /// Whether it or any query beneath it is such.
    pub(super) fn has(&self, is_such: &mut dyn FnMut(&SpanQuery) -> bool) -> bool {
        let mut has = false;
        self.visit(&mut |one| {
            has = has || is_such(one);
            !has
        });
        has
    }

    /// How many lists of postings it takes.
    pub(super) fn words(&self) -> usize {
        let mut words = 0;
        self.visit(&mut |one| {
            words += if let SpanQuery::Word(word) = one { word.terms.len().max(1) } else { 0 };
            true
        });
        words
    }

    /// The same with words any of which will do as one word: it occurs at the same places, which are looked for at
    /// once.
    pub(super) fn merged(self) -> SpanQuery {
        self.map(&mut |one| if let SpanQuery::Any(any) = one { SpanQuery::any_merged(any) } else { one })
    }

    /// Any of several, with those of any among them, and their words as one.
    pub(super) fn any_merged(any: Vec<SpanQuery>) -> SpanQuery {
        let mut merged = [Vec::new(), Vec::new()];
        let mut others = Vec::new();
        let flat = any.into_iter().flat_map(|one| if let SpanQuery::Any(inner) = one { inner } else { vec![one] });
        for one in flat {
            if let SpanQuery::Word(word) = &one
                && !word.any
                && !word.is_acronym()
            {
                merged[usize::from(word.stems)].extend_from_slice(&word.terms);
            } else {
                others.push(one);
            }
        }
        for (stems, mut terms) in [false, true].into_iter().zip(merged).filter(|(_, terms)| !terms.is_empty()) {
            terms.sort_unstable();
            terms.dedup();
            others.push(SpanQuery::Word(TermGroup::new(stems, terms)));
        }
        if others.len() == 1 { others.remove(0) } else { SpanQuery::Any(others) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_any_of_which_will_do_are_one() {
        let word = |stems, term: &str| SpanQuery::Word(TermGroup::new(stems, vec![term.to_owned()]));
        let any = SpanQuery::Any(vec![word(true, "b"), word(true, "a"), word(true, "b"), word(false, "c")]);
        let both = TermGroup::new(true, vec!["a".to_owned(), "b".to_owned()]);
        let merged = SpanQuery::Any(vec![word(false, "c"), SpanQuery::Word(both)]);
        assert_eq!(any.clone().merged(), merged);
        assert_eq!(SpanQuery::Any(vec![any, word(true, "a")]).merged(), merged);
    }
}
