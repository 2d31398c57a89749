//! Where to continue a run that ended early, by its journal, and only if the file still holds what the run wrote.
//! Records alone are not enough: they do not show which index they come from.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use super::journal::{Journal, JournalState, WrittenRecords};
use super::totals::BatchTotals;
use crate::asking::Input;

/// Where to continue.
#[derive(Default)]
pub(super) struct ResumePoint {
    /// The counts so far.
    pub(super) totals: BatchTotals,
    /// The hash of the queries so far, if any were answered.
    pub(super) mark: Option<String>,
    /// The part of the file to keep.
    pub(super) written: WrittenRecords,
}

/// Where to continue the run that wrote `output`; skips the queries that it answered.
pub(super) fn resume_point(output: &Path, provenance: &Value, input: &mut Input) -> anyhow::Result<ResumePoint> {
    let name = output.display();
    let length = match fs::metadata(output) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(ResumePoint::default()),
        Ok(there) if !there.is_file() => bail!("{name}: it is not a regular file, so no run can carry on in it"),
        there => there.with_context(|| name.to_string())?.len(),
    };
    let Some(state) = Journal::read(output, provenance)? else {
        ensure!(
            length == 0,
            "{name}: there is no {} to tell how far it came, so it may be whole; without --resume the run starts over",
            Journal::path(output).display()
        );
        return Ok(ResumePoint::default());
    };
    let written = File::open(output).and_then(|file| WrittenRecords::from_file(file, state.bytes));
    let written = written.with_context(|| name.to_string())?;
    ensure!(
        written.bytes() == state.bytes,
        "{name}: it is shorter than the run left it; without --resume the run starts over"
    );
    ensure!(
        written.match_state(&state),
        "{name}: it does not hold what the run wrote; without --resume the run starts over"
    );
    pass_over(input, &state).with_context(|| name.to_string())?;
    let JournalState { totals, mark, .. } = state;
    Ok(ResumePoint { totals, mark, written })
}

/// Skips the queries that were answered, and checks that they are the same.
fn pass_over(input: &mut Input, state: &JournalState) -> anyhow::Result<()> {
    const OTHERS: &str =
        "the queries are not those of the run that is to be resumed; without --resume the run starts over";
    let mut left = state.totals.queries;
    while left > 0 {
        let chunk = input.next(usize::try_from(left.min(1_000))?)?.context(OTHERS)?;
        left = left.saturating_sub(chunk.queries.len() as u64);
    }
    ensure!(state.mark.as_ref().is_none_or(|mark| *mark == input.mark()), OTHERS);
    Ok(())
}
