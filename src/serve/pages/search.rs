//! The page of a search: the query, what is said of it, filters, hits.

use std::ops::Range;

use maud::{Markup, html};

use crate::asking::request;
use crate::engine::{Answer, Hit, IndexError, Loosen, Unit};
use crate::output::{counted, counts_line, safe};
use crate::serve::asked::{Asked, AskedSearch};
use crate::serve::params::RequestParams;
use crate::serve::reply::{HttpProblem, HttpReply};

use super::facets::{facets, sidebar, timeline};
use super::forms::{choice, query_form};
use super::hit::hit;
use super::remarks::{on_answer, on_query};
use super::shell::{feed_path, page};

const PATH: &str = "/";

/// The most hits of a page: more would make it slow to load.
const MAX_SHOWN: usize = 50;

const SORTS: [(&str, &str); 4] =
    [("", "best first"), ("newest", "newest first"), ("oldest", "oldest first"), ("authority", "by authority")];
const LEVELS: [(&str, &str); 3] =
    [("", "any ending"), ("verbatim", "the very words"), ("variants", "acronyms and synonyms too")];
const UNITS: [(&str, &str); 2] = [("", "passages"), ("report", "reports")];

/// The page of a search, or the first page.
pub(in crate::serve) fn search(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let mut search = asked.search(&[], true)?;
    search.hits.limit = search.hits.limit.clamp(1, MAX_SHOWN);
    let has_filters = search.filters.conditions().next().is_some();
    if search.text.trim().is_empty() {
        if !has_filters {
            return Ok(page(asked, PATH, "Search", welcome(asked)));
        }
        search.text = "*".to_owned();
    }
    let prepared = search.prepared(asked.index());
    if prepared.refusal(search.hits.matching.strict).is_some() {
        let remarks = on_query(&search.text, &prepared.diagnostics);
        let content = html! { (form(&asked.params)) h1.counts { "A part of the query cannot be read" } (remarks) };
        return Ok(page(asked, PATH, &search.text, content));
    }
    let request = request(&prepared.query, &search.hits).facets(facets(asked)).next_level(true);
    let request = if search.hits.loosen { request } else { request.loosen(Loosen::Words) };
    let answer = prepared.without_repeats(&search.text, asked.index().results(&request)?);
    let (answer, hits) = answer.split();
    let ranks = hits.ranks();
    let hits = hits.collect::<Result<Vec<Hit>, IndexError>>()?;
    let content = html! {
        (form(&asked.params))
        (on_query(&search.text, &prepared.diagnostics))
        div.results {
            aside aria-label="Filters" { (sidebar(asked, &search, &answer)?) }
            (found(asked, &search, &answer, &hits, ranks))
        }
    };
    Ok(page(asked, PATH, &search.text, content))
}

fn form(params: &RequestParams) -> Markup {
    let own = ["sort", "match", "unit"];
    let fields = html! {
        (choice(params, "sort", "Order", &SORTS))
        (choice(params, "match", "Words match", &LEVELS))
        (choice(params, "unit", "Find", &UNITS))
    };
    query_form(params, PATH, "Search the reports", &own, fields)
}

/// The first page: what there is, and how to begin.
fn welcome(asked: &Asked) -> Markup {
    let counts = asked.index().counts();
    html! {
        div.welcome {
            h1 { "Search inspection reports" }
            p.lead {
                (counted(counts.passages, "passage")) " of " (counted(counts.reports, "report")) " on "
                (counted(counts.authorities, "authority")) "."
            }
            (form(&asked.params))
            ul.tips {
                li { code { "\"return home interview\"" } " finds the phrase, in any ending" }
                li { code { "neglect OR harm" } " finds either; " code { "-word" } " rules one out" }
                li { code { "missing NEAR/10 interview" } " finds words near each other" }
                li { code { "thresholds kind:inspection date:2018..2020" } " narrows by kind and date" }
            }
            @for warning in &*asked.server.warnings(&asked.snapshot) { p.note.warning { (safe(warning)) } }
        }
    }
}

fn found(asked: &Asked, search: &AskedSearch, answer: &Answer<()>, hits: &[Hit], ranks: Range<usize>) -> Markup {
    let params = &asked.params;
    let unit: Unit = search.hits.unit.into();
    let warnings = asked.server.warnings(&asked.snapshot);
    html! {
        section.found aria-labelledby="found" {
            h1 #found.counts { (safe(&counts_line(answer, unit, &ranks))) }
            (timeline(answer))
            (on_answer(params, PATH, answer, &warnings))
            @if !hits.is_empty() {
                ol.hits start=(ranks.start) { @for one in hits { (hit(params, one)) } }
                (pager(params, search, answer, hits.len()))
                (downloads(params))
            }
        }
    }
}

/// The way to the hits before and after these.
fn pager(params: &RequestParams, search: &AskedSearch, answer: &Answer<()>, shown: usize) -> Markup {
    let (offset, limit) = (search.hits.offset, search.hits.limit);
    let all =
        if Unit::from(search.hits.unit) == Unit::Report { answer.matched.reports } else { answer.matched.passages };
    let to = |offset: usize| params.with("offset", (offset > 0).then(|| offset.to_string())).at(PATH);
    let has_more = shown == limit && ((offset + shown) as u64) < all;
    html! {
        @if offset > 0 || has_more {
            nav.pager aria-label="Hits" {
                @if offset > 0 { a rel="prev" href=(to(offset.saturating_sub(limit))) { "← Before" } }
                @if has_more { a rel="next" href=(to(offset + limit)) { "Next →" } }
            }
        }
    }
}

/// The same hits as files.
fn downloads(params: &RequestParams) -> Markup {
    let all = params.without_all(&["offset", "limit"]).with("all", "true".to_owned());
    let in_format = |format: &str| all.with("format", format.to_owned()).at("/api/v1/search");
    html! {
        p.downloads {
            "All hits as "
            a download="hits.csv" href=(in_format("csv")) { "CSV" } " "
            a download="hits.jsonl" href=(in_format("jsonl")) { "JSON Lines" } " "
            a download="hits.md" href=(in_format("md")) { "Markdown" }
            @if let Some(feed) = feed_path(params) { "· new reports as a " a href=(feed) type="application/atom+xml" { "feed" } }
        }
    }
}
