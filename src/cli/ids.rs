//! What an id on the command line names, and what to do where it names nothing.

use anyhow::bail;

use crate::asking::{IdError, ResolvedId, resolved_id};
use crate::library::Index;
use crate::output::safe;
use crate::text::key;

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
        Err(error @ IdError::NoReport { .. }) => bail!("{error}{}: `findings reports` lists them", alike(index, id)?),
        Err(error @ IdError::NoPassage { .. } | error @ IdError::Ambiguous { .. }) => bail!("{error}"),
    }
}

/// The ids that have what was typed in them, as a message goes on with them.
fn alike(index: &Index, typed: &str) -> anyhow::Result<String> {
    const MAX_SHOWN: usize = 3;
    let wanted = key(typed.split('#').next().unwrap_or_default());
    let reports = index.reports()?;
    let alike = reports.iter().filter(|report| !wanted.is_empty() && key(&report.id).contains(&wanted));
    let alike: Vec<String> = alike.map(|report| safe(&report.id).into_owned()).collect();
    let more = if alike.len() > MAX_SHOWN { " …" } else { "" };
    let shown = alike[..alike.len().min(MAX_SHOWN)].join(", ");
    Ok(if alike.is_empty() { String::new() } else { format!("; ids with that in them: {shown}{more}") })
}
