//! OpenDocument texts, as LibreOffice writes them.
//!
//! The printed text is read: deletions, which the file keeps apart, are left out, and notes are apart from the
//! sentences they hang on. Headers, footers, comments, hidden text and the table of contents that the program makes are
//! left out, and so are the properties of the file.

mod lists;
mod styles;
#[cfg(test)]
mod tests;
mod walk;

use super::package::OfficePackage;
use super::xml::decoded;
use crate::extract::Unreadable;
use crate::extract::blocks::BlockLine;
use styles::OdtStyles;
use walk::OdtWalker;

/// Reads a document: its lines, and what could not be read.
pub(super) fn read(mut package: OfficePackage<'_>) -> Result<(Vec<BlockLine>, Vec<String>), Unreadable> {
    if package.part("META-INF/manifest.xml").is_some_and(|part| decoded(&part).contains("encryption-data")) {
        return Err(Unreadable::Encrypted { what: package.what.to_owned() });
    }
    let content = package.needed("content.xml")?;
    let text = decoded(&content);
    let mut styles = OdtStyles::default();
    styles.read(&decoded(&package.part("styles.xml").unwrap_or_default()));
    styles.read(&text);
    let (lines, broken) = OdtWalker::new(&styles).walk(&text);
    Ok((lines, broken.iter().map(|why| super::broken(why)).collect()))
}
