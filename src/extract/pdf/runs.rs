//! The pieces of text of a file with their boxes, page by page.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_inspector::extractor::{ItemType, extract_text_with_positions_mem, extract_text_with_positions_mem_pages};
use pdf_inspector::{PdfError, TextItem};

use super::container::{MAX_PAGES, PdfFile};
use super::glyphs;
use super::marks;
use super::ocr_layer;
use super::tags::{Tag, Tags};

/// If the file as a whole fails, this many of its pages are tried one by one.
const MAX_SINGLE_PAGES: u32 = 200;
/// A page with a text layer shows at most this many words beside its picture: a stamp, a header, a page number.
const MAX_WORDS_BESIDE_LAYER: usize = 40;
/// More pieces on a page than any page can show.
const MAX_RUNS_PER_PAGE: usize = 100_000;

/// A piece of text in one type on one line.
#[derive(Clone, Debug)]
pub(super) struct TextRun {
    pub(super) text: String,
    pub(super) left: f32,
    pub(super) width: f32,
    pub(super) base: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
    /// The number of its marked content, which counts in reading order.
    pub(super) order: Option<i64>,
    /// Its place in the structure; a piece without one is no part of the text.
    pub(super) tag: Option<Tag>,
    /// Whether its width is known, not guessed.
    pub(super) measured: bool,
    /// Whether it is upright.
    pub(super) upright: bool,
}

/// The text of a file.
#[derive(Debug, Default)]
pub(super) struct PdfText {
    /// The pieces of each page.
    pub(super) pages: Vec<Vec<TextRun>>,
    /// The pages, from 1, with a picture.
    pub(super) pictures: HashSet<u32>,
    /// The pages, from 1 and in order, whose text lies invisibly over a picture of them.
    pub(super) recognised: Vec<u32>,
    /// Problems in reading it.
    pub(super) warnings: Vec<String>,
}

/// Reads the text of a file.
pub(super) fn read(bytes: &[u8], file: &PdfFile) -> Result<PdfText, PdfFault> {
    let mut found = PdfText::default();
    match guarded(|| extract_text_with_positions_mem(bytes)) {
        Ok(items) => found.take(items, &file.tags),
        Err(PdfFault::Damaged(why)) if file.pages > 0 => found.take_single_pages(bytes, file, why)?,
        Err(fault) => return Err(fault),
    }
    found.take_layers(bytes, file);
    found.pages.iter_mut().for_each(marks::raise);
    found.pages.resize_with(found.pages.len().max(file.pages as usize), Vec::new);
    if found.pages.is_empty() {
        return Err(PdfFault::Damaged("it has no pages".to_owned()));
    }
    Ok(found)
}

/// Why a file cannot be read.
pub(super) enum PdfFault {
    /// It needs a password.
    Locked,
    /// It is damaged in this way.
    Damaged(String),
}

/// Calls the reader of text so that no failure of it ends more than the call.
fn guarded(read: impl FnOnce() -> Result<Vec<TextItem>, PdfError>) -> Result<Vec<TextItem>, PdfFault> {
    let plain = |why: &str| PdfFault::Damaged(why.to_owned());
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(items)) => Ok(items),
        Ok(Err(PdfError::Encrypted)) => Err(PdfFault::Locked),
        Ok(Err(PdfError::NotAPdf(_))) => Err(plain("it begins as a PDF does, but is none")),
        Ok(Err(PdfError::InvalidStructure)) => Err(plain("its parts are not where it says")),
        Ok(Err(_)) => Err(plain("its parts cannot be read")),
        Err(_) => Err(plain("its content makes no sense")),
    }
}

impl PdfText {
    /// Sorts the pieces by pages.
    fn take(&mut self, items: Vec<TextItem>, tags: &Tags) {
        for item in items {
            let number = item.page as usize;
            if number == 0 || number > MAX_PAGES {
                continue;
            }
            if self.pages.len() < number {
                self.pages.resize_with(number, Vec::new);
            }
            let page = &mut self.pages[number - 1];
            match item.item_type {
                ItemType::Text if page.len() < MAX_RUNS_PER_PAGE => page.extend(run(item, tags)),
                ItemType::Image => {
                    self.pictures.insert(item.page);
                }
                _ => {}
            }
        }
    }

    /// Reads the invisible text of pages that show a picture and hardly a word.
    fn take_layers(&mut self, bytes: &[u8], file: &PdfFile) {
        let words = |page: u32| {
            let runs = self.pages.get(page.saturating_sub(1) as usize).map_or(&[][..], Vec::as_slice);
            runs.iter().map(|run| run.text.split_whitespace().count()).sum::<usize>()
        };
        let pages: HashSet<u32> =
            self.pictures.iter().copied().filter(|&page| words(page) <= MAX_WORDS_BESIDE_LAYER).collect();
        let Some(unveiled) = ocr_layer::unveiled(bytes, &pages) else { return };
        let only: HashSet<u32> = unveiled.pages.iter().copied().collect();
        let read = guarded(|| extract_text_with_positions_mem_pages(&unveiled.bytes, Some(&only)));
        let Ok(items) = read else { return };
        for &page in &unveiled.pages {
            if let Some(runs) = self.pages.get_mut(page.saturating_sub(1) as usize) {
                runs.clear();
            }
        }
        self.take(items, &file.tags);
        let has_text =
            |page: &u32| self.pages.get(page.saturating_sub(1) as usize).is_some_and(|runs| !runs.is_empty());
        self.recognised = unveiled.pages.into_iter().filter(has_text).collect();
    }

    /// Reads a file page by page, and names the pages that fail.
    fn take_single_pages(&mut self, bytes: &[u8], file: &PdfFile, why: String) -> Result<(), PdfFault> {
        let tried = file.pages.min(MAX_SINGLE_PAGES);
        let mut lost: Vec<String> = Vec::new();
        for number in 1..=tried {
            let only = HashSet::from([number]);
            match guarded(|| extract_text_with_positions_mem_pages(bytes, Some(&only))) {
                Ok(items) => self.take(items, &file.tags),
                Err(_) => lost.push(number.to_string()),
            }
        }
        if lost.len() as u32 == tried {
            return Err(PdfFault::Damaged(why));
        }
        if file.pages > tried {
            lost.push(format!("{} to {}", tried + 1, file.pages));
        }
        if !lost.is_empty() {
            let (some, verb) = if lost.len() == 1 { ("page", "is") } else { ("pages", "are") };
            self.warnings.push(format!("{some} {} {verb} damaged and could not be read", lost.join(", ")));
        }
        Ok(())
    }
}

/// A piece of text, unless there is none in it.
fn run(item: TextItem, tags: &Tags) -> Option<TextRun> {
    let text = glyphs::mended(&item.text, &item.font);
    let sane = [item.x, item.y, item.width, item.font_size].iter().all(|n| n.is_finite() && n.abs() < 1e6);
    if text.trim().is_empty() || !sane {
        return None;
    }
    let tag = item.mcid.and_then(|id| tags.get(&(item.page, id))).copied();
    let turned = item.rotation % 360.0;
    Some(TextRun {
        text,
        left: item.x,
        width: item.width.max(0.0),
        base: item.y - item.baseline_shift,
        size: if item.font_size > 0.5 { item.font_size } else { item.height.max(1.0) },
        bold: item.is_bold,
        order: item.mcid,
        tag,
        measured: item.advance_known,
        upright: !(5.0..=355.0).contains(&turned),
    })
}
