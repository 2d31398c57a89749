//! One query made into what is written of it.

use std::io::{self, Write};
use std::time::Instant;

use crate::cli::advice;
use crate::cli::args::{BatchArgs, HitArgs};
use crate::cli::query::{Prepared, prepare, request, too_long};
use crate::engine::{Answer, Hits};
use crate::library::Index;
use crate::output::{
    BatchRecord, BatchRow, Format, Found, microseconds, safe, write_batch_rows, write_object, write_record, write_run,
};

use super::input::{Chunk, Topic};
use super::options::brief;
use super::totals::Told;

/// Each hit has the id of its query beside it, so it may not be as long as a line.
const MAX_ID: usize = 4_096;

/// What all queries have in common.
pub(super) struct Batch<'b> {
    pub(super) args: &'b BatchArgs,
    pub(super) index: &'b Index,
}

impl Batch<'_> {
    /// Answers some queries one after the other.
    pub(super) fn answer(&self, chunk: Chunk, out: &mut dyn Write) -> io::Result<Told> {
        let mut told = Told::new(chunk.queries.len(), chunk.mark, chunk.bytes);
        for topic in &chunk.queries {
            let since = Instant::now();
            if topic.is_repeated {
                told.repeated(format!(
                    "line {}: another query before it has the id \"{}\"",
                    topic.line,
                    safe(&topic.id)
                ));
            }
            if let Err(why) = self.topic(topic, since, out, &mut told)? {
                self.fail(topic, &why, out, &mut told)?;
            }
            if self.args.time {
                told.microseconds.push(microseconds(since));
            }
        }
        Ok(told)
    }

    /// Answers a query, or says why it cannot be run. What goes wrong in writing ends the batch.
    fn topic(
        &self,
        topic: &Topic,
        since: Instant,
        out: &mut dyn Write,
        told: &mut Told,
    ) -> io::Result<Result<(), String>> {
        let (hits, prepared) = match self.prepared(topic) {
            Ok(prepared) => prepared,
            Err(why) => return Ok(Err(why)),
        };
        let request = request(&prepared.query, &hits);
        let written = match self.args.format {
            Format::Trec => self.index.ranking(&request).map(|ranking| {
                told.found(ranking.matched.passages, ranking.hits.len());
                write_run(out, &topic.id, request.unit, request.offset, &ranking)
            }),
            _ => self.index.results(&request).map(|answer| {
                told.found(answer.matched.passages, answer.hits.len());
                self.found(topic, &hits, &prepared, answer, since, out)
            }),
        };
        match written {
            Ok(written) => written.map(Ok),
            Err(error) => Ok(Err(advice::told(&error))),
        }
    }

    /// A query as it is run, with its own options; or why it cannot be.
    fn prepared(&self, topic: &Topic) -> Result<(HitArgs, Prepared), String> {
        let options = topic.options.as_ref().map_err(String::clone)?;
        too_long(&topic.text).map_or(Ok(()), Err)?;
        if topic.id.len() > MAX_ID {
            return Err(format!("the id is longer than {MAX_ID} bytes"));
        }
        let (mut hits, mut filters) = (self.args.hits.clone(), self.args.filters.clone());
        options.iter().try_for_each(|option| option.apply(&mut hits, &mut filters))?;
        let prepared = prepare(&topic.text, &hits, &filters, self.index);
        let strict = prepared.refusal(hits.strict).map(|diagnostic| diagnostic.message.clone());
        let bad =
            || prepared.bad_option().map(|(value, diagnostic)| format!("{}: {}", brief(value), diagnostic.message));
        match strict.or_else(|| bad().filter(|_| !options.is_empty())) {
            Some(why) => Err(why),
            None => Ok((hits, prepared)),
        }
    }

    /// Writes what a query found.
    fn found(
        &self,
        topic: &Topic,
        hits: &HitArgs,
        prepared: &Prepared,
        answer: Answer<Hits>,
        since: Instant,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (answer, coming) = answer.split();
        let coming = coming.map(|hit| hit.map_err(advice::as_io));
        let since = Some(since).filter(|_| self.args.time);
        if let Some(separator) = self.separator() {
            let row = BatchRow { id: &topic.id, typed: &topic.text, microseconds: since.map(microseconds) };
            return write_batch_rows(out, separator, &row, coming);
        }
        let found = Found {
            typed: &topic.text,
            understood: &prepared.understood,
            answer: &answer,
            diagnostics: &prepared.diagnostics,
            warnings: &[],
            topic: &topic.id,
            unit: hits.unit.into(),
            explain: hits.explain,
        };
        write_record(out, Some(&topic.id), &found, coming, since)
    }

    /// One query that could not be run is a record like the others; tables and TREC runs have no place for it, so
    /// there it is a line on stderr.
    fn fail(&self, topic: &Topic, why: &str, out: &mut dyn Write, told: &mut Told) -> io::Result<()> {
        if self.args.format == Format::Jsonl {
            told.failed(None);
            return write_object(out, &BatchRecord::failed(Some(&topic.id), &topic.text, why));
        }
        told.failed(Some(format!("{}: {}", safe(&topic.id), safe(why))));
        Ok(())
    }

    /// What stands between the cells, where the output is a table.
    pub(super) fn separator(&self) -> Option<u8> {
        match self.args.format {
            Format::Csv => Some(b','),
            Format::Tsv => Some(b'\t'),
            _ => None,
        }
    }
}
