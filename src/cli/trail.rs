//! `findings trail` and `findings latest`: what reports say of a matter, through time.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, bail};

use crate::asking::{
    CAUTION, Prepared, RECOMMENDATIONS, group_of_last, groups_of_trail, matching, prepare, short_ids, today,
};
use crate::engine::{Answer, Unit};
use crate::library::Index;
use crate::output::{
    Format, StatementGroup, StatementQuery, StatementStyle, StatementTable, Statements, TextStyle, counts_line, day,
    safe, write_statements,
};

use super::args::{Common, LatestArgs, TrailArgs};
use super::counted;
use super::exit::Exit;
use super::freshness::warnings;
use super::pager::Paged;
use super::query::{asked, joined};
use super::search::summary;
use super::terminal::Terminal;

pub(super) fn run(
    args: &TrailArgs,
    common: &Common,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let names_one = args.filters.conditions().any(|(field, _)| field == crate::query::Field::Authority);
    if !names_one && !args.all_authorities {
        bail!("name an authority with --authority, or ask for --all-authorities");
    }
    let typed = if args.query.is_empty() { RECOMMENDATIONS.to_owned() } else { joined(&args.query)? };
    let options = (&args.matching, &args.filters);
    let Some((index, prepared)) = asked(&typed, options, args.format, common, out, err)? else {
        return Ok(Exit::Error);
    };
    let among = if args.query.is_empty() {
        prepare("*", &args.matching, &args.filters, &index).query
    } else {
        prepared.query.filters()
    };
    let (answer, trails) =
        index.trails(&matching(&prepared.query, &args.matching).next_level(!common.quiet), &among)?;
    let ids = short_ids(&index, trails.iter().flat_map(|trail| &trail.entries).map(|entry| &entry.report))?;
    let groups = trails.iter().map(|trail| groups_of_trail(trail, &ids));
    let all = about(&typed, &prepared, &answer, StatementTable::ByName);
    match &args.output {
        Some(folder) => {
            let written = files(folder, args.format, groups, &all)?;
            if !common.quiet {
                writeln!(err, "{} in {}", counted(written, "file"), safe(&folder.to_string_lossy()))?;
            }
        }
        None => {
            let statements = Statements { groups: groups.flatten().collect(), ..all };
            print(args.format, &statements, terminal, out)?;
        }
    }
    index.check()?;
    said(&typed, &prepared, answer, &index, common, err)
}

pub(super) fn latest(
    args: &LatestArgs,
    common: &Common,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let typed = joined(&args.query)?;
    let options = (&args.matching, &args.filters);
    let Some((index, prepared)) = asked(&typed, options, args.format, common, out, err)? else {
        return Ok(Exit::Error);
    };
    let (answer, last) = index.last_mentions(&matching(&prepared.query, &args.matching).next_level(!common.quiet))?;
    let groups = last.iter().map(group_of_last);
    let statements = Statements { groups: groups.collect(), ..about(&typed, &prepared, &answer, StatementTable::One) };
    print(args.format, &statements, terminal, out)?;
    index.check()?;
    said(&typed, &prepared, answer, &index, common, err)
}

/// What is said of all groups, of which there are none yet.
fn about<'a>(typed: &'a str, prepared: &'a Prepared, answer: &Answer<()>, table: StatementTable) -> Statements<'a> {
    let made = format!("findings {}, {}", env!("CARGO_PKG_VERSION"), day(today()));
    Statements {
        about: String::new(),
        caution: CAUTION,
        groups: Vec::new(),
        shown: StatementStyle::Line,
        table: Some(table),
        asked: Some(StatementQuery { typed, understood: &prepared.understood, diagnostics: &prepared.diagnostics }),
        notes: vec![counts_line(answer, Unit::Passage, &(0..0)), made],
    }
}

fn print(format: Format, statements: &Statements<'_>, terminal: &Terminal, out: &mut dyn Write) -> anyhow::Result<()> {
    if format == Format::Docx && io::stdout().is_terminal() {
        bail!("a Word document is no text for a terminal: add > FILE.docx");
    }
    let no_head = String::new;
    let mut paged = Paged::new(out, terminal.screen_for(format), &no_head);
    write_statements(&mut paged, format, &terminal.style, statements)?;
    paged.finish()?;
    Ok(())
}

/// The lines on stderr, and how it ended.
fn said(
    typed: &str,
    prepared: &Prepared,
    answer: Answer<()>,
    index: &Index,
    common: &Common,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let found = answer.matched.passages;
    if !common.quiet {
        let answer = prepared.without_repeats(typed, answer);
        err.write_all(summary(&answer, &warnings(index), None).as_bytes())?;
    }
    Ok(if found == 0 { Exit::Nothing } else { Exit::Done })
}

/// Writes a file for each authority, and says how many. The name of a file is that of the authority, with a number where
/// another has the same.
fn files<'a>(
    folder: &Path,
    format: Format,
    trails: impl Iterator<Item = Vec<StatementGroup<'a>>>,
    all: &Statements<'a>,
) -> anyhow::Result<u64> {
    fs::create_dir_all(folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
    let mut taken: BTreeMap<String, u64> = BTreeMap::new();
    let mut written = 0;
    for groups in trails {
        let Some(name) = groups.first().map(|group| file_name(&group.name)) else { continue };
        let others = taken.entry(name.clone()).or_default();
        *others += 1;
        let name = if *others > 1 { format!("{name}_{others}") } else { name };
        let extension = if format == Format::Text { "txt" } else { format.name() };
        let path = folder.join(format!("{name}.{extension}"));
        let cannot_write = || format!("{}: cannot be written", path.display());
        let mut out = BufWriter::new(File::create(&path).with_context(cannot_write)?);
        let about = all.asked.map_or("", |asked| asked.typed).to_owned();
        let statements = Statements { about, groups, ..all.clone() };
        write_statements(&mut out, format, &TextStyle::PLAIN, &statements).with_context(cannot_write)?;
        out.flush().with_context(cannot_write)?;
        written += 1;
    }
    Ok(written)
}

/// A name as that of a file on any system: letters and digits, hyphens between.
fn file_name(name: &str) -> String {
    let words = crate::text::key(name);
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("-");
    if name.is_empty() { "unnamed".to_owned() } else { name }
}
