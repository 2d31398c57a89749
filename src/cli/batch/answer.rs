//! Answers one query and writes its record.

use std::io::{self, Write};
use std::time::Instant;

use crate::asking::{Chunk, HitArgs, Prepared, Topic, prepare, request, too_long};
use crate::cli::advice;
use crate::cli::args::BatchArgs;
use crate::engine::{Answer, Hits};
use crate::library::Index;
use crate::output::{
    BatchRecord, BatchRow, Format, SearchOutput, microseconds, safe, write_batch_header, write_batch_rows,
    write_count_header, write_count_row, write_object, write_record, write_run,
};
use crate::query::Diagnostic;

use super::totals::ChunkOutcome;

/// The maximum length of an id, which each hit repeats.
const MAX_ID_BYTES: usize = 4_096;

/// Why a query could not be run, and the remarks on it.
struct FailedQuery {
    why: String,
    diagnostics: Vec<Diagnostic>,
}

impl From<String> for FailedQuery {
    fn from(why: String) -> FailedQuery {
        FailedQuery { why, diagnostics: Vec::new() }
    }
}

/// What all queries share.
pub(super) struct Batch<'b> {
    pub(super) args: &'b BatchArgs,
    pub(super) index: &'b Index,
    /// What there is to say of the index, as of the beginning.
    pub(super) warnings: &'b [String],
}

impl Batch<'_> {
    /// Answers the queries of a chunk in order.
    pub(super) fn answer(&self, chunk: Chunk, out: &mut dyn Write) -> io::Result<ChunkOutcome> {
        let mut outcome = ChunkOutcome::new(chunk.queries.len(), chunk.mark, chunk.bytes);
        for topic in &chunk.queries {
            let since = Instant::now();
            if topic.is_repeated {
                outcome.repeated(format!(
                    "line {}: another query before it has the id \"{}\"",
                    topic.line,
                    safe(&topic.id)
                ));
            }
            if let Err(why) = self.topic(topic, since, out, &mut outcome)? {
                self.fail(topic, &why, out, &mut outcome)?;
            }
            if self.args.time {
                outcome.microseconds.push(microseconds(since));
            }
        }
        Ok(outcome)
    }

    /// Answers a query, or returns why it cannot run. An error in writing ends the batch.
    fn topic(
        &self,
        topic: &Topic,
        since: Instant,
        out: &mut dyn Write,
        outcome: &mut ChunkOutcome,
    ) -> io::Result<Result<(), FailedQuery>> {
        let (hits, prepared) = match self.prepared(topic) {
            Ok(prepared) => prepared,
            Err(why) => return Ok(Err(why)),
        };
        let request = request(&prepared.query, &hits);
        let written = match self.args.format {
            Format::Trec => self.index.ranking(&request).map(|ranking| {
                outcome.found(ranking.matched.passages, ranking.hits.len());
                write_run(out, &topic.id, request.unit, request.offset, &ranking)
            }),
            Format::Counts => self.index.count_by(&request).map(|answer| {
                outcome.found(answer.matched.passages, 0);
                write_count_row(out, &self.row(topic, Some(since)), Ok(&answer))
            }),
            _ => self.index.results(&request).map(|answer| {
                outcome.found(answer.matched.passages, answer.hits.len());
                self.found(topic, &hits, &prepared, answer, since, out)
            }),
        };
        match written {
            Ok(written) => written.map(Ok),
            Err(error) => Ok(Err(advice::message(&error).into())),
        }
    }

    /// A query with its own options, ready to run; or why it cannot run.
    fn prepared(&self, topic: &Topic) -> Result<(HitArgs, Prepared), FailedQuery> {
        too_long(&topic.text).map_or(Ok(()), Err)?;
        if topic.id.len() > MAX_ID_BYTES {
            return Err(format!("the id is longer than {MAX_ID_BYTES} bytes").into());
        }
        let (mut hits, mut filters) = (self.args.hits.clone(), self.args.filters.clone());
        topic.apply(&mut hits, &mut filters)?;
        hits.conflict().map_or(Ok(()), |why| Err(why.to_owned()))?;
        let prepared = prepare(&topic.text, &hits.matching, &filters, self.index);
        match prepared.refusal(hits.matching.strict).map(|refusal| refusal.to_string()) {
            Some(why) => Err(FailedQuery { why, diagnostics: prepared.diagnostics }),
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
        let (answer, coming) = prepared.without_repeats(&topic.text, answer).split();
        let ranks = coming.ranks();
        let coming = coming.map(|hit| hit.map_err(advice::as_io));
        let since = Some(since).filter(|_| self.args.time);
        if let Some(separator) = self.separator() {
            return write_batch_rows(out, separator, &self.row(topic, since), coming);
        }
        let found = SearchOutput {
            topic: &topic.id,
            warnings: self.warnings,
            ..prepared.output(&topic.text, hits, &answer, ranks)
        };
        write_record(out, Some(&topic.id), &found, coming, since)
    }

    /// Writes a query that failed: as a record in JSON Lines, as a line on stderr for tables and TREC runs, which have
    /// no place for it.
    fn fail(
        &self,
        topic: &Topic,
        failure: &FailedQuery,
        out: &mut dyn Write,
        outcome: &mut ChunkOutcome,
    ) -> io::Result<()> {
        let FailedQuery { why, diagnostics } = failure;
        if self.args.format == Format::Jsonl {
            outcome.failed(None);
            return write_object(out, &BatchRecord::failed(Some(&topic.id), &topic.text, why, diagnostics));
        }
        if self.args.format == Format::Counts {
            write_count_row(out, &self.row(topic, None), Err(why))?;
        }
        outcome.failed(Some(format!("{}: {}", safe(&topic.id), safe(why))));
        Ok(())
    }

    /// What a row of a table says of a query, with the time since then if that is wanted.
    fn row<'t>(&self, topic: &'t Topic, since: Option<Instant>) -> BatchRow<'t> {
        let microseconds = since.filter(|_| self.args.time).map(microseconds);
        BatchRow { id: &topic.id, typed: &topic.text, microseconds }
    }

    /// Writes the header, if the output is a table.
    pub(super) fn header(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.separator() {
            Some(separator) => write_batch_header(out, separator, self.args.time),
            None if self.args.format == Format::Counts => write_count_header(out, self.args.time),
            None => Ok(()),
        }
    }

    /// The separator of cells, if the output is a table of hits.
    fn separator(&self) -> Option<u8> {
        match self.args.format {
            Format::Csv => Some(b','),
            Format::Tsv => Some(b'\t'),
            _ => None,
        }
    }
}
