//! References as records of RIS.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{Citation, one_line};

/// Writes a record: a tag and a value a line, its sort first and its end last.
pub(super) fn write(out: &mut dyn Write, citation: &Citation<'_>) -> io::Result<()> {
    let meta = citation.meta();
    let date = citation.date().map(|date| {
        let (year, month, day) = date.parts();
        let two = |number: Option<i8>| number.map(|number| format!("{number:02}")).unwrap_or_default();
        format!("{year:04}/{}/{}/", two(month), two(day))
    });
    let (first, last) = citation.page_names().unzip();
    let fields = [
        ("TY", Some("RPRT".to_owned())),
        ("ID", Some(citation.key())),
        ("AU", meta.publisher.clone()),
        ("TI", Some(citation.whole_title().into_owned())),
        ("ST", citation.short_title().map(Cow::into_owned)),
        ("PB", meta.publisher.clone()),
        ("M3", citation.kind()),
        ("PY", citation.year().map(|year| format!("{year:04}"))),
        ("DA", date),
        ("SE", citation.label().map(str::to_owned)),
        ("SP", first),
        ("EP", last),
        ("N1", citation.note()),
        ("UR", citation.url()),
        ("AB", citation.passage.map(|passage| passage.text.clone())),
    ];
    for (tag, value) in fields {
        let value = value.as_deref().map(one_line).filter(|value| !value.is_empty());
        if let Some(value) = value {
            writeln!(out, "{tag}  - {value}")?;
        }
    }
    writeln!(out, "ER  - ")
}
