//! The API: what the command line prints as JSON, JSON Lines or tables, to be asked for over HTTP.

mod batch;
mod concordance;
mod counts;
mod feed;
mod openapi;
mod reports;
mod search;
mod statements;

use crate::output::{Content, Format};

use super::asked::Asked;
use super::reply::{HttpProblem, HttpReply, JSON, NDJSON};

pub(super) use batch::batch;
pub(super) use concordance::{KWIC_PARAMS, kwic, window_and_min};
pub(super) use counts::{BY, CountAnswer, choice, count};
pub(super) use feed::feed;
pub(super) use openapi::{ApiPath, about, openapi};
pub(super) use reports::{around, listed, named_passage, passages, report, reports};
pub(super) use search::search;
pub(super) use statements::{checked, quote, trail, trails};

/// The parameter that names a format.
pub(super) const FORMAT: &str = "format";

/// The formats that programs read; those for terminals are left to the command line.
const OFFERED: [Format; 5] = [Format::Json, Format::Jsonl, Format::Csv, Format::Tsv, Format::Markdown];

/// The formats of a content that the API offers.
pub(super) fn offered(content: Content) -> impl Iterator<Item = Format> {
    OFFERED.into_iter().filter(move |format| content.formats().contains(format))
}

/// The format that is asked for: JSON, unless another is named.
fn format(asked: &Asked, content: Content) -> Result<Format, HttpProblem> {
    let Some(name) = asked.params.get(FORMAT) else { return Ok(Format::Json) };
    offered(content).find(|format| format.name() == name).ok_or_else(|| {
        let names: Vec<&str> = offered(content).map(Format::name).collect();
        HttpProblem::bad_request(format!("there is no such format: choose one of {}", names.join(", ")))
    })
}

/// What was written in a format.
fn written(format: Format, body: Vec<u8>) -> HttpReply {
    HttpReply::new(media_type(format), body)
}

/// The type of what is written in a format.
fn media_type(format: Format) -> &'static str {
    match format {
        Format::Json => JSON,
        Format::Jsonl => NDJSON,
        Format::Csv => "text/csv; charset=utf-8",
        Format::Tsv => "text/tab-separated-values; charset=utf-8",
        _ => "text/markdown; charset=utf-8",
    }
}
