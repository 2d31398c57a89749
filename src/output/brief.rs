//! A hit a line for programs that pay for every character: the id, whose, what sort, of when, how judged, where, and
//! the words around the first match. The last line says how many there are and how to go on.

use std::io::{self, Write};

use crate::engine::{Hit, Unit};
use crate::report::DateBasis;

use super::SearchOutput;
use super::ids::ShownId;
use super::lines::excerpt;
use super::place::{also, name};
use super::safe::safe;
use super::style::{Amount, TextStyle};
use super::text::counts_line;

/// How many columns of a passage are shown.
const TEXT_COLUMNS: usize = 200;

/// All hits, in at most `limit` characters, the last line too.
pub(super) fn hits(
    out: &mut dyn Write,
    style: &TextStyle,
    found: &SearchOutput<'_>,
    limit: Option<usize>,
    hits: impl Iterator<Item = io::Result<Hit>>,
) -> io::Result<()> {
    let (mut written, mut shown) = (0, None);
    for hit in hits {
        let hit = hit?;
        let line = line(style, &hit, found.unit);
        let first = shown.map_or(hit.rank, |(first, _)| first);
        let with_line = written + chars(&line) + 1;
        let fits = |limit| with_line + chars(&last_line(found, Some((first, hit.rank)))) < limit;
        if !limit.is_none_or(fits) {
            break;
        }
        writeln!(out, "{line}")?;
        written = with_line;
        shown = Some((first, hit.rank));
    }
    writeln!(out, "{}", last_line(found, shown))
}

fn chars(text: &str) -> usize {
    text.chars().count()
}

/// "rtkw#141 | South Gloucestershire | inspection 2017-02-13 inadequate | p17 ¶44 | … private fostering …".
fn line(style: &TextStyle, hit: &Hit, unit: Unit) -> String {
    let (meta, passage) = (&hit.report.meta, &hit.passage);
    let named = ShownId {
        report: &hit.report,
        short: hit.short_id.as_deref(),
        passage: (unit == Unit::Passage).then(|| passage.into()),
    };
    let is_of_visit = meta.date_basis == Some(DateBasis::Visit);
    let about = [
        meta.kind.as_ref().map(|kind| kind.0.clone()),
        meta.date.map(|date| format!("{}{date}", if is_of_visit { "visit " } else { "" })),
        meta.overall_grade.map(|grade| grade.to_string()),
    ];
    let place =
        [passage.pages.map(|(first, _)| format!("p{first}")), passage.label.as_ref().map(|label| format!("¶{label}"))];
    let joined = |parts: &[Option<String>]| parts.iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let text = match style.amount {
        Amount::Whole => 0..passage.text.len(),
        Amount::Around | Amount::Line => excerpt(&passage.text, &hit.highlights, TEXT_COLUMNS),
    };
    let (before, after) = (if text.start > 0 { "…" } else { "" }, if text.end < passage.text.len() { "…" } else { "" });
    let parts = [
        named.id(style),
        name(&hit.report),
        joined(&about),
        joined(&place),
        also(hit).unwrap_or_default(),
        format!("{before}{}{after}", &passage.text[text]),
    ];
    let parts = parts.iter().filter(|part| !part.is_empty());
    parts.map(|part| safe(part).into_owned()).collect::<Vec<_>>().join(" | ")
}

/// "549 passages in 251 of 576 reports, 91 of 91 authorities; shown: 1–3; more: --offset 3".
fn last_line(found: &SearchOutput<'_>, shown: Option<(usize, usize)>) -> String {
    let (first, last) = shown.unwrap_or((found.ranks.start, found.ranks.start.saturating_sub(1)));
    let counts = counts_line(found.answer, found.unit, &(first..last.saturating_add(1)));
    let all = if found.unit == Unit::Report { found.answer.matched.reports } else { found.answer.matched.passages };
    let total = found.answer.collapsed.unwrap_or(all);
    let is_all = last as u64 >= total || found.ranks.is_empty();
    if is_all { counts } else { format!("{counts}; more: --offset {last}") }
}
