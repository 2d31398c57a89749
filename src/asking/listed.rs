//! Reports as a list has them.

use std::sync::Arc;

use crate::engine::IndexError;
use crate::library::Index;
use crate::output::ListedReport;
use crate::report::Report;

/// Some reports with their short ids, in the same order.
///
/// # Errors
/// Where the index is damaged or cannot be read.
pub(crate) fn listed(index: &Index, reports: Vec<Arc<Report>>) -> Result<Vec<ListedReport>, IndexError> {
    let listed = |report: Arc<Report>| Ok(ListedReport { short_id: index.short_id(&report)?, report });
    reports.into_iter().map(listed).collect()
}
