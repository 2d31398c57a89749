//! Lines built from formats that mark their blocks: what Markdown and HTML have in common.
//!
//! Readers say what opens, what ends and which words come; the writer knows which role the line that
//! is being written has, and that a numbered item starts with its number.

use std::ops::Range;

use super::marks;
use crate::report::Role;

/// A built line, and the source range of its words, if the reader gave one.
#[derive(Debug)]
pub(super) struct BlockLine {
    pub(super) text: String,
    pub(super) role: Role,
    pub(super) found: Option<Range<usize>>,
}

/// Puts lines together.
#[derive(Debug, Default)]
pub(super) struct BlockWriter {
    pub(super) lines: Vec<BlockLine>,
    text: String,
    found: Option<Range<usize>>,
    /// White space is before the next word.
    gap: bool,
    /// The role of the line that is being written; `None` between blocks.
    role: Option<Role>,
    items: Vec<Item>,
    /// How many block quotations are open.
    quotes: usize,
}

/// An open list item.
#[derive(Debug)]
struct Item {
    /// Its printed number with the full stop.
    number: Option<String>,
    found: Option<Range<usize>>,
    /// Nothing of it has been written yet.
    is_fresh: bool,
}

impl BlockWriter {
    /// Opens a block in this role, after ending the one before. An item's number comes first.
    pub(super) fn open(&mut self, role: Role) {
        self.close();
        if let Some(item) = self.items.last_mut().filter(|item| item.is_fresh) {
            item.is_fresh = false;
            if let Some(number) = &item.number {
                self.text.push_str(number);
                self.gap = true;
            }
        }
        self.role = Some(match role {
            Role::Block(first) if self.quotes > 0 => Role::Quote(first),
            role => role,
        });
    }

    /// A block quotation begins here.
    pub(super) fn open_quote(&mut self) {
        self.close();
        self.quotes += 1;
    }

    /// A block quotation ends here.
    pub(super) fn close_quote(&mut self) {
        self.close();
        self.quotes = self.quotes.saturating_sub(1);
    }

    /// Writes text as it is, into a paragraph or an item if nothing is open.
    pub(super) fn push(&mut self, text: &str, at: Range<usize>) {
        self.open_if_none();
        self.space();
        self.text.push_str(text);
        self.found = Some(self.found.as_ref().map_or(at.start, |found| found.start)..at.end);
    }

    /// Writes the words of a text with one space where it has any white space.
    #[cfg(any(feature = "html", feature = "legacy-office", feature = "office"))]
    pub(super) fn push_words(&mut self, text: &str) {
        self.gap |= text.starts_with(char::is_whitespace);
        for word in text.split_whitespace() {
            self.open_if_none();
            self.space();
            self.text.push_str(word);
            self.gap = true;
        }
        self.gap = if text.trim_start().is_empty() { self.gap } else { text.ends_with(char::is_whitespace) };
    }

    /// White space comes here, whatever the next text starts with.
    pub(super) fn push_gap(&mut self) {
        self.gap = true;
    }

    /// The line ends and its block continues.
    pub(super) fn break_line(&mut self) {
        let Some(role) = self.role.clone() else { return };
        let before = self.lines.len();
        self.close();
        let became_item = self.lines.get(before).is_some_and(|line| matches!(line.role, Role::Item(_)));
        self.role = Some(match role {
            // Breaks before the first word change nothing.
            role if self.lines.len() == before => role,
            Role::Item(_) => Role::Item(false),
            Role::Block(_) | Role::Quote(_) if became_item => Role::Item(false),
            Role::Block(_) => Role::Block(false),
            Role::Quote(_) => Role::Quote(false),
            role => role,
        });
    }

    /// The line ends, and its block with it.
    pub(super) fn close(&mut self) {
        let (text, role, found) = (std::mem::take(&mut self.text), self.role.take(), self.found.take());
        self.gap = false;
        let Some(role) = role else { return };
        match marks::bullet(&text) {
            Some(words) if matches!(role, Role::Block(_) | Role::Quote(_) | Role::Item(_)) => {
                self.line(words, Role::Item(true), found)
            }
            _ => self.line(&text, role, found),
        }
    }

    /// Writes a line that is ready. One without a word is none.
    pub(super) fn line(&mut self, text: &str, role: Role, found: Option<Range<usize>>) {
        let text = if role == Role::Row { text.trim_end() } else { text.trim() };
        if !text.trim_start().is_empty() {
            self.lines.push(BlockLine { text: text.to_owned(), role, found });
        }
    }

    /// A gap between lines, if the format does not say whether they belong together.
    pub(super) fn gap_line(&mut self) {
        if self.lines.last().is_some_and(|last| !last.text.is_empty()) {
            self.lines.push(BlockLine { text: String::new(), role: Role::Text, found: None });
        }
    }

    /// Takes the text written since the block was opened, as a table cell does.
    pub(super) fn take_text(&mut self) -> String {
        self.gap = false;
        std::mem::take(&mut self.text).trim().to_owned()
    }

    pub(super) fn open_item(&mut self, number: Option<String>, found: Option<Range<usize>>) {
        self.close();
        self.items.push(Item { number, found, is_fresh: true });
    }

    pub(super) fn close_item(&mut self) {
        self.close();
        self.write_number();
        self.items.pop();
    }

    /// Ends the block before something that is no text of the open item itself, such as a list in it:
    /// an item's number is on a line of its own where no text follows it.
    pub(super) fn interrupt(&mut self) {
        self.close();
        self.write_number();
    }

    fn write_number(&mut self) {
        let Some(item) = self.items.last_mut().filter(|item| item.is_fresh) else { return };
        item.is_fresh = false;
        if let Some(number) = item.number.take() {
            let found = item.found.clone();
            self.line(&number, Role::Item(true), found);
        }
    }

    fn open_if_none(&mut self) {
        if self.role.is_none() {
            let starts_item = self.items.last().is_some_and(|item| item.is_fresh);
            self.open(if starts_item { Role::Item(true) } else { Role::Block(true) });
        }
    }

    fn space(&mut self) {
        if std::mem::take(&mut self.gap) && !self.text.is_empty() {
            self.text.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_follow_what_is_open() {
        let mut writer = BlockWriter::default();
        writer.push_words(" One \n para");
        writer.push_words("graph ");
        writer.break_line();
        writer.push_words("• a point");
        writer.break_line();
        writer.push_words("goes on");
        writer.open_item(Some("12.".to_owned()), None);
        writer.push_words(" Twelve");
        writer.interrupt();
        writer.open_item(None, None);
        writer.push_words("inner");
        writer.close_item();
        writer.push_words("outer");
        writer.close_item();
        writer.open_item(Some("13.".to_owned()), None);
        writer.close_item();
        writer.open(Role::Heading(2));
        writer.push_words("Head");
        writer.close();
        let lines: Vec<_> = writer.lines.iter().map(|line| (line.text.as_str(), line.role.clone())).collect();
        let wanted = [
            ("One paragraph", Role::Block(true)),
            ("a point", Role::Item(true)),
            ("goes on", Role::Item(false)),
            ("12. Twelve", Role::Item(true)),
            ("inner", Role::Item(true)),
            ("outer", Role::Block(true)),
            ("13.", Role::Item(true)),
            ("Head", Role::Heading(2)),
        ];
        assert_eq!(lines, wanted);
    }
}
