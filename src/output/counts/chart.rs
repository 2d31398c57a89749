//! Pictures of counts: columns for a timeline, bars for other groups, a heat map for a matrix. Each has its title, its
//! axis, what the numbers are out of and the day of the counts in it, so that it can stand alone in a report.

use crate::engine::{Grouped, Grouping};
use crate::output::lines::{lines, shortened};

use super::matrix::Matrix;
use super::rows::{remarks, totals};
use super::svg::{Picture, ink_on};
use super::{CountReport, CountedQuery, value_text};

const MARGIN: f64 = 20.0;
const WIDTH: f64 = 760.0;
const LINE: f64 = 17.0;
const ROW: f64 = 24.0;
/// The height of the columns of a timeline.
const COLUMNS: f64 = 200.0;
/// Of at most this many queries the totals are shown below.
const MAX_TOTALS: usize = 8;
/// A label is at most this long.
const MAX_LABEL: usize = 34;
/// A cell of a heat map.
const CELL: (f64, f64) = (48.0, 26.0);

/// The picture of a report.
pub(super) fn picture(report: &CountReport<'_>) -> String {
    match report.queries {
        [query] if !report.is_matrix() && report.by.first().is_some_and(Grouping::is_of_time) => {
            timeline(report, query)
        }
        [query] if !report.is_matrix() => bars(report, query),
        _ => heat_map(report),
    }
}

/// What a picture is of, in a line.
pub(super) fn title(report: &CountReport<'_>) -> String {
    match report.queries {
        [query] => query.typed.clone(),
        queries => format!("{} queries", queries.len()),
    }
}

/// Its title and what is measured; gives how far down they reach.
fn head(picture: &mut Picture, report: &CountReport<'_>) -> f64 {
    let mut y = MARGIN + LINE;
    let title = title(report);
    for line in lines(&title, ((picture.width - 2.0 * MARGIN) / 9.0) as usize).into_iter().take(3) {
        picture.text((MARGIN, y), "title", &title[line]);
        y += LINE + 4.0;
    }
    let by: Vec<&str> = report.by.iter().map(Grouping::name).collect();
    let by = if by.is_empty() { String::new() } else { format!(", by {}", by.join(" and ")) };
    picture.text((MARGIN, y), "faint", &format!("{}{by}", report.unit.rate_name()));
    y + LINE
}

/// What is said below; gives the height of the whole.
fn foot(picture: &mut Picture, report: &CountReport<'_>, mut y: f64) -> f64 {
    y += LINE;
    let told = match report.queries {
        [query] => remarks(report, query),
        queries if queries.len() <= MAX_TOTALS => {
            queries.iter().map(|query| format!("{}: {}", query.typed, totals(query))).collect()
        }
        _ => vec!["Each query is out of what meets its filters.".to_owned()],
    };
    let counted = format!("Counted by findings on {}.", report.day);
    for remark in told.into_iter().chain([counted]) {
        for line in lines(&remark, ((picture.width - 2.0 * MARGIN) / 6.2) as usize) {
            picture.text((MARGIN, y), "faint", &remark[line]);
            y += LINE;
        }
    }
    y + MARGIN / 2.0
}

/// What a bar or a cell says.
fn told(report: &CountReport<'_>, label: &str, group: &Grouped) -> String {
    let (found, of) = (&group.found, &group.of);
    format!(
        "{label}: {} of {} reports, {} passages, {} occurrences in {} words; {} {}",
        found.counts.reports,
        of.counts.reports,
        found.counts.passages,
        found.occurrences,
        of.words,
        report.unit.rate_text(group).trim_end_matches('%'),
        report.unit.rate_name()
    )
}

/// A step of an axis: a round number of which about four make up the whole.
fn step(full: f64) -> f64 {
    let rough = full / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 2.5, 5.0].into_iter().find(|factor| factor * power >= rough * 0.999);
    factor.unwrap_or(10.0) * power
}

/// The marks of an axis from 0 to what is at least `full`.
fn ticks(full: f64) -> Vec<f64> {
    let step = step(full);
    let steps = (full / step - 1e-9).ceil().max(1.0) as u32;
    (0..=steps).map(|n| f64::from(n) * step).collect()
}

