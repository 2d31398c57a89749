//! Single values: plain, in quotation marks, and blocks of lines.

use super::{BLANKS, NEVER_CLOSED, YamlReader, YamlValue, begins_entry, is_space};

impl YamlReader<'_> {
    /// A value without quotation marks, over as many lines as are indented further.
    pub(super) fn plain(&mut self, outer: usize) -> Result<YamlValue, String> {
        let mut text = String::new();
        loop {
            let line = self.take_line();
            let (words, is_last) = before_comment(line);
            if text.is_empty() {
                may_begin_plain(words)?;
            }
            if words.ends_with(':') || words.match_indices(':').any(|(at, _)| words[at + 1..].starts_with(BLANKS)) {
                return Err(format!("a value with a colon needs quotation marks: {words:?}"));
            }
            text.push_str(words);
            let below = self.rest.trim_start_matches(is_space);
            let above = &self.rest[..self.rest.len() - below.len()];
            let indent = above.len() - above.rfind('\n').map_or(0, |at| at + 1);
            if is_last || below.is_empty() || indent <= outer || below.starts_with('#') {
                break;
            }
            fold(&mut text, above.matches('\n').count());
            self.rest = below;
        }
        Ok(if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL") {
            YamlValue::Nothing
        } else {
            YamlValue::One(text)
        })
    }

    /// The lines after `|`, as they are, or after `>`, joined to paragraphs.
    pub(super) fn block(&mut self, outer: usize) -> Result<String, String> {
        let (header, _) = before_comment(self.take_line());
        let is_literal = header.starts_with('|');
        let marks = &header[1..];
        if marks.len() > 2 || marks.contains(|c: char| !"+-123456789".contains(c)) {
            return Err(format!("{header:?} begins no block"));
        }
        let given = marks.chars().find_map(|c| c.to_digit(10)).map(|by| outer + by as usize);
        let (mut text, mut own, mut empty) = (String::new(), given, 0);
        while !self.rest.is_empty() {
            let line = self.rest.split('\n').next().unwrap_or_default();
            let words = line.trim_start_matches(BLANKS);
            let indent = line.len() - words.len();
            if words.is_empty() {
                empty += 1;
            } else if indent <= outer || own.is_some_and(|own| indent < own) {
                break;
            } else {
                let is_first = text.is_empty();
                let own = *own.get_or_insert(indent);
                match (is_first, is_literal || indent > own) {
                    (true, _) => {}
                    (false, true) => text.push_str(&"\n".repeat(empty + 1)),
                    (false, false) => fold(&mut text, empty),
                }
                text.push_str(line[own..].trim_end());
                empty = 0;
            }
            self.take_line();
        }
        Ok(text.trim().to_owned())
    }

    /// The text between quotation marks. Further lines must be indented more than `outer`, if given.
    pub(super) fn quoted(&mut self, outer: Option<usize>) -> Result<String, String> {
        let mut text = String::new();
        let mut chars = self.rest.chars();
        let mark = chars.next().unwrap_or('"');
        loop {
            match chars.next().ok_or(NEVER_CLOSED)? {
                '\n' => {
                    text.truncate(text.trim_end_matches(BLANKS).len());
                    let below = chars.as_str().trim_start_matches(is_space);
                    let above = &chars.as_str()[..chars.as_str().len() - below.len()];
                    let indent = above.len() - above.rfind('\n').map_or(0, |at| at + 1);
                    if outer.is_some_and(|outer| indent <= outer) {
                        return Err(NEVER_CLOSED.to_owned());
                    }
                    fold(&mut text, above.matches('\n').count());
                    chars = below.chars();
                }
                '\'' if mark == '\'' && chars.as_str().starts_with('\'') => {
                    chars.next();
                    text.push('\'');
                }
                '\\' if mark == '"' => match chars.next().ok_or(NEVER_CLOSED)? {
                    '\n' => chars = chars.as_str().trim_start_matches(BLANKS).chars(),
                    name => text.push(escaped(name, &mut chars)?),
                },
                c if c == mark => break,
                c => text.push(c),
            }
        }
        self.rest = chars.as_str();
        Ok(text)
    }
}

/// Whether a plain value may begin so.
pub(super) fn may_begin_plain(words: &str) -> Result<(), String> {
    match words.chars().next() {
        Some('&' | '*' | '!') => Err("YAML aliases and tags are not read".to_owned()),
        Some(c @ ('%' | '@' | '`')) => Err(format!("a value that begins with {c} needs quotation marks")),
        _ if begins_entry(words) => Err(format!("a value with a mark before it needs quotation marks: {words:?}")),
        _ => Ok(()),
    }
}

/// The words of a line without the comment after them, and whether there is one.
pub(super) fn before_comment(line: &str) -> (&str, bool) {
    let comment = line.match_indices('#').map(|(at, _)| at).find(|&at| line[..at].ends_with(BLANKS));
    (line[..comment.unwrap_or(line.len())].trim_end(), comment.is_some())
}

/// Folds the next text after an earlier one: lines are joined by a blank, and an empty line is a line end.
fn fold(text: &mut String, empty_lines: usize) {
    match empty_lines {
        0 => text.push(' '),
        some => text.push_str(&"\n".repeat(some)),
    }
}

/// The character that an escape with this name means.
fn escaped(name: char, chars: &mut std::str::Chars<'_>) -> Result<char, String> {
    let wrong = || format!("\\{name} stands for no character");
    let digits = match name {
        '0' => return Ok('\0'),
        'a' => return Ok('\u{7}'),
        'b' => return Ok('\u{8}'),
        't' | '\t' => return Ok('\t'),
        'n' => return Ok('\n'),
        'v' => return Ok('\u{b}'),
        'f' => return Ok('\u{c}'),
        'r' => return Ok('\r'),
        'e' => return Ok('\u{1b}'),
        '"' | '/' | '\\' | ' ' | '\'' => return Ok(name),
        'N' => return Ok('\u{85}'),
        '_' => return Ok('\u{a0}'),
        'L' => return Ok('\u{2028}'),
        'P' => return Ok('\u{2029}'),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => return Err(wrong()),
    };
    let code = (0..digits).try_fold(0_u32, |code, _| {
        let digit = chars.next().and_then(|c| c.to_digit(16)).ok_or_else(wrong)?;
        code.checked_mul(16).map(|code| code + digit).ok_or_else(wrong)
    })?;
    char::from_u32(code).ok_or_else(wrong)
}
