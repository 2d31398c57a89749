//! A walk through a part of a Word document, from its XML to paragraphs. Nesting takes no stack.

use std::collections::HashMap;

use super::super::body::{Body, Kind, Paragraph};
use super::super::numbers::raised;
use super::super::xml::{Element, Node, Space, Xml};
use super::numbering::{Item, Numbering};
use super::styles::{Style, Styles, level_number, outline_level};
use crate::extract::blocks::BlockLine;

/// How a part is walked through.
#[derive(Clone, Copy)]
pub(super) struct Walk {
    /// Whether tables of contents are left out.
    pub(super) skips_contents: bool,
}

/// What a walk brought.
pub(super) struct Walked {
    pub(super) body: Body,
    /// The notes that were referred to, in order.
    pub(super) notes: Vec<Reference>,
    /// Whether a table of contents began and did not end.
    pub(super) is_contents_open: bool,
    /// Why the walk ended early.
    pub(super) broken: Option<String>,
}

/// A footnote or an endnote, and its id among these.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct NoteId {
    is_endnote: bool,
    id: String,
}

/// A note that the text refers to, and the number that marks the place; none where the writer chose
/// a mark.
pub(super) struct Reference {
    pub(super) note: NoteId,
    pub(super) number: Option<usize>,
}

/// What an open element means for its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    Nothing,
    Paragraph,
    /// Properties, or one of them; of a run or of something else.
    Properties {
        of_run: bool,
    },
    Run,
    Words,
    Instruction,
    Body(Kind),
    Note,
}

pub(super) struct Walker<'a> {
    styles: &'a Styles,
    numbering: Numbering,
    body: Body,
    frames: Vec<Frame>,
    /// The paragraphs that are open: more than one where a text box hangs on one.
    paragraphs: Vec<OpenParagraph>,
    /// Words of paragraphs whose end was deleted, so that the next one goes on with them.
    carried: Option<Paragraph>,
    run: Run,
    /// The fields that are open, and how many of them are tables of contents.
    fields: Vec<Field>,
    open_contents: usize,
    /// Whether the content that comes next is a table of contents.
    is_contents_next: bool,
    notes: Vec<Reference>,
    /// How many of them have a number.
    numbered_notes: usize,
    /// The notes of a part of notes, as they are read.
    read_notes: HashMap<NoteId, Vec<BlockLine>>,
    note: Option<NoteId>,
    walk: Walk,
}

#[derive(Default)]
struct OpenParagraph {
    paragraph: Paragraph,
    style: Option<String>,
    outline: Option<u8>,
    list: Option<u64>,
    level: Option<usize>,
    is_end_deleted: bool,
    /// The style with all it is based on, once it is known.
    resolved: Option<Style>,
}

#[derive(Clone, Copy, Default)]
struct Run {
    is_bold: Option<bool>,
    is_hidden: Option<bool>,
}

#[derive(Default)]
struct Field {
    instruction: String,
    is_contents: bool,
}

impl<'a> Walker<'a> {
    pub(super) fn new(styles: &'a Styles, numbering: Numbering, body: Body) -> Self {
        Self {
            styles,
            numbering,
            body,
            frames: Vec::new(),
            paragraphs: Vec::new(),
            carried: None,
            run: Run::default(),
            fields: Vec::new(),
            open_contents: 0,
            is_contents_next: false,
            notes: Vec::new(),
            numbered_notes: 0,
            read_notes: HashMap::new(),
            note: None,
            walk: Walk { skips_contents: false },
        }
    }

    pub(super) fn walk(mut self, text: &str, walk: Walk) -> Walked {
        self.walk = walk;
        let broken = self.run_through(text);
        let is_contents_open = self.open_contents > 0;
        Walked { body: self.body, notes: self.notes, is_contents_open, broken }
    }