fn tick_text(tick: f64) -> String {
    let text = format!("{tick:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A row for each group.
fn bars(report: &CountReport<'_>, query: &CountedQuery) -> String {
    let mut picture = Picture::new(WIDTH);
    let mut y = head(&mut picture, report) + 6.0;
    let label = |group: &Grouped| {
        let value = report.by.first().map(|by| value_text(by, group.values[0].as_deref()));
        shortened(&value.unwrap_or_else(|| "all".to_owned()), MAX_LABEL)
    };
    let groups = report.shown(query);
    let room = groups.iter().map(|group| Picture::room(&label(group))).fold(40.0, f64::max);
    let numbers = |group: &Grouped| format!("{} of {}", report.unit.number(group), report.unit.of(group));
    let after = groups.iter().map(|group| Picture::room(&numbers(group)) + 52.0).fold(60.0, f64::max);
    let (left, right) = (MARGIN + room + 8.0, WIDTH - MARGIN - after);
    let ticks = ticks(report.unit.full(groups.iter().copied()));
    let full = ticks.last().copied().unwrap_or(1.0);
    let x = |rate: f64| left + (right - left) * rate / full;
    let bottom = y + LINE + groups.len() as f64 * ROW;
    for tick in ticks {
        picture.text((x(tick), y + 10.0), "faint mid", &tick_text(tick));
        picture.line((x(tick), y + LINE), (x(tick), bottom));
    }
    y += LINE;
    for group in groups {
        let foot = y + ROW / 2.0 + 5.0;
        let label = label(group);
        picture.text((left - 8.0, foot), "end", &label);
        let rate = report.unit.rate(group).unwrap_or(0.0);
        picture.area((left, y + 4.0), (x(rate) - left, ROW - 8.0), 1.0, &told(report, &label, group));
        picture.text((x(rate) + 6.0, foot), "", &report.unit.rate_text(group));
        picture.text((WIDTH - MARGIN, foot), "faint end", &numbers(group));
        y += ROW;
    }
    let height = foot(&mut picture, report, y + 6.0);
    picture.finish(height, &title(report))
}

/// A column for each group of a timeline, and room for years and months without a report.
fn timeline(report: &CountReport<'_>, query: &CountedQuery) -> String {
    let mut picture = Picture::new(WIDTH);
    let top = head(&mut picture, report) + LINE;
    let groups = report.shown(query);
    let ticks = ticks(report.unit.full(groups.iter().copied()));
    let full = ticks.last().copied().unwrap_or(1.0);
    let (left, right, bottom) = (MARGIN + 34.0, WIDTH - MARGIN, top + COLUMNS);
    let y = |rate: f64| bottom - COLUMNS * rate / full;
    for tick in ticks {
        picture.text((left - 8.0, y(tick) + 4.0), "faint end", &tick_text(tick));
        picture.line((left, y(tick)), (right, y(tick)));
    }
    let slot = (right - left) / groups.len().max(1) as f64;
    // Only some have room for their text.
    let every = (40.0 / slot).ceil().max(1.0) as usize;
    let has_room = slot >= 40.0;
    for (at, group) in groups.iter().enumerate() {
        let label = group.values[0].as_deref().unwrap_or("no date");
        let (x, middle) = (left + at as f64 * slot, left + (at as f64 + 0.5) * slot);
        if at % every == 0 {
            picture.text((middle, bottom + LINE), "mid", label);
        }
        let Some(rate) = report.unit.rate(group) else { continue };
        let size = ((slot * 0.7).max(1.0), bottom - y(rate));
        picture.area((x + slot * 0.15, y(rate)), size, 1.0, &told(report, label, group));
        if has_room {
            picture.text((middle, y(rate) - 4.0), "mid faint", &report.unit.rate_text(group));
            let of = format!("{}/{}", report.unit.number(group), report.unit.of(group));
            if Picture::room(&of) <= slot {
                picture.text((middle, bottom + 2.0 * LINE), "mid faint", &of);
            }
        }
    }
    let height = foot(&mut picture, report, bottom + 2.0 * LINE + 10.0);
    picture.finish(height, &title(report))
}

/// A cell for each row and column of a matrix.
fn heat_map(report: &CountReport<'_>) -> String {
    let matrix = Matrix::new(report);
    let label = |text: &str| shortened(text, MAX_LABEL);
    let room = matrix.rows.iter().map(|row| Picture::room(&label(&row.label))).fold(40.0, f64::max);
    let heads: Vec<String> = matrix.columns.iter().map(|head| shortened(head, MAX_LABEL)).collect();
    let longest = heads.iter().map(|head| Picture::room(head)).fold(0.0, f64::max);
    let rises = longest > CELL.0;
    let left = MARGIN + room + 8.0;
    let columns = (heads.len() + 1) as f64;
    let over = if rises { longest * 0.72 } else { 0.0 };
    let mut picture = Picture::new((left + columns * CELL.0 + MARGIN + 12.0 + over).max(420.0));
    let mut y = head(&mut picture, report) + if rises { longest * 0.72 + 12.0 } else { LINE };
    let x = |at: usize| left + at as f64 * CELL.0 + if at == heads.len() { 12.0 } else { 0.0 };
    for (at, head) in heads.iter().map(String::as_str).chain(["all"]).enumerate() {
        if rises {
            picture.rising_text((x(at) + CELL.0 / 2.0, y), "faint", head);
        } else {
            picture.text((x(at) + CELL.0 / 2.0, y), "faint mid", head);
        }
    }
    y += 6.0;
    let full = report.unit.full(matrix.cells().flatten());
    for row in &matrix.rows {
        y += if row.is_total { 12.0 } else { 0.0 };
        picture.text((left - 8.0, y + CELL.1 / 2.0 + 5.0), "end", &label(&row.label));
        for (at, group) in row.cells.iter().copied().chain([row.all]).enumerate() {
            let Some(group) = group else { continue };
            let share = (report.unit.rate(group).unwrap_or(0.0) / full).clamp(0.0, 1.0);
            let is_total = row.is_total || at == heads.len();
            let name = format!("{} · {}", row.label, heads.get(at).map_or("all", String::as_str));
            let density = if is_total { 0.0 } else { 0.06 + 0.94 * share };
            let size = (CELL.0 - 2.0, CELL.1 - 2.0);
            picture.area((x(at) + 1.0, y + 1.0), size, density, &told(report, &name, group));
            let class = format!("mid {}", ink_on(density));
            picture.text((x(at) + CELL.0 / 2.0, y + CELL.1 / 2.0 + 5.0), &class, &report.unit.rate_text(group));
        }
        y += CELL.1;
    }
    let height = foot(&mut picture, report, y + 6.0);
    picture.finish(height, &title(report))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_a_few_round_numbers() {
        for (full, expected) in [
            (100.0, vec![0.0, 25.0, 50.0, 75.0, 100.0]),
            (4.4, vec![0.0, 2.0, 4.0, 6.0]),
            (0.9, vec![0.0, 0.25, 0.5, 0.75, 1.0]),
            (312.0, vec![0.0, 100.0, 200.0, 300.0, 400.0]),
        ] {
            assert_eq!(ticks(full), expected);
        }
        assert_eq!([0.0, 25.0, 0.25].map(tick_text), ["0", "25", "0.25"]);
    }
}
