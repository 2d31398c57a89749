//! A run of any format, read query by query. The format is known by the first line, not by the file's name.

use std::collections::{HashMap, HashSet};
use std::io::BufRead;

use super::lines::LineReader;
use super::rows::{Rows, separator};
use super::{RunAnswer, RunError, RunHit, column, records, trec};

/// A run that is being read. It keeps the ids of the queries that it has seen, and one query's hits.
pub(crate) struct RunReader<'a> {
    name: String,
    form: RunFormat<'a>,
    text_chars: Option<usize>,
    waiting: Option<RunRow>,
    seen: HashSet<String>,
}

enum RunFormat<'a> {
    Empty,
    Trec(LineReader<'a>),
    Records(LineReader<'a>),
    Rows(Box<Rows<'a>>),
}

/// A hit with its query, as the formats have it that are lists of hits.
#[derive(Default)]
pub(super) struct RunRow {
    pub(super) line: u64,
    pub(super) query_id: String,
    pub(super) query: Option<String>,
    pub(super) error: Option<String>,
    /// None if the row says only that there is such a query.
    pub(super) hit: Option<RunHit>,
}

impl<'a> RunReader<'a> {
    /// Opens a run and peeks at its first line. Keeps `text_chars` characters of each text, or none.
    ///
    /// # Errors
    /// If the input cannot be read, or is no run.
    pub(crate) fn new(
        name: &str,
        input: Box<dyn BufRead + 'a>,
        text_chars: Option<usize>,
    ) -> Result<RunReader<'a>, RunError> {
        let mut lines = LineReader::new(name, input);
        let form = match lines.peek()? {
            None => RunFormat::Empty,
            Some(line) if line.trim_start().starts_with('{') => RunFormat::Records(lines),
            Some(line) => match (separator(line), trec::is_trec(line)) {
                (Some(separator), _) => {
                    let (before, bytes) = lines.into_bytes();
                    RunFormat::Rows(Box::new(Rows::new(name, separator, before, bytes)?))
                }
                (None, true) => RunFormat::Trec(lines),
                (None, false) => {
                    return Err(lines.wrong(
                        "this is no run: neither JSON Lines of batch, nor CSV or TSV with a header that has id and \
                         score, nor a TREC run of 6 columns, qid Q0 docno rank score tag",
                    ));
                }
            },
        };
        Ok(RunReader { name: name.to_owned(), form, text_chars, waiting: None, seen: HashSet::new() })
    }

    /// Whether the run has a record also of a query that found nothing. A list of hits has no place for it.
    pub(crate) fn lists_all_queries(&self) -> bool {
        matches!(self.form, RunFormat::Records(_))
    }

    /// The run's answer to the next query.
    ///
    /// # Errors
    /// If the input cannot be read, a line has the wrong form, or the lines of a query are not together.
    pub(crate) fn next_answer(&mut self) -> Result<Option<RunAnswer>, RunError> {
        let Some((line, mut answer)) = self.next_group()? else { return Ok(None) };
        if !self.seen.insert(answer.key().into_owned()) {
            return Err(self.seen_before(line, answer.id));
        }
        self.finish(&mut answer)?;
        Ok(Some(answer))
    }

    /// The rest of the run at once, for a run in which the lines of a query are not together.
    ///
    /// # Errors
    /// If the input cannot be read, or a line has the wrong form.
    pub(crate) fn gather(mut self) -> Result<Vec<RunAnswer>, RunError> {
        let mut answers: Vec<RunAnswer> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        while let Some((line, answer)) = self.next_group()? {
            match places.get(&*answer.key()) {
                Some(_) if self.lists_all_queries() => return Err(self.seen_before(line, answer.id)),
                Some(at) => answers[*at].hits.extend(answer.hits),
                None => {
                    places.insert(answer.key().into_owned(), answers.len());
                    answers.push(answer);
                }
            }
        }
        answers.iter_mut().try_for_each(|answer| self.finish(answer))?;
        Ok(answers)
    }

    fn seen_before(&self, line: u64, query: String) -> RunError {
        let name = self.name.clone();
        if self.lists_all_queries() {
            let what = format!("query {query} was above already; give each query of the batch an id of its own");
            return RunError::Line { name, line, what };
        }
        RunError::Scattered { name, line, query }
    }

    /// The next query with the line that it begins on; of a list of hits, as long as the query stays the same.
    fn next_group(&mut self) -> Result<Option<(u64, RunAnswer)>, RunError> {
        if let RunFormat::Records(lines) = &mut self.form {
            let answer = records::next(lines, self.text_chars)?;
            return Ok(answer.map(|answer| (lines.number(), answer)));
        }
        let Some(first) = self.waiting.take().map_or_else(|| self.next_row(), |row| Ok(Some(row)))? else {
            return Ok(None);
        };
        let line = first.line;
        let mut answer =
            RunAnswer { id: first.query_id, query: first.query, error: first.error, ..RunAnswer::default() };
        answer.hits.extend(first.hit);
        while let Some(row) = self.next_row()? {
            if row.query_id != answer.id {
                self.waiting = Some(row);
                break;
            }
            answer.error = answer.error.or(row.error);
            answer.hits.extend(row.hit);
        }
        Ok(Some((line, answer)))
    }

    fn next_row(&mut self) -> Result<Option<RunRow>, RunError> {
        match &mut self.form {
            RunFormat::Trec(lines) => trec::next(lines),
            RunFormat::Rows(rows) => rows.next(self.text_chars),
            RunFormat::Empty | RunFormat::Records(_) => Ok(None),
        }
    }

    /// Refuses a hit that is there twice, as `trec_eval` does; gives a rank to each hit without one.
    fn finish(&self, answer: &mut RunAnswer) -> Result<(), RunError> {
        for (hit, place) in answer.hits.iter_mut().zip(1..) {
            hit.rank = if hit.rank == 0 { place } else { hit.rank };
        }
        let mut seen = HashSet::new();
        let twice = answer.hits.iter().find(|hit| !seen.insert(hit.key()));
        twice.map_or(Ok(()), |hit| {
            let what = format!("query {} has {} twice; a run has each hit once", column(&answer.id), hit.key());
            Err(RunError::Line { name: self.name.clone(), line: hit.line, what })
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::HitPlace;
    use super::*;

    fn reader(text: &'static str) -> Result<RunReader<'static>, RunError> {
        RunReader::new("run", Box::new(text.as_bytes()), Some(100))
    }

    /// The reading of a run, `query: rank id score, …`, or its error.
    fn told(text: &'static str) -> String {
        let mut told = Vec::new();
        let mut run = match reader(text) {
            Ok(run) => run,
            Err(error) => return error.to_string(),
        };
        loop {
            match run.next_answer() {
                Ok(None) => return told.join("; "),
                Ok(Some(answer)) => told.push(tell(&answer)),
                Err(error) => return error.to_string(),
            }
        }
    }

    fn tell(answer: &RunAnswer) -> String {
        let hits: Vec<String> =
            answer.hits.iter().map(|hit| format!("{} {} {}", hit.rank, hit.id, hit.score)).collect();
        format!("{}{}: {}", answer.id, if answer.error.is_some() { "!" } else { "" }, hits.join(", "))
    }

    #[test]
    fn runs_of_all_formats_are_read() {
        for (text, expected) in [
            ("", ""),
            ("\n \n", ""),
            ("q1 Q0 a#1 1 2.5 x\nq1\tQ0 b#1 2 -1e2 x\r\n\nq2 0 c - 3 x", "q1: 1 a#1 2.5, 2 b#1 -100; q2: 1 c 3"),
            ("\u{feff}q1 Q0 a 1 2 x\n", "q1: 1 a 2"),
            (
                "{\"id\":\"q1\",\"hits\":[{\"rank\":3,\"score\":1.5,\"id\":\"a b#1\",\"text\":\"t\"}],\"took\":4}\n\
                 {\"id\":7,\"error\":\"no\",\"hits\":[]}\n{\"hits\":[]}",
                "q1: 3 a b#1 1.5; 7!: ; 1: ",
            ),
            (
                "qid,query,rank,score,match,id,text\nq1,'=x,1,2,verbatim,'@a#1,\"one\ntwo\"\nq1,=x,2,1,verbatim,b#1,\n\
                 q2,y,,,,,\n",
                "q1: 1 @a#1 2, 2 b#1 1; q2: ",
            ),
            ("score\tid\n4\ta\n", "1: 1 a 4"),
            (
                "q1 Q0 a 1 2 x\nq2 Q0 a 1 2 x\nq1 Q0 b 2 1 x",
                "run:3: query q1 was above already, with other queries between; bring the lines of each query together, as `sort -s -k1,1` does with a TREC run",
            ),
            ("q1 Q0 a 1 2 x\nq1 Q0 a 2 1 x", "run:2: query q1 has a twice; a run has each hit once"),
            ("q1 Q0 a 1 2 x\nq1 Q0 b 2 x", "run:2: 5 columns; a line of a TREC run has 6: qid Q0 docno rank score tag"),
            ("q1 Q0 a 1 2 x\n\nq1 Q0 b 2 nan x", "run:3: the score \"nan\" is no number, so the hits cannot be ranked"),
            (
                "{\"id\":\"5\",\"hits\":[]}\n{\"id\":5,\"hits\":[]}",
                "run:2: query 5 was above already; give each query of the batch an id of its own",
            ),
            ("\nqid,id,score\n\nq,a,1\nq,b,\n", "run:5: the hit has no score"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
        for (text, beginning) in [
            ("neither this\n", "run:1: this is no run: neither JSON Lines"),
            ("{\"id\":\"x#1\",\"score\":1,\"rank\":1}\n", "run:1: a record of a run has \"hits\""),
            ("{\"id\":\n", "run:1: not a record of a run, one JSON object a line: "),
        ] {
            assert!(told(text).starts_with(beginning), "{text}: {}", told(text));
        }
    }

    #[test]
    fn a_run_that_is_scattered_can_be_gathered() {
        let run = reader("q1 Q0 a 1 2 x\nq2 Q0 a 1 2 x\nq1 Q0 b 2 1 x").unwrap();
        let told: Vec<String> = run.gather().unwrap().iter().map(tell).collect();
        assert_eq!(told, ["q1: 1 a 2, 2 b 1", "q2: 1 a 2"]);
        let error = reader("q1 Q0 a 1 2 x\nq2 Q0 a 1 2 x\nq1 Q0 a 2 1 x").unwrap().gather().unwrap_err();
        assert_eq!(error.to_string(), "run:3: query q1 has a twice; a run has each hit once");
    }

    proptest! {
        #[test]
        fn no_file_is_too_strange(
            begin in prop::sample::select(vec!["", "{\"id\":1,\"hits\":[", "qid,id,score\n", "id\tscore\n", "q Q0 a 1 2 x\n"]),
            rest in "([a-z#'\"{}\\[\\]:,\t\n 0-9-]|é|\u{0}){0,60}",
        ) {
            let text = format!("{begin}{rest}");
            if let Ok(mut run) = RunReader::new("run", Box::new(text.as_bytes()), Some(3)) {
                while let Ok(Some(_)) = run.next_answer() {}
            }
        }
    }

    #[test]
    fn a_hit_knows_its_report() {
        for (id, given, report) in [
            ("a/b.txt#12", None, "a/b.txt"),
            ("a#b", None, "a#b"),
            ("a#", None, "a#"),
            ("184", None, "184"),
            ("x#1", Some("y"), "y"),
        ] {
            let place = HitPlace { report: given.map(str::to_owned), ..HitPlace::default() };
            let hit = RunHit { id: id.to_owned(), place: Some(Box::new(place)), ..RunHit::default() };
            assert_eq!(hit.report(), report);
        }
    }
}
