//! `findings batch`: many queries, a record each, in the order of the queries.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};

use anyhow::Context;
use serde::Deserialize;

use crate::index::Reader;
use crate::output::{BatchRecord, Format, Found, TextStyle, write_hits, write_object};
use crate::search::Searcher;

use super::args::{BatchArgs, Common};
use super::exit::Exit;
use super::query::{prepare, request};

/// The longest line that is taken for a query, in bytes.
const LONGEST_LINE: u64 = 1 << 20;

pub(super) fn run(args: &BatchArgs, common: &Common, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let reader = super::open(common, err)?;
    let mut input: Box<dyn BufRead> = if args.file == "-" {
        Box::new(BufReader::new(io::stdin().lock()))
    } else {
        Box::new(BufReader::new(File::open(&args.file).with_context(|| args.file.clone())?))
    };
    let mut tally = Tally::default();
    let mut number = 0;
    while let Some(line) = next_line(&mut *input).with_context(|| args.file.clone())? {
        number += 1;
        let line = match line {
            Ok(line) if line.trim().is_empty() || line.starts_with('#') => continue,
            Ok(line) => line,
            Err(why) => {
                tally.failed += 1;
                fail(args, &number.to_string(), "", &why, out, err)?;
                continue;
            }
        };
        match Topic::of(&line, number) {
            Ok(topic) => answer(args, &reader, &topic, &mut tally, out, err)?,
            Err(why) => {
                tally.failed += 1;
                fail(args, &number.to_string(), &line, &why, out, err)?;
            }
        }
    }
    Ok(match tally {
        Tally { failed: 1.., .. } => Exit::Problem,
        Tally { found: 0, .. } => Exit::Nothing,
        _ => Exit::Done,
    })
}

#[derive(Default)]
struct Tally {
    found: u64,
    failed: u64,
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

fn answer(
    args: &BatchArgs,
    reader: &Reader,
    topic: &Topic,
    tally: &mut Tally,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<()> {
    let prepared = prepare(&topic.query, &args.hits, &args.filters, &reader.summary().extra_fields);
    if let Some(refusal) = prepared.refusal(args.hits.strict) {
        tally.failed += 1;
        return fail(args, &topic.id, &topic.query, &refusal.message, out, err);
    }
    let request = request(&prepared.query, &args.hits);
    let answer = match Searcher::new(reader).search(&request) {
        Ok(answer) => answer,
        Err(error) => {
            tally.failed += 1;
            return fail(args, &topic.id, &topic.query, &error.to_string(), out, err);
        }
    };
    tally.found += answer.found.passages;
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
    match args.format.into() {
        Format::Trec => write_hits(out, Format::Trec, &TextStyle::PLAIN, &found)?,
        _ => write_object(out, &BatchRecord::found(Some(&topic.id), &found))?,
    }
    Ok(())
}

/// One query that could not be run is a record like the others; in a TREC run, which has no place
/// for it, it is a line on stderr.
fn fail(
    args: &BatchArgs,
    id: &str,
    query: &str,
    why: &str,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<()> {
    match args.format.into() {
        Format::Trec => writeln!(err, "{}: {}", crate::output::safe(id), crate::output::safe(why))?,
        _ => write_object(out, &BatchRecord::failed(Some(id), query, why))?,
    }
    Ok(())
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
