//! The changes between two runs, for people: a query, then a line with a sign for each hit. `+` is gained, `-` is lost,
//! `~` has another text, `=` has another number, `>` has another rank.

use std::io::{self, Write};

use crate::runs::{HitPlace, Pair, QueryDifference, RunAnswer, RunHit};

use super::TextStyle;
use super::lines::{lines, shortened};
use super::place::page_range;
use super::safe::safe;
use super::style::TextRole;

const INDENT: &str = "        ";
/// How many lines of a text are shown.
const MAX_LINES: usize = 2;

/// A query that differs, with a limited number of hits for each sort of difference.
pub(super) fn difference_text(
    out: &mut dyn Write,
    style: &TextStyle,
    limit: usize,
    difference: &QueryDifference,
) -> io::Result<()> {
    heading(out, style, difference)?;
    let mut text = DifferencesText { out, style, limit };
    text.hits('+', TextRole::Gained, &difference.gained, "gained")?;
    text.hits('-', TextRole::Lost, &difference.lost, "lost")?;
    text.some(&difference.changed, "changed", |text, pair| text.hit('~', TextRole::Changed, &pair.after))?;
    text.some(&difference.renumbered, "renumbered", |text, pair| text.renumbered(pair))?;
    text.some(&difference.moved, "moved", |text, pair| text.moved(pair))
}

fn heading(out: &mut dyn Write, style: &TextStyle, difference: &QueryDifference) -> io::Result<()> {
    let query = difference.query().map(|query| format!("  {}", safe(query))).unwrap_or_default();
    let line = shortened(&format!("{}{query}", safe(difference.id())), style.width);
    let line = style.paint(TextRole::Name, &line);
    let (before, after) = match (&difference.before, &difference.after) {
        (Some(before), Some(after)) => (before, after),
        (before, _) => {
            let (which, hits) =
                if before.is_some() { ("before", difference.hits_before) } else { ("after", difference.hits_after) };
            return writeln!(
                out,
                "{line}\n    only in the run {which}, with {hits} {}",
                if hits == 1 { "hit" } else { "hits" }
            );
        }
    };
    writeln!(out, "{line}")?;
    if let (Some(was), Some(is)) = (before.total, after.total)
        && was != is
    {
        let arrow = |was: u64, is: u64| if was == is { was.to_string() } else { format!("{was} → {is}") };
        let (passages, reports) = (arrow(was.passages, is.passages), arrow(was.reports, is.reports));
        writeln!(out, "    {passages} passages in {reports} reports")?;
    }
    if difference.is_understood_otherwise() {
        let understood = |answer: &RunAnswer| {
            let text = answer.understood.as_ref().or(answer.query.as_ref());
            text.map(|text| safe(text).into_owned()).unwrap_or_default()
        };
        writeln!(out, "    understood before: {}", understood(before))?;
        writeln!(out, "    understood after:  {}", understood(after))?;
    }
    for (which, answer) in [("before", before), ("after", after)] {
        if let Some(error) = &answer.error {
            writeln!(out, "    failed {which}: {}", safe(error))?;
        }
    }
    Ok(())
}

struct DifferencesText<'a> {
    out: &'a mut dyn Write,
    style: &'a TextStyle,
    limit: usize,
}

impl DifferencesText<'_> {
    fn hits(&mut self, sign: char, colour: TextRole, hits: &[RunHit], what: &str) -> io::Result<()> {
        self.some(hits, what, |text, hit| text.hit(sign, colour, hit))
    }

    /// As many as the limit, and how many more there are.
    fn some<T>(&mut self, all: &[T], what: &str, one: impl Fn(&mut Self, &T) -> io::Result<()>) -> io::Result<()> {
        all.iter().take(self.limit).try_for_each(|item| one(self, item))?;
        match all.len().saturating_sub(self.limit) {
            0 => Ok(()),
            more => writeln!(self.out, "    … {more} more {what}"),
        }
    }

    fn hit(&mut self, sign: char, colour: TextRole, hit: &RunHit) -> io::Result<()> {
        let mark = self.style.paint(colour, &format!("{sign} {:>2}", hit.rank));
        let width = self.style.width.saturating_sub(INDENT.len()).max(20);
        let id = safe(&hit.id);
        let Some(place) = hit.place.as_deref().filter(|_| !is_bare(hit)) else {
            return writeln!(self.out, "  {mark}  {id}");
        };
        writeln!(self.out, "  {mark}  {}", place_line(self.style, place))?;
        if !place.section.is_empty() {
            let section = shortened(&safe(&place.section.join(" › ")), width);
            writeln!(self.out, "{INDENT}{}", self.style.paint(TextRole::Faint, &section))?;
        }
        if let Some(text) = &hit.text {
            let text = safe(&text.shown).into_owned();
            let lines = lines(&text, width - 2);
            for (at, line) in lines.iter().take(MAX_LINES).enumerate() {
                let more = if at + 1 == MAX_LINES && lines.len() > MAX_LINES { " …" } else { "" };
                writeln!(self.out, "{INDENT}{}{more}", &text[line.clone()])?;
            }
        }
        writeln!(self.out, "{INDENT}{}", self.style.paint(TextRole::Faint, &id))
    }

    fn renumbered(&mut self, pair: &Pair) -> io::Result<()> {
        let mark = self.style.paint(TextRole::Changed, &format!("= {:>2}", pair.after.rank));
        writeln!(self.out, "  {mark}  {} → {}", safe(&pair.before.id), safe(&pair.after.id))
    }

    fn moved(&mut self, pair: &Pair) -> io::Result<()> {
        let mark = self.style.paint(TextRole::Faint, &format!("> {:>2}", pair.after.rank));
        writeln!(self.out, "  {mark}  from {}: {}", pair.before.rank, safe(&pair.after.id))
    }
}

/// Whether a run gives nothing of a hit but its id, like a table with few columns.
fn is_bare(hit: &RunHit) -> bool {
    let tells = |place: &HitPlace| place.authority.is_some() || place.date.is_some();
    hit.text.is_none() && !hit.place.as_deref().is_some_and(tells)
}

/// "Wexcombe · 2019-03-15 · ¶13 · p. 5".
fn place_line(style: &TextStyle, place: &HitPlace) -> String {
    let authority = place.authority.as_deref().unwrap_or("authority unknown");
    let rest = [
        Some(place.date.clone().unwrap_or_else(|| "undated".to_owned())),
        place.label.as_ref().map(|label| format!("¶{label}")),
        place.pages.map(page_range),
    ];
    let rest: Vec<String> = rest.into_iter().flatten().map(|part| safe(&part).into_owned()).collect();
    format!("{} · {}", style.paint(TextRole::Name, &safe(authority)), rest.join(" · "))
}
