//! `count`: how many, out of how many.

use std::fmt::Write;

use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;

use crate::asking::{groupings, matching};
use crate::engine::{DateOf, Facet, Grouped, Grouping};

use super::super::arguments::{Argument, ArgumentKind, WrongArgument};
use super::super::asked::{ToolCall, budget_argument, filter_arguments, match_argument, query_argument};
use super::super::failure::ToolFailure;
use super::super::quoted::{cell, name};
use super::super::remarks::AnswerRemarks;
use super::{ToolOutput, ToolSpec, schema_of};

pub(super) const COUNT: ToolSpec = ToolSpec {
    name: "count",
    title: "Count reports and passages",
    about: "Count the reports and passages that a query finds, each out of how many there are under the same filters, in all \
        or by one or two of year, month, authority, region, kind, grade, section and other fields. Use it for how many, \
        how common, which years, which authorities, and give the denominators with the numbers: report kinds differ, so \
        filter by kind before you compare years. The query needs all of its words; it is never loosened. An absent word \
        is not an absent practice.",
    arguments,
    output: schema_of::<CountData>,
    run,
};

fn arguments() -> Vec<Argument> {
    let own = [
        query_argument("A query; * counts all that meets the filters"),
        Argument::optional(
            "by",
            ArgumentKind::Texts(60),
            "One or two fields: year, month, authority, region, kind, grade, overall_grade, role, section, …",
        ),
        Argument::optional(
            "date_of",
            ArgumentKind::Choice(&["any", "published", "visit"]),
            "The date that years and months go by",
        ),
        Argument::optional("zeros", ArgumentKind::Flag, "Show groups in which nothing is found too"),
        match_argument(),
        budget_argument(6_000),
    ];
    own.into_iter().chain(filter_arguments()).collect()
}

/// The data of some counts.
#[derive(Debug, Serialize, JsonSchema)]
struct CountData {
    /// The query as understood.
    query: String,
    /// What is counted by.
    by: Vec<String>,
    all: GroupData,
    groups: Vec<GroupData>,
    /// How many groups are left out to keep to the budget.
    left_out: usize,
    #[serde(flatten)]
    remarks: AnswerRemarks,
}

/// The counts of a group.
#[derive(Debug, Serialize, JsonSchema)]
struct GroupData {
    /// Its value in each field that is counted by; null where it has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<Option<String>>,
    reports: u64,
    of_reports: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    percent_of_reports: Option<f64>,
    passages: u64,
    of_passages: u64,
    /// How often it is said: the matches in these passages.
    occurrences: u64,
}

impl GroupData {
    fn new(group: &Grouped) -> GroupData {
        GroupData {
            values: group.values.iter().map(|value| value.as_deref().map(name)).collect(),
            reports: group.found.counts.reports,
            of_reports: group.of.counts.reports,
            percent_of_reports: group.report_share().map(|share| (share * 10.0).round() / 10.0),
            passages: group.found.counts.passages,
            of_passages: group.of.counts.passages,
            occurrences: group.found.occurrences,
        }
    }

    /// "2019 | 26 of 69 | 37.7% | 45 of 8012 | 51".
    fn line(&self, label: &str) -> String {
        let percent = self.percent_of_reports.map_or("–".to_owned(), |share| format!("{share}%"));
        let values = self.values.iter().map(|value| value.as_deref().unwrap_or("(none)"));
        let values: Vec<String> = values.map(cell).collect();
        let label = if values.is_empty() { label.to_owned() } else { values.join(" | ") };
        let GroupData { reports, of_reports, passages, of_passages, occurrences, .. } = self;
        format!("{label} | {reports} of {of_reports} | {percent} | {passages} of {of_passages} | {occurrences}")
    }
}

fn run(call: &ToolCall<'_>) -> Result<ToolOutput, ToolFailure> {
    let prepared = call.prepared(call.arguments.text("query").unwrap_or_default())?;
    let date_of = match call.arguments.text("date_of") {
        Some("published") => DateOf::Published,
        Some("visit") => DateOf::Visit,
        _ => DateOf::Any,
    };
    let by = groupings(&call.arguments.texts("by").join(","), date_of, call.index);
    let by = by.map_err(|why| WrongArgument::new("by", why))?;
    let matching_options = call.matching()?;
    let facet = by.iter().cloned().fold(Facet::default(), Facet::then);
    let answer =
        call.index.count_by(&matching(&prepared.query, &matching_options).facets(vec![facet]).next_level(true))?;
    call.index.check()?;
    let counted = &answer.facets[0];
    // Time has no gaps.
    let is_whole = call.arguments.flag("zeros") || by.iter().any(Grouping::is_of_time);
    let is_shown = |group: &&Grouped| {
        !by.is_empty() && (group.found.counts.passages > 0 || is_whole && group.values.iter().all(Option::is_some))
    };
    let groups: Vec<GroupData> = counted.groups.iter().filter(is_shown).map(GroupData::new).collect();
    let mut left = call.budget();
    let fits = groups.iter().take_while(|group| {
        let room = left.checked_sub(group.line("").chars().count() + 1);
        left = room.unwrap_or_default();
        room.is_some()
    });
    let shown = fits.count();
    let mut data = CountData {
        query: prepared.understood.clone(),
        by: by.iter().map(|by| by.name().to_owned()).collect(),
        all: GroupData::new(&counted.all),
        left_out: groups.len() - shown,
        groups,
        remarks: AnswerRemarks::new(call.index).on(&prepared, &answer),
    };
    data.groups.truncate(shown);
    if let Some(within) = &answer.within {
        data.remarks.note(format!("out of what meets {}", within.filters));
    }
    ToolOutput::new(data.text(), &data)
}

impl CountData {
    fn text(&self) -> String {
        let by = if self.by.is_empty() { String::new() } else { format!("{} | ", self.by.join(" | ")) };
        let by = if by.is_empty() { "| ".to_owned() } else { by };
        let mut text = self.remarks.text() + &format!("{by}reports | share | passages | occurrences\n");
        self.groups.iter().for_each(|group| text.push_str(&(group.line("") + "\n")));
        text.push_str(&(self.all.line("all") + "\n"));
        if self.left_out > 0 {
            let _ = writeln!(text, "left out: {} groups; ask with a larger budget, or filter", self.left_out);
        }
        text
    }
}
