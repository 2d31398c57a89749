//! A walk through a part of a Word document, from its XML to paragraphs. Nesting takes no stack.

use std::collections::HashMap;

use super::super::body::{Body, ContainerKind, Paragraph};
use super::super::numbers::raised;
use super::super::xml::{Space, XmlElement, XmlWalker, walk_through};
use super::numbering::{ListItem, Numbering};
use super::styles::{DocxStyle, DocxStyles, level_number, outline_level};
use crate::extract::blocks::BlockLine;
use crate::text::as_raised;

/// How a part is walked through.
#[derive(Clone, Copy)]
pub(super) struct WalkOptions {
    /// Whether tables of contents are left out.
    pub(super) skips_contents: bool,
}

/// The result of a walk.
pub(super) struct WalkResult {
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

/// A note that the text refers to, and the number that marks the place; none if the writer chose
/// a mark.
pub(super) struct Reference {
    pub(super) note: NoteId,
    pub(super) number: Option<usize>,
}

/// What to do at the end of an open element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DocxScope {
    Nothing,
    Paragraph,
    /// Properties, or one of them; of a run or of something else.
    Properties {
        of_run: bool,
    },
    Run,
    Words,
    Instruction,
    Body(ContainerKind),
    Note,
}

pub(super) struct DocxWalker<'a> {
    styles: &'a DocxStyles,
    numbering: Numbering,
    body: Body,
    /// The paragraphs that are open: more than one where a text box hangs on one.
    paragraphs: Vec<DocxParagraph>,
    /// Words of paragraphs whose end was deleted, so that the next one continues them.
    carried: Option<Paragraph>,
    run: RunProperties,
    /// The fields that are open, and how many of them are tables of contents.
    fields: Vec<OpenField>,
    open_contents: usize,
    /// Whether the content that comes next is a table of contents.
    is_contents_next: bool,
    notes: Vec<Reference>,
    /// How many of them have a number.
    numbered_notes: usize,
    /// The notes of a part of notes, as they are read.
    read_notes: HashMap<NoteId, Vec<BlockLine>>,
    note: Option<NoteId>,
    walk: WalkOptions,
}

#[derive(Default)]
struct DocxParagraph {
    paragraph: Paragraph,
    style: Option<String>,
    outline: Option<u8>,
    list: Option<u64>,
    level: Option<usize>,
    is_end_deleted: bool,
    /// The style with all it is based on, once it is known.
    resolved: Option<DocxStyle>,
}

#[derive(Clone, Copy, Default)]
struct RunProperties {
    is_bold: Option<bool>,
    is_hidden: Option<bool>,
    is_raised: bool,
}

#[derive(Default)]
struct OpenField {
    instruction: String,
    is_contents: bool,
}

impl XmlWalker for DocxWalker<'_> {
    type Scope = DocxScope;

    fn open(&mut self, element: &XmlElement<'_>, around: &[DocxScope]) -> Option<DocxScope> {
        match element.space {
            Space::Word => {}
            Space::Math if element.name() == "t" => return Some(DocxScope::Words),
            Space::Compatibility if element.name() == "Fallback" => return None,
            _ => return Some(DocxScope::Nothing),
        }
        let of_run = match around.last() {
            Some(&DocxScope::Properties { of_run }) => Some(of_run),
            _ => None,
        };
        match (element.name(), of_run) {
            // Text before a tracked change, and parts that are not printed as text.
            (
                "pPrChange" | "rPrChange" | "tblPrChange" | "trPrChange" | "tcPrChange" | "sectPrChange" | "sectPr"
                | "tblGrid" | "numberingChange" | "rt",
                _,
            ) => None,
            (_, Some(of_run)) => Some(self.property(element, of_run)),
            (name, None) => self.open_content(name, element, around),
        }
    }

    fn close(&mut self, frame: DocxScope) {
        match frame {
            DocxScope::Paragraph => self.close_paragraph(),
            DocxScope::Run => self.run = RunProperties::default(),
            DocxScope::Body(ContainerKind::Apart) => {
                let lines = self.body.close();
                match self.paragraphs.last_mut() {
                    Some(open) => open.paragraph.boxes.extend(lines),
                    None => self.body.aside(lines),
                }
            }
            DocxScope::Body(_) => {
                self.body.close();
            }
            DocxScope::Note => {
                let lines = self.body.close();
                if let Some(id) = self.note.take() {
                    self.read_notes.insert(id, lines);
                }
            }
            DocxScope::Nothing | DocxScope::Properties { .. } | DocxScope::Words | DocxScope::Instruction => {}
        }
    }

    fn text(&mut self, text: &str, around: &[DocxScope]) {
        match around.last() {
            Some(DocxScope::Words) => self.words(text),
            Some(DocxScope::Instruction) => self.instruction(text),
            _ => {}
        }
    }
}

impl<'a> DocxWalker<'a> {
    pub(super) fn new(styles: &'a DocxStyles, numbering: Numbering, body: Body) -> Self {
        Self {
            styles,
            numbering,
            body,
            paragraphs: Vec::new(),
            carried: None,
            run: RunProperties::default(),
            fields: Vec::new(),
            open_contents: 0,
            is_contents_next: false,
            notes: Vec::new(),
            numbered_notes: 0,
            read_notes: HashMap::new(),
            note: None,
            walk: WalkOptions { skips_contents: false },
        }
    }

