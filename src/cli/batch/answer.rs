//! One query made into what is written of it.

use std::io::{self, Write};
use std::time::Instant;

use crate::cli::args::{BatchArgs, FilterArgs, HitArgs};
use crate::cli::query::{Prepared, prepare, request};
use crate::index::Reader;
use crate::output::{
    BatchRecord, BatchRow, Format, Found, safe, write_batch_rows, write_object, write_record, write_run,
};
use crate::search::{Answer, Hits, Searcher};

use super::input::{Chunk, Numbered, Topic, Unreadable};
use super::totals::Told;

/// What all queries have in common.
pub(super) struct Batch<'b> {
    pub(super) args: &'b BatchArgs,
    pub(super) reader: &'b Reader,
    pub(super) searcher: &'b Searcher<'b>,
}

impl Batch<'_> {
    /// Answers some queries one after the other.
    pub(super) fn answer(&self, chunk: Chunk, out: &mut dyn Write) -> io::Result<Told> {
        let mut told = Told::new(chunk.queries.len(), chunk.mark, chunk.bytes);
        for Numbered { topic, line, is_repeated } in chunk.queries {
            let since = Instant::now();
            let id = match &topic {
                Ok(topic) => topic.id.clone(),
                Err(unreadable) => unreadable.id.clone(),
            };
            if is_repeated {
                told.repeated(format!("line {line}: another query before it has the id \"{}\"", safe(&id)));
            }
            if let Err(unanswered) = self.topic(topic, since, out, &mut told)? {
                self.fail(&unanswered, out, &mut told)?;
            }
            if self.args.time {
                told.microseconds.push(u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX));
            }
        }
        Ok(told)
    }

    /// Answers a query; gives it back where it cannot be run. What goes wrong in writing ends the batch.
    fn topic(
        &self,
        topic: Result<Topic, Unreadable>,
        since: Instant,
        out: &mut dyn Write,
        told: &mut Told,
    ) -> io::Result<Result<(), Unreadable>> {
        let topic = match topic {
            Ok(topic) => topic,
            Err(unreadable) => return Ok(Err(unreadable)),
        };
        let prepared = Settings::of(self.args, &topic).and_then(|settings| {
            let prepared = prepare(&topic.text, &settings.hits, &settings.filters, &self.reader.summary().extra_fields);
            settings.refusal(&prepared).map_or(Ok(()), Err)?;
            Ok((settings, prepared))
        });
        let unanswered = match prepared {
            Err(why) => why,
            Ok((Settings { hits, .. }, prepared)) => {
                let request = request(&prepared.query, &hits);
                if self.format() == Format::Trec {
                    match self.searcher.ranking(&request) {
                        Err(error) => error.to_string(),
                        Ok(ranking) => {
                            told.found(ranking.found.passages, ranking.hits.len());
                            return write_run(out, &topic.id, request.unit, request.offset, &ranking).map(Ok);
                        }
                    }
                } else {
                    match self.searcher.results(&request) {
                        Err(error) => error.to_string(),
                        Ok(answer) => {
                            told.found(answer.found.passages, answer.hits.len());
                            return self.found(&topic, &hits, &prepared, answer, since, out).map(Ok);
                        }
                    }
                }
            }
        };
        Ok(Err(Unreadable { id: topic.id, text: topic.text, why: unanswered }))
    }

    /// Writes what a query found.
    fn found(
        &self,
        topic: &Topic,
        hits: &HitArgs,
        prepared: &Prepared,
        answer: Answer<Hits<'_>>,
        since: Instant,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (answer, coming) = answer.split();
        let since = Some(since).filter(|_| self.args.time);
        if let Some(separator) = self.separator() {
            let microseconds = since.map(|since| u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX));
            let row = BatchRow { id: &topic.id, typed: &topic.text, microseconds };
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
        write_record(out, &topic.id, &found, coming, since)
    }

    /// One query that could not be run is a record like the others; tables and TREC runs have no place for it, so
    /// there it is a line on stderr.
    fn fail(&self, Unreadable { id, text, why }: &Unreadable, out: &mut dyn Write, told: &mut Told) -> io::Result<()> {
        told.failed += 1;
        match self.format() {
            Format::Jsonl => write_object(out, &BatchRecord::failed(Some(id), text, why)),
            _ => {
                told.lines.push(format!("{}: {}", safe(id), safe(why)));
                Ok(())
            }
        }
    }

    fn format(&self) -> Format {
        self.args.format.into()
    }

    /// What stands between the cells, where the output is a table.
    pub(super) fn separator(&self) -> Option<u8> {
        match self.format() {
            Format::Csv => Some(b','),
            Format::Tsv => Some(b'\t'),
            _ => None,
        }
    }
}

/// The options of one query.
struct Settings {
    hits: HitArgs,
    filters: FilterArgs,
    /// Whether it brings options of its own.
    has_own: bool,
}

impl Settings {
    fn of(args: &BatchArgs, topic: &Topic) -> Result<Settings, String> {
        let has_own = !topic.options.is_empty();
        let mut settings = Settings { hits: args.hits.clone(), filters: args.filters.clone(), has_own };
        topic.options.iter().try_for_each(|option| option.apply(&mut settings.hits, &mut settings.filters))?;
        Ok(settings)
    }

    /// Why the query is not run, if it is not: it has a slip and those are errors, or a value of its own options
    /// cannot be read.
    fn refusal(&self, prepared: &Prepared) -> Option<String> {
        let strict = prepared.refusal(self.hits.strict).map(|diagnostic| diagnostic.message.clone());
        let bad = || prepared.bad_option().map(|(value, diagnostic)| format!("{value}: {}", diagnostic.message));
        strict.or_else(|| bad().filter(|_| self.has_own))
    }
}
