//! Where a run that ended early left off, as its journal says, and only if the file still holds what the run wrote.
//! Records cannot vouch for themselves: that each is of its query says nothing of the index that it was found in.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use super::input::Input;
use super::journal::{Journal, State, Written};
use super::totals::Totals;

/// Where to carry on.
#[derive(Default)]
pub(super) struct LeftOff {
    /// The counts up to here.
    pub(super) totals: Totals,
    /// The hash of the queries up to here, where some were answered.
    pub(super) mark: Option<String>,
    /// What stays of the file.
    pub(super) written: Written,
}

/// How far the run came that wrote `output`; the queries that it answered are passed over.
pub(super) fn left_off(output: &Path, stand: &Value, input: &mut Input) -> anyhow::Result<LeftOff> {
    let name = output.display();
    let length = match fs::metadata(output) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(LeftOff::default()),
        Ok(there) if !there.is_file() => bail!("{name}: it is not a regular file, so no run can carry on in it"),
        there => there.with_context(|| name.to_string())?.len(),
    };
    let Some(state) = Journal::read(output, stand)? else {
        ensure!(
            length == 0,
            "{name}: there is no {} to tell how far it came, so it may be whole; without --resume the run begins anew",
            Journal::path(output).display()
        );
        return Ok(LeftOff::default());
    };
    let written = File::open(output).and_then(|file| Written::first(file, state.bytes));
    let written = written.with_context(|| name.to_string())?;
    ensure!(
        written.bytes() == state.bytes,
        "{name}: it is shorter than the run left it; without --resume the run begins anew"
    );
    ensure!(
        written.are_of(&state),
        "{name}: it does not hold what the run wrote; without --resume the run begins anew"
    );
    pass_over(input, &state).with_context(|| name.to_string())?;
    let State { totals, mark, .. } = state;
    Ok(LeftOff { totals, mark, written })
}

/// Passes over the queries that were answered, which are the same ones.
fn pass_over(input: &mut Input, state: &State) -> anyhow::Result<()> {
    const OTHERS: &str =
        "the queries are not those of the run that is to be resumed; without --resume the run begins anew";
    let mut left = state.totals.queries;
    while left > 0 {
        let chunk = input.next(usize::try_from(left.min(1_000))?)?.context(OTHERS)?;
        left = left.saturating_sub(chunk.queries.len() as u64);
    }
    ensure!(state.mark.as_ref().is_none_or(|mark| *mark == input.mark()), OTHERS);
    Ok(())
}
