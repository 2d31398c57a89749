//! References to a passage, for use in other texts.

use std::io::{self, Write};

use serde_json::json;

use crate::report::{Passage, Report};

use super::dates::date_line;
use super::safe::safe;
use super::write_object;

/// The styles of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CiteStyle {
    /// A quotation and a line of text.
    Plain,
    /// A Markdown block quotation and its source.
    Markdown,
    /// The item of a reference manager.
    CslJson,
}

/// Writes a reference to a passage.
///
/// # Errors
/// If `out` fails.
pub fn cite(out: &mut dyn Write, report: &Report, passage: &Passage, style: CiteStyle) -> io::Result<()> {
    let (text, source) = (safe(&passage.text), source(report, passage));
    match style {
        CiteStyle::Plain => writeln!(out, "‘{text}’ ({})", safe(&source)),
        CiteStyle::Markdown => writeln!(out, "> {text}\n>\n> — {}", safe(&source)),
        CiteStyle::CslJson => write_object(out, &csl(report, passage)),
    }
}

/// "Wexcombe, Inspection of Wexcombe children’s services, 4–15 March 2019, para 13, p. 5".
fn source(report: &Report, passage: &Passage) -> String {
    let meta = &report.meta;
    let title = meta.title.clone().unwrap_or_else(|| report.id.clone());
    let authority = meta.authority.clone().filter(|name| !title.contains(name.as_str()));
    let label = passage.label.as_ref().map(|label| format!("para {label}"));
    let pages = passage.pages.map(
        |(first, last)| {
            if first == last { format!("p. {first}") } else { format!("pp. {first}–{last}") }
        },
    );
    let url = meta.url.as_ref().map(|url| format!("<{url}>"));
    [meta.publisher.clone(), authority, Some(title), date_line(meta), label, pages, url]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

fn csl(report: &Report, passage: &Passage) -> serde_json::Value {
    let meta = &report.meta;
    let date = meta.date.map(|date| {
        let (year, month, day) = date.parts();
        let parts: Vec<i32> =
            [Some(i32::from(year)), month.map(i32::from), day.map(i32::from)].into_iter().flatten().collect();
        json!({ "date-parts": [parts] })
    });
    let pages =
        passage.pages.map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") });
    json!({
        "id": format!("{}#{}", report.id, passage.ordinal),
        "type": "report",
        "title": meta.title.clone().unwrap_or_else(|| report.id.clone()),
        "author": meta.publisher.as_ref().map(|name| json!([{ "literal": name }])),
        "publisher": meta.publisher,
        "issued": date,
        "section": passage.label,
        "page": pages,
        "URL": meta.url,
        "abstract": passage.text,
    })
}
