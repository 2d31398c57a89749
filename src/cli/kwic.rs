//! `findings kwic`: a concordance, collocates and dispersion.

use std::io::Write;

use crate::asking::{Prepared, matching};
use crate::concordance::Division;
use crate::engine::{Answer, Request, Unit};
use crate::library::{Index, LineOrder};
use crate::output::{
    ConcordanceRecord, Format, TextStyle, counts_line, write_collocates, write_dispersion, write_lines,
};

use super::advice;
use super::args::{Common, KwicArgs};
use super::counted;
use super::exit::Exit;
use super::freshness::warnings;
use super::kept::KeptIndex;
use super::pager::Paged;
use super::query::{asked, joined};
use super::search::summary;
use super::terminal::Terminal;

pub(super) fn run(
    args: &KwicArgs,
    common: &Common,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let typed = joined(&args.query)?;
    let Some((index, prepared)) = asked(&typed, (&args.matching, &args.filters), args.format, common, out, err)? else {
        return Ok(Exit::Error);
    };
    let index = KeptIndex::new(index);
    let request = matching(&prepared.query, &args.matching)
        .limit((!args.all).then_some(args.limit))
        .next_level(!common.quiet || args.format == Format::Json);
    let about = KwicContext { typed: &typed, prepared: &prepared, warnings: warnings(&index) };
    let style = TextStyle { width: args.width.map_or(terminal.style.width, chars), ..terminal.style };
    let head = String::new;
    let mut paged = Paged::new(out, terminal.screen_for(args.format), &head);
    let (answer, found) = if args.collocates {
        collocates(args, &index, &request, &about, &mut paged)?
    } else if args.dispersion {
        dispersion(args, &index, &request, &about, &mut paged)?
    } else {
        lines(args, &index, &request, &about, &style, &mut paged)?
    };
    paged.finish()?;
    index.check()?;
    if !common.quiet {
        let answer = prepared.without_repeats(&typed, answer);
        err.write_all(said(&answer, &found, &about.warnings).as_bytes())?;
    }
    Ok(if found.occurrences == Some(0) { Exit::Nothing } else { Exit::Done })
}

/// What an output says besides its content.
struct KwicContext<'a> {
    typed: &'a str,
    prepared: &'a Prepared,
    warnings: Vec<String>,
}

impl<'a> KwicContext<'a> {
    fn record(&'a self, answer: &'a Answer<()>, occurrences: Option<u64>) -> ConcordanceRecord<'a> {
        ConcordanceRecord {
            typed: self.typed,
            understood: &self.prepared.understood,
            answer,
            diagnostics: &self.prepared.diagnostics,
            warnings: &self.warnings,
            occurrences,
        }
    }
}

/// What was found, for the summary.
struct KwicOutcome {
    /// How many occurrences, if all were looked at.
    occurrences: Option<u64>,
    /// What was printed of how much.
    line: String,
}

fn lines(
    args: &KwicArgs,
    index: &Index,
    request: &Request<'_>,
    about: &KwicContext<'_>,
    style: &TextStyle,
    out: &mut dyn Write,
) -> anyhow::Result<(Answer<()>, KwicOutcome)> {
    let context =
        if args.format == Format::Text { style.width } else { args.width.map_or(TextStyle::PLAIN.width, chars) };
    let order: LineOrder = args.sort.into();
    let (answer, lines) = index.concordance(request, order, context)?;
    let known = lines.occurrences();
    let mut printed = 0;
    let counted_lines = lines.map(|line| line.map_err(advice::as_io)).inspect(|_| printed += 1);
    write_lines(out, args.format, style, &about.record(&answer, known), counted_lines)?;
    let occurrences = known.or((printed < request.limit.unwrap_or(usize::MAX)).then_some(printed as u64));
    let line = match occurrences {
        Some(all) if all == printed as u64 => counted(all, "occurrence"),
        Some(all) => format!("{printed} of {}", counted(all, "occurrence")),
        None => format!("the first {}", counted(printed as u64, "occurrence")),
    };
    Ok((answer, KwicOutcome { occurrences, line }))
}

fn collocates(
    args: &KwicArgs,
    index: &Index,
    request: &Request<'_>,
    about: &KwicContext<'_>,
    out: &mut dyn Write,
) -> anyhow::Result<(Answer<()>, KwicOutcome)> {
    let window = usize::try_from(args.window).unwrap_or(usize::MAX);
    let (answer, collocates) = index.collocates(request, window, args.min)?;
    let occurrences = Some(collocates.occurrences);
    let limit = request.limit.unwrap_or(usize::MAX);
    write_collocates(out, args.format, &about.record(&answer, occurrences), &collocates, limit)?;
    let line = format!(
        "{} of {} around {}, out of {} words",
        collocates.collocates.len().min(limit),
        counted(collocates.collocates.len() as u64, "word"),
        counted(collocates.occurrences, "occurrence"),
        collocates.words
    );
    Ok((answer, KwicOutcome { occurrences, line }))
}

fn dispersion(
    args: &KwicArgs,
    index: &Index,
    request: &Request<'_>,
    about: &KwicContext<'_>,
    out: &mut dyn Write,
) -> anyhow::Result<(Answer<()>, KwicOutcome)> {
    let (answer, divisions) = index.dispersion(request)?;
    let occurrences = Division::occurrences(&divisions);
    write_dispersion(out, args.format, &about.record(&answer, occurrences), &divisions)?;
    let left_out = divisions.iter().filter(|division| division.reports_left_out > 0).map(|division| {
        format!("; {} without {} left out", counted(division.reports_left_out, "report"), of_part(division.by))
    });
    let line = counted(occurrences.unwrap_or(0), "occurrence") + &left_out.collect::<String>();
    Ok((answer, KwicOutcome { occurrences, line }))
}

/// What a report lacks that is in no part.
fn of_part(by: &str) -> &'static str {
    if by == "year" { "a date" } else { "an authority" }
}

/// The lines on stderr.
fn said(answer: &Answer<()>, found: &KwicOutcome, warnings: &[String]) -> String {
    let counts = format!("{} in {}", found.line, counts_line(answer, Unit::Passage, &(0..0)));
    let summary = summary(answer, warnings, Some(&counts));
    let has_no_words = answer.matched.passages > 0 && found.occurrences == Some(0);
    summary + if has_no_words { "the query has no words to align; it only has conditions\n" } else { "" }
}

fn chars(width: u64) -> usize {
    usize::try_from(width).unwrap_or(usize::MAX)
}
