//! From a query to hits: compile it for the index, walk the segments, rank, mark.
//!
//! `bounded` takes from a query what is more than `budget` allows, which also has the clock. `plan` is what is left,
//! looked up in the index; `compile` and `filters` make it. `cursor` and
//! `matcher` walk a segment's postings by it, `occurrences` says what occurs where in a passage,
//! `collect` keeps the best and counts them all, `collapse` folds those that are nearly the same, and `hits` fetches what is to be shown.

mod any_spans;
mod bits;
mod blockwise;
mod bm25;
mod bounded;
mod budget;
mod candidates;
mod chains;
mod collapse;
mod collect;
mod combine;
mod compile;
mod counting;
mod cursor;
mod dictionary;
mod docset;
mod feedback;
#[cfg(feature = "opensearch")]
mod fetched;
mod filter_sets;
mod filters;
mod further;
mod global_ordinals;
mod groups;
mod hits;
mod in_order;
mod index_view;
mod known_names;
mod levels;
mod loose;
mod loosened;
mod marked;
mod matcher;
mod near;
mod nearest;
mod occurrences;
mod open;
mod order;
mod part;
mod phrases;
mod plain_spans;
mod plan;
mod question;
mod quoted_passages;
mod ranking;
mod remarks;
mod rerank;
mod respelled;
mod results;
mod searcher;
#[cfg(feature = "opensearch")]
mod served;
mod signals;
mod similar;
mod span_query;
#[cfg(feature = "opensearch")]
mod superset;
mod text_marks;
mod text_positions;
mod variants;
mod very_words;
mod within;
mod word_counts;
mod word_postings;
#[cfg(feature = "opensearch")]
mod working_set;
mod zero;

#[cfg(test)]
mod tests;

pub(crate) use crate::engine::{
    Answer, Continued, Counts, Expansion, FoldedHit, Hit, Hits, Nearest, Nothing, Ranked, Ranking, Request, ScorePart,
    SearchError, Unit, Within, WordDifference,
};
pub(crate) use collect::Parallelism;
pub(crate) use searcher::Searcher;
#[cfg(feature = "opensearch")]
pub(crate) use working_set::WorkingSet;
