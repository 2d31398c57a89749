//! What the files of Word and Excel have in common: parts of XML in a zip archive.

use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::output::xml::escaped;

/// The beginning of each part.
pub(super) const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The namespace of relations between parts, in parts.
pub(super) const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Packs parts by their names. The same parts give the same bytes.
pub(super) fn packed(parts: &[(&str, String)]) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        archive.start_file(*name, options).map_err(io::Error::other)?;
        archive.write_all(content.as_bytes())?;
    }
    Ok(archive.finish().map_err(io::Error::other)?.into_inner())
}

/// The part that says what sort each part is: their names and the ends of their media types.
pub(super) fn content_types(parts: &[(&str, &str)]) -> String {
    let parts: String = parts
        .iter()
        .map(|(name, sort)| {
            format!("<Override PartName=\"/{name}\" ContentType=\"application/vnd.openxmlformats-officedocument.{sort}+xml\"/>")
        })
        .collect();
    format!(
        "{XML}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>{parts}</Types>"
    )
}

/// A part with relations to others, in order from `rId1`: the end of each one's sort, and its target, which is an
/// address where it is outside.
pub(super) fn relations<'r>(relations: impl IntoIterator<Item = (&'r str, &'r str, bool)>) -> String {
    let relations: String = (1..)
        .zip(relations)
        .map(|(number, (sort, target, is_outside))| {
            let mode = if is_outside { " TargetMode=\"External\"" } else { "" };
            format!(
                "<Relationship Id=\"rId{number}\" Type=\"{RELATIONS}/{sort}\" Target=\"{}\"{mode}/>",
                escaped(target)
            )
        })
        .collect();
    format!(
        "{XML}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}</Relationships>"
    )
}
