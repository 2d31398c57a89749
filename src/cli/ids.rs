//! What an id on the command line names: a report or a passage, by its id in full or by its short one.

use anyhow::{Context, bail};

use crate::library::Index;
use crate::report::{Report, as_short_id};

use super::shell::shell_word;

/// What an id names.
pub(super) struct ResolvedId {
    pub(super) report: Report,
    /// The passage, unless the report itself is named.
    pub(super) ordinal: Option<u32>,
}

/// Looks an id up.
///
/// # Errors
/// Where nothing or more than one report has it, or the index cannot be read.
pub(super) fn resolved(index: &Index, id: &str) -> anyhow::Result<ResolvedId> {
    if let Some(report) = report(index, id)? {
        return Ok(ResolvedId { report, ordinal: None });
    }
    let Some((report_id, ordinal)) = id.rsplit_once('#') else { bail!("{}", not_there(index, id)) };
    let report = report(index, report_id)?.with_context(|| not_there(index, report_id))?;
    let count = report.passages;
    let ordinal = ordinal.parse().ok().filter(|n| (1..=count).contains(n));
    let ordinal = ordinal.with_context(|| format!("no passage {id}: {} has passages 1 to {count}", report.id))?;
    Ok(ResolvedId { report, ordinal: Some(ordinal) })
}

/// The report with an id in full, else with this short id.
fn report(index: &Index, id: &str) -> anyhow::Result<Option<Report>> {
    if let Some(report) = index.report(id)? {
        return Ok(Some(report));
    }
    let reports = index.reports_by_short_id(id)?;
    match reports.as_slice() {
        [] => Ok(None),
        [only] => Ok(index.report(only)?),
        several => bail!("{id} may be any of {}: type more letters, or the id in full", several.join(", ")),
    }
}

/// The error for an unknown id.
fn not_there(index: &Index, id: &str) -> String {
    let state = index.state().ok();
    let copy = state.as_ref().and_then(|state| state.copies().find(|(_, report, _)| report.id == id));
    match copy {
        Some((_, _, of)) => format!("{id} is a copy of {}: `findings show {}`", of.report, shell_word(&of.report)),
        None if as_short_id(id).is_some() => {
            format!(
                "no report {id}: its words may have changed since, which gives it another short id; `findings reports` lists all"
            )
        }
        None => format!("no report {id}: `findings reports` lists them"),
    }
}
