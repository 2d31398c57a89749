//! References as entries of BibTeX.

use std::io::{self, Write};

use super::{Citation, one_line};
use crate::output::ids::encoded_url;

/// The macros of the months.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Writes an entry. Its sort needs an institution; without one it is of no sort in particular.
pub(super) fn write(out: &mut dyn Write, citation: &Citation<'_>) -> io::Result<()> {
    let meta = citation.meta();
    let sort = if meta.publisher.is_some() { "techreport" } else { "misc" };
    writeln!(out, "@{sort}{{{},", citation.key())?;
    // A second pair of braces keeps a name whole, and capitals as they are.
    let kept = |text: &str| format!("{{{}}}", escaped(text));
    let (_, month, day) = citation.date().map(|date| date.parts()).unwrap_or_default();
    let publisher = meta.publisher.as_deref();
    let fields = [
        ("author", publisher.map(kept)),
        ("title", Some(kept(&citation.whole_title()))),
        ("shorttitle", citation.short_title().as_deref().map(kept)),
        ("institution", publisher.map(escaped)),
        ("type", citation.kind().as_deref().map(escaped)),
        ("year", citation.year().map(|year| year.to_string())),
        (
            "month",
            month
                .and_then(|month| MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?))
                .map(|name| (*name).to_owned()),
        ),
        ("day", day.map(|day| day.to_string())),
        ("pages", citation.page_text("--").as_deref().map(escaped)),
        ("note", citation.note().as_deref().map(escaped)),
        ("url", citation.url().as_deref().map(encoded_url)),
        ("abstract", citation.passage.map(|passage| escaped(&passage.text))),
    ];
    for (name, value) in fields {
        match value {
            // The name of a month is a macro.
            Some(value) if name == "month" => writeln!(out, "  {name} = {value},")?,
            Some(value) => writeln!(out, "  {name} = {{{value}}},")?,
            None => {}
        }
    }
    writeln!(out, "}}")
}

/// Text that TeX prints as it is. Braces are named: BibTeX counts them, escaped or not.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '\\' => escaped.push_str("{\\textbackslash}"),
            '{' => escaped.push_str("{\\textbraceleft}"),
            '}' => escaped.push_str("{\\textbraceright}"),
            '^' => escaped.push_str("{\\textasciicircum}"),
            '~' => escaped.push_str("{\\textasciitilde}"),
            '$' | '&' | '%' | '#' | '_' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}
