//! Makes blocks of the lines of one column, and table rows of cells side by side.

use super::printed::{BlockKind, PrintedBlock, PrintedLine};

/// Cells of one column begin at the same place, within this many points.
const SAME_EDGE: f32 = 4.0;
/// A mark before a paragraph is at most this long: a bullet, a number with its stop.
const MAX_MARK_CHARS: usize = 5;
/// No page has this many lines in one row of a table.
const MAX_CELL_LINES: usize = 400;
/// Lines further apart than this share of the usual distance have a gap between them.
const GAP: f32 = 1.3;

/// The blocks of a column, whose pieces of lines are sorted from top to bottom.
pub(super) fn blocks(segments: Vec<PrintedLine>) -> Vec<PrintedBlock> {
    let rows = rows(segments);
    let usual = usual_step(&rows);
    let mut blocks: Vec<PrintedBlock> = Vec::new();
    let mut open: Vec<PrintedLine> = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let end = table_end(&rows, at, usual);
        if end > at {
            close(&mut blocks, &mut open);
            blocks.extend(table(&rows[at..end]));
            at = end;
            continue;
        }
        let line = joined(&rows[at]);
        if open.last().is_some_and(|last| has_gap(last, &line, usual) || is_other_type(last, &line)) {
            close(&mut blocks, &mut open);
        }
        open.push(line);
        at += 1;
    }
    close(&mut blocks, &mut open);
    blocks
}

fn close(blocks: &mut Vec<PrintedBlock>, open: &mut Vec<PrintedLine>) {
    if !open.is_empty() {
        blocks.push(PrintedBlock::Lines { kind: BlockKind::Untagged, element: None, lines: std::mem::take(open) });
    }
}

fn has_gap(last: &PrintedLine, line: &PrintedLine, usual: f32) -> bool {
    let step = last.base - line.base;
    step > usual * GAP && step > last.size.max(line.size) * GAP || step < -last.size
}

fn is_other_type(last: &PrintedLine, line: &PrintedLine) -> bool {
    last.bold != line.bold || (last.size - line.size).abs() > 0.8
}

