//! From a plan to what is asked of a cluster: all passages that can meet it. The same matcher as ever decides which do.

use crate::cluster::{ListedTerms, PassageQuery};
use crate::index::{Fields, IndexError, PRESENT};

use super::docset::leading_and_following;
use super::plan::{Enough, FilterTerm, Joint, Nearness, Plan, SpanQuery, TermGroup};

/// A longer term is not in the lists of a cluster.
const MAX_LISTED_TERM: usize = 32_000;

/// A query by positions has no more terms: the cluster takes no more than a thousand of them in all.
const MAX_TERMS_BY_POSITION: usize = 200;

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
            Plan::Or(plans) | Plan::Best(plans) => PassageQuery::any(each(plans)?),
            Plan::Most(plans, Enough { worths, least }) => {
                let (leading, _) = leading_and_following(worths, *least);
                PassageQuery::any(leading.into_iter().map(|at| self.of(&plans[at])).collect::<Result<_, _>>()?)
            }
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
    if let Some(words) = row(span_query) {
        return PassageQuery::Row(words);
    }
    match span_query {
        SpanQuery::Word(word) => self::word(word),
        SpanQuery::Sequence { parts, .. } | SpanQuery::InOrder(parts) | SpanQuery::Every(parts) => {
            PassageQuery::every(each(parts))
        }
        SpanQuery::Any(any) => PassageQuery::any(each(any)),
        SpanQuery::Near(left, _, nearness) if nearness.negated => spans(left),
        SpanQuery::Near(left, right, nearness) => {
            near(left, right, *nearness).unwrap_or_else(|| PassageQuery::every(vec![spans(left), spans(right)]))
        }
    }
}

/// Two words near each other, where they are words: the cluster may find more, but misses nothing.
fn near(left: &SpanQuery, right: &SpanQuery, nearness: Nearness) -> Option<PassageQuery> {
    let words = listed_words([left, right].into_iter())?;
    let words: [_; 2] = words.try_into().ok()?;
    let between = i32::try_from(nearness.distance).ok()?.unsigned_abs();
    let shares = words[0].1.iter().any(|term| words[1].1.contains(term));
    (!shares).then_some(PassageQuery::Near { words, ordered: nearness.ordered, between })
}

/// The words of a sequence of single words directly after each other.
pub(super) fn row(span_query: &SpanQuery) -> Option<Vec<(ListedTerms, Vec<String>)>> {
    let SpanQuery::Sequence { parts, slop: 0, .. } = span_query else { return None };
    listed_words(parts.iter()).filter(|words| words.len() > 1)
}

/// Whether anything may stand between the words of a sequence: a cluster does not know what does.
pub(super) fn is_plain_row(span_query: &SpanQuery) -> bool {
    matches!(span_query, SpanQuery::Sequence { joint: Joint::Any, .. })
}

/// Single words as what a cluster has of them; none where one is anything else, or they are too many for its queries by
/// positions.
fn listed_words<'q>(words: impl Iterator<Item = &'q SpanQuery>) -> Option<Vec<(ListedTerms, Vec<String>)>> {
    let mut all = Vec::new();
    for word in words {
        let SpanQuery::Word(word) = word else { return None };
        all.push(listed_word(word)?);
    }
    let terms: usize = all.iter().map(|(_, terms)| terms.len()).sum();
    (terms <= MAX_TERMS_BY_POSITION).then_some(all)
}

/// The terms of a word as a cluster has them; none where it is any word, or has no terms or such as it does not list.
pub(super) fn listed_word(word: &TermGroup) -> Option<(ListedTerms, Vec<String>)> {
    (is_listed(word) && !word.terms.is_empty()).then(|| (list_of(word), word.terms.to_vec()))
}

/// Whether a cluster lists all terms of a word.
fn is_listed(word: &TermGroup) -> bool {
    !word.any && word.terms.iter().all(|term| term.len() <= MAX_LISTED_TERM)
}

fn list_of(word: &TermGroup) -> ListedTerms {
    if word.stems { ListedTerms::Stems } else { ListedTerms::Words }
}

fn word(word: &TermGroup) -> PassageQuery {
    if word.any {
        return PassageQuery::All;
    }
    let here = has(list_of(word), &word.terms);
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
pub(super) fn is_exact(plan: &Plan) -> bool {
    match plan {
        Plan::Nothing | Plan::All | Plan::Terms(_) | Plan::Column(_) => true,
        Plan::Spans(span_query, _) => are_exact(span_query),
        plan if plan.is_of_reports() => true,
        Plan::And(plans) | Plan::Or(plans) | Plan::Best(plans) => plans.iter().all(is_exact),
        Plan::Not(plan) => is_exact(plan),
        Plan::Most(..) | Plan::SectionHas(..) => false,
    }
}

/// The passages in which a span query occurs, where the cluster can say exactly which those are.
pub(super) fn exact_spans(span_query: &SpanQuery) -> Option<PassageQuery> {
    are_exact(span_query).then(|| spans(span_query))
}

/// Whether the passages in which a span query can occur are those in which it does.
fn are_exact(span_query: &SpanQuery) -> bool {
    match span_query {
        SpanQuery::Word(word) => is_listed(word),
        SpanQuery::Any(any) => any.iter().all(are_exact),
        SpanQuery::Sequence { .. } => is_plain_row(span_query) && row(span_query).is_some(),
        SpanQuery::InOrder(_) | SpanQuery::Every(_) | SpanQuery::Near(..) => false,
    }
}
