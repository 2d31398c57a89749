//! `reports`: which reports there are.

use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;

use crate::asking::ReportSortChoice;

use super::super::arguments::{Argument, ArgumentKind};
use super::super::asked::{ToolCall, budget_argument, filter_arguments};
use super::super::evidence::{EvidenceSheet, ReportFacts};
use super::super::failure::ToolFailure;
use super::super::quoted::QUOTED_LINES;
use super::super::remarks::AnswerRemarks;
use super::{ToolOutput, ToolSpec, schema_of};

pub(super) const REPORTS: ToolSpec = ToolSpec {
    name: "reports",
    title: "List reports",
    about: "List the indexed reports that meet filters: id, authority, kind, date and what it is the date of, overall grade, \
        title. Use it to learn which reports and authorities there are, when an authority was inspected and how it was \
        judged. It does not look into their text.",
    arguments,
    output: schema_of::<ReportsData>,
    run,
};

fn arguments() -> Vec<Argument> {
    let own = [
        Argument::optional(
            "sort",
            ArgumentKind::Choice(&["newest", "oldest", "authority", "grade", "kind"]),
            "Order of the reports",
        ),
        Argument::optional(
            "limit",
            ArgumentKind::Number { least: 1, most: 500, default: 40 },
            "At most this many reports",
        ),
        Argument::optional(
            "offset",
            ArgumentKind::Number { least: 0, most: 10_000_000, default: 0 },
            "Skip this many, to go on with an earlier list",
        ),
        budget_argument(8_000),
    ];
    own.into_iter().chain(filter_arguments()).collect()
}

/// The data of a list of reports.
#[derive(Debug, Serialize, JsonSchema)]
struct ReportsData {
    /// How many meet the filters.
    found: usize,
    /// How many there are in all.
    of: u64,
    #[serde(flatten)]
    remarks: AnswerRemarks,
    reports: Vec<ReportFacts>,
    /// The offset at which to go on, if there are more.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_offset: Option<usize>,
}

fn run(call: &ToolCall<'_>) -> Result<ToolOutput, ToolFailure> {
    let mut reports = call.index.reports_that_meet(&call.among()?, Some(call.timeout))?;
    let sort = call.arguments.text("sort").and_then(ReportSortChoice::named);
    sort.unwrap_or(ReportSortChoice::Newest).sort(&mut reports);
    let (offset, limit) = (call.arguments.number("offset"), call.arguments.number("limit"));
    let mut shown = EvidenceSheet::new(call.budget());
    for report in reports.iter().skip(offset).take(limit) {
        if !shown.offer_report(report, call.index.short_id(report)?.as_deref()) {
            break;
        }
    }
    call.index.check()?;
    let end = offset.saturating_add(shown.reports.len());
    let data = ReportsData {
        found: reports.len(),
        of: call.index.counts().reports,
        remarks: AnswerRemarks::new(call.index),
        next_offset: Some(end).filter(|end| *end < reports.len() && !shown.is_empty()),
        reports: shown.reports,
    };
    let more = data.next_offset.map(|offset| format!("; more: offset {offset}")).unwrap_or_default();
    let lines: String = data.reports.iter().map(|report| report.line() + "\n").collect();
    let head = format!("{} of {} reports; shown: {}{more}", data.found, data.of, data.reports.len());
    ToolOutput::new(format!("{head}\n{}({QUOTED_LINES})\n{lines}", data.remarks.text()), &data)
}
