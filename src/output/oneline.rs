//! A hit a line: the id, the place in a few words, and the words around the first match, cut to the width.

use std::io::{self, Write};

use crate::engine::{Hit, Unit};

use super::ids::{PassagePlace, ShownId, linked};
use super::lines::{columns, shortened};
use super::place::pages;
use super::safe::safe;
use super::style::{TextRole, TextStyle};
use super::text::marked_excerpt;

/// The share of a line that the place takes at most, the fewest columns of its name, and those left for the text.
const PLACE_SHARE: (usize, usize) = (3, 5);
const MIN_NAME: usize = 12;
const MIN_TEXT: usize = 20;
/// A narrower line has no room for the grade.
const MIN_FOR_GRADE: usize = 76;

pub(super) fn hit(out: &mut dyn Write, style: &TextStyle, hit: &Hit, unit: Unit) -> io::Result<()> {
    let meta = &hit.report.meta;
    let passage = (unit == Unit::Passage).then_some(&hit.passage);
    let named =
        ShownId { report: &hit.report, short: hit.short_id.as_deref(), passage: passage.map(PassagePlace::from) };
    let grade = meta.overall_grade.map(|grade| grade.to_string());
    let mut place = [meta.date.map(|date| date.to_string()), grade, passage.and_then(pages)];
    if style.width < MIN_FOR_GRADE {
        place[1] = None;
    }
    let place: Vec<String> = place.into_iter().flatten().collect();
    let name = safe(hit.report.display_name()).into_owned();
    let id_width = columns(&named.id(style)) + 2;
    let of_place = columns(&place.join(" · ")) + 3;
    let limit = (style.width * PLACE_SHARE.0 / PLACE_SHARE.1).saturating_sub(id_width + of_place).max(MIN_NAME);
    let name = shortened(&name, limit);
    let taken = id_width + columns(&name) + of_place + 2;
    let room = style.width.saturating_sub(taken).max(MIN_TEXT);
    let text = marked_excerpt(style, &hit.passage.text, &hit.highlights, room);
    let place = place.into_iter().map(|part| format!(" · {part}")).collect::<String>();
    let name = style.paint(TextRole::Name, &name);
    writeln!(out, "{}  {name}{place}  {text}", linked(style, &named, TextRole::Faint))
}
