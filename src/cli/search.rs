//! `findings search`: ranked passages.

use std::io::Write;

use crate::index::IndexError;
use crate::output::{Format, Found, counts_line, expansion_lines, nothing_lines, rungs_line, write_hits};
use crate::search::Searcher;

use super::args::{Common, SearchArgs};
use super::exit::Exit;
use super::query::{prepare, request};
use super::terminal::Terminal;

pub(super) fn run(
    args: &SearchArgs,
    common: &Common,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let reader = super::open(common, err)?;
    let typed = args.query.join(" ");
    let prepared = prepare(&typed, &args.hits, &args.filters, &reader.summary().extra_fields);
    let format: Format = args.format.into();
    if !common.quiet || prepared.refusal(args.hits.strict).is_some() {
        prepared.tell(&typed, err)?;
    }
    if let Some(refusal) = prepared.refusal(args.hits.strict) {
        anyhow::bail!("{} (--strict)", refusal.message);
    }
    let request = request(&prepared.query, &args.hits);
    let given = super::lexicon::given_for(&args.hits, err)?;
    let searched = || -> Result<_, IndexError> { Searcher::new(&reader)?.with_lexicon(given).search(&request) };
    let (answer, warnings) = super::freshness::beside(&reader, searched);
    let answer = answer?;
    let found = Found {
        typed: &typed,
        understood: &prepared.understood,
        answer: &answer,
        diagnostics: &prepared.diagnostics,
        warnings: &warnings,
        topic: "1",
        unit: request.unit,
        explain: args.hits.explain,
    };
    let style = crate::output::TextStyle { whole: args.full, ..terminal.style };
    write_hits(out, format, &style, &found)?;
    out.flush()?;
    if !common.quiet {
        for line in expansion_lines(&answer) {
            writeln!(err, "{line}")?;
        }
        for line in answer.notes.iter().chain(&warnings) {
            writeln!(err, "{}", crate::output::safe(line))?;
        }
        writeln!(err, "{}", counts_line(&answer, request.unit))?;
        if let Some(line) = rungs_line(&answer) {
            writeln!(err, "{line}")?;
        }
        for line in answer.nothing.iter().flat_map(nothing_lines) {
            writeln!(err, "{line}")?;
        }
    }
    Ok(match (prepared.has_bad_option(), answer.found.passages) {
        (true, _) => Exit::Problem,
        (false, 0) => Exit::Nothing,
        (false, _) => Exit::Done,
    })
}
