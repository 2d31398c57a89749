//! Filters as counts: what the matches are of, each value a link that adds or takes away a filter; and when they are of,
//! as a picture.

use maud::{Markup, html};

use crate::asking::{grouping, matching};
use crate::engine::{Answer, Facet, Grouped, Groups, SearchError};
use crate::output::{counted, safe};
use crate::serve::asked::{Asked, AskedSearch};
use crate::serve::params::RequestParams;

/// A facet: what is counted by, the option that filters by it, and what it is called.
struct FacetSpec {
    grouping: &'static str,
    option: &'static str,
    name: &'static str,
}

const FACETS: [FacetSpec; 5] = [
    FacetSpec { grouping: "authority", option: "authority", name: "Authority" },
    FacetSpec { grouping: "region", option: "region", name: "Region" },
    FacetSpec { grouping: "kind", option: "kind", name: "Kind of report" },
    FacetSpec { grouping: "year", option: YEAR, name: "Year" },
    FacetSpec { grouping: "grade", option: "grade", name: "Grade" },
];

/// The option of years.
const YEAR: &str = "date";

/// At most this many values of a facet are shown.
const MAX_VALUES: usize = 8;

/// What the matches are counted by.
pub(super) fn facets(asked: &Asked) -> Vec<Facet> {
    FACETS.iter().filter_map(|spec| grouping(spec.grouping, asked.index()).ok().map(Facet::by)).collect()
}

/// The facets of an answer. What a facet has besides a value that is chosen is counted without that choice.
///
/// # Errors
/// Where the index is damaged or the time is over.
pub(super) fn sidebar(asked: &Asked, search: &AskedSearch, answer: &Answer<()>) -> Result<Markup, SearchError> {
    let params = &asked.params;
    let mut shown = Vec::new();
    for (spec, groups) in FACETS.iter().zip(&answer.facets) {
        let is_chosen = params.get(spec.option).is_some();
        let others = if is_chosen { without_choice(asked, search, spec)? } else { None };
        let values = values(others.as_ref().unwrap_or(groups), spec);
        if is_chosen || values.len() > 1 {
            shown.push(facet(params, spec, &values));
        }
    }
    Ok(html! {
        @if !shown.is_empty() {
            details.facets open="" {
                summary { h2 { "Filters" } }
                @for facet in shown { (facet) }
            }
        }
    })
}

/// The groups of a facet as if nothing of it were chosen.
fn without_choice(asked: &Asked, search: &AskedSearch, spec: &FacetSpec) -> Result<Option<Groups>, SearchError> {
    let others = asked.params.without_all(&[spec.option, "offset"]);
    let Ok((_, filters)) = others.options(&[], true) else { return Ok(None) };
    let other = AskedSearch { text: search.text.clone(), hits: search.hits.clone(), filters };
    let prepared = other.prepared(asked.index());
    let by: Vec<Facet> = grouping(spec.grouping, asked.index()).ok().map(Facet::by).into_iter().collect();
    let request = matching(&prepared.query, &other.hits.matching).facets(by);
    Ok(asked.index().count_by(&request)?.facets.pop())
}

/// The values of a facet that have matches: years from the newest, others by how many reports they have.
fn values(groups: &Groups, spec: &FacetSpec) -> Vec<(String, u64)> {
    let found = |group: &Grouped| Some((group.values.first()?.clone()?, group.found.counts.reports));
    let mut values: Vec<(String, u64)> = groups.groups.iter().filter_map(found).filter(|(_, n)| *n > 0).collect();
    if spec.option == YEAR {
        values.reverse();
    } else {
        values.sort_by_key(|(_, reports)| std::cmp::Reverse(*reports));
    }
    values
}

fn facet(params: &RequestParams, spec: &FacetSpec, values: &[(String, u64)]) -> Markup {
    let base = params.with("offset", None);
    let chosen: Vec<&str> = base.all(spec.option).collect();
    let others = values.iter().filter(|(value, _)| !chosen.contains(&value.as_str()));
    html! {
        section.facet {
            h3 { (spec.name) }
            ul {
                @for value in &chosen {
                    li.chosen { a href=(base.without(spec.option, value).at("/")) { (safe(value)) span.away aria-label=", take away" { "×" } } }
                }
                @for (value, reports) in others.clone().take(MAX_VALUES) {
                    li { a href=(base.and(spec.option, value).at("/")) { (safe(value)) " " span.number title=(counted(*reports, "report")) { (reports) } } }
                }
            }
            @if others.count() > MAX_VALUES {
                a.all href=(super::shell::taken_along(&base).with("by", spec.grouping.to_owned()).at("/count")) { "all " (values.len()) }
            }
        }
    }
}

/// The size of the picture.
const WIDTH: u32 = 640;
const HEIGHT: u32 = 56;
const LABELS: u32 = 22;

/// The reports found by year, as a picture.
pub(super) fn timeline(answer: &Answer<()>) -> Markup {
    let position = FACETS.iter().position(|spec| spec.option == YEAR);
    let Some(groups) = position.and_then(|at| answer.facets.get(at)) else { return html! {} };
    let found = |group: &Grouped| {
        Some((
            group.values.first()?.as_deref()?.parse::<u32>().ok()?,
            group.found.counts.reports,
            group.of.counts.reports,
        ))
    };
    let years: Vec<(u32, u64, u64)> = groups.groups.iter().filter_map(found).collect();
    let (Some((first, ..)), Some((last, ..))) = (years.first(), years.last()) else { return html! {} };
    let slots = last - first + 1;
    if !(2..=WIDTH / 4).contains(&slots) {
        return html! {};
    }
    let most = years.iter().map(|(_, found, _)| *found).max().unwrap_or(0);
    if most == 0 {
        return html! {};
    }
    let slot = f64::from(WIDTH) / f64::from(slots);
    let told = years.iter().map(|(year, found, of)| format!("{year}: {found} of {of}")).collect::<Vec<_>>().join(", ");
    html! {
        figure.timeline {
            svg viewBox=(format!("0 0 {WIDTH} {}", HEIGHT + LABELS)) role="img" aria-label=(format!("Reports found by year. {told}")) {
                @for (year, found, of) in &years {
                    @let x = f64::from(year - first) * slot;
                    @let height = f64::from(HEIGHT) * *found as f64 / most as f64;
                    rect.bar x=(format!("{:.1}", x + slot * 0.12)) y=(format!("{:.1}", f64::from(HEIGHT) - height))
                        width=(format!("{:.1}", slot * 0.76)) height=(format!("{height:.1}")) {
                        title { (year) ": " (found) " of " (of) " reports" }
                    }
                    @if slot >= 34.0 || year % 5 == 0 {
                        text.minor[year % 5 != 0] x=(format!("{:.1}", x + slot / 2.0)) y=(HEIGHT + 16) text-anchor="middle" { (year) }
                    }
                }
            }
        }
    }
}
