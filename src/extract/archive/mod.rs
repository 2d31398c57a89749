//! Zip archives: the files in them, each a document with its path in there.

use super::Unreadable;
use super::format::{File, is_report_name};
use super::inside::{Files, NestedDocuments, UnpackBudget, unique};
use super::zipped::Zipped;

/// An archive of more files than this is no folder of reports that a person made.
const MAX_MEMBERS: usize = 10_000;

/// Opens an archive whose files are read one after the other.
pub(super) fn read(file: File<'_>) -> Result<NestedDocuments<'_>, Unreadable> {
    let (what, budget) = (file.what, file.budget.nested(file.what)?);
    let damaged = |why: String| Unreadable::Damaged { what: what.to_owned(), why };
    let mut zip = Zipped::open(file.bytes).map_err(damaged)?;
    let named = zip.members().into_iter().map(|(index, name)| (path(&name), index));
    let mut members: Vec<(String, usize)> = named.filter(|(path, _)| is_wanted(path)).collect();
    if members.is_empty() {
        return Err(Unreadable::NothingInside { what: what.to_owned() });
    }
    if members.len() > MAX_MEMBERS {
        let why = format!("it holds {} files, and {MAX_MEMBERS} are the most that are read", members.len());
        return Err(damaged(why));
    }
    members.sort_unstable();
    let (names, indices): (Vec<String>, Vec<usize>) = members.into_iter().unzip();
    let members: Vec<(String, usize)> = unique(names).into_iter().zip(indices).collect();
    Ok(NestedDocuments::new(None, Members { zip, rest: members.into_iter() }, budget))
}

/// The members of an archive that are still to be read: their paths, and their places in it.
struct Members<'a> {
    zip: Zipped<'a>,
    rest: std::vec::IntoIter<(String, usize)>,
}

impl Files for Members<'_> {
    fn next(&mut self, budget: &mut UnpackBudget) -> Option<(String, Result<Vec<u8>, Unreadable>)> {
        let (path, index) = self.rest.next()?;
        let bytes = budget.unpack(|limit| self.zip.member(index, limit, "a member"));
        if budget.is_used_up() {
            self.rest = Vec::new().into_iter();
        }
        Some((path, bytes))
    }
}

/// A member's name as a path that leads nowhere but down: it names the report and is never opened.
fn path(name: &str) -> String {
    let parts = name.split(['/', '\\']).map(|part| part.replace(char::is_control, ""));
    parts.filter(|part| !matches!(part.as_str(), "" | "." | "..")).collect::<Vec<_>>().join("/")
}

/// Whether a member is read, by the same rules as a file in a folder.
fn is_wanted(path: &str) -> bool {
    let mut parts = path.split('/').rev();
    let name = parts.next().unwrap_or_default();
    let readme = name.to_lowercase();
    is_report_name(name)
        && readme != "readme"
        && !readme.starts_with("readme.")
        && !name.starts_with('.')
        && !parts.any(|folder| folder.starts_with('.') || folder == "__MACOSX")
}

#[cfg(test)]
mod pack;
#[cfg(test)]
pub(super) use pack::zip_of;
#[cfg(test)]
mod tests;
