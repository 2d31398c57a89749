//! A query made ready for one index: every word looked up, every filter turned into terms.
//!
//! A plan is the same for all segments, and it can be asked of a passage's text as well as of the
//! index, so that what is marked in a text is what was found.

use std::ops::Not;
use std::slice;

use tantivy::schema::Field;

pub(super) use super::span_query::{Joint, Nearness, SpanQuery, TermGroup};
use crate::fields::Level;

/// What a passage must meet.
#[derive(Clone, Debug)]
pub(super) enum Plan {
    /// No passage.
    Nothing,
    /// Every passage.
    All,
    /// Passages in which a span query occurs.
    Spans(SpanQuery, Weight),
    /// Passages that meet all.
    And(Vec<Plan>),
    /// Passages that meet any.
    Or(Vec<Plan>),
    /// Likewise, worth as much as the one of them that is worth most: ways to say one thing.
    Best(Vec<Plan>),
    /// Passages that meet enough of several, by what each is worth.
    Most(Vec<Plan>, Enough),
    /// Passages that do not meet it.
    Not(Box<Plan>),
    /// Passages with any of these terms.
    Terms(Vec<FilterTerm>),
    /// Passages with a column in a range.
    Column(Column),
    /// Passages of a section in which some passage on that side of them meets the plan.
    SectionHas(Box<Plan>, Side),
}

/// Where in its section another passage is, seen from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Anywhere; it may be the same.
    Anywhere,
    /// Before it.
    Before,
    /// After it.
    After,
}

/// A term of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FilterTerm {
    /// Whose term it is: where it is of reports, all passages of those that have it do.
    pub(super) level: Level,
    pub(super) field: Field,
    pub(super) term: String,
}

/// Ranges over one or two columns: `least` of the second and `most` of the first, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// Whose columns they are.
    pub(super) level: Level,
    /// The column that must not exceed `most`.
    pub(super) first: &'static str,
    /// The column that must reach `least`.
    pub(super) last: &'static str,
    /// `least` and `most` of each range, in order, none of which touch; any of them will do.
    pub(super) ranges: Vec<(u64, u64)>,
}

/// How much of several plans is enough.
#[derive(Clone, Debug)]
pub(super) struct Enough {
    /// What each of them is worth.
    pub(super) worths: Vec<f32>,
    /// The least that those which a passage meets must be worth.
    pub(super) least: f32,
}

/// What an occurrence of a span query is worth in the score: its inverse document frequency times its boost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Weight(pub(super) f32);

impl Column {
    /// Whether the values of both columns, 0 where there is none, are in a range.
    pub(super) fn holds(&self, first: u64, last: u64) -> bool {
        let range = self.ranges.partition_point(|&(_, most)| most < first);
        first > 0 && last > 0 && self.ranges.get(range).is_some_and(|&(least, _)| least <= last)
    }

    /// Those of the same columns as one, any of whose ranges will do.
    pub(super) fn merged(columns: Vec<Column>) -> Vec<Column> {
        let mut merged: Vec<Column> = Vec::new();
        for mut column in columns {
            match merged.iter_mut().find(|known| known.first == column.first) {
                Some(known) => known.ranges.append(&mut column.ranges),
                None => merged.push(column),
            }
        }
        for column in &mut merged {
            column.ranges.sort_unstable();
            column.ranges.dedup_by(|next, range| {
                let touches = next.0 <= range.1.saturating_add(1);
                range.1 = if touches { range.1.max(next.1) } else { range.1 };
                touches
            });
        }
        merged
    }

    /// Takes in what another of the same columns asks for too, where each has one range.
    pub(super) fn narrow(&mut self, other: &Column) -> bool {
        match (self.ranges.as_mut_slice(), other.ranges.as_slice()) {
            ([(least, most)], &[(other_least, other_most)]) if self.first == other.first => {
                // A report that is known to the month may lie in two ranges that have no day in common.
                (*least, *most) = ((*least).max(other_least), (*most).min(other_most));
                true
            }
            _ => false,
        }
    }
}

impl Plan {
    /// The plans directly beneath it, in the order of the query.
    pub(super) fn children(&self) -> &[Plan] {
        match self {
            Plan::Nothing | Plan::All | Plan::Spans(..) | Plan::Terms(_) | Plan::Column(_) => &[],
            Plan::And(plans) | Plan::Or(plans) | Plan::Best(plans) | Plan::Most(plans, _) => plans,
            Plan::Not(plan) | Plan::SectionHas(plan, _) => slice::from_ref(&**plan),
        }
    }

