//! A file as it was extracted: pages of lines, before anything is healed.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The role that the file's format gives a line. Plain text gives none: its lines are [`Role::Text`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// A line as printed, which may be part of a longer paragraph. An empty one is a gap.
    Text,
    /// A line of a paragraph that the format itself marks as a block, such as `<p>` or a Markdown
    /// paragraph; the first line of the block is `true`. A gap of the format's own separates blocks.
    Block(bool),
    /// The same of a block quotation.
    Quote(bool),
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A line of a list item; the first line of the item is `true`. Its mark is left out, but the
    /// number of a numbered item is before its text as `12. `.
    Item(bool),
    /// One row of a table: the cells' texts, joined by a tab.
    Row,
    /// A line that the file has beside the report's own text: a footnote, which begins with its number,
    /// or the head of an e-mail. The first line of each is `true`.
    Aside(bool),
}

/// One line of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The text, decoded, without its line end; control characters are left as they are.
    pub text: String,
    /// The role that the format gives it.
    pub role: Role,
    /// The bytes of the file that it was read from, if the format is text.
    pub bytes: Option<Range<u64>>,
}

/// One page: the lines in reading order, gaps included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The lines.
    pub lines: Vec<Line>,
}

/// One report as extracted from a file. A `.jsonl` file, an archive or an e-mail holds many.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The id that the file itself gives, as a `.jsonl` record does.
    pub id: Option<String>,
    /// Its path inside of the file, if the file holds other files, as an archive does.
    pub member: Option<String>,
    /// Field and value pairs that the file itself gives: front matter, a record's fields.
    pub given: Vec<(String, String)>,
    /// The pages in order; at least one, unless there is no text.
    pub pages: Vec<Page>,
    /// What the file itself calls its pages, such as `iv` or `13`, a name for each; none where it does not say.
    pub page_names: Vec<String>,
    /// The pages, from 1, that are pictures without text, in order.
    pub scanned: Vec<u32>,
    /// The pages, from 1, whose text was read from pictures of them, in order.
    pub recognised: Vec<u32>,
    /// Problems in reading, in words for a person.
    pub warnings: Vec<String>,
}
