//! Whose an index is that may not be read or written, and what may still be done with it.

use std::fs::File;
use std::path::Path;

/// What to do about a file of an index, or its folder, that the system denies.
pub(super) fn denied(path: &Path) -> String {
    let index = path.ancestors().find(|folder| folder.join("segments").is_dir());
    let there = index.or_else(|| path.ancestors().find(|folder| folder.symlink_metadata().is_ok()));
    let owner = there.and_then(owner);
    let can_search = index.is_some_and(|index| File::open(index.join("segments/meta.json")).is_ok());
    let shown = there.unwrap_or(path).display();
    match owner {
        Some(Owner::You) => format!("{shown} is yours: give yourself the right to read and write it"),
        Some(Owner::Other(name)) if can_search => {
            format!("the index belongs to {name}; you may search it, but not update it")
        }
        Some(Owner::Other(name)) => {
            format!("{shown} belongs to {name}: ask for the right, or name another with --index")
        }
        None if can_search => "you may search the index, but not update it".to_owned(),
        None => "ask for the right, or name another folder with --index".to_owned(),
    }
}

#[cfg_attr(not(unix), expect(dead_code, reason = "other systems are not asked"))]
enum Owner {
    You,
    Other(String),
}

/// Who owns a folder.
#[cfg(unix)]
fn owner(folder: &Path) -> Option<Owner> {
    use std::os::unix::fs::MetadataExt;
    let id = folder.metadata().ok()?.uid();
    if rustix::process::geteuid().as_raw() == id {
        return Some(Owner::You);
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let name = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(id)).then(|| name.to_owned())
    });
    Some(Owner::Other(name.unwrap_or_else(|| format!("user {id}"))))
}

#[cfg(not(unix))]
fn owner(_: &Path) -> Option<Owner> {
    None
}
