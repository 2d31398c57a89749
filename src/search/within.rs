//! What the filters of a query leave, which is what its counts are out of.

use crate::index::IndexError;
use crate::query::{Node, Query};

use super::compile::Compiler;
use super::searcher::Searcher;
use super::{Counts, Within};

/// What meets the filters among the conditions of a query, of which so much was found.
pub(super) fn within(
    searcher: &Searcher,
    root: &Node,
    found: Counts,
    compiler: &mut Compiler<'_>,
) -> Result<Option<Within>, IndexError> {
    let Some(filters) = filters_of(root) else { return Ok(None) };
    let is_all = filters.conditions().len() == root.conditions().len();
    let counts = match is_all {
        true => found,
        false => {
            let plan = compiler.plan(&filters)?;
            searcher.scope(&compiler.budget.clock).count_filtered(&plan)?
        }
    };
    Ok(Some(Within { filters: Query { root: filters }.to_string(), counts }))
}

/// The filters among the conditions of a query, as one condition; none where it has none.
pub(super) fn filters_of(root: &Node) -> Option<Node> {
    let filters: Vec<Node> = root.conditions().iter().filter(|node| node.is_of_filters()).cloned().collect();
    (!filters.is_empty()).then_some(Node::And(filters))
}
