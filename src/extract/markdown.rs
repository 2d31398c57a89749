//! Markdown: its blocks as lines with a role, its inline marks gone, every word kept.
//!
//! Reports in Markdown are mostly converted from something else, so three rules of the language are
//! bent where they would lose or misread a report: the printed number of a list item is text, a
//! paragraph that is merely indented is no program code, and a long paragraph over a line of dashes
//! is no heading.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::blocks::BlockWriter;
use super::encoding::Encoding;
use super::lines::{RawLine, paged, raw_lines};
use super::{front_matter, marks};
use crate::report::{Document, Line, Role};

/// Reads a Markdown file.
pub(super) fn read(bytes: &[u8]) -> Document {
    let encoding = Encoding::of(bytes);
    let raw = raw_lines(bytes, encoding);
    let front = front_matter::read(bytes, encoding, &raw);
    let source = MarkdownSource::new(bytes, encoding, &raw[front.lines..]);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut reader = MarkdownReader::new(&source.text);
    for (event, at) in Parser::new_ext(&source.text, options | Options::ENABLE_FOOTNOTES).into_offset_iter() {
        reader.take(event, at);
    }
    reader.writer.close();
    let mut page = 0;
    let pages = paged(reader.writer.lines.into_iter().map(|line| {
        let (line_page, bytes) = line.found.and_then(|found| source.place(&found)).unzip();
        page = line_page.unwrap_or(page);
        (page, Line { text: line.text, role: line.role, bytes })
    }));
    let warnings = encoding.warning(bytes).into_iter().chain(front.warning).collect();
    Document { given: front.given, pages, warnings, ..Document::default() }
}

/// The whole text with `\n` as its only line end, and where its lines come from.
struct MarkdownSource<'a> {
    text: String,
    starts: Vec<usize>,
    raw: &'a [RawLine],
}

impl<'a> MarkdownSource<'a> {
    fn new(bytes: &[u8], encoding: Encoding, raw: &'a [RawLine]) -> Self {
        let mut text = String::with_capacity(bytes.len() + 1);
        let mut starts = Vec::with_capacity(raw.len());
        for line in raw {
            starts.push(text.len());
            text.push_str(&encoding.decode(&bytes[line.bytes.clone()]));
            text.push('\n');
        }
        Self { text, starts, raw }
    }

    /// The page of a range of the text, and the bytes of its lines.
    fn place(&self, found: &Range<usize>) -> Option<(usize, Range<u64>)> {
        let line_of = |offset: usize| self.starts.partition_point(|&start| start <= offset).checked_sub(1);
        let first = self.raw.get(line_of(found.start)?)?;
        let last = self.raw.get(line_of(found.end.saturating_sub(1).max(found.start))?)?;
        Some((first.page, first.span().start..last.span().end))
    }
}

/// Turns the events of the Markdown parser into lines.
struct MarkdownReader<'a> {
    source: &'a str,
    writer: BlockWriter,
    /// The next number of each open list, where it is a numbered one.
    lists: Vec<Option<u64>>,
    cells: Option<Vec<String>>,
    /// Where the last cell ended.
    after_cell: usize,
    code: Option<Code>,
    html: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Code {
    Indented,
    Fenced,
}

impl<'a> MarkdownReader<'a> {
    fn new(source: &'a str) -> Self {
        let (writer, html) = (BlockWriter::default(), String::new());
        Self { source, writer, lists: Vec::new(), cells: None, after_cell: 0, code: None, html }
    }

