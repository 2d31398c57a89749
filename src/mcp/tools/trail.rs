//! `trail`: what reports on an authority say of a matter, through time.

use std::fmt::Write;

use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;

use crate::asking::{RECOMMENDATIONS, matching};
use crate::engine::Hit;
use crate::library::{Since, Trail, TrailEntry};

use super::super::arguments::{Argument, ArgumentKind};
use super::super::asked::{ToolCall, budget_argument, filter_arguments, match_argument};
use super::super::evidence::{CitedPassage, EvidenceSheet, ReportFacts, id};
use super::super::failure::ToolFailure;
use super::super::quoted::{QUOTED_LINES, cell};
use super::super::remarks::AnswerRemarks;
use super::{ToolOutput, ToolSpec, schema_of};

pub(super) const TRAIL: ToolSpec = ToolSpec {
    name: "trail",
    title: "Follow a matter through time",
    about: "Show what the reports on one authority say of a matter, from the oldest report to the newest: which reports \
        speak of it and which are silent, and whether each passage is new, said again, changed, or gone since. Without a \
        query it follows the recommendations. Use it for has it changed, what became of. It says nothing of better or \
        worse: read the passages. Silence does not show that nothing was there.",
    arguments,
    output: schema_of::<TrailData>,
    run,
};

/// A trail of more reports is no trail of one authority.
const MAX_REPORTS: usize = 150;

fn arguments() -> Vec<Argument> {
    let own = [
        Argument::optional("query", ArgumentKind::Text(4_000), "The matter: words, or a query"),
        match_argument(),
        budget_argument(12_000),
    ];
    let narrowing = filter_arguments().map(|one| Argument { is_required: one.name == "authority", ..one });
    own.into_iter().chain(narrowing).collect()
}

/// The data of a trail.
#[derive(Debug, Serialize, JsonSchema)]
struct TrailData {
    /// The query as understood.
    query: String,
    #[serde(flatten)]
    remarks: AnswerRemarks,
    /// The reports, oldest first.
    trail: Vec<TrailEntryData>,
    /// The passages, as far as there is room; the notes of each say what became of it.
    passages: Vec<CitedPassage>,
    /// How many passages are left out to keep to the budget.
    left_out: usize,
}

/// A report of a trail.
#[derive(Debug, Serialize, JsonSchema)]
struct TrailEntryData {
    #[serde(flatten)]
    report: ReportFacts,
    /// How many of its passages speak of the matter.
    speaks: usize,
    /// Ids of passages of earlier reports of which nothing is left in this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gone: Vec<String>,
}

fn run(call: &ToolCall<'_>) -> Result<ToolOutput, ToolFailure> {
    let asked = call.arguments.text("query").filter(|query| !query.trim().is_empty());
    let prepared = call.prepared(asked.unwrap_or(RECOMMENDATIONS))?;
    let among = if asked.is_some() { prepared.query.filters() } else { call.among()? };
    let matching_options = call.matching()?;
    let (answer, trails) = call.index.trails(&matching(&prepared.query, &matching_options), &among)?;
    let mut data = TrailData {
        query: prepared.understood.clone(),
        remarks: AnswerRemarks::new(call.index).on(&prepared, &answer),
        trail: Vec::new(),
        passages: Vec::new(),
        left_out: 0,
    };
    let reports: usize = trails.iter().map(|trail| trail.entries.len()).sum();
    if reports > MAX_REPORTS {
        let what = format!("{reports} reports are too many to follow at once");
        return Err(ToolFailure::new(what, "name one authority, or narrow the trail by kind or since"));
    }
    for trail in &trails {
        for entry in &trail.entries {
            let short = call.index.short_id(&entry.report)?;
            let gone = entry.gone.iter().map(|at| hit_id(trail.hit(*at))).collect();
            let report = ReportFacts::new(&entry.report, short.as_deref());
            data.trail.push(TrailEntryData { report, speaks: entry.mentions.len(), gone });
        }
    }
    let silent = data.trail.iter().filter(|entry| entry.speaks == 0);
    let of_silent: usize = silent.map(|entry| entry.line().chars().count() + 1).sum();
    (data.passages, data.left_out) = chosen(&trails, call.budget().saturating_sub(of_silent));
    call.index.check()?;
    if data.trail.is_empty() {
        data.remarks.note("no report meets the filters");
    }
    ToolOutput::new(data.text(), &data)
}

/// The passages that there is room for, in the order of the trail, and how many are left out. Each report has its first
/// before any has its second.
fn chosen(trails: &[Trail], budget: usize) -> (Vec<CitedPassage>, usize) {
    let entries: Vec<(&Trail, &TrailEntry)> =
        trails.iter().flat_map(|trail| trail.entries.iter().map(move |entry| (trail, entry))).collect();
    let all: usize = entries.iter().map(|(_, entry)| entry.mentions.len()).sum();
    let longest = entries.iter().map(|(_, entry)| entry.mentions.len()).max().unwrap_or(0);
    let (mut room, mut taken) = (EvidenceSheet::new(budget), Vec::new());
    'rounds: for round in 0..longest {
        for (at, (trail, entry)) in entries.iter().enumerate() {
            let Some(mention) = entry.mentions.get(round) else { continue };
            let (hit, note) = (&mention.hit, since(trail, mention.since));
            let short = hit.short_id.as_deref();
            if !room.offer(&hit.report, short, CitedPassage::new(&hit.report, short, &hit.passage, vec![note])) {
                break 'rounds;
            }
            taken.push((at, round));
        }
    }
    let mut placed: Vec<_> = taken.into_iter().zip(room.passages).collect();
    placed.sort_by_key(|(place, _)| *place);
    let passages: Vec<CitedPassage> = placed.into_iter().map(|(_, passage)| passage).collect();
    let left_out = all - passages.len();
    (passages, left_out)
}

fn hit_id(hit: &Hit) -> String {
    format!("{}#{}", id(&hit.report, hit.short_id.as_deref()), hit.passage.ordinal)
}

/// How a passage compares with what was said before.
fn since(trail: &Trail, since: Since) -> String {
    match since {
        Since::First => "first said".to_owned(),
        Since::New => "new".to_owned(),
        Since::SaidAgain(at) => format!("said again, as {}", hit_id(trail.hit(at))),
        Since::Changed(at) => format!("changed since {}", hit_id(trail.hit(at))),
        Since::BackAgain(at) => format!("back again, after {}", hit_id(trail.hit(at))),
        Since::Undated => "undated".to_owned(),
    }
}

impl TrailEntryData {
    fn line(&self) -> String {
        let speaks = match self.speaks {
            0 => "silent".to_owned(),
            1 => "1 passage".to_owned(),
            passages => format!("{passages} passages"),
        };
        let gone = if self.gone.is_empty() {
            String::new()
        } else {
            format!("; no longer said: {}", cell(&self.gone.join(", ")))
        };
        format!("{} | {speaks}{gone}", self.report.line())
    }
}

impl TrailData {
    fn text(&self) -> String {
        let mut text = self.remarks.text() + "Reports, oldest first\n";
        self.trail.iter().for_each(|entry| text.push_str(&(entry.line() + "\n")));
        let _ = writeln!(text, "Passages ({QUOTED_LINES})");
        self.passages.iter().for_each(|passage| text.push_str(&passage.lines(None)));
        if self.left_out > 0 {
            let _ =
                writeln!(text, "left out: {} passages; ask with a larger budget, or a narrower query", self.left_out);
        }
        text
    }
}
