//! The place of a passage or a report in words: whose, what sort, of when, how it was judged, where in it.

use crate::engine::Hit;
use crate::report::{Kind, Passage, Report};
use crate::text::{key, shortened};

use super::dates::date_with_basis;

/// A title in the place of a name takes at most this many bytes.
const MAX_NAME: usize = 80;

/// A name, and what comes after it.
pub(crate) struct PlaceLine {
    pub(crate) name: String,
    pub(crate) rest: Vec<String>,
}

/// "South Gloucestershire", then "inspection", "visit 4–15 March 2019", "requires improvement", "¶13", "p. 5".
pub(crate) fn place(report: &Report, passage: Option<&Passage>) -> PlaceLine {
    let meta = &report.meta;
    let kind = meta.kind.as_ref().filter(|kind| meta.authority.is_some() || kind.0 != Kind::OTHER);
    let rest = [
        kind.map(|kind| kind.0.replace('-', " ")),
        Some(date_with_basis(meta).unwrap_or_else(|| "undated".to_owned())),
        meta.overall_grade.map(|grade| grade.to_string()),
        passage.and_then(|passage| passage.label.as_ref()).map(|label| format!("¶{label}")),
        passage.and_then(pages),
        passage.filter(|passage| passage.is_recommendation()).map(|_| "recommendation".to_owned()),
        passage.filter(|passage| passage.ocr).map(|_| "read by OCR".to_owned()),
    ];
    PlaceLine { name: name(report), rest: rest.into_iter().flatten().collect() }
}

/// What a line about a report begins with.
pub(super) fn name(report: &Report) -> String {
    shortened(report.display_name(), MAX_NAME)
}

/// The headings over a passage that are shown below the line about its report, which may begin with the first of them.
pub(crate) fn headings<'p>(report: &Report, passage: &'p Passage) -> &'p [String] {
    match passage.section.split_first() {
        Some((first, rest)) if key(first) == key(report.display_name()) => rest,
        _ => &passage.section,
    }
}

/// "p. 5", "pp. 5–6".
pub(super) fn pages(passage: &Passage) -> Option<String> {
    passage.pages.map(page_range)
}

/// The pages from the first to the last, likewise.
pub(crate) fn page_range((first, last): (u32, u32)) -> String {
    if first == last { format!("p. {first}") } else { format!("pp. {first}–{last}") }
}

/// "also in 3 reports", where passages that are nearly the same are folded into a hit.
pub(super) fn also(hit: &Hit) -> Option<String> {
    let s = |number: usize| if number == 1 { "" } else { "s" };
    let (reports, passages) = (hit.other_reports(), hit.folded.len());
    match (reports, passages) {
        (_, 0) => None,
        (0, _) => Some(format!("also {passages} time{} in this report", s(passages))),
        _ => Some(format!("also in {reports} report{}", s(reports))),
    }
}
