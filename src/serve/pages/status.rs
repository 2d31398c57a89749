//! The page on the index: what was read, what was not, what has changed since.

use maud::html;

use crate::output::{counted, day, safe, size};
use crate::serve::asked::Asked;
use crate::serve::reply::{HttpProblem, HttpReply};

use super::shell::page;

/// At most this many problems are listed.
const MAX_PROBLEMS: usize = 200;

/// The status of the index.
pub(in crate::serve) fn status(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let (state, counts) = (asked.index().state()?, asked.index().counts());
    let warnings = asked.server.warnings(&asked.snapshot);
    let text_bytes = state.files.iter().map(|file| file.size).sum();
    let facts = [
        ("reports", counts.reports.to_string()),
        ("passages", counts.passages.to_string()),
        ("authorities", counts.authorities.to_string()),
        ("files read", format!("{} ({})", state.files.len(), size(text_bytes))),
        ("copies", state.copies().count().to_string()),
        ("sources", state.roots.join(", ")),
        ("index", format!("{} ({}), made by findings {}", state.place, size(state.bytes), state.program)),
    ];
    let content = html! {
        h1 { "The index" }
        @for warning in &*warnings { p.note.warning { (safe(warning)) } }
        @if warnings.is_empty() { p.note { "Up to date: no file has changed since it was indexed." } }
        dl.facts { @for (name, value) in &facts { div { dt { (name) } dd { (safe(value)) } } } }
        @if !state.known_problems.is_empty() {
            h2 { (counted(state.known_problems.len() as u64, "problem")) }
            ul.problems {
                @for problem in state.known_problems.iter().take(MAX_PROBLEMS) {
                    li { code { (safe(&problem.file)) } " " (safe(&problem.what)) " (since " (day(problem.since)) ")" }
                }
            }
        }
    };
    Ok(page(asked, "/status", "Status", content))
}