    fn run_through(&mut self, text: &str) -> Option<String> {
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
                Node::Text(text) => match self.frames.last() {
                    Some(Frame::Words) => self.words(&text),
                    Some(Frame::Instruction) => self.instruction(&text),
                    _ => {}
                },
            }
        }
        while let Some(frame) = self.frames.pop() {
            self.close(frame);
        }
        if let Some(rest) = self.carried.take() {
            self.body.paragraph(rest);
        }
        xml.broken
    }

    /// What an element means; none where it and all in it is passed over.
    fn open(&mut self, element: &Element<'_>) -> Option<Frame> {
        match element.space {
            Space::Word => {}
            Space::Math if element.name() == "t" => return Some(Frame::Words),
            Space::Compatibility if element.name() == "Fallback" => return None,
            _ => return Some(Frame::Nothing),
        }
        let of_run = match self.frames.last() {
            Some(&Frame::Properties { of_run }) => Some(of_run),
            _ => None,
        };
        match (element.name(), of_run) {
            // What was before a tracked change; parts that are not printed as text.
            (
                "pPrChange" | "rPrChange" | "tblPrChange" | "trPrChange" | "tcPrChange" | "sectPrChange" | "sectPr"
                | "tblGrid" | "numberingChange" | "rt",
                _,
            ) => None,
            (_, Some(of_run)) => Some(self.property(element, of_run)),
            (name, None) => self.open_content(name, element),
        }
    }

    /// What an element means that is no property of another.
    fn open_content(&mut self, name: &str, element: &Element<'_>) -> Option<Frame> {
        match name {
            "del" | "moveFrom" => None,
            "pPr" | "rPr" | "sdtPr" => Some(Frame::Properties { of_run: self.frames.last() == Some(&Frame::Run) }),
            "p" => {
                self.paragraphs.push(OpenParagraph::default());
                Some(Frame::Paragraph)
            }
            "r" => {
                self.run = Run::default();
                Some(Frame::Run)
            }
            "t" => Some(Frame::Words),
            "instrText" => Some(Frame::Instruction),
            "tr" => Some(self.open_level(Kind::Row)),
            "tc" => Some(self.open_level(Kind::Cell)),
            "txbxContent" => Some(self.open_level(Kind::Apart)),
            "sdtContent" if std::mem::take(&mut self.is_contents_next) && self.walk.skips_contents => None,
            "footnote" | "endnote" => Some(self.open_note(element)),
            name => {
                self.inline(name, element);
                Some(Frame::Nothing)
            }
        }
    }

    fn open_level(&mut self, kind: Kind) -> Frame {
        self.body.open(kind);
        Frame::Body(kind)
    }

    fn open_note(&mut self, element: &Element<'_>) -> Frame {
        let id = NoteId { is_endnote: element.name() == "endnote", id: element.value("id").unwrap_or_default() };
        // Separators are drawn, not read.
        let is_text = matches!(element.value("type").as_deref(), None | Some("normal"));
        self.note = is_text.then_some(id);
        self.body.open(Kind::Apart);
        Frame::Note
    }

    /// A property of the paragraph, of a run, or of a control.
    fn property(&mut self, element: &Element<'_>, of_run: bool) -> Frame {
        if element.name() == "docPartGallery" {
            self.is_contents_next =
                element.value("val").is_some_and(|what| what.eq_ignore_ascii_case("table of contents"));
        }
        if of_run {
            match element.name() {
                "b" => self.run.is_bold = Some(element.is_on()),
                "vanish" => self.run.is_hidden = Some(element.is_on()),
                "rStyle" => {
                    let style = self.styles.of(Some(&element.value("val").unwrap_or_default()));
                    self.run.is_bold = self.run.is_bold.or(style.is_bold);
                    self.run.is_hidden = self.run.is_hidden.or(style.is_hidden);
                }
                _ => {}
            }
        } else if let Some(open) = self.paragraphs.last_mut() {
            match element.name() {
                "pStyle" => open.style = element.value("val"),
                "outlineLvl" => open.outline = outline_level(element.number("val")),
                "numId" => open.list = element.number("val"),
                "ilvl" => open.level = level_number(element.number("val")),
                "del" | "moveFrom" => open.is_end_deleted = true,
                _ => {}
            }
        }
        Frame::Properties { of_run }
    }

    /// An element that stands for characters, or for the beginning or end of a field.
    fn inline(&mut self, name: &str, element: &Element<'_>) {
        match name {
            "tab" | "ptab" => self.words(" "),
            "br" | "cr" => self.words("\n"),
            "noBreakHyphen" => self.words("-"),
            "sym" if self.paragraphs.last().is_some_and(|open| open.paragraph.text.trim().is_empty()) => {
                self.words("• ");
            }
            "footnoteReference" | "endnoteReference" => {
                let is_marked = element.value("customMarkFollows").is_some_and(|value| value != "0");
                self.numbered_notes += usize::from(!is_marked);
                let number = (!is_marked).then_some(self.numbered_notes);
                let id = element.value("id").unwrap_or_default();
                let note = NoteId { is_endnote: name == "endnoteReference", id };
                self.notes.push(Reference { note, number });
                if let Some(number) = number {
                    self.words(&raised(number));
                }
            }
            "fldChar" => match element.value("fldCharType").as_deref() {
                Some("begin") => self.fields.push(Field::default()),
                Some("end") => {
                    let is_contents = self.fields.pop().is_some_and(|field| field.is_contents);
                    self.open_contents -= usize::from(is_contents);
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn instruction(&mut self, text: &str) {
        const LONGEST: usize = 40;
        if let Some(field) = self.fields.last_mut().filter(|field| field.instruction.len() < LONGEST) {
            field.instruction.push_str(text);
            if !field.is_contents && field.instruction.trim_start().starts_with("TOC ") {
                field.is_contents = true;
                self.open_contents += 1;
            }
        }
    }

    fn words(&mut self, text: &str) {
        let is_left_out = self.walk.skips_contents && self.open_contents > 0;
        let Some(open) = self.paragraphs.last_mut().filter(|_| !is_left_out) else { return };
        let styles = self.styles;
        let style = open.resolved.get_or_insert_with(|| styles.of(open.style.as_deref()));
        if !self.run.is_hidden.or(style.is_hidden).unwrap_or_default() {
            open.paragraph.push(text, self.run.is_bold.or(style.is_bold).unwrap_or_default());
        }
    }

    fn close(&mut self, frame: Frame) {
        match frame {
            Frame::Paragraph => self.close_paragraph(),
            Frame::Run => self.run = Run::default(),
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
            Frame::Note => {
                let lines = self.body.close();
                if let Some(id) = self.note.take() {
                    self.read_notes.insert(id, lines);
                }
            }
            Frame::Nothing | Frame::Properties { .. } | Frame::Words | Frame::Instruction => {}
        }
    }

    fn close_paragraph(&mut self) {
        let Some(open) = self.paragraphs.pop() else { return };
        let mut paragraph = open.paragraph;
        // Ends may be deleted of very many paragraphs in a row: each is put behind those before it, not they before it.
        if let Some(mut before) = self.carried.take() {
            before.text.push_str(&paragraph.text);
            before.bold += paragraph.bold;
            before.boxes.append(&mut paragraph.boxes);
            paragraph = before;
        }
        if open.is_end_deleted {
            self.carried = Some(paragraph);
            return;
        }
        let style = open.resolved.unwrap_or_else(|| self.styles.of(open.style.as_deref()));
        paragraph.heading = open.outline.or(style.heading).filter(|level| *level > 0);
        if let Some(list) = open.list.or(style.list).filter(|list| *list > 0) {
            let item = Item { list, level: open.level, style: open.style.as_deref(), style_level: style.level };
            paragraph.marker = self.numbering.next(&item, self.styles);
        }
        self.body.paragraph(paragraph);
    }
}

/// The notes of a document.
#[derive(Default)]
pub(super) struct Notes(HashMap<NoteId, Vec<BlockLine>>);

impl Notes {
    pub(super) fn read(text: &str, styles: &Styles, warnings: &mut Vec<String>) -> Self {
        let mut walker = Walker::new(styles, Numbering::default(), Body::default());
        warnings.extend(walker.run_through(text).map(|why| super::super::broken(&why)));
        Self(walker.read_notes)
    }

    pub(super) fn add(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The lines of a note. One that is referred to again is not said again.
    pub(super) fn take(&mut self, reference: &Reference) -> Vec<BlockLine> {
        super::super::note_lines(self.0.remove(&reference.note).unwrap_or_default(), reference.number)
    }
}
