//! Counts as a table of Markdown.

use std::io::{self, Write};

use crate::output::grid::Grid;
use crate::output::markdown::escaped;

use super::matrix::Matrix;
use super::rows::{header, remarks, rows};
use super::{CountReport, CountUnit};

/// The counts, and what is said of them unless only they are wanted.
pub(super) fn counts(out: &mut dyn Write, report: &CountReport<'_>, quiet: bool) -> io::Result<()> {
    if report.is_matrix() {
        matrix(report).markdown(out)?;
    } else {
        for query in report.queries {
            let (label, number, others) = header(report);
            let names = [label.as_str(), number, rate_head(report.unit)];
            let mut grid = Grid::new(names.into_iter().chain(others).map(str::to_owned));
            for row in rows(report, query) {
                grid.row([row.label, row.number, row.rate].into_iter().chain(row.others));
            }
            grid.markdown(out)?;
        }
    }
    if quiet {
        return Ok(());
    }
    for query in report.queries {
        let about = std::iter::once(format!("`{}`", query.typed.replace('`', "'")));
        let remarks = remarks(report, query);
        writeln!(out, "\n{}", about.chain(remarks.iter().map(|line| escaped(line))).collect::<Vec<_>>().join("  \n"))?;
    }
    Ok(())
}

fn rate_head(unit: CountUnit) -> &'static str {
    if unit == CountUnit::Occurrence { "per 10,000 words" } else { "share" }
}

/// Each cell has its numbers as they are, so that they can be checked.
fn matrix(report: &CountReport<'_>) -> Grid {
    let matrix = Matrix::new(report);
    let unit = report.unit;
    let cell = |group: Option<&crate::engine::Grouped>| match group {
        None => "–".to_owned(),
        Some(group) if unit == CountUnit::Occurrence => unit.rate_text(group),
        Some(group) => format!("{}/{} {}", unit.number(group), unit.of(group), unit.rate_text(group)),
    };
    let head = [matrix.corner.clone(), "all".to_owned()].into_iter().chain(matrix.columns.iter().cloned());
    let mut grid = Grid::new(head);
    for row in &matrix.rows {
        let cells = std::iter::once(row.all).chain(row.cells.iter().copied()).map(cell);
        grid.row(std::iter::once(row.label.clone()).chain(cells));
    }
    grid
}
