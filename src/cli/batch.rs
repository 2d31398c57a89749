//! `findings batch`: many queries, a record each, in the order of the queries.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};

use anyhow::{Context, bail};
use rayon::prelude::*;
use serde::Deserialize;

use crate::index::Reader;
use crate::output::{BatchRecord, Format, Found, write_object, write_run};
use crate::search::Searcher;

use super::args::{BatchArgs, Common};
use super::exit::Exit;
use super::query::{prepare, request};

/// The longest line that is taken for a query, in bytes.
const LONGEST_LINE: u64 = 1 << 20;

/// How many queries are run at once; their records wait for each other.
const AT_A_TIME: usize = 256;

pub(super) fn run(args: &BatchArgs, common: &Common, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let (reader, exit) = queries(args, common, out, err)?;
    if !common.quiet {
        for line in super::freshness::warnings(&reader) {
            writeln!(err, "{}", crate::output::safe(&line))?;
        }
    }
    Ok(exit)
}

/// Runs all queries.
fn queries(
    args: &BatchArgs,
    common: &Common,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<(Reader, Exit)> {
    let reader = super::open(common, err)?;
    let given = super::lexicon::given_for(&args.hits, err)?;
    let searcher = Searcher::new(&reader)?.with_lexicon(given);
    searcher.expect_many();
    let mut input: Box<dyn BufRead> = if args.file == "-" {
        Box::new(BufReader::new(io::stdin().lock()))
    } else {
        Box::new(BufReader::new(File::open(&args.file).with_context(|| args.file.clone())?))
    };
    let filters = prepare("*", &args.hits, &args.filters, &reader.summary().extra_fields);
    filters.tell("*", err)?;
    if filters.has_bad_option() {
        bail!("a filter cannot be read; no query was run");
    }
    let (mut found, mut failed, mut number) = (0, 0, 0);
    loop {
        let lines = next_lines(&mut *input, &mut number).with_context(|| args.file.clone())?;
        if lines.is_empty() {
            break;
        }
        let records: Vec<Record> =
            lines.par_iter().map(|(number, line)| record(args, &reader, &searcher, *number, line)).collect();
        for record in records {
            out.write_all(&record.out)?;
            err.write_all(&record.err)?;
            found += record.found;
            failed += u64::from(record.failed);
        }
        out.flush()?;
    }
    drop(searcher);
    let exit = match (failed, found) {
        (1.., _) => Exit::Problem,
        (0, 0) => Exit::Nothing,
        (0, _) => Exit::Done,
    };
    Ok((reader, exit))
}

/// What is written of one query.
#[derive(Default)]
struct Record {
    out: Vec<u8>,
    err: Vec<u8>,
    found: u64,
    failed: bool,
}

fn record(
    args: &BatchArgs,
    reader: &Reader,
    searcher: &Searcher<'_>,
    number: u64,
    line: &Result<String, String>,
) -> Record {
    let mut record = Record::default();
    let topic = match line {
        Ok(line) => Topic::of(line, number).map_err(|why| (line.as_str(), why)),
        Err(why) => Err(("", why.clone())),
    };
    let answered = match &topic {
        Ok(topic) => answer(args, reader, searcher, topic, &mut record).map_err(|why| (&*topic.id, &*topic.query, why)),
        Err((line, why)) => Err(("", *line, why.clone())),
    };
    if let Err((id, query, why)) = answered {
        let id = if id.is_empty() { number.to_string() } else { id.to_owned() };
        record.failed = true;
        record.fail(args, &id, query, &why);
    }
    record
}

/// The next lines that may be queries, each with its number from 1.
fn next_lines(input: &mut dyn BufRead, number: &mut u64) -> io::Result<Vec<(u64, Result<String, String>)>> {
    let mut lines = Vec::new();
    while lines.len() < AT_A_TIME {
        let Some(line) = next_line(input)? else { break };
        *number += 1;
        match line {
            Ok(line) if line.trim().is_empty() || line.starts_with('#') => {}
            line => lines.push((*number, line)),
        }
    }
    Ok(lines)
}

/// A query with its id.
struct Topic {
    id: String,
    query: String,
}

impl Topic {
    /// From a line: JSON, `id<TAB>query`, or a query alone, whose id is the line's number.
    fn of(line: &str, number: u64) -> Result<Topic, String> {
        #[derive(Deserialize)]
        struct Record {
            id: Option<serde_json::Value>,
            query: Option<String>,
            text: Option<String>,
        }
        if line.trim_start().starts_with('{') {
            let record: Record = serde_json::from_str(line).map_err(|error| format!("not a record: {error}"))?;
            let id = match record.id {
                None | Some(serde_json::Value::Null) => number.to_string(),
                Some(serde_json::Value::String(id)) => id,
                Some(id) => id.to_string(),
            };
            let query = record.query.or(record.text).ok_or("the record has neither \"query\" nor \"text\"")?;
            return Ok(Topic { id, query });
        }
        Ok(match line.split_once('\t') {
            Some((id, query)) => Topic { id: id.trim().to_owned(), query: query.to_owned() },
            None => Topic { id: number.to_string(), query: line.to_owned() },
        })
    }
}

/// Runs a query and writes what it found; or says why it could not be run.
fn answer(
    args: &BatchArgs,
    reader: &Reader,
    searcher: &Searcher<'_>,
    topic: &Topic,
    record: &mut Record,
) -> Result<(), String> {
    let prepared = prepare(&topic.query, &args.hits, &args.filters, &reader.summary().extra_fields);
    if let Some(refusal) = prepared.refusal(args.hits.strict) {
        return Err(refusal.message.clone());
    }
    let request = request(&prepared.query, &args.hits);
    if Format::from(args.format) == Format::Trec {
        let ranking = searcher.ranking(&request).map_err(|error| error.to_string())?;
        record.found = ranking.found.passages;
        return write_run(&mut record.out, &topic.id, request.unit, request.offset, &ranking)
            .map_err(|error| error.to_string());
    }
    let answer = searcher.search(&request).map_err(|error| error.to_string())?;
    record.found = answer.found.passages;
    let found = Found {
        typed: &topic.query,
        understood: &prepared.understood,
        answer: &answer,
        diagnostics: &prepared.diagnostics,
        warnings: &[],
        topic: &topic.id,
        unit: request.unit,
        explain: args.hits.explain,
    };
    write_object(&mut record.out, &BatchRecord::found(Some(&topic.id), &found)).map_err(|error| error.to_string())
}

impl Record {
    /// One query that could not be run is a record like the others; in a TREC run, which has no place
    /// for it, it is a line on stderr.
    fn fail(&mut self, args: &BatchArgs, id: &str, query: &str, why: &str) {
        let written = match args.format.into() {
            Format::Trec => writeln!(self.err, "{}: {}", crate::output::safe(id), crate::output::safe(why)),
            _ => write_object(&mut self.out, &BatchRecord::failed(Some(id), query, why)),
        };
        written.expect("a vector takes all that is written");
    }
}

/// The next line without its end, or why it is none; `None` at the end of the input.
fn next_line(input: &mut dyn BufRead) -> io::Result<Option<Result<String, String>>> {
    let mut bytes = Vec::new();
    let mut limited = io::Read::take(&mut *input, LONGEST_LINE);
    if limited.read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if !bytes.ends_with(b"\n") && bytes.len() as u64 == LONGEST_LINE {
        let mut rest = Vec::new();
        while !rest.ends_with(b"\n") {
            rest.clear();
            if io::Read::take(&mut *input, LONGEST_LINE).read_until(b'\n', &mut rest)? == 0 {
                break;
            }
        }
        return Ok(Some(Err(format!("the line is longer than {LONGEST_LINE} bytes"))));
    }
    let line = String::from_utf8(bytes).map_err(|_| "the line is not UTF-8".to_owned());
    Ok(Some(line.map(|line| line.trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}').to_owned())))
}
