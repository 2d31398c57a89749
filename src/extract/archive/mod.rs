//! Zip archives, and what archives and e-mails have in common: files in a file, each a document with
//! its path in there.

mod members;
pub(super) mod zipped;

use std::borrow::Cow;

use super::Unreadable;
use super::format::{Office, is_report_name};
use zipped::Zipped;

pub(super) use members::{Inside, Room, unique};

/// An archive of more files than this is no folder of reports that a person made.
const MOST_MEMBERS: usize = 10_000;

const WHAT: &str = "a zip archive";

/// Opens an archive whose files are read one after the other.
pub(super) fn read(bytes: &[u8]) -> Result<Inside<'_>, Unreadable> {
    open(Cow::Borrowed(bytes), Room::default())
}

/// Opens an archive that there is so much room for.
fn open(bytes: Cow<'_, [u8]>, room: Room) -> Result<Inside<'_>, Unreadable> {
    let damaged = |why: String| Unreadable::Damaged { what: WHAT.to_owned(), why };
    let mut zip = Zipped::open(bytes).map_err(damaged)?;
    let named = zip.members().into_iter().map(|(index, name)| (path(&name), index));
    let mut members: Vec<(String, usize)> = named.filter(|(path, _)| is_wanted(path)).collect();
    if members.is_empty() {
        return Err(Unreadable::NothingInside { what: WHAT.to_owned() });
    }
    if members.len() > MOST_MEMBERS {
        let why = format!("it holds {} files, and {MOST_MEMBERS} are the most that are read", members.len());
        return Err(damaged(why));
    }
    members.sort_unstable();
    let (names, indices): (Vec<String>, Vec<usize>) = members.into_iter().unzip();
    let members = unique(names).into_iter().zip(indices).collect();
    Ok(Inside::of_zip(zip, members, room))
}

/// A member's name as a path that leads nowhere but down: it names the report and is never opened.
fn path(name: &str) -> String {
    let parts = name.split(['/', '\\']).map(|part| part.replace(char::is_control, ""));
    parts.filter(|part| !matches!(part.as_str(), "" | "." | "..")).collect::<Vec<_>>().join("/")
}

/// Whether a member is read: what is passed over in a folder is passed over here too.
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

/// What a zip file is, by the names of its members.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Archive,
    Office(Office),
    /// Something else that is packed as a zip file.
    Other(&'static str),
}

/// What a zip file is; nothing where its list of members cannot be read.
pub(super) fn kind(bytes: &[u8]) -> Option<Kind> {
    const LONGEST_TYPE: u64 = 200;
    let mut zip = Zipped::open(Cow::Borrowed(bytes)).ok()?;
    if let Ok(stated) = zip.member_named("mimetype", LONGEST_TYPE, WHAT) {
        let stated = String::from_utf8_lossy(&stated);
        let stated = stated.trim();
        return Some(match stated {
            "application/epub+zip" => Kind::Other("an EPUB book"),
            _ if stated.ends_with("opendocument.spreadsheet") => Kind::Other("an OpenDocument spreadsheet"),
            _ if stated.ends_with("opendocument.presentation") => Kind::Other("an OpenDocument presentation"),
            _ if stated.contains("opendocument.text") => Kind::Office(Office::Odt),
            _ if stated.contains("opendocument") => Kind::Other("an OpenDocument file that holds no text"),
            _ => Kind::Archive,
        });
    }
    Some(match () {
        () if !zip.holds("[Content_Types].xml") => Kind::Archive,
        () if zip.holds("word/document.xml") || zip.holds_under("word/") => Kind::Office(Office::Docx),
        () if zip.holds_under("xl/") => Kind::Other("an Excel workbook"),
        () if zip.holds_under("ppt/") => Kind::Other("a PowerPoint presentation"),
        () if zip.holds_under("visio/") => Kind::Other("a Visio drawing"),
        () => Kind::Archive,
    })
}

#[cfg(test)]
mod pack;
#[cfg(test)]
pub(super) use pack::zip_of;
#[cfg(test)]
mod tests;
