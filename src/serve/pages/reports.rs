//! The page of all reports.

use maud::{Markup, html};

use crate::output::{ListedReport, counted, date_line, safe};
use crate::query::Field;
use crate::serve::api::listed;
use crate::serve::asked::Asked;
use crate::serve::reply::{HttpProblem, HttpReply};

use super::counts::downloads;
use super::forms::{choice, name_choice};
use super::shell::{page, report_path};

const PATH: &str = "/reports";

/// Reports of a page.
const MAX_SHOWN: usize = 100;

const SORTS: [(&str, &str); 5] = [
    ("", "by authority"),
    ("newest", "newest first"),
    ("oldest", "oldest first"),
    ("grade", "best grade first"),
    ("kind", "by kind"),
];

/// The list of reports.
pub(in crate::serve) fn reports(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let params = &asked.params;
    let (hits, filters) = params.options(&["sort"], true)?;
    let all = listed(asked, &filters)?;
    let shown: Vec<&ListedReport> = all.iter().skip(hits.offset).take(MAX_SHOWN).collect();
    let names = |field| asked.index().values(&field);
    let to = |offset: usize| params.with("offset", (offset > 0).then(|| offset.to_string())).at(PATH);
    let content = html! {
        h1 { (counted(all.len() as u64, "report")) }
        form.ask action=(PATH) method="get" {
            div.choices {
                (name_choice(params, "authority", "Authority", &names(Field::Authority)?))
                (name_choice(params, "kind", "Kind", &names(Field::Kind)?))
                (name_choice(params, "region", "Region", &names(Field::Region)?))
                (choice(params, "sort", "Order", &SORTS))
                button type="submit" { "Show" }
            }
        }
        (table(&shown))
        @if hits.offset > 0 || hits.offset + MAX_SHOWN < all.len() {
            nav.pager aria-label="Reports" {
                @if hits.offset > 0 { a rel="prev" href=(to(hits.offset.saturating_sub(MAX_SHOWN))) { "← Before" } }
                @if hits.offset + MAX_SHOWN < all.len() { a rel="next" href=(to(hits.offset + MAX_SHOWN)) { "Next →" } }
            }
        }
        (downloads(params, "/api/v1/reports", "reports", &["csv", "jsonl", "md"]))
    };
    Ok(page(asked, PATH, "Reports", content))
}

fn table(shown: &[&ListedReport]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Reports" {
            table.reports {
                thead { tr { th scope="col" { "report" } th scope="col" { "kind" } th scope="col" { "date" } th scope="col" { "grade" } th scope="col" { "passages" } } }
                tbody {
                    @for one in shown {
                        @let meta = &one.report.meta;
                        tr {
                            th scope="row" {
                                a href=(report_path(&one.report.id)) { (safe(meta.authority.as_deref().unwrap_or(&one.report.id))) }
                                @if let Some(title) = &meta.title { span.title { (safe(title)) } }
                            }
                            td { @if let Some(kind) = &meta.kind { (safe(&kind.0.replace('-', " "))) } }
                            td { (date_line(meta).unwrap_or_else(|| "undated".to_owned())) }
                            td { @if let Some(grade) = meta.overall_grade { (grade.as_str()) } }
                            td { (one.report.passages) }
                        }
                    }
                }
            }
        }
    }
}
