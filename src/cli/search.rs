//! `findings search`: ranked passages.

use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::ops::Range;
use std::sync::Arc;

use crate::index::Reader;
use crate::output::{
    Format, Found, TextStyle, counts_line, expansion_lines, nothing_lines, rungs_line, safe, write_hits,
};
use crate::search::{Answer, Searcher, Unit};

use super::args::{Common, SearchArgs};
use super::exit::Exit;
use super::freshness::warnings;
use super::query::{prepare, request, too_long};
use super::terminal::Terminal;

/// More hits than these stand in the same blocks of stored text again and again.
const FEW: usize = 500;

pub(super) fn run(
    args: &SearchArgs,
    common: &Common,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let opened = if args.hits.all || args.hits.limit > FEW { Reader::open_for_many } else { Reader::open };
    // The process ends soon: the files of the index, and what is known of them, need not be let go one by one.
    let reader = ManuallyDrop::new(super::open(common, opened, err)?);
    answer(args, common, &reader, terminal, out, err)
}

fn answer(
    args: &SearchArgs,
    common: &Common,
    reader: &Arc<Reader>,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let typed = args.query.join(" ");
    if let Some(why) = too_long(&typed) {
        anyhow::bail!(why);
    }
    let prepared = prepare(&typed, &args.hits, &args.filters, &reader.summary().extra_fields);
    let refusal = prepared.refusal(args.hits.strict);
    if !common.quiet || refusal.is_some() {
        prepared.tell(&typed, err)?;
    }
    if let Some(refusal) = refusal {
        anyhow::bail!("{} (--strict)", refusal.message);
    }
    let searcher = Searcher::new(Arc::clone(reader))?.with_lexicon(super::lexicon::given_for(&args.hits, err)?);
    let searcher = ManuallyDrop::new(searcher);
    let (answer, hits) = searcher.results(&request(&prepared.query, &args.hits))?.split();
    // The files of the index are looked at once the hits are out, unless the format has the warnings among them.
    let with_hits = args.format == Format::Json;
    let mut warned = if with_hits { warnings(reader) } else { Vec::new() };
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
    write_hits(out, args.format, &style, &found, hits.map(|hit| hit.map_err(io::Error::other)))?;
    out.flush()?;
    reader.check_lengths()?;
    if !common.quiet {
        if !with_hits {
            warned = warnings(reader);
        }
        tell(&answer, &warned, unit, &ranks, err)?;
    }
    Ok(match (prepared.bad_option().is_some(), answer.found.passages) {
        (true, _) => Exit::Problem,
        (false, 0) => Exit::Nothing,
        (false, _) => Exit::Done,
    })
}

/// What a person should know besides the hits, written at once.
fn tell(
    answer: &Answer<()>,
    warnings: &[String],
    unit: Unit,
    ranks: &Range<usize>,
    err: &mut dyn Write,
) -> io::Result<()> {
    let notes = answer.notes.iter().chain(warnings).map(|line| safe(line).into_owned());
    let lines = expansion_lines(answer).into_iter().chain(notes).chain([counts_line(answer, unit, ranks)]);
    let lines = lines.chain(rungs_line(answer)).chain(answer.nothing.iter().flat_map(nothing_lines));
    let told = lines.collect::<Vec<_>>().join("\n") + "\n";
    err.write_all(told.as_bytes())
}
