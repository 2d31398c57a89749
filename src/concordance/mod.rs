//! Occurrences in their context: concordance lines, the words around a match, and how evenly it is spread.
//!
//! All of it is worked out from the hits of a search. What is an occurrence here is what a hit has as a highlight: hits
//! of overlapping words are one, and a phrase with an ellipsis has one on either side of it.

mod association;
mod collocates;
mod dispersion;
mod line;
mod occurrences;
mod order;

pub use collocates::{Collocate, Collocates};
pub(crate) use collocates::{CollocateCounter, MAX_WINDOW};
pub(crate) use dispersion::divide;
pub use dispersion::{CorpusPart, Dispersion, Division};
pub use line::ConcordanceLine;
pub(crate) use line::lines_of;
pub use order::NthWord;
pub(crate) use order::SortedLines;
