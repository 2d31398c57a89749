//! Where a run that ended early left off: as its journal says, or else as the records themselves tell.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::output::Format;

use super::input::{Input, Topic};
use super::journal::{Journal, State};
use super::totals::Totals;

/// How far the run came that wrote `output`; the queries that it answered are passed over.
pub(super) fn left_off(output: &Path, stand: &Value, format: Format, input: &mut Input) -> anyhow::Result<State> {
    let name = output.display();
    let file = match File::open(output) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(State::default()),
        file => file.with_context(|| name.to_string())?,
    };
    let length = file.metadata().with_context(|| name.to_string())?.len();
    if let Some(state) = Journal::read(output, stand)? {
        ensure!(length >= state.bytes, "{name}: it is shorter than it was; without --resume it begins anew");
        pass_over(input, &state).with_context(|| name.to_string())?;
        return Ok(state);
    }
    match format {
        _ if length == 0 => Ok(State::default()),
        Format::Jsonl => by_records(file, input).with_context(|| name.to_string()),
        _ => bail!(
            "{name}: there is no {} to tell how far it came, so it may be whole; without --resume it begins anew",
            Journal::path(output).display()
        ),
    }
}

/// Passes over the queries that were answered, which are the same ones.
fn pass_over(input: &mut Input, state: &State) -> anyhow::Result<()> {
    const OTHERS: &str = "the queries are not those of the run that is to be resumed; without --resume it begins anew";
    let mut left = state.totals.queries;
    while left > 0 {
        let chunk = input.next(usize::try_from(left.min(1_000))?)?.context(OTHERS)?;
        left = left.saturating_sub(chunk.queries.len() as u64);
    }
    ensure!(state.mark.as_ref().is_none_or(|mark| *mark == input.mark()), OTHERS);
    Ok(())
}

/// As much of a record as tells which query it is of, and what to count.
#[derive(Deserialize)]
struct Record {
    id: String,
    query: RecordQuery,
    total: Option<RecordTotal>,
    error: Option<IgnoredAny>,
    hits: Vec<IgnoredAny>,
}

#[derive(Deserialize)]
struct RecordQuery {
    text: String,
}

#[derive(Deserialize)]
struct RecordTotal {
    passages: u64,
}

/// Reads whole records as long as there are some, each beside its query.
fn by_records(file: File, input: &mut Input) -> anyhow::Result<State> {
    let mut state = State::default();
    let mut file = BufReader::with_capacity(1 << 16, file);
    let mut line = Vec::new();
    loop {
        line.clear();
        file.read_until(b'\n', &mut line)?;
        if !line.ends_with(b"\n") {
            return Ok(state);
        }
        let number = state.totals.queries + 1;
        let record: Record = serde_json::from_slice(&line).with_context(|| format!("line {number} is no record"))?;
        let query = input.next(1)?.and_then(|chunk| chunk.queries.into_iter().next());
        let query = query.filter(|query| record.is_of(query));
        let query = query
            .with_context(|| format!("line {number} is not of query {number}; without --resume it begins anew"))?;
        state.totals += record.counts(&query);
        state.bytes += line.len() as u64;
    }
}

impl Record {
    fn is_of(&self, query: &Topic) -> bool {
        query.id == self.id && query.text == self.query.text
    }

    /// What to count of it.
    fn counts(&self, query: &Topic) -> Totals {
        Totals {
            queries: 1,
            failed: u64::from(self.error.is_some()),
            with_hits: u64::from(self.total.as_ref().is_some_and(|total| total.passages > 0)),
            hits: self.hits.len() as u64,
            repeated_ids: u64::from(query.is_repeated),
        }
    }
}
