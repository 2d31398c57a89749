//! The file as a container: how many pages it has, and what its structure says of their content.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use super::artifacts::drop_blank_artifacts;
use super::labels::page_names;
use super::tags::{Tags, read_tags};

/// No stream of the file may unpack to more than this.
pub(super) const MAX_UNPACKED_BYTES: usize = 256 << 20;
/// The content of a page of text is no longer than this when unpacked.
pub(super) const MAX_CONTENT_BYTES: usize = 16 << 20;
/// The maximum depth of groups of pages.
pub(super) const MAX_GROUP_DEPTH: usize = 32;
/// More pages than any report has.
pub(super) const MAX_PAGES: usize = 20_000;

/// Facts about a file before its text is read.
#[derive(Debug, Default)]
pub(super) struct PdfFile {
    /// The number of pages, if it could be read.
    pub(super) pages: u32,
    /// What the file calls its pages, a name for each; empty if it does not say.
    pub(super) page_names: Vec<String>,
    /// The structure's tags of marked content; empty if the file has none.
    pub(super) tags: Tags,
    /// The file written again, where its fonts are where the reader of text does not look for them, or artifacts would
    /// take words with them.
    pub(super) mended: Option<Vec<u8>>,
}

impl PdfFile {
    /// Looks into a file. One that cannot be opened this way has no known pages and no tags.
    pub(super) fn open(bytes: &[u8]) -> PdfFile {
        let looked = catch_unwind(AssertUnwindSafe(|| look(bytes)));
        looked.ok().flatten().unwrap_or_default()
    }
}

fn look(bytes: &[u8]) -> Option<PdfFile> {
    let options = LoadOptions { max_decompressed_size: Some(MAX_UNPACKED_BYTES), ..LoadOptions::default() };
    let mut document = Document::load_mem_with_options(bytes, options).ok()?;
    let pages: Vec<ObjectId> = document.page_iter().take(MAX_PAGES).collect();
    let numbers: HashMap<ObjectId, u32> = pages.iter().copied().zip(1..).collect();
    let tags = read_tags(&document, &numbers);
    let page_names = page_names(&document, pages.len());
    let is_mended =
        hand_down_resources(&mut document, &pages) | (!tags.is_empty() && drop_blank_artifacts(&mut document, &pages));
    let mended = is_mended.then(|| saved(&mut document)).flatten();
    Some(PdfFile { pages: u32::try_from(pages.len()).unwrap_or(u32::MAX), page_names, tags, mended })
}

/// Gives pages the fonts that are written into the group of pages over them. Says whether there were
/// any such.
fn hand_down_resources(document: &mut Document, pages: &[ObjectId]) -> bool {
    if document.was_encrypted() {
        return false;
    }
    let heirs: Vec<(ObjectId, ObjectId)> =
        pages.iter().filter_map(|page| Some((*page, group_with_resources(document, *page)?))).collect();
    let mut shared: HashMap<ObjectId, ObjectId> = HashMap::new();
    for (page, group) in &heirs {
        let resources = match shared.get(group) {
            Some(known) => *known,
            None => {
                let resources = document.get_dictionary(*group).ok().and_then(resources_of).cloned();
                let Some(resources) = resources else { continue };
                let own = document.add_object(Object::Dictionary(resources));
                shared.insert(*group, own);
                own
            }
        };
        if let Ok(page) = document.get_dictionary_mut(*page) {
            page.set("Resources", Object::Reference(resources));
        }
    }
    !heirs.is_empty()
}

/// The group over a page without resources of its own that has them written into it.
fn group_with_resources(document: &Document, page: ObjectId) -> Option<ObjectId> {
    let mut node = document.get_dictionary(page).ok()?;
    for _ in 0..MAX_GROUP_DEPTH {
        if node.has(b"Resources") {
            return None;
        }
        let parent = node.get(b"Parent").ok()?.as_reference().ok()?;
        node = document.get_dictionary(parent).ok()?;
        if resources_of(node).is_some() {
            return Some(parent);
        }
    }
    None
}

fn resources_of(node: &Dictionary) -> Option<&Dictionary> {
    node.get(b"Resources").ok()?.as_dict().ok()
}

fn saved(document: &mut Document) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).ok()?;
    Some(bytes)
}