    pub(super) fn walk(mut self, text: &str, walk: WalkOptions) -> WalkResult {
        self.walk = walk;
        let broken = self.run_through(text);
        let is_contents_open = self.open_contents > 0;
        WalkResult { body: self.body, notes: self.notes, is_contents_open, broken }
    }

    fn run_through(&mut self, text: &str) -> Option<String> {
        let broken = walk_through(self, text);
        if let Some(rest) = self.carried.take() {
            self.body.paragraph(rest);
        }
        broken
    }

    /// The scope that an element opens if it is no property of another.
    fn open_content(&mut self, name: &str, element: &XmlElement<'_>, around: &[DocxScope]) -> Option<DocxScope> {
        match name {
            "del" | "moveFrom" => None,
            "pPr" | "rPr" | "sdtPr" => Some(DocxScope::Properties { of_run: around.last() == Some(&DocxScope::Run) }),
            "p" => {
                self.paragraphs.push(DocxParagraph::default());
                Some(DocxScope::Paragraph)
            }
            "r" => {
                self.run = RunProperties::default();
                Some(DocxScope::Run)
            }
            "t" => Some(DocxScope::Words),
            "instrText" => Some(DocxScope::Instruction),
            "tr" => Some(self.open_level(ContainerKind::Row)),
            "tc" => Some(self.open_level(ContainerKind::Cell)),
            "txbxContent" => Some(self.open_level(ContainerKind::Apart)),
            "sdtContent" if std::mem::take(&mut self.is_contents_next) && self.walk.skips_contents => None,
            "footnote" | "endnote" => Some(self.open_note(element)),
            name => {
                self.inline(name, element);
                Some(DocxScope::Nothing)
            }
        }
    }

    fn open_level(&mut self, kind: ContainerKind) -> DocxScope {
        self.body.open(kind);
        DocxScope::Body(kind)
    }

    fn open_note(&mut self, element: &XmlElement<'_>) -> DocxScope {
        let id = NoteId { is_endnote: element.name() == "endnote", id: element.value("id").unwrap_or_default() };
        // Separators are drawn, not read.
        let is_text = matches!(element.value("type").as_deref(), None | Some("normal"));
        self.note = is_text.then_some(id);
        self.body.open(ContainerKind::Apart);
        DocxScope::Note
    }

    /// A property of the paragraph, of a run, or of a control.
    fn property(&mut self, element: &XmlElement<'_>, of_run: bool) -> DocxScope {
        if element.name() == "docPartGallery" {
            self.is_contents_next =
                element.value("val").is_some_and(|what| what.eq_ignore_ascii_case("table of contents"));
        }
        if of_run {
            match element.name() {
                "b" => self.run.is_bold = Some(element.is_on()),
                "vanish" => self.run.is_hidden = Some(element.is_on()),
                "vertAlign" => self.run.is_raised = element.value("val").as_deref() == Some("superscript"),
                "rStyle" => {
                    let style = self.styles.resolved(Some(&element.value("val").unwrap_or_default()));
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
        DocxScope::Properties { of_run }
    }

    /// An element that stands for characters, or for the beginning or end of a field.
    fn inline(&mut self, name: &str, element: &XmlElement<'_>) {
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
                Some("begin") => self.fields.push(OpenField::default()),
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
        const MAX_INSTRUCTION_BYTES: usize = 40;
        if let Some(field) = self.fields.last_mut().filter(|field| field.instruction.len() < MAX_INSTRUCTION_BYTES) {
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
        let style = open.resolved.get_or_insert_with(|| styles.resolved(open.style.as_deref()));
        if !self.run.is_hidden.or(style.is_hidden).unwrap_or_default() {
            let text = if self.run.is_raised { as_raised(text) } else { text.into() };
            open.paragraph.push(&text, self.run.is_bold.or(style.is_bold).unwrap_or_default());
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
        let style = open.resolved.unwrap_or_else(|| self.styles.resolved(open.style.as_deref()));
        paragraph.heading = open.outline.or(style.heading).filter(|level| *level > 0);
        paragraph.is_quote = style.is_quote;
        if let Some(list) = open.list.or(style.list).filter(|list| *list > 0) {
            let item = ListItem { list, level: open.level, style: open.style.as_deref(), style_level: style.level };
            paragraph.marker = self.numbering.next(&item, self.styles);
        }
        self.body.paragraph(paragraph);
    }
}

/// The notes of a document.
#[derive(Default)]
pub(super) struct NoteTexts(HashMap<NoteId, Vec<BlockLine>>);

impl NoteTexts {
    pub(super) fn read(text: &str, styles: &DocxStyles, warnings: &mut Vec<String>) -> Self {
        let mut walker = DocxWalker::new(styles, Numbering::default(), Body::default());
        warnings.extend(walker.run_through(text).map(|why| super::super::broken(&why)));
        Self(walker.read_notes)
    }

    pub(super) fn add(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The lines of a note. A second reference to it has none.
    pub(super) fn take(&mut self, reference: &Reference) -> Vec<BlockLine> {
        super::super::note_lines(self.0.remove(&reference.note).unwrap_or_default(), reference.number)
    }
}
