//! Files that hold one report, listed.

use std::io::{self, Write};

use serde::Serialize;

use super::markdown::escaped;
use super::table::{cell, writer};
use super::{Content, Format, SCHEMA, safe, write_object};

/// A report, and another file that holds it too.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Copy<'a> {
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
///
/// # Errors
/// If `out` fails, and for a format that lists of copies do not have.
pub(crate) fn write_copies(out: &mut dyn Write, format: Format, copies: &[Copy<'_>]) -> io::Result<()> {
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
        Format::Text => list(out, ["", "    "], |path| safe(path).into_owned(), copies),
        Format::Markdown => list(out, ["- ", "  - "], escaped, copies),
        format => Err(Content::Copies.has_no(format)),
    }
}

fn table(out: &mut dyn Write, delimiter: u8, copies: &[Copy<'_>]) -> io::Result<()> {
    let mut rows = writer(out, delimiter);
    rows.write_record(["report", "path", "copy", "copy_path", "exact"])?;
    for Copy { report, path, copy, copy_path, exact } in copies {
        let row = [report, path, copy, copy_path.as_str()].map(str::to_owned).into_iter().chain([exact.to_string()]);
        rows.write_record(row.map(cell))?;
    }
    rows.flush()
}

/// Each file with the others under it, each line after a prefix.
fn list(
    out: &mut dyn Write,
    [first, further]: [&str; 2],
    written: impl Fn(&str) -> String,
    copies: &[Copy<'_>],
) -> io::Result<()> {
    for of_one in copies.chunk_by(|a, b| a.report == b.report) {
        writeln!(out, "{first}{}", written(of_one[0].path))?;
        for copy in of_one {
            let how = if copy.exact { "the same words" } else { "nearly the same words, in another format" };
            writeln!(out, "{further}{} ({how})", written(&copy.copy_path))?;
        }
    }
    Ok(())
}
