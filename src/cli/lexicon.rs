//! `findings lexicon`: acronyms and variants, learnt from the reports and given in a file.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use serde::Serialize;

use crate::asking::MatchArgs;
use crate::corpus::read_text;
use crate::index::{IndexError, Reader};
use crate::lexicon::{Entry, Form, Source, UserLexicon, check, suggest};
use crate::library::{Index, open_reader};
use crate::output::{Format, SCHEMA, safe, safe_lines, write_object};
use crate::query::MatchLevel;
use crate::search::{Parallelism, Searcher};

use super::args::{Common, DEFAULT_LEXICON, LexiconArgs, LexiconCommand};
use super::exit::Exit;

pub(super) fn run(
    args: &LexiconArgs,
    common: &Common,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    match &args.what {
        LexiconCommand::List { lexicon, format } => {
            let index = super::open(common, |folder| Index::open_for_one(folder), err)?;
            let given = given(lexicon.as_deref(), true, err)?;
            write_list(&index.with_lexicon(given), *format, out)
        }
        LexiconCommand::Check { file } => write_check(super::open(common, open_reader, err)?, file, out, err),
        LexiconCommand::Suggest => write_suggestions(super::open(common, open_reader, err)?, out),
    }
}

/// The lexicon file for searches with some options.
pub(super) fn lexicon_for(matching: &MatchArgs, err: &mut dyn Write) -> anyhow::Result<UserLexicon> {
    given(matching.lexicon.as_deref(), MatchLevel::from(matching.level) == MatchLevel::Variants, err)
}

/// The lexicon file for searches that are not known yet, named by an option or found as it is for them.
#[cfg(feature = "mcp")]
pub(super) fn lexicon_for_any(option: Option<&Path>, err: &mut dyn Write) -> anyhow::Result<UserLexicon> {
    given(option, true, err)
}

/// The path of the lexicon file for searches with some options, if there is one.
pub(super) fn lexicon_path(matching: &MatchArgs) -> Option<PathBuf> {
    path(matching.lexicon.as_deref())
}

/// The path named by an option or the environment, else the default if it exists.
fn path(option: Option<&Path>) -> Option<PathBuf> {
    let set = || std::env::var_os("FINDINGS_LEXICON").filter(|value| !value.is_empty()).map(PathBuf::from);
    let here = || Some(PathBuf::from(DEFAULT_LEXICON)).filter(|path| path.is_file());
    option.map(Path::to_owned).or_else(set).or_else(here)
}

/// The lexicon file. If no option names it and it is not `needed`, an unreadable file counts as none.
fn given(option: Option<&Path>, needed: bool, err: &mut dyn Write) -> anyhow::Result<UserLexicon> {
    let Some(path) = path(option) else { return Ok(UserLexicon::default()) };
    if option.is_none() && !needed {
        return Ok(read(&path).unwrap_or_default());
    }
    let given = read(&path)?;
    for remark in given.remarks.iter().filter(|_| needed) {
        writeln!(err, "{}: {}", safe(&path.to_string_lossy()), safe(&remark.to_string()))?;
    }
    Ok(given)
}

fn read(path: &Path) -> anyhow::Result<UserLexicon> {
    let text = read_text(path).with_context(|| path.display().to_string())?;
    UserLexicon::parse(&text).with_context(|| path.display().to_string())
}

/// Writes one group of forms per line.
fn write_list(index: &Index, format: Format, out: &mut dyn Write) -> anyhow::Result<Exit> {
    #[derive(Serialize)]
    struct List<'a> {
        schema: u32,
        entries: &'a [Entry],
    }
    let entries = index.lexicon()?.entries();
    if format == Format::Json {
        write_object(out, &List { schema: SCHEMA, entries })?;
    } else {
        for Entry { find, also, source } in entries {
            let forms = |forms: &[Form]| forms.iter().map(Form::to_string).collect::<Vec<_>>().join(", ");
            let ways = if find == also { forms(find) } else { format!("{} → {}", forms(find), forms(also)) };
            let source = match source {
                Source::Given { line } => format!("line {line} of the file"),
                Source::Harvested { reports: 1 } => "1 report".to_owned(),
                Source::Harvested { reports } => format!("{reports} reports"),
                Source::Shipped => "ships with findings".to_owned(),
            };
            writeln!(out, "{}  ({source})", safe(&ways))?;
        }
    }
    Ok(if entries.is_empty() { Exit::Nothing } else { Exit::Done })
}

/// Writes a line for each problem with a file.
fn write_check(reader: Reader, file: &Path, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let given = read(file)?;
    let searcher = Searcher::open(&Arc::new(reader), given.clone(), Parallelism::default())?;
    let findings = searcher.read(|searcher| {
        let occurrences = |form: &Form| searcher.count_form(form).map_or(0, |counts| counts.passages);
        Ok::<_, IndexError>(check(&given, searcher.lexicon()?, occurrences))
    })?;
    let lines = given.remarks.iter().map(|remark| (remark.line, remark.to_string()));
    let mut lines: Vec<(usize, String)> =
        lines.chain(findings.iter().map(|finding| (finding.line(), finding.to_string()))).collect();
    lines.sort();
    for (_, line) in &lines {
        writeln!(out, "{}: {}", safe(&file.display().to_string()), safe(line))?;
    }
    let groups = given.groups.len();
    writeln!(err, "{groups} group{}, {} to look at", if groups == 1 { "" } else { "s" }, lines.len())?;
    Ok(if lines.is_empty() { Exit::Done } else { Exit::Error })
}

/// Writes acronyms with several meanings, and those in at least three reports that no report explains.
fn write_suggestions(reader: Reader, out: &mut dyn Write) -> anyhow::Result<Exit> {
    const MIN_REPORTS: u64 = 3;
    let searcher = Searcher::open(&Arc::new(reader), UserLexicon::default(), Parallelism::default())?;
    let lexicon = searcher.read(Searcher::lexicon)?;
    let explained = |short: &str| lexicon.pairings().iter().any(|pairing| pairing.short.eq_ignore_ascii_case(short));
    let mut unexplained = Vec::new();
    for short in searcher.read(Searcher::acronyms)?.into_iter().filter(|short| !explained(short)) {
        let reports = searcher.read(|searcher| searcher.count_form(&Form::Acronym(short.clone())))?.reports;
        if reports >= MIN_REPORTS {
            unexplained.push((short, reports));
        }
    }
    unexplained.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    out.write_all(safe_lines(&suggest(&unexplained, lexicon.pairings())).as_bytes())?;
    Ok(Exit::Done)
}
