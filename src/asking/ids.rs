//! What an id names: a report or a passage, by its id in full or by its short one.

use crate::engine::IndexError;
use crate::library::Index;
use crate::report::{Report, as_short_id};

/// What an id names.
pub(crate) struct ResolvedId {
    pub(crate) report: Report,
    /// The passage, unless the report itself is named.
    pub(crate) ordinal: Option<u32>,
}

/// Why an id names nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IdError {
    /// It is that of a file that holds a copy of a report.
    #[error("{id} is a copy of {of}")]
    CopyOf { id: String, of: String },
    /// No report has it. Where it looks like a short id, the words of its report may have changed.
    #[error("no report {id}{}", if *.is_short { ": its words may have changed since, which gives it another short id" } else { "" })]
    NoReport { id: String, is_short: bool },
    /// The report has no such passage.
    #[error("no passage {id}: {report} has passages 1 to {passages}")]
    NoPassage { id: String, report: String, passages: u32 },
    /// Several reports have it.
    #[error("{id} may be any of {}: type more letters, or the id in full", .of.join(", "))]
    Ambiguous { id: String, of: Vec<String> },
    /// The index is damaged or cannot be read.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// Looks an id up.
///
/// # Errors
/// Where nothing or more than one report has it, or the index cannot be read.
pub(crate) fn resolved_id(index: &Index, id: &str) -> Result<ResolvedId, IdError> {
    if let Some(report) = report(index, id)? {
        return Ok(ResolvedId { report, ordinal: None });
    }
    let Some((report_id, ordinal)) = id.rsplit_once('#') else { return Err(not_there(index, id)) };
    let report = report(index, report_id)?.ok_or_else(|| not_there(index, report_id))?;
    let passages = report.passages;
    match ordinal.parse().ok().filter(|n| (1..=passages).contains(n)) {
        Some(ordinal) => Ok(ResolvedId { report, ordinal: Some(ordinal) }),
        None => Err(IdError::NoPassage { id: id.to_owned(), report: report.id, passages }),
    }
}

/// The report with an id in full, else with this short id.
fn report(index: &Index, id: &str) -> Result<Option<Report>, IdError> {
    if let Some(report) = index.report(id)? {
        return Ok(Some(report));
    }
    let of = index.reports_by_short_id(id)?;
    match of.as_slice() {
        [] => Ok(None),
        [only] => Ok(index.report(only)?),
        _ => Err(IdError::Ambiguous { id: id.to_owned(), of }),
    }
}

/// The error for an unknown id.
fn not_there(index: &Index, id: &str) -> IdError {
    let state = index.state().ok();
    let copy = state.as_ref().and_then(|state| state.copies().find(|(_, report, _)| report.id == id));
    match copy {
        Some((_, _, of)) => IdError::CopyOf { id: id.to_owned(), of: of.report.clone() },
        None => IdError::NoReport { id: id.to_owned(), is_short: as_short_id(id).is_some() },
    }
}
