//! `read`: a passage with its neighbours, or a report: its contents, a section, or from a passage on.

use std::fmt::Write;

use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;

use crate::asking::{ResolvedId, resolved_id};
use crate::library::Index;
use crate::report::{Passage, PassageKind, Report};
use crate::text::key;

use super::super::arguments::{Argument, ArgumentKind};
use super::super::asked::{ToolCall, budget_argument};
use super::super::evidence::{CitedPassage, EvidenceSheet, id};
use super::super::failure::ToolFailure;
use super::super::quoted::{cell, name};
use super::super::remarks::AnswerRemarks;
use super::super::resources::id_of;
use super::{ToolOutput, ToolSpec, schema_of};

pub(super) const READ: ToolSpec = ToolSpec {
    name: "read",
    title: "Read a passage or a report",
    about: "Read in a report. With the id of a passage (rtkw#16): that passage whole, and those around it. With the id of a \
        report (rtkw): its facts, its judgements and its contents, where each heading has the number of its passage; add \
        section to read what stands under a heading, or from to read on from a passage. Read around a passage before you \
        rely on it: a finding may be qualified next to it.",
    arguments,
    output: schema_of::<ReadData>,
    run,
};

/// A report is read in parts of at most this many passages.
const MAX_PASSAGES: u32 = 400;

/// At most this many headings of a report are listed.
const MAX_HEADINGS: usize = 300;

fn arguments() -> Vec<Argument> {
    vec![
        Argument::required("id", ArgumentKind::Text(400), "Id of a passage (rtkw#16) or a report (rtkw)"),
        Argument::optional(
            "context",
            ArgumentKind::Number { least: 0, most: 20, default: 1 },
            "Passages before and after a passage",
        ),
        Argument::optional("section", ArgumentKind::Text(200), "Words of a heading of the report"),
        Argument::optional(
            "from",
            ArgumentKind::Number { least: 0, most: 10_000_000, default: 0 },
            "Number of the passage of the report to read from; 0 for the contents",
        ),
        budget_argument(8_000),
    ]
}

/// What is to be read.
#[derive(Debug, Default)]
pub(in crate::mcp) struct ReadRequest<'a> {
    pub(in crate::mcp) id: &'a str,
    pub(in crate::mcp) context: u32,
    pub(in crate::mcp) section: Option<&'a str>,
    /// The first passage to read of a report; 0 for its contents.
    pub(in crate::mcp) from: u32,
    pub(in crate::mcp) budget: usize,
}

/// The data of what was read.
#[derive(Debug, Serialize, JsonSchema)]
struct ReadData {
    #[serde(flatten)]
    remarks: AnswerRemarks,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<ReportAbout>,
    #[serde(flatten)]
    evidence: EvidenceSheet,
    /// How many passages are left out to keep to the budget.
    left_out: usize,
    /// The number of the passage from which to read on.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_from: Option<u32>,
}

/// What else is known of a report.
#[derive(Debug, Serialize, JsonSchema)]
struct ReportAbout {
    /// Each judgement with its grade.
    judgements: Vec<String>,
    inspectors: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    visit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pages: Option<u32>,
    passages: u32,
    words: u64,
    contents: Vec<HeadingData>,
}

/// A heading of a report.
#[derive(Debug, Serialize, JsonSchema)]
struct HeadingData {
    /// The number of its passage.
    from: u32,
    heading: String,
}

fn run(call: &ToolCall<'_>) -> Result<ToolOutput, ToolFailure> {
    let number = |name| u32::try_from(call.arguments.number(name)).unwrap_or(u32::MAX);
    let request = ReadRequest {
        id: call.arguments.text("id").unwrap_or_default(),
        context: number("context"),
        section: call.arguments.text("section"),
        from: number("from"),
        budget: call.budget(),
    };
    read(call.index, &request)
}

/// Reads.
///
/// # Errors
/// Where nothing has the id, the report has no such section or passage, or the index cannot be read.
pub(in crate::mcp) fn read(index: &Index, request: &ReadRequest<'_>) -> Result<ToolOutput, ToolFailure> {
    let ResolvedId { report, ordinal } = resolved_id(index, &id_of(request.id))?;
    let short = index.short_id(&report)?;
    let reader = ReportReader { index, report: &report, short: short.as_deref() };
    let data = match (ordinal, request.section) {
        (Some(ordinal), _) => reader.around(ordinal, request)?,
        (None, Some(section)) => reader.section(section, request)?,
        (None, None) if request.from > 0 => reader.from(request)?,
        (None, None) => reader.contents(request)?,
    };
    index.check()?;
    ToolOutput::new(data.text(), &data)
}

/// A report that is read.
struct ReportReader<'a> {
    index: &'a Index,
    report: &'a Report,
    short: Option<&'a str>,
}

