//! Tables of judgements: cells that the page set side by side and the text set one below the other
//! become rows again.

use crate::report::Role;

use super::blocks::Block;
use super::marks::Mark;
use super::sentence::{ends, is_grade, width};

/// A block, or the cells of a table's row.
pub(super) enum BlockOrRow<'a> {
    /// A paragraph, bullet, heading …
    Block(Block<'a>),
    /// A row: its cells in reading order.
    Row(Vec<Block<'a>>),
}

/// Joins cells to rows: a cell that is only a grade follows its judgement; several grades in a row follow as many
/// judgements.
pub(super) fn rows(blocks: Vec<Block<'_>>) -> Vec<BlockOrRow<'_>> {
    let mut pieces: Vec<BlockOrRow<'_>> = Vec::new();
    let mut blocks = blocks.into_iter().peekable();
    while let Some(block) = blocks.next() {
        if !is_grade(&block.plain()) {
            pieces.push(BlockOrRow::Block(block));
            continue;
        }
        let mut grades = vec![block];
        while let Some(grade) = blocks.next_if(|next| is_grade(&next.plain())) {
            grades.push(grade);
        }
        let waiting = pieces.iter().rev().take(grades.len()).take_while(|piece| is_waiting(piece)).count();
        let judgements = pieces.split_off(pieces.len() - waiting);
        let lone = grades.len() - waiting;
        // If there are fewer judgements than grades, the first grades have none.
        let mut grades = grades.into_iter();
        pieces.extend(grades.by_ref().take(lone).map(BlockOrRow::Block));
        for (judgement, grade) in judgements.into_iter().zip(grades) {
            pieces.push(match judgement {
                BlockOrRow::Block(judgement) => BlockOrRow::Row(vec![judgement, grade]),
                row => row,
            });
        }
    }
    pieces
}

/// Whether a piece may be a judgement whose grade is still to come.
fn is_waiting(piece: &BlockOrRow<'_>) -> bool {
    matches!(piece, BlockOrRow::Block(block) if is_cell(block))
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
