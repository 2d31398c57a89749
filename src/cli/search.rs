//! `findings search`: ranked passages.

use std::collections::HashSet;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::Path;

use anyhow::Context;

use crate::asking::{grouping, prepare, request};
use crate::engine::{Answer, Facet, Hit, Loosen, Request, Unit};
use crate::library::Index;
use crate::output::{
    Amount, CitationWriter, FieldChoice, Format, SearchOutput, TextStyle, counts_line, expansion_lines, facet_lines,
    few_line, levels_line, loosened_lines, looser_line, nothing_lines, safe, wrapped_line, write_hits,
};

use super::advice;
use super::args::{Common, SearchArgs};
use super::briefing::BriefingFile;
use super::exit::Exit;
use super::freshness::warnings;
use super::kept::KeptIndex;
use super::messages::wrapped;
use super::pager::Paged;
use super::query::joined;
use super::source::SourceFiles;
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
    let index = KeptIndex::new(super::open(common, opened, err)?);
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
    let typed = joined(&args.query)?;
    let fields = chosen_fields(args)?;
    let address = args.citing.address(args.export.is_some())?;
    let export = args.export.as_deref().map(|path| BriefingFile::new(path, address)).transpose()?;
    let prepared = prepare(&typed, &args.hits.matching, &args.filters, index);
    if !prepared.can_run(&typed, args.hits.matching.strict, common.quiet, args.format, out, err)? {
        return Ok(Exit::Error);
    }
    let index = KeptIndex::new(index.with_lexicon(super::lexicon::lexicon_for(&args.hits.matching, err)?));
    let request = request(&prepared.query, &args.hits).facets(facets(args, &index)?);
    if args.files_with_matches {
        return files_with_matches(&index, &request, out);
    }
    if args.count {
        return count(args, common, &index, &request, out, err);
    }
    // Only where each hit says what it lacks.
    let loosens = !args.all_words
        && !args.hits.loosen
        && args.format.says_what_hits_lack()
        && args.citing.cite.is_none()
        && args.export.is_none();
    let request = if loosens { request.loosen(Loosen::Words) } else { request };
    if let Some(rank) = args.open {
        return open(&index, &request, rank, common.quiet, err);
    }
    // Only where its counts are shown.
    let request = request.next_level(!common.quiet || args.format == Format::Json);
    let (answer, hits) = prepared.without_repeats(&typed, index.results(&request)?).split();
    let loosened: String = loosened_lines(&answer).iter().map(|line| format!("{line}\n")).collect();
    if !common.quiet {
        err.write_all(loosened.as_bytes())?;
    }
    // Files are checked after the hits are printed, unless the format has the warnings among them.
    let with_hits = args.format == Format::Json;
    let warned = if with_hits { warnings(&index) } else { Vec::new() };
    let (ranks, unit) = (hits.ranks(), args.hits.unit.into());
    let sources = SourceFiles::default();
    let locate = |hit: &Hit| sources.place(&hit.report, &hit.passage, hit.highlights.first());
    let found = SearchOutput {
        warnings: &warned,
        fields: fields.as_ref(),
        locate: Some(&locate),
        max_chars: args.max_chars.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX)),
        ..prepared.output(&typed, &args.hits, &answer, ranks.clone())
    };
    let counts = (args.format != Format::Brief).then(|| counts_line(&answer, unit, &ranks));
    let summary = || {
        let warned = if with_hits { warned.clone() } else { warnings(&index) };
        summary(&answer, &warned, counts.as_deref())
    };
    let style = TextStyle { amount: amount(args), ..terminal.style };
    let head =
        || if common.quiet { String::new() } else { wrapped(&(loosened.clone() + &summary() + "\n"), style.width) };
    let mut paged = Paged::new(out, terminal.screen_for(args.format), &head);
    let hits = hits.map(|hit| hit.map_err(advice::as_io));
    match (args.citing.writer(), export) {
        (_, Some(_)) if ranks.is_empty() => {}
        (_, Some(export)) => export.write(&prepared.understood, counts.as_deref().unwrap_or_default(), hits)?,
        (Some(citations), None) => cite(&mut paged, citations, unit, hits)?,
        (None, None) => write_hits(&mut paged, args.format, &style, &found, hits)?,
    }
    if args.citing.writer().is_none() && matches!(args.format, Format::Text | Format::Markdown) {
        write_facets(&mut paged, &answer, style.width)?;
    }
    let is_paged = paged.finish()?;
    index.check()?;
    if !common.quiet && !is_paged {
        err.write_all(summary().as_bytes())?;
    }
    Ok(if answer.matched.passages == 0 { Exit::Nothing } else { Exit::Done })
}

