//! `findings search`: ranked passages.

use std::io::Write;
use std::mem::ManuallyDrop;
use std::{panic, thread};

use crate::output::{Found, counts_line, expansion_lines, nothing_lines, rungs_line, write_hits};
use crate::search::{Answer, Searcher};

use super::args::{Common, SearchArgs};
use super::exit::Exit;
use super::query::{Prepared, prepare, request};
use super::terminal::Terminal;

pub(super) fn run(
    args: &SearchArgs,
    common: &Common,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let typed = args.query.join(" ");
    let Searched { prepared, answer, warnings } = Searched::of(&typed, args, common, err)?;
    let unit = args.hits.unit.into();
    let found = Found {
        typed: &typed,
        understood: &prepared.understood,
        answer: &answer,
        diagnostics: &prepared.diagnostics,
        warnings: &warnings,
        topic: "1",
        unit,
        explain: args.hits.explain,
    };
    let style = crate::output::TextStyle { whole: args.full, ..terminal.style };
    write_hits(out, args.format.into(), &style, &found)?;
    out.flush()?;
    if !common.quiet {
        for line in expansion_lines(&answer) {
            writeln!(err, "{line}")?;
        }
        for line in answer.notes.iter().chain(&warnings) {
            writeln!(err, "{}", crate::output::safe(line))?;
        }
        writeln!(err, "{}", counts_line(&answer, unit))?;
        if let Some(line) = rungs_line(&answer) {
            writeln!(err, "{line}")?;
        }
        for line in answer.nothing.iter().flat_map(nothing_lines) {
            writeln!(err, "{line}")?;
        }
    }
    Ok(match (prepared.bad_option().is_some(), answer.found.passages) {
        (true, _) => Exit::Problem,
        (false, 0) => Exit::Nothing,
        (false, _) => Exit::Done,
    })
}

/// A search that was made.
struct Searched {
    prepared: Prepared,
    answer: Answer,
    /// What a person should know of the index.
    warnings: Vec<String>,
}

impl Searched {
    fn of(typed: &str, args: &SearchArgs, common: &Common, err: &mut dyn Write) -> anyhow::Result<Searched> {
        // The process ends soon: the files of the index need not be let go one by one.
        let reader = ManuallyDrop::new(super::open(common, err)?);
        let prepared = prepare(typed, &args.hits, &args.filters, &reader.summary().extra_fields);
        let refusal = prepared.refusal(args.hits.strict);
        if !common.quiet || refusal.is_some() {
            prepared.tell(typed, err)?;
        }
        if let Some(refusal) = refusal {
            anyhow::bail!("{} (--strict)", refusal.message);
        }
        let given = super::lexicon::given_for(&args.hits, err)?;
        let request = request(&prepared.query, &args.hits);
        // The files are looked at meanwhile, or else afterwards where no thread is to be had.
        let look = || super::freshness::warnings(&reader);
        let (answer, warnings) = thread::scope(|scope| {
            let looking = thread::Builder::new().spawn_scoped(scope, look);
            let answer = Searcher::new(&reader).and_then(|searcher| searcher.with_lexicon(given).search(&request));
            let warnings = match looking {
                Ok(thread) => thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic)),
                Err(_) => look(),
            };
            (answer, warnings)
        });
        Ok(Searched { prepared, answer: answer?, warnings })
    }
}
