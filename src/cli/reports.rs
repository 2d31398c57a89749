//! `findings reports`: the reports and their metadata.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::sync::Arc;

use anyhow::bail;

use crate::asking::{MatchArgs, listed, prepare};
use crate::corpus::shown_path;
use crate::engine::State;
use crate::fields;
use crate::library::Index;
use crate::output::{Copy, write_copies, write_reports};
use crate::report::Report;

use super::args::{Common, ReportsArgs};
use super::counted;
use super::exit::Exit;
use super::gaps::how_to_give;
use super::pager::Paged;
use super::terminal::Terminal;

pub(super) fn run(
    args: &ReportsArgs,
    common: &Common,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let index = super::open(common, |folder| Index::open_for_one(folder), err)?;
    let prepared = prepare("*", &MatchArgs::plain(), &args.filters, &index);
    prepared.write_diagnostics("*", false, err)?;
    if prepared.refusal(false).is_some() {
        return Ok(Exit::Error);
    }
    let mut reports = index.reports_that_meet(&prepared.query, None)?;
    if let Some(field) = &args.missing {
        let lacks = lacking(field)?;
        reports.retain(|report| lacks(report));
    }
    if args.duplicates {
        return duplicates(args, &index.state()?, &reports, common.quiet, out, err);
    }
    args.sort.sort(&mut reports);
    let listed = listed(&index, reports)?;
    let counts = format!("{} of {} reports\n", listed.len(), index.counts().reports);
    let head = || if common.quiet { String::new() } else { format!("{counts}\n") };
    let mut paged = Paged::new(out, terminal.screen_for(args.format), &head);
    args.citing.address(false)?;
    match args.citing.writer() {
        None => write_reports(&mut paged, args.format, &terminal.style, &listed)?,
        Some(mut citations) => {
            for one in &listed {
                citations.write(&mut paged, &one.report, one.short_id.as_deref(), None)?;
            }
            citations.finish(&mut paged)?;
        }
    }
    if !paged.finish()? && !common.quiet {
        err.write_all(counts.as_bytes())?;
    }
    if let Some(field) = args.missing.as_deref().filter(|field| *field != "text" && !listed.is_empty() && !common.quiet)
    {
        writeln!(err, "{}", how_to_give(&[field]))?;
    }
    Ok(if listed.is_empty() { Exit::Nothing } else { Exit::Done })
}

/// Writes reports with the other files that hold them.
fn duplicates(
    args: &ReportsArgs,
    state: &State,
    reports: &[Arc<Report>],
    quiet: bool,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let paths: HashMap<&str, &str> = reports.iter().map(|report| (&*report.id, &*report.path)).collect();
    let copies = state.copies().filter_map(|(file, report, copy_of)| {
        let path = paths.get(copy_of.report.as_str())?;
        Some(Copy {
            report: &copy_of.report,
            path,
            copy: &report.id,
            copy_path: shown_path(file),
            exact: copy_of.exact,
        })
    });
    let mut copies: Vec<Copy<'_>> = copies.collect();
    copies.sort_by(|a, b| (a.report, a.copy).cmp(&(b.report, b.copy)));
    write_copies(out, args.format, &copies)?;
    if !quiet {
        let of: HashSet<&str> = copies.iter().map(|copy| copy.report).collect();
        let (copies, reports) = (counted(copies.len() as u64, "copy"), counted(of.len() as u64, "report"));
        writeln!(err, "{copies} of {reports}")?;
    }
    Ok(if copies.is_empty() { Exit::Nothing } else { Exit::Done })
}

type Lacks = Box<dyn Fn(&Report) -> bool>;

/// Whether a report lacks a field, by the field's name.
fn lacking(name: &str) -> anyhow::Result<Lacks> {
    if name == "text" {
        return Ok(Box::new(|report| report.passages == 0));
    }
    let Some(spec) = fields::of_reports().find(|spec| spec.name == name) else {
        let names: Vec<&str> = fields::of_reports().map(|spec| spec.name).chain(["text"]).collect();
        bail!("no field {name}: it may be {}", names.join(", "));
    };
    Ok(Box::new(|report| spec.value(&report.meta).is_none()))
}
