//! Whether any line of real text is too much for a search: every line of a folder of texts is run as a query,
//! with all of its words and with any of them, as the command line would run it.
//!
//! ```text
//! cargo bench --bench lines -- [FOLDER] [--over REPORTS] [--every N]
//! ```
//!
//! FOLDER is the sample corpus if none is given. What is searched is the reports of FOLDER too, or REPORTS: most
//! lines from elsewhere find nothing, and saying why is work of its own. With `--every N`, one line of N is run. It
//! prints how many lines there were, what went wrong, the slowest and the percentiles. The exit status is 1 if a line
//! was an error, made the program panic, or took longer than the bound each time of three.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use walkdir::WalkDir;

use findings::Index;
use findings::Request;
use findings::query::{ParseOptions, Severity, parse};
use findings::report::Date;

/// No query may take longer.
const BOUND: Duration = Duration::from_millis(50);
/// A query over the bound is run so many times; the machine may have been busy with something else.
const TRIES: usize = 3;
/// So many of the slowest, and of what went wrong, are shown.
const SHOWN: usize = 10;
/// So much of a line is shown.
const LINE_SHOWN: usize = 100;

fn main() -> anyhow::Result<ExitCode> {
    let Arguments { folder, over, every } = arguments()?;
    let lines = lines(&folder, every)?;
    let temporary = tempfile::tempdir()?;
    let index = temporary.path().join("index");
    let mut command = Command::new(env!("CARGO_BIN_EXE_findings"));
    // A file that is skipped is status 2; its lines are queries all the same.
    command.arg("index").arg(&over).args(["--quiet", "--index"]).arg(&index).status().context("findings index")?;
    let runs = runs(&Index::open(&index)?, &lines);
    Ok(if told(&mut io::stdout().lock(), &lines, runs)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Arguments {
    /// Whose lines are the queries.
    folder: PathBuf,
    /// Whose reports are searched.
    over: PathBuf,
    every: usize,
}

fn arguments() -> anyhow::Result<Arguments> {
    let (mut folder, mut over, mut every) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), None, 1);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            // What `cargo bench` adds.
            "--bench" => {}
            "--over" => over = Some(PathBuf::from(arguments.next().context("--over needs a folder")?)),
            "--every" => every = arguments.next().context("--every needs a number")?.parse::<usize>()?.max(1),
            _ if argument.starts_with('-') => bail!("{argument}: there are a folder, --over REPORTS and --every N"),
            _ => folder = argument.into(),
        }
    }
    Ok(Arguments { over: over.unwrap_or_else(|| folder.clone()), folder, every })
}

/// The lines of all text files of a folder, each once.
fn lines(folder: &Path, every: usize) -> anyhow::Result<Vec<String>> {
    let mut lines = Vec::new();
    let mut known = HashSet::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let path = entry?.into_path();
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if !path.is_file() || !["txt", "text", "md", "markdown"].contains(&extension.as_str()) {
            continue;
        }
        for line in decoded(&fs::read(&path).with_context(|| path.display().to_string())?).lines() {
            if known.insert(line.to_owned()) {
                lines.push(line.to_owned());
            }
        }
    }
    let lines: Vec<String> = lines.into_iter().step_by(every).collect();
    if lines.is_empty() {
        bail!("{}: no text file with a line in it", folder.display());
    }
    Ok(lines)
}

/// By its byte order mark, else as UTF-8, else as what older programs on Windows write.
fn decoded(bytes: &[u8]) -> String {
    let otherwise = if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { WINDOWS_1252 };
    let encoding = Encoding::for_bom(bytes).map_or(otherwise, |(encoding, _)| encoding);
    encoding.decode(bytes).0.into_owned()
}

/// What came of a line as a query.
struct Run<'a> {
    line: &'a str,
    any: bool,
    /// From the text of the query to ten hits.
    took: Duration,
    problem: Option<String>,
}

fn runs<'a>(index: &Index, lines: &'a [String]) -> Vec<Run<'a>> {
    index.expect_many().expect("the index is sound");
    let queries = lines.iter().flat_map(|line| [(line, false), (line, true)]);
    let run = |(line, any): (&'a String, bool)| {
        let (mut took, mut problem) = timed(index, line, any);
        for _ in 1..TRIES {
            if took <= BOUND || problem.is_some() {
                break;
            }
            let (again, what) = timed(index, line, any);
            (took, problem) = (took.min(again), what);
        }
        Run { line, any, took, problem }
    };
    queries.map(run).collect()
}

fn timed(index: &Index, line: &str, any: bool) -> (Duration, Option<String>) {
    let start = Instant::now();
    let problem = catch_unwind(AssertUnwindSafe(|| problem(index, line, any)));
    (start.elapsed(), problem.unwrap_or_else(|_| Some("a panic".to_owned())))
}

fn problem(index: &Index, line: &str, any: bool) -> Option<String> {
    let today = Date::day(2026, 3, 2).expect("a day of the calendar");
    let options = ParseOptions { extra_fields: index.extra_fields(), any, ..ParseOptions::on(today) };
    let parsed = parse(line, &options);
    let answer = index.search(&Request::new(&parsed.query).any(any));
    let error = parsed.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
    error.map(|error| error.message.clone()).or(answer.err().map(|error| error.to_string()))
}

/// Tells what came of all; whether all is well.
fn told(out: &mut dyn Write, lines: &[String], mut runs: Vec<Run<'_>>) -> anyhow::Result<bool> {
    runs.sort_by_key(|run| std::cmp::Reverse(run.took));
    let wrong: Vec<&Run<'_>> = runs.iter().filter(|run| run.problem.is_some()).collect();
    let slow = runs.iter().filter(|run| run.took > BOUND).count();
    writeln!(out, "{} lines, each with all of its words and with any: {} queries", lines.len(), runs.len())?;
    writeln!(out, "{} errors, {slow} over {} ms", wrong.len(), BOUND.as_millis())?;
    let percentile = |share: f64| milliseconds(runs[((runs.len() - 1) as f64 * (1.0 - share)) as usize].took);
    writeln!(out, "p50 {} ms, p99 {} ms, longest {} ms", percentile(0.5), percentile(0.99), percentile(1.0))?;
    for run in wrong.iter().take(SHOWN) {
        writeln!(out, "{}: {}", run.problem.as_deref().unwrap_or_default(), shown(run))?;
    }
    writeln!(out, "the slowest:")?;
    for run in runs.iter().take(SHOWN) {
        writeln!(out, "{:>9} ms  {}", milliseconds(run.took), shown(run))?;
    }
    Ok(wrong.is_empty() && slow == 0)
}

fn milliseconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64() * 1e3)
}

fn shown(run: &Run<'_>) -> String {
    let line: String = run.line.chars().take(LINE_SHOWN).collect();
    format!("{}  {line:?}", if run.any { "any" } else { "all" })
}
