//! What saved queries found that is new, as JSON.

use serde::Serialize;

use crate::engine::{Answer, Unit};
use crate::query::Diagnostic;

use super::news::{Compared, SavedAnswer, SavedRun};
use super::record::{CountsWire, QueryWire};
use super::wire::{HitWire, SCHEMA};

/// The one object of the format JSON.
#[derive(Serialize)]
pub(super) struct SavedRunWire<'a> {
    schema: u32,
    before: Option<&'a str>,
    at: &'a str,
    queries: Vec<SavedAnswerWire<'a>>,
    totals: SavedTotalsWire,
}

#[derive(Serialize)]
struct SavedTotalsWire {
    queries: usize,
    with_news: usize,
    news: usize,
    failed: usize,
}

/// A query with its news.
#[derive(Serialize)]
pub(super) struct SavedAnswerWire<'a> {
    #[serde(flatten)]
    line: Option<LineWire<'a>>,
    name: &'a str,
    query: QueryWire<'a>,
    unit: &'static str,
    compared: &'static str,
    total: Option<CountsWire>,
    of: Option<CountsWire>,
    diagnostics: &'a [Diagnostic],
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    news: Vec<NewsWire<'a>>,
}

/// What a query says of its run where it is a line by itself.
#[derive(Serialize)]
struct LineWire<'a> {
    schema: u32,
    before: Option<&'a str>,
    at: &'a str,
}

#[derive(Serialize)]
struct NewsWire<'a> {
    novelty: &'static str,
    #[serde(flatten)]
    hit: HitWire<'a>,
}

impl<'a> SavedRunWire<'a> {
    pub(super) fn new(run: &'a SavedRun) -> SavedRunWire<'a> {
        SavedRunWire {
            schema: SCHEMA,
            before: run.before.as_deref(),
            at: &run.at,
            queries: run.answers.iter().map(SavedAnswerWire::new).collect(),
            totals: SavedTotalsWire {
                queries: run.answers.len(),
                with_news: run.with_news(),
                news: run.news(),
                failed: run.failed(),
            },
        }
    }
}

impl<'a> SavedAnswerWire<'a> {
    fn new(answer: &'a SavedAnswer) -> SavedAnswerWire<'a> {
        let found = answer.found.as_ref().ok().map(|(found, _)| found);
        let of = |found: &Answer<()>| found.within.as_ref().map_or(found.total, |within| within.counts);
        SavedAnswerWire {
            line: None,
            name: &answer.name,
            query: QueryWire { text: &answer.text, understood: &answer.understood },
            unit: match answer.unit {
                Unit::Passage => "passage",
                Unit::Report => "report",
            },
            compared: match answer.compared {
                Compared::WithItself => "seen",
                Compared::WithAltered => "altered",
                Compared::AllSeen => "begun as seen",
                Compared::AllNews => "begun as news",
            },
            total: found.map(|found| found.matched.into()),
            of: found.map(|found| of(found).into()),
            diagnostics: &answer.diagnostics,
            error: answer.found.as_ref().err().map(String::as_str),
            news: answer
                .news()
                .iter()
                .map(|one| NewsWire { novelty: one.novelty.as_str(), hit: HitWire::new(&one.hit, false) })
                .collect(),
        }
    }

    /// With its run, for a line of its own.
    pub(super) fn of_line(run: &'a SavedRun, answer: &'a SavedAnswer) -> SavedAnswerWire<'a> {
        let line = LineWire { schema: SCHEMA, before: run.before.as_deref(), at: &run.at };
        SavedAnswerWire { line: Some(line), ..SavedAnswerWire::new(answer) }
    }
}
