//! `quote_check`: whether a quotation is right.

use std::fmt::Write;

use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;

use crate::output::{marked_pieces, page_range};
use crate::quotation::{MAX_QUOTED_WORDS, Quotation, QuotedPlace, Verdict};

use super::super::arguments::{Argument, ArgumentKind, WrongArgument};
use super::super::asked::{ToolCall, filter_arguments};
use super::super::evidence::{ReportFacts, id};
use super::super::failure::ToolFailure;
use super::super::quoted::{QUOTE_MARK, QUOTED_LINES, cell, name, one_line};
use super::super::remarks::AnswerRemarks;
use super::{ToolOutput, ToolSpec, schema_of};

pub(super) const QUOTE_CHECK: ToolSpec = ToolSpec {
    name: "quote_check",
    title: "Check a quotation",
    about: "Check whether words are in the reports word for word, and where; if not, which words differ from the nearest \
        passage. Case, accents and punctuation do not matter; an ellipsis (… or ...) may leave words out, and words in \
        [brackets] were put in. Check every quotation before you give it to the user, and filter by the authority or \
        report that you name beside it.",
    arguments,
    output: schema_of::<QuoteData>,
    run,
};

/// Other places of a quotation that are named.
const MAX_PLACES: usize = 5;

fn arguments() -> Vec<Argument> {
    let quotation = Argument::required("quotation", ArgumentKind::Text(20_000), "The words, without quotation marks");
    std::iter::once(quotation).chain(filter_arguments()).collect()
}

/// The data of a check.
#[derive(Debug, Serialize, JsonSchema)]
struct QuoteData {
    /// verbatim, altered or not found.
    verdict: &'static str,
    /// The words of the quotation.
    words: usize,
    /// How many of them differ.
    differing: usize,
    /// The report that it is from, or that is nearest.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<ReportFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<PlaceData>,
    /// An altered quotation beside the report: [-its words-]{+the report's words+}.
    #[serde(skip_serializing_if = "Option::is_none")]
    marked: Option<String>,
    /// Other places with the very words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also_in: Vec<PlaceData>,
    /// How many reports have the very words.
    in_reports: u64,
    /// Whether it is standard wording of many reports.
    is_standard: bool,
    #[serde(flatten)]
    remarks: AnswerRemarks,
}

/// A place of a quotation.
#[derive(Debug, Serialize, JsonSchema)]
struct PlaceData {
    /// The id of the first passage.
    id: String,
    /// The number of the last passage, if there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paragraph: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pages: Option<String>,
}

impl PlaceData {
    fn new(place: &QuotedPlace) -> PlaceData {
        let (first, last) = place.passages;
        PlaceData {
            id: format!("{}#{first}", id(&place.report, place.short_id.as_deref())),
            to: (last > first).then_some(last),
            paragraph: place.label.as_deref().map(name),
            pages: place.pages.map(page_range),
        }
    }

    fn line(&self) -> String {
        let id = self.to.map_or_else(|| self.id.clone(), |to| format!("{} to #{to}", self.id));
        let paragraph = self.paragraph.as_ref().map(|label| format!("¶{label}"));
        let cells = [Some(id), paragraph, self.pages.clone()].into_iter().flatten();
        cells.map(|text| cell(&text)).collect::<Vec<_>>().join(" | ")
    }
}

fn run(call: &ToolCall<'_>) -> Result<ToolOutput, ToolFailure> {
    let quotation = Quotation::parse(call.arguments.text("quotation").unwrap_or_default());
    match quotation.words.len() {
        0 => return Err(WrongArgument::new("quotation", "has no words").into()),
        words if words > MAX_QUOTED_WORDS => {
            let why = format!("has {words} words; at most {MAX_QUOTED_WORDS} are checked at once");
            return Err(WrongArgument::new("quotation", why).into());
        }
        _ => {}
    }
    let among = call.among()?.filters();
    let checked = call.index.check_quotation(&quotation, &among, Some(call.timeout))?;
    call.index.check()?;
    let place = checked.place.as_ref();
    let (is_verbatim, is_altered) = (checked.verdict == Verdict::Verbatim, checked.verdict == Verdict::Altered);
    let data = QuoteData {
        verdict: checked.verdict.as_str(),
        words: checked.words,
        differing: checked.differing,
        report: place.map(|place| ReportFacts::new(&place.report, place.short_id.as_deref())),
        place: place.map(PlaceData::new),
        marked: is_altered.then(|| one_line(&marked_pieces(&checked.pieces))),
        also_in: checked.elsewhere.places.iter().take(MAX_PLACES).map(PlaceData::new).collect(),
        in_reports: if is_verbatim { checked.elsewhere.counts.reports } else { 0 },
        is_standard: checked.elsewhere.boilerplate,
        remarks: AnswerRemarks::new(call.index),
    };
    ToolOutput::new(data.text(), &data)
}

impl QuoteData {
    fn text(&self) -> String {
        let QuoteData { verdict, words, differing, .. } = self;
        let mut text = match (self.differing, self.place.is_some()) {
            (0, _) | (_, false) => format!("{verdict}: {words} words\n"),
            _ => format!("{verdict}: {differing} of {words} words differ; [-quoted-]{{+in the report+}}\n"),
        };
        text.insert_str(0, &self.remarks.text());
        if let (Some(report), Some(place)) = (&self.report, &self.place) {
            let _ = writeln!(text, "({QUOTED_LINES})\n{}\n{}", report.line(), place.line());
        }
        if let Some(marked) = &self.marked {
            let _ = writeln!(text, "{QUOTE_MARK}{marked}");
        }
        if self.in_reports > 1 {
            let also: Vec<String> = self.also_in.iter().map(PlaceData::line).collect();
            let _ = writeln!(text, "the very words are in {} reports; also {}", self.in_reports, also.join("; "));
        }
        if self.is_standard {
            text.push_str("standard wording of many reports\n");
        }
        text
    }
}
