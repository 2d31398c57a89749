//! Words in a row: a phrase, and neighbours that the index has as one word.

use crate::index::IndexError;
use crate::lexicon::MAX_ROW;
use crate::query::{MatchLevel, Node, Phrase, Term, TermForm};

use super::compile::Compiler;
use super::dictionary::may_be_compound;
use super::plan::{Joint, Plan, SpanQuery, TermGroup, Weight};
use super::variants::Variants;

/// At most this many pairs of neighbours in a phrase are looked for as one word too, or runs of them as a variant.
const MAX_COMPOUND_PAIRS: usize = 4;

/// How words in a row are looked for.
struct RowShape {
    slop: u32,
    joint: Joint,
    level: MatchLevel,
    /// Whether they were typed as one word, with a hyphen.
    is_word: bool,
}

impl Compiler<'_> {
    /// A phrase, two neighbours in their closed form too, where the index knows that compound. What an ellipsis parts
    /// occurs in order, however far apart.
    pub(super) fn phrase(&mut self, phrase: &Phrase, level: Option<MatchLevel>) -> Result<SpanQuery, IndexError> {
        let level = phrase.level.or(level).unwrap_or(self.level);
        let rows = phrase.terms.split(|term| term.form == TermForm::AnyWords);
        let words = phrase.terms.iter().map(|term| term.text.as_str());
        let joint = if phrase.compound { Joint::of_word(words) } else { Joint::Any };
        let shape = RowShape { slop: phrase.slop, joint, level, is_word: phrase.compound };
        let mut parts = rows.map(|row| self.row(row, &shape)).collect::<Result<Vec<_>, _>>()?;
        Ok(if parts.len() == 1 { parts.remove(0) } else { SpanQuery::InOrder(parts) })
    }

    /// Words in a row.
    fn row(&mut self, terms: &[Term], shape: &RowShape) -> Result<SpanQuery, IndexError> {
        let RowShape { slop, joint, .. } = *shape;
        let mut writings = self.writings(terms, shape)?.into_iter().map(|mut parts| {
            if parts.len() == 1 { parts.remove(0) } else { SpanQuery::Sequence { parts, slop, joint } }
        });
        let one = writings.next();
        let others: Vec<SpanQuery> = writings.collect();
        Ok(match one {
            Some(one) if others.is_empty() => one,
            one => SpanQuery::Any(one.into_iter().chain(others).collect()),
        })
    }

    /// The ways to write words in a row: each on its own, or some two neighbours as one word.
    fn writings(&mut self, terms: &[Term], shape: &RowShape) -> Result<Vec<Vec<SpanQuery>>, IndexError> {
        // Each with the number of words that it has the place of.
        let mut writings = vec![(Vec::with_capacity(terms.len()), 0)];
        let mut pairs = 0;
        for (at, term) in terms.iter().enumerate() {
            let own = term.level.unwrap_or(shape.level);
            let alone = self.word(term, Some(own))?;
            let closed = match terms.get(at + 1) {
                Some(next) if pairs < MAX_COMPOUND_PAIRS => self.closed(term, next, own, shape.is_word)?,
                _ => None,
            };
            let row: Vec<&Term> = terms[at..].iter().take(MAX_ROW).collect();
            let variants = if pairs < MAX_COMPOUND_PAIRS { self.variants(&row, own, true)? } else { None };
            let variants = variants.filter(|variants| variants.taken > 1);
            pairs += usize::from(closed.is_some()) + usize::from(variants.is_some());
            let mut others = Vec::new();
            for (parts, length) in writings.iter_mut().filter(|(_, length)| *length == at) {
                if let Some(Variants { taken, span_query }) = &variants {
                    let mut parts = parts.clone();
                    parts.push(span_query.clone());
                    others.push((parts, at + taken));
                }
                if let Some(closed) = &closed {
                    let mut parts = parts.clone();
                    parts.push(SpanQuery::Word(closed.clone()));
                    others.push((parts, at + 2));
                }
                parts.push(alone.clone());
                *length = at + 1;
            }
            writings.extend(others);
        }
        Ok(writings.into_iter().map(|(parts, _)| parts).collect())
    }

    /// The closed form of two neighbouring words, where the index has it; and, unless they were typed as one word, has it with a
    /// hyphen too.
    fn closed(
        &mut self,
        head: &Term,
        tail: &Term,
        level: MatchLevel,
        is_word: bool,
    ) -> Result<Option<TermGroup>, IndexError> {
        let text = format!("{}{}", head.text, tail.text);
        if head.form != TermForm::Word || tail.form != TermForm::Word || !may_be_compound(&text) {
            return Ok(None);
        }
        if !is_word && !self.dictionary.has_hyphenated(&head.text, &tail.text)? {
            return Ok(None);
        }
        let closed = self.simple_word(&text, level);
        Ok(if self.dictionary.frequency(&closed)? > 0 { Some(closed) } else { None })
    }

    /// The closed form of two neighbours in a query, where both are words.
    pub(super) fn closed_pair(&mut self, head: &Node, tail: Option<&Node>) -> Result<Option<TermGroup>, IndexError> {
        let (Node::Word(head), Some(Node::Word(tail))) = (head, tail) else { return Ok(None) };
        self.closed(head, tail, head.level.or(tail.level).unwrap_or(self.level), false)
    }

    /// Neighbouring bare words that the index also has closed: either both, or the closed one.
    pub(super) fn with_closed_compounds(&mut self, nodes: &[Node], plans: Vec<Plan>) -> Result<Plan, IndexError> {
        let mut joined: Vec<Plan> = Vec::with_capacity(plans.len());
        let mut plans = plans.into_iter().enumerate().peekable();
        while let Some((at, plan)) = plans.next() {
            let closed = self.closed_pair(&nodes[at], nodes.get(at + 1))?;
            match (closed, plans.peek().is_some()) {
                (Some(closed), true) => {
                    let closed = SpanQuery::Word(closed);
                    let weight = Weight(self.idf(&closed)?);
                    let open = [Some(plan), plans.next().map(|(_, plan)| plan)].into_iter().flatten().collect();
                    joined.push(Plan::Or(vec![Plan::And(open), Plan::Spans(closed, weight)]));
                }
                _ => joined.push(plan),
            }
        }
        Ok(if joined.len() == 1 { joined.remove(0) } else { Plan::And(joined) })
    }
}
