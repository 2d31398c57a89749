//! From a plan to what is asked of a cluster: all passages that can meet it. The same matcher as ever decides which do.

use crate::cluster::{ListedTerms, PassageQuery};
use crate::index::{Fields, IndexError, PRESENT};

use super::plan::{FilterTerm, Plan, SpanQuery, TermGroup};

/// A longer term is not in the lists of a cluster.
const MAX_LISTED_TERM: usize = 32_000;

/// Says which passages can meet plans.
pub(super) struct Superset<'s> {
    pub(super) fields: &'s Fields,
    /// The versions of the reports that meet a plan of what is known of reports alone.
    pub(super) versions: &'s dyn Fn(&Plan) -> Result<Vec<String>, IndexError>,
    /// How many reports there are.
    pub(super) reports: usize,
}

impl Superset<'_> {
    /// The passages that must be here so that a plan can be walked: those that can meet it, and those that others of their
    /// section are asked for.
    pub(super) fn needed(&self, plan: &Plan) -> Result<PassageQuery, IndexError> {
        let mut all = vec![self.of(plan)?];
        let mut of_sections = Vec::new();
        plan.visit(&mut |plan| {
            if let Plan::SectionHas(plan, _) = plan {
                of_sections.push(&**plan);
            }
            true
        });
        for plan in of_sections {
            all.push(self.of(plan)?);
        }
        Ok(PassageQuery::any(all))
    }

    /// The passages that can meet a plan.
    fn of(&self, plan: &Plan) -> Result<PassageQuery, IndexError> {
        let each = |plans: &[Plan]| plans.iter().map(|plan| self.of(plan)).collect::<Result<Vec<_>, _>>();
        Ok(match plan {
            Plan::Nothing => PassageQuery::None,
            Plan::All | Plan::SectionHas(..) => PassageQuery::All,
            Plan::Spans(span_query, _) => spans(span_query),
            plan if plan.is_of_reports() => self.of_reports(plan)?,
            Plan::And(plans) => PassageQuery::every(each(plans)?),
            Plan::Or(plans) | Plan::Best(plans) | Plan::Most(plans, _) => PassageQuery::any(each(plans)?),
            Plan::Not(plan) if is_exact(plan) => PassageQuery::not(self.of(plan)?),
            Plan::Not(_) => PassageQuery::All,
            Plan::Terms(terms) => PassageQuery::any(terms.iter().map(|term| self.term(term)).collect()),
            Plan::Column(column) => PassageQuery::any(
                column.ranges.iter().map(|&(least, most)| PassageQuery::Pages { least, most }).collect(),
            ),
        })
    }

    fn of_reports(&self, plan: &Plan) -> Result<PassageQuery, IndexError> {
        let versions = (self.versions)(plan)?;
        Ok(match versions.len() {
            0 => PassageQuery::None,
            all if all == self.reports => PassageQuery::All,
            _ => PassageQuery::Of(versions),
        })
    }

    fn term(&self, FilterTerm { field, term, .. }: &FilterTerm) -> PassageQuery {
        let fields = self.fields;
        let lists = [
            (fields.section, ListedTerms::Section),
            (fields.headed, ListedTerms::Section),
            (fields.label, ListedTerms::Label),
            (fields.role, ListedTerms::Role),
        ];
        match lists.iter().find(|(of, _)| of == field) {
            Some((_, list)) if term == PRESENT => PassageQuery::HasAny(*list),
            Some((_, list)) => has(*list, std::slice::from_ref(term)),
            None => PassageQuery::All,
        }
    }
}

/// The passages in which a span query can occur.
fn spans(span_query: &SpanQuery) -> PassageQuery {
    let each = |parts: &[SpanQuery]| parts.iter().map(spans).collect::<Vec<_>>();
    match span_query {
        SpanQuery::Word(word) => self::word(word),
        SpanQuery::Sequence { parts, .. } | SpanQuery::InOrder(parts) | SpanQuery::Every(parts) => {
            PassageQuery::every(each(parts))
        }
        SpanQuery::Any(any) => PassageQuery::any(each(any)),
        SpanQuery::Near(left, _, nearness) if nearness.negated => spans(left),
        SpanQuery::Near(left, right, _) => PassageQuery::every(vec![spans(left), spans(right)]),
    }
}

fn word(word: &TermGroup) -> PassageQuery {
    if word.any {
        return PassageQuery::All;
    }
    let list = if word.stems { ListedTerms::Stems } else { ListedTerms::Words };
    let here = has(list, &word.terms);
    match word.also_over && word.stems {
        true => PassageQuery::any(vec![here, has(ListedTerms::Over, &word.terms)]),
        false => here,
    }
}

fn has(list: ListedTerms, terms: &[String]) -> PassageQuery {
    match terms {
        [] => PassageQuery::None,
        terms if terms.iter().any(|term| term.len() > MAX_LISTED_TERM) => PassageQuery::All,
        terms => PassageQuery::Has(list, terms.to_vec()),
    }
}

/// Whether the passages that can meet a plan are those that do.
fn is_exact(plan: &Plan) -> bool {
    match plan {
        Plan::Nothing | Plan::All | Plan::Terms(_) | Plan::Column(_) => true,
        Plan::Spans(SpanQuery::Word(word), _) => {
            !word.any && word.terms.iter().all(|term| term.len() <= MAX_LISTED_TERM)
        }
        plan if plan.is_of_reports() => true,
        Plan::And(plans) | Plan::Or(plans) | Plan::Best(plans) => plans.iter().all(is_exact),
        Plan::Not(plan) => is_exact(plan),
        Plan::Spans(..) | Plan::Most(..) | Plan::SectionHas(..) => false,
    }
}
