//! The lines of a file of text, with their numbers, none longer than can be meant.

use std::io::{self, BufRead, Cursor, Read};

use super::RunError;
use super::error::{MAX_LINE_BYTES, too_long};

/// A file read line by line.
pub(super) struct LineReader<'a> {
    name: String,
    input: Box<dyn BufRead + 'a>,
    number: u64,
    line: Vec<u8>,
    /// The line was only peeked at, and is still the next one.
    waits: bool,
}

impl<'a> LineReader<'a> {
    pub(super) fn new(name: &str, input: Box<dyn BufRead + 'a>) -> LineReader<'a> {
        LineReader { name: name.to_owned(), input, number: 0, line: Vec::new(), waits: false }
    }

    /// The next line that is not blank, without its end.
    pub(super) fn next(&mut self) -> Result<Option<&str>, RunError> {
        while !std::mem::take(&mut self.waits) {
            if !self.read()? {
                return Ok(None);
            }
            if !self.line.trim_ascii().is_empty() {
                break;
            }
        }
        self.text().map(Some)
    }

    /// The line that comes next, which stays the next one.
    pub(super) fn peek(&mut self) -> Result<Option<&str>, RunError> {
        if self.next()?.is_none() {
            return Ok(None);
        }
        self.waits = true;
        self.text().map(Some)
    }

    fn text(&self) -> Result<&str, RunError> {
        let text = std::str::from_utf8(&self.line).map_err(|_| self.wrong("the line is not UTF-8"))?;
        Ok(text.trim_end_matches(['\n', '\r']))
    }

    fn read(&mut self) -> Result<bool, RunError> {
        self.line.clear();
        let io = |error| RunError::Io { name: self.name.clone(), error };
        let length = (&mut self.input).take(MAX_LINE_BYTES).read_until(b'\n', &mut self.line).map_err(io)? as u64;
        self.number += 1;
        if length == MAX_LINE_BYTES && !self.line.ends_with(b"\n") {
            return Err(self.wrong(&too_long()));
        }
        if self.number == 1 && self.line.starts_with(b"\xef\xbb\xbf") {
            self.line.drain(..3);
        }
        Ok(length > 0)
    }

    /// An error about the last line read.
    pub(super) fn wrong(&self, what: &str) -> RunError {
        RunError::Line { name: self.name.clone(), line: self.number, what: what.to_owned() }
    }

    /// The number of the line that was read last.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// All bytes from the peeked line on, and the number of lines before it.
    pub(super) fn into_bytes(self) -> (u64, Box<dyn Read + 'a>) {
        (self.number.saturating_sub(1), Box::new(Cursor::new(self.line).chain(self.input)))
    }
}

/// A reader that refuses to read more than a limit between two resets. A table's reader has no limit of its own for the
/// text between two quotation marks.
pub(super) struct Metered<R> {
    input: R,
    left: u64,
}

impl<R> Metered<R> {
    pub(super) fn new(input: R) -> Metered<R> {
        Metered { input, left: MAX_LINE_BYTES }
    }

    pub(super) fn refill(&mut self) {
        self.left = MAX_LINE_BYTES;
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| io::Error::other(too_long()))?;
        Ok(read)
    }
}
