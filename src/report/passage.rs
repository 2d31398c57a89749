//! The unit that is indexed and returned: one paragraph with its place.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The part of a passage in its report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PassageKind {
    /// Running text.
    Paragraph,
    /// One item of a list.
    Bullet,
    /// One row of a table, its cells in reading order.
    TableRow,
    /// A heading; it is also the section of the passages after it.
    Heading,
    /// A footnote, apart from the sentence it interrupts.
    Footnote,
    /// One line of a table of contents.
    Contents,
    /// The sender's address and numbers at the head of a letter.
    Letterhead,
    /// The people a letter is sent to, and its salutation.
    Addressee,
    /// The close of a letter: greeting, name and role.
    Signature,
}

impl PassageKind {
    /// The name in output, such as `table-row`.
    pub fn as_str(self) -> &'static str {
        match self {
            PassageKind::Paragraph => "paragraph",
            PassageKind::Bullet => "bullet",
            PassageKind::TableRow => "table-row",
            PassageKind::Heading => "heading",
            PassageKind::Footnote => "footnote",
            PassageKind::Contents => "contents",
            PassageKind::Letterhead => "letterhead",
            PassageKind::Addressee => "addressee",
            PassageKind::Signature => "signature",
        }
    }

    /// Whether it is running text, and not a piece of something longer: an item of a list, a row, a heading.
    pub fn is_prose(self) -> bool {
        matches!(self, PassageKind::Paragraph | PassageKind::Footnote)
    }

    /// Whether the report says something of substance here, rather than frames it.
    pub fn is_finding(self) -> bool {
        matches!(self, PassageKind::Paragraph | PassageKind::Bullet | PassageKind::TableRow)
    }
}

/// What a passage is for. What frames a report, a heading or a footnote has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PassageRole {
    /// It reports what was found.
    Finding,
    /// It asks for improvement.
    Recommendation,
    /// It is about the place, the inspection or the report itself.
    Background,
}

impl PassageRole {
    /// All roles.
    pub const ALL: [PassageRole; 3] = [PassageRole::Finding, PassageRole::Recommendation, PassageRole::Background];

    /// The name in output.
    pub fn as_str(self) -> &'static str {
        match self {
            PassageRole::Finding => "finding",
            PassageRole::Recommendation => "recommendation",
            PassageRole::Background => "background",
        }
    }

    /// The role that a person calls so: one of them, or several.
    pub fn named(name: &str) -> Option<PassageRole> {
        let name = name.trim().to_lowercase();
        let name = name.strip_suffix('s').unwrap_or(&name);
        PassageRole::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// Lines of the source, one after the other on one page, that a passage was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceSpan {
    /// Page, from 1.
    pub page: u32,
    /// The first line on that page as extracted, from 1.
    pub line: u32,
    /// How many lines.
    pub lines: u32,
    /// First byte of the first line and the byte after the last one's last, in the file; for text formats.
    pub bytes: Option<(u64, u64)>,
}

impl SourceSpan {
    /// The spans with those that follow each other made one.
    pub fn joined(spans: impl Iterator<Item = SourceSpan>) -> Vec<SourceSpan> {
        let mut joined: Vec<SourceSpan> = Vec::new();
        for span in spans {
            match joined.last_mut() {
                Some(last) if last.page == span.page && last.line + last.lines == span.line => {
                    last.lines += span.lines;
                    last.bytes = last.bytes.zip(span.bytes).map(|((start, _), (_, end))| (start, end));
                }
                _ => joined.push(span),
            }
        }
        joined
    }
}

/// One healed paragraph, bullet, table row or heading with its place in the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Its number in the report, from 1.
    pub ordinal: u32,
    /// The part it plays.
    pub kind: PassageKind,
    /// What it is for.
    pub role: Option<PassageRole>,
    /// The headings over it, outermost first.
    pub section: Vec<String>,
    /// The number printed before it, without its full stop: `13`, `2.1`.
    pub label: Option<String>,
    /// The pages on which it starts and ends, from 1; none if the file gives no page ends.
    pub pages: Option<(u32, u32)>,
    /// Its own words, healed over line ends and page breaks.
    pub text: String,
    /// For a bullet: the sentence that introduces its list.
    pub context: Option<String>,
    /// The lines it was made of, in reading order.
    pub spans: Vec<SourceSpan>,
    /// Whether some of it was read from a picture of its page, and may be misread.
    pub ocr: bool,
}

impl Passage {
    /// Ranges of bytes of the text, in order and without overlap, as half-open ranges of Unicode code points.
    pub(crate) fn code_points(&self, ranges: &[Range<usize>]) -> Vec<(usize, usize)> {
        let text = &self.text;
        if text.is_ascii() {
            return ranges.iter().map(|bytes| (bytes.start, bytes.end)).collect();
        }
        let mut counted = (0, 0);
        let mut at = |byte: usize| {
            counted.1 += text[counted.0..byte].chars().count();
            counted.0 = byte;
            counted.1
        };
        ranges.iter().map(|bytes| (at(bytes.start), at(bytes.end))).collect()
    }

    /// The sentence that introduces its list, unless that is the heading over it.
    pub(crate) fn introduction(&self) -> Option<&str> {
        self.context.as_deref().filter(|context| self.section.last().map(String::as_str) != Some(context))
    }

    /// Whether it asks for improvement rather than reports a finding.
    pub fn is_recommendation(&self) -> bool {
        self.role == Some(PassageRole::Recommendation)
    }

    /// Whether the passage after this one continues its section. A heading begins one, and is in front of all that is
    /// under it.
    pub fn leads_to(&self, next: &Passage) -> bool {
        let is_under = if self.kind == PassageKind::Heading {
            next.section.starts_with(&self.section)
        } else {
            next.section == self.section
        };
        next.kind != PassageKind::Heading && is_under
    }
}

#[cfg(test)]
impl Passage {
    /// A paragraph of a text, of which nothing else is known.
    pub(crate) fn of_text(text: &str) -> Passage {
        Passage {
            ordinal: 1,
            kind: PassageKind::Paragraph,
            role: None,
            section: Vec::new(),
            label: None,
            pages: None,
            text: text.to_owned(),
            context: None,
            spans: Vec::new(),
            ocr: false,
        }
    }
}
