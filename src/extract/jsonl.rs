//! JSON Lines: a report a line, read one at a time however large the file is.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::{Map, Value};

use super::Unreadable;
use super::encoding::Encoding;
use super::text;
use crate::report::{Document, Line, Page, Role};

/// Longer values than this are not fields of a report but something carried along.
const MAX_VALUE_BYTES: usize = 16 * 1024;

/// A longer line is no report. This bounds the memory for a file, however many records it holds.
const MAX_RECORD: usize = 16 << 20;

/// The records of a JSON Lines file.
#[derive(Debug)]
pub(super) struct Records<'a> {
    bytes: Cow<'a, [u8]>,
    encoding: Encoding,
    next: usize,
    line: usize,
}

impl<'a> Records<'a> {
    pub(super) fn new(bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        let bytes = bytes.into();
        let encoding = Encoding::of_head(&bytes);
        Self { bytes, encoding, next: encoding.bom_length(), line: 0 }
    }

    /// The bytes of the next line, without its line feed.
    fn next_line(&mut self) -> Option<Range<usize>> {
        let rest = self.bytes.get(self.next..).filter(|rest| !rest.is_empty())?;
        let (width, feed) = if self.encoding.is_utf16() {
            (2, rest.as_chunks::<2>().0.iter().position(|&pair| self.encoding.unit(pair) == 0x0a).map(|at| at * 2))
        } else {
            (1, rest.iter().position(|&byte| byte == b'\n'))
        };
        let end = self.next + feed.unwrap_or(rest.len());
        let line = self.next..end;
        (self.next, self.line) = (end + width, self.line + 1);
        Some(line)
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Document, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let range = self.next_line()?;
            if range.len() > MAX_RECORD {
                return Some(Err(Unreadable::RecordTooLong { line: self.line, limit: MAX_RECORD >> 20 }));
            }
            let line = self.encoding.decode(&self.bytes[range.clone()]);
            let line = line.trim();
            if !line.is_empty() {
                return Some(record(line, self.line, range.start as u64..range.end as u64));
            }
        }
    }
}

fn record(line: &str, number: usize, bytes: Range<u64>) -> Result<Document, Unreadable> {
    let mut fields: Map<String, Value> =
        serde_json::from_str(line).map_err(|error| Unreadable::NotAnObject { line: number, why: error.to_string() })?;
    let id = fields.remove("id").and_then(scalar).filter(|id| !id.is_empty());
    let mut document = Document { id: Some(id.unwrap_or_else(|| format!("line-{number}"))), ..Document::default() };
    let has_text = fields.contains_key("text");
    let body = fields.remove("text").and_then(paragraphs).unwrap_or_default();
    for (field, value) in fields {
        match given(value) {
            Some(text) if text.is_empty() => {}
            Some(text) if text.len() <= MAX_VALUE_BYTES => document.given.push((field, text)),
            Some(_) => document.warnings.push(format!("the field {field:?} is too long: it was left out")),
            None => {}
        }
    }
    let title = document.given.iter().find(|(field, _)| field == "title").map(|(_, title)| title.clone());
    if !has_text && title.is_none() {
        return Err(Unreadable::NoText { line: number });
    }
    document.pages = text::pages_of(&body, &bytes);
    if let Some(title) = title.filter(|title| !body.starts_with(title)) {
        let heading = Line { text: title, role: Role::Heading(1), bytes: Some(bytes) };
        match document.pages.first_mut() {
            Some(page) => page.lines.insert(0, heading),
            None => document.pages.push(Page { lines: vec![heading] }),
        }
    }
    Ok(document)
}

/// A text, or a list of texts, which are its paragraphs.
fn paragraphs(value: Value) -> Option<String> {
    match value {
        Value::Array(values) => Some(values.into_iter().filter_map(scalar).collect::<Vec<_>>().join("\n\n")),
        value => scalar(value),
    }
}

fn given(value: Value) -> Option<String> {
    match value {
        Value::Array(values) => values.into_iter().map(scalar).collect::<Option<Vec<_>>>().map(|all| all.join("; ")),
        value => scalar(value),
    }
}

fn scalar(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Role;

    #[test]
    fn a_line_is_a_report_and_a_bad_one_is_said() {
        let file = concat!(
            "\u{feff}{\"id\":\"a/1\",\"text\":\"One\\n\\nTwo\\fThree\",\"authority\":\"Eastmere\",\"inspectors\":[\"A\",\"B\"],\"x\":{}}\r\n",
            "\n",
            "{\"id\":7,\"title\":\"Only a title\"}\n",
            "[1]\n",
            "{\"text\":\"No id\",\"pages\":3}\n",
            "{\"id\":\"void\",\"text\":\"\"}\n",
            "{\"id\":\"cut",
        );
        let read: Vec<_> = Records::new(file.as_bytes()).collect();
        let summary: Vec<String> = read
            .iter()
            .map(|record| match record {
                Ok(document) => {
                    let texts: Vec<_> =
                        document.pages.iter().flat_map(|page| &page.lines).map(|line| &line.text).collect();
                    format!("{:?} {:?} {texts:?} {}", document.id, document.given, document.pages.len())
                }
                Err(error) => error.to_string().split(" (").next().unwrap_or_default().to_owned(),
            })
            .collect();
        assert_eq!(
            summary,
            [
                r#"Some("a/1") [("authority", "Eastmere"), ("inspectors", "A; B")] ["One", "", "Two", "Three"] 2"#,
                r#"Some("7") [("title", "Only a title")] ["Only a title"] 1"#,
                "line 4 is not a JSON object",
                r#"Some("line-5") [("pages", "3")] ["No id"] 1"#,
                "Some(\"void\") [] [] 0",
                "line 7 is not a JSON object",
            ]
        );
        let first = &read[0].as_ref().expect("the first line is a record").pages[0].lines[0];
        let end = file.find('\n').expect("there is a line end") as u64;
        assert_eq!((&first.role, first.bytes.clone()), (&Role::Text, Some(3..end)));
    }

    #[test]
    fn a_record_beyond_all_measure_is_said_and_the_next_is_read() {
        let words = "drift ".repeat(MAX_RECORD / 6);
        let file = format!("{{\"text\":\"{words}\"}}\n{{\"text\":\"a\"}}");
        let read: Vec<_> = Records::new(file.as_bytes()).collect();
        assert_eq!(read[0], Err(Unreadable::RecordTooLong { line: 1, limit: 16 }));
        assert!(read.len() == 2 && read[1].is_ok());
    }

    #[test]
    fn utf16_and_stray_bytes_are_read_too() {
        let utf16: Vec<u8> =
            "\u{feff}{\"text\":\"’a\"}\n{\"text\":\"b\"}".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(Records::new(&utf16).filter(Result::is_ok).count(), 2);
        let stray = Records::new(b"{\"text\":\"it\x92s\"}").next().expect("a record").expect("it can be read");
        assert_eq!(stray.pages[0].lines[0].text, "it’s");
    }
}
