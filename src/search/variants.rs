//! Variants: what the lexicon has in place of the words of a query.

use std::ops::Range;

use crate::index::{CAPITALS, IndexError};
use crate::lexicon::{Form as Variant, MAX_ROW};
use crate::query::{MatchLevel, Node, Phrase, Term, TermForm};
use crate::text::{fold, is_stop_word};

use super::Expansion;
use super::budget::{MAX_VARIANT_WORDS, named};
use super::compile::Compiler;
use super::plan::{Plan, SpanQuery, TermGroup, Weight};

/// At most this many variants of one form are looked for.
const MAX_VARIANTS: usize = 40;

/// Words in a row that stand for something are together worth so much of it, where they are not in a row: half, as
/// they may be about something else.
const PARTS: f32 = 0.5;

/// Variants in a row of words: how many of the words they stand for, and what is looked for.
pub(super) struct Variants {
    pub(super) taken: usize,
    pub(super) span_query: SpanQuery,
}

/// One of several conditions any of which will do.
pub(super) struct Alternative {
    /// Which nodes it is of.
    pub(super) nodes: Range<usize>,
    /// What speaks for it.
    pub(super) plan: Plan,
    /// What has all of it.
    pub(super) whole: Plan,
}

/// A condition, or several that stand for something together.
struct WordRow {
    /// Which nodes it is of.
    nodes: Range<usize>,
    /// Of each node.
    plans: Vec<Plan>,
    /// What they stand for together.
    variants: Option<SpanQuery>,
}