impl ReportReader<'_> {
    /// A passage, and as many of its neighbours as there is room for, the nearest first.
    fn around(&self, ordinal: u32, request: &ReadRequest<'_>) -> Result<ReadData, ToolFailure> {
        let (first, last) = (ordinal.saturating_sub(request.context).max(1), ordinal.saturating_add(request.context));
        let mut passages = self.index.passages(&self.report.id, first..=last)?;
        passages.sort_by_key(|passage| (passage.ordinal.abs_diff(ordinal), passage.ordinal));
        let mut evidence = EvidenceSheet::new(request.budget);
        let taken = passages.iter().take_while(|passage| {
            let is_asked = passage.ordinal == ordinal && passages.len() > 1;
            let notes = is_asked.then(|| "the passage asked for".to_owned()).into_iter().collect();
            self.offer(&mut evidence, passage, notes)
        });
        let left_out = passages.len() - taken.count();
        evidence.passages.sort_by_key(|passage| passage.ordinal);
        Ok(ReadData { remarks: AnswerRemarks::new(self.index), about: None, evidence, left_out, next_from: None })
    }

    /// What stands under the headings that have some words.
    fn section(&self, section: &str, request: &ReadRequest<'_>) -> Result<ReadData, ToolFailure> {
        let wanted = key(section);
        let has = |heading: &String| key(heading).contains(&wanted);
        let all = self.index.passages(&self.report.id, request.from.max(1)..=self.report.passages)?;
        let is_under = |passage: &&Passage| {
            passage.section.iter().any(has) || passage.kind == PassageKind::Heading && has(&passage.text)
        };
        let passages: Vec<&Passage> = all.iter().filter(is_under).collect();
        if passages.is_empty() || wanted.is_empty() {
            let id = id(self.report, self.short);
            let what = format!("no heading of {id} has \"{}\"", name(section));
            return Err(ToolFailure::new(what, format!("call `read` with the id {id} alone to see its headings")));
        }
        Ok(self.in_order(&passages, request))
    }

    /// From a passage on.
    fn from(&self, request: &ReadRequest<'_>) -> Result<ReadData, ToolFailure> {
        let (from, last) = (request.from, self.report.passages);
        if from > last {
            let what = format!("{} has passages 1 to {last}", id(self.report, self.short));
            return Err(ToolFailure::new(what, "give a smaller number for from"));
        }
        let to = from.saturating_add(MAX_PASSAGES - 1).min(last);
        let passages = self.index.passages(&self.report.id, from..=to)?;
        let mut data = self.in_order(&passages.iter().collect::<Vec<_>>(), request);
        data.left_out += (last - to) as usize;
        data.next_from = data.next_from.or((to < last).then_some(to + 1));
        Ok(data)
    }

    /// Passages, as far as there is room.
    fn in_order(&self, passages: &[&Passage], request: &ReadRequest<'_>) -> ReadData {
        let mut evidence = EvidenceSheet::new(request.budget);
        let taken = passages.iter().take_while(|passage| self.offer(&mut evidence, passage, Vec::new())).count();
        let next_from = passages.get(taken).map(|passage| passage.ordinal);
        let left_out = passages.len() - taken;
        ReadData { remarks: AnswerRemarks::new(self.index), about: None, evidence, left_out, next_from }
    }

    /// What is known of the report, and its headings.
    fn contents(&self, request: &ReadRequest<'_>) -> Result<ReadData, ToolFailure> {
        let mut evidence = EvidenceSheet::new(request.budget);
        evidence.offer_report(self.report, self.short);
        let (meta, mut left) = (&self.report.meta, request.budget);
        let passages = self.index.passages(&self.report.id, 1..=self.report.passages)?;
        let headings: Vec<&Passage> = passages.iter().filter(|one| one.kind == PassageKind::Heading).collect();
        let mut contents = Vec::new();
        for passage in headings.iter().take(MAX_HEADINGS) {
            let heading = HeadingData { from: passage.ordinal, heading: name(&passage.text) };
            let Some(rest) = left.checked_sub(heading.line().chars().count() + 1) else { break };
            left = rest;
            contents.push(heading);
        }
        let left_out = headings.len() - contents.len();
        let about = ReportAbout {
            judgements: meta.grades.iter().map(|(judgement, grade)| format!("{}: {grade}", name(judgement))).collect(),
            inspectors: meta.inspectors.iter().map(|inspector| name(inspector)).collect(),
            visit: meta.visit.map(|visit| format!("{} to {}", visit.start, visit.end)),
            pages: self.report.pages,
            passages: self.report.passages,
            words: self.report.words,
            contents,
        };
        Ok(ReadData {
            remarks: AnswerRemarks::new(self.index),
            about: Some(about),
            evidence,
            left_out,
            next_from: None,
        })
    }

    fn offer(&self, evidence: &mut EvidenceSheet, passage: &Passage, notes: Vec<String>) -> bool {
        evidence.offer(self.report, self.short, CitedPassage::new(self.report, self.short, passage, notes))
    }
}

impl HeadingData {
    fn line(&self) -> String {
        format!("{} {}", self.from, cell(&self.heading))
    }
}

impl ReadData {
    fn text(&self) -> String {
        let mut text = self.remarks.text() + &self.evidence.text();
        if let Some(about) = &self.about {
            about.write(&mut text);
        }
        match (self.left_out, self.next_from) {
            (0, _) => {}
            (left, Some(from)) => {
                let _ = writeln!(text, "left out: {left} passages; read on: from {from}");
            }
            (left, None) => {
                let _ = writeln!(text, "left out: {left}; ask again with a larger budget");
            }
        }
        text
    }
}

impl ReportAbout {
    fn write(&self, text: &mut String) {
        let pages = self.pages.map(|pages| format!("{pages} pages, ")).unwrap_or_default();
        let _ = writeln!(text, "{pages}{} passages, {} words", self.passages, self.words);
        for (label, values) in [("judgements", &self.judgements), ("inspectors", &self.inspectors)] {
            if !values.is_empty() {
                let _ = writeln!(text, "{label}: {}", values.join("; "));
            }
        }
        if let Some(visit) = &self.visit {
            let _ = writeln!(text, "visit: {visit}");
        }
        if !self.contents.is_empty() {
            text.push_str("Contents (number of the passage, heading as printed)\n");
            self.contents.iter().for_each(|heading| text.push_str(&(heading.line() + "\n")));
        }
    }
}
