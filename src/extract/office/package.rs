//! The parts of a zipped office document.

use super::xml::{Xml, XmlEvent, decoded};
use crate::extract::Unreadable;
use crate::extract::format::File;
use crate::extract::zipped::Zipped;

/// A part larger than this is no text that a person wrote: a report of a thousand pages is a tenth of it.
const MAX_PART_BYTES: u64 = 64 << 20;

/// An opened document.
pub(super) struct OfficePackage<'a> {
    zip: Zipped<'a>,
    /// What it is called in messages.
    pub(super) what: &'static str,
}

impl<'a> OfficePackage<'a> {
    /// Opens a document.
    pub(super) fn open(file: &'a File<'_>) -> Result<Self, Unreadable> {
        let zip = Zipped::open((&*file.bytes).into()).map_err(|why| file.damaged(why))?;
        Ok(Self { zip, what: file.what })
    }

    /// A part without which there is no document.
    pub(super) fn needed(&mut self, name: &str) -> Result<Vec<u8>, Unreadable> {
        self.zip.member_named(name, MAX_PART_BYTES, self.what)
    }

    /// A part that may be missing or damaged.
    pub(super) fn part(&mut self, name: &str) -> Option<Vec<u8>> {
        self.needed(name).ok()
    }

    /// The path of the main part of a document of Microsoft's, which writers may choose.
    pub(super) fn main_part(&mut self) -> Option<String> {
        let relations = self.part("_rels/.rels").unwrap_or_default();
        let text = decoded(&relations);
        let mut xml = Xml::new(&text);
        while let Some(node) = xml.next() {
            let XmlEvent::Open(element) = node else { continue };
            let is_main = element.value("Type").is_some_and(|kind| kind.ends_with("/officeDocument"));
            if let Some(target) = element.value("Target").filter(|_| is_main) {
                return Some(target.trim_start_matches('/').to_owned());
            }
        }
        None
    }
}
