//! Lists in brackets.

use super::scalar::may_begin_plain;
use super::{NEVER_CLOSED, YamlReader, YamlValue, is_space};

impl YamlReader<'_> {
    /// A list in brackets, over as many lines as it takes.
    pub(super) fn flow_list(&mut self) -> Result<YamlValue, String> {
        let (mut values, mut is_nested) = (Vec::new(), false);
        self.rest = &self.rest[1..];
        loop {
            self.skip_flow_space();
            match self.first().ok_or(NEVER_CLOSED)? {
                ']' => break,
                '[' | '{' => {
                    self.skip_flow()?;
                    is_nested = true;
                }
                '"' | '\'' => values.push(self.quoted(None)?.trim().to_owned()),
                ',' | '}' => return Err("a list in brackets has an empty place".to_owned()),
                _ => values.push(self.flow_plain()?),
            }
            self.skip_flow_space();
            if self.first() == Some(':') {
                is_nested = true;
                self.skip_pair()?;
            }
            match self.first().ok_or(NEVER_CLOSED)? {
                ',' => self.rest = &self.rest[1..],
                ']' => break,
                _ => return Err("the values of a list in brackets need commas between them".to_owned()),
            }
        }
        self.rest = &self.rest[1..];
        Ok(if is_nested { YamlValue::Nested } else { YamlValue::Many(values) })
    }

    /// A plain value in a list in brackets.
    fn flow_plain(&mut self) -> Result<String, String> {
        may_begin_plain(self.rest)?;
        let (mut text, mut before) = (String::new(), 'x');
        for (at, c) in self.rest.char_indices() {
            let after = self.rest[at + c.len_utf8()..].chars().next().unwrap_or(' ');
            let ends = "[]{},".contains(c)
                || (c == ':' && (is_space(after) || "[]{},".contains(after)))
                || (c == '#' && is_space(before));
            if ends {
                self.rest = &self.rest[at..];
                return Ok(text.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            text.push(c);
            before = c;
        }
        Err(NEVER_CLOSED.to_owned())
    }

    /// The value of a field in a list, up to what ends it there.
    fn skip_pair(&mut self) -> Result<(), String> {
        self.rest = &self.rest[1..];
        loop {
            self.skip_flow_space();
            match self.first().ok_or(NEVER_CLOSED)? {
                ',' | ']' => return Ok(()),
                '[' | '{' => self.skip_flow()?,
                '"' | '\'' => drop(self.quoted(None)?),
                '}' => return Err("a bracket closes what none has opened".to_owned()),
                ':' => self.rest = &self.rest[1..],
                _ => drop(self.flow_plain()?),
            }
        }
    }

    /// Skips everything between two brackets.
    pub(super) fn skip_flow(&mut self) -> Result<(), String> {
        let mut depth = 0_usize;
        loop {
            self.skip_flow_space();
            match self.first().ok_or(NEVER_CLOSED)? {
                '[' | '{' => depth += 1,
                ']' | '}' => depth -= 1,
                ',' | ':' => {}
                '"' | '\'' => {
                    self.quoted(None)?;
                    continue;
                }
                _ => {
                    self.flow_plain()?;
                    continue;
                }
            }
            self.rest = &self.rest[1..];
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Passes over blanks, line ends and comments.
    fn skip_flow_space(&mut self) {
        let mut is_after_comment = false;
        loop {
            let words = self.rest.trim_start_matches(is_space);
            let is_apart = words.len() < self.rest.len() || is_after_comment;
            self.rest = words;
            if !(is_apart && words.starts_with('#')) {
                return;
            }
            self.take_line();
            is_after_comment = true;
        }
    }
}