    fn take(&mut self, event: Event<'_>, at: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, at),
            Event::End(tag) => self.end(tag, at),
            Event::Text(text) if self.code.is_some() => self.code_lines(&text, at.start),
            Event::Text(text) | Event::Code(text) => self.writer.push(&text, at),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.writer.push(&text, at),
            Event::Html(text) => self.html.push_str(&text),
            Event::InlineHtml(tag) if !is_line_break(&tag) => {}
            Event::SoftBreak | Event::HardBreak | Event::InlineHtml(_) if self.cells.is_some() => {
                self.writer.push_gap()
            }
            Event::SoftBreak | Event::HardBreak | Event::InlineHtml(_) => self.writer.break_line(),
            Event::Rule => self.writer.interrupt(),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, at: Range<usize>) {
        match tag {
            Tag::Heading { .. } if is_paragraph_over_dashes(&self.source[at.clone()]) => self.writer.close(),
            Tag::Heading { level, .. } => self.writer.open(Role::Heading(*level as u8)),
            Tag::List(first) => {
                self.writer.interrupt();
                self.lists.push(*first);
            }
            Tag::Item => {
                let number = self.next_number(at.clone());
                self.writer.open_item(number, Some(at.start..at.start + 1));
            }
            Tag::CodeBlock(kind) => {
                self.writer.interrupt();
                self.writer.gap_line();
                self.code = Some(if matches!(kind, CodeBlockKind::Indented) { Code::Indented } else { Code::Fenced });
            }
            Tag::Table(_) | Tag::HtmlBlock => self.writer.interrupt(),
            Tag::TableHead | Tag::TableRow => {
                self.writer.open(Role::Row);
                self.cells = Some(Vec::new());
            }
            Tag::BlockQuote(_) => self.writer.open_quote(),
            Tag::Paragraph | Tag::FootnoteDefinition(_) => self.writer.close(),
            _ => {}
        }
    }

    /// A piece of HTML as its lines.
    #[cfg(feature = "html")]
    fn html(&mut self, html: &str, at: &Range<usize>) {
        for line in super::html::lines_of(html) {
            self.writer.line(&line.text, line.role, Some(at.clone()));
        }
    }

    /// A piece of HTML as it is typed, since this build does not read it.
    #[cfg(not(feature = "html"))]
    fn html(&mut self, html: &str, at: &Range<usize>) {
        for line in html.lines() {
            self.writer.line(line, Role::Text, Some(at.clone()));
        }
    }

    fn end(&mut self, tag: TagEnd, at: Range<usize>) {
        match tag {
            TagEnd::List(_) => {
                self.writer.close();
                self.lists.pop();
            }
            TagEnd::Item => self.writer.close_item(),
            TagEnd::CodeBlock => {
                self.code = None;
                self.writer.gap_line();
            }
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                self.html(&html, &at);
            }
            TagEnd::TableCell => {
                let cell = self.writer.take_text();
                self.cells.get_or_insert_default().push(cell);
                self.after_cell = at.end;
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                self.writer.close();
                let mut cells = self.cells.take().unwrap_or_default();
                // Cells beyond the columns of the head would not be shown, but they were written.
                let beyond = self.source.get(self.after_cell.max(at.start)..at.end).unwrap_or_default();
                cells.extend(beyond.split('|').map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned));
                self.writer.line(&cells.join("\t"), Role::Row, Some(at));
            }
            TagEnd::BlockQuote(_) => self.writer.close_quote(),
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::FootnoteDefinition => {
                self.writer.close();
            }
            _ => {}
        }
    }

    /// The number of the item that starts here, as it is printed.
    fn next_number(&mut self, at: Range<usize>) -> Option<String> {
        let next = self.lists.last_mut()?.as_mut()?;
        let printed: String = self.source[at].trim_start().chars().take_while(char::is_ascii_digit).collect();
        // Lists may repeat one number throughout, but a number that jumps ahead was printed so.
        let number = printed.parse().unwrap_or(*next).max(*next);
        *next = number.saturating_add(1);
        Some(format!("{number}."))
    }

    fn code_lines(&mut self, text: &str, start: usize) {
        let mut offset = start;
        for piece in text.split_inclusive('\n') {
            let bare = if self.code == Some(Code::Indented) { marks::without_bold(piece) } else { piece.into() };
            if bare.trim().is_empty() {
                self.writer.gap_line();
            } else {
                self.writer.line(&bare, Role::Text, Some(offset..offset + piece.len()));
            }
            offset += piece.len();
        }
    }
}

fn is_line_break(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']).trim_end_matches(['>', '/', ' ']);
    name.eq_ignore_ascii_case("br")
}

/// A heading that is underlined with dashes, but over more than one line or longer than headings are.
fn is_paragraph_over_dashes(block: &str) -> bool {
    !block.trim_start().starts_with('#') && (block.trim_end().lines().count() > 2 || block.len() > 240)
}

#[cfg(test)]
mod tests {
    use super::super::decode_range;
    use super::*;

    /// Role and text of each line, the pages parted by a line of dashes.
    fn shown(source: &str) -> String {
        let pages = read(source.as_bytes()).pages.into_iter().map(|page| {
            let lines = page.lines.into_iter().map(|line| format!("{} {}\n", short(&line.role), line.text));
            lines.collect::<String>()
        });
        pages.collect::<Vec<_>>().join("--\n")
    }

