//! `findings status`: what the index holds, how fresh it is, what was skipped.

use std::io::Write;

use serde::Serialize;

use crate::corpus::{differences, sidecar_problems};
use crate::library::Index;
use crate::output::{Format, SCHEMA, safe, write_object};
use crate::sandbox::Confinement;

use super::advice;
use super::args::{Common, LimitArgs, StatusArgs};
use super::exit::Exit;

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
    problems: Vec<Problem>,
    stale: Vec<String>,
}

#[derive(Serialize)]
struct Problem {
    file: String,
    what: String,
}

pub(super) fn run(args: &StatusArgs, common: &Common, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let index = Index::open_for_one(super::index_folder(common))?;
    let (state, counts) = (index.state()?, index.counts());
    let of_files = state.files.iter().flat_map(|file| {
        file.problems.iter().map(|what| Problem { file: super::index::shown(file), what: what.clone() })
    });
    let of_sidecars = sidecar_problems(&state.places).into_iter().map(|(file, what)| Problem { file, what });
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
        problems: of_sidecars.chain(of_files).collect(),
        stale: differences(&state.roots, &state.places, &state.files).iter().map(advice::difference).collect(),
    };
    if args.format == Format::Json {
        write_object(out, &status)?
    } else {
        text(&status, out)?
    }
    Ok(if status.problems.is_empty() && status.stale.is_empty() { Exit::Done } else { Exit::Problem })
}

fn text(status: &Status<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    let mib = |bytes: u64| format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20));
    writeln!(out, "index        {} ({})", safe(&status.index), mib(status.bytes))?;
    writeln!(out, "made from    {}", safe(&status.roots.join(", ")))?;
    writeln!(out, "files        {} ({})", status.files, mib(status.text_bytes))?;
    writeln!(out, "reports      {}", status.reports)?;
    writeln!(out, "passages     {}", status.passages)?;
    writeln!(out, "authorities  {}", status.authorities)?;
    if status.copies > 0 {
        writeln!(out, "copies       {} (`findings reports --duplicates` lists them)", status.copies)?;
    }
    writeln!(out, "readers      {}", safe(&status.readers))?;
    for problem in &status.problems {
        writeln!(out, "problem      {}: {}", safe(&problem.file), safe(&problem.what))?;
    }
    for line in &status.stale {
        writeln!(out, "not current  {}", safe(line))?;
    }
    if status.stale.is_empty() {
        writeln!(out, "current      the files are as they were indexed")?;
    }
    Ok(())
}

/// How files are read on this system.
fn readers() -> String {
    let confinement = super::reader::pool(LimitArgs::default()).and_then(|pool| Ok(pool.confinement()?));
    match confinement.map(|confinement| confinement.and_then(Confinement::missing)) {
        Ok(None) => "apart, without files, network or more memory and time than they are given".to_owned(),
        Ok(Some(missing)) => format!("apart, as far as this system lets them: {missing}"),
        Err(error) => error.to_string(),
    }
}
