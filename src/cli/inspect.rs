//! `findings inspect`: what is read from a file, without an index.

use std::io::Write;

use serde::Serialize;

use crate::corpus::{Inspection, check_root, found_file, inspect};
use crate::fields::gaps_of;
use crate::output::{Format, PassageWire, ReportWire, SCHEMA, safe, write_object};
use crate::report::ReadReport;

use super::advice;
use super::args::InspectArgs;
use super::exit::Exit;
use super::gaps::how_to_give;
use super::terminal::Terminal;

pub(super) fn run(
    args: &InspectArgs,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let options = super::index::reading_options(&args.rules, args.limits, args.ocr, err)?;
    let (mut has_read, mut has_problem) = (false, false);
    for path in &args.files {
        if let Err(error) = check_root(path) {
            writeln!(err, "{}", safe(&advice::message(&error)))?;
            has_problem = true;
            continue;
        }
        let (file, given) = found_file(path);
        match inspect(&file, &given, &options) {
            Err(error) => {
                writeln!(err, "{}: {}", safe(path), safe(&error.to_string()))?;
                has_problem = true;
            }
            Ok(Inspection { reports, problems }) => {
                for problem in problems {
                    writeln!(err, "{}: {}", safe(path), safe(&problem))?;
                    has_problem = true;
                }
                has_read = true;
                for read in &reports {
                    if args.format == Format::Json { json(read, out)? } else { text(read, terminal, out)? }
                }
            }
        }
    }
    Ok(match (has_read, has_problem) {
        (_, false) => Exit::Done,
        (true, true) => Exit::Partial,
        (false, true) => Exit::Error,
    })
}

fn json(read: &ReadReport, out: &mut dyn Write) -> anyhow::Result<()> {
    #[derive(Serialize)]
    struct Inspected<'a> {
        schema: u32,
        report: ReportWire<'a>,
        unknown: Vec<&'static str>,
        passages: Vec<PassageWire<'a>>,
    }
    let report = ReportWire::with_evidence(&read.report, None);
    let passage = |passage| PassageWire::new(&read.report.id, None, passage).with_source(passage);
    let passages = read.passages.iter().map(passage).collect();
    Ok(write_object(out, &Inspected { schema: SCHEMA, report, unknown: gaps_of(&read.report.meta), passages })?)
}

fn text(read: &ReadReport, terminal: &Terminal, out: &mut dyn Write) -> anyhow::Result<()> {
    crate::output::report_text(out, &terminal.style, &read.report, None)?;
    for evidence in &read.report.meta.evidence {
        let place = match (evidence.page, evidence.line) {
            (Some(page), Some(line)) => format!("page {page} line {line}"),
            _ => "given".to_owned(),
        };
        writeln!(out, "  {}: {}  ({place}: {})", safe(&evidence.field), safe(&evidence.value), safe(&evidence.words))?;
    }
    let unknown = gaps_of(&read.report.meta);
    if !unknown.is_empty() {
        writeln!(out, "  unknown: {}; {}", unknown.join(", "), how_to_give(&unknown))?;
    }
    for passage in &read.passages {
        let label = passage.label.as_ref().map(|label| format!(" ¶{}", safe(label))).unwrap_or_default();
        let pages = passage.pages.map(|(first, last)| format!(" p{first}–{last}")).unwrap_or_default();
        writeln!(out, "\n#{} {}{label}{pages}\n{}", passage.ordinal, passage.kind.as_str(), safe(&passage.text))?;
    }
    Ok(())
}
