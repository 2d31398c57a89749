//! The pages of concordances: each occurrence in its context, the words around it, and how evenly it is spread.

use maud::{Markup, html};

use crate::asking::{LineOrderChoice, matching};
use crate::concordance::{Collocates, ConcordanceLine, CorpusPart, Division};
use crate::engine::{Answer, IndexError, Request, Unit};
use crate::output::{counted, counts_line, safe};
use crate::serve::api::{KWIC_PARAMS, choice as chosen, window_and_min};
use crate::serve::asked::Asked;
use crate::serve::params::RequestParams;
use crate::serve::reply::{HttpProblem, HttpReply};

use super::counts::downloads;
use super::forms::{choice, query_form};
use super::remarks::on_query;
use super::shell::{page, passage_path};

const KWIC: &str = "/kwic";
const COLLOCATES: &str = "/collocates";
const DISPERSION: &str = "/dispersion";

/// The pages on one query, as they are called.
const VIEWS: [(&str, &str); 3] =
    [(KWIC, "Each occurrence"), (COLLOCATES, "The words around it"), (DISPERSION, "How it is spread")];

/// Lines and words of a page.
const MAX_LINES: usize = 100;
const MAX_WORDS: usize = 100;
/// Characters on either side of a match.
const WIDTH: usize = 60;
/// Parts of a corpus; the downloads have all.
const MAX_PARTS: usize = 200;

const ORDERS: [(&str, &str); 6] = [
    ("1R", "by the word after"),
    ("1L", "by the word before"),
    ("date", "oldest first"),
    ("2L", "by the second word before"),
    ("authority", "by authority"),
    ("report", "by report"),
];
const WINDOWS: [(&str, &str); 4] =
    [("", "5 words on either side"), ("2", "2 words"), ("10", "10 words"), ("20", "20 words")];
const MINIMA: [(&str, &str); 4] = [("", "at least 3 times"), ("1", "once"), ("5", "5 times"), ("10", "10 times")];

/// The page of each occurrence.
pub(in crate::serve) fn kwic(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let params = &asked.params;
    let view = View {
        path: KWIC,
        about: "Each place where the words are, with what is around it",
        own: &["sort"],
        fields: choice(params, "sort", "Order", &ORDERS),
    };
    view.show(asked, |request| {
        let order = chosen(params, "sort", LineOrderChoice::FirstRight)?.into();
        let (answer, lines) = asked.index().concordance(&request.limit(MAX_LINES), order, WIDTH)?;
        let lines = lines.collect::<Result<Vec<ConcordanceLine>, IndexError>>()?;
        let first = if lines.len() == MAX_LINES { "The first " } else { "" };
        let said = format!("{first}{}", counted(lines.len() as u64, "occurrence"));
        Ok((answer, said, lines_table(&lines)))
    })
}

/// The page of the words around a match.
pub(in crate::serve) fn collocates(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let params = &asked.params;
    let view = View {
        path: COLLOCATES,
        about: "The words that are near others more often than elsewhere",
        own: &["window", "min"],
        fields: html! { (choice(params, "window", "Within", &WINDOWS)) (choice(params, "min", "Occurring", &MINIMA)) },
    };
    view.show(asked, |request| {
        let (window, min) = window_and_min(params)?;
        let (answer, found) = asked.index().collocates(&request, window, min)?;
        let said = format!(
            "{} near {}",
            counted(found.collocates.len() as u64, "word"),
            counted(found.occurrences, "occurrence")
        );
        Ok((answer, said, collocates_table(&found)))
    })
}

/// The page of how evenly a match is spread.
pub(in crate::serve) fn dispersion(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let view = View {
        path: DISPERSION,
        about: "How evenly words are spread over authorities and years",
        own: &[],
        fields: html! {},
    };
    view.show(asked, |request| {
        let (answer, divisions) = asked.index().dispersion(&request)?;
        let occurrences = Division::occurrences(&divisions).unwrap_or(0);
        Ok((answer, counted(occurrences, "occurrence"), html! { @for division in &divisions { (spread(division)) } }))
    })
}

/// What a page of a concordance has of its own besides its content.
struct View {
    path: &'static str,
    about: &'static str,
    own: &'static [&'static str],
    fields: Markup,
}

