//! A passage: what is around it, its lines in the file, references to it, and passages that are like it.

use std::path::Path;

use maud::{Markup, html};

use crate::corpus::read_source;
use crate::engine::{SearchError, Similar, SimilarRequest};
use crate::extract::decode_range;
use crate::output::{counted, place, safe, safe_lines};
use crate::report::{Passage, Report};
use crate::serve::api::{around, named_passage};
use crate::serve::asked::{Asked, MAX_TIME};
use crate::serve::reply::{HttpProblem, HttpReply};

use super::citations::citations;
use super::marked::marked;
use super::report::{at_passage, line};
use super::shell::{file_path, page, passage_path};

/// At most this many neighbours on either side.
const MAX_NEIGHBOURS: u32 = 2;

/// At most this many passages on the same matter, and of those that are nearly the same.
const MAX_ON_MATTER: usize = 5;
const MAX_SAME: usize = 20;

/// A longer file is not read for some of its lines.
const MAX_SOURCE_BYTES: u64 = 32 << 20;

/// The page of a passage.
pub(in crate::serve) fn passage(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let (report, ordinal) = named_passage(asked)?;
    let passages = around(asked, &report, ordinal, MAX_NEIGHBOURS)?;
    let not_there = || HttpProblem::not_found("the passage cannot be read");
    let passage = passages.iter().find(|passage| passage.ordinal == ordinal).ok_or_else(not_there)?;
    let short = asked.index().short_id(&report)?;
    let title = format!("{}, {}", place(&report, None).name, place_of(&report, passage));
    let content = html! {
        article.one-passage {
            header {
                h1 { a href=(at_passage(&report.id, ordinal)) { (safe(report.meta.title.as_deref().unwrap_or(&report.id))) } }
                p.place { (safe(&line(&report))) }
            }
            @if !passage.section.is_empty() { p.section { (safe(&passage.section.join(" › "))) } }
            @for near in passages.iter().filter(|near| near.ordinal == ordinal || passage.section.last() != Some(&near.text)) { (in_context(near, ordinal)) }
            p.ways {
                a href=(at_passage(&report.id, ordinal)) { "In the report" }
                a href=(file_path(&report.id, passage.pages.map(|(first, _)| first))) { "Original file" @if let Some((first, _)) = passage.pages { ", p. " (first) } }
                @if ordinal > 1 { a rel="prev" href=(passage_path(&report.id, ordinal - 1)) { "← Passage before" } }
                @if ordinal < report.passages { a rel="next" href=(passage_path(&report.id, ordinal + 1)) { "Passage after →" } }
            }
            (citations(&report, short.as_deref(), passage))
            (source(&report, passage))
            (like_it(asked, &report, passage)?)
        }
    };
    Ok(page(asked, "", &title, content))
}

/// "¶13, p. 5"; its number where it has neither.
fn place_of(report: &Report, passage: &Passage) -> String {
    let parts: Vec<String> =
        place(report, Some(passage)).rest.into_iter().filter(|part| part.starts_with(['¶', 'p'])).collect();
    if parts.is_empty() { format!("passage {}", passage.ordinal) } else { parts.join(", ") }
}

fn in_context(passage: &Passage, asked: u32) -> Markup {
    html! {
        @if passage.ordinal == asked {
            blockquote.asked {
                @if let Some(label) = &passage.label { span.number { "¶" (safe(label)) } " " }
                (marked(&passage.text, &[]))
            }
        } @else { p.neighbour { (marked(&passage.text, &[])) } }
    }
}

/// The lines of the file that the passage was made of, as far as they can be shown.
fn source(report: &Report, passage: &Passage) -> Markup {
    let lines = source_lines(report, passage);
    html! {
        @if let Some(lines) = lines {
            details.source {
                summary { "Lines of the file" }
                pre tabindex="0" aria-label="Lines of the file" { (safe_lines(&lines)) }
            }
        }
    }
}

fn source_lines(report: &Report, passage: &Passage) -> Option<String> {
    passage.spans.first()?.bytes?;
    let path = Path::new(&report.path);
    if std::fs::metadata(path).ok()?.len() > MAX_SOURCE_BYTES {
        return None;
    }
    let bytes = read_source(path).ok()?;
    let mut lines = String::new();
    for span in &passage.spans {
        let (start, end) = span.bytes?;
        for (line, text) in (span.line..).zip(decode_range(&bytes, start..end)?.lines()) {
            lines.push_str(&format!("{:>4}:{line:<4} {}\n", span.page, text.trim_end()));
        }
    }
    Some(lines)
}

/// Passages that are nearly the same, and others on the same matter.
fn like_it(asked: &Asked, report: &Report, passage: &Passage) -> Result<Markup, SearchError> {
    let mut request = SimilarRequest::new(&passage.text);
    (request.on_matter, request.timeout) = (MAX_ON_MATTER, Some(MAX_TIME));
    let found = asked.index().similar(&request)?;
    let is_other = |one: &&Similar| one.report.id != report.id || one.passage.ordinal != passage.ordinal;
    let same: Vec<&Similar> = found.nearly_the_same.iter().filter(is_other).collect();
    let matter: Vec<&Similar> = found.on_matter.iter().filter(is_other).collect();
    Ok(html! {
        @if !same.is_empty() {
            section.like { h2 { "Nearly the same words: " (counted(same.len() as u64, "passage")) } (list(&same)) }
        }
        @if !matter.is_empty() { section.like { h2 { "On the same matter" } (list(&matter)) } }
    })
}

fn list(found: &[&Similar]) -> Markup {
    html! {
        ul.others {
            @for one in found.iter().take(MAX_SAME) {
                li {
                    a href=(passage_path(&one.report.id, one.passage.ordinal)) { (safe(&line(&one.report))) }
                    p { (marked(&one.passage.text, &[])) }
                }
            }
        }
    }
}
