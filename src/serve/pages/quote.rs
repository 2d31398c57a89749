//! The page on which a quotation is checked.

use maud::{Markup, html};

use crate::output::{QuotationRecord, counted, page_range, place, safe};
use crate::quotation::{DiffPiece, QuotedPlace, Verdict};
use crate::serve::api::checked;
use crate::serve::asked::Asked;
use crate::serve::params::QUERY;
use crate::serve::reply::{HttpProblem, HttpReply};

use super::shell::{page, passage_path};

const PATH: &str = "/quote";

/// At most this many other places are listed.
const MAX_PLACES: usize = 10;

/// The page of a quotation.
pub(in crate::serve) fn quote(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let text = asked.params.query();
    let result = if text.trim().is_empty() {
        html! {}
    } else {
        match checked(asked, true) {
            Ok(record) => verdict(&record),
            Err(problem) => html! { p.note.warning { (safe(&problem.detail)) } },
        }
    };
    let content = html! {
        h1 { "Is it in the reports word for word?" }
        form.ask action=(PATH) method="get" {
            label for="q" { "Quotation; … where words are left out, [ ] around words put in" }
            textarea #q name=(QUERY) rows="4" maxlength="4096" required { (text) }
            div.box { button type="submit" { "Check" } }
        }
        (result)
    };
    Ok(page(asked, PATH, "Check a quotation", content))
}

fn verdict(record: &QuotationRecord) -> Markup {
    let checked = &record.checked;
    html! {
        section.verdict data-verdict=(checked.verdict.as_str()) aria-live="polite" {
            h2 {
                @match checked.verdict {
                    Verdict::Verbatim => "Word for word",
                    Verdict::Altered => { "Altered: " (checked.differing) " of " (counted(checked.words as u64, "word")) " differ" },
                    Verdict::NotFound => "Not found in the reports",
                    Verdict::TooLong => "Too long to be checked",
                }
            }
            @if let Some(place) = &checked.place { (where_it_is(place)) }
            @if checked.verdict == Verdict::Altered {
                p.diff { @for piece in &checked.pieces { (diff(piece)) " " } }
                p.note { "Struck out: as typed. Underlined: as the report has it." }
            }
            @if !checked.elsewhere.places.is_empty() {
                h3 { "Also in" }
                ul { @for place in checked.elsewhere.places.iter().take(MAX_PLACES) { li { (where_it_is(place)) } } }
            }
            @if checked.elsewhere.boilerplate { p.note { "The same words are in many reports." } }
        }
    }
}

fn where_it_is(found: &QuotedPlace) -> Markup {
    let line = place(&found.report, None);
    html! {
        p {
            a href=(passage_path(&found.report.id, found.passages.0)) { (safe(&line.name)) " · " (safe(&line.rest.join(" · "))) }
            @if let Some(label) = &found.label { " ¶" (safe(label)) }
            @if let Some(pages) = found.pages { " " (page_range(pages)) }
        }
    }
}

fn diff(piece: &DiffPiece) -> Markup {
    html! {
        @match piece {
            DiffPiece::Same(words) => (safe(words)),
            DiffPiece::Differs { typed, found } => {
                @if !typed.is_empty() { del { (safe(typed)) } " " }
                @if !found.is_empty() { ins { (safe(found)) } }
            },
            DiffPiece::Ellipsis => "…",
            DiffPiece::Inserted(words) => { "[" (safe(words)) "]" },
        }
    }
}
