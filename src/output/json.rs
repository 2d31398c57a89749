//! JSON and JSON Lines.

use std::io::{self, Write};

use serde::Serialize;

use crate::report::Report;

use super::Found;
use super::wire::{BatchRecord, HitWire, ReportWire};

/// One object for a whole search.
pub(super) fn answer(out: &mut dyn Write, found: &Found<'_>) -> io::Result<()> {
    write_object(out, &BatchRecord::found(None, found))
}

/// A hit a line.
pub(super) fn hits(out: &mut dyn Write, found: &Found<'_>) -> io::Result<()> {
    found.answer.hits.iter().try_for_each(|hit| write_object(out, &HitWire::of(hit, found.explain)))
}

/// One array in an object.
pub(super) fn reports(out: &mut dyn Write, reports: &[Report]) -> io::Result<()> {
    #[derive(Serialize)]
    struct Reports<'a> {
        schema: u32,
        reports: Vec<ReportWire<'a>>,
    }
    write_object(out, &Reports { schema: super::SCHEMA, reports: reports.iter().map(ReportWire::of).collect() })
}

/// A report a line.
pub(super) fn report_lines(out: &mut dyn Write, reports: &[Report]) -> io::Result<()> {
    reports.iter().try_for_each(|report| write_object(out, &ReportWire::of(report)))
}

/// Any object on one line.
pub fn write_object<T: Serialize>(out: &mut dyn Write, object: &T) -> io::Result<()> {
    serde_json::to_writer(&mut *out, object).map_err(io::Error::from)?;
    out.write_all(b"\n")
}
