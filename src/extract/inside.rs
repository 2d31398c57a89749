//! The files inside a file, read one by one.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::{Documents, Unreadable, read};
use crate::report::Document;

/// The maximum depth of archives and e-mails around one in which files are read.
const MAX_DEPTH: usize = 2;

/// The size limit of one unpacked file, as for a file in a folder.
const MAX_MEMBER: u64 = 64 << 20;

/// The size limit of everything unpacked from one file: a thousand reports, and no bomb.
const MAX_BYTES: u64 = 512 << 20;

/// The depth of a file in others, and the bytes that may still be unpacked.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnpackBudget {
    depth: usize,
    bytes: u64,
}

impl Default for UnpackBudget {
    fn default() -> Self {
        Self { depth: 0, bytes: MAX_BYTES }
    }
}

impl UnpackBudget {
    /// The budget of the files in a file; `what` is its format in messages.
    pub(super) fn nested(self, what: &str) -> Result<Self, Unreadable> {
        match self.depth {
            0..=MAX_DEPTH => Ok(Self { depth: self.depth + 1, ..self }),
            within => Err(Unreadable::TooDeep { what: what.to_owned(), within }),
        }
    }

    /// Unpacks one more file by a function that takes the maximum number of bytes.
    pub(super) fn unpack(
        &mut self,
        unpack: impl FnOnce(u64) -> Result<Vec<u8>, Unreadable>,
    ) -> Result<Vec<u8>, Unreadable> {
        let bytes = unpack(MAX_MEMBER.min(self.bytes));
        // A file that is too large has cost as much as the largest allowed one.
        let spent = match &bytes {
            Ok(bytes) => bytes.len() as u64,
            Err(Unreadable::TooLarge { .. }) => MAX_MEMBER,
            Err(_) => 0,
        };
        self.bytes = self.bytes.saturating_sub(spent);
        if self.is_used_up() { Err(Unreadable::TooLarge { limit: MAX_BYTES >> 20 }) } else { bytes }
    }

    /// Whether nothing more can be unpacked.
    pub(super) fn is_used_up(self) -> bool {
        self.bytes == 0
    }
}

/// Files that are unpacked from another one by one.
pub(super) trait Files {
    /// The path of the next file, and its bytes, unpacked within the budget.
    fn next(&mut self, budget: &mut UnpackBudget) -> Option<(String, Result<Vec<u8>, Unreadable>)>;
}

/// Files that are in memory already.
impl Files for std::vec::IntoIter<(String, Vec<u8>)> {
    fn next(&mut self, _: &mut UnpackBudget) -> Option<(String, Result<Vec<u8>, Unreadable>)> {
        Iterator::next(self).map(|(path, bytes)| (path, Ok(bytes)))
    }
}

/// The documents of the files inside an archive or an e-mail.
pub(super) struct NestedDocuments<'a> {
    /// What comes before the files: the text of an e-mail.
    first: Option<Document>,
    files: Box<dyn Files + 'a>,
    /// The file that is being read, and its path.
    current: Option<(String, Documents<'static>)>,
    budget: UnpackBudget,
}

impl<'a> NestedDocuments<'a> {
    /// A document, if there is one, then files.
    pub(super) fn new(first: Option<Document>, files: impl Files + 'a, budget: UnpackBudget) -> Self {
        Self { first, files: Box::new(files), current: None, budget }
    }
}

impl Iterator for NestedDocuments<'_> {
    type Item = Result<Document, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(first) = self.first.take() {
            return Some(Ok(first));
        }
        loop {
            if let Some((path, documents)) = &mut self.current {
                if let Some(item) = documents.next() {
                    return Some(under(path, item));
                }
                if let Some(inside) = documents.inside() {
                    self.budget.bytes = inside.budget.bytes;
                }
                self.current = None;
            }
            let (path, bytes) = self.files.next(&mut self.budget)?;
            match bytes.and_then(|bytes| read(&path, bytes.into(), self.budget)) {
                Ok(documents) => self.current = Some((path, documents)),
                Err(why) => return Some(under(&path, Err(why))),
            }
        }
    }
}

impl fmt::Debug for NestedDocuments<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("NestedDocuments").field("budget", &self.budget).finish_non_exhaustive()
    }
}

/// A document or an error from a file, with the file's path before its own.
fn under(path: &str, item: Result<Document, Unreadable>) -> Result<Document, Unreadable> {
    let joined = |inner: Option<String>| match inner {
        Some(inner) => format!("{path}/{inner}"),
        None => path.to_owned(),
    };
    match item {
        Ok(document) => {
            let warnings = document.warnings.into_iter().map(|warning| format!("{path}: {warning}")).collect();
            let mut pages = document.pages;
            // Their place in the file that is unpacked is none in the file that is kept.
            pages.iter_mut().flat_map(|page| &mut page.lines).for_each(|line| line.bytes = None);
            Ok(Document { member: Some(joined(document.member)), pages, warnings, ..document })
        }
        Err(Unreadable::Member { member, why }) => Err(Unreadable::Member { member: joined(Some(member)), why }),
        Err(why) => Err(Unreadable::Member { member: path.to_owned(), why: Box::new(why) }),
    }
}

/// The names, each made different from all before it.
pub(super) fn unique(names: Vec<String>) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    let mut copies: HashMap<String, usize> = HashMap::new();
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

#[cfg(test)]
mod tests {
    use super::unique;

    #[test]
    fn names_that_are_taken_are_changed() {
        let names = ["a.txt", "a.txt", "a (2).txt", "a.txt", "b", "b"].map(str::to_owned).to_vec();
        assert_eq!(unique(names), ["a.txt", "a (2).txt", "a (2) (2).txt", "a (3).txt", "b", "b (2)"]);
    }
}
