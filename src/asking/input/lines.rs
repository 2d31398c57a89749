//! One query per line: alone, after an id and a tab, or as a JSON object.

use std::io::{self, BufRead, BufReader, Read};

use serde_json::{Map, Value};

use super::Topic;
use crate::asking::{GivenOption, brief, is_slip};

/// The maximum length of a line.
pub(super) const MAX_LINE_BYTES: u64 = 1 << 20;

/// The lines of a file.
pub(super) struct QueryLines {
    reader: BufReader<Box<dyn Read + Send>>,
    /// The number of lines read.
    number: u64,
    /// A line that was peeked at.
    held: Option<Result<String, String>>,
}

impl QueryLines {
    pub(super) fn from_reader(file: Box<dyn Read + Send>) -> QueryLines {
        QueryLines { reader: BufReader::with_capacity(1 << 16, file), number: 0, held: None }
    }

    /// The next line that is neither blank nor a comment, without consuming it; `None` if it cannot be read.
    pub(super) fn peek(&mut self) -> io::Result<Option<&str>> {
        self.held = self.raw()?;
        Ok(self.held.as_ref().and_then(|line| line.as_deref().ok()))
    }

    /// Consumes the line that was peeked at.
    pub(super) fn take_peeked(&mut self) -> Option<String> {
        self.held.take()?.ok()
    }

    /// Whether the next line is in memory already.
    pub(super) fn is_at_hand(&self) -> bool {
        self.held.is_some() || self.reader.buffer().contains(&b'\n')
    }

    /// The unread rest, and the number of lines before it.
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
            Ok(object) => from_object(line, object, number),
            Err(error) => Topic::new(None, line, Err(format!("not a record: {error}")), number),
        };
    }
    match line.split_once('\t') {
        Some((id, text)) => Topic::new(Some(id.trim().to_owned()), text.to_owned(), Ok(Vec::new()), number),
        None => Topic::new(None, line, Ok(Vec::new()), number),
    }
}

/// The query of a record: `id`, `query` or `text`, and options. Skips fields of other programs.
fn from_object(line: String, mut object: Map<String, Value>, number: u64) -> Topic {
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
    let options = options.filter_map(|(name, value)| GivenOption::from_json(name, value).transpose());
    match text.and_then(|text| Ok((text, options.collect::<Result<Vec<_>, _>>()?))) {
        Ok((text, options)) => Topic::new(id, text, Ok(options), number),
        Err(why) => Topic::new(id, line, Err(why), number),
    }
}

/// The next line without its end, or why it cannot be read; `None` at the end of the input.
fn next_line(input: &mut impl BufRead) -> io::Result<Option<Result<String, String>>> {
    let mut bytes = Vec::new();
    let mut limited = Read::take(&mut *input, MAX_LINE_BYTES);
    if limited.read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if !bytes.ends_with(b"\n") && bytes.len() as u64 == MAX_LINE_BYTES {
        let mut rest = Vec::new();
        while !rest.ends_with(b"\n") {
            rest.clear();
            if Read::take(&mut *input, MAX_LINE_BYTES).read_until(b'\n', &mut rest)? == 0 {
                break;
            }
        }
        return Ok(Some(Err(format!("the line is longer than {MAX_LINE_BYTES} bytes"))));
    }
    let line = String::from_utf8(bytes).map_err(|_| "the line is not UTF-8".to_owned());
    Ok(Some(line.map(|line| line.trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}').to_owned())))
}
