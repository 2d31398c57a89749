//! Which blocks are headings, and of what level: tags, weight and size of the type together.
//!
//! None of the three is enough. Of the headings of real reports a third are bold at the size of the
//! text, and as many have no tag; and tags of headings are on whole paragraphs now and then.

use std::collections::BTreeMap;

use super::printed::{BlockKind, PrintedBlock, PrintedLine, PrintedPage, letters};

/// Type that is larger than the text by this factor is large.
const LARGE: f32 = 1.12;
/// Headings have no more words, lines and characters than this.
const MAX_WORDS: usize = 26;
const MAX_LINES: usize = 4;
const MAX_CHARS: usize = 200;

/// The types of a file: which is that of the text, and which are of headings.
#[derive(Debug)]
pub(super) struct TypeStyles {
    text: f32,
    /// The types of headings, the most prominent first.
    headings: Vec<TypeStyle>,
}

/// The look of a line: its size in half points, and whether it is bold.
type TypeStyle = (u32, bool);

impl TypeStyles {
    /// Looks at all pages.
    pub(super) fn new(pages: &[PrintedPage]) -> TypeStyles {
        let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
        for line in pages.iter().flat_map(PrintedPage::lines) {
            *sizes.entry(half_points(line)).or_default() += letters(&line.text);
        }
        let text =
            sizes.into_iter().max_by_key(|&(size, letters)| (letters, size)).map_or(12.0, |(s, _)| s as f32 / 2.0);
        let mut styles = TypeStyles { text, headings: Vec::new() };
        let blocks = pages.iter().flat_map(|page| &page.blocks);
        let mut headings: Vec<TypeStyle> = blocks.filter_map(|block| styles.style_of_heading(block)).collect();
        headings.sort_unstable_by(|a, b| b.cmp(a));
        headings.dedup();
        styles.headings = headings;
        styles
    }

    /// The level of a block that is a heading.
    pub(super) fn level(&self, block: &PrintedBlock) -> Option<u8> {
        let style = self.style_of_heading(block)?;
        let rank = self.headings.iter().position(|known| *known == style).unwrap_or(0);
        Some(u8::try_from(rank + 1).unwrap_or(6).min(6))
    }

    /// Whether a row is a section's heading beside the grade that the section comes to.
    fn is_graded_heading(&self, cells: &[String], size: f32) -> bool {
        const GRADES: [&str; 6] = [
            "outstanding",
            "good",
            "requires improvement",
            "requires improvement to be good",
            "inadequate",
            "not judged",
        ];
        let [heading, grade] = cells else { return false };
        size > self.text * LARGE
            && heading.split_whitespace().count() > 1
            && GRADES.contains(&grade.trim().to_lowercase().as_str())
    }

    /// The look of a block, if it is a heading.
    pub(super) fn style_of_heading(&self, block: &PrintedBlock) -> Option<TypeStyle> {
        let (kind, lines) = match block {
            PrintedBlock::Lines { kind, lines, .. } => (kind, lines),
            PrintedBlock::Row { cells, size } => {
                return self.is_graded_heading(cells, *size).then_some((half(*size), true));
            }
        };
        let tagged = *kind == BlockKind::Heading;
        let first = lines.first()?;
        let bold = lines.iter().all(|line| line.bold);
        let large = lines.iter().all(|line| line.size > self.text * LARGE);
        let stands_out = tagged || bold || large;
        let may = !matches!(kind, BlockKind::Note | BlockKind::Contents);
        (stands_out && may && reads_as_heading(lines, tagged)).then(|| (half_points(first), bold))
    }
}

fn half_points(line: &PrintedLine) -> u32 {
    half(line.size)
}

fn half(size: f32) -> u32 {
    (size.clamp(1.0, 500.0) * 2.0).round() as u32
}

/// Whether the words may be a heading's.
fn reads_as_heading(lines: &[PrintedLine], tagged: bool) -> bool {
    let text = joined(lines);
    let words = text.split_whitespace().count();
    let short = words <= MAX_WORDS && lines.len() <= MAX_LINES && text.len() <= MAX_CHARS;
    let begins = text.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || "‘“'\"".contains(c));
    let ends = text.ends_with(['.', ';', ',']) && !(tagged && words <= 8) || text.ends_with(['-', '–']);
    let field = !tagged && lines.iter().any(|line| is_field(&line.text));
    let digits = text.chars().filter(char::is_ascii_digit).count();
    short && begins && !ends && !field && !is_frame(&text) && letters(&text) > 2 * digits.max(1) && !is_date(&text)
}

/// "Lead inspector: A. Name"; a line of contents with the number of its page.
fn is_field(line: &str) -> bool {
    if line.starts_with(char::is_lowercase) {
        return false;
    }
    let value = |value: &str| value.trim_start().starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let named = line.split_once(':').is_some_and(|(name, rest)| name.split_whitespace().count() <= 4 && value(rest));
    let number = line.rsplit_once(' ').is_some_and(|(_, last)| last.len() <= 3 && last.parse::<u32>().is_ok());
    named || number
}

/// A line of a letter's frame: a contact, the salutation, who signs.
fn is_frame(text: &str) -> bool {
    let signs = [
        "Dear ",
        "Yours ",
        "Her Majesty’s Inspector",
        "His Majesty’s Inspector",
        "Her Majesty's Inspector",
        "His Majesty's Inspector",
    ];
    text.contains('@') || text.contains("www.") || signs.iter().any(|start| text.starts_with(start))
}

/// "20 November 2020", and nothing else.
fn is_date(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    matches!(words.as_slice(), [day, month, year] if number(day) && number(year) && month.chars().all(char::is_alphabetic))
}

/// The words of a heading of one or more lines.
pub(super) fn joined(lines: &[PrintedLine]) -> String {
    let mut text = String::new();
    for line in lines {
        if !text.is_empty() && !text.ends_with('-') {
            text.push(' ');
        }
        text.push_str(&line.text);
    }
    text
}
