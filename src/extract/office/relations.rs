//! The relations of a part: which other parts of the package it points to.

use super::package::OfficePackage;
use super::xml::{Xml, XmlEvent, decoded};

/// A part has at most this many relations that are looked at.
const MAX_RELATIONS: usize = 20_000;

/// A part that another one points to.
pub(super) struct Relation {
    /// The name by which the other part refers to it.
    pub(super) id: String,
    /// What it is to the other, the last part of a long name: `slide`, `notesSlide`.
    pub(super) kind: String,
    /// Its path in the package.
    pub(super) target: String,
}

/// The relations of the part at a path.
pub(super) fn relations(package: &mut OfficePackage<'_>, part: &str) -> Vec<Relation> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let bytes = package.part(&joined(folder, &format!("_rels/{name}.rels"))).unwrap_or_default();
    let text = decoded(&bytes);
    let mut xml = Xml::new(&text);
    let mut relations = Vec::new();
    while let Some(event) = xml.next() {
        let XmlEvent::Open(element) = event else { continue };
        let is_outside = element.value("TargetMode").is_some_and(|mode| mode == "External");
        let (Some(id), Some(kind), Some(target)) =
            (element.value("Id"), element.value("Type"), element.value("Target").filter(|_| !is_outside))
        else {
            continue;
        };
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        relations.push(Relation { id, kind, target: joined(folder, &target) });
        if relations.len() >= MAX_RELATIONS {
            break;
        }
    }
    relations
}

/// The path of a part that is named relative to a folder, or from the top with a slash.
pub(super) fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = if path.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn paths_are_relative_to_a_folder() {
        for (folder, path, expected) in [
            ("ppt/slides", "../notesSlides/n1.xml", "ppt/notesSlides/n1.xml"),
            ("ppt", "slides/s1.xml", "ppt/slides/s1.xml"),
            ("ppt", "/ppt/slides/s1.xml", "ppt/slides/s1.xml"),
            ("", "_rels/.rels", "_rels/.rels"),
            ("a", "../../../b", "b"),
        ] {
            assert_eq!(joined(folder, path), expected);
        }
    }
}
