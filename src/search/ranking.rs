//! The hits that a request asks for: the best of all passages that meet a plan, looked at a second time.

use std::collections::HashMap;
use std::hash::Hash;

use tantivy::DocId;

use crate::index::IndexError;

use super::bits::Bits;
use super::collapse::{Folds, collapse};
use super::collect::{Count, DocumentsMet, Facets, GroupTotals, Ids, Scope, Top, TopReports, put_in_order};
use super::dictionary::Dictionary;
use super::feedback;
use super::global_ordinals::globalize_authorities;
use super::order::{ScoredPassage, Sort};
use super::plan::Plan;
use super::rerank::rerank;
use super::signals::Signals;
use super::{Counts, Request, Unit};

/// This many of the best get a second look, whatever the request asks for, so that a hit has the same
/// rank in a short list and in a long one; more of them where the order is all that there is.
const SECOND_LOOK: usize = 50;
const SECOND_LOOK_ANY: usize = 400;

/// Counts all that meet the plan and gives those that the request asks for, in order.
pub(super) fn ranked(
    scope: Scope<'_>,
    plan: &Plan,
    signals: &Signals,
    facets: Facets<'_>,
    request: &Request<'_>,
) -> Result<Collected, IndexError> {
    let mut collected = first_look(scope, plan, signals, facets, request)?;
    let found = &mut collected.found;
    if request.sort == Sort::Relevance {
        let Scope { reader, view, clock, .. } = scope;
        let limit = found.len().min(second_look(request));
        let head = &mut found[..limit];
        rerank(reader, view, head, &signals.second, clock)?;
        put_in_order(view, request.sort, head);
        if request.any {
            let dictionary = Dictionary::new(reader, view, clock);
            let feedback = feedback::of(reader, &dictionary, head, plan.worth(), request.unit)?;
            rerank(reader, view, head, &feedback, clock)?;
            put_in_order(view, request.sort, head);
        }
    }
    if request.collapse && request.unit == Unit::Passage {
        collected.folds = collapse(scope.reader, found, scope.clock)?;
        collected.collapsed = Some(found.len() as u64);
    }
    if let Some(limit) = request.per_report {
        keep_of_each(found, limit, |found| (found.address.segment_ord, found.report));
    }
    if let Some(limit) = request.per_authority {
        if request.sort != Sort::Authority {
            globalize_authorities(scope.reader, scope.view, found)?;
        }
        keep_of_each(found, limit, |found| found.authority);
    }
    let limit = request.limit.unwrap_or(usize::MAX);
    found.drain(..request.offset.min(found.len()));
    found.truncate(limit);
    Ok(collected)
}

/// Keeps at most the first `limit` of those with the same key.
fn keep_of_each<K: Eq + Hash>(found: &mut Vec<ScoredPassage>, limit: usize, key: impl Fn(&ScoredPassage) -> K) {
    let mut seen: HashMap<K, usize> = HashMap::new();
    found.retain(|found| {
        let seen = seen.entry(key(found)).or_default();
        *seen += 1;
        *seen <= limit
    });
}

/// All that meet the plan counted, and at least those of the best that may be asked for, in order.
fn first_look(
    scope: Scope<'_>,
    plan: &Plan,
    signals: &Signals,
    facets: Facets<'_>,
    request: &Request<'_>,
) -> Result<Collected, IndexError> {
    let (sort, very_words) = (request.sort, &signals.first);
    let documents = documents_met(scope, request);
    if request.unit == Unit::Report {
        let reports = TopReports { sort, very_words, plan };
        let (((counts, facets), found), documents) = scope.collect(plan, &(((Count, facets), reports), documents))?;
        return Ok(Collected { counts, found, met: None, documents, facets, folds: Folds::new(), collapsed: None });
    }
    let wanted = wanted(request);
    let is_here = scope.view.part.as_ref().is_none_or(|part| part.covers(plan));
    let met = (plan.is_dear() && is_here).then_some(Ids);
    let top = Top::new(sort, very_words, wanted);
    let (((counts, facets), found), (met, documents)) =
        scope.collect(plan, &(((Count, facets), top), (met, documents)))?;
    Ok(Collected { counts, found, met, documents, facets, folds: Folds::new(), collapsed: None })
}

/// Keeps which documents are met, where what is found at the next level is counted by them.
pub(super) fn documents_met(scope: Scope<'_>, request: &Request<'_>) -> Option<DocumentsMet> {
    let is_counted = request.next_level && request.level.looser().is_some() && scope.view.part.is_none();
    is_counted.then_some(DocumentsMet)
}

/// How many of the first passages in order a request takes; none where it takes all.
pub(super) fn wanted(request: &Request<'_>) -> Option<usize> {
    let drops_some = request.per_report.is_some() || request.per_authority.is_some() || request.collapse;
    let limit = request.limit.filter(|_| !drops_some && request.unit == Unit::Passage)?;
    Some(limit.saturating_add(request.offset).max(second_look(request)))
}

/// What was found.
pub(super) struct Collected {
    /// How much meets the plan.
    pub(super) counts: Counts,
    /// What is to be given, in order.
    pub(super) found: Vec<ScoredPassage>,
    /// All passages, by segment, where looking for them again would be expensive: those of phrases and the like.
    pub(super) met: Option<Vec<Vec<(DocId, u32)>>>,
    /// The documents of all passages, by segment, where the next level is counted by them.
    pub(super) documents: Option<Vec<Bits>>,
    /// What was found by each facet.
    pub(super) facets: Vec<GroupTotals>,
    /// What is folded into others.
    pub(super) folds: Folds,
    /// How many there are besides those, before any is left out.
    pub(super) collapsed: Option<u64>,
}

fn second_look(request: &Request<'_>) -> usize {
    match (request.sort, request.any) {
        (Sort::Relevance, true) => SECOND_LOOK_ANY,
        (Sort::Relevance, false) => SECOND_LOOK,
        _ => 0,
    }
}
