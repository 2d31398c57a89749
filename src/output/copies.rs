//! Files that hold one report, listed.

use std::io::{self, Write};

use serde::Serialize;

use super::{Format, SCHEMA, safe, write_object};

/// A report, and another file that holds it too.
#[derive(Clone, Debug, Serialize)]
pub struct Copy<'a> {
    /// The id of the report.
    pub report: &'a str,
    /// The path of its file.
    pub path: &'a str,
    /// The id that the other would have.
    pub copy: &'a str,
    /// The path of the other file.
    pub copy_path: String,
    /// Whether all words are the same; otherwise nearly all of them are, in another format.
    pub exact: bool,
}

/// Writes a list of copies, in the order of their reports.
pub fn write_copies(out: &mut dyn Write, format: Format, copies: &[Copy<'_>]) -> io::Result<()> {
    #[derive(Serialize)]
    struct Copies<'a> {
        schema: u32,
        copies: &'a [Copy<'a>],
    }
    match format {
        Format::Json => write_object(out, &Copies { schema: SCHEMA, copies }),
        Format::Jsonl => copies.iter().try_for_each(|copy| write_object(out, copy)),
        Format::Csv => table(out, b',', copies),
        Format::Tsv => table(out, b'\t', copies),
        Format::Text | Format::Trec | Format::Markdown => text(out, format == Format::Markdown, copies),
    }
}

fn table(out: &mut dyn Write, delimiter: u8, copies: &[Copy<'_>]) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    copies.iter().try_for_each(|copy| writer.serialize(copy)).map_err(io::Error::other)?;
    writer.flush()
}

fn text(out: &mut dyn Write, as_list: bool, copies: &[Copy<'_>]) -> io::Result<()> {
    let (first, further) = if as_list { ("- ", "  - ") } else { ("", "    ") };
    for of_one in copies.chunk_by(|a, b| a.report == b.report) {
        writeln!(out, "{first}{}", safe(of_one[0].path))?;
        for copy in of_one {
            let how = if copy.exact { "the same words" } else { "nearly the same words, in another format" };
            writeln!(out, "{further}{} ({how})", safe(&copy.copy_path))?;
        }
    }
    Ok(())
}