    /// Calls for the plan and all beneath it, each before what is beneath it; `each` says whether to go beneath.
    pub(super) fn visit<'a>(&'a self, each: &mut dyn FnMut(&'a Plan) -> bool) {
        if each(self) {
            self.children().iter().for_each(|child| child.visit(each));
        }
    }

    /// The same with each plan made another, the children first.
    pub(super) fn map(self, each: &mut dyn FnMut(Plan) -> Plan) -> Plan {
        let mut all = |plans: Vec<Plan>| plans.into_iter().map(|plan| plan.map(each)).collect();
        let plan = match self {
            Plan::Nothing | Plan::All | Plan::Spans(..) | Plan::Terms(_) | Plan::Column(_) => self,
            Plan::And(plans) => Plan::And(all(plans)),
            Plan::Or(plans) => Plan::Or(all(plans)),
            Plan::Best(plans) => Plan::Best(all(plans)),
            Plan::Most(plans, enough) => Plan::Most(all(plans), enough),
            Plan::Not(plan) => Plan::Not(Box::new(plan.map(each))),
            Plan::SectionHas(plan, side) => Plan::SectionHas(Box::new(plan.map(each)), side),
        };
        each(plan)
    }

    /// The same with what it is worth multiplied.
    pub(super) fn boosted(self, factor: f32) -> Plan {
        self.map(&mut |mut plan| {
            if let Plan::Spans(_, Weight(weight)) = &mut plan {
                *weight *= factor;
            }
            plan
        })
    }

    /// Whether the plan adds nothing to the score of a passage that meets it.
    pub(super) fn is_unscored(&self) -> bool {
        match self {
            Plan::All | Plan::Not(_) | Plan::Terms(_) | Plan::Column(_) | Plan::SectionHas(..) => true,
            Plan::Nothing | Plan::Spans(..) | Plan::And(_) | Plan::Or(_) | Plan::Best(_) | Plan::Most(..) => false,
        }
    }

    /// Whether a text meets it, where `occurs` says what occurs there; none where only the index can tell.
    pub(super) fn holds(&self, occurs: &mut dyn FnMut(&SpanQuery) -> bool) -> Option<bool> {
        match self {
            Plan::Nothing => Some(false),
            Plan::All => Some(true),
            Plan::Spans(span_query, _) => Some(occurs(span_query)),
            Plan::And(plans) => all(plans.iter().map(|plan| plan.holds(occurs))),
            Plan::Or(plans) | Plan::Best(plans) => {
                all(plans.iter().map(|plan| plan.holds(occurs).map(bool::not))).map(bool::not)
            }
            Plan::Most(plans, Enough { worths, least }) => {
                let holds: Vec<Option<bool>> = plans.iter().map(|plan| plan.holds(occurs)).collect();
                let worth = |is: Option<bool>| -> f32 {
                    holds.iter().zip(worths).filter(|(holds, _)| **holds == is).map(|(_, worth)| worth).sum()
                };
                let (known, unknown) = (worth(Some(true)), worth(None));
                if known + unknown < *least { Some(false) } else { Some(true).filter(|_| known >= *least) }
            }
            Plan::Not(plan) => plan.holds(occurs).map(bool::not),
            Plan::Terms(_) | Plan::Column(_) | Plan::SectionHas(..) => None,
        }
    }

    /// Likewise of the text of a passage that meets the plan of the same query at another match level: it meets conditions
    /// without words, since they are the same at any level.
    pub(super) fn holds_for_hit(&self, occurs: &mut dyn FnMut(&SpanQuery) -> bool) -> Option<bool> {
        if let Plan::And(plans) = self {
            all(plans.iter().map(|plan| plan.holds_for_hit(occurs)))
        } else if self.has_words() {
            self.holds(occurs)
        } else {
            Some(true)
        }
    }

    /// The span queries that a hit shows, in the order of the query: all that are not denied.
    pub(super) fn shown(&self) -> Vec<(&SpanQuery, Weight)> {
        let mut shown = Vec::new();
        self.visit(&mut |plan| {
            if let Plan::Spans(span_query, weight) = plan {
                shown.push((span_query, *weight));
            }
            !plan.is_unscored()
        });
        shown
    }

