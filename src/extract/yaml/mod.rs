//! The part of YAML that people write front matter in: fields with a value or a list of values.
//!
//! A value is plain, in quotation marks, or a block after `|` or `>`; a list is `[a, b]` or a line `- a` for each.
//! Values span lines as in YAML, and stay as written: `1.50` is no number here. Deeper nesting is recognised and
//! skipped. Anchors, aliases and tags are refused, so a page of it is never more than a page.

mod flow;
mod scalar;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use scalar::before_comment;

/// The value after a field's colon.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum YamlValue {
    Nothing,
    One(String),
    Many(Vec<String>),
    /// Fields in fields, or lists in lists.
    Nested,
}

/// The fields in their order.
///
/// # Errors
/// When it is not YAML, or none of this part of it: why, in words for a person.
pub(super) fn fields(yaml: &str) -> Result<Vec<(String, YamlValue)>, String> {
    let mut source = YamlReader { rest: yaml };
    let (mut fields, mut names) = (Vec::new(), HashSet::new());
    while let Some((indent, line)) = source.next_words() {
        let Some((name, length)) = key(line).filter(|_| indent == 0) else {
            return Err(format!("{:?} is no field", line.trim_end()));
        };
        source.rest = &source.rest[length..];
        if !names.insert(name.clone()) {
            return Err(format!("the field {name:?} is there twice"));
        }
        let value = source.value(0, true)?;
        fields.push((name, value));
    }
    Ok(fields)
}

/// The name at the beginning of a line that a colon ends, and how many bytes of the line both take.
fn key(line: &str) -> Option<(String, usize)> {
    let (name, length) = if line.starts_with(['"', '\'']) {
        let mut source = YamlReader { rest: line.split('\n').next()? };
        let name = source.quoted(None).ok()?;
        (name, line.len() - source.rest.len())
    } else {
        let is_end = |at: &usize| line[at + 1..].starts_with(is_space) || line.len() == at + 1;
        let end = line.match_indices(':').map(|(at, _)| at).find(is_end)?;
        (line[..end].to_owned(), end)
    };
    let is_name = !line.starts_with(|c: char| "[]{},#&*!|>%@`".contains(c)) && !begins_entry(line);
    let colon = line[length..].trim_start_matches(BLANKS);
    let ends = colon.strip_prefix(':').is_some_and(|after| after.is_empty() || after.starts_with(is_space));
    (is_name && ends).then(|| (name.trim().to_owned(), line.len() - colon.len() + 1))
}

const BLANKS: [char; 2] = [' ', '\t'];

const NEVER_CLOSED: &str = "a quotation mark or bracket is never closed";

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n')
}

/// Whether an entry of a list, or another thing that is on a line of its own, begins here.
fn begins_entry(line: &str) -> bool {
    line.strip_prefix(['-', '?', ':']).is_some_and(|rest| rest.is_empty() || rest.starts_with(is_space))
}

/// The unread rest.
struct YamlReader<'a> {
    rest: &'a str,
}

impl<'a> YamlReader<'a> {
    fn first(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start_matches(BLANKS);
    }

    /// The rest of the line, which is read with this.
    fn take_line(&mut self) -> &'a str {
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        line
    }

    /// From the beginning of a line on: passes over empty lines and comments, up to the next words. How far they are
    /// indented, and their line.
    fn next_words(&mut self) -> Option<(usize, &'a str)> {
        loop {
            let words = self.rest.trim_start_matches(BLANKS);
            match words.chars().next()? {
                '\n' | '#' => {
                    self.take_line();
                }
                _ => return Some((self.rest.len() - words.len(), words.split('\n').next()?)),
            }
        }
    }

    /// Passes over all lines that are indented further than this.
    fn skip_deeper(&mut self, than: usize) {
        while self.next_words().is_some_and(|(indent, _)| indent > than) {
            self.take_line();
        }
    }

    /// The end of a line, on which nothing but a comment may be.
    fn end_line(&mut self) -> Result<(), String> {
        let line = self.take_line();
        let rest = line.trim_start_matches(BLANKS);
        let is_comment = rest.starts_with('#') && rest.len() < line.len();
        if rest.is_empty() || is_comment { Ok(()) } else { Err(format!("{rest:?} stands after the end of a value")) }
    }

    /// A value with this indentation. A list of a field may be indented no further than the field.
    fn value(&mut self, outer: usize, is_field: bool) -> Result<YamlValue, String> {
        self.skip_blanks();
        match self.first() {
            None | Some('\n' | '#') => {
                self.take_line();
                self.value_below(outer, is_field)
            }
            Some('"' | '\'') => {
                let text = self.quoted(Some(outer))?;
                self.end_line()?;
                Ok(YamlValue::One(text.trim().to_owned()))
            }
            Some('[') => {
                let list = self.flow_list()?;
                self.end_line()?;
                Ok(list)
            }
            Some('{') => {
                self.skip_flow()?;
                self.end_line()?;
                Ok(YamlValue::Nested)
            }
            Some('|' | '>') => self.block(outer).map(YamlValue::One),
            Some(_) => self.plain(outer),
        }
    }

    /// A value that begins on a line after that of its field or entry.
    fn value_below(&mut self, outer: usize, is_field: bool) -> Result<YamlValue, String> {
        match self.next_words() {
            Some((indent, line)) if is_entry(line) && (indent > outer || is_field) => self.list(indent),
            Some((indent, _)) if indent <= outer => Ok(YamlValue::Nothing),
            Some((_, line)) if key(line).is_some() => {
                self.skip_deeper(outer);
                Ok(YamlValue::Nested)
            }
            Some(_) => self.value(outer, is_field),
            None => Ok(YamlValue::Nothing),
        }
    }

    /// A line `- a` for each value.
    fn list(&mut self, indent: usize) -> Result<YamlValue, String> {
        let (mut values, mut is_nested) = (Vec::new(), false);
        while let Some((own, line)) = self.next_words()
            && own == indent
            && is_entry(line)
        {
            self.skip_blanks();
            self.rest = &self.rest[1..];
            self.skip_blanks();
            let line = self.rest.split('\n').next().unwrap_or_default();
            if begins_entry(line) || key(before_comment(line).0).is_some() {
                is_nested = true;
                self.take_line();
                self.skip_deeper(indent);
                continue;
            }
            match self.value(indent, false)? {
                YamlValue::One(text) => values.push(text),
                YamlValue::Nothing => {}
                YamlValue::Many(_) | YamlValue::Nested => is_nested = true,
            }
        }
        Ok(if is_nested { YamlValue::Nested } else { YamlValue::Many(values) })
    }
}

/// Whether a line is an entry of a list.
fn is_entry(line: &str) -> bool {
    line.starts_with('-') && begins_entry(line)
}
