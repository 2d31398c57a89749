//! The file as a container: how many pages it has, and what its structure says of their content.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Document, LoadOptions, ObjectId};

use super::tags::{Tags, read_tags};

/// No stream of the file may unpack to more than this.
const MOST_UNPACKED: usize = 256 << 20;
/// More pages than any report has.
pub(super) const MOST_PAGES: usize = 20_000;

/// What is known of a file before its text is read.
#[derive(Debug, Default)]
pub(super) struct File {
    /// How many pages there are, as far as that could be read.
    pub(super) pages: u32,
    /// What the structure says of marked content; empty where the file has none.
    pub(super) tags: Tags,
}

impl File {
    /// Looks into a file. One that cannot be opened this way has no known pages and no tags.
    pub(super) fn open(bytes: &[u8]) -> File {
        let looked = catch_unwind(AssertUnwindSafe(|| look(bytes)));
        looked.ok().flatten().unwrap_or_default()
    }
}

fn look(bytes: &[u8]) -> Option<File> {
    let options = LoadOptions { max_decompressed_size: Some(MOST_UNPACKED), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).ok()?;
    let pages: Vec<ObjectId> = document.page_iter().take(MOST_PAGES).collect();
    let numbers: HashMap<ObjectId, u32> = pages.iter().copied().zip(1..).collect();
    let tags = read_tags(&document, &numbers);
    Some(File { pages: u32::try_from(pages.len()).unwrap_or(u32::MAX), tags })
}
