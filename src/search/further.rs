//! What a query finds at a looser match level and not at its own.
//!
//! Such a passage has at least one of the words or phrases that only the looser plan looks for. They are most often far rarer
//! than the words of the query, as "kid" is beside "children", so that few passages need be looked at.

use std::slice;

use super::plan::{Plan, SpanQuery, TermGroup, Weight};

/// What a looser plan looks for that another plan of the same query does not.
pub(super) struct Further {
    /// A passage that meets the looser plan and not the other meets at least one of these.
    pub(super) any: Vec<Plan>,
    /// Whether every passage that meets one of them meets the looser plan.
    pub(super) is_enough: bool,
}

impl Further {
    fn nothing() -> Further {
        Further { any: Vec::new(), is_enough: true }
    }

    fn of(any: Vec<Plan>) -> Further {
        Further { any, is_enough: true }
    }

    /// Of parts that must all be there.
    fn of_parts(parts: impl Iterator<Item = Option<Further>>) -> Option<Further> {
        let parts = parts.collect::<Option<Vec<_>>>()?;
        let any: Vec<Plan> = parts.into_iter().flat_map(|part| part.any).collect();
        Some(Further { is_enough: any.is_empty(), any })
    }

    /// The same where that is nothing; none elsewhere.
    fn only_nothing(self) -> Option<Further> {
        Some(self).filter(|further| further.any.is_empty())
    }
}

/// What a looser plan looks for that another does not; none where the two do not show it.
pub(super) fn further(looser: &Plan, plan: &Plan) -> Option<Further> {
    match (looser, plan) {
        (Plan::Spans(looser, _), Plan::Spans(span_query, _)) => further_spans(looser, span_query),
        (Plan::Or(any) | Plan::Best(any), Plan::Or(plans) | Plan::Best(plans)) => {
            further_of_alternatives(any, plans, further, Plan::clone)
        }
        (Plan::Or(any) | Plan::Best(any), plan) => {
            further_of_alternatives(any, slice::from_ref(plan), further, Plan::clone)
        }
        (Plan::And(looser), Plan::And(plans)) => further_of_conditions(looser, plans),
        (Plan::Not(looser), Plan::Not(plan)) => further(looser, plan)?.only_nothing(),
        (Plan::SectionHas(looser, side), Plan::SectionHas(plan, other)) if side == other => {
            further(looser, plan)?.only_nothing()
        }
        (Plan::Terms(terms), Plan::Terms(others)) if terms == others => Some(Further::nothing()),
        (Plan::Column(column), Plan::Column(other)) if column == other => Some(Further::nothing()),
        (Plan::All, Plan::All) | (Plan::Nothing, Plan::Nothing) => Some(Further::nothing()),
        (
            Plan::Nothing
            | Plan::All
            | Plan::Spans(..)
            | Plan::And(_)
            | Plan::Most(..)
            | Plan::Not(_)
            | Plan::Terms(_)
            | Plan::Column(_)
            | Plan::SectionHas(..),
            _,
        ) => None,
    }
}

/// Of conditions all of which must be met, where one of the looser plan may be what several of the other stand for together.
fn further_of_conditions(looser: &[Plan], own: &[Plan]) -> Option<Further> {
    let mut rest = own;
    let mut parts = Vec::with_capacity(looser.len());
    for condition in looser {
        let one = rest.split_first().and_then(|(first, after)| Some((further(condition, first)?, after)));
        let several = || {
            let (Plan::Or(any) | Plan::Best(any)) = condition else { return None };
            let Some(Plan::And(together)) = any.first() else { return None };
            let (here, after) = rest.split_at_checked(together.len())?;
            Some((further(condition, &Plan::And(here.to_vec()))?, after))
        };
        let (part, after) = one.or_else(several)?;
        parts.push(Some(part));
        rest = after;
    }
    if rest.is_empty() { Further::of_parts(parts.into_iter()) } else { None }
}

fn further_spans(looser: &SpanQuery, span_query: &SpanQuery) -> Option<Further> {
    if looser == span_query {
        return Some(Further::nothing());
    }
    let of_parts = |looser: &[SpanQuery], parts: &[SpanQuery]| {
        let pairs = looser.iter().zip(parts).map(|(looser, part)| further_spans(looser, part));
        if looser.len() == parts.len() { Further::of_parts(pairs) } else { None }
    };
    match (looser, span_query) {
        (SpanQuery::Any(any), SpanQuery::Any(own)) => further_of_alternatives(any, own, further_spans, alone),
        (SpanQuery::Any(any), own) => further_of_alternatives(any, slice::from_ref(own), further_spans, alone),
        (SpanQuery::Word(looser), SpanQuery::Word(word)) => further_terms(looser, word),
        (
            SpanQuery::Sequence { parts: looser, slop, joint },
            SpanQuery::Sequence { parts, slop: own_slop, joint: own_joint },
        ) if (slop, joint) == (own_slop, own_joint) => of_parts(looser, parts),
        (SpanQuery::InOrder(looser), SpanQuery::InOrder(parts)) => of_parts(looser, parts),
        (SpanQuery::Near(left, right, nearness), SpanQuery::Near(own_left, own_right, own_nearness))
            if nearness == own_nearness =>
        {
            let right = further_spans(right, own_right);
            let right = if nearness.negated { right.and_then(Further::only_nothing) } else { right };
            Further::of_parts([further_spans(left, own_left), right].into_iter())
        }
        (
            SpanQuery::Word(_)
            | SpanQuery::Sequence { .. }
            | SpanQuery::InOrder(_)
            | SpanQuery::Every(_)
            | SpanQuery::Near(..),
            _,
        ) => None,
    }
}

