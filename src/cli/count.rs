//! `findings count`: how much is found, by groups, out of how much.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail, ensure};

use crate::asking::{FilterArgs, HitArgs, Input, groupings, matching as matching_request, prepare, today, too_long};
use crate::engine::Grouping;
use crate::fields::Field;
use crate::library::Index;
use crate::output::{
    CountReport, CountUnit, CountedQuery, Format, counts_html, counts_svg, expansion_lines, looser_line, nothing_lines,
    safe, write_counts,
};

use super::args::{Common, CountArgs};
use super::exit::Exit;
use super::freshness::warnings;
use super::kept::KeptIndex;
use super::pager::Paged;
use super::terminal::Terminal;

/// The maximum number of queries of one matrix.
const MAX_QUERIES: usize = 1_000;

pub(super) fn run(
    args: &CountArgs,
    common: &Common,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let opened = |folder: &Path| if args.queries.is_some() { Index::open(folder) } else { Index::open_for_one(folder) };
    let index = KeptIndex::new(super::open(common, opened, err)?);
    let by =
        groupings(args.by.as_deref().unwrap_or_default(), args.date_of.into(), &index).map_err(anyhow::Error::msg)?;
    ensure!(args.queries.is_none() || by.len() < 2, "queries of a file are counted by one field");
    let index = KeptIndex::new(index.with_lexicon(super::lexicon::lexicon_for(&args.matching, err)?));
    let mut queries = Vec::new();
    for asked in asked(args)? {
        match counted(&asked, &by, args, common, &index, err)? {
            Some(query) => queries.push(query),
            None => return Ok(Exit::Error),
        }
    }
    index.check()?;
    let warned = warnings(&index);
    let is_by_report = by.contains(&Grouping::Field(Field::Report));
    let unit = args.unit.map(CountUnit::from);
    let report = CountReport {
        by: &by,
        queries: &queries,
        has_many: args.queries.is_some(),
        unit: unit.unwrap_or(if is_by_report { CountUnit::Passage } else { CountUnit::Report }),
        sort: args.sort.into(),
        zeros: args.zeros,
        day: today(),
        warnings: &warned,
    };
    // Tables for programs have what there is; people see where there is none.
    let whole: Vec<CountedQuery> = queries.iter().cloned().map(CountedQuery::without_gaps).collect();
    let whole = CountReport { queries: &whole, ..report.clone() };
    for (path, write) in [(&args.svg, counts_svg as fn(&CountReport<'_>) -> String), (&args.html, counts_html)] {
        if let Some(path) = path {
            fs::write(path, write(&whole)).with_context(|| path.display().to_string())?;
        }
    }
    let mut paged = Paged::new(out, terminal.screen_for(args.format), &String::new);
    let shown = if matches!(args.format, Format::Text | Format::Markdown) { &whole } else { &report };
    write_counts(&mut paged, args.format, &terminal.style, shown, common.quiet)?;
    paged.finish()?;
    if !common.quiet && args.format != Format::Json {
        warned.iter().try_for_each(|warning| writeln!(err, "{}", safe(warning)))?;
    }
    let is_found = queries.iter().any(|query| query.answer.matched.passages > 0);
    Ok(if is_found { Exit::Done } else { Exit::Nothing })
}

/// A query to count.
struct AskedQuery {
    id: Option<String>,
    text: String,
    hits: HitArgs,
    filters: FilterArgs,
}

/// The query of the command line, or those of the file.
fn asked(args: &CountArgs) -> anyhow::Result<Vec<AskedQuery>> {
    let hits = || HitArgs { matching: args.matching.clone(), ..HitArgs::plain() };
    let Some(path) = &args.queries else {
        let (text, filters) = (args.query.join(" "), args.filters.clone());
        return Ok(vec![AskedQuery { id: None, text, hits: hits(), filters }]);
    };
    let name = || path.display().to_string();
    let mut input = Input::open(path, args.input.into()).with_context(name)?;
    let mut asked = Vec::new();
    while let Some(chunk) = input.next(MAX_QUERIES).with_context(name)? {
        for topic in chunk.queries {
            let line = || format!("{} line {}", path.display(), topic.line);
            ensure!(asked.len() < MAX_QUERIES, "{}: more than {MAX_QUERIES} queries", path.display());
            let (mut hits, mut filters) = (hits(), args.filters.clone());
            let applied = topic.apply(&mut hits, &mut filters);
            applied.map_err(anyhow::Error::msg).with_context(line)?;
            asked.push(AskedQuery { id: Some(topic.id), text: topic.text, hits, filters });
        }
    }
    if asked.is_empty() {
        bail!("{}: there are no queries in it", path.display());
    }
    Ok(asked)
}

/// The counts of a query; none where it is refused, which is said.
fn counted(
    asked: &AskedQuery,
    by: &[Grouping],
    args: &CountArgs,
    common: &Common,
    index: &Index,
    err: &mut dyn Write,
) -> anyhow::Result<Option<CountedQuery>> {
    if let Some(why) = too_long(&asked.text) {
        bail!(why);
    }
    let matching = &asked.hits.matching;
    let prepared = prepare(&asked.text, matching, &asked.filters, index);
    let is_refused = prepared.refusal(matching.strict).is_some();
    if !common.quiet || is_refused {
        if let Some(id) = asked.id.as_ref().filter(|_| !prepared.diagnostics.is_empty()) {
            writeln!(err, "{}:", safe(id))?;
        }
        prepared.write_diagnostics(&asked.text, matching.strict, err)?;
    }
    if is_refused {
        return Ok(None);
    }
    let (is_said, is_json) = (!common.quiet, args.format == Format::Json);
    let request = matching_request(&prepared.query, matching).facets(CountReport::facets(by));
    let answer = index.count_by(&request.next_level(is_said || is_json))?;
    let answer = prepared.without_repeats(&asked.text, answer);
    if is_said && !is_json {
        let lines: Vec<String> = expansion_lines(&answer)
            .into_iter()
            .chain(answer.notes.iter().map(|note| safe(note).into_owned()))
            .chain(looser_line(&answer))
            .chain(answer.nothing.iter().flat_map(nothing_lines))
            .collect();
        if let Some(id) = asked.id.as_ref().filter(|_| prepared.diagnostics.is_empty() && !lines.is_empty()) {
            writeln!(err, "{}:", safe(id))?;
        }
        lines.iter().try_for_each(|line| writeln!(err, "{line}"))?;
    }
    Ok(Some(CountedQuery {
        id: asked.id.clone(),
        typed: asked.text.clone(),
        understood: prepared.understood,
        answer,
        diagnostics: prepared.diagnostics,
    }))
}