impl View {
    /// The page. `found` gives the answer, what is said of the occurrences, and the content.
    fn show(
        self,
        asked: &Asked,
        found: impl FnOnce(Request<'_>) -> Result<(Answer<()>, String, Markup), HttpProblem>,
    ) -> Result<HttpReply, HttpProblem> {
        let params = &asked.params;
        let form = query_form(params, self.path, "Show words in their context", self.own, self.fields);
        if params.query().trim().is_empty() {
            return Ok(page(asked, KWIC, "In context", html! { h1 { (self.about) } (form) (ways(params, self.path)) }));
        }
        let search = asked.search(&KWIC_PARAMS, true)?;
        let prepared = search.prepared(asked.index());
        let remarks = on_query(&search.text, &prepared.diagnostics);
        if prepared.refusal(search.hits.matching.strict).is_some() {
            return Ok(page(asked, KWIC, "In context", html! { (form) (remarks) }));
        }
        let (answer, said, shown) = found(matching(&prepared.query, &search.hits.matching))?;
        let content = html! {
            (form)
            (remarks)
            h1.counts { (said) " in " (safe(&counts_line(&answer, Unit::Passage, &(0..0)))) }
            (ways(params, self.path))
            (shown)
            (files(params, self.path))
        };
        Ok(page(asked, KWIC, &search.text, content))
    }
}

/// The way to the other pages on the same query.
fn ways(params: &RequestParams, path: &str) -> Markup {
    let along = params.without_all(&KWIC_PARAMS);
    html! {
        nav.ways aria-label="Views" {
            @for (to, name) in &VIEWS { a href=(along.at(to)) aria-current=[(*to == path).then_some("page")] { (name) } }
        }
    }
}

fn files(params: &RequestParams, path: &str) -> Markup {
    let params = params.with("limit", "1000".to_owned());
    let (params, name) = match path {
        COLLOCATES => (params.with("collocates", "true".to_owned()), "collocates"),
        DISPERSION => (params.with("dispersion", "true".to_owned()), "dispersion"),
        _ => (params, "kwic"),
    };
    downloads(&params, "/api/v1/kwic", name, &["csv", "tsv", "jsonl", "md"])
}

fn lines_table(lines: &[ConcordanceLine]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Concordance" {
            table.kwic {
                thead { tr { th scope="col" { "report" } th.left scope="col" { "before" } th scope="col" { "match" } th scope="col" { "after" } } }
                tbody {
                    @for line in lines {
                        @let meta = &line.report.meta;
                        tr {
                            th scope="row" { a href=(passage_path(&line.report.id, line.ordinal)) { (safe(meta.authority.as_deref().unwrap_or("unknown"))) " " @if let Some(date) = meta.date { (date.parts().0) } } }
                            td.left { (safe(&line.left)) } td.match { mark { (safe(&line.matched)) } } td { (safe(&line.right)) }
                        }
                    }
                }
            }
        }
    }
}

fn collocates_table(found: &Collocates) -> Markup {
    html! {
        @if found.collocates.is_empty() { p.note { "No word is near the match more often than by chance." } } @else {
            p.note { "The surest first. “Near” is within " (found.window) " words; “by chance” is how often a word would be there if it were spread evenly over all " (found.words) " words." }
            div.scroll tabindex="0" role="region" aria-label="Words around the match" {
                table {
                    thead { tr { th scope="col" { "word" } th scope="col" { "near" } th scope="col" { "in all" } th scope="col" { "by chance" } th scope="col" { "log-likelihood" } th scope="col" { "mutual information" } } }
                    tbody {
                        @for one in found.collocates.iter().take(MAX_WORDS) {
                            tr {
                                th scope="row" { (safe(&one.word)) }
                                td { (one.together) } td { (one.total) } td { (format!("{:.2}", one.expected)) }
                                td { (format!("{:.1}", one.log_likelihood)) } td { (format!("{:.2}", one.mutual_information)) }
                            }
                        }
                    }
                }
            }
            @if found.collocates.len() > MAX_WORDS { p.note { "The first " (MAX_WORDS) " of " (found.collocates.len()) " words; the downloads have more." } }
        }
    }
}

/// How something is spread over the parts of one division.
fn spread(division: &Division) -> Markup {
    let (by, dispersion) = (division.by, &division.dispersion);
    let measure = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"));
    let most = dispersion.parts.iter().map(rate).fold(0.0, f64::max);
    html! {
        section aria-labelledby=(by) {
            h2 #(by) { "By " (by) }
            p.note {
                "In " (dispersion.range()) " of " (dispersion.parts.len()) ". Juilland’s D " b { (measure(dispersion.d)) } " (1 is even), Gries’ DP " b { (measure(dispersion.dp)) } " (0 is even), normalised " b { (measure(dispersion.dp_norm)) } "."
                @if division.reports_left_out > 0 { " Without " (counted(division.reports_left_out, "report")) " of which the " (by) " is not known." }
            }
            div.scroll tabindex="0" role="region" aria-label=(format!("Occurrences by {by}")) {
                table {
                    thead { tr { th scope="col" { (by) } th scope="col" { "occurrences" } th scope="col" { "words" } th scope="col" { "in 10,000 words" } td {} } }
                    tbody {
                        @for part in dispersion.parts.iter().take(MAX_PARTS) {
                            tr { th scope="row" { (safe(&part.name)) } td { (part.occurrences) } td { (part.words) } td { (format!("{:.2}", rate(part))) } td { (bar(rate(part), most)) } }
                        }
                    }
                }
            }
            @if dispersion.parts.len() > MAX_PARTS { p.note { "The first " (MAX_PARTS) " of " (dispersion.parts.len()) "." } }
        }
    }
}

/// Occurrences in 10,000 words.
fn rate(part: &CorpusPart) -> f64 {
    part.occurrences as f64 / part.words as f64 * 10_000.0
}

/// A number as a bar, beside the greatest of its column.
fn bar(value: f64, most: f64) -> Markup {
    const LENGTH: f64 = 120.0;
    let length = if most > 0.0 { value / most * LENGTH } else { 0.0 };
    html! { svg width=(LENGTH) height="10" aria-hidden="true" { rect.bar width=(format!("{length:.1}")) height="10" rx="2" {} } }
}
