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
    let conditions = root.conditions();
    let filters: Vec<Node> = conditions.iter().filter(|node| node.is_of_filters()).cloned().collect();
    if filters.is_empty() {
        return Ok(None);
    }
    let is_all = filters.len() == conditions.len();
    let root = Node::And(filters);
    let counts = match is_all {
        true => found,
        false => {
            let plan = compiler.plan(&root)?;
            searcher.scope(&compiler.budget.clock).count_filtered(&plan)?
        }
    };
    Ok(Some(Within { filters: Query { root }.to_string(), counts }))
}
