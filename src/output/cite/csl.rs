//! References as the items of CSL-JSON, which reference managers and pandoc read.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::Citation;
use crate::output::json::safe_json;

/// An item. What is not known is left out, as the schema knows no null.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct CslItem<'a> {
    id: String,
    #[serde(rename = "type")]
    sort: &'static str,
    title: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title_short: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    genre: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<[CslName<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<CslDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#abstract: Option<&'a str>,
}

#[derive(Serialize)]
struct CslName<'a> {
    literal: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct CslDate {
    date_parts: [Vec<i16>; 1],
}

/// Writes an item, without a line end.
pub(super) fn write(out: &mut dyn Write, citation: &Citation<'_>) -> io::Result<()> {
    let publisher = citation.meta().publisher.as_deref();
    let issued = citation.date().map(|date| {
        let (year, month, day) = date.parts();
        let parts = [Some(year), month.map(i16::from), day.map(i16::from)];
        CslDate { date_parts: [parts.into_iter().flatten().collect()] }
    });
    let item = CslItem {
        id: citation.id(),
        sort: "report",
        title: citation.whole_title(),
        title_short: citation.short_title(),
        genre: citation.kind(),
        author: publisher.map(|literal| [CslName { literal }]),
        publisher,
        issued,
        section: citation.label(),
        page: citation.page_text("-"),
        note: citation.dated(citation.remark()),
        url: citation.url(),
        r#abstract: citation.passage.map(|passage| passage.text.as_str()),
    };
    out.write_all(&safe_json(&item)?)
}
