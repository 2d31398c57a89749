//! The page of what reports say of a matter through time.

use maud::{Markup, html};

use crate::asking::{CAUTION, groups_of_trail, short_ids};
use crate::output::{Statement, StatementGroup, safe};
use crate::query::Field;
use crate::serve::api::trails;
use crate::serve::asked::Asked;
use crate::serve::reply::{HttpProblem, HttpReply};

use super::counts::downloads;
use super::forms::{name_choice, query_form};
use super::marked::marked;
use super::remarks::on_query;
use super::report::line;
use super::shell::{page, passage_path, report_path};

const PATH: &str = "/trail";

/// At most this many passages of a report are shown.
const MAX_STATEMENTS: usize = 12;

/// The page of a trail.
pub(in crate::serve) fn trail(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let params = &asked.params;
    let names = asked.index().values(&Field::Authority)?;
    let fields = name_choice(params, "authority", "Authority", &names);
    let form = query_form(params, PATH, "What is said of something, report by report", &["authority"], fields);
    let start = |more: Markup| {
        page(
            asked,
            PATH,
            "Through time",
            html! { h1 { "What the reports on one authority say, through time" } (form) (more) },
        )
    };
    if params.get("authority").is_none() {
        return Ok(start(html! { p.note { "Choose an authority. Without words, its recommendations are followed." } }));
    }
    let trails = match trails(asked, true).map(|asked| asked.trails) {
        Ok(trails) => trails,
        Err(problem) => {
            let remarks = on_query(params.query(), &problem.diagnostics);
            return Ok(start(html! { p.note.warning { (safe(&problem.detail)) } (remarks) }));
        }
    };
    let ids = short_ids(asked.index(), trails.iter().flat_map(|trail| &trail.entries).map(|entry| &entry.report))?;
    let groups: Vec<StatementGroup<'_>> = trails.iter().flat_map(|trail| groups_of_trail(trail, &ids)).collect();
    let content = html! {
        (form)
        h1.counts { (safe(&params.all("authority").collect::<Vec<_>>().join(", "))) }
        ol.trail { @for group in &groups { li { (entry(group)) } } }
        @if groups.is_empty() { p.note { "No report meets these filters." } }
        p.note { (CAUTION) }
        (downloads(params, "/api/v1/trail", "trail", &["csv", "jsonl", "md"]))
    };
    Ok(page(asked, PATH, "Through time", content))
}

/// A report of the trail.
fn entry(group: &StatementGroup<'_>) -> Markup {
    html! {
        @if let Some((report, _)) = group.report {
            h2 { a href=(report_path(&report.id)) { (safe(&line(report))) } }
        }
        p.place { (safe(&group.said)) }
        ul { @for one in group.statements.iter().take(MAX_STATEMENTS) { li { (statement(one)) } } }
        @if group.statements.len() > MAX_STATEMENTS { p.note { "and " (group.statements.len() - MAX_STATEMENTS) " more; the downloads have all" } }
    }
}

fn statement(one: &Statement<'_>) -> Markup {
    html! {
        span.status data-status=(one.status) { (one.status) } " "
        a href=(passage_path(&one.passage.report.id, one.passage.passage.ordinal)) { @match &one.passage.passage.label { Some(label) => { "¶" (safe(label)) }, None => { "#" (one.passage.passage.ordinal) } } }
        p { (marked(&one.passage.passage.text, one.highlights)) }
    }
}
