//! What a cluster counts and ranks by itself, where more passages meet a query than are fetched.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::cluster::{
    CataloguedReport, ListedTerms, PassageQuery, PassageRanking, PassagesByReport, RankedQuery, RankedSpan, RankedSpans,
};
use crate::index::{BoilerplateSet, IndexError, MISSING_DATE};
use crate::report::Report;

use super::bm25::{Lengths, most};
use super::dictionary::Dictionary;
use super::index_view::ScoreClass;
use super::order::{Sort, Sortable};
use super::plan::{Plan, SpanQuery, Weight};
use super::superset::{Superset, exact_spans, is_exact, is_plain_row, listed_word, row};
use super::very_words::VeryWords;

/// A word of more terms is not ranked by the cluster, which looks for each in each passage.
const MAX_RANKED_TERMS: usize = 32;

/// Of more recurring texts than this, a cluster is not asked which passages have them.
const MAX_RECURRING: usize = 200_000;

/// Numbers of parts and roles are below this.
const PARTS: u64 = 256;

/// What a cluster is asked to count, if it can say exactly what meets a plan.
pub(super) fn counted(superset: &Superset<'_>, plan: &Plan) -> Result<Option<PassageQuery>, IndexError> {
    if is_exact(plan) { superset.needed(plan).map(Some) } else { Ok(None) }
}

/// What a hit marks of a plan, if the cluster can say how often: single words, or one row of them, no two of which can be at
/// one place.
pub(super) fn marked(plan: &Plan) -> Option<RankedSpan> {
    let shown = plan.shown();
    let words = match shown.as_slice() {
        [(one, _)] if is_plain_row(one) => row(one)?,
        several => several.iter().map(|(one, _)| single_word(one)).collect::<Option<_>>()?,
    };
    let (list, _) = *words.first()?;
    let terms: Vec<String> = words.iter().flat_map(|(_, terms)| terms.iter().cloned()).collect();
    if words.iter().any(|(other, _)| *other != list) || terms.len() > MAX_RANKED_TERMS || may_be_at_one_place(&terms) {
        return None;
    }
    let is_row = matches!(shown.as_slice(), [(SpanQuery::Sequence { .. }, _)]);
    Some(if is_row { RankedSpan::Row(words) } else { RankedSpan::Word(list, terms) })
}

fn single_word(span_query: &SpanQuery) -> Option<(ListedTerms, Vec<String>)> {
    if let SpanQuery::Word(word) = span_query { listed_word(word) } else { None }
}

/// Whether two of some terms may have one place: a plural, a possessive or a compound begins with what else is there.
fn may_be_at_one_place(terms: &[String]) -> bool {
    let is_plain = |term: &String| term.chars().all(char::is_alphanumeric);
    let begins = |(at, term): (usize, &String)| {
        terms.iter().enumerate().any(|(other_at, other)| at != other_at && other.starts_with(term.as_str()))
    };
    !terms.iter().all(is_plain) || terms.iter().enumerate().any(begins)
}

/// The versions of the first reports in an order that together have so many of the passages that were counted.
pub(super) fn first_reports(
    counted: &PassagesByReport,
    catalogue: &BTreeMap<String, CataloguedReport>,
    sort: Sort,
    wanted: usize,
) -> Vec<String> {
    let known = counted.keys().filter_map(|version| catalogue.get_key_value(version));
    let reports: Vec<(&String, &Report)> = known.map(|(version, one)| (version, &one.report.read.report)).collect();
    let names: BTreeSet<&str> = reports.iter().filter_map(|(_, report)| report.meta.authority.as_deref()).collect();
    let numbers: HashMap<&str, u64> = names.into_iter().zip(0..).collect();
    let mut sorted: Vec<SortedReport<'_>> = reports
        .into_iter()
        .map(|(version, report)| SortedReport {
            version,
            id: &report.id,
            date: report.meta.date.map_or(MISSING_DATE, |date| u64::from(date.first_day())),
            authority: report.meta.authority.as_deref().map_or(u64::MAX, |name| numbers[name]),
        })
        .collect();
    sorted.sort_unstable_by(|a, b| sort.compare_by(a, b, |a, b| a.id.cmp(b.id)));
    let mut passages = 0_u64;
    let enough = sorted.into_iter().take_while(|report| {
        let is_wanted = passages < wanted as u64;
        let of_report = counted.get(report.version).map_or(0, |count| count.documents);
        passages = passages.saturating_add(of_report);
        is_wanted
    });
    enough.map(|report| report.version.clone()).collect()
}

/// A report with what its passages are sorted by.
struct SortedReport<'r> {
    version: &'r String,
    id: &'r str,
    date: u64,
    authority: u64,
}

impl Sortable for SortedReport<'_> {
    fn score(&self) -> f32 {
        0.0
    }

    fn date(&self) -> u64 {
        self.date
    }

    fn authority(&self) -> u64 {
        self.authority
    }

    fn report(&self) -> u64 {
        0
    }

    fn ordinal(&self) -> u32 {
        0
    }
}

