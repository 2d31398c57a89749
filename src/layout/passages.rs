//! From parts to passages: words healed, sections and introductions given, numbered in order.

use std::collections::BTreeSet;

use crate::report::{Passage, PassageKind, Role, SourceSpan};
use crate::text::{raised_digits, shortened};

use super::footnotes::glued_mark;
use super::heal::{Vocabulary, join};
use super::parts::RawPassage;
use super::roles::role;

/// Headings and introductions are repeated with each passage under them, so long ones are shortened there; they are
/// passages themselves, whole. Those of real reports have less than half of this.
const MAX_REPEATED_BYTES: usize = 400;

/// The pages and numbers of footnotes.
type NoteNumbers = BTreeSet<(u32, u32)>;

/// Makes the passages of a report; `paged` says whether the file gives its page ends.
pub(super) fn passages(parts: Vec<RawPassage<'_>>, paged: bool) -> Vec<Passage> {
    let lines: Vec<&str> = parts.iter().flat_map(|part| part.lines.iter().map(|line| line.text)).collect();
    let vocabulary = Vocabulary::new(lines.into_iter());
    let notes = note_numbers(&parts);
    let mut sections = Sections::default();
    let mut list = OpenList::default();
    let mut passages: Vec<Passage> = Vec::with_capacity(parts.len());
    let mut parts = parts.into_iter().peekable();
    while let Some(part) = parts.next() {
        let text = text_of(&part, &vocabulary, &notes);
        if text.is_empty() {
            continue;
        }
        let leads = parts.peek().is_some_and(is_body);
        let section = sections.enter(&part, &text, leads);
        let context = list.enter(&part, &text);
        let first = part.lines.first().map_or(1, |line| line.page);
        let last = part.lines.last().map_or(first, |line| line.page);
        passages.push(Passage {
            ordinal: u32::try_from(passages.len() + 1).unwrap_or(u32::MAX),
            kind: part.kind,
            role: role(part.kind, &section, context.as_deref(), &text),
            section,
            label: part.label,
            pages: paged.then(|| (first.min(last), first.max(last))),
            text,
            context,
            spans: SourceSpan::joined(part.lines.iter().map(|line| line.span)),
            ocr: false,
        });
    }
    passages
}

/// The pages and numbers of the footnotes that were set aside by their marks in the text.
fn note_numbers(parts: &[RawPassage<'_>]) -> NoteNumbers {
    let is_glued = |part: &&RawPassage<'_>| !matches!(part.lines.first().map(|line| &line.role), Some(Role::Aside(_)));
    let notes = parts.iter().filter(|part| part.kind == PassageKind::Footnote).filter(is_glued);
    notes.filter_map(|note| Some((note.lines.first()?.page, note.label.as_ref()?.parse().ok()?))).collect()
}

fn text_of(part: &RawPassage<'_>, vocabulary: &Vocabulary<'_>, notes: &NoteNumbers) -> String {
    let cells = part.cells.iter().map(|cell| join(cell.iter().copied(), vocabulary));
    let text = cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" | ");
    if part.kind == PassageKind::Footnote || notes.is_empty() {
        return text;
    }
    let pages = part.lines.chunk_by(|a, b| a.page == b.page).map(|lines| lines[0].page);
    let of_part: BTreeSet<u32> =
        pages.flat_map(|page| notes.range((page, 0)..=(page, u32::MAX))).map(|(_, number)| *number).collect();
    if of_part.is_empty() { text } else { raise_marks(&text, &of_part) }
}

/// Writes footnote marks that are glued to words as the page showed them, raised: "Board¹". So they
/// are no part of the word.
fn raise_marks(text: &str, notes: &BTreeSet<u32>) -> String {
    let raised = |word: &str| -> Option<String> {
        let (at, number) = glued_mark(word)?;
        if !notes.contains(&number) {
            return None;
        }
        let digits = number.to_string();
        Some(format!("{}{}{}", &word[..at], raised_digits(&digits)?, &word[at + digits.len()..]))
    };
    text.split(' ').map(|word| raised(word).unwrap_or_else(|| word.to_owned())).collect::<Vec<_>>().join(" ")
}

/// Whether a part is the report's running text: a sentence of some length, a bullet, a number.
fn is_body(part: &RawPassage<'_>) -> bool {
    let words = || part.lines.iter().map(|line| line.text.split_whitespace().count()).sum::<usize>();
    match part.kind {
        PassageKind::Bullet => true,
        PassageKind::Paragraph => {
            part.label.is_some()
                || words() >= 8 && part.lines.last().is_some_and(|line| super::sentence::ends(line.text))
        }
        _ => false,
    }
}

/// The headings above the current part. Levels are kept if the format gives them; otherwise a heading belongs under the
/// one directly before it, or else starts a new section. The lines of the title, before the running text, are no
/// sections.
#[derive(Default)]
struct Sections {
    path: Vec<(u8, String)>,
    headings: u32,
    begun: bool,
    body_since: bool,
}

impl Sections {
    fn enter(&mut self, part: &RawPassage<'_>, text: &str, leads_to_body: bool) -> Vec<String> {
        match part.kind {
            PassageKind::Letterhead | PassageKind::Addressee | PassageKind::Signature => return Vec::new(),
            PassageKind::Heading => {}
            PassageKind::Footnote => return self.names(),
            _ => {
                self.begun |= is_body(part);
                self.body_since = true;
                return self.names();
            }
        }
        self.headings += 1;
        if !self.begun && (self.headings == 1 || part.level.is_none() && !leads_to_body) {
            return Vec::new();
        }
        match part.level {
            Some(level) => self.path.retain(|(above, _)| *above < level),
            None if self.body_since || self.path.len() >= 4 => self.path.clear(),
            None => {}
        }
        self.body_since = false;
        let over = self.names();
        self.path.push((part.level.unwrap_or(0), shortened(text, MAX_REPEATED_BYTES)));
        over
    }

    fn names(&self) -> Vec<String> {
        self.path.iter().map(|(_, name)| name.clone()).collect()
    }
}

/// The sentence that introduces the current list.
#[derive(Default)]
struct OpenList {
    introduction: Option<String>,
    nested: Option<(Option<char>, String)>,
}

impl OpenList {
    fn enter(&mut self, part: &RawPassage<'_>, text: &str) -> Option<String> {
        if part.kind == PassageKind::Footnote {
            return None;
        }
        if part.kind != PassageKind::Bullet {
            self.nested = None;
            self.introduction = match part.kind {
                PassageKind::Heading => Some(shortened(text, MAX_REPEATED_BYTES)),
                _ if text.ends_with(':') => Some(shortened(last_sentence(text), MAX_REPEATED_BYTES)),
                _ => None,
            };
            return None;
        }
        if self.nested.as_ref().is_some_and(|(glyph, _)| *glyph == part.glyph) {
            self.nested = None;
        }
        let context = self.nested.as_ref().map(|(_, text)| text.clone()).or_else(|| self.introduction.clone());
        if text.ends_with(':') {
            self.nested = Some((part.glyph, shortened(last_sentence(text), MAX_REPEATED_BYTES)));
        }
        context
    }
}

fn last_sentence(text: &str) -> &str {
    text.rfind(". ").map_or(text, |at| &text[at + 2..])
}
