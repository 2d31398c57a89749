//! Counts for people: bars, or a heat map.

use std::io::{self, Write};

use crate::output::lines::{columns, shortened, wrapped_line};
use crate::output::safe::safe;
use crate::output::style::{TextRole, TextStyle};

use super::matrix::Matrix;
use super::rows::{CountRow, header, remarks, rows};
use super::{CountReport, CountUnit, sparkline};

/// A bar is at least this long, or some of the numbers beside it are left out.
const MIN_BAR: usize = 12;

/// A label takes at most this share of a line.
const MAX_LABEL_SHARE: usize = 3;

const GAP: &str = "  ";

/// The counts, and what is said of them unless only they are wanted.
pub(super) fn counts(out: &mut dyn Write, style: &TextStyle, report: &CountReport<'_>, quiet: bool) -> io::Result<()> {
    if report.is_matrix() {
        heat_map(out, style, report)?;
    } else {
        for query in report.queries {
            bars(out, style, report, rows(report, query))?;
        }
    }
    if quiet {
        return Ok(());
    }
    writeln!(out)?;
    for query in report.queries {
        for line in remarks(report, query) {
            let line = match &query.id {
                Some(id) => format!("{id}: {line}"),
                None => line,
            };
            writeln!(out, "{}", wrapped_line(&safe(&line), style.width, GAP))?;
        }
    }
    Ok(())
}

/// A row for each group: its label, its number and share, a bar, and other numbers.
fn bars(out: &mut dyn Write, style: &TextStyle, report: &CountReport<'_>, mut rows: Vec<CountRow>) -> io::Result<()> {
    let (label, number, mut others) = header(report);
    let limit = style.width / MAX_LABEL_SHARE;
    rows.iter_mut().for_each(|row| row.label = shortened(&safe(&row.label), limit));
    let width = |head: &str, cell: &dyn Fn(&CountRow) -> &str| {
        rows.iter().map(|row| columns(cell(row))).chain([columns(head)]).max().unwrap_or(0)
    };
    let labels = width(&label, &|row| &row.label);
    let numbers = width(number, &|row| &row.number);
    let rates = width("", &|row| &row.rate);
    let mut widths: Vec<usize> =
        others.iter().enumerate().map(|(at, head)| width(head, &|row| &row.others[at])).collect();
    let fixed = labels + numbers + rates + 3 * GAP.len();
    let has_bars = rows.len() > 1;
    let wanted = if has_bars { MIN_BAR } else { 0 };
    while !others.is_empty() && fixed + wanted + taken(&widths) > style.width {
        others.pop();
        widths.pop();
    }
    let bar = if has_bars { style.width.saturating_sub(fixed + taken(&widths)).clamp(4, 40) } else { 0 };
    let line = |label: &str, number: &str, rate: &str, bar_text: String, others: &[&str]| {
        let others = others.iter().zip(&widths).map(|(cell, width)| format!("{GAP}{}", right(cell, *width)));
        let bar_text = if has_bars { format!("{GAP}{bar_text}") } else { String::new() };
        let line =
            format!("{}{GAP}{}{GAP}{}{bar_text}", left(label, labels), right(number, numbers), right(rate, rates));
        format!("{line}{}", others.collect::<String>())
    };
    let head = line(&label, number, "", " ".repeat(bar), &others);
    writeln!(out, "{}", style.paint(TextRole::Faint, head.trim_end()))?;
    let last = rows.len() - 1;
    for (at, row) in rows.iter().enumerate() {
        let others: Vec<&str> = row.others.iter().map(String::as_str).take(widths.len()).collect();
        let line = line(&row.label, &row.number, &row.rate, bar_of(row.bar, bar), &others);
        let role = if at == last { TextRole::Name } else { TextRole::Plain };
        writeln!(out, "{}", style.paint(role, line.trim_end()))?;
    }
    Ok(())
}

fn taken(widths: &[usize]) -> usize {
    widths.iter().map(|width| width + GAP.len()).sum()
}

/// A bar of blocks, to an eighth of a column, with blanks after it.
fn bar_of(share: f64, width: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (share.clamp(0.0, 1.0) * (width * 8) as f64).round() as usize;
    let eighths = if share > 0.0 { eighths.max(1) } else { eighths };
    let bar = "█".repeat(eighths / 8) + EIGHTHS[eighths % 8];
    left(&bar, width)
}

