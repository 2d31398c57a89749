//! Roots that have another path than before: what an index knows of them follows, and is not read again.

use std::path::Path;

use crate::corpus::{RenamedFile, acronyms, check_root, moved_root, path_of};
use crate::index::{IndexError, Manifest};
use crate::report::RootError;

use super::IndexerError;
use super::target::Target;

/// The roots of an index, with the paths that they have now, in order.
pub(super) fn roots(known: &[String], moved: &[(String, String)]) -> Result<Vec<String>, IndexerError> {
    let mut roots = known.to_vec();
    for (from, to) in moved {
        let not_moved = |what: String| Err(IndexerError::NotMoved { what });
        if !roots.contains(from) {
            return not_moved(format!("{from} is not a folder of the index: these are {}", known.join(", ")));
        }
        if roots.contains(to) {
            return not_moved(format!("{to} is already a folder of the index"));
        }
        check_root(to)?;
        if !Path::new(to).is_dir() {
            return Err(RootError::Unreadable { root: to.clone(), why: "not a folder".to_owned() }.into());
        }
        roots.iter_mut().filter(|root| *root == from).for_each(|root| root.clone_from(to));
    }
    roots.sort_unstable();
    Ok(roots)
}

/// What an index was made from, as if its roots had always been where they are now. A folder that holds none of the files
/// is refused.
pub(super) fn moved(mut known: Manifest, moved: &[(String, String)]) -> Result<Manifest, IndexerError> {
    if moved.is_empty() {
        return Ok(known);
    }
    check_moves(&known, moved)?;
    for (from, to) in moved {
        known.roots.iter_mut().filter(|root| *root == from).for_each(|root| root.clone_from(to));
        known.files.iter_mut().filter(|file| file.root == *from).for_each(|file| file.root.clone_from(to));
        let paths = known.places.iter_mut().map(|place| &mut place.path);
        for path in paths.chain(known.known_problems.iter_mut().map(|problem| &mut problem.file)) {
            if let Ok(below) = Path::new(path.as_str()).strip_prefix(from) {
                *path = match below.to_string_lossy() {
                    below if below.is_empty() => to.clone(),
                    below => format!("{to}/{below}"),
                };
            }
        }
    }
    known.roots.sort_unstable();
    known.files.sort_by(|a, b| a.place().cmp(&b.place()));
    known.places.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(known)
}

/// The path that a root had before.
pub(super) fn root_before<'r>(root: &'r str, moved: &'r [(String, String)]) -> &'r str {
    moved.iter().rev().fold(root, |root, (from, to)| if root == to { from } else { root })
}

/// Refuses a move to a folder that has none of the files.
fn check_moves(known: &Manifest, moves: &[(String, String)]) -> Result<(), IndexerError> {
    for (from, to) in moves {
        let found = moved_root(from, to, &known.files);
        if found.held == 0 && found.files > 0 {
            let what = format!("{to} holds none of the {} files of {from}", found.files);
            return Err(IndexerError::NotMoved { what });
        }
    }
    Ok(())
}

/// Writes the reports of renamed files again, under their new ids, from what the index has of them.
pub(super) fn rewrite(
    writer: &mut Target,
    folder: &Path,
    renamed: &[RenamedFile],
    moved: &[(String, String)],
) -> Result<(), IndexError> {
    if renamed.is_empty() {
        return Ok(());
    }
    // What is stored is read before anything of it is removed.
    let ids: Vec<&str> = renamed.iter().flat_map(|file| &file.reports).map(|(before, _)| before.as_str()).collect();
    let mut stored = writer.stored(folder, &ids)?.into_iter();
    // All removals come first: one of them would also take out what was added before it under the same name.
    for file in renamed {
        writer.remove_file(root_before(&file.root, moved), &file.path);
    }
    for file in renamed {
        for (before, id) in &file.reports {
            let missing = || IndexError::damaged(folder, format!("{before}: it is not stored"));
            let mut read = stored.next().flatten().ok_or_else(missing)?;
            read.acronyms = acronyms(&read.passages);
            read.report.id.clone_from(id);
            read.report.path = path_of(&file.root, &file.path).to_string_lossy().into_owned();
            writer.add(&file.root, &file.path, &read)?;
        }
    }
    Ok(())
}
