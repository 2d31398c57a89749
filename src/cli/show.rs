//! `findings show`: a passage or a report, its source, a reference to it.

use std::io::Write;

use anyhow::bail;

use crate::asking::ResolvedId;
use crate::library::Index;
use crate::output::{CitationWriter, Format, PassageWire, ReportWire, passages_text, report_text, safe, write_object};
use crate::report::{Passage, Report};

use super::args::{Common, ShowArgs};
use super::exit::Exit;
use super::ids::resolved;
use super::pager::Paged;
use super::source_lines::SourceLines;
use super::terminal::Terminal;

pub(super) fn run(args: &ShowArgs, common: &Common, terminal: &Terminal, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let index = Index::open_for_one(super::index_folder(common))?;
    let no_head = String::new;
    let mut paged = Paged::new(out, terminal.screen_for(args.format), &no_head);
    args.citing.address(false)?;
    if let Some(citations) = args.citing.writer() {
        cite(&args.ids, citations, &index, &mut paged)?;
        paged.finish()?;
        return Ok(Exit::Done);
    }
    for (at, id) in args.ids.iter().enumerate() {
        if at > 0 && args.format == Format::Text {
            writeln!(paged)?;
        }
        show(id, args, &index, terminal, &mut paged)?;
    }
    paged.finish()?;
    Ok(Exit::Done)
}

fn show(id: &str, args: &ShowArgs, index: &Index, terminal: &Terminal, out: &mut dyn Write) -> anyhow::Result<()> {
    let ResolvedId { report, ordinal } = resolved(index, id)?;
    let short = index.short_id(&report)?;
    let Some(ordinal) = ordinal else {
        if args.source {
            bail!("{id} is a report: name a passage, such as {id}#1");
        }
        let passages = index.passages(&report.id, 1..=report.passages)?;
        return whole_report(args, &report, short.as_deref(), &passages, terminal, out);
    };
    let around =
        ordinal.saturating_sub(args.context).max(1)..=ordinal.saturating_add(args.context).min(report.passages);
    let passages = index.passages(&report.id, around)?;
    if args.format == Format::Text && !args.source {
        return Ok(passages_text(out, &terminal.style, &report, short.as_deref(), &passages, ordinal)?);
    }
    if args.format == Format::Json {
        for passage in &passages {
            let wire = PassageWire::new(&report.id, short.as_deref(), passage);
            write_object(out, &if args.source { wire.with_source(passage) } else { wire })?;
        }
        return Ok(());
    }
    let source = SourceLines::open(index, &report, &passages)?;
    passages.iter().try_for_each(|passage| source.write(passage, out))
}

/// Writes references to reports and passages.
fn cite(ids: &[String], mut citations: CitationWriter, index: &Index, out: &mut dyn Write) -> anyhow::Result<()> {
    for id in ids {
        let ResolvedId { report, ordinal } = resolved(index, id)?;
        let passage = match ordinal {
            Some(ordinal) => index.passages(&report.id, ordinal..=ordinal)?.pop(),
            None => None,
        };
        citations.write(out, &report, index.short_id(&report)?.as_deref(), passage.as_ref())?;
    }
    Ok(citations.finish(out)?)
}

fn whole_report(
    args: &ShowArgs,
    report: &Report,
    short: Option<&str>,
    passages: &[Passage],
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    if args.format == Format::Json {
        write_object(out, &ReportWire::with_evidence(report, short))?;
        return Ok(passages
            .iter()
            .try_for_each(|passage| write_object(out, &PassageWire::new(&report.id, short, passage)))?);
    }
    report_text(out, &terminal.style, report, short)?;
    for passage in passages {
        let label = passage.label.as_ref().map(|label| format!("{}. ", safe(label))).unwrap_or_default();
        writeln!(out, "\n{}{}", label, safe(&passage.text))?;
    }
    Ok(())
}
