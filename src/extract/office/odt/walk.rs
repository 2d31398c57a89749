//! A walk through the text of an OpenDocument file, from its XML to paragraphs. Nesting takes no stack.

use super::super::body::{Body, Kind, Paragraph};
use super::super::note_lines;
use super::super::numbers::raised;
use super::super::xml::{Element, Node, Space, Xml};
use super::lists::Lists;
use super::styles::{Style, Styles};
use crate::extract::blocks::BlockLine;

/// What an open element means for its end.
#[derive(Clone, Debug)]
enum Frame {
    Nothing,
    Paragraph,
    /// Words in another style than those around them, which this was.
    Span(Style),
    Body(Kind),
    List,
    Note(usize),
}

pub(super) struct Walker<'a> {
    styles: &'a Styles,
    lists: Lists,
    body: Body,
    frames: Vec<Frame>,
    /// The paragraphs that are open: more than one where a text box hangs on one.
    paragraphs: Vec<OpenParagraph>,
    notes: Vec<Vec<BlockLine>>,
}

struct OpenParagraph {
    paragraph: Paragraph,
    /// How the words look here.
    style: Style,
}

impl<'a> Walker<'a> {
    pub(super) fn new(styles: &'a Styles) -> Self {
        Self {
            styles,
            lists: Lists::default(),
            body: Body::default(),
            frames: Vec::new(),
            paragraphs: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The lines of a document, and why they end early if they do.
    pub(super) fn walk(mut self, text: &str) -> (Vec<BlockLine>, Option<String>) {
        let mut xml = Xml::of(text);
        while let Some(node) = xml.next() {
            match node {
                Node::Open(element) => match self.open(&element) {
                    Some(frame) => self.frames.push(frame),
                    None => xml.skip(),
                },
                Node::Close => {
                    if let Some(frame) = self.frames.pop() {
                        self.close(frame);
                    }
                }
                // Line ends of the file are no line ends of the text.
                Node::Text(text) => self.words(&text.replace(['\n', '\r'], " ")),
            }
        }
        while let Some(frame) = self.frames.pop() {
            self.close(frame);
        }
        for note in self.notes {
            self.body.aside(note);
        }
        (self.body.finish(), xml.broken)
    }

    /// What an element means; none where it and all in it is passed over.
    fn open(&mut self, element: &Element<'_>) -> Option<Frame> {
        if element.value("display").as_deref() == Some("none") {
            return None;
        }
        match (element.space, element.name()) {
            // What is not printed, is no text, or is made from the headings.
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
                Some(Frame::List)
            }
            (Space::Text, "list-item") => {
                self.lists.open_item(element);
                Some(Frame::Nothing)
            }
            (Space::Text, "note-body") => {
                self.notes.push(Vec::new());
                self.words(&raised(self.notes.len()));
                self.body.open(Kind::Apart);
                Some(Frame::Note(self.notes.len()))
            }
            (Space::Table, "table-row") => Some(self.open_level(Kind::Row)),
            (Space::Table, "table-cell") => Some(self.open_level(Kind::Cell)),
            (
                Space::Draw,
                "text-box" | "custom-shape" | "rect" | "ellipse" | "circle" | "caption" | "polygon" | "path" | "line",
            ) => Some(self.open_level(Kind::Apart)),
            _ => Some(Frame::Nothing),
        }
    }

    fn open_level(&mut self, kind: Kind) -> Frame {
        self.body.open(kind);
        Frame::Body(kind)
    }

    fn open_paragraph(&mut self, element: &Element<'_>) -> Frame {
        let style = self.styles.of("paragraph", &element.value("style-name").unwrap_or_default());
        let mut paragraph = Paragraph { marker: self.lists.marker(self.styles), ..Paragraph::default() };
        if element.name() == "h" {
            let level = element.number("outline-level").and_then(|level| u8::try_from(level).ok()).unwrap_or(1);
            paragraph.heading = Some(level.clamp(1, 6));
            let is_unnumbered = element.value("is-list-header").as_deref() == Some("true");
            if paragraph.marker.is_none() && !is_unnumbered {
                paragraph.marker = self.lists.heading(usize::from(level), element.number("start-value"), self.styles);
            }
        } else if style.is_title {
            paragraph.heading = Some(1);
        }
        self.paragraphs.push(OpenParagraph { paragraph, style });
        Frame::Paragraph
    }

    fn open_span(&mut self, element: &Element<'_>) -> Frame {
        let own = self.styles.of("text", &element.value("style-name").unwrap_or_default());
        let Some(open) = self.paragraphs.last_mut() else { return Frame::Nothing };
        let around = open.style.clone();
        open.style.is_bold = own.is_bold.or(around.is_bold);
        open.style.is_hidden = own.is_hidden.or(around.is_hidden);
        Frame::Span(around)
    }

    fn stands_for(&mut self, text: &str) -> Option<Frame> {
        self.words(text);
        Some(Frame::Nothing)
    }

    /// Characters; outside of paragraphs there is nothing but the white space of the file.
    fn words(&mut self, text: &str) {
        let Some(open) = self.paragraphs.last_mut() else { return };
        if !open.style.is_hidden.unwrap_or_default() {
            open.paragraph.push(text, open.style.is_bold.unwrap_or_default());
        }
    }

    fn close(&mut self, frame: Frame) {
        match frame {
            Frame::Nothing => {}
            Frame::Paragraph => {
                if let Some(open) = self.paragraphs.pop() {
                    self.body.paragraph(open.paragraph);
                }
            }
            Frame::Span(around) => {
                if let Some(open) = self.paragraphs.last_mut() {
                    open.style = around;
                }
            }
            Frame::Body(Kind::Apart) => {
                let lines = self.body.close();
                match self.paragraphs.last_mut() {
                    Some(open) => open.paragraph.boxes.extend(lines),
                    None => self.body.aside(lines),
                }
            }
            Frame::Body(_) => {
                self.body.close();
            }
            Frame::List => self.lists.close(),
            Frame::Note(number) => {
                let lines = self.body.close();
                if let Some(note) = self.notes.get_mut(number - 1) {
                    *note = note_lines(lines, Some(number));
                }
            }
        }
    }
}