fn left(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

fn right(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(columns(text))))
}

/// A row for each row of a matrix, a cell a column: its share, and a shade for those who look at the whole. Where the
/// columns do not fit beside each other, they come in several blocks.
fn heat_map(out: &mut dyn Write, style: &TextStyle, report: &CountReport<'_>) -> io::Result<()> {
    let matrix = Matrix::new(report);
    let unit = report.unit;
    let full = unit.full(matrix.cells().flatten());
    let heads: Vec<String> = matrix.columns.iter().map(|name| shortened(&safe(name), MAX_HEAD)).collect();
    let label = |text: &str| shortened(&safe(text), style.width / MAX_LABEL_SHARE);
    let labels = matrix.rows.iter().map(|row| columns(&label(&row.label))).chain([columns(&matrix.corner)]);
    let labels = labels.max().unwrap_or(0);
    let cell = |group: Option<&crate::engine::Grouped>| match group {
        None => String::new(),
        Some(group) => format!("{}{}", unit.rate_text(group).trim_end_matches('%'), shade(unit.rate(group), full)),
    };
    let cells: Vec<Vec<String>> =
        matrix.rows.iter().map(|row| row.cells.iter().map(|group| cell(*group)).collect()).collect();
    let alls: Vec<String> =
        matrix.rows.iter().map(|row| row.all.map_or(String::new(), |all| unit.rate_text(all))).collect();
    let all_width = alls.iter().map(|all| columns(all)).max().unwrap_or(0).max("all".len());
    let widths: Vec<usize> = heads
        .iter()
        .enumerate()
        .map(|(at, head)| cells.iter().map(|row| columns(&row[at])).chain([columns(head)]).max().unwrap_or(0))
        .collect();
    let spark = if report.by.last().is_some_and(|by| by.is_of_time()) { heads.len() } else { 0 };
    let before = labels + GAP.len() + all_width + if spark > 0 { GAP.len() + spark } else { 0 };
    writeln!(out, "{}", style.paint(TextRole::Faint, &legend(unit)))?;
    let mut from = 0;
    while from < heads.len() {
        let (mut to, mut width) = (from, before);
        while to < heads.len() && (to == from || width + GAP.len() + widths[to] <= style.width) {
            width += GAP.len() + widths[to];
            to += 1;
        }
        let row = |label: &str, all: &str, spark_text: &str, cells: &[String]| {
            let cells =
                cells.iter().zip(&widths[from..to]).map(|(cell, width)| format!("{GAP}{}", right(cell, *width)));
            let spark_text = if spark > 0 { format!("{GAP}{}", left(spark_text, spark)) } else { String::new() };
            format!("{}{GAP}{}{spark_text}{}", left(label, labels), right(all, all_width), cells.collect::<String>())
        };
        let head = row(&matrix.corner, "all", "", &heads[from..to]);
        writeln!(out, "{}", style.paint(TextRole::Faint, head.trim_end()))?;
        for (at, one) in matrix.rows.iter().enumerate() {
            let rates = one.cells.iter().map(|group| group.and_then(|group| unit.rate(group)));
            let line = row(&label(&one.label), &alls[at], &sparkline(rates, full), &cells[at][from..to]);
            let role = if one.is_total { TextRole::Name } else { TextRole::Plain };
            writeln!(out, "{}", style.paint(role, line.trim_end()))?;
        }
        from = to;
        if from < heads.len() {
            writeln!(out)?;
        }
    }
    Ok(())
}

/// A column of a matrix has a head of at most this width.
const MAX_HEAD: usize = 16;

fn legend(unit: CountUnit) -> String {
    format!("{}; ░ ▒ ▓ █ for each quarter, blank where there are no reports", unit.rate_name())
}

/// A shade for a quarter of the highest rate.
fn shade(rate: Option<f64>, full: f64) -> char {
    match rate.map(|rate| rate / full) {
        None => ' ',
        Some(share) if share <= 0.0 => '·',
        Some(share) if share <= 0.25 => '░',
        Some(share) if share <= 0.5 => '▒',
        Some(share) if share <= 0.75 => '▓',
        Some(_) => '█',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_share_and_never_gone() {
        for (share, expected) in
            [(0.0, "    "), (0.5, "██  "), (0.56, "██▎ "), (1.0, "████"), (0.001, "▏   "), (7.0, "████")]
        {
            assert_eq!(bar_of(share, 4), expected);
        }
    }
}
