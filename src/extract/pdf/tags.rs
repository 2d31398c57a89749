//! The structure of a tagged PDF: which paragraph, heading, list item or table cell each piece of
//! marked content belongs to.
//!
//! The tree comes from a stranger. It is walked with a list instead of recursion, every node once, and
//! no more nodes than there are in the largest of reports.

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

/// Nodes beyond this many are ignored.
const MAX_NODES: usize = 2_000_000;
/// A role that is an alias of another is followed at most this many times.
const MAX_ALIASES: usize = 8;

/// The tag of each piece of marked content, by page and number.
pub(super) type Tags = HashMap<(u32, i64), Tag>;

/// The place of some content in the structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    /// The paragraph, heading or item: a number of its own.
    pub(super) element: u32,
    /// Its kind.
    pub(super) kind: TagKind,
    /// The row and the cell of the table that it is in.
    pub(super) cell: Option<(u32, u32)>,
}

/// The kind of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TagKind {
    /// Anything that holds text.
    Paragraph,
    /// A heading.
    Heading,
    /// A footnote.
    Note,
    /// A line of a table of contents.
    Contents,
}

/// A node that waits, with the properties that the nodes above it give it.
struct PendingNode<'a> {
    object: &'a Object,
    page: Option<u32>,
    tag: Tag,
    /// The list item that it is in, if no other block is between.
    item: Option<u32>,
}

/// Reads the tags; `pages` gives the number of each page.
pub(super) fn read_tags(document: &Document, pages: &HashMap<ObjectId, u32>) -> Tags {
    let mut tags = Tags::new();
    let root = document.catalog().ok().and_then(|catalog| dictionary(document, catalog.get(b"StructTreeRoot").ok()?));
    let Some(root) = root else { return tags };
    let roles = root.get(b"RoleMap").ok().and_then(|map| dictionary(document, map));
    let mut elements = Elements::default();
    let mut seen: HashSet<ObjectId> = HashSet::new();
    let mut waiting: Vec<PendingNode<'_>> = Vec::new();
    let tag = Tag { element: 0, kind: TagKind::Paragraph, cell: None };
    if let Ok(object) = root.get(b"K") {
        waiting.push(PendingNode { object, page: None, tag, item: None });
    }
    let mut nodes = 0;
    while let Some(node) = waiting.pop() {
        nodes += 1;
        if nodes > MAX_NODES {
            break;
        }
        let Some(object) = resolved(document, node.object, &mut seen) else { continue };
        match object {
            Object::Integer(id) => note(&mut tags, node.page, *id, node.tag),
            Object::Array(kids) => waiting.extend(kids.iter().rev().map(|object| PendingNode { object, ..node })),
            Object::Dictionary(dict) => {
                let page = dict.get(b"Pg").ok().and_then(|pg| pages.get(&pg.as_reference().ok()?)).copied();
                let page = page.or(node.page);
                if let Ok(id) = dict.get(b"MCID").and_then(Object::as_i64) {
                    note(&mut tags, page, id, node.tag);
                } else if let (Ok(role), Ok(kids)) = (dict.get(b"S").and_then(Object::as_name), dict.get(b"K")) {
                    let role = standard_role(role, roles);
                    let (tag, item) = elements.enter(role, &node);
                    waiting.push(PendingNode { object: kids, page, tag, item });
                }
            }
            _ => {}
        }
    }
    tags
}

fn note(tags: &mut Tags, page: Option<u32>, id: i64, tag: Tag) {
    if let Some(page) = page {
        tags.entry((page, id)).or_insert(tag);
    }
}

/// The elements met so far.
#[derive(Default)]
struct Elements {
    last: u32,
    /// List items whose first paragraph has come.
    begun: HashSet<u32>,
}

impl Elements {
    fn fresh(&mut self) -> u32 {
        self.last += 1;
        self.last
    }

    /// The tag of the content of an element with this role, and the list item it is in.
    fn enter(&mut self, role: &[u8], node: &PendingNode<'_>) -> (Tag, Option<u32>) {
        let (tag, item) = (node.tag, node.item);
        match role {
            b"Span" | b"Link" | b"Reference" | b"Quote" | b"Code" | b"Annot" | b"BibEntry" | b"Em" | b"Strong"
            | b"Lbl" | b"LBody" => (tag, item),
            // The first paragraph of a list item is the item's own text.
            b"P" if item.is_some_and(|item| self.begun.insert(item)) => (tag, item),
            b"LI" => {
                let element = self.fresh();
                (Tag { element, kind: TagKind::Paragraph, ..tag }, Some(element))
            }
            b"H" | b"H1" | b"H2" | b"H3" | b"H4" | b"H5" | b"H6" | b"Title" => {
                (Tag { element: self.fresh(), kind: TagKind::Heading, ..tag }, None)
            }
            b"Note" | b"FENote" => (Tag { element: self.fresh(), kind: TagKind::Note, cell: None }, None),
            _ if tag.kind == TagKind::Note => (tag, None),
            b"TOC" | b"TOCI" => (Tag { element: self.fresh(), kind: TagKind::Contents, ..tag }, None),
            _ if tag.kind == TagKind::Contents => (tag, None),
            b"TR" => {
                let row = self.fresh();
                (Tag { element: row, kind: TagKind::Paragraph, cell: Some((row, 0)) }, None)
            }
            b"TD" | b"TH" => {
                let element = self.fresh();
                let cell = tag.cell.map(|(row, _)| (row, element));
                (Tag { element, kind: TagKind::Paragraph, cell }, None)
            }
            _ => (Tag { element: self.fresh(), kind: TagKind::Paragraph, ..tag }, None),
        }
    }
}

/// The role that a name stands for by the file's own list of roles.
fn standard_role<'a>(name: &'a [u8], roles: Option<&'a Dictionary>) -> &'a [u8] {
    const KNOWN: [&[u8]; 18] = [
        b"P", b"H", b"H1", b"H2", b"H3", b"H4", b"H5", b"H6", b"LI", b"Lbl", b"LBody", b"TR", b"TD", b"TH", b"Note",
        b"Span", b"TOC", b"TOCI",
    ];
    let mut role = name;
    for _ in 0..MAX_ALIASES {
        if KNOWN.contains(&role) {
            break;
        }
        match roles.and_then(|roles| roles.get(role).ok()?.as_name().ok()) {
            Some(other) => role = other,
            None => break,
        }
    }
    role
}

/// An object that is a dictionary, or refers to one.
pub(super) fn dictionary<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    document.dereference(object).ok()?.1.as_dict().ok()
}

/// The object itself, or the one that it refers to if that was not met before.
fn resolved<'a>(document: &'a Document, object: &'a Object, seen: &mut HashSet<ObjectId>) -> Option<&'a Object> {
    match object {
        Object::Reference(id) => {
            if !seen.insert(*id) {
                return None;
            }
            document.dereference(object).ok().map(|(_, object)| object)
        }
        object => Some(object),
    }
}