impl Compiler<'_> {
    /// The variants of the longest form that begins a row of words, if the search goes down that far. Words of a phrase are
    /// said to be that.
    pub(super) fn variants(
        &mut self,
        terms: &[&Term],
        level: MatchLevel,
        of_phrase: bool,
    ) -> Result<Option<Variants>, IndexError> {
        let Some(lexicon) = self.lexicon.filter(|_| level == MatchLevel::Variants) else { return Ok(None) };
        let may_vary =
            |term: &&&Term| term.form == TermForm::Word && term.level.is_none_or(|level| level == MatchLevel::Variants);
        let row = terms.iter().take(MAX_ROW);
        let typed: Vec<String> = row.take_while(may_vary).map(|term| as_typed(term)).collect();
        let words: Vec<&str> = typed.iter().map(String::as_str).collect();
        let Some((taken, mut variants)) = lexicon.longest(&words, &mut self.stemmer) else { return Ok(None) };
        let mut has_words = Vec::with_capacity(variants.len());
        for variant in &variants {
            has_words.push(self.may_occur(variant)?);
        }
        let mut has_words = has_words.into_iter();
        variants.retain(|_| has_words.next() == Some(true));
        if variants.is_empty() {
            return Ok(None);
        }
        let typed = words[..taken].join(" ");
        // What stands for itself is looked for in a row, too, and nothing to speak of.
        let also = variants.iter().take(MAX_VARIANTS).map(Variant::to_string);
        let also = also.filter(|variant| variant.trim_matches('"') != typed).collect();
        let typed = if taken > 1 && of_phrase { format!("\"{typed}\"") } else { typed };
        let expansion = Expansion { typed, also };
        if variants.len() > MAX_VARIANTS {
            let note =
                format!("{} has {} variants; only {MAX_VARIANTS} were searched", expansion.typed, variants.len());
            self.notes.add(note);
        }
        let words = variants.iter().take(MAX_VARIANTS).map(|variant| match variant {
            Variant::Acronym(_) => 1,
            Variant::Words(row) => row.len(),
        });
        if !self.budget.takes_variants(words.sum()) {
            self.notes.add(format!(
                "the words have variants of more than {MAX_VARIANT_WORDS} words; only the first of them were searched"
            ));
            return Ok(None);
        }
        let any = variants.iter().take(MAX_VARIANTS).map(|variant| self.variant(variant));
        let any = any.collect::<Result<Vec<_>, _>>()?;
        if !expansion.also.is_empty() && !self.expansions.contains(&expansion) {
            let stem = self.stemmer.stem(&fold(&expansion.typed)).to_owned();
            if taken == 1 && !self.dictionary.has_stem(&stem)? {
                self.notes.add(format!("nothing has {} itself", named(&expansion.typed)));
            }
            self.expansions.push(expansion);
        }
        Ok(Some(Variants { taken, span_query: SpanQuery::Any(any) }))
    }

    /// A word or anything that stands for it.
    pub(super) fn or_variants(
        &mut self,
        term: &Term,
        alone: SpanQuery,
        level: MatchLevel,
    ) -> Result<SpanQuery, IndexError> {
        Ok(match self.variants(&[term], level, false)? {
            Some(variants) => SpanQuery::Any(vec![alone, variants.span_query]),
            None => alone,
        })
    }

    /// The plan of all of several conditions: bare words in a row that stand for something together may
    /// be what they stand for instead.
    pub(super) fn all_or_variants(&mut self, nodes: &[Node]) -> Result<Plan, IndexError> {
        let mut joined = Vec::new();
        let mut apart: Vec<Plan> = Vec::new();
        for WordRow { nodes: here, plans, variants } in self.word_rows(nodes, true)? {
            let Some(span_query) = variants else {
                apart.extend(plans);
                continue;
            };
            if !apart.is_empty() {
                let before = here.start - apart.len()..here.start;
                joined.push(self.with_closed_compounds(&nodes[before], std::mem::take(&mut apart))?);
            }
            let weight = Weight(self.idf(&span_query)?);
            joined.push(Plan::Best(vec![Plan::And(plans), Plan::Spans(span_query, weight)]));
        }
        if !apart.is_empty() {
            joined.push(self.with_closed_compounds(&nodes[nodes.len() - apart.len()..], apart)?);
        }
        Ok(if joined.len() == 1 { joined.remove(0) } else { Plan::And(joined) })
    }

    /// The plan of any of several conditions.
    pub(super) fn any_or_variants(&mut self, nodes: &[Node]) -> Result<Plan, IndexError> {
        Ok(Plan::Or(self.alternatives(nodes, false)?.into_iter().map(|one| one.plan).collect()))
    }

    /// Several conditions any of which will do: what bare words in a row stand for together will do too, and is worth
    /// what the words are worth that it stands for. Whether they were typed in a row, so that no word of it is meant alone.
    pub(super) fn alternatives(&mut self, nodes: &[Node], in_a_row: bool) -> Result<Vec<Alternative>, IndexError> {
        let mut alternatives = Vec::with_capacity(nodes.len());
        for WordRow { nodes: here, plans, variants } in self.word_rows(nodes, in_a_row)? {
            let Some(span_query) = variants else {
                let one = plans.into_iter().map(|plan| (plan.clone(), plan));
                alternatives.extend(one.map(|(plan, whole)| Alternative { nodes: here.clone(), plan, whole }));
                continue;
            };
            let weight = Weight(self.idf(&span_query)?);
            let variants = Plan::Spans(span_query, weight);
            let is_content = |node: &Node| !self.any || !matches!(node, Node::Word(term) if is_stop_word(&term.text));
            let content = nodes[here.clone()].iter().zip(&plans).filter(|(node, _)| is_content(node));
            let parts: Vec<Plan> = content.map(|(_, plan)| plan.clone()).collect();
            let parts = if in_a_row { Plan::And(parts) } else { Plan::Or(parts) };
            let share = (PARTS * weight.0 / parts.worth().max(f32::MIN_POSITIVE)).min(1.0);
            let parts = parts.boosted(share);
            let whole = Plan::Or(vec![Plan::And(plans), variants.clone()]);
            alternatives.push(Alternative { nodes: here, plan: Plan::Best(vec![parts, variants]), whole });
        }
        Ok(alternatives)
    }

    /// Conditions in their order, those together that stand for something. What their words stand for alone is not looked for
    /// where they were typed in a row: of speech therapists, no other therapists.
    fn word_rows(&mut self, nodes: &[Node], in_a_row: bool) -> Result<Vec<WordRow>, IndexError> {
        let mut rows = Vec::with_capacity(nodes.len());
        let mut at = 0;
        while at < nodes.len() {
            let row = bare_row(&nodes[at..]);
            let variants = if row.len() > 1 { self.variants(&row, self.level, false)? } else { None };
            let variants = variants.filter(|variants| variants.taken > 1);
            let here = at..at + variants.as_ref().map_or(1, |variants| variants.taken);
            at = here.end;
            let lexicon = self.lexicon;
            if variants.is_some() && in_a_row {
                self.lexicon = None;
            }
            let plans = nodes[here.clone()].iter().map(|node| self.plan(node)).collect::<Result<Vec<_>, _>>();
            self.lexicon = lexicon;
            rows.push(WordRow { nodes: here, plans: plans?, variants: variants.map(|variants| variants.span_query) });
        }
        Ok(rows)
    }

    /// Whether the index has every word of a form of the lexicon.
    fn may_occur(&mut self, variant: &Variant) -> Result<bool, IndexError> {
        let Variant::Words(row) = variant else { return Ok(true) };
        for word in row {
            let stem = self.simple_word(word, MatchLevel::Inflected);
            if self.dictionary.frequency(&stem)? == 0 && self.dictionary.halves_of(word)?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What a form of the lexicon is in the index.
    pub(super) fn variant(&mut self, variant: &Variant) -> Result<SpanQuery, IndexError> {
        match variant {
            Variant::Acronym(short) => {
                let term = format!("{CAPITALS}{}", fold(short));
                Ok(SpanQuery::Word(TermGroup::new(false, vec![term])))
            }
            Variant::Words(row) => {
                let terms = row.iter().map(|word| Term {
                    text: word.clone(),
                    form: TermForm::Word,
                    acronym: None,
                    capital: false,
                    level: Some(MatchLevel::Inflected),
                    span: 0..0,
                });
                let level = Some(MatchLevel::Inflected);
                let phrase = Phrase { terms: terms.collect(), slop: 0, compound: false, level, span: 0..0 };
                self.span_query(&Node::Phrase(phrase), level)
            }
        }
    }
}

/// The bare words that a row of conditions begins with, as many as a variant may stand for.
fn bare_row(nodes: &[Node]) -> Vec<&Term> {
    let words = nodes.iter().map_while(|node| if let Node::Word(term) = node { Some(term) } else { None });
    words.take(MAX_ROW).collect()
}

/// A word in capitals if it was typed so, which distinguishes an acronym from an ordinary word.
fn as_typed(term: &Term) -> String {
    term.acronym.as_ref().map_or_else(|| term.text.clone(), |acronym| acronym.to_ascii_uppercase())
}
