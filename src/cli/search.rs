//! `findings search`: ranked passages.

use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::ops::Range;
use std::path::Path;

use crate::engine::{Answer, Unit};
use crate::library::Index;
use crate::output::{
    BatchRecord, Format, Found, TextStyle, counts_line, expansion_lines, levels_line, nothing_lines, safe, write_hits,
    write_object,
};

use super::advice;
use super::args::{Common, SearchArgs};
use super::exit::Exit;
use super::freshness::warnings;
use super::query::{prepare, request, too_long};
use super::terminal::Terminal;

/// More hits than this share blocks of stored text, which are worth keeping.
const MAX_ONE_OFF_HITS: usize = 500;

pub(super) fn run(
    args: &SearchArgs,
    common: &Common,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let is_for_many = args.hits.all || args.hits.limit > MAX_ONE_OFF_HITS;
    let opened = |folder: &Path| if is_for_many { Index::open(folder) } else { Index::open_for_one(folder) };
    // The process ends soon, so nothing of the index needs to be dropped.
    let index = ManuallyDrop::new(super::open(common, opened, err)?);
    answer(args, common, &index, terminal, out, err)
}

fn answer(
    args: &SearchArgs,
    common: &Common,
    index: &Index,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let typed = args.query.join(" ");
    if let Some(why) = too_long(&typed) {
        anyhow::bail!(why);
    }
    let prepared = prepare(&typed, &args.hits, &args.filters, index);
    let refusal = prepared.refusal(args.hits.strict);
    if !common.quiet || refusal.is_some() {
        prepared.write_diagnostics(&typed, err)?;
    }
    if let Some(refusal) = refusal {
        let why = refusal.to_string();
        if args.format == Format::Json {
            write_object(out, &BatchRecord::failed(None, &typed, &why, &prepared.diagnostics))?;
        }
        anyhow::bail!(why);
    }
    let index = ManuallyDrop::new(index.with_lexicon(super::lexicon::lexicon_for(&args.hits, err)?));
    let (answer, hits) = index.results(&request(&prepared.query, &args.hits))?.split();
    // Files are checked after the hits are printed, unless the format has the warnings among them.
    let with_hits = args.format == Format::Json;
    let mut warned = if with_hits { warnings(&index) } else { Vec::new() };
    let (ranks, unit) = (hits.ranks(), args.hits.unit.into());
    let found = Found {
        typed: &typed,
        understood: &prepared.understood,
        answer: &answer,
        diagnostics: &prepared.diagnostics,
        warnings: &warned,
        topic: "1",
        unit,
        explain: args.hits.explain,
    };
    let style = TextStyle { whole: args.full, ..terminal.style };
    write_hits(out, args.format, &style, &found, hits.map(|hit| hit.map_err(advice::as_io)))?;
    out.flush()?;
    index.check()?;
    if !common.quiet {
        if !with_hits {
            warned = warnings(&index);
        }
        write_summary(&answer, &warned, unit, &ranks, err)?;
    }
    Ok(if answer.matched.passages == 0 { Exit::Nothing } else { Exit::Done })
}

/// Writes the lines besides the hits, in one write.
fn write_summary(
    answer: &Answer<()>,
    warnings: &[String],
    unit: Unit,
    ranks: &Range<usize>,
    err: &mut dyn Write,
) -> io::Result<()> {
    let notes = answer.notes.iter().chain(warnings).map(|line| safe(line).into_owned());
    let lines = expansion_lines(answer).into_iter().chain(notes).chain([counts_line(answer, unit, ranks)]);
    let lines = lines.chain(levels_line(answer)).chain(answer.nothing.iter().flat_map(nothing_lines));
    let text = lines.collect::<Vec<_>>().join("\n") + "\n";
    err.write_all(text.as_bytes())
}
