//! References for people: a line of text, or Markdown.

use std::io::{self, Write};

use super::Citation;
use super::title::shortened;
use crate::output::dates::date_with_basis;
use crate::output::markdown::escaped;
use crate::output::safe;

/// ‘Its words.’ (Office, Wexcombe, Inspection of Wexcombe, 4–15 March 2019, para 13, p. 5); without words and brackets
/// where the whole report is meant.
pub(super) fn plain(out: &mut dyn Write, citation: &Citation<'_>) -> io::Result<()> {
    let url = citation.url().map(|url| format!("<{url}>"));
    let source = source(citation).chain(url).collect::<Vec<_>>().join(", ");
    let source = safe(&source);
    match citation.passage {
        Some(passage) => writeln!(out, "‘{}’ ({source})", safe(&passage.text)),
        None => writeln!(out, "{source}"),
    }
}

/// A quotation with its source under it; the source alone, as an item of a list, where the whole report is meant.
pub(super) fn markdown(out: &mut dyn Write, citation: &Citation<'_>) -> io::Result<()> {
    let url = citation.url().map(|url| link(&url));
    let source = source(citation).map(|part| escaped(&part)).chain(url).collect::<Vec<_>>().join(", ");
    match citation.passage {
        Some(passage) => writeln!(out, "> {}\n>\n> — {source}", paragraph(&passage.text)),
        None => writeln!(out, "- {source}"),
    }
}

/// The parts of a source, without its address.
pub(super) fn source(citation: &Citation<'_>) -> impl Iterator<Item = String> {
    let meta = citation.meta();
    let title = shortened(citation.title()).unwrap_or_else(|| citation.title().to_owned());
    let parts = [
        meta.publisher.clone(),
        citation.authority().map(str::to_owned),
        Some(title),
        date_with_basis(meta),
        citation.label().map(|label| format!("para {label}")),
        citation.place(),
    ];
    parts.into_iter().flatten()
}

/// A text of which the beginning is no mark of a list.
fn paragraph(text: &str) -> String {
    let text = escaped(text);
    let number = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match text[number..].chars().next() {
        Some('.' | ')') if number > 0 => format!("{}\\{}", &text[..number], &text[number..]),
        Some('-' | '+') if number == 0 => format!("\\{text}"),
        _ => text,
    }
}

/// An address as a link, where it is one.
fn link(url: &str) -> String {
    let ends_link = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>');
    if url.contains(ends_link) { escaped(url) } else { format!("<{}>", safe(url)) }
}
