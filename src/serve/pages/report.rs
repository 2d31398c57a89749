//! A report: what is known of it and from where, its contents, its passages in order, the matches of a query marked.

use std::collections::HashMap;
use std::ops::Range;

use maud::{Markup, html};

use crate::asking::{MatchArgs, ResolvedId, matching, resolved_id};
use crate::engine::{IndexError, Sort};
use crate::fields::{Field, of_reports};
use crate::output::{counted, place, safe};
use crate::query::{Filter, FilterValue, Node, Query};
use crate::report::{Passage, PassageKind, Report};
use crate::serve::asked::{Asked, MAX_TIME};
use crate::serve::reply::{HttpProblem, HttpReply};

use super::marked::marked;
use super::shell::{file_path, page, passage_path, report_path};

/// At most this many headings are listed.
const MAX_CONTENTS: usize = 150;

/// The matches in a report, by the ordinals of its passages.
type Marks = HashMap<u32, Vec<Range<usize>>>;

/// The page of a report.
pub(in crate::serve) fn report(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let ResolvedId { report, ordinal } = resolved_id(asked.index(), &asked.id)?;
    if let Some(ordinal) = ordinal {
        return Ok(HttpReply::see_other(&passage_path(&report.id, ordinal)));
    }
    let passages = asked.index().passages(&report.id, 1..=report.passages)?;
    let marks = marks(asked, &report)?;
    let title = report.meta.title.clone().unwrap_or_else(|| report.id.clone());
    let content = html! {
        article.report {
            header {
                h1 { (safe(&title)) }
                p.place { (safe(&line(&report))) }
                p.ways {
                    a href=(file_path(&report.id, None)) { "Original file" }
                    a href=(format!("/api/v1/reports/{}", crate::output::encoded(&report.id))) { "JSON Lines" }
                    @if let Some(url) = report.meta.url.as_deref().filter(|url| is_web_address(url)) {
                        a href=(url) rel="noreferrer noopener external" { "Published at " (safe(host_of(url))) }
                    }
                }
            }
            (facts(&report))
            (contents(&passages))
            (matches(asked, &marks, &passages))
            div.passages { (body(&report, &passages, &marks)) }
        }
    };
    Ok(page(asked, "", &title, content))
}

/// "South Gloucestershire · inspection · …".
pub(super) fn line(report: &Report) -> String {
    let line = place(report, None);
    // The page has the title above.
    let name = Some(line.name).filter(|name| report.meta.title.as_ref() != Some(name));
    name.into_iter().chain(line.rest).collect::<Vec<_>>().join(" · ")
}

fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

fn host_of(url: &str) -> &str {
    url.split('/').nth(2).unwrap_or(url)
}

/// The matches of the query at hand in this report.
fn marks(asked: &Asked, report: &Report) -> Result<Marks, HttpProblem> {
    if asked.params.query().trim().is_empty() {
        return Ok(Marks::new());
    }
    let search = asked.search(&[], true)?;
    let prepared = search.prepared(asked.index());
    // The filters of the query chose reports; here the report is known.
    let words = prepared.query.root.conditions().iter().filter(|one| !matches!(one, Node::Filter(_))).cloned();
    let only = Node::Filter(Filter { field: Field::Report, value: FilterValue::Text(report.id.clone()), span: 0..0 });
    let query = Query { root: Node::And(words.chain([only]).collect()) };
    let options = MatchArgs { timeout: MAX_TIME.as_secs_f64(), ..search.hits.matching.clone() };
    let request = matching(&query, &options).sort(Sort::Report).limit(None);
    let hits = asked.index().results(&request)?.hits;
    let marked = hits.map(|hit| hit.map(|hit| (hit.passage.ordinal, hit.highlights)));
    Ok(marked.collect::<Result<Marks, IndexError>>()?)
}

