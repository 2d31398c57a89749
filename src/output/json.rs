//! JSON and JSON Lines.

use std::io::{self, BufWriter, IntoInnerError, Write};
use std::time::Instant;

use serde::Serialize;
use serde_json::ser::Formatter;

use crate::engine::Hit;
use crate::text::write_escaped;

use super::record::BatchRecord;
use super::wire::ReportWire;
use super::{ListedReport, SearchOutput};

/// One object for a whole search, or the record of one query of a batch: its hits are written as they come, and `since`
/// is when its time began.
///
/// # Errors
/// If `out` fails or a hit cannot be fetched.
pub(crate) fn write_record<'h>(
    out: &mut dyn Write,
    id: Option<&'h str>,
    found: &SearchOutput<'h>,
    hits: impl Iterator<Item = io::Result<Hit>> + 'h,
    since: Option<Instant>,
) -> io::Result<()> {
    write_streamed(out, &BatchRecord::found(id, found).with_hits(hits, found).timed(since))
}

/// An object whose parts are fetched while it is written.
pub(super) fn write_streamed<T: Serialize>(out: &mut dyn Write, object: &T) -> io::Result<()> {
    // JSON is written in very small pieces.
    let mut out = BufWriter::new(out);
    object.serialize(&mut serde_json::Serializer::with_formatter(&mut out, SafeFormatter))?;
    out.write_all(b"\n")?;
    out.into_inner().map(|_| ()).map_err(IntoInnerError::into_error)
}

/// One array in an object.
pub(super) fn reports(out: &mut dyn Write, reports: &[ListedReport]) -> io::Result<()> {
    #[derive(Serialize)]
    struct Reports<'a> {
        schema: u32,
        reports: Vec<ReportWire<'a>>,
    }
    write_object(
        out,
        &Reports {
            schema: super::SCHEMA,
            reports: reports.iter().map(|one| ReportWire::new(&one.report, one.short_id.as_deref())).collect(),
        },
    )
}

/// A report a line.
pub(super) fn report_lines(out: &mut dyn Write, reports: &[ListedReport]) -> io::Result<()> {
    reports
        .iter()
        .try_for_each(|listed| write_object(out, &ReportWire::new(&listed.report, listed.short_id.as_deref())))
}

/// Any object on one line. Characters that a terminal would obey are escaped.
///
/// # Errors
/// If `out` fails.
pub(crate) fn write_object<T: Serialize>(out: &mut dyn Write, object: &T) -> io::Result<()> {
    let mut bytes = safe_json(object)?;
    bytes.push(b'\n');
    out.write_all(&bytes)
}

/// The bytes of an object. Characters that a terminal would obey are escaped.
pub(super) fn safe_json<T: Serialize>(object: &T) -> serde_json::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(4096);
    object.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, SafeFormatter))?;
    Ok(bytes)
}

/// Compact JSON in which control characters beyond ASCII and directional marks are escaped too.
struct SafeFormatter;

impl Formatter for SafeFormatter {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        write_escaped(writer, fragment)
    }
}
