//! EPUB books: the documents of the spine, each a page.

use std::collections::{HashMap, HashSet};

use percent_encoding::percent_decode_str;

use super::package::OfficePackage;
use super::relations::joined;
use super::xml::{Xml, XmlEvent, decoded};
use crate::extract::{Unreadable, html};
use crate::report::Document;

/// More documents than this are no book.
const MAX_DOCUMENTS: usize = 10_000;

/// Reads a book.
pub(super) fn read(mut package: OfficePackage<'_>) -> Result<Document, Unreadable> {
    if package.part("META-INF/encryption.xml").is_some_and(|part| decoded(&part).contains("enc#aes")) {
        return Err(Unreadable::Encrypted { what: package.what.to_owned() });
    }
    let container = package.needed("META-INF/container.xml")?;
    let damaged = |why: &str| Unreadable::Damaged { what: package.what.to_owned(), why: why.to_owned() };
    let root = root_file(&decoded(&container)).ok_or_else(|| damaged("it does not name its list of contents"))?;
    let list = package.needed(&root)?;
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut document = Document::default();
    let mut seen = HashSet::new();
    for path in spine(&decoded(&list)).iter().map(|path| joined(folder, path)).take(MAX_DOCUMENTS) {
        if !seen.insert(path.clone()) {
            continue;
        }
        match package.needed(&path) {
            Ok(part) => {
                let chapter = html::read(&part);
                document.pages.extend(chapter.pages);
                document.warnings.extend(chapter.warnings.into_iter().map(|warning| format!("{path}: {warning}")));
            }
            Err(error) => document.warnings.push(format!("{path}: {error}")),
        }
    }
    Ok(document)
}

/// The path of the list of contents.
fn root_file(container: &str) -> Option<String> {
    let mut xml = Xml::new(container);
    while let Some(event) = xml.next() {
        if let XmlEvent::Open(element) = event
            && element.name() == "rootfile"
        {
            return element.value("full-path").map(|path| joined("", &path));
        }
    }
    None
}

/// The paths of the documents in reading order, without the contents that the program made.
fn spine(list: &str) -> Vec<String> {
    let mut xml = Xml::new(list);
    let (mut items, mut spine) = (HashMap::new(), Vec::new());
    while let Some(event) = xml.next() {
        let XmlEvent::Open(element) = event else { continue };
        match element.name() {
            "item" => {
                let is_contents =
                    element.value("properties").is_some_and(|all| all.split_whitespace().any(|one| one == "nav"));
                let is_page = element.value("media-type").is_some_and(|kind| kind.contains("html"));
                if let (Some(id), Some(path), true) =
                    (element.value("id"), element.value("href"), is_page && !is_contents)
                {
                    items.insert(id, percent_decode_str(&path).decode_utf8_lossy().into_owned());
                }
            }
            "itemref" => spine.extend(element.value("idref")),
            _ => {}
        }
    }
    spine.iter().filter_map(|id| items.get(id).cloned()).collect()
}

#[cfg(test)]
mod tests {
    use crate::extract::archive::zip_of;
    use crate::extract::extract;

    #[test]
    fn chapters_are_pages_in_reading_order() {
        let list = "<package><manifest><item id='n' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>\
            <item id='a' href='text/one%20more.xhtml' media-type='application/xhtml+xml'/>\
            <item id='b' href='two.xhtml' media-type='application/xhtml+xml'/><item id='c' href='c.css' media-type='text/css'/>\
            </manifest><spine><itemref idref='n'/><itemref idref='b'/><itemref idref='a'/><itemref idref='b'/>\
            <itemref idref='gone'/></spine></package>";
        let zip = zip_of(&[
            ("mimetype", b"application/epub+zip"),
            (
                "META-INF/container.xml",
                b"<container><rootfiles><rootfile full-path='OEBPS/list.opf'/></rootfiles></container>",
            ),
            ("OEBPS/list.opf", list.as_bytes()),
            ("OEBPS/nav.xhtml", b"<html><body><p>Contents</p></body></html>"),
            ("OEBPS/text/one more.xhtml", b"<html><body><h1>Drift</h1><p>It was seen again.</p></body></html>"),
            ("OEBPS/two.xhtml", b"<html><body><p>Preface of the board.</p></body></html>"),
        ]);
        let document = extract("book.epub", &zip).expect("it is read").next().expect("one").expect("it is whole");
        let page =
            |page: &crate::report::Page| page.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("|");
        assert_eq!(
            document.pages.iter().map(page).collect::<Vec<_>>(),
            ["Preface of the board.", "Drift|It was seen again."]
        );
        assert!(document.warnings.is_empty(), "{:?}", document.warnings);
    }
}
