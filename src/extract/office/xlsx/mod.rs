//! Excel workbooks: each sheet is a page under its name, and each row a line under the names of its columns. A cell says
//! what it shows: the result of a formula, a number or a date as its format has it.

mod formats;
mod number;
mod sheet;
mod strings;

use std::collections::HashSet;

use super::package::OfficePackage;
use super::pptx::shape_lines;
use super::relations::relations;
use super::xml::{Xml, XmlEvent, decoded};
use super::{PagesRead, broken};
use crate::extract::Unreadable;
use formats::NumberFormats;
use sheet::{SheetWalker, Workbook};

/// A sheet as the workbook lists it.
struct ListedSheet {
    name: String,
    /// The name of the relation to its part.
    relation: String,
    is_hidden: bool,
}

/// Reads a workbook: the lines of each sheet, and what could not be read.
pub(super) fn read(mut package: OfficePackage<'_>) -> Result<PagesRead, Unreadable> {
    let main = package.main_part().unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let content = package.needed(&main)?;
    let (sheets, is_1904) = listed(&decoded(&content));
    let related = relations(&mut package, &main);
    let mut part = |kind: &str| {
        let relation = related.iter().find(|relation| relation.kind == kind)?;
        package.part(&relation.target)
    };
    let strings = part("sharedStrings").map(|part| strings::shared(&decoded(&part))).unwrap_or_default();
    let formats = part("styles").map(|part| NumberFormats::of(&decoded(&part))).unwrap_or_default();
    let mut book = Workbook::new(strings, formats, is_1904);
    let (mut pages, mut warnings, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for sheet in sheets {
        let relation = related.iter().find(|relation| relation.id == sheet.relation && relation.kind == "worksheet");
        // A part that is named again has been read.
        let path = relation.map(|relation| relation.target.clone()).filter(|path| seen.insert(path.clone()));
        let Some(path) = path else { continue };
        if sheet.is_hidden {
            warnings.push(format!("the sheet {} is hidden, and left out", sheet.name));
            continue;
        }
        let (mut lines, why) = match package.needed(&path) {
            Ok(part) => SheetWalker::new(&sheet.name, &mut book).walk(&decoded(&part)),
            Err(error) => (Vec::new(), Some(error.to_string())),
        };
        warnings.extend(why.map(|why| format!("{path}: {}", broken(&why))));
        let beside = relations(&mut package, &path);
        let has_threads = beside.iter().any(|relation| relation.kind == "threadedComment");
        for relation in beside.into_iter().filter(|relation| seen.insert(relation.target.clone())) {
            let more = match relation.kind.as_str() {
                "drawing" => shape_lines(&mut package, &relation.target, &mut warnings),
                // A thread stands a second time among the comments, for programs that know none.
                "threadedComment" | "comments" if has_threads == (relation.kind == "threadedComment") => {
                    strings::comments(&package.part(&relation.target).unwrap_or_default())
                }
                _ => continue,
            };
            lines.extend(more);
        }
        pages.push(lines);
    }
    warnings.extend(book.is_full().then(|| "the sheets have more text than is read of one file".to_owned()));
    Ok((pages, warnings))
}

/// The sheets in their order, and whether days are counted from 1904.
fn listed(workbook: &str) -> (Vec<ListedSheet>, bool) {
    let mut xml = Xml::new(workbook);
    let (mut sheets, mut is_1904) = (Vec::new(), false);
    while let Some(event) = xml.next() {
        let XmlEvent::Open(element) = event else { continue };
        match element.name() {
            "workbookPr" => is_1904 = element.value("date1904").is_some_and(|value| matches!(&*value, "1" | "true")),
            "sheet" => sheets.push(ListedSheet {
                name: element.value("name").unwrap_or_default(),
                relation: element.prefixed_value("id").unwrap_or_default(),
                is_hidden: element.value("state").is_some_and(|state| state != "visible"),
            }),
            _ => {}
        }
    }
    (sheets, is_1904)
}

#[cfg(test)]
mod tests;
