//! `findings status`: what the index holds, how fresh it is, what was skipped.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use crate::corpus::differences;
use crate::library::Index;
use crate::output::{Format, SCHEMA, day, safe, write_object};
use crate::report::Problem;
use crate::sandbox::Confinement;

use super::advice;
use super::args::{Common, LimitArgs, StatusArgs};
use super::exit::Exit;
use super::size;

#[derive(Serialize)]
struct Status<'a> {
    schema: u32,
    index: String,
    program: &'a str,
    roots: &'a [String],
    files: usize,
    reports: u64,
    passages: u64,
    authorities: u64,
    copies: usize,
    bytes: u64,
    text_bytes: u64,
    readers: String,
    problems: &'a [Problem],
    stale: Vec<String>,
}

pub(super) fn run(args: &StatusArgs, common: &Common, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let index = Index::open_for_one(super::index_folder(common))?;
    let (state, counts) = (index.state()?, index.counts());
    let base = state.base.as_deref().unwrap_or(Path::new(""));
    let stale = differences(base, &state.roots, &state.places, &state.files);
    let status = Status {
        schema: SCHEMA,
        index: state.place.clone(),
        program: &state.program,
        roots: &state.roots,
        files: state.files.len(),
        reports: counts.reports,
        passages: counts.passages,
        authorities: counts.authorities,
        copies: state.copies().count(),
        bytes: state.bytes,
        text_bytes: state.files.iter().map(|file| file.size).sum(),
        readers: readers(),
        problems: &state.known_problems,
        stale: stale.iter().map(advice::difference).collect(),
    };
    if args.format == Format::Json {
        write_object(out, &status)?
    } else {
        text(&status, out)?
    }
    Ok(if status.problems.is_empty() && status.stale.is_empty() { Exit::Done } else { Exit::Partial })
}

fn text(status: &Status<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "index        {} ({})", safe(&status.index), size(status.bytes))?;
    writeln!(out, "sources      {}", safe(&status.roots.join(", ")))?;
    writeln!(out, "files        {} ({})", status.files, size(status.text_bytes))?;
    writeln!(out, "reports      {}", status.reports)?;
    writeln!(out, "passages     {}", status.passages)?;
    writeln!(out, "authorities  {}", status.authorities)?;
    if status.copies > 0 {
        writeln!(out, "copies       {} (`findings reports --duplicates` lists them)", status.copies)?;
    }
    writeln!(out, "sandbox      {}", safe(&status.readers))?;
    for Problem { file, what, since } in status.problems {
        writeln!(out, "problem      {}: {} (since {})", safe(file), safe(what), day(*since))?;
    }
    for line in &status.stale {
        writeln!(out, "out of date  {}", safe(line))?;
    }
    if status.stale.is_empty() {
        writeln!(out, "up to date   no file has changed since indexing")?;
    }
    Ok(())
}

/// How files are read on this system.
fn readers() -> String {
    let confinement = super::reader::pool(LimitArgs::default()).and_then(|pool| Ok(pool.confinement()?));
    match confinement.map(|confinement| confinement.and_then(Confinement::missing)) {
        Ok(None) => "files are read in separate processes, with no file or network access and limited time and memory"
            .to_owned(),
        Ok(Some(missing)) => format!("files are read in separate processes, as far as this system allows: {missing}"),
        Err(error) => error.to_string(),
    }
}
