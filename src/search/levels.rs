//! What a query finds at other match levels than its own: the stricter ones, and the next looser one.

use std::mem::discriminant;
use std::sync::Arc;

use tantivy::DocId;

use crate::engine::{Counts, Looser};
use crate::index::IndexError;
use crate::query::{MatchLevel, Node};

use super::Request;
use super::bits::Bits;
use super::budget::{Budget, Clock};
use super::collect::Count;
use super::further::further;
use super::part::counted_stricter;
use super::plan::{Plan, SpanQuery};
use super::searcher::Searcher;

impl Searcher {
    /// The plans of a query at the levels stricter than one, the strictest first.
    pub(super) fn stricter_levels(
        &self,
        level: MatchLevel,
        root: &Node,
        budget: &Budget,
    ) -> Result<Vec<(MatchLevel, Plan)>, IndexError> {
        let stricter = MatchLevel::ALL.into_iter().filter(|&other| other < level);
        stricter.map(|level| Ok((level, self.compiler(level, None, budget).plan(root)?))).collect()
    }

    /// What a query would find at the next level, by a plan of which so much was found at its own, in these documents of
    /// each segment where they were kept; none where no word of it is looser there.
    pub(super) fn looser(
        &self,
        request: &Request<'_>,
        root: &Node,
        plan: &Plan,
        found: Counts,
        met: Option<&[Bits]>,
        budget: &Budget,
    ) -> Result<Option<Looser>, IndexError> {
        let Some(level) = request.level.looser().filter(|_| request.next_level) else { return Ok(None) };
        let lexicon = self.lexicon_for(level, root)?;
        if lexicon.as_ref().is_some_and(|lexicon| lexicon.entries().is_empty()) {
            return Ok(None);
        }
        let mut compiler = self.compiler(level, lexicon.as_deref(), budget).for_request(request);
        let looser = compiler.plan(root)?;
        let expansions = compiler.expansions;
        if level == MatchLevel::Variants && expansions.is_empty() {
            return Ok(None);
        }
        let are_the_same = plan.denies_nothing() && self.are_the_same_words(plan, &looser)?;
        let scope = self.scope(&budget.clock);
        let counts = if are_the_same {
            found
        } else if let Some((met, further)) = met.and_then(|met| Some((met, further(&looser, plan)?))) {
            scope.collect_further(met, &looser, further, &Count)?
        } else {
            scope.collect(&looser, &Count)?
        };
        // Of a word that is ruled out more is found too, and so less of what it rules.
        Ok(Some(Looser { level, counts, expansions }).filter(|looser| looser.counts.passages >= found.passages))
    }

    /// How much of what a plan found the same query finds by a plan at a stricter level.
    pub(super) fn count_at(
        &self,
        stricter: &Plan,
        plan: &Plan,
        found: Counts,
        met: Option<&[Vec<(DocId, u32)>]>,
        clock: &Arc<Clock>,
    ) -> Result<Counts, IndexError> {
        let scope = self.scope(clock);
        if !plan.denies_nothing() {
            return scope.collect(&counted_stricter(stricter.clone(), plan), &Count);
        }
        if self.are_the_same_words(stricter, plan)? {
            return Ok(found);
        }
        if let (Plan::Spans(span_query, _), Some(met)) = (stricter, met) {
            return scope.collect_among(met, span_query, &Count);
        }
        scope.collect(stricter, &Count)
    }

    /// The levels stricter than one, the strictest first, each with the plan of the query there, unless the plan at that
    /// level finds the same.
    pub(super) fn levels_to_count(
        &self,
        level: MatchLevel,
        root: &Node,
        plan: &Plan,
        budget: &Budget,
    ) -> Result<Vec<(MatchLevel, Option<Plan>)>, IndexError> {
        let stricter = self.stricter_levels(level, root, budget)?.into_iter();
        let differing = |(level, stricter): (MatchLevel, Plan)| {
            let is_same = plan.denies_nothing() && self.are_the_same_words(&stricter, plan)?;
            Ok((level, Some(stricter).filter(|_| !is_same)))
        };
        stricter.map(differing).collect()
    }

    /// Whether two plans of one query are met by the same documents as far as the dictionary shows: a word
    /// that occurs in as many documents as its stem does is in the same ones.
    pub(super) fn are_the_same_words(&self, stricter: &Plan, plan: &Plan) -> Result<bool, IndexError> {
        if let (Plan::Spans(stricter, _), Plan::Spans(span_query, _)) = (stricter, plan) {
            if stricter == span_query {
                return Ok(true);
            }
            let (SpanQuery::Word(word), SpanQuery::Word(stem)) = (stricter, span_query) else { return Ok(false) };
            if stem.also_over {
                return Ok(false);
            }
            let dictionary = self.dictionary(&Clock::start(None));
            return Ok(stem.terms.len() == 1 && dictionary.frequency(word)? == dictionary.frequency(stem)?);
        }
        let (children, others) = (stricter.children(), plan.children());
        if discriminant(stricter) != discriminant(plan) || children.len() != others.len() {
            return Ok(false);
        }
        for (stricter, plan) in children.iter().zip(others) {
            if !self.are_the_same_words(stricter, plan)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
