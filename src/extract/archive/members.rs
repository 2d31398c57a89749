//! The files inside of a file, read one after the other.

use std::collections::HashSet;

use super::zipped::Zipped;
use crate::extract::format::Format;
use crate::extract::jsonl::Records;
use crate::extract::{Unreadable, email, html, markdown, office, pdf, text};
use crate::report::Document;

/// How many archives and e-mails may be around one in which files are read.
const DEEPEST: usize = 2;

/// The size of one file when it is unpacked, as that of a file in a folder.
const LARGEST_MEMBER: u64 = 64 << 20;

/// All that is unpacked from one file: a thousand reports, and no bomb.
const MOST_BYTES: u64 = 512 << 20;

/// What a file may still take: its depth in others, and the bytes that are left.
#[derive(Clone, Copy, Debug)]
pub(in crate::extract) struct Room {
    depth: usize,
    bytes: u64,
}

impl Default for Room {
    fn default() -> Self {
        Self { depth: 0, bytes: MOST_BYTES }
    }
}

/// The files inside of an archive or an e-mail.
pub(in crate::extract) struct Inside<'a> {
    source: Source<'a>,
    /// What comes before the files: the text of an e-mail.
    first: Option<Document>,
    /// The file that is being read, and its path.
    current: Option<(String, Contents)>,
    room: Room,
}

enum Source<'a> {
    Zip { zip: Box<Zipped<'a>>, members: std::vec::IntoIter<(String, usize)> },
    Parts(std::vec::IntoIter<(String, Vec<u8>)>),
}

/// What one file holds.
enum Contents {
    Documents(std::vec::IntoIter<Result<Document, Unreadable>>),
    Inside(Box<Inside<'static>>),
}

impl<'a> Inside<'a> {
    pub(super) fn of_zip(zip: Zipped<'a>, members: Vec<(String, usize)>, room: Room) -> Self {
        let source = Source::Zip { zip: Box::new(zip), members: members.into_iter() };
        Self { source, first: None, current: None, room }
    }

    /// A document, and files with their names that belong to it.
    pub(in crate::extract) fn of_parts(first: Document, parts: Vec<(String, Vec<u8>)>, room: Room) -> Self {
        Self { source: Source::Parts(parts.into_iter()), first: Some(first), current: None, room }
    }

    /// The next file, unpacked.
    fn next_file(&mut self) -> Option<(String, Result<Vec<u8>, Unreadable>)> {
        match &mut self.source {
            Source::Parts(parts) => parts.next().map(|(path, bytes)| (path, Ok(bytes))),
            Source::Zip { zip, members } => {
                let (path, index) = members.next()?;
                let bytes = zip.member(index, LARGEST_MEMBER.min(self.room.bytes), "a member");
                let spent = bytes.as_ref().map_or(LARGEST_MEMBER, |bytes| bytes.len() as u64);
                // A file that is too large has cost as much as the largest that is not.
                if matches!(bytes, Ok(_) | Err(Unreadable::TooLarge { .. })) {
                    self.room.bytes = self.room.bytes.saturating_sub(spent);
                }
                if self.room.bytes == 0 {
                    *members = Vec::new().into_iter();
                    return Some((path, Err(Unreadable::TooLarge { most: MOST_BYTES >> 20 })));
                }
                Some((path, bytes))
            }
        }
    }
}

impl Iterator for Inside<'_> {
    type Item = Result<Document, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(first) = self.first.take() {
            return Some(Ok(first));
        }
        loop {
            if let Some((path, contents)) = &mut self.current {
                let next = match contents {
                    Contents::Documents(documents) => documents.next(),
                    Contents::Inside(inside) => inside.next(),
                };
                if let Some(item) = next {
                    return Some(under(path, item));
                }
                if let Contents::Inside(inside) = contents {
                    self.room.bytes = inside.room.bytes;
                }
                self.current = None;
            }
            let (path, bytes) = self.next_file()?;
            match bytes.and_then(|bytes| contents(&path, bytes, self.room)) {
                Ok(contents) => self.current = Some((path, contents)),
                Err(why) => return Some(under(&path, Err(why))),
            }
        }
    }
}

impl std::fmt::Debug for Inside<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Inside").field("room", &self.room).finish_non_exhaustive()
    }
}

/// What a file inside of another holds.
fn contents(path: &str, bytes: Vec<u8>, room: Room) -> Result<Contents, Unreadable> {
    let deeper = |what: &str| match room.depth {
        DEEPEST.. => Err(Unreadable::TooDeep { what: what.to_owned(), within: room.depth + 1 }),
        depth => Ok(Room { depth: depth + 1, ..room }),
    };
    let document = match Format::of(path, &bytes)? {
        Format::Archive => {
            let room = deeper(super::WHAT)?;
            return Ok(Contents::Inside(Box::new(super::open(bytes.into(), room)?)));
        }
        Format::Email => {
            let room = deeper(email::WHAT)?;
            return Ok(Contents::Inside(Box::new(email::open(&bytes, room)?)));
        }
        Format::JsonLines => {
            let records: Vec<Result<Document, Unreadable>> = Records::new(&bytes).collect();
            return Ok(Contents::Documents(records.into_iter()));
        }
        Format::Text => text::read(&bytes),
        Format::Markdown => markdown::read(&bytes),
        Format::Html => html::read(&bytes),
        Format::Pdf => pdf::read(&bytes)?,
        Format::Office(format) => office::read(&bytes, format)?,
    };
    Ok(Contents::Documents(vec![Ok(document)].into_iter()))
}

/// What was read from a file, or what is wrong in it, with the file's path before its own.
fn under(path: &str, item: Result<Document, Unreadable>) -> Result<Document, Unreadable> {
    let joined = |inner: Option<String>| match inner {
        Some(inner) => format!("{path}/{inner}"),
        None => path.to_owned(),
    };
    match item {
        Ok(document) => {
            let warnings = document.warnings.into_iter().map(|warning| format!("{path}: {warning}")).collect();
            Ok(Document { member: Some(joined(document.member)), warnings, ..document })
        }
        Err(Unreadable::Member { member, why }) => Err(Unreadable::Member { member: joined(Some(member)), why }),
        Err(why) => Err(Unreadable::Member { member: path.to_owned(), why: Box::new(why) }),
    }
}

/// The names, each changed until it is like none before it.
pub(in crate::extract) fn unique(names: Vec<String>) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    let mut copies: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    let changed = names.into_iter().map(|name| {
        let mut candidate = name.clone();
        while !taken.insert(candidate.clone()) {
            let copy = copies.entry(name.clone()).or_insert(1);
            *copy += 1;
            candidate = match name.rsplit_once('.') {
                Some((stem, extension)) => format!("{stem} ({copy}).{extension}"),
                None => format!("{name} ({copy})"),
            };
        }
        candidate
    });
    changed.collect()
}
