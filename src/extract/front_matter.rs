//! YAML front matter: the fields between two lines of `---` at the start of a Markdown or text file.

use super::encoding::Encoding;
use super::lines::RawLine;
use super::yaml::{self, YamlValue};

/// Front matter is for a person to write: beyond this many bytes it is something else.
const MAX_BYTES: usize = 16 * 1024;

/// The fields at the start of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FrontMatter {
    /// Field and value, in the order of the file.
    pub(super) given: Vec<(String, String)>,
    /// How many lines of the file it takes; none if they are text.
    pub(super) lines: usize,
    /// Why it could not be read, if it looks like front matter and cannot.
    pub(super) warning: Option<String>,
}

/// Reads the front matter that the file may start with. What cannot be read stays text.
pub(super) fn read(bytes: &[u8], encoding: Encoding, lines: &[RawLine]) -> FrontMatter {
    let Some((yaml, count)) = block(bytes, encoding, lines) else { return FrontMatter::default() };
    let looks_like_fields =
        yaml.lines().find(|line| !line.trim().is_empty()).is_none_or(|line| plain_field(line).is_some());
    if !looks_like_fields {
        return FrontMatter::default();
    }
    let broken = |why: String| FrontMatter {
        warning: Some(format!("the front matter could not be read ({why}): it is kept as text")),
        ..FrontMatter::default()
    };
    match yaml::fields(&yaml) {
        Ok(fields) => {
            let mut read = FrontMatter { lines: count, ..FrontMatter::default() };
            for (field, value) in fields {
                read.take(field, value);
            }
            read
        }
        Err(why) => match plain_fields(&yaml) {
            Some(given) => FrontMatter {
                given,
                lines: count,
                warning: Some(format!("the front matter is not quite YAML ({why}): read line by line")),
            },
            None => broken(why),
        },
    }
}

impl FrontMatter {
    fn take(&mut self, field: String, value: YamlValue) {
        match value {
            YamlValue::Nothing => {}
            YamlValue::One(text) => self.given.push((field, text)),
            YamlValue::Many(values) => self.given.push((field, values.join("; "))),
            YamlValue::Nested => {
                self.warning = Some(format!("the front matter's field {field:?} is nested: it was left out"));
            }
        }
    }
}

/// The lines between the first `---` and the next, and how many lines that is with both.
fn block(bytes: &[u8], encoding: Encoding, lines: &[RawLine]) -> Option<(String, usize)> {
    let decoded = |line: &RawLine| encoding.decode(&bytes[line.bytes.clone()]);
    let first = lines.first()?;
    if first.bytes.len() > MAX_BYTES || decoded(first).trim_end() != "---" {
        return None;
    }
    let mut yaml = String::new();
    for (index, line) in lines.iter().enumerate().skip(1) {
        if line.page != first.page || line.bytes.end > first.bytes.start + MAX_BYTES {
            return None;
        }
        let text = decoded(line);
        if matches!(text.trim_end(), "---" | "...") {
            return Some((yaml, index + 1));
        }
        yaml.push_str(&text);
        yaml.push('\n');
    }
    None
}

/// Fields as people write them who do not think of YAML: a colon in a title is not an error to them.
fn plain_fields(yaml: &str) -> Option<Vec<(String, String)>> {
    yaml.lines().filter(|line| !line.trim().is_empty()).map(plain_field).collect::<Option<Vec<_>>>().filter(|fields| {
        fields
            .iter()
            .all(|(_, value)| !value.starts_with(['[', '{', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`']))
    })
}

fn plain_field(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '"' || c == '\'')
        && name.chars().all(|c| c.is_alphanumeric() || " _-.\"'".contains(c));
    let is_apart = value.is_empty() || value.starts_with([' ', '\t']);
    (is_name && is_apart).then(|| (name.trim().to_owned(), value.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::lines::raw_lines;
    use super::*;

    /// The start of a file; the fields, how many lines they take, and a part of the warning.
    type Case = (&'static str, &'static [(&'static str, &'static str)], usize, Option<&'static str>);

    #[test]
    fn fields_are_taken_and_what_is_broken_stays_text() {
        let cases: [Case; 11] = [
            ("---\ntitle: Visit\ndate: 2019-03-04\n---\nText", &[("title", "Visit"), ("date", "2019-03-04")], 4, None),
            (
                "---\r\npages: 12\r\ninspectors: [A. Reed, \"B: C\"]\r\n...\r\n",
                &[("pages", "12"), ("inspectors", "A. Reed; B: C")],
                4,
                None,
            ),
            ("---\ninspectors:\n- A\n- B\nempty:\n---\n", &[("inspectors", "A; B")], 6, None),
            ("---\n---\nText", &[], 2, None),
            ("---\na: {b: 1}\nc: d\n---\n", &[("c", "d")], 4, Some("nested")),
            ("---\ntitle: Visit: the letter\n---\n", &[("title", "Visit: the letter")], 3, Some("line by line")),
            ("---\ntitle: [unclosed\n---\n", &[], 0, Some("kept as text")),
            ("---\na: &x [y]\nb: [*x, *x]\n---\n", &[], 0, Some("aliases")),
            ("---\nDear Ms Vane\n---\n", &[], 0, None),
            ("---\ntitle: never ended\n", &[], 0, None),
            ("Text\n---\na: b\n---\n", &[], 0, None),
        ];
        for (text, given, lines, warning) in cases {
            let encoding = Encoding::of(text.as_bytes());
            let read = read(text.as_bytes(), encoding, &raw_lines(text.as_bytes(), encoding));
            let wanted: Vec<(String, String)> = given.iter().map(|&(k, v)| (k.to_owned(), v.to_owned())).collect();
            assert_eq!((read.given, read.lines), (wanted, lines), "{text:?}");
            let said = read.warning.unwrap_or_default();
            assert!(warning.map_or(said.is_empty(), |part| said.contains(part)), "{text:?}: {said}");
        }
    }
}
