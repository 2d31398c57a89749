//! Zip files opened with care: their own counts and sizes are not trusted.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::Unreadable;

/// An archive with more entries is not opened, as the list alone would fill the memory.
const MAX_ENTRIES: usize = 100_000;

/// The maximum initial capacity for a member, whatever size it claims.
const INITIAL_CAPACITY: u64 = 1 << 16;

/// An opened zip file.
pub(super) struct Zipped<'a> {
    zip: ZipArchive<Cursor<Cow<'a, [u8]>>>,
}

impl<'a> Zipped<'a> {
    /// Opens a zip file, or says why not.
    pub(super) fn open(bytes: Cow<'a, [u8]>) -> Result<Self, String> {
        // Every entry of the list begins with these bytes, whatever the count at its end says.
        let entries = bytes.windows(4).filter(|window| window == b"PK\x01\x02").count();
        if entries > MAX_ENTRIES {
            return Err(format!("it lists {entries} members, and {MAX_ENTRIES} are the most that are read"));
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| plain(&error))?;
        Ok(Self { zip })
    }

    /// The names of the members with their indices, in file order, without folders and links.
    pub(super) fn members(&mut self) -> Vec<(usize, String)> {
        let indices = 0..self.zip.len();
        let named = indices.filter_map(|index| {
            let member = self.zip.by_index_raw(index).ok()?;
            member.is_file().then(|| (index, member.name().to_owned()))
        });
        named.collect()
    }

    /// Whether there is a member of this name.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// Whether a member's name begins with `start`.
    pub(super) fn holds_under(&self, start: &str) -> bool {
        self.zip.file_names().any(|name| name.starts_with(start))
    }

    /// The bytes of a member, at most `limit`; `what` is the file in messages.
    pub(super) fn member_named(&mut self, name: &str, limit: u64, what: &str) -> Result<Vec<u8>, Unreadable> {
        let missing = || Unreadable::Damaged { what: what.to_owned(), why: format!("{name} is not in it") };
        let index = self.zip.index_for_name(name).ok_or_else(missing)?;
        self.member(index, limit, what)
    }

    /// The bytes of the member at an index.
    pub(super) fn member(&mut self, index: usize, limit: u64, what: &str) -> Result<Vec<u8>, Unreadable> {
        let what = || what.to_owned();
        let damaged = |why: String| Unreadable::Damaged { what: what(), why };
        let file = match self.zip.by_index(index) {
            Ok(file) => file,
            Err(ZipError::UnsupportedArchive(why)) if why == ZipError::PASSWORD_REQUIRED => {
                return Err(Unreadable::Encrypted { what: what() });
            }
            Err(error) => return Err(damaged(plain(&error))),
        };
        let mut bytes = Vec::with_capacity(usize::try_from(file.size().min(INITIAL_CAPACITY)).unwrap_or_default());
        let read = file.take(limit + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > limit {
            return Err(Unreadable::TooLarge { limit: limit >> 20 });
        }
        read.map_err(|error| damaged(error.to_string().to_lowercase()))?;
        Ok(bytes)
    }
}

/// The zip reader's message, without its usual prefix.
fn plain(error: &ZipError) -> String {
    let text = error.to_string();
    let text =
        text.strip_prefix("invalid Zip archive: ").or(text.strip_prefix("unsupported Zip archive: ")).unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}
