//! A walk through the text of an OpenDocument file, from its XML to paragraphs.

use super::super::body::{Body, ContainerKind, Paragraph, name_columns};
use super::super::note_lines;
use super::super::numbers::raised;
use super::super::xml::{Space, XmlElement, XmlWalker, walk_through};
use super::lists::OdtLists;
use super::styles::{OdtStyle, OdtStyles};
use crate::extract::blocks::BlockLine;
use crate::text::as_raised;

/// What to do at the end of an open element.
#[derive(Clone, Debug)]
pub(super) enum OdtScope {
    Nothing,
    Paragraph,
    /// Words in another style than those around them, which this was.
    Span(OdtStyle),
    Body(ContainerKind),
    List,
    Note(usize),
    /// A slide or a sheet.
    Page,
    /// A frame that holds a title.
    Title,
    /// The speaker's notes on a slide.
    Remarks,
    /// A cell that stands for several.
    Cells(usize),
}

/// A sheet is in the spreadsheet in the body of the content.
const SHEET_DEPTH: usize = 3;

/// A run of more cells without words is what is left of the sheet.
const MAX_REPEATED_CELLS: u64 = 64;

pub(super) struct OdtWalker<'a> {
    styles: &'a OdtStyles,
    lists: OdtLists,
    body: Body,
    /// The paragraphs that are open: more than one where a text box hangs on one.
    paragraphs: Vec<OdtParagraph>,
    notes: Vec<Vec<BlockLine>>,
    /// The pages that are finished.
    pages: Vec<Vec<BlockLine>>,
    /// Whether the words are those of a slide's title.
    is_title: bool,
    /// Whether tables are sheets.
    is_spreadsheet: bool,
}

struct OdtParagraph {
    paragraph: Paragraph,
    /// How the words look here.
    style: OdtStyle,
}

impl XmlWalker for OdtWalker<'_> {
    type Scope = OdtScope;

    fn open(&mut self, element: &XmlElement<'_>, around: &[OdtScope]) -> Option<OdtScope> {
        if element.value("display").as_deref() == Some("none") {
            return None;
        }
        match (element.space, element.name()) {
            // Content that is not printed, is no text, or is made from the headings.
            (
                Space::Text,
                "tracked-changes" | "table-of-content" | "note-citation" | "ruby-text" | "page-number" | "page-count",
            )
            | (
                Space::Office,
                "annotation" | "binary-data" | "automatic-styles" | "font-face-decls" | "scripts" | "forms",
            )
            | (Space::Other, "title" | "desc" | "math")
            | (Space::Draw, "object")
            | (Space::Table, "covered-table-cell" | "shapes") => None,
            (Space::Text, "p" | "h") => Some(self.open_paragraph(element)),
            (Space::Text, "span") => Some(self.open_span(element)),
            (Space::Text, "s" | "tab") => self.stands_for(" "),
            (Space::Text, "line-break") => self.stands_for("\n"),
            (Space::Text, "list") => {
                self.lists.open(element);
                Some(OdtScope::List)
            }
            (Space::Text, "list-item") => {
                self.lists.open_item(element);
                Some(OdtScope::Nothing)
            }
            (Space::Text, "note-body") => {
                self.notes.push(Vec::new());
                self.words(&raised(self.notes.len()));
                self.body.open(ContainerKind::Apart);
                Some(OdtScope::Note(self.notes.len()))
            }
            (Space::Table, "table-row") => Some(self.open_level(ContainerKind::Row)),
            (Space::Table, "table-cell") => {
                let count = element.number("number-columns-repeated").filter(|count| *count <= MAX_REPEATED_CELLS);
                self.body.open(ContainerKind::Cell);
                Some(OdtScope::Cells(count.and_then(|count| usize::try_from(count).ok()).unwrap_or(1)))
            }
            (Space::Office, "spreadsheet") => {
                self.is_spreadsheet = true;
                Some(OdtScope::Nothing)
            }
            (Space::Table, "table") if self.is_spreadsheet && around.len() <= SHEET_DEPTH => {
                Some(self.open_sheet(element))
            }
            (Space::Draw, "page") => Some(OdtScope::Page),
            (Space::Draw, "frame") if element.value("class").is_some_and(|class| class == "title") => {
                self.is_title = true;
                Some(OdtScope::Title)
            }
            (Space::Other, "notes") => {
                self.body.open(ContainerKind::Apart);
                Some(OdtScope::Remarks)
            }
            (
                Space::Draw,
                "text-box" | "custom-shape" | "rect" | "ellipse" | "circle" | "caption" | "polygon" | "path" | "line",
            ) => Some(self.open_level(ContainerKind::Apart)),
            _ => Some(OdtScope::Nothing),
        }
    }

    fn close(&mut self, frame: OdtScope) {
        match frame {
            OdtScope::Nothing => {}
            OdtScope::Paragraph => {
                if let Some(open) = self.paragraphs.pop() {
                    self.body.paragraph(open.paragraph);
                }
            }
            OdtScope::Span(around) => {
                if let Some(open) = self.paragraphs.last_mut() {
                    open.style = around;
                }
            }
            OdtScope::Body(ContainerKind::Apart) => {
                let lines = self.body.close();
                match self.paragraphs.last_mut() {
                    Some(open) => open.paragraph.boxes.extend(lines),
                    None => self.body.aside(lines),
                }
            }
            OdtScope::Body(_) => {
                self.body.close();
            }
            OdtScope::List => self.lists.close(),
            OdtScope::Page => self.end_page(),
            OdtScope::Title => self.is_title = false,
            OdtScope::Remarks => {
                let lines = self.body.close();
                self.body.aside(note_lines(lines, None));
            }
            OdtScope::Cells(count) => {
                self.body.close();
                for _ in 1..count {
                    self.body.open(ContainerKind::Cell);
                    self.body.close();
                }
            }
            OdtScope::Note(number) => {
                let lines = self.body.close();
                if let Some(note) = self.notes.get_mut(number - 1) {
                    *note = note_lines(lines, Some(number));
                }
            }
        }
    }

    fn text(&mut self, text: &str, _: &[OdtScope]) {
        // Line ends of the file are no line ends of the text.
        self.words(&text.replace(['\n', '\r'], " "));
    }
}

