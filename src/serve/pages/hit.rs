//! One hit: whose report, its passage with the matches marked, and where it is.

use maud::{Markup, html};

use crate::engine::Hit;
use crate::output::{headings, place, safe};
use crate::serve::params::RequestParams;

use super::marked::excerpt;
use super::shell::{file_path, passage_path, report_path, taken_along};

/// A hit of a list.
pub(super) fn hit(params: &RequestParams, hit: &Hit) -> Markup {
    let (report, passage) = (&hit.report, &hit.passage);
    let (line, headings) = (place(report, Some(passage)), headings(report, passage));
    let in_report = format!("{}#p{}", taken_along(params).at(&report_path(&report.id)), passage.ordinal);
    let body = html! {
        @if let Some(context) = passage.introduction() { p.context { (safe(context)) } }
        p.text { (excerpt(&passage.text, &hit.highlights)) }
    };
    html! {
        li {
            article.hit {
                header {
                    h2 { a href=(in_report) { (safe(&line.name)) } }
                    p.place { (safe(&line.rest.join(" · "))) }
                }
                @if !headings.is_empty() { p.section { (safe(&headings.join(" › "))) } }
                @if hit.boilerplate {
                    details.boilerplate { summary { "The same words are in many reports" } (body) }
                } @else { (body) }
                @if let Some(lacks) = hit.lacks.as_ref().filter(|lacks| !lacks.is_empty()) {
                    p.lacks { "without " (safe(&lacks.join(", "))) }
                }
                footer {
                    a href=(passage_path(&report.id, passage.ordinal)) { "Cite and compare" }
                    a href=(file_path(&report.id, passage.pages.map(|(first, _)| first))) { "Original" @if let Some((first, _)) = passage.pages { ", p. " (first) } }
                    span.level { (hit.level.as_str()) }
                    @if let Some(short) = &hit.short_id { code.id { (short) "#" (passage.ordinal) } }
                }
            }
        }
    }
}