/// The fields that are asked for; options that a format does not have are errors.
fn chosen_fields(args: &SearchArgs) -> anyhow::Result<Option<FieldChoice>> {
    if let Some(why) = args.hits.conflict() {
        anyhow::bail!("{why}");
    }
    if args.hits.collapse && (args.count || args.files_with_matches) {
        anyhow::bail!("--collapse folds hits; --count and --files-with-matches are about everything found");
    }
    if args.max_chars.is_some() && args.format != Format::Brief {
        anyhow::bail!("--max-chars is for --format brief");
    }
    if args.citing.cite.is_some() && (args.hits.explain || args.hits.context > 0) {
        anyhow::bail!("--explain and --context are for hits; --cite prints a reference for each");
    }
    if args.oneline && args.format != Format::Text {
        anyhow::bail!("--oneline is for text; --format brief has a line for each hit too");
    }
    let fields = args.fields.as_deref().map(|list| FieldChoice::parse(list, args.format));
    fields.transpose().map_err(anyhow::Error::msg)
}

/// What the matches are counted by besides.
fn facets(args: &SearchArgs, index: &Index) -> anyhow::Result<Vec<Facet>> {
    let list = args.facets.as_deref().unwrap_or_default();
    if !list.is_empty() && !matches!(args.format, Format::Text | Format::Markdown | Format::Json) {
        anyhow::bail!("--facets is for text, md and json; findings count writes tables of counts");
    }
    let names = list.split(',').map(str::trim).filter(|name| !name.is_empty());
    names.map(|name| Ok(Facet::by(grouping(name, index).map_err(anyhow::Error::msg)?))).collect()
}

/// Writes the counts of facets below the hits.
fn write_facets(out: &mut dyn Write, answer: &Answer<()>, width: usize) -> std::io::Result<()> {
    for (at, line) in facet_lines(answer).iter().enumerate() {
        let blank = if at == 0 { "\n" } else { "" };
        writeln!(out, "{blank}{}", wrapped_line(line, width, "  "))?;
    }
    Ok(())
}

/// Writes a reference for each hit.
fn cite(
    out: &mut dyn Write,
    mut citations: CitationWriter,
    unit: Unit,
    mut hits: impl Iterator<Item = io::Result<Hit>>,
) -> io::Result<()> {
    hits.try_for_each(|hit| {
        let hit = hit?;
        let passage = (unit == Unit::Passage).then_some(&hit.passage);
        citations.write(out, &hit.report, hit.short_id.as_deref(), passage)
    })?;
    citations.finish(out)
}

fn amount(args: &SearchArgs) -> Amount {
    match (args.oneline, args.full) {
        (true, _) => Amount::Line,
        (_, true) => Amount::Whole,
        _ => Amount::Around,
    }
}

/// Opens the file of a hit of the list that would be printed.
fn open(
    index: &Index,
    request: &Request<'_>,
    rank: NonZeroUsize,
    quiet: bool,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let (answer, mut hits) = index.results(&request.clone().offset(rank.get() - 1).limit(1))?.split();
    let hit = hits.next().transpose()?.with_context(|| format!("there is no hit {rank}"))?;
    if !quiet {
        loosened_lines(&answer).iter().try_for_each(|line| writeln!(err, "{line}"))?;
    }
    super::open::hit(&hit, quiet, err)
}

/// Writes how many passages or reports there are.
fn count(
    args: &SearchArgs,
    common: &Common,
    index: &Index,
    request: &Request<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let (answer, hits) = index.results(&request.clone().limit(0).next_level(!common.quiet))?.split();
    let unit = args.hits.unit.into();
    writeln!(out, "{}", if unit == Unit::Report { answer.matched.reports } else { answer.matched.passages })?;
    out.flush()?;
    index.check()?;
    if !common.quiet {
        let counts = counts_line(&answer, unit, &hits.ranks());
        err.write_all(summary(&answer, &warnings(index), Some(&counts)).as_bytes())?;
    }
    Ok(if answer.matched.passages == 0 { Exit::Nothing } else { Exit::Done })
}

/// Writes the path of each file with a match, in the order of the request.
fn files_with_matches(index: &Index, request: &Request<'_>, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let ranking = index.ranking(&request.clone().unit(Unit::Report).limit(None))?;
    // A file may hold many reports.
    let mut written = HashSet::new();
    for found in &ranking.hits {
        if written.insert(found.report.path.as_str()) {
            writeln!(out, "{}", safe(&found.report.path))?;
        }
    }
    index.check()?;
    Ok(if ranking.hits.is_empty() { Exit::Nothing } else { Exit::Done })
}

/// The lines besides the hits.
pub(super) fn summary(answer: &Answer<()>, warnings: &[String], counts: Option<&str>) -> String {
    // Of a query that was loosened they are said first.
    let notes = answer.notes.iter().filter(|_| answer.loosened.is_none());
    let notes = notes.chain(warnings).map(|line| safe(line).into_owned());
    let lines = expansion_lines(answer).into_iter().chain(notes).chain(counts.map(str::to_owned));
    let lines = lines
        .chain(levels_line(answer))
        .chain(looser_line(answer))
        .chain(few_line(answer).map(|line| format!("  {line}")))
        .chain(answer.nothing.iter().flat_map(nothing_lines));
    lines.map(|line| line + "\n").collect()
}