impl<'a> OdtWalker<'a> {
    pub(super) fn new(styles: &'a OdtStyles) -> Self {
        Self {
            styles,
            lists: OdtLists::default(),
            body: Body::default(),
            paragraphs: Vec::new(),
            notes: Vec::new(),
            pages: Vec::new(),
            is_title: false,
            is_spreadsheet: false,
        }
    }

    /// The lines of the pages of a document, and why they end early if they do.
    pub(super) fn walk(mut self, text: &str) -> (Vec<Vec<BlockLine>>, Option<String>) {
        let broken = walk_through(&mut self, text);
        self.end_page();
        (self.pages, broken)
    }

    /// The page ends here; the notes of a text come last on it.
    fn end_page(&mut self) {
        let mut body = std::mem::take(&mut self.body);
        self.notes.drain(..).for_each(|note| body.aside(note));
        let mut lines = body.finish();
        if self.is_spreadsheet {
            name_columns(&mut lines);
        }
        if !lines.is_empty() || self.pages.is_empty() {
            self.pages.push(lines);
        }
    }

    /// A sheet begins here, whose name is its heading.
    fn open_sheet(&mut self, element: &XmlElement<'_>) -> OdtScope {
        let text = element.value("name").unwrap_or_default();
        self.body.paragraph(Paragraph { text, heading: Some(1), ..Paragraph::default() });
        OdtScope::Page
    }

    fn open_level(&mut self, kind: ContainerKind) -> OdtScope {
        self.body.open(kind);
        OdtScope::Body(kind)
    }

    fn open_paragraph(&mut self, element: &XmlElement<'_>) -> OdtScope {
        let style = self.styles.resolved("paragraph", &element.value("style-name").unwrap_or_default());
        let mut paragraph =
            Paragraph { marker: self.lists.marker(self.styles), is_quote: style.is_quote, ..Paragraph::default() };
        if element.name() == "h" {
            let level = element.number("outline-level").and_then(|level| u8::try_from(level).ok()).unwrap_or(1);
            paragraph.heading = Some(level.clamp(1, 6));
            let is_unnumbered = element.value("is-list-header").as_deref() == Some("true");
            if paragraph.marker.is_none() && !is_unnumbered {
                paragraph.marker = self.lists.heading(usize::from(level), element.number("start-value"), self.styles);
            }
        } else if style.is_title || self.is_title {
            // What is the title of the first slide is that of all.
            paragraph.heading = Some(if self.pages.is_empty() { 1 } else { 2 });
        }
        self.paragraphs.push(OdtParagraph { paragraph, style });
        OdtScope::Paragraph
    }

    fn open_span(&mut self, element: &XmlElement<'_>) -> OdtScope {
        let own = self.styles.resolved("text", &element.value("style-name").unwrap_or_default());
        let Some(open) = self.paragraphs.last_mut() else { return OdtScope::Nothing };
        let around = open.style.clone();
        open.style.is_bold = own.is_bold.or(around.is_bold);
        open.style.is_hidden = own.is_hidden.or(around.is_hidden);
        open.style.is_raised = own.is_raised.or(around.is_raised);
        OdtScope::Span(around)
    }

    fn stands_for(&mut self, text: &str) -> Option<OdtScope> {
        self.words(text);
        Some(OdtScope::Nothing)
    }

    /// Characters; outside of paragraphs there is nothing but the white space of the file.
    fn words(&mut self, text: &str) {
        let Some(open) = self.paragraphs.last_mut() else { return };
        if !open.style.is_hidden.unwrap_or_default() {
            let is_raised = open.style.is_raised.unwrap_or_default();
            let text = if is_raised { as_raised(text) } else { text.into() };
            open.paragraph.push(&text, open.style.is_bold.unwrap_or_default());
        }
    }
}
