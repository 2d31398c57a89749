//! The chosen part of a page as lines: every word of it once, in the order of the page.

use ego_tree::{NodeRef, Tree};

use super::choose::{PageScope, is_left_out};
use super::survey::Survey;
use super::tree::{HtmlElement, HtmlNode};
use crate::extract::blocks::{BlockLine, BlockWriter};
use crate::report::Role;
use crate::text::as_raised;

/// Reads the lines of a part of a page. Nesting takes no stack.
pub(super) fn lines(page: &Tree<HtmlNode>, survey: &Survey, scope: PageScope) -> Vec<BlockLine> {
    let Some(root) = scope.root.and_then(|id| page.get(id)) else { return Vec::new() };
    let mut walker = HtmlWalker::new(survey);
    let mut node = root;
    loop {
        let is_entered = match node.value() {
            HtmlNode::Text(text) => {
                walker.text(text);
                false
            }
            HtmlNode::Element(element) if !is_left_out(node, element, survey, scope) => {
                walker.enter(node, element);
                true
            }
            _ => false,
        };
        if let Some(child) = node.first_child().filter(|_| is_entered) {
            node = child;
            continue;
        }
        if is_entered {
            walker.leave(node);
        }
        while node.id() != root.id() && node.next_sibling().is_none() {
            let Some(parent) = node.parent() else { break };
            walker.leave(parent);
            node = parent;
        }
        match node.next_sibling().filter(|_| node.id() != root.id()) {
            Some(next) => node = next,
            None => break,
        }
    }
    walker.writer.close();
    walker.writer.lines
}

struct HtmlWalker<'a> {
    survey: &'a Survey,
    writer: BlockWriter,
    lists: Vec<ListNumbers>,
    /// Whether each open table holds data.
    tables: Vec<bool>,
    /// The cells of the open row of data.
    cells: Option<Vec<String>>,
    headings: usize,
    preformatted: usize,
    /// Whether the text is printed raised.
    is_raised: bool,
    /// The line of preformatted text that is being read.
    line: String,
}

/// An open list; the numbers are those of a numbered one.
struct ListNumbers {
    next: Option<i64>,
    is_lettered: bool,
}

impl<'a> HtmlWalker<'a> {
    fn new(survey: &'a Survey) -> Self {
        Self {
            survey,
            writer: BlockWriter::default(),
            lists: Vec::new(),
            tables: Vec::new(),
            cells: None,
            headings: 0,
            preformatted: 0,
            is_raised: false,
            line: String::new(),
        }
    }

    /// Whether the words come into one line, whatever elements they are in.
    fn is_in_line(&self) -> bool {
        self.cells.is_some() || self.headings > 0
    }

    fn text(&mut self, text: &str) {
        let text: &str = &if self.is_raised { as_raised(text) } else { text.into() };
        if self.preformatted == 0 || self.is_in_line() {
            return self.writer.push_words(text);
        }
        for piece in text.split_inclusive('\n') {
            self.line.push_str(piece.trim_end_matches(['\n', '\r']));
            if piece.ends_with('\n') {
                self.end_preformatted_line();
            }
        }
    }