/// Of the alternatives of a looser plan, each of which is one of another plan, or looser than it, or new; none where one
/// of the other plan is not among them.
fn further_of_alternatives<T>(
    looser: &[T],
    own: &[T],
    further: impl Fn(&T, &T) -> Option<Further>,
    plan: impl Fn(&T) -> Plan,
) -> Option<Further> {
    let mut is_new = vec![true; looser.len()];
    let mut found = Further::nothing();
    for own in own {
        let (at, known) = looser.iter().enumerate().find_map(|(at, looser)| Some((at, further(looser, own)?)))?;
        is_new[at] = false;
        found.any.extend(known.any);
        found.is_enough &= known.is_enough;
    }
    found.any.extend(looser.iter().zip(is_new).filter(|(_, is_new)| *is_new).map(|(looser, _)| plan(looser)));
    Some(found)
}

fn further_terms(looser: &TermGroup, word: &TermGroup) -> Option<Further> {
    let with_terms_of_word = TermGroup { terms: word.terms.clone(), ..looser.clone() };
    if with_terms_of_word != *word || !word.terms.iter().all(|term| looser.terms.contains(term)) {
        return None;
    }
    let terms = looser.terms.iter().filter(|term| !word.terms.contains(term)).cloned().collect::<Vec<_>>();
    let word = TermGroup { terms: terms.into(), ..looser.clone() };
    Some(Further::of(vec![alone(&SpanQuery::Word(word))]))
}

/// The plan of the passages that have it.
fn alone(span_query: &SpanQuery) -> Plan {
    Plan::Spans(span_query.clone(), Weight(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::plan::Nearness;

    fn word(term: &str) -> SpanQuery {
        SpanQuery::Word(TermGroup::new(true, vec![term.to_owned()]))
    }

    fn any(terms: &[&str]) -> SpanQuery {
        SpanQuery::Any(terms.iter().map(|term| word(term)).collect())
    }

    fn near(left: SpanQuery, right: SpanQuery, negated: bool) -> SpanQuery {
        let nearness = Nearness { distance: 5, in_sentence: false, ordered: false, negated };
        SpanQuery::Near(Box::new(left), Box::new(right), nearness)
    }

    /// The terms that are looked for further, with `!` where they are enough.
    fn shown(looser: &Plan, plan: &Plan) -> Option<String> {
        let further = further(looser, plan)?;
        let mut terms = Vec::new();
        for plan in &further.any {
            plan.visit(&mut |plan| {
                if let Plan::Spans(span_query, _) = plan {
                    span_query.visit(&mut |one| {
                        terms.extend(if let SpanQuery::Word(word) = one { word.terms.to_vec() } else { Vec::new() });
                        true
                    });
                }
                true
            });
        }
        Some(format!("{}{}", terms.join(" "), if further.is_enough { "!" } else { "" }))
    }

    #[test]
    fn what_is_further_is_what_only_the_looser_plan_looks_for() {
        let terms = |terms: &[&str]| {
            SpanQuery::Word(TermGroup::new(true, terms.iter().map(|&term| term.to_owned()).collect::<Vec<_>>()))
        };
        for (looser, own, expected) in [
            (any(&["a", "b", "c"]), word("a"), Some("b c!")),
            (any(&["a", "b"]), any(&["b", "a"]), Some("!")),
            (any(&["a", "b"]), word("c"), None),
            (terms(&["a", "b"]), word("a"), Some("b!")),
            (word("a"), terms(&["a", "b"]), None),
            (near(any(&["a", "b"]), any(&["c", "d"]), false), near(word("a"), word("c"), false), Some("b d")),
            (near(any(&["a", "b"]), word("c"), true), near(word("a"), word("c"), true), Some("b")),
            (near(word("a"), any(&["c", "d"]), true), near(word("a"), word("c"), true), None),
        ] {
            let (looser, own) = (alone(&looser), alone(&own));
            assert_eq!(shown(&looser, &own).as_deref(), expected, "{looser:?} {own:?}");
        }
    }

    #[test]
    fn words_in_a_row_are_one_condition_with_what_they_stand_for_together() {
        let [a, b, c, v] = ["a", "b", "c", "v"].map(|term| alone(&word(term)));
        let own = Plan::And(vec![a.clone(), b.clone(), c.clone()]);
        let row =
            |first: &Plan, second: &Plan| Plan::Best(vec![Plan::And(vec![first.clone(), second.clone()]), v.clone()]);
        let looser = |plans: &[Plan]| shown(&Plan::And(plans.to_vec()), &own);
        assert_eq!(looser(&[row(&a, &b), c.clone()]).as_deref(), Some("v"));
        assert_eq!(looser(&[a.clone(), row(&b, &c)]).as_deref(), Some("v"));
        assert_eq!(looser(&[row(&a, &b)]), None);
        assert_eq!(looser(&[row(&b, &a), c.clone()]), None);
        let both = Plan::And(vec![a.clone(), b.clone()]);
        assert_eq!(shown(&row(&a, &b), &both).as_deref(), Some("v!"));
        let [without, without_others] =
            [alone(&word("d")), alone(&any(&["d", "e"]))].map(|plan| Plan::Not(Box::new(plan)));
        let [own, looser] = [&a, &alone(&any(&["a", "f"]))].map(|plan| Plan::And(vec![plan.clone(), without.clone()]));
        assert_eq!(shown(&looser, &own).as_deref(), Some("f"));
        assert_eq!(shown(&Plan::And(vec![a.clone(), without_others]), &own), None);
    }
}
