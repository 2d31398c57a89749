//! The Markdown of the manual as plain text: headings in capitals, paragraphs wrapped, tables as lists.

use crate::output::wrapped_line;

/// The text of a page, in lines of at most `width` columns where its words allow it.
pub(super) fn as_text(markdown: &str, width: usize) -> String {
    let mut text = Typesetter { out: String::new(), width, paragraph: String::new(), indent: "", header: Vec::new() };
    let mut is_code = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            text.end_paragraph();
            is_code = !is_code;
        } else if is_code {
            let line = format!("    {line}");
            // What an example means is prose, and all else is typed as it is.
            let is_meaning = line.trim_start().starts_with("= ");
            text.out.push_str(&if is_meaning { wrapped_line(&line, width, "      ") } else { line });
            text.out.push('\n');
        } else {
            text.line(line);
        }
    }
    text.end_paragraph();
    text.out
}

struct Typesetter {
    out: String,
    width: usize,
    paragraph: String,
    /// What the lines of the paragraph after the first begin with.
    indent: &'static str,
    /// The cells of the first row of a table.
    header: Vec<String>,
}

impl Typesetter {
    fn line(&mut self, line: &str) {
        let trimmed = line.trim();
        if let Some(cells) = trimmed.strip_prefix('|') {
            self.end_paragraph();
            return self.row(cells.trim_end_matches('|'));
        }
        self.header.clear();
        if trimmed.is_empty() {
            self.end_paragraph();
            self.blank();
        } else if trimmed.starts_with('#') {
            self.end_paragraph();
            let level = trimmed.bytes().take_while(|&byte| byte == b'#').count();
            let heading = plain(trimmed.trim_start_matches('#').trim());
            self.out.push_str(&if level < 3 { heading.to_uppercase() } else { heading });
            self.out.push('\n');
        } else {
            if let Some(item) = trimmed.strip_prefix("- ") {
                self.end_paragraph();
                self.paragraph = format!("- {item}");
                self.indent = "  ";
                return;
            }
            if !self.paragraph.is_empty() {
                self.paragraph.push(' ');
            }
            self.paragraph.push_str(trimmed);
        }
    }

    /// A row of a table: its first cell, then the others, each with what its column is called if there are several.
    fn row(&mut self, cells: &str) {
        let cells: Vec<String> =
            cells.replace("\\|", "\u{1}").split('|').map(|cell| plain(&cell.replace('\u{1}', "|"))).collect();
        if self.header.is_empty() {
            self.header = cells;
            return;
        }
        if cells.iter().all(|cell| cell.chars().all(|c| "-: ".contains(c))) {
            return;
        }
        let mut cells = cells.iter().map(|cell| cell.trim()).zip(self.header.clone());
        let Some((first, _)) = cells.next() else { return };
        let rest: Vec<(&str, String)> = cells.filter(|(cell, _)| !cell.is_empty()).collect();
        self.out.push_str(&format!("  {first}\n"));
        for (cell, name) in &rest {
            let line = if rest.len() > 1 { format!("      {}: {cell}", name.trim()) } else { format!("      {cell}") };
            self.out.push_str(&wrapped_line(&line, self.width, "      "));
            self.out.push('\n');
        }
    }

    fn end_paragraph(&mut self) {
        if !self.paragraph.is_empty() {
            let text = plain(&std::mem::take(&mut self.paragraph));
            self.out.push_str(&wrapped_line(&text, self.width, self.indent));
            self.out.push('\n');
        }
        self.indent = "";
    }

    fn blank(&mut self) {
        if !self.out.ends_with("\n\n") && !self.out.is_empty() {
            self.out.push('\n');
        }
    }
}

/// Text without the marks for code, weight and links.
fn plain(markdown: &str) -> String {
    let mut text = String::new();
    let mut is_code = false;
    let mut rest = markdown;
    while let Some(c) = rest.chars().next() {
        let link = rest.strip_prefix('[').filter(|_| !is_code).and_then(|inner| {
            let (shown, after) = inner.split_once("](")?;
            let (_, after) = after.split_once(')')?;
            (!shown.contains(['[', ']'])).then_some((shown, after))
        });
        if let Some((shown, after)) = link {
            text.push_str(&plain(shown));
            rest = after;
        } else if let Some(after) = rest.strip_prefix("**").filter(|_| !is_code) {
            rest = after;
        } else {
            if c == '`' {
                is_code = !is_code
            } else {
                text.push(c)
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_plain_text() {
        let page = "# A `page`\n\nSome **words** in\na [link](x.md#y), `**code**` and more.\n\n- one item that is long\n- two\n\n| a | b | c |\n|---|---|---|\n| x \\| y | one | two |\n\n```sh\nfindings  **x**\n```\n";
        let expected = "A PAGE\n\nSome words in a\nlink, **code** and\nmore.\n\n- one item that is\n  long\n- two\n\n  x | y\n      b: one\n      c: two\n\n    findings  **x**\n";
        assert_eq!(as_text(page, 20), expected);
    }
}
