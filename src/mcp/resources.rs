//! Reports and passages as resources, by addresses that have their ids.

use percent_encoding::percent_decode_str;
use rmcp::ErrorData;
use rmcp::model::{ListResourcesResult, ReadResourceResult, Resource, ResourceContents, ResourceTemplate};
use serde_json::json;

use crate::asking::ReportSortChoice;
use crate::library::Index;
use crate::output::encoded;

use super::evidence::{ReportFacts, id};
use super::failure::ToolFailure;
use super::tools::{ReadRequest, read};

/// What addresses begin with.
const REPORT: &str = "findings://report/";
const PASSAGE: &str = "findings://passage/";

/// How many reports a page of the list has.
const PAGE: usize = 100;

/// How many characters of a report its resource has at most.
const BUDGET: usize = 200_000;

/// The addresses that there are.
pub(super) fn templates() -> Vec<ResourceTemplate> {
    let template = |begin: &str, name: &str, about: &str| {
        ResourceTemplate::new(format!("{begin}{{id}}"), name).with_description(about).with_mime_type("text/plain")
    };
    vec![
        template(REPORT, "report", "A report by its id: its facts, then all of its passages, quoted"),
        template(PASSAGE, "passage", "A passage by its id, with # written as %23, and those beside it"),
    ]
}

/// The place in the list at which a page begins.
///
/// # Errors
/// Where the cursor is none that a page has given.
pub(super) fn from_cursor(cursor: Option<&str>) -> Result<usize, ErrorData> {
    let Some(cursor) = cursor else { return Ok(0) };
    let wrong = || ErrorData::invalid_params("cursor: no page ends with it", Some(json!({"field": "cursor"})));
    cursor.parse().map_err(|_| wrong())
}

/// A page of the list of reports, the newest first.
///
/// # Errors
/// Where the index is damaged or cannot be read.
pub(super) fn page(index: &Index, from: usize) -> Result<ListResourcesResult, ToolFailure> {
    let mut reports = index.reports()?;
    ReportSortChoice::Newest.sort(&mut reports);
    let mut page = Vec::new();
    for report in reports.iter().skip(from).take(PAGE) {
        let short = index.short_id(report)?;
        let facts = ReportFacts::new(report, short.as_deref());
        let title = facts.title().unwrap_or(&facts.id).to_owned();
        let resource = Resource::new(address(REPORT, &id(report, short.as_deref())), facts.id.clone());
        page.push(resource.with_title(title).with_description(facts.line()).with_mime_type("text/plain"));
    }
    let mut list = ListResourcesResult::with_all_items(page);
    let end = from.saturating_add(PAGE);
    list.next_cursor = (end < reports.len()).then(|| end.to_string());
    Ok(list)
}

/// What is at an address.
///
/// # Errors
/// Where nothing is, or the index cannot be read.
pub(super) fn read_resource(index: &Index, uri: &str) -> Result<ReadResourceResult, ToolFailure> {
    let (is_report, is_passage) = (uri.starts_with(REPORT), uri.starts_with(PASSAGE));
    if !is_report && !is_passage {
        let next = format!("use an address that begins with {REPORT} or {PASSAGE}");
        return Err(ToolFailure::new("there is no such address", next));
    }
    let id = id_of(uri);
    // A passage has a number after its report; so has no report in full.
    let from = u32::from(is_report);
    let output = read(index, &ReadRequest { id: &id, context: 1, section: None, from, budget: BUDGET })?;
    Ok(ReadResourceResult::new(vec![ResourceContents::text(output.text, uri)]))
}

/// The id that a client means: it may send the address instead.
pub(super) fn id_of(given: &str) -> String {
    let given = given.trim();
    match given.strip_prefix(REPORT).or_else(|| given.strip_prefix(PASSAGE)) {
        Some(encoded) => percent_decode_str(encoded).decode_utf8_lossy().into_owned(),
        None => given.to_owned(),
    }
}

fn address(begin: &str, id: &str) -> String {
    format!("{begin}{}", encoded(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_id() {
        for id in ["rtkw", "a b/ü.txt", "50%.txt", "x#y.txt"] {
            assert_eq!(id_of(&address(REPORT, id)), id);
        }
        assert_eq!(id_of(" findings://passage/rtkw%2316 "), "rtkw#16");
        assert_eq!(id_of("findings://passage/rtkw#16"), "rtkw#16");
        assert_eq!((id_of("rtkw#16").as_str(), id_of("a%20b").as_str()), ("rtkw#16", "a%20b"));
        for odd in ["%", "%2", "%+1", "%zz", "%ff%"] {
            let _ = id_of(&format!("{REPORT}{odd}"));
        }
        assert_eq!(id_of("findings://report/%+1%2"), "%+1%2");
    }
}
