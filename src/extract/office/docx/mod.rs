//! Word documents since 2007.
//!
//! The printed text is read: insertions and not deletions, the numbers of lists, text boxes once, notes apart from the
//! sentences they hang on. Headers, footers, comments, hidden text and the table of contents that Word makes are left
//! out; so are the properties of the file, whose dates are those of the file and not of the report.

mod numbering;
mod styles;
#[cfg(test)]
mod tests;
mod walk;

use super::body::Body;
use super::package::OfficePackage;
use super::xml::decoded;
use crate::extract::Unreadable;
use crate::extract::blocks::BlockLine;
use numbering::Numbering;
use styles::DocxStyles;
use walk::{DocxWalker, NoteTexts, WalkOptions};

/// Reads a document: its lines, and what could not be read.
pub(super) fn read(mut package: OfficePackage<'_>) -> Result<(Vec<BlockLine>, Vec<String>), Unreadable> {
    let main = package.main_part().unwrap_or_else(|| "word/document.xml".to_owned());
    let folder = main.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
    let document = package.needed(&main)?;
    let mut part = |name: &str| package.part(&format!("{folder}{name}.xml")).unwrap_or_default();
    let styles = DocxStyles::read(&decoded(&part("styles")));
    let numbering = part("numbering");
    let (footnotes, endnotes) = (part("footnotes"), part("endnotes"));
    let text = decoded(&document);
    let walker = || DocxWalker::new(&styles, Numbering::read(&decoded(&numbering)), Body::default());
    let mut walk = walker().walk(&text, WalkOptions { skips_contents: true });
    if walk.is_contents_open {
        // A table of contents that never ends is none.
        walk = walker().walk(&text, WalkOptions { skips_contents: false });
    }
    let mut warnings: Vec<String> = walk.broken.iter().map(|why| super::broken(why)).collect();
    let mut notes = NoteTexts::read(&decoded(&footnotes), &styles, &mut warnings);
    notes.add(NoteTexts::read(&decoded(&endnotes), &styles, &mut warnings));
    let mut body = walk.body;
    for reference in &walk.notes {
        body.aside(notes.take(reference));
    }
    Ok((body.finish(), warnings))
}
