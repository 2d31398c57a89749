//! The page of counts.

use maud::{Markup, html};

use crate::engine::Grouped;
use crate::output::{counts_line, safe, value_text};
use crate::serve::api::{BY, CountAnswer};
use crate::serve::asked::Asked;
use crate::serve::params::RequestParams;
use crate::serve::reply::{HttpProblem, HttpReply};

use super::forms::{choice, query_form};
use super::remarks::on_query;
use super::shell::page;

const COUNT: &str = "/count";

/// What is counted by where nothing else is asked for.
const BY_DEFAULT: &str = "year";

/// At most this many rows are shown; the downloads have all.
const MAX_ROWS: usize = 200;

const GROUPS: [(&str, &str); 9] = [
    ("year", "year"),
    ("authority", "authority"),
    ("region", "region"),
    ("kind", "kind of report"),
    ("grade", "grade"),
    ("role", "findings and recommendations"),
    ("month", "month"),
    ("kind,year", "kind and year"),
    ("region,year", "region and year"),
];
const UNITS: [(&str, &str); 3] =
    [("report", "share of reports"), ("passage", "share of passages"), ("occurrence", "occurrences in 10,000 words")];

/// The page of counts.
pub(in crate::serve) fn count(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let by = asked.params.get(BY).unwrap_or(BY_DEFAULT).to_owned();
    let sort = asked.params.get("sort").unwrap_or("count").to_owned();
    let params = asked.params.with(BY, by).with("sort", sort);
    let own = [BY, "unit"];
    let fields = html! { (choice(&params, BY, "By", &GROUPS)) (choice(&params, "unit", "Shown as", &UNITS)) };
    let form = query_form(&params, COUNT, "Count what is said", &own, fields);
    if params.query().trim().is_empty() {
        return Ok(page(asked, COUNT, "Count", html! { h1 { "How much is said, out of how much" } (form) }));
    }
    let asked = Asked { params, ..asked.clone() };
    let counts = match CountAnswer::new(&asked, true) {
        Ok(counts) => counts,
        Err(problem) => {
            let remarks = on_query(asked.params.query(), &problem.diagnostics);
            return Ok(page(
                &asked,
                COUNT,
                "Count",
                html! { (form) p.note.warning { (safe(&problem.detail)) } (remarks) },
            ));
        }
    };
    let svg = asked.params.with("format", "svg".to_owned()).at("/api/v1/count");
    let content = html! {
        (form)
        (on_query(&counts.query.typed, &counts.query.diagnostics))
        h1.counts { (safe(&counts_line(&counts.query.answer, crate::engine::Unit::Passage, &(0..0)))) }
        figure.chart { img src=(svg) alt="A chart of the numbers in the table below"; }
        (table(&counts))
        (downloads(&asked.params, "/api/v1/count", "counts", &["csv", "tsv", "json", "md", "svg"]))
    };
    Ok(page(&asked, COUNT, &counts.query.typed, content))
}

fn table(counts: &CountAnswer) -> Markup {
    let report = counts.report();
    let groups = report.shown(&counts.query);
    let label = |group: &Grouped| {
        let pairs = counts.by.iter().zip(&group.values);
        pairs.map(|(by, value)| value_text(by, value.as_deref())).collect::<Vec<_>>().join(" · ")
    };
    let share = |group: &Grouped| group.report_share().map_or_else(|| "–".to_owned(), |share| format!("{share:.0}%"));
    html! {
        div.scroll tabindex="0" role="region" aria-label="Counts" {
            table {
                thead { tr { th scope="col" { (counts.by.iter().map(|by| by.name()).collect::<Vec<_>>().join(" and ")) }
                    th scope="col" { "reports" } th scope="col" { "out of" } th scope="col" { "share" } th scope="col" { "passages" } th scope="col" { "occurrences" } } }
                tbody {
                    @for group in groups.iter().take(MAX_ROWS) {
                        tr {
                            th scope="row" { (safe(&label(group))) }
                            td { (group.found.counts.reports) } td { (group.of.counts.reports) } td { (share(group)) }
                            td { (group.found.counts.passages) } td { (group.found.occurrences) }
                        }
                    }
                }
            }
        }
        @if groups.len() > MAX_ROWS { p.note { "The first " (MAX_ROWS) " of " (groups.len()) " rows; the downloads have all." } }
    }
}

/// The same as files.
pub(super) fn downloads(params: &RequestParams, path: &str, name: &str, formats: &[&str]) -> Markup {
    let params = params.without_all(&["offset"]);
    html! {
        p.downloads {
            "As a file: "
            @for format in formats {
                a download=(format!("{name}.{format}")) href=(params.with("format", (*format).to_owned()).at(path)) { (format.to_uppercase()) } " "
            }
        }
    }
}
