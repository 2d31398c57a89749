//! Tables of judgements: cells that the page set side by side and the text set one below the other
//! become rows again.

use crate::report::{Grade, Role};

use super::blocks::Block;
use super::flow::Gap;
use super::marks::Mark;
use super::sentence::{ends, width};

/// A block, or the cells of a table's row.
pub(super) enum Piece<'a> {
    /// A paragraph, bullet, heading …
    Block(Block<'a>),
    /// A row: its cells in reading order.
    Row(Vec<Block<'a>>),
}

/// Joins cells to rows wherever a cell that is only a grade follows cells that are not sentences.
pub(super) fn rows(blocks: Vec<Block<'_>>) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for block in blocks {
        if !is_grade(&block.plain()) {
            pieces.push(Piece::Block(block));
            continue;
        }
        // The judgement may have wrapped into several short pieces; they are the row's first cell.
        let mut cells = vec![block];
        while let Some(Piece::Block(before)) = pieces.last() {
            if cells.len() > 3 || !is_cell(before) || cells.len() > 1 && !goes_on(before, &cells[0]) {
                break;
            }
            let Some(Piece::Block(before)) = pieces.pop() else { break };
            cells.insert(0, before);
        }
        pieces.push(if cells.len() > 1 { Piece::Row(cells) } else { Piece::Block(cells.remove(0)) });
    }
    pieces
}

/// Whether a text is nothing but a grade.
pub(super) fn is_grade(text: &str) -> bool {
    let lower = text.to_lowercase();
    let grade = lower.trim_end_matches('.').trim_end_matches(" to be good");
    Grade::ALL.iter().any(|g| g.as_str() == grade)
}

fn is_cell(block: &Block<'_>) -> bool {
    let text = block.plain();
    block.first().role == Role::Text
        && !matches!(block.mark, Mark::Bullet(_))
        && !ends(&text)
        && !is_header(&text)
        && width(&text) < 160
        && block.lines.len() <= 4
}

/// The words over the columns.
fn is_header(text: &str) -> bool {
    ["judgement", "judgment", "grade", "judgement grade", "judgment grade"].contains(&text.to_lowercase().as_str())
}

/// Whether `next` is the rest of a cell that `before` begins: it starts in lower case.
fn goes_on(before: &Block<'_>, next: &Block<'_>) -> bool {
    super::sentence::starts_low(next.first().text) && next.first().gap != Gap::Page && !ends(before.last().text)
}
