//! Texts beside the sheets of a workbook: the strings that cells share, and comments.

use super::super::note_lines;
use super::super::xml::{XmlElement, XmlWalker, decoded, walk_through};
use crate::extract::blocks::{BlockLine, BlockWriter};
use crate::report::Role;

/// The strings that cells refer to by their number.
pub(super) fn shared(part: &str) -> Vec<String> {
    texts(part, "si")
}

/// The comments on the cells of a sheet.
pub(super) fn comments(part: &[u8]) -> Vec<BlockLine> {
    let mut writer = BlockWriter::default();
    for comment in texts(&decoded(part), "text") {
        writer.open(Role::Block(true));
        writer.push_words(&comment);
        writer.close();
    }
    note_lines(writer.lines, None)
}

/// The text of each element of a name, without how it is pronounced.
fn texts(part: &str, of: &'static str) -> Vec<String> {
    let mut walker = TextWalker { of, texts: Vec::new() };
    let _ = walk_through(&mut walker, part);
    walker.texts
}

struct TextWalker {
    of: &'static str,
    texts: Vec<String>,
}

/// Where characters are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TextScope {
    Outside,
    /// In a text, but not in the words of a run.
    Text,
    Words,
}

impl XmlWalker for TextWalker {
    type Scope = TextScope;

    fn open(&mut self, element: &XmlElement<'_>, around: &[TextScope]) -> Option<TextScope> {
        let is_inside = around.last().is_some_and(|scope| *scope != TextScope::Outside);
        Some(match element.name() {
            "rPh" => return None,
            "t" if is_inside => TextScope::Words,
            name if name == self.of => {
                self.texts.push(String::new());
                TextScope::Text
            }
            _ if is_inside => TextScope::Text,
            _ => TextScope::Outside,
        })
    }

    fn close(&mut self, _: TextScope) {}

    fn text(&mut self, text: &str, around: &[TextScope]) {
        // The text of a thread has no runs.
        let is_alone = around.last() == Some(&TextScope::Text) && !text.trim().is_empty();
        if let Some(last) = self.texts.last_mut().filter(|_| is_alone || around.last() == Some(&TextScope::Words)) {
            last.push_str(text);
        }
    }
}