/// The pieces of each line, from left to right.
fn rows(segments: Vec<PrintedLine>) -> Vec<Vec<PrintedLine>> {
    let mut rows: Vec<Vec<PrintedLine>> = Vec::new();
    for segment in segments {
        match rows.last_mut() {
            Some(row) if (row[0].base - segment.base).abs() < row[0].size * 0.35 => row.push(segment),
            _ => rows.push(vec![segment]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.left.total_cmp(&b.left));
        let marked = row.len() >= 2 && row[0].text.chars().count() <= MAX_MARK_CHARS;
        if marked && row[1].left - row[0].right < row[1].size * 3.0 {
            let first = joined(&row[..2]);
            row.splice(..2, [first]);
        }
    }
    rows
}

/// The pieces of a row as one line.
fn joined(row: &[PrintedLine]) -> PrintedLine {
    let texts: Vec<&str> = row.iter().map(|piece| piece.text.as_str()).collect();
    let longest = row.iter().max_by_key(|piece| piece.text.len()).unwrap_or(&row[0]);
    PrintedLine {
        text: texts.join(" "),
        left: row[0].left,
        right: row[row.len() - 1].right,
        base: row[0].base,
        size: longest.size,
        bold: row.iter().all(|piece| piece.bold || !piece.text.contains(char::is_alphabetic)),
    }
}

/// The usual distance between the baselines of two lines.
fn usual_step(rows: &[Vec<PrintedLine>]) -> f32 {
    let mut steps: Vec<f32> = rows.windows(2).map(|pair| pair[0][0].base - pair[1][0].base).collect();
    steps.retain(|step| *step > 0.5);
    steps.sort_by(f32::total_cmp);
    steps.get(steps.len() / 2).copied().unwrap_or(12.0)
}

/// Whether a row has cells: two separate pieces.
fn has_cells(row: &[PrintedLine]) -> bool {
    row.len() >= 2 && row[0].text.chars().count() > MAX_MARK_CHARS
}

/// The column that begins last before a place. Edges go from left to right.
fn column_of(edges: &[f32], left: f32) -> Option<usize> {
    edges.partition_point(|edge| left >= *edge - SAME_EDGE).checked_sub(1)
}

/// Whether a column begins at a place.
fn is_edge(edges: &[f32], left: f32) -> bool {
    let near = edges.partition_point(|edge| edge - left < -SAME_EDGE);
    edges.get(near).is_some_and(|edge| edge - left <= SAME_EDGE)
}

/// The row after a table that begins at `from`; `from` where none does. No line of a table runs from
/// one of its columns into the next.
fn table_end(rows: &[Vec<PrintedLine>], from: usize, usual: f32) -> usize {
    if !has_cells(&rows[from]) {
        return from;
    }
    let edges: Vec<f32> = rows[from].iter().map(|piece| piece.left).collect();
    let fits = |row: &[PrintedLine]| {
        row.iter().all(|piece| {
            let column = column_of(&edges, piece.left);
            column.is_some_and(|column| edges.get(column + 1).is_none_or(|next| piece.right < *next - 1.0))
        })
    };
    let aligned = |row: &[PrintedLine]| has_cells(row) && row[1..].iter().all(|piece| is_edge(&edges, piece.left));
    let mut end = from + 1;
    let mut last_with_cells = from;
    let goes_on = |end: usize| fits(&rows[end]) && rows[end - 1][0].base - rows[end][0].base < usual * 3.5;
    while end < rows.len() && end - last_with_cells < MAX_CELL_LINES && goes_on(end) {
        if aligned(&rows[end]) {
            last_with_cells = end;
        }
        end += 1;
    }
    let end = end_of_last_cells(rows, last_with_cells, end);
    // One row alone is a table if a cell of it continues, and nothing follows closely.
    let alone = last_with_cells == from;
    let wrapped = end > from + 1 && (end == rows.len() || !is_close(rows, end));
    if alone && !wrapped { from } else { end }
}

/// Lines after the last row with cells belong to its cells as long as they follow closely.
fn end_of_last_cells(rows: &[Vec<PrintedLine>], last: usize, end: usize) -> usize {
    (last + 1..end).take_while(|&at| is_close(rows, at)).last().map_or(last + 1, |at| at + 1)
}

/// Whether a row follows as closely as the lines of one paragraph do.
fn is_close(rows: &[Vec<PrintedLine>], at: usize) -> bool {
    rows[at - 1][0].base - rows[at][0].base <= rows[at][0].size * 1.45
}

/// The rows of a table as blocks.
fn table(rows: &[Vec<PrintedLine>]) -> Vec<PrintedBlock> {
    let edges: Vec<f32> = rows[0].iter().map(|piece| piece.left).collect();
    let mut columns: Vec<Vec<&PrintedLine>> = vec![Vec::new(); edges.len()];
    for piece in rows.iter().flatten() {
        columns[column_of(&edges, piece.left).unwrap_or(0)].push(piece);
    }
    let table = by_cells(&columns).unwrap_or_else(|| by_tops(rows, &edges));
    table.into_iter().map(|cells| PrintedBlock::Row { cells, size: rows[0][0].size }).collect()
}

/// Rows whose gaps separate the cells of every column, if all columns have equally many.
fn by_cells(columns: &[Vec<&PrintedLine>]) -> Option<Vec<Vec<String>>> {
    let steps = columns.iter().flat_map(|column| column.windows(2).map(|pair| pair[0].base - pair[1].base));
    let least = steps.fold(f32::INFINITY, f32::min);
    let cells: Vec<Vec<String>> = columns.iter().map(|column| cells(column, least * 1.2)).collect();
    let count = cells.first()?.len();
    if count < 2 || cells.iter().any(|column| column.len() != count) {
        return None;
    }
    let row = |at: usize| cells.iter().map(|column| column[at].clone()).collect();
    Some((0..count).map(row).collect())
}

fn cells(column: &[&PrintedLine], gap: f32) -> Vec<String> {
    let mut cells: Vec<String> = Vec::new();
    let mut before: Option<f32> = None;
    for piece in column {
        match cells.last_mut() {
            Some(cell) if before.is_some_and(|before| before - piece.base <= gap) => add(cell, &piece.text),
            _ => cells.push(piece.text.clone()),
        }
        before = Some(piece.base);
    }
    cells
}

/// Rows that begin where all columns have a line.
fn by_tops(rows: &[Vec<PrintedLine>], edges: &[f32]) -> Vec<Vec<String>> {
    let mut table: Vec<Vec<String>> = Vec::new();
    for row in rows {
        if row.len() == edges.len() || table.is_empty() {
            table.push(vec![String::new(); edges.len()]);
        }
        let Some(cells) = table.last_mut() else { continue };
        for piece in row {
            add(&mut cells[column_of(edges, piece.left).unwrap_or(0)], &piece.text);
        }
    }
    table
}

fn add(cell: &mut String, text: &str) {
    if !cell.is_empty() {
        cell.push(' ');
    }
    cell.push_str(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_by_the_edges_beside_them() {
        let edges = [70.0, 120.0, 120.0, 300.0];
        for (left, column, edge) in [
            (65.0, None, false),
            (66.0, Some(0), true),
            (90.0, Some(0), false),
            (116.0, Some(2), true),
            (124.5, Some(2), false),
            (299.0, Some(3), true),
            (400.0, Some(3), false),
        ] {
            assert_eq!((column_of(&edges, left), is_edge(&edges, left)), (column, edge), "{left}");
        }
        assert_eq!((column_of(&[], 1.0), is_edge(&[], 1.0)), (None, false));
    }

    #[test]
    fn rows_that_are_nearly_a_table_end() {
        let piece = |left: f32, base: f32| PrintedLine {
            text: "a piece".to_owned(),
            left,
            right: left + 3.0,
            base,
            size: 10.0,
            bold: false,
        };
        // Each row could continue the one before it, and begins no column where that does.
        let rows = (0..20_000).flat_map(|row| {
            let base = -(row as f32) * 12.0;
            [piece(0.0, base), piece(100.0 + row as f32 * 5.0, base)]
        });
        let blocks = blocks(rows.collect());
        assert!(!blocks.is_empty());
    }
}
