//! Pages without tags: pieces of text become lines and lines become blocks, by their positions.

use super::columns;
use super::grid;
use super::printed::{BlockKind, PrintedBlock, PrintedLine, PrintedPage};
use super::runs::TextRun;

/// Baselines that differ by less than this share of the type's size are one line.
const SAME_LINE: f32 = 0.35;
/// Pieces further apart than this share of the type's size are apart on purpose.
const APART: f32 = 0.9;
/// A space is at least this share of the type's size.
const SPACE: f32 = 0.14;

/// The blocks of a page in reading order.
pub(super) fn blocks(runs: &[TextRun]) -> PrintedPage {
    let (upright, turned): (Vec<&TextRun>, Vec<&TextRun>) = runs.iter().partition(|run| run.upright);
    let segments = segments(&upright);
    let mut blocks = Vec::new();
    for column in columns::in_order(segments) {
        blocks.extend(grid::blocks(column));
    }
    let turned: Vec<PrintedLine> = turned.into_iter().map(|run| line(&[run])).collect();
    if !turned.is_empty() {
        blocks.push(PrintedBlock::Lines { kind: BlockKind::Untagged, element: None, lines: turned });
    }
    PrintedPage { blocks }
}

/// Pieces side by side on one line, joined where only word spaces separate them.
fn segments(runs: &[&TextRun]) -> Vec<PrintedLine> {
    rows(runs).iter().flat_map(|row| split(row)).map(|runs| line(&runs)).collect()
}

/// Pieces put on lines, from the top of the page to its foot, each line from left to right.
fn rows<'r>(runs: &[&'r TextRun]) -> Vec<Vec<&'r TextRun>> {
    let mut runs = runs.to_vec();
    runs.sort_by(|a, b| b.base.total_cmp(&a.base));
    let mut rows: Vec<Vec<&TextRun>> = Vec::new();
    for run in runs {
        match rows.last_mut() {
            Some(row) if same_line(row[0], run) => row.push(run),
            _ => rows.push(vec![run]),
        }
    }
    rows.iter_mut().for_each(|row| row.sort_by(|a, b| a.left.total_cmp(&b.left)));
    rows
}

/// Whether two pieces are on one line.
pub(super) fn same_line(a: &TextRun, b: &TextRun) -> bool {
    (a.base - b.base).abs() < a.size.max(b.size) * SAME_LINE
}

/// A row cut where pieces are apart.
fn split<'r>(row: &[&'r TextRun]) -> Vec<Vec<&'r TextRun>> {
    let mut parts: Vec<Vec<&TextRun>> = Vec::new();
    for &run in row {
        match parts.last_mut() {
            Some(part) if !is_apart(part[part.len() - 1], run) => part.push(run),
            _ => parts.push(vec![run]),
        }
    }
    parts
}

fn is_apart(before: &TextRun, run: &TextRun) -> bool {
    before.measured && run.left - (before.left + before.width) > APART * before.size.max(run.size)
}

/// One line of pieces from left to right.
pub(super) fn line(runs: &[&TextRun]) -> PrintedLine {
    let mut text = String::new();
    let mut before: Option<&TextRun> = None;
    let (mut bold, mut plain) = (0, 0);
    let mut size = (0, 0.0);
    for run in runs {
        if before.is_some_and(|before| is_spaced(before, run)) && !text.ends_with(' ') && !run.text.starts_with(' ') {
            text.push(' ');
        }
        text.push_str(&run.text);
        let letters = run.text.chars().filter(|c| c.is_alphabetic()).count();
        *(if run.bold { &mut bold } else { &mut plain }) += letters;
        if letters >= size.0 {
            size = (letters, run.size);
        }
        before = Some(run);
    }
    let left = runs.iter().map(|run| run.left).fold(f32::INFINITY, f32::min);
    let right = runs.iter().map(|run| run.left + run.width).fold(f32::NEG_INFINITY, f32::max);
    let base = runs.first().map_or(0.0, |run| run.base);
    PrintedLine { text: text.trim().to_owned(), left, right, base, size: size.1, bold: bold > 0 && plain == 0 }
}

/// Whether a word ends between two pieces of a line.
fn is_spaced(before: &TextRun, run: &TextRun) -> bool {
    if !before.measured {
        return false;
    }
    let gap = run.left - (before.left + before.width);
    // A piece that begins far to the left of the other's end is no neighbour of it.
    gap > SPACE * before.size.min(run.size) || gap < -before.size
}
