//! Small tables for people: columns in line, or Markdown. The first column is text, the others are numbers.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::markdown::escaped;
use super::safe::safe;

/// A header and rows of as many cells.
pub(super) struct Grid {
    rows: Vec<Vec<String>>,
}

impl Grid {
    pub(super) fn new(header: impl IntoIterator<Item = String>) -> Grid {
        Grid { rows: vec![header.into_iter().collect()] }
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Columns with two spaces between.
    pub(super) fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let rows: Vec<Vec<_>> = self.rows.iter().map(|row| row.iter().map(|cell| safe(cell)).collect()).collect();
        let mut widths = vec![0; rows[0].len()];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.width().max(*width);
            }
        }
        for row in &rows {
            let mut line = String::new();
            for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let gap = " ".repeat(width - cell.width());
                line += &if at == 0 { format!("{cell}{gap}") } else { format!("  {gap}{cell}") };
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// A table of Markdown.
    pub(super) fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        for (at, row) in self.rows.iter().enumerate() {
            let cells: Vec<String> = row.iter().map(|cell| escaped(cell)).collect();
            writeln!(out, "| {} |", cells.join(" | "))?;
            if at == 0 {
                writeln!(out, "|---|{}", "--:|".repeat(row.len() - 1))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_in_line_whatever_their_width() {
        let mut grid = Grid::new(["run", "AP"].map(str::to_owned));
        grid.row(["a|b\u{7}".to_owned(), "0.5000".to_owned()]);
        grid.row(["報告".to_owned(), "1".to_owned()]);
        let (mut text, mut markdown) = (Vec::new(), Vec::new());
        grid.text(&mut text).unwrap();
        grid.markdown(&mut markdown).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), "run       AP\na|b\u{fffd}  0.5000\n報告       1\n");
        assert_eq!(
            String::from_utf8(markdown).unwrap(),
            "| run | AP |\n|---|--:|\n| a\\|b\u{fffd} | 0.5000 |\n| 報告 | 1 |\n"
        );
    }
}
