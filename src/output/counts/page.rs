//! Counts as a page of HTML: the picture, and below it the numbers in a table, for those who copy or listen.

use crate::output::xml::escaped;

use super::CountReport;
use super::chart::{picture, title};
use super::matrix::Matrix;
use super::rows::{header, rows};

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#222;--line:#dadce0;--paper:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaed;--line:#3c4043;--paper:#1b1c1e}}
body{margin:1rem auto;max-width:60rem;padding:0 1rem;font:15px/1.4 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
figure{margin:0 0 1rem;overflow-x:auto}div{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.2rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}th:first-child,td:first-child{text-align:left}";

/// The whole page; nothing of it is from elsewhere.
pub(super) fn page(report: &CountReport<'_>) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
         <style>{STYLE}</style>\n<figure>\n{}</figure>\n<div><table>\n{}</table></div>\n</html>\n",
        escaped(&title(report)),
        picture(report),
        table(report)
    )
}

fn table(report: &CountReport<'_>) -> String {
    if report.is_matrix() {
        return matrix(report);
    }
    let (label, number, others) = header(report);
    let rate = report.unit.rate_name();
    let mut table = row("th", [label.as_str(), number, rate].into_iter().chain(others));
    for one in report.queries.iter().flat_map(|query| rows(report, query)) {
        let cells = [&one.label, &one.number, &one.rate].into_iter().chain(&one.others);
        table += &row("td", cells.map(String::as_str));
    }
    table
}

fn matrix(report: &CountReport<'_>) -> String {
    let matrix = Matrix::new(report);
    let heads = [matrix.corner.as_str(), "all"].into_iter().chain(matrix.columns.iter().map(String::as_str));
    let mut table = row("th", heads);
    for one in &matrix.rows {
        let cell = |group: Option<&crate::engine::Grouped>| match group {
            None => "–".to_owned(),
            Some(group) => format!("{} of {}", report.unit.number(group), report.unit.of(group)),
        };
        let cells: Vec<String> = std::iter::once(one.all).chain(one.cells.iter().copied()).map(cell).collect();
        table += &row("td", std::iter::once(one.label.as_str()).chain(cells.iter().map(String::as_str)));
    }
    table
}

fn row<'c>(of: &str, cells: impl Iterator<Item = &'c str>) -> String {
    let cells: String = cells.map(|cell| format!("<{of}>{}</{of}>", escaped(cell))).collect();
    format!("<tr>{cells}</tr>\n")
}