    fn short(role: &Role) -> String {
        match role {
            Role::Text => "t".to_owned(),
            Role::Block(first) => if *first { "P" } else { "p" }.to_owned(),
            Role::Quote(first) => if *first { "Q" } else { "q" }.to_owned(),
            Role::Item(first) => if *first { "I" } else { "i" }.to_owned(),
            Role::Heading(level) => format!("{level}"),
            Role::Row => "R".to_owned(),
            Role::Aside(_) => "a".to_owned(),
        }
    }

    #[test]
    fn blocks_become_lines_with_roles() {
        let cases = [
            ("# Visit *to* Eastmere\n\nOne\ntwo  \nthree\n", "1 Visit to Eastmere\nP One\np two\np three\n"),
            ("12. The first\n\n13. The second\n15. A jump\n", "I 12. The first\nI 13. The second\nI 15. A jump\n"),
            ("1. a\n1. b\n", "I 1. a\nI 2. b\n"),
            ("- one\n  goes on\n  - inner\n- two\n\n  more\n", "I one\ni goes on\nI inner\nI two\nP more\n"),
            ("12.\n\nThe text\n", "I 12.\nP The text\n"),
            ("3. - inner\n", "I 3.\nI inner\n"),
            ("| Area | Grade |\n|---|---|\n| Help | **Good** |\n| | x |\n", "R Area\tGrade\nR Help\tGood\nR \tx\n"),
            ("> said\n> twice\n\n`code` [link](http://a.b) ![alt](c.png)\n", "Q said\nq twice\nP code link alt\n"),
            (
                "Before\n\n    13. An indented **one**\n\n    more\n\nAfter",
                "P Before\nt \nt 13. An indented one\nt \nt more\nt \nP After\n",
            ),
            ("```\nfenced **text**\n```\n", "t fenced **text**\nt \n"),
            (
                "<div><h2>Head</h2>\n<p>Para<br>two</div>\n\nan<b>other</b><br/>line",
                "2 Head\nP Para\np two\nP another\np line\n",
            ),
            ("One page ends\u{c}and goes on\n\n\u{c}# Third\n", "P One page ends\n--\np and goes on\n--\n1 Third\n"),
            ("Setext\n---\nOne line\nand another\n---\n", "2 Setext\nP One line\np and another\n"),
            ("• one\n• two\n  goes on\n", "I one\nI two\ni goes on\n"),
            ("A note[^1] is\n\n[^1]: the note’s text\n", "P A note is\nP the note’s text\n"),
            ("Tom &amp; Jo\\*\n***\n", "P Tom & Jo*\n"),
        ];
        for (source, wanted) in cases {
            assert_eq!(shown(source), wanted, "{source}");
        }
    }

    #[test]
    fn the_bytes_of_a_line_are_its_line_of_the_file() {
        let text = "\u{feff}---\ntitle: A’s visit\n---\n# **The** ’head’\r\n\r\n- an\r\n  item\r\n\u{c}12. twelve\n";
        for encode in [None, Some(u16::to_le_bytes as fn(u16) -> [u8; 2]), Some(u16::to_be_bytes)] {
            let bytes: Vec<u8> = match encode {
                None => text.bytes().collect(),
                Some(encode) => text.encode_utf16().flat_map(encode).collect(),
            };
            let document = read(&bytes);
            assert_eq!(document.given, [("title".to_owned(), "A’s visit".to_owned())]);
            let lines = document.pages.into_iter().flat_map(|page| page.lines);
            let sources: Vec<_> = lines.map(|line| decode_range(&bytes, line.bytes.expect("it has bytes"))).collect();
            assert_eq!(sources, ["# **The** ’head’", "- an", "  item", "12. twelve"].map(|line| Some(line.to_owned())));
        }
    }

    #[test]
    fn deep_nesting_ends() {
        for part in [">", "- ", "[", "*a ", "1. ", "<b>", "![", "\n> - ", "`", "|a", "<div>\n\n", "~", "_a*"] {
            let _ = read(part.repeat(20_000).as_bytes());
        }
        let _ = read(format!("{}\n{}", "- ".repeat(5_000), "\n".repeat(20_000)).as_bytes());
    }
}
