//! Repairs an index: rebuilds what is damaged from its sources, and reads again what only differs. Removes what cannot
//! be read again only if asked to.

use std::io::Write;
use std::path::Path;

use anyhow::bail;

use crate::engine::is_in_cluster;
use crate::index::Inventory;
use crate::indexer::{IndexerError, Loss, Repair, inventory};
use crate::output::safe;

use super::args::{Common, IndexArgs};
use super::choices::LogChoice;
use super::index::Indexing;
use super::log::Log;
use super::shell::shell_path;
use super::verify::Proof;

/// Repairs what a proof found; with `drop`, removes what cannot be read again.
pub(super) fn repair(
    proof: &Proof,
    folder: &Path,
    drop: bool,
    common: &Common,
    err: &mut dyn Write,
) -> anyhow::Result<()> {
    let args = arguments(folder, drop, err)?;
    // Of one in a cluster, what is whole stays whatever else is wrong.
    let all = proof.is_broken() && !is_in_cluster(folder);
    let what = if all { Repair::All } else { Repair::Files(&proof.to_read) };
    let indexing = Indexing::new(&args, folder, common.quiet, err)?;
    match indexing.repair(what, drop) {
        Ok((indexed, losses)) => {
            for Loss { file, why, what } in &losses {
                writeln!(err, "{}", safe(&format!("{file}: {why}; dropped {what}")))?;
            }
            if proof.is_broken() {
                indexing.report(&indexed, &mut Log::new(err, LogChoice::Plain))?;
            } else if !common.quiet {
                let files = indexed.update.work().0;
                let were = if files == 1 { "1 file was".to_owned() } else { format!("{files} files were") };
                writeln!(err, "{were} read again")?;
            }
            Ok(())
        }
        Err(IndexerError::Lossy(losses)) => {
            for loss in &losses {
                writeln!(err, "{}", safe(&loss.to_string()))?;
            }
            bail!("{}; {}", IndexerError::Lossy(losses), bring_back(folder))
        }
        Err(error) => Err(error.into()),
    }
}

/// The options that an index was made with, for rebuilding it.
fn arguments(folder: &Path, drop: bool, err: &mut dyn Write) -> anyhow::Result<IndexArgs> {
    let Inventory { roots, arguments, .. } = inventory(folder)?;
    let mut args = IndexArgs { rebuild: true, memory: 256, paths: roots, ..IndexArgs::default() };
    if args.paths.is_empty() {
        bail!(
            "the sources of the index are no longer known; name them: `findings index --rebuild FOLDER --index {}`",
            shell_path(folder)
        );
    }
    match arguments {
        Some(arguments) => args.take_over(&arguments),
        None => writeln!(err, "the options that the index was made with cannot be read; the usual ones are taken")?,
    }
    for (what, file) in args.rules.take_gone() {
        let file = file.display().to_string();
        if !drop {
            let next = bring_back(folder);
            bail!(
                "{file}: {what} that the index was made with are gone and would be lost; the index was left as it is; {next}"
            );
        }
        writeln!(err, "{}: the file is gone; dropped {what}", safe(&file))?;
    }
    Ok(args)
}

/// What the user can do about something that is gone.
fn bring_back(folder: &Path) -> String {
    format!("bring it back, or go without it: `findings verify --repair --drop --index {}`", shell_path(folder))
}
