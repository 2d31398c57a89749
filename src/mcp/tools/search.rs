//! `search`: passages, best first.

use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;

use crate::asking::{HitArgs, request};
use crate::engine::{Hit, Loosen, Unit};
use crate::output::counts_line;
use crate::query::MatchLevel;

use super::super::arguments::{Argument, ArgumentKind};
use super::super::asked::{ToolCall, budget_argument, filter_arguments, match_argument, query_argument};
use super::super::evidence::{CitedPassage, EvidenceSheet};
use super::super::failure::ToolFailure;
use super::super::remarks::{AnswerRemarks, CountsData, out_of};
use super::{ToolOutput, ToolSpec, schema_of};

pub(super) const SEARCH: ToolSpec = ToolSpec {
    name: "search",
    title: "Search the reports",
    about: "Find passages of the indexed inspection reports, best first. Each is quoted word for word with its id, page and \
        paragraph, and its report's title, authority, date and grade. Begin here. Give a question in plain words, or a \
        query: bare words must all be in a passage, in any inflection; also \"an exact phrase\", a OR b, -without, \
        a NEAR/10 b, word*. If no passage has all words, the nearest ones come back and a note says so: do not present \
        those as exact finds. For how many or how common use count, for change over time trail, for what stands around a \
        passage read. Cite passages by authority, title, date, paragraph and page, and keep their ids.",
    arguments,
    output: schema_of::<SearchData>,
    run,
};

fn arguments() -> Vec<Argument> {
    let own = [
        query_argument("A question in plain words, or a query with operators"),
        Argument::optional(
            "limit",
            ArgumentKind::Number { least: 1, most: 50, default: 10 },
            "At most this many passages",
        ),
        Argument::optional(
            "offset",
            ArgumentKind::Number { least: 0, most: 1_000_000, default: 0 },
            "Skip this many, to go on with an earlier search",
        ),
        Argument::optional(
            "per_report",
            ArgumentKind::Number { least: 0, most: 50, default: 0 },
            "At most this many of each report; 0 for no limit",
        ),
        Argument::optional(
            "per_authority",
            ArgumentKind::Number { least: 0, most: 50, default: 0 },
            "At most this many of each authority; 1 to compare authorities, 0 for no limit",
        ),
        Argument::optional("sort", ArgumentKind::Choice(&["relevance", "newest", "oldest"]), "Order of the passages"),
        Argument::optional("all_words", ArgumentKind::Flag, "Find nothing rather than passages with most of the words"),
        Argument::optional(
            "nearest",
            ArgumentKind::Flag,
            "Find passages with most of the words also where some have all",
        ),
        match_argument(),
        budget_argument(8_000),
    ];
    own.into_iter().chain(filter_arguments()).collect()
}

/// The data of a search.
#[derive(Debug, Serialize, JsonSchema)]
struct SearchData {
    /// The query as understood.
    query: String,
    found: CountsData,
    /// What there is under the filters.
    of: CountsData,
    #[serde(flatten)]
    remarks: AnswerRemarks,
    #[serde(flatten)]
    evidence: EvidenceSheet,
    /// The offset at which to go on, if there is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_offset: Option<usize>,
}

fn run(call: &ToolCall<'_>) -> Result<ToolOutput, ToolFailure> {
    let arguments = call.arguments;
    let typed = arguments.text("query").unwrap_or_default();
    let prepared = call.prepared(typed)?;
    let each = |name| Some(arguments.number(name)).filter(|most| *most > 0);
    let limit = arguments.number("limit");
    let mut hits = HitArgs {
        limit,
        offset: arguments.number("offset"),
        per_report: each("per_report"),
        per_authority: each("per_authority"),
        matching: call.matching()?,
        ..HitArgs::plain()
    };
    call.set("sort", &mut hits)?;
    hits.nearest = arguments.flag("nearest");
    let all_words = arguments.flag("all_words");
    if hits.nearest && all_words {
        let what = "nearest finds passages with most of the words, and all_words keeps to all of them";
        return Err(ToolFailure::new(what, "give one of them"));
    }
    let loosen = if all_words { Loosen::Never } else { Loosen::Words };
    let request = request(&prepared.query, &hits).loosen(loosen).next_level(true);
    let (answer, hits) = prepared.without_repeats(typed, call.index.results(&request)?).split();
    let (mut evidence, fetched) = (EvidenceSheet::new(call.budget()), hits.ranks());
    let mut ranks = fetched.start..fetched.start;
    for hit in hits {
        let hit = hit?;
        let passage = CitedPassage::new(&hit.report, hit.short_id.as_deref(), &hit.passage, notes(&hit));
        if !evidence.offer(&hit.report, hit.short_id.as_deref(), passage) {
            break;
        }
        ranks.end = hit.rank + 1;
    }
    call.index.check()?;
    let shown = ranks.end.saturating_sub(1);
    // Under limits for each report or authority, fewer passages may come than were found.
    let is_last = fetched.len() < limit || shown as u64 >= answer.matched.passages;
    let is_more = !ranks.is_empty() && (ranks.end < fetched.end || !is_last);
    let next_offset = is_more.then_some(shown);
    let more = next_offset.map(|offset| format!("; more: offset {offset}")).unwrap_or_default();
    let counts = counts_line(&answer, Unit::Passage, &ranks);
    let data = SearchData {
        query: prepared.understood.clone(),
        found: answer.matched.into(),
        of: out_of(&answer),
        remarks: AnswerRemarks::new(call.index).on(&prepared, &answer),
        evidence,
        next_offset,
    };
    let text = format!("{counts}{more}\n{}{}", data.remarks.text(), data.evidence.text());
    ToolOutput::new(text, &data)
}

/// What a reader should know of a hit.
fn notes(hit: &Hit) -> Vec<String> {
    let lacks = hit.lacks.as_ref().filter(|lacks| !lacks.is_empty());
    let notes = [
        (hit.level == MatchLevel::Variants).then(|| "matches by a variant".to_owned()),
        hit.boilerplate.then(|| "standard wording of many reports".to_owned()),
        lacks.map(|lacks| format!("lacks: {}", lacks.join(", "))),
    ];
    notes.into_iter().flatten().collect()
}
