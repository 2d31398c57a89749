//! A query a line: as it stands, behind an id and a tab, or as a JSON object.

use std::io::{self, BufRead, BufReader, Read};

use serde_json::{Map, Value};

use super::super::options::{GivenOption, brief, is_slip};
use super::Topic;

/// The longest line that is taken for a query, in bytes.
pub(super) const LONGEST: u64 = 1 << 20;

/// The lines of a file.
pub(super) struct Lines {
    reader: BufReader<Box<dyn Read + Send>>,
    /// How many lines were read.
    number: u64,
    /// A line that was looked at before its turn.
    held: Option<Result<String, String>>,
}

impl Lines {
    pub(super) fn over(file: Box<dyn Read + Send>) -> Lines {
        Lines { reader: BufReader::with_capacity(1 << 16, file), number: 0, held: None }
    }

    /// The first line that is neither blank nor a comment, which is also the next; none where it cannot be read.
    pub(super) fn first(&mut self) -> io::Result<Option<&str>> {
        self.held = self.raw()?;
        Ok(self.held.as_ref().and_then(|line| line.as_deref().ok()))
    }

    /// The line that was looked at, taken out of the way.
    pub(super) fn take_first(&mut self) -> Option<String> {
        self.held.take()?.ok()
    }

    /// Whether another line can be had without waiting for it.
    pub(super) fn is_at_hand(&self) -> bool {
        self.held.is_some() || self.reader.buffer().contains(&b'\n')
    }

    /// What is left to read, and how many lines were read before it.
    pub(super) fn rest(self) -> (BufReader<Box<dyn Read + Send>>, u64) {
        (self.reader, self.number)
    }

    /// The next query.
    pub(super) fn next(&mut self) -> io::Result<Option<Topic>> {
        let line = match self.held.take() {
            Some(line) => Some(line),
            None => self.raw()?,
        };
        let number = self.number;
        Ok(line.map(|line| match line {
            Ok(line) => topic(line, number),
            Err(why) => Topic::new(None, String::new(), Err(why), number),
        }))
    }

    /// The next line that is neither blank nor a comment.
    fn raw(&mut self) -> io::Result<Option<Result<String, String>>> {
        loop {
            let Some(line) = next_line(&mut self.reader)? else { return Ok(None) };
            self.number += 1;
            if !matches!(&line, Ok(line) if line.trim().is_empty() || line.starts_with('#')) {
                return Ok(Some(line));
            }
        }
    }
}

/// The query of a line.
fn topic(line: String, number: u64) -> Topic {
    if line.trim_start().starts_with('{') {
        return match serde_json::from_str(&line) {
            Ok(object) => of_object(line, object, number),
            Err(error) => Topic::new(None, line, Err(format!("not a record: {error}")), number),
        };
    }
    match line.split_once('\t') {
        Some((id, text)) => Topic::new(Some(id.trim().to_owned()), text.to_owned(), Ok(Vec::new()), number),
        None => Topic::new(None, line, Ok(Vec::new()), number),
    }
}

/// The query of a record: `id`, `query` or `text`, and options. Fields of other programs are passed over.
fn of_object(line: String, mut object: Map<String, Value>, number: u64) -> Topic {
    let mut take = |names: &[&str]| names.iter().find_map(|name| object.remove(*name));
    let id = match take(&["id", "_id", "qid"]) {
        None | Some(Value::Null) => None,
        Some(Value::String(id)) => Some(id),
        Some(id) => Some(id.to_string()),
    };
    let text = match take(&["query", "text"]) {
        Some(Value::String(text)) => Ok(text),
        Some(other) => Err(format!("not a record: invalid type of query: {} is no text", brief(&other.to_string()))),
        None => Err("the record has neither \"query\" nor \"text\"".to_owned()),
    };
    let options = object.iter().filter(|(name, _)| GivenOption::named(name).is_some() || is_slip(name));
    let options = options.filter_map(|(name, value)| GivenOption::of_json(name, value).transpose());
    match text.and_then(|text| Ok((text, options.collect::<Result<Vec<_>, _>>()?))) {
        Ok((text, options)) => Topic::new(id, text, Ok(options), number),
        Err(why) => Topic::new(id, line, Err(why), number),
    }
}

/// The next line without its end, or why it is none; `None` at the end of the input.
fn next_line(input: &mut impl BufRead) -> io::Result<Option<Result<String, String>>> {
    let mut bytes = Vec::new();
    let mut limited = Read::take(&mut *input, LONGEST);
    if limited.read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if !bytes.ends_with(b"\n") && bytes.len() as u64 == LONGEST {
        let mut rest = Vec::new();
        while !rest.ends_with(b"\n") {
            rest.clear();
            if Read::take(&mut *input, LONGEST).read_until(b'\n', &mut rest)? == 0 {
                break;
            }
        }
        return Ok(Some(Err(format!("the line is longer than {LONGEST} bytes"))));
    }
    let line = String::from_utf8(bytes).map_err(|_| "the line is not UTF-8".to_owned());
    Ok(Some(line.map(|line| line.trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}').to_owned())))
}
