//! Reports and passages by their ids.

use crate::asking::{FilterArgs, MatchArgs, ReportSortChoice, ResolvedId, resolved_id};
use crate::engine::IndexError;
use crate::output::{Content, ListedReport, PassageWire, ReportWire, TextStyle, write_object, write_reports};
use crate::report::{Passage, Report};
use crate::serve::asked::{Asked, MAX_TIME, filtered};
use crate::serve::reply::{HttpProblem, HttpReply, NDJSON};

use super::counts::choice;
use super::{FORMAT, format, written};

/// Parameters of a list of reports that are no filters.
pub(super) const REPORTS_PARAMS: [&str; 2] = [FORMAT, "sort"];

/// The most neighbours of a passage on either side.
const MAX_CONTEXT: usize = 50;
pub(super) const CONTEXT: &str = "context";

/// The reports, as `findings reports` lists them.
pub(in crate::serve) fn reports(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let format = format(asked, Content::Reports)?;
    let (_, filters) = asked.params.options(&REPORTS_PARAMS, false)?;
    let listed = listed(asked, &filters)?;
    let mut body = Vec::new();
    write_reports(&mut body, format, &TextStyle::PLAIN, &listed)?;
    Ok(written(format, body))
}

/// The reports that meet filters, in the order that is asked for.
///
/// # Errors
/// Where a filter cannot be read, or the index.
pub(in crate::serve) fn listed(asked: &Asked, filters: &FilterArgs) -> Result<Vec<ListedReport>, HttpProblem> {
    let index = asked.index();
    let among = filtered(&MatchArgs::plain(), filters, index)?;
    let mut reports = index.reports_that_meet(&among.query, Some(MAX_TIME))?;
    choice(&asked.params, "sort", ReportSortChoice::Authority)?.sort(&mut reports);
    Ok(crate::asking::listed(index, reports)?)
}

/// A report and then its passages, an object a line, as `findings show` prints them.
pub(in crate::serve) fn report(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let ResolvedId { report, ordinal } = resolved_id(asked.index(), &asked.id)?;
    if ordinal.is_some() {
        return Err(HttpProblem::not_found("this names a passage; see /api/v1/passages/"));
    }
    let short = asked.index().short_id(&report)?;
    let mut body = Vec::new();
    write_object(&mut body, &ReportWire::with_evidence(&report, short.as_deref()))?;
    for passage in asked.index().passages(&report.id, 1..=report.passages)? {
        write_object(&mut body, &PassageWire::new(&report.id, short.as_deref(), &passage))?;
    }
    Ok(HttpReply::new(NDJSON, body))
}

/// A passage with as many neighbours as are asked for, an object a line, as `findings show` prints them.
pub(in crate::serve) fn passages(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let (report, ordinal) = named_passage(asked)?;
    let context = asked.params.number(CONTEXT)?.unwrap_or(0);
    if context > MAX_CONTEXT {
        return Err(HttpProblem::bad_request(format!("the context is more than {MAX_CONTEXT}")));
    }
    let short = asked.index().short_id(&report)?;
    let mut body = Vec::new();
    for passage in around(asked, &report, ordinal, u32::try_from(context).unwrap_or(u32::MAX))? {
        let wire = PassageWire::new(&report.id, short.as_deref(), &passage);
        write_object(&mut body, &wire.with_source(&passage))?;
    }
    Ok(HttpReply::new(NDJSON, body))
}

/// The passage that a request names.
///
/// # Errors
/// Where there is no such passage.
pub(in crate::serve) fn named_passage(asked: &Asked) -> Result<(Report, u32), HttpProblem> {
    match resolved_id(asked.index(), &asked.id)? {
        ResolvedId { report, ordinal: Some(ordinal) } => Ok((report, ordinal)),
        ResolvedId { .. } => {
            Err(HttpProblem::not_found("this names a report; a passage is REPORT#NUMBER, with %23 for the #"))
        }
    }
}

/// A passage and its neighbours, in order.
///
/// # Errors
/// Where the index cannot be read.
pub(in crate::serve) fn around(
    asked: &Asked,
    report: &Report,
    ordinal: u32,
    context: u32,
) -> Result<Vec<Passage>, IndexError> {
    let first = ordinal.saturating_sub(context).max(1);
    asked.index().passages(&report.id, first..=ordinal.saturating_add(context).min(report.passages))
}
