//! `findings diff`: what has changed between two runs.

use std::io::Write;
use std::path::Path;

use anyhow::ensure;

use crate::output::{DifferencesWriter, Format, safe};
use crate::runs::{Pairs, QueryDifference, QueryPair, RunAnswer, RunReader};

use super::args::{Common, DiffArgs};
use super::evaluate::{input, refuse_stdin_twice};
use super::exit::Exit;
use super::terminal::Terminal;

/// The maximum number of characters kept of a text of which only the beginning is shown.
const MAX_SHOWN_CHARS: usize = 400;

pub(super) fn run(
    args: &DiffArgs,
    common: &Common,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    refuse_stdin_twice([&args.before, &args.after])?;
    let text_chars = if args.format == Format::Text { MAX_SHOWN_CHARS } else { usize::MAX };
    let open = |name: &str| -> anyhow::Result<RunReader<'_>> {
        let is_there = name == "-" || Path::new(name).try_exists().unwrap_or(true);
        ensure!(
            is_there,
            "{}: no such file; `findings diff` compares files of runs, `findings compare` reports",
            safe(name)
        );
        Ok(RunReader::new(name, input(name)?, Some(text_chars))?)
    };
    let (before, after) = (open(&args.before)?, open(&args.after)?);
    let all_queries = (before.lists_all_queries(), after.lists_all_queries());
    let mut pairs = Pairs::new(before, after);
    let mut writer = DifferencesWriter::new(out, args.format, terminal.style, args.limit, args.gained)?;
    while let Some(met) = pairs.next_pair()? {
        writer.add(difference(met, all_queries))?;
    }
    let totals = writer.finish()?;
    if !common.quiet {
        writeln!(err, "{}", totals.line(args.gained))?;
    }
    Ok(if totals.differ > 0 { Exit::Done } else { Exit::Nothing })
}

/// A list of hits has no place for a query without any, so a query that is not there found nothing. A run of records
/// has one for each query, so a query that is not there was not asked.
fn difference(met: QueryPair, (before_lists_all, after_lists_all): (bool, bool)) -> QueryDifference {
    let nothing = |answer: &RunAnswer| RunAnswer { id: answer.id.clone(), ..RunAnswer::default() };
    match met {
        QueryPair::Both(before, after) => QueryDifference::between(*before, *after),
        QueryPair::OnlyBefore(before) if after_lists_all => QueryDifference::only(Some(*before), None),
        QueryPair::OnlyBefore(before) => {
            let after = nothing(&before);
            QueryDifference::between(*before, after)
        }
        QueryPair::OnlyAfter(after) if before_lists_all => QueryDifference::only(None, Some(*after)),
        QueryPair::OnlyAfter(after) => QueryDifference::between(nothing(&after), *after),
    }
}
