//! What a PDF file calls its pages: the tree of page labels in its catalogue, a range of pages for each leaf.

use std::collections::{BTreeMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::tags::dictionary;
use crate::extract::numerals::{letters, roman};

/// The maximum number of nodes and ranges that are looked at.
const MAX_NODES: usize = 10_000;
/// The maximum length of what comes before a number, in bytes.
const MAX_PREFIX_BYTES: usize = 40;
/// The greatest number that is written in Roman numerals or in letters.
const MAX_IN_LETTERS: u32 = 500;

/// How the pages of a range are called.
#[derive(Debug)]
struct LabelRange {
    prefix: String,
    /// `D`, `R`, `r`, `A` or `a`; none if the pages have no number.
    style: Option<u8>,
    /// The number of the first page.
    start: u32,
}

/// A name for each page; none where the file has no labels for the first.
pub(super) fn page_names(document: &Document, pages: usize) -> Vec<String> {
    let ranges = ranges(document);
    if !ranges.contains_key(&0) {
        return Vec::new();
    }
    let name = |page: u32| {
        let (first, range) = ranges.range(..=page).next_back()?;
        range.name(page - first)
    };
    let names: Option<Vec<String>> = (0..u32::try_from(pages).ok().unwrap_or(0)).map(name).collect();
    names.unwrap_or_default()
}

impl LabelRange {
    /// The name of the page this many after the first; none where it cannot be written.
    fn name(&self, after: u32) -> Option<String> {
        let number = self.start.checked_add(after)?;
        let in_letters = || (1..MAX_IN_LETTERS).contains(&number).then_some(u64::from(number));
        let number = match self.style {
            None => String::new(),
            Some(b'D') => number.to_string(),
            Some(b'r') => roman(in_letters()?)?,
            Some(b'R') => roman(in_letters()?)?.to_uppercase(),
            Some(b'a') => letters(in_letters()?)?,
            Some(b'A') => letters(in_letters()?)?.to_uppercase(),
            Some(_) => return None,
        };
        Some(format!("{}{number}", self.prefix))
    }
}

/// The ranges of the tree by the place of their first page.
fn ranges(document: &Document) -> BTreeMap<u32, LabelRange> {
    let mut ranges = BTreeMap::new();
    let Some(root) = document.catalog().ok().and_then(|catalog| catalog.get(b"PageLabels").ok()) else { return ranges };
    let mut waiting: Vec<&Object> = vec![root];
    let mut seen: HashSet<ObjectId> = HashSet::new();
    let mut looked_at = 0;
    while let Some(node) = waiting.pop() {
        looked_at += 1;
        let is_new = node.as_reference().ok().is_none_or(|id| seen.insert(id));
        if looked_at > MAX_NODES || !is_new {
            continue;
        }
        let Some(node) = dictionary(document, node) else { continue };
        let room = MAX_NODES.saturating_sub(waiting.len() + looked_at);
        waiting.extend(array(document, node, b"Kids").into_iter().flatten().take(room));
        let numbers = array(document, node, b"Nums").map(Vec::as_slice).unwrap_or_default();
        for pair in numbers.chunks_exact(2).take(room) {
            looked_at += 1;
            let first = pair[0].as_i64().ok().and_then(|first| u32::try_from(first).ok());
            if let (Some(first), Some(range)) = (first, dictionary(document, &pair[1]).and_then(range)) {
                ranges.insert(first, range);
            }
        }
    }
    ranges
}

fn range(label: &Dictionary) -> Option<LabelRange> {
    let prefix = match label.get(b"P") {
        Ok(prefix) => lopdf::decode_text_string(prefix).ok().filter(|prefix| prefix.len() <= MAX_PREFIX_BYTES)?,
        Err(_) => String::new(),
    };
    let style = label.get(b"S").ok().and_then(|style| style.as_name().ok()).and_then(|name| name.first().copied());
    let start = label.get(b"St").ok().and_then(|start| start.as_i64().ok()).unwrap_or(1);
    Some(LabelRange { prefix, style, start: u32::try_from(start).ok()? })
}

fn array<'d>(document: &'d Document, node: &'d Dictionary, name: &[u8]) -> Option<&'d Vec<Object>> {
    document.dereference(node.get(name).ok()?).ok()?.1.as_array().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_their_style() {
        let named = |prefix: &str, style, start| LabelRange { prefix: prefix.to_owned(), style, start };
        for (range, after, expected) in [
            (named("", Some(b'D'), 1), 4, Some("5")),
            (named("A-", Some(b'D'), 7), 0, Some("A-7")),
            (named("", Some(b'r'), 1), 3, Some("iv")),
            (named("", Some(b'R'), 1), 48, Some("XLIX")),
            (named("", Some(b'a'), 1), 26, Some("aa")),
            (named("", Some(b'A'), 1), 1, Some("B")),
            (named("Cover", None, 1), 0, Some("Cover")),
            (named("", Some(b'r'), 0), 0, None),
            (named("", Some(b'r'), u32::MAX), 1, None),
            (named("", Some(b'x'), 1), 0, None),
        ] {
            assert_eq!(range.name(after).as_deref(), expected, "{range:?}");
        }
    }
}
