//! From pages of lines to passages: the report as its readers see it.
//!
//! Text taken from a printed page has lines where there were none, page numbers in the middle of
//! sentences and numbers that have left their paragraphs. The way back is a row of small steps, each
//! in a file of its own: `flow` lays the pages end to end without what recurs on each of them
//! (`furniture`) and with footnotes set aside (`footnotes`); `marks` finds bullets and paragraph
//! numbers; `blocks` joins lines to paragraphs by their width (`measure`) and their sentences;
//! `parts` says what part each plays; `passages` heals the words and gives each its section, and `roles`
//! distinguishes recommendations from findings.
//!
//! Every line that is not furniture ends up in exactly one passage.

mod addresses;
mod blocks;
mod decimals;
mod flow;
mod footnotes;
mod furniture;
mod heal;
mod marks;
mod measure;
mod page_names;
mod pages;
mod parts;
mod passages;
mod roles;
mod sentence;
mod tables;

use crate::report::{Document, Passage};

pub use page_names::page_names;

/// The passages of a document in reading order, numbered from 1. Pure: the same document gives the
/// same passages.
pub fn layout(document: &Document) -> Vec<Passage> {
    let flow = flow::Flow::new(document);
    let blocks = blocks::blocks(&flow);
    let blocks = tables::rows(blocks);
    let parts = parts::parts(blocks, flow.footnotes);
    passages::passages(parts, flow.paged)
}

#[cfg(test)]
mod tests;