/// What is known of the report, each value with the words that say it.
fn facts(report: &Report) -> Markup {
    let evidence = |field: &str| report.meta.evidence.iter().filter(|one| one.field == field).collect::<Vec<_>>();
    let known = of_reports().filter_map(|spec| {
        let value = spec.value(&report.meta);
        (!value.is_none()).then(|| (spec.name, value.texts().join("; ")))
    });
    let extra = report.meta.extra.iter().map(|(name, value)| (name.as_str(), value.clone()));
    html! {
        details.facts {
            summary { "About this report" }
            dl {
                @for (name, value) in known.chain(extra) {
                    div {
                        dt { (safe(&name.replace('_', " "))) }
                        dd {
                            (safe(&value))
                            @for one in evidence(name).into_iter().take(3) {
                                span.evidence {
                                    "“" (safe(&one.words)) "”"
                                    @if let Some(page) = one.page { ", p. " (page) }
                                }
                            }
                        }
                    }
                }
                div { dt { "length" } dd { @if let Some(pages) = report.pages { (counted(u64::from(pages), "page")) ", " } (counted(u64::from(report.passages), "passage")) ", " (counted(report.words, "word")) } }
                div { dt { "id" } dd { code { (safe(&report.id)) } } }
            }
        }
    }
}

fn contents(passages: &[Passage]) -> Markup {
    let headings: Vec<&Passage> = passages.iter().filter(|passage| passage.kind == PassageKind::Heading).collect();
    html! {
        @if headings.len() > 2 {
            details.contents {
                summary { "Contents" }
                ol { @for heading in headings.iter().take(MAX_CONTENTS) { li { a href=(format!("#p{}", heading.ordinal)) { (safe(&heading.text)) } } } }
            }
        }
    }
}

/// The way from match to match.
fn matches(asked: &Asked, marks: &Marks, passages: &[Passage]) -> Markup {
    let found: Vec<u32> = passages.iter().map(|passage| passage.ordinal).filter(|at| marks.contains_key(at)).collect();
    html! {
        @if !asked.params.query().trim().is_empty() {
            nav.matches aria-label="Matches in this report" {
                @match found.as_slice() {
                    [] => { "Nothing in this report matches " code { (safe(asked.params.query())) } "." },
                    all => {
                        (counted(all.len() as u64, "passage")) " with " code { (safe(asked.params.query())) } ": "
                        @for at in all.iter().take(60) { a href=(format!("#p{at}")) { (at) } " " }
                    },
                }
                " " a href=(super::shell::taken_along(&asked.params).at("/")) { "Back to the search" }
            }
        }
    }
}

fn body(report: &Report, passages: &[Passage], marks: &Marks) -> Markup {
    let page_of = |passage: &Passage| passage.pages.map(|(first, _)| first);
    let before = std::iter::once(None).chain(passages.iter().map(page_of));
    html! {
        @for (passage, before) in passages.iter().zip(before) {
            @if let Some(page) = page_of(passage).filter(|page| before != Some(*page)) { (page_turn(report, page)) }
            (one(report, passage, marks.get(&passage.ordinal)))
        }
    }
}

fn page_turn(report: &Report, number: u32) -> Markup {
    html! { p.turn { a href=(file_path(&report.id, Some(number))) { "p. " (number) } } }
}

/// A passage of the report.
fn one(report: &Report, passage: &Passage, marks: Option<&Vec<Range<usize>>>) -> Markup {
    let text = marked(&passage.text, marks.map_or(&[], Vec::as_slice));
    let id = format!("p{}", passage.ordinal);
    if passage.kind == PassageKind::Heading {
        return html! { h2 id=(id) { (text) } };
    }
    let label = passage.label.as_deref();
    html! {
        div.passage.hit-in[marks.is_some()] id=(id) data-kind=(passage.kind.as_str()) {
            a.number href=(passage_path(&report.id, passage.ordinal)) title="Cite and compare" {
                @match label { Some(label) => { "¶" (safe(label)) }, None => { "#" (passage.ordinal) } }
            }
            p { (text) }
        }
    }
}

/// The address of a report's page at a passage.
pub(super) fn at_passage(report: &str, ordinal: u32) -> String {
    format!("{}#p{ordinal}", report_path(report))
}