    fn end_preformatted_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if line.trim().is_empty() {
            self.writer.gap_line();
        } else {
            self.writer.line(&line, Role::Text, None);
        }
    }

    fn enter(&mut self, node: NodeRef<'_, HtmlNode>, element: &HtmlElement) {
        let name = element.name();
        match name {
            "br" if self.is_in_line() => self.writer.push_gap(),
            "br" if self.preformatted > 0 => self.end_preformatted_line(),
            "br" => self.writer.break_line(),
            "sup" if is_note_mark(node) => self.writer.push_gap(),
            "sup" => self.is_raised = true,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.is_heading(node) => self.open_heading(name),
            "ul" | "ol" | "menu" | "dir" => self.open_list(element),
            "li" => self.open_item(element),
            "table" => {
                if !self.is_in_line() {
                    self.writer.interrupt();
                }
                self.tables.push(is_data(node, element, self.survey));
            }
            "tr" if self.is_row() => {
                self.writer.open(Role::Row);
                self.cells = Some(Vec::new());
            }
            "pre" | "xmp" | "plaintext" | "listing" => {
                self.boundary();
                self.preformatted += 1;
            }
            "blockquote" if !self.is_in_line() => self.writer.open_quote(),
            name if is_block(name) => self.boundary(),
            _ => {}
        }
    }

    fn leave(&mut self, node: NodeRef<'_, HtmlNode>) {
        let Some(element) = node.value().as_element() else { return };
        match element.name() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.is_heading(node) => {
                self.headings = self.headings.saturating_sub(1);
                self.boundary();
            }
            "sup" => self.is_raised = false,
            "ul" | "ol" | "menu" | "dir" => {
                self.boundary();
                self.lists.pop();
            }
            "li" if self.is_in_line() => self.writer.push_gap(),
            "li" => self.writer.close_item(),
            "td" | "th" if self.is_row() => {
                let cell = self.writer.take_text();
                self.cells.get_or_insert_default().push(cell);
            }
            "tr" if self.is_row() => {
                self.writer.close();
                let row = self.cells.take().unwrap_or_default().join("\t");
                self.writer.line(&row, Role::Row, None);
            }
            "table" => {
                self.boundary();
                self.tables.pop();
            }
            "pre" | "xmp" | "plaintext" | "listing" => {
                if !self.line.is_empty() {
                    self.end_preformatted_line();
                }
                self.preformatted = self.preformatted.saturating_sub(1);
                self.boundary();
            }
            "blockquote" if !self.is_in_line() => self.writer.close_quote(),
            name if is_block(name) => self.boundary(),
            _ => {}
        }
    }

    /// A block starts or ends here; in a cell or a heading it only parts words.
    fn boundary(&mut self) {
        if self.is_in_line() { self.writer.push_gap() } else { self.writer.close() }
    }

    fn is_heading(&self, node: NodeRef<'_, HtmlNode>) -> bool {
        self.survey.is_what_it_seems(node.id())
    }

    fn open_heading(&mut self, name: &str) {
        if !self.is_in_line() {
            let level = name.bytes().last().map_or(1, |digit| digit - b'0');
            self.writer.open(Role::Heading(level));
        }
        self.headings += 1;
    }

    /// Whether rows and cells are those of a table of data.
    fn is_row(&self) -> bool {
        self.tables.last() == Some(&true)
    }

    fn open_list(&mut self, element: &HtmlElement) {
        if self.is_in_line() {
            self.writer.push_gap()
        } else {
            self.writer.interrupt()
        }
        let is_numbered = element.name() == "ol"
            && !element.attribute("style").is_some_and(|style| style.replace(' ', "").contains("list-style-type:none"));
        let start = element.attribute("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        let is_lettered = element.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("a"));
        self.lists.push(ListNumbers { next: is_numbered.then_some(start), is_lettered });
    }

    fn open_item(&mut self, element: &HtmlElement) {
        let number = self.lists.last_mut().and_then(|list| list.number_of(element));
        if self.is_in_line() {
            self.writer.push_gap();
            self.writer.push_words(&number.map_or(String::new(), |number| format!("{number} ")));
        } else {
            self.writer.open_item(number, None);
        }
    }
}

impl ListNumbers {
    /// The printed number of the next item.
    fn number_of(&mut self, item: &HtmlElement) -> Option<String> {
        let next = self.next.as_mut()?;
        let number = item.attribute("value").and_then(|value| value.trim().parse().ok()).unwrap_or(*next);
        *next = number.saturating_add(1);
        let letter = number
            .checked_sub(1)
            .and_then(|index| u8::try_from(index).ok())
            .filter(|letter| self.is_lettered && *letter < 26);
        Some(letter.map_or_else(|| format!("{number}."), |letter| format!("{}.", char::from(b'a' + letter))))
    }
}

fn is_data(node: NodeRef<'_, HtmlNode>, element: &HtmlElement, survey: &Survey) -> bool {
    survey.is_what_it_seems(node.id()) && !matches!(element.attribute("role"), Some("presentation" | "none"))
}

/// A raised number that links to a note is no part of the word before it.
fn is_note_mark(node: NodeRef<'_, HtmlNode>) -> bool {
    let is_link = |node: NodeRef<'_, HtmlNode>| node.value().as_element().is_some_and(|element| element.name() == "a");
    node.first_child().is_some_and(is_link) || node.parent().is_some_and(is_link)
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "main"
            | "nav"
            | "option"
            | "p"
            | "search"
            | "section"
            | "summary"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
    )
}
