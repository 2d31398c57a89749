//! Where in its file a passage is: the line of the file, and the column of a match.

use std::cell::RefCell;
use std::ops::Range;
use std::path::Path;

use crate::corpus::read_source;
use crate::extract::decode_range;
use crate::report::{Passage, Report};

/// Files that passages come from, the last one kept.
#[derive(Default)]
pub(super) struct SourceFiles {
    last: RefCell<Option<(String, Option<Vec<u8>>)>>,
}

impl SourceFiles {
    /// The line in the file and the column on it, in bytes and from 1, at which a part of a passage's text begins, or
    /// else the passage. None for a format without lines, and for a file that cannot be read.
    pub(super) fn place(&self, report: &Report, passage: &Passage, part: Option<&Range<usize>>) -> Option<(u64, u64)> {
        let (start, _) = passage.spans.first()?.bytes?;
        let mut last = self.last.borrow_mut();
        if last.as_ref().is_none_or(|(path, _)| *path != report.path) {
            *last = Some((report.path.clone(), read_source(Path::new(&report.path)).ok()));
        }
        let bytes = last.as_ref()?.1.as_ref()?;
        let first = (line_of(bytes, start)?, 1);
        Some(part.and_then(|part| found(bytes, passage, part)).unwrap_or(first))
    }
}

/// The number of the line on which a byte of a file is.
fn line_of(bytes: &[u8], at: u64) -> Option<u64> {
    let before = bytes.get(..usize::try_from(at).ok()?)?;
    Some(before.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1)
}

/// The place of a part of a passage, by its first word, as often as that occurs in the passage before.
fn found(bytes: &[u8], passage: &Passage, part: &Range<usize>) -> Option<(u64, u64)> {
    let word = passage.text.get(part.clone())?.split_whitespace().next()?;
    let mut before = passage.text[..part.start].matches(word).count();
    for span in &passage.spans {
        let (start, end) = span.bytes?;
        let first = line_of(bytes, start)?;
        for (line, text) in (first..).zip(decode_range(bytes, start..end)?.lines()) {
            for (at, _) in text.match_indices(word) {
                if before == 0 {
                    return Some((line, at as u64 + 1));
                }
                before -= 1;
            }
        }
    }
    None
}
