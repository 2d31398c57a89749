//! From printed pages to lines with their roles: headings, rows, and the beginnings of paragraphs.

use super::headings::{TypeStyles, joined};
use super::printed::{BlockKind, PrintedBlock, PrintedLine, PrintedPage};
use crate::report::{Line, Page, Role};

/// This many words and a stop make a block running text.
const MIN_WORDS_OF_TEXT: usize = 12;
/// A letter is about this share of the type's size wide.
const LETTER: f32 = 0.5;

/// The lines of all pages.
pub(super) fn pages(printed: Vec<PrintedPage>) -> Vec<Page> {
    let styles = TypeStyles::new(&printed);
    let mut writer =
        PageWriter { styles, page: Page::default(), last: Last::default(), body: false, signing: false, edge: 0.0 };
    let mut pages = Vec::with_capacity(printed.len());
    for (at, page) in printed.iter().enumerate() {
        // A cover may be followed by a page of contents, but then the text begins.
        writer.body |= at >= 2;
        writer.edge = page.lines().map(|line| line.right).fold(0.0, f32::max);
        for (number, block) in page.blocks.iter().enumerate() {
            writer.block(block, page.blocks.get(number + 1));
        }
        pages.push(std::mem::take(&mut writer.page));
    }
    pages
}

struct PageWriter {
    styles: TypeStyles,
    page: Page,
    last: Last,
    /// Whether running text has begun.
    body: bool,
    /// Whether a letter is being signed, so that what is out of line is a name.
    signing: bool,
    /// Where the lines of the page end.
    edge: f32,
}

/// The paragraph that was written last, which may continue.
#[derive(Default)]
struct Last {
    element: Option<u32>,
    /// Whether its sentence is unfinished.
    open: bool,
}

impl PageWriter {
    fn block(&mut self, block: &PrintedBlock, next: Option<&PrintedBlock>) {
        if let PrintedBlock::Lines { lines, .. } = block
            && let [line] = lines.as_slice()
            && line.text.eq_ignore_ascii_case("contents")
        {
            // Of the lowest level, so that no other heading is under it.
            return self.push(&line.text, Role::Heading(6));
        }
        if let Some(level) = self.styles.level(block).filter(|_| !self.signing) {
            let text = match block {
                PrintedBlock::Lines { lines, .. } => joined(lines),
                PrintedBlock::Row { cells, .. } => cells.join(": "),
            };
            return self.heading(&text, level, next);
        }
        match block {
            PrintedBlock::Row { cells, .. } => self.row(cells),
            PrintedBlock::Lines { kind, element, lines } => {
                let (running, first) = (is_running_text(lines), lines.first().map_or("", |line| &line.text));
                self.body |= running;
                self.signing = !running && (self.signing || first.starts_with("Yours "));
                match kind {
                    BlockKind::Untagged | BlockKind::Note => self.printed(lines),
                    BlockKind::Paragraph | BlockKind::Heading | BlockKind::Contents => self.paragraph(*element, lines),
                }
            }
        }
    }

    /// A heading; or a line of the title, which precedes all running text, with nothing under it.
    fn heading(&mut self, text: &str, level: u8, next: Option<&PrintedBlock>) {
        let leads =
            next.is_some_and(|next| matches!(next, PrintedBlock::Lines { lines, .. } if is_running_text(lines)));
        if self.body || leads {
            self.push(text, Role::Heading(level));
        } else {
            self.gap();
            self.push(text, Role::Text);
            self.gap();
        }
        self.last = Last::default();
    }

    fn row(&mut self, cells: &[String]) {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('\t', " ").trim().to_owned()).collect();
        self.push(&cells.join("\t"), Role::Row);
        self.last = Last::default();
    }

    /// Lines whose paragraphs only gaps separate.
    fn printed(&mut self, lines: &[PrintedLine]) {
        self.gap();
        for line in lines {
            self.push(&line.text, Role::Text);
        }
        self.gap();
    }

    /// A paragraph of the structure. It may continue from the page before; and it may hold lines that
    /// were broken on purpose, which are paragraphs of their own.
    fn paragraph(&mut self, element: Option<u32>, lines: &[PrintedLine]) {
        let mut before: Option<&PrintedLine> = None;
        for line in lines {
            let goes_on = match before {
                None => self.goes_on(element, line),
                Some(before) => !self.is_broken(before, line),
            };
            self.push(&line.text, Role::Block(!goes_on));
            before = Some(line);
        }
        let open = lines.last().is_some_and(|line| !ends(&line.text));
        self.last = Last { element, open };
    }

    fn goes_on(&self, element: Option<u32>, line: &PrintedLine) -> bool {
        let same = element.is_some() && element == self.last.element;
        same || self.last.open && self.page.lines.is_empty() && starts_low(&line.text)
    }

    /// Whether a line ends so early that the next line's first word would have fitted behind it.
    fn is_broken(&self, before: &PrintedLine, line: &PrintedLine) -> bool {
        let word = line.text.split_whitespace().next().unwrap_or_default();
        let needed = (word.chars().count() as f32 + 2.0) * LETTER * line.size + line.size;
        before.right + needed < self.edge && !starts_low(&line.text)
    }

    fn gap(&mut self) {
        if self.page.lines.last().is_some_and(|line| !line.text.is_empty()) {
            self.push("", Role::Text);
        }
    }

    fn push(&mut self, text: &str, role: Role) {
        self.page.lines.push(Line { text: text.to_owned(), role, bytes: None });
    }
}

fn is_running_text(lines: &[PrintedLine]) -> bool {
    let words: usize = lines.iter().map(|line| line.text.split_whitespace().count()).sum();
    words >= MIN_WORDS_OF_TEXT && lines.iter().any(|line| ends(&line.text) || line.text.contains(". "))
}

/// Whether a sentence ends here.
fn ends(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| "\"'’”)]".contains(c) || "¹²³⁴⁵⁶⁷⁸⁹⁰".contains(c));
    text.ends_with(['.', '!', '?', ':', ';', '…'])
}

fn starts_low(text: &str) -> bool {
    text.trim_start_matches(|c: char| "\"'‘“(".contains(c)).starts_with(char::is_lowercase)
}