    /// What a text is asked for that meets it: with very many alternatives as few.
    pub(super) fn for_text(&self) -> Plan {
        /// Fewer alternatives are not worth it.
        const MIN_MERGED_ALTERNATIVES: usize = 16;
        self.clone().map(&mut |plan| {
            if !matches!(&plan, Plan::Or(plans) if plans.len() >= MIN_MERGED_ALTERNATIVES) {
                return plan;
            }
            let (mut any, mut rest) = (Vec::new(), Vec::new());
            for plan in plan.children() {
                if let Plan::Spans(span_query, _) = plan {
                    any.push(span_query.clone().merged());
                } else {
                    rest.push(plan.clone());
                }
            }
            if !any.is_empty() {
                rest.insert(0, Plan::Spans(SpanQuery::any_merged(any), Weight(0.0)));
            }
            Plan::Or(rest)
        })
    }

    /// The weights of all span queries, in the order in which they are opened.
    pub(super) fn weights(&self) -> Vec<Weight> {
        let mut weights = Vec::new();
        self.visit(&mut |plan| {
            if let Plan::Spans(_, weight) = plan {
                weights.push(*weight);
            }
            true
        });
        weights
    }

    /// What a passage is worth that has each span query once, but for how long it is.
    pub(super) fn worth(&self) -> f32 {
        let mut worth = 0.0;
        self.visit(&mut |plan| {
            if let Plan::Spans(_, weight) = plan {
                worth += weight.0;
            } else if let Plan::Best(plans) = plan {
                worth += plans.iter().map(Plan::worth).fold(0.0, f32::max);
            }
            !plan.is_unscored() && !matches!(plan, Plan::Best(_))
        });
        worth
    }

    /// Whether it is found by positions, which takes longer to look at than lists of documents.
    pub(super) fn is_dear(&self) -> bool {
        matches!(self, Plan::Spans(span_query, _) if !matches!(span_query, SpanQuery::Word(_)))
    }

    /// Whether a query has fewer hits the stricter its words are taken: nothing is denied in it.
    pub(super) fn denies_nothing(&self) -> bool {
        let is_denied = |one: &SpanQuery| matches!(one, SpanQuery::Near(_, _, nearness) if nearness.negated);
        !self.has(&mut |plan| {
            matches!(plan, Plan::Not(_))
                || matches!(plan, Plan::Spans(span_query, _) if span_query.has(&mut { is_denied }))
        })
    }

    /// Whether it asks only for what is known of reports, so that all passages of a report meet it or none.
    pub(super) fn is_of_reports(&self) -> bool {
        match self {
            Plan::Terms(terms) => terms.iter().all(|term| term.level == Level::Report),
            Plan::Column(column) => column.level == Level::Report,
            Plan::And(plans) | Plan::Or(plans) | Plan::Best(plans) => plans.iter().all(Plan::is_of_reports),
            Plan::Not(plan) => plan.is_of_reports(),
            Plan::Nothing | Plan::All => true,
            Plan::Spans(..) | Plan::Most(..) | Plan::SectionHas(..) => false,
        }
    }

    /// Whether it asks for words, rather than only for what is known of a passage.
    pub(super) fn has_words(&self) -> bool {
        self.has(&mut |plan| matches!(plan, Plan::Spans(..)))
    }

    /// Whether it or any plan beneath it is such.
    pub(super) fn has(&self, is_such: &mut dyn FnMut(&Plan) -> bool) -> bool {
        let mut has = false;
        self.visit(&mut |plan| {
            has = has || is_such(plan);
            !has
        });
        has
    }
}

/// False where any is; otherwise unknown where any is.
fn all(each: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    for one in each {
        match one {
            Some(true) => {}
            Some(false) => return one,
            None => all = None,
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(least: u64, most: u64) -> Column {
        Column { level: Level::Report, first: "first", last: "last", ranges: vec![(least, most)] }
    }

    #[test]
    fn ranges_that_touch_are_one() {
        let ranges = |typed: &[(u64, u64)]| {
            let columns = typed.iter().map(|&(least, most)| column(least, most)).collect();
            Column::merged(columns).into_iter().flat_map(|column| column.ranges).collect::<Vec<_>>()
        };
        for (typed, expected) in [
            (&[(1, 5), (6, 9)][..], &[(1, 9)][..]),
            (&[(7, 9), (1, 5)], &[(1, 5), (7, 9)]),
            (&[(1, 9), (2, 3), (4, u64::MAX)], &[(1, u64::MAX)]),
            (&[(5, 5), (5, 5), (5, 5)], &[(5, 5)]),
        ] {
            assert_eq!(ranges(typed), expected, "{typed:?}");
        }
    }
}