/// How a cluster is asked to rank what meets a plan, if it can do so as a folder is ranked.
pub(super) fn ranking(
    superset: &Superset<'_>,
    plan: &Plan,
    very_words: &VeryWords,
    lengths: &Lengths,
    recurring: &BoilerplateSet,
) -> Result<Option<PassageRanking>, IndexError> {
    if recurring.len() > MAX_RECURRING {
        return Ok(None);
    }
    let Some(query) = ranked(superset, plan)? else { return Ok(None) };
    let very_word = |(span_query, worth): &(SpanQuery, f32)| Some((exact_spans(span_query)?, *worth));
    let Some(beside) = very_words.all().iter().map(very_word).collect() else { return Ok(None) };
    Ok(Some(PassageRanking { query, beside, norms: lengths.norms().to_vec(), factors: factors(recurring) }))
}

fn ranked(superset: &Superset<'_>, plan: &Plan) -> Result<Option<RankedQuery>, IndexError> {
    let all = |plans: &[Plan]| -> Result<Option<Vec<RankedQuery>>, IndexError> {
        plans.iter().map(|plan| ranked(superset, plan)).collect()
    };
    Ok(match plan {
        plan if plan.is_unscored() => counted(superset, plan)?.map(RankedQuery::Met),
        Plan::Spans(span_query, weight) => spans(span_query, *weight).map(RankedQuery::Occurs),
        Plan::And(plans) => all(plans)?.map(RankedQuery::Every),
        Plan::Or(plans) => all(plans)?.map(RankedQuery::Any),
        Plan::Best(plans) => all(plans)?.map(RankedQuery::Best),
        Plan::Nothing
        | Plan::All
        | Plan::Most(..)
        | Plan::Not(_)
        | Plan::Terms(_)
        | Plan::Column(_)
        | Plan::SectionHas(..) => None,
    })
}

fn spans(span_query: &SpanQuery, weight: Weight) -> Option<RankedSpans> {
    // What stands for a word is any within any.
    let merged = span_query.clone().merged();
    let one = std::slice::from_ref(&merged);
    let any = if let SpanQuery::Any(any) = &merged { any } else { one };
    let also_over = matches!(span_query, SpanQuery::Word(word) if word.also_over);
    let any = any.iter().map(span).collect::<Option<Vec<_>>>()?;
    Some(RankedSpans { any, also_over, most: most(weight) })
}

fn span(span_query: &SpanQuery) -> Option<RankedSpan> {
    if let SpanQuery::Word(word) = span_query {
        let (list, terms) = listed_word(word)?;
        return (terms.len() <= MAX_RANKED_TERMS).then_some(RankedSpan::Word(list, terms));
    }
    row(span_query).filter(|_| is_plain_row(span_query)).map(RankedSpan::Row)
}

/// What the score of a passage is multiplied by: for a text that recurs, or else for its part and role.
fn factors(recurring: &BoilerplateSet) -> Vec<(PassageQuery, f32)> {
    let parts = |is_such: &dyn Fn(u64) -> bool| PassageQuery::Parts((0..PARTS).filter(|&part| is_such(part)).collect());
    let mut factors = Vec::new();
    if !recurring.is_empty() {
        let recur = PassageQuery::Fingerprints(recurring.fingerprints().to_vec());
        let may_recur = parts(&ScoreClass::may_recur);
        factors.push((PassageQuery::every(vec![may_recur, recur]), ScoreClass::Boilerplate.weight()));
    }
    let of_parts = [
        ScoreClass::Recommendation,
        ScoreClass::Background,
        ScoreClass::Footnote,
        ScoreClass::Heading,
        ScoreClass::Frame,
    ];
    factors.extend(of_parts.map(|class| (parts(&|part| part > 0 && ScoreClass::of(part) == class), class.weight())));
    factors
}

/// No more passages of `all` meet a plan, as far as the lists of words show.
pub(super) fn most_meeting(dictionary: &Dictionary<'_>, plan: &Plan, all: u64) -> Result<u64, IndexError> {
    let each = |plans: &[Plan]| -> Result<Vec<u64>, IndexError> {
        plans.iter().map(|plan| most_meeting(dictionary, plan, all)).collect()
    };
    Ok(match plan {
        Plan::Nothing => 0,
        Plan::Spans(span_query, _) => most_with(dictionary, span_query, all)?,
        Plan::And(plans) => each(plans)?.into_iter().min().unwrap_or(all),
        Plan::Or(plans) | Plan::Best(plans) | Plan::Most(plans, _) => each(plans)?.into_iter().sum::<u64>().min(all),
        Plan::All | Plan::Not(_) | Plan::Terms(_) | Plan::Column(_) | Plan::SectionHas(..) => all,
    })
}

fn most_with(dictionary: &Dictionary<'_>, span_query: &SpanQuery, all: u64) -> Result<u64, IndexError> {
    let each = |parts: &[SpanQuery]| -> Result<Vec<u64>, IndexError> {
        parts.iter().map(|part| most_with(dictionary, part, all)).collect()
    };
    Ok(match span_query {
        SpanQuery::Word(word) if word.any || word.also_over => all,
        SpanQuery::Word(word) => dictionary.frequency(word)?.min(all),
        SpanQuery::Any(any) => each(any)?.into_iter().sum::<u64>().min(all),
        SpanQuery::Sequence { parts, .. } | SpanQuery::InOrder(parts) | SpanQuery::Every(parts) => {
            each(parts)?.into_iter().min().unwrap_or(all)
        }
        SpanQuery::Near(left, _, nearness) if nearness.negated => most_with(dictionary, left, all)?,
        SpanQuery::Near(left, right, _) => most_with(dictionary, left, all)?.min(most_with(dictionary, right, all)?),
    })
}
