//! OpenDocument texts, presentations and spreadsheets, as LibreOffice writes them.
//!
//! The printed text is read: deletions, which the file keeps apart, are left out, and notes are apart from the
//! sentences they hang on. Headers, footers, comments, hidden text and the table of contents that the program makes are
//! left out, and so are the properties of the file.

mod lists;
mod styles;
#[cfg(test)]
mod tests;
mod walk;

use super::PagesRead;
use super::package::OfficePackage;
use super::xml::decoded;
use crate::extract::Unreadable;
use styles::OdtStyles;
use walk::OdtWalker;

/// Reads a document: the lines of its pages, which a text does not have, but slides and sheets are; and what could not be
/// read.
pub(super) fn read(mut package: OfficePackage<'_>) -> Result<PagesRead, Unreadable> {
    if package.part("META-INF/manifest.xml").is_some_and(|part| decoded(&part).contains("encryption-data")) {
        return Err(Unreadable::Encrypted { what: package.what.to_owned() });
    }
    let content = package.needed("content.xml")?;
    let text = decoded(&content);
    let mut styles = OdtStyles::default();
    styles.read(&decoded(&package.part("styles.xml").unwrap_or_default()));
    styles.read(&text);
    let (pages, broken) = OdtWalker::new(&styles).walk(&text);
    Ok((pages, broken.iter().map(|why| super::broken(why)).collect()))
}
