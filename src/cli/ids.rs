//! What an id on the command line names, and what to do where it names nothing.

use anyhow::bail;

use crate::asking::{IdError, ResolvedId, resolved_id};
use crate::library::Index;

use super::shell::shell_word;

/// Looks an id up.
///
/// # Errors
/// Where nothing or more than one report has it, or the index cannot be read.
pub(super) fn resolved(index: &Index, id: &str) -> anyhow::Result<ResolvedId> {
    match resolved_id(index, id) {
        Ok(resolved) => Ok(resolved),
        Err(IdError::Index(error)) => Err(error.into()),
        Err(error @ IdError::CopyOf { .. }) => {
            let IdError::CopyOf { of, .. } = &error else { unreachable!("it is one") };
            bail!("{error}: `findings show {}`", shell_word(of))
        }
        Err(error @ IdError::NoReport { is_short: true, .. }) => bail!("{error}; `findings reports` lists all"),
        Err(error @ IdError::NoReport { .. }) => bail!("{error}: `findings reports` lists them"),
        Err(error @ IdError::NoPassage { .. } | error @ IdError::Ambiguous { .. }) => bail!("{error}"),
    }
}
