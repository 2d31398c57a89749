//! `findings saved list` and `findings saved check`.

use std::io::Write;

use serde::Serialize;

use crate::asking::{prepare, request};
use crate::cli::advice;
use crate::cli::args::{Common, SavedFiles};
use crate::cli::exit::Exit;
use crate::output::{Format, SCHEMA, counted, safe, write_object};
use crate::query::Severity;

use super::opened;
use super::state::SavedState;
use super::watch_file::WatchFile;

#[derive(Serialize)]
struct SavedQueries<'a> {
    schema: u32,
    last_run: Option<&'a str>,
    queries: Vec<SavedQueryRow<'a>>,
}

/// A query, and what is known of it.
#[derive(Serialize)]
struct SavedQueryRow<'a> {
    name: &'a str,
    asked: String,
    begun: Option<&'a str>,
    seen: Option<usize>,
    altered: bool,
}

/// Writes the queries of a file, and how much of each was seen.
pub(super) fn list(files: &SavedFiles, format: Format, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let watch = WatchFile::read(&files.queries)?;
    let state = SavedState::read(&files.state())?;
    let rows = watch.queries.iter().map(|query| {
        let kept = state.as_ref().and_then(|state| state.queries.get(&query.name));
        SavedQueryRow {
            name: &query.name,
            asked: query.asked(),
            begun: kept.map(|kept| kept.begun.as_str()),
            seen: kept.map(|kept| kept.seen.passages()),
            altered: kept.is_some_and(|kept| kept.asked != query.asked()),
        }
    });
    let rows: Vec<SavedQueryRow<'_>> = rows.collect();
    let last_run = state.as_ref().map(|state| state.last_run.as_str());
    if format == Format::Json {
        write_object(out, &SavedQueries { schema: SCHEMA, last_run, queries: rows })?;
        return Ok(Exit::Done);
    }
    for row in &rows {
        let seen = match (row.seen, row.begun) {
            (Some(seen), Some(begun)) => format!("{} seen since {begun}", counted(seen as u64, "hit")),
            _ => "not run yet".to_owned(),
        };
        let altered = if row.altered { "; altered since the last run" } else { "" };
        writeln!(out, "{}  {}  ({seen}{altered})", safe(row.name), safe(&row.asked))?;
    }
    Ok(Exit::Done)
}

/// Writes a line for each thing that is wrong with a file, or is likely to be.
pub(super) fn check(
    files: &SavedFiles,
    common: &Common,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let watch = WatchFile::read(&files.queries)?;
    let index = opened(&watch, common, err)?;
    let (mut lines, mut notes) = (Vec::new(), Vec::new());
    if let Err(error) = SavedState::read(&files.state()) {
        lines.push(advice::chain(&error));
    }
    for query in &watch.queries {
        let (hits, filters) = query.options().map_err(anyhow::Error::msg)?;
        let prepared = prepare(&query.text, &hits.matching, &filters, &index);
        for one in &prepared.diagnostics {
            let line = format!("{}: {}", query.name, one.message);
            if one.severity < Severity::Warning { notes.push(line) } else { lines.push(line) }
        }
        if prepared.refusal(hits.matching.strict).is_some() {
            continue;
        }
        match index.count_by(&request(&prepared.query, &hits)) {
            Err(error) => lines.push(format!("{}: {}", query.name, advice::message(&error))),
            Ok(answer) if answer.matched.passages == 0 => notes.push(format!("{}: it finds nothing now", query.name)),
            Ok(_) => {}
        }
    }
    lines.iter().try_for_each(|line| writeln!(out, "{}", safe(line)))?;
    if !common.quiet {
        notes.iter().try_for_each(|line| writeln!(err, "{}", safe(line)))?;
        writeln!(err, "{}, {} to look at", counted(watch.queries.len() as u64, "query"), lines.len())?;
    }
    Ok(if lines.is_empty() { Exit::Done } else { Exit::Error })
}
