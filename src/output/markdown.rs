//! Markdown, for pasting into notes.

use std::io::{self, Write};
use std::ops::Range;

use crate::engine::Hit;

use super::ListedReport;
use super::dates::date_line;
use super::safe::safe;

/// One of a numbered list of block quotations, with matches in bold.
pub(super) fn hit(out: &mut dyn Write, hit: &Hit) -> io::Result<()> {
    hit_with(out, hit, None)
}

/// The same with a word about the hit.
pub(super) fn hit_with(out: &mut dyn Write, hit: &Hit, status: Option<&str>) -> io::Result<()> {
    let (meta, passage) = (&hit.report.meta, &hit.passage);
    let place = [
        meta.authority.clone(),
        meta.kind.as_ref().map(|kind| kind.0.clone()),
        date_line(meta),
        passage.label.as_ref().map(|label| format!("¶{label}")),
        super::place::pages(passage),
        passage.is_recommendation().then(|| "recommendation".to_owned()),
        passage.ocr.then(|| "read by OCR".to_owned()),
        hit.boilerplate.then(|| "boilerplate".to_owned()),
        super::place::also(hit),
        status.map(str::to_owned),
    ];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    writeln!(out, "{}. {}  ", hit.rank, escaped(&place))?;
    if !passage.section.is_empty() {
        writeln!(out, "   *{}*  ", escaped(&passage.section.join(" › ")))?;
    }
    writeln!(out, "   > {}\n", bold(&passage.text, &hit.highlights))?;
    writeln!(out, "   `{}#{}`\n", safe(&hit.report.id).replace('`', "'"), passage.ordinal)
}

/// A table.
pub(super) fn reports(out: &mut dyn Write, reports: &[ListedReport]) -> io::Result<()> {
    writeln!(out, "| report | authority | kind | date | overall grade | passages |\n|---|---|---|---|---|--:|")?;
    for ListedReport { report, .. } in reports {
        let meta = &report.meta;
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            escaped(&report.id),
            escaped(meta.authority.as_deref().unwrap_or("–")),
            escaped(meta.kind.as_ref().map_or("–", |kind| &kind.0)),
            date_line(meta).unwrap_or_else(|| "–".to_owned()),
            meta.overall_grade.map_or("–", |grade| grade.as_str()),
            report.passages
        )?;
    }
    Ok(())
}

pub(super) fn bold(text: &str, highlights: &[Range<usize>]) -> String {
    let mut bold = String::new();
    let mut at = 0;
    for highlight in highlights {
        bold.push_str(&escaped(&text[at..highlight.start]));
        bold.push_str("**");
        bold.push_str(&escaped(&text[highlight.clone()]));
        bold.push_str("**");
        at = highlight.end;
    }
    bold.push_str(escaped(&text[at..]).trim_end());
    bold
}

/// Text in which no character is a mark of Markdown.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in safe(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
