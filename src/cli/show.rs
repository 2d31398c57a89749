//! `findings show`: a passage or a report, its source, a reference to it.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};

use crate::corpus::read_source;
use crate::library::Index;
use crate::output::{Format, PassageWire, ReportWire, cite, passage_text, report_text, safe, write_object};
use crate::report::{Passage, Report, SourceSpan};

use super::args::{Common, ShowArgs};
use super::exit::Exit;
use super::terminal::Terminal;

pub(super) fn run(args: &ShowArgs, common: &Common, terminal: &Terminal, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let index = Index::open_for_one(super::index_folder(common))?;
    for (at, id) in args.ids.iter().enumerate() {
        if at > 0 && args.format == Format::Text {
            writeln!(out)?;
        }
        show(id, args, &index, terminal, out)?;
    }
    Ok(Exit::Done)
}

fn show(id: &str, args: &ShowArgs, index: &Index, terminal: &Terminal, out: &mut dyn Write) -> anyhow::Result<()> {
    if let Some(report) = index.report(id)? {
        let passages = index.passages(id, 1..=report.passages)?;
        if args.source || args.cite.is_some() {
            bail!("{id} is a report: name a passage, such as {id}#1");
        }
        return whole_report(args, &report, &passages, terminal, out);
    }
    let Some((report_id, ordinal)) = id.rsplit_once('#') else { bail!("{}", not_there(index, id)) };
    let report = index.report(report_id)?.with_context(|| not_there(index, report_id))?;
    let count = report.passages;
    let ordinal: u32 = ordinal
        .parse()
        .ok()
        .filter(|n| (1..=count).contains(n))
        .with_context(|| format!("no passage {id}: {report_id} has passages 1 to {count}"))?;
    let around = ordinal.saturating_sub(args.context).max(1)..=ordinal.saturating_add(args.context).min(count);
    let passages = index.passages(report_id, around)?;
    for passage in passages {
        if let Some(style) = args.cite {
            if passage.ordinal == ordinal {
                cite(out, &report, &passage, style.into())?;
            }
        } else if args.format == Format::Json {
            let wire = if args.source {
                PassageWire::with_source(report_id, &passage)
            } else {
                PassageWire::new(report_id, &passage)
            };
            write_object(out, &wire)?;
        } else if args.source {
            source(&report, &passage, out)?;
        } else {
            passage_text(out, &terminal.style, &report, &passage)?;
        }
    }
    Ok(())
}

/// The error for an unknown id.
fn not_there(index: &Index, id: &str) -> String {
    let state = index.state().ok();
    let copy = state.as_ref().and_then(|state| state.copies().find(|(_, report, _)| report.id == id));
    match copy {
        Some((_, _, of)) => format!("{id} is a copy of {0}: `findings show {0}`", of.report),
        None => format!("no report {id}: `findings reports` lists them"),
    }
}

fn whole_report(
    args: &ShowArgs,
    report: &Report,
    passages: &[Passage],
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    if args.format == Format::Json {
        write_object(out, &ReportWire::with_evidence(report))?;
        return Ok(passages
            .iter()
            .try_for_each(|passage| write_object(out, &PassageWire::new(&report.id, passage)))?);
    }
    report_text(out, &terminal.style, report)?;
    for passage in passages {
        let label = passage.label.as_ref().map(|label| format!("{}. ", safe(label))).unwrap_or_default();
        writeln!(out, "\n{}{}", label, safe(&passage.text))?;
    }
    Ok(())
}

/// Writes the lines of the file behind a passage, each with its page and number.
fn source(report: &Report, passage: &Passage, out: &mut dyn Write) -> anyhow::Result<()> {
    let bytes = read_source(Path::new(&report.path));
    let bytes = bytes.with_context(|| format!("{}: the source cannot be read", report.path))?;
    writeln!(out, "{}", safe(&report.path))?;
    for span in &passage.spans {
        let text =
            lines_of(&bytes, span).with_context(|| format!("{} has changed since it was indexed", report.path))?;
        for (line, text) in (span.line..).zip(text.lines()) {
            writeln!(out, "{:>4}:{:<4} {}", span.page, line, safe(text.trim_end()))?;
        }
    }
    Ok(())
}

/// Lines of the source, if their bytes are known.
fn lines_of(bytes: &[u8], span: &SourceSpan) -> Option<String> {
    match span.bytes {
        Some((start, end)) => crate::extract::decode_range(bytes, start..end),
        None => Some("(this format has no lines of its own)".to_owned()),
    }
}
