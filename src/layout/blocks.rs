//! From lines to blocks: which lines are one paragraph.
//!
//! Blank lines do not mark paragraphs in text from printed pages, nor does their absence mark their middle. Three
//! things decide: whether a sentence is unfinished, whether the next line's first word would have fitted behind the
//! line, and how the next line begins.

use crate::report::Role;

use super::flow::{Flow, FlowLine, Gap};
use super::marks::{Mark, marks};
use super::measure::LineMeasure;
use super::sentence::{
    ends, ends_in_grade, gives_grade, hangs, is_cut_range, is_grade, starts_high, starts_low, width,
};

/// Lines that belong together.
#[derive(Clone, Debug)]
pub(super) struct Block<'a> {
    /// The lines, in order.
    pub(super) lines: Vec<FlowLine<'a>>,
    /// The mark of the first line.
    pub(super) mark: Mark,
    /// Whether the block is set apart as a heading would be.
    pub(super) stands_alone: bool,
    /// Whether it is a bullet that begins with a small letter.
    begins_low: bool,
    /// Whether it may be a title of several lines: it is on the first page, and no line of it has a full stop.
    may_be_title: bool,
}

impl<'a> Block<'a> {
    fn new(line: FlowLine<'a>, mark: Mark, stands_alone: bool) -> Block<'a> {
        let text_of_bullet = match mark {
            Mark::Bullet(rest) => line.text.get(rest..),
            _ => None,
        };
        let begins_low = text_of_bullet.is_some_and(starts_low);
        let may_be_title = line.page == 1 && mark == Mark::None && !has_stop(line.text);
        Block { lines: vec![line], mark, stands_alone, begins_low, may_be_title }
    }

    fn push(&mut self, line: FlowLine<'a>) {
        self.may_be_title = self.may_be_title && !has_stop(line.text);
        self.lines.push(line);
    }

    /// The first line.
    pub(super) fn first(&self) -> &FlowLine<'a> {
        &self.lines[0]
    }

    /// The last line.
    pub(super) fn last(&self) -> &FlowLine<'a> {
        &self.lines[self.lines.len() - 1]
    }

    /// The lines' texts, the mark of the first cut off.
    pub(super) fn texts(&self) -> impl Iterator<Item = &'a str> + '_ {
        let skipped = match self.mark {
            Mark::None => 0,
            Mark::Bullet(rest) | Mark::Label(_, rest) | Mark::Decimal(_, rest) => rest,
        };
        self.lines.iter().enumerate().map(move |(i, line)| if i == 0 { &line.text[skipped..] } else { line.text })
    }

    /// All words in one string, wrapped lines joined by spaces; for looking at, not for keeping.
    pub(super) fn plain(&self) -> String {
        self.texts().collect::<Vec<_>>().join(" ").trim().to_owned()
    }
}

/// Joins the lines of a report to blocks.
pub(super) fn blocks<'a>(flow: &Flow<'a>) -> Vec<Block<'a>> {
    let marks = marks(&flow.lines);
    let measure = LineMeasure::new(&flow.lines, &marks);
    let joiner = Joiner { lines: &flow.lines, marks, measure };
    let mut blocks: Vec<Block<'a>> = Vec::new();
    for at in 0..flow.lines.len() {
        match blocks.last_mut() {
            Some(block) if joiner.joins(block, at) => block.push(flow.lines[at].clone()),
            last => {
                let lost = last.is_some_and(|block| joiner.lost_bullet(block, at));
                let mark = if lost { Mark::Bullet(0) } else { joiner.mark(at) };
                blocks.push(Block::new(flow.lines[at].clone(), mark, joiner.heading_at(at)));
            }
        }
    }
    blocks
}

/// Whether a text begins as a heading does: with a capital, a digit or a quotation, not with a bracket.
pub(super) fn begins_heading(text: &str) -> bool {
    starts_high(text) && !text.starts_with(['(', '['])
}

/// Whether a line ends a sentence, or names a field.
fn has_stop(text: &str) -> bool {
    ends(text) || text.contains(": ")
}

struct Joiner<'f, 'a> {
    lines: &'f [FlowLine<'a>],
    marks: Vec<Mark>,
    measure: LineMeasure,
}

impl<'a> Joiner<'_, 'a> {
    fn mark(&self, at: usize) -> Mark {
        match self.lines[at].role {
            Role::Item(true) if self.marks[at] == Mark::None => Mark::Bullet(0),
            Role::Aside(_) => Mark::None,
            _ => self.marks[at].clone(),
        }
    }

    /// Whether line `at` continues the block that ends just before it.
    fn joins(&self, block: &Block<'a>, at: usize) -> bool {
        let (line, before) = (&self.lines[at], block.last());
        let is_cut = before.text.ends_with('\u{ad}') || is_cut_range(before.text, line.text);
        if is_cut && line.gap == Gap::None && line.role == before.role {
            return true;
        }
        if line.text.starts_with("Dear ") || before.text.starts_with("Dear ") && block.lines.len() == 1 {
            return false;
        }
        match (&before.role, &line.role) {
            (_, Role::Heading(_) | Role::Row | Role::Item(true) | Role::Aside(true)) => return false,
            (Role::Heading(_) | Role::Row, _) => return false,
            (Role::Aside(_), Role::Aside(false)) => return true,
            (Role::Aside(_), _) | (_, Role::Aside(_)) => return false,
            (_, Role::Block(false) | Role::Quote(false) | Role::Item(false)) => return true,
            _ => {}
        }
        if self.mark(at) != Mark::None {
            return false;
        }
        let alone = matches!(block.mark, Mark::Bullet(rest) | Mark::Label(_, rest) | Mark::Decimal(_, rest) if rest >= block.first().text.len());
        if alone && block.lines.len() == 1 {
            return true;
        }
        match line.role {
            Role::Block(true) | Role::Quote(true) => self.goes_on_as_unwrapped(block, at),
            _ if !self.measure.wrapped => self.goes_on_as_unwrapped(block, at),
            _ => self.goes_on_as_wrapped(block, at),
        }
    }

    /// For lines that are whole paragraphs: only a sentence broken by a page continues.
    fn goes_on_as_unwrapped(&self, block: &Block<'a>, at: usize) -> bool {
        let (line, before) = (&self.lines[at], block.last());
        if ends(before.text) || self.lost_bullet(block, at) {
            return false;
        }
        let long = width(before.text) > 100;
        starts_low(line.text) && (long || hangs(before.text) || block.mark != Mark::None)
            || long && hangs(before.text) && starts_high(line.text)
    }

    fn goes_on_as_wrapped(&self, block: &Block<'a>, at: usize) -> bool {
        let (line, before) = (&self.lines[at], block.last());
        let low = starts_low(line.text);
        let full = self.measure.full(before.text, line.text);
        let surely_full = self.measure.surely_full(&block.mark, before.text, line.text);
        if self.lost_bullet(block, at) || block.stands_alone && !low {
            return false;
        }
        let listing = matches!(block.mark, Mark::Bullet(_));
        let finished = ends(before.text) && !(low && before.text.ends_with(';') && !listing);
        if line.gap == Gap::None && (line.text.starts_with('(') || is_grade(&format!("{} {}", before.text, line.text)))
        {
            return true;
        }
        match line.gap {
            Gap::None if low => !before.text.ends_with(':') || full || is_grade(line.text),
            Gap::None if finished => surely_full && !self.heading_at(at),
            Gap::None => {
                let prose = self.is_prose(block) || line.text.starts_with(|c: char| c.is_ascii_digit());
                full || hangs(before.text)
                    || prose && self.measure.almost_full(before.text, line.text) && !self.heading_at(at)
                    || self.is_last_word_of_title(block, at)
            }
            Gap::Page if finished => {
                surely_full && !low && !self.is_after_last_number(block, at) && !self.heading_at(at)
            }
            // A stray gap inside a numbered paragraph: the next number is still to come.
            Gap::Blank(_) if finished => surely_full && self.next_number_follows(block, at) && !self.heading_at(at),
            Gap::Blank(_) | Gap::Page if low => {
                hangs(before.text) || self.measure.nearly_full(before.text, line.text) || block.mark != Mark::None
            }
            Gap::Blank(_) => full && self.is_prose(block) && !self.heading_at(at),
            Gap::Page => (full || hangs(before.text)) && self.is_prose(block) && !self.heading_at(at),
        }
    }

    /// Whether the block is a numbered paragraph and the next number comes soon after the line.
    fn next_number_follows(&self, block: &Block<'a>, at: usize) -> bool {
        let Mark::Label(number, _) = block.mark else { return false };
        self.next_number(at) == Some(number + 1)
    }

    /// Whether the block is the last numbered paragraph: what is on the next page is most often another text.
    fn is_after_last_number(&self, block: &Block<'a>, at: usize) -> bool {
        matches!(block.mark, Mark::Label(..)) && self.next_number(at).is_none()
    }

    /// The first number of a paragraph soon after a line.
    fn next_number(&self, at: usize) -> Option<u32> {
        const MAX_LINES_AHEAD: usize = 40;
        self.marks[at..].iter().take(MAX_LINES_AHEAD).find_map(|mark| match mark {
            Mark::Label(number, _) => Some(*number),
            _ => None,
        })
    }

    /// Whether a title of several lines ends with this one of a word or two.
    fn is_last_word_of_title(&self, block: &Block<'a>, at: usize) -> bool {
        let short = self.lines[at].text.split_whitespace().count() <= 2 && !is_grade(self.lines[at].text);
        short && block.lines.len() >= 2 && block.may_be_title
    }

    /// Whether a block is running text rather than a title or a cell.
    fn is_prose(&self, block: &Block<'a>) -> bool {
        block.mark != Mark::None || block.lines.len() > 2 || block.lines.iter().any(|line| line.text.contains(". "))
    }

    /// Whether the line is a list's next item that has lost its bullet at a page break: the list's
    /// items have no stop at their ends, the last one is whole, and this one begins as they do.
    fn lost_bullet(&self, block: &Block<'a>, at: usize) -> bool {
        let line = &self.lines[at];
        let page_break = match line.gap {
            Gap::Page => true,
            Gap::Blank(n) => n >= 2 && !self.measure.wrapped,
            Gap::None => false,
        };
        matches!(block.mark, Mark::Bullet(_))
            && page_break
            && starts_low(line.text)
            && block.begins_low
            && !ends(block.last().text)
            && !hangs(block.last().text)
            && !self.measure_says_wrapped(block.last().text, line.text)
    }

    fn measure_says_wrapped(&self, before: &str, line: &str) -> bool {
        self.measure.wrapped && self.measure.full(before, line)
    }

    /// Whether a heading begins at this line: it is short, begins with a capital and has no full stop, and a new text
    /// follows. It may run over two lines.
    fn heading_at(&self, at: usize) -> bool {
        let line = &self.lines[at];
        if line.role != Role::Text || self.marks[at] != Mark::None || !starts_high(line.text) || width(line.text) > 110
        {
            return false;
        }
        if self.closes_as_heading(at) || self.gives_grade_at(at) {
            return true;
        }
        let second = self.lines.get(at + 1);
        self.measure.wrapped
            && !ends(line.text)
            && second.is_some_and(|second| {
                second.gap == Gap::None
                    && starts_low(second.text)
                    && self.marks[at + 1] == Mark::None
                    && self.closes_as_heading(at + 1)
            })
            && (line.gap != Gap::None || at == 0 || ends(self.lines[at - 1].text))
            && line.text.split_whitespace().count() <= 16
    }

    /// Whether a line begins a sentence over the text that it gives the grade of: it says so, or the number of a paragraph
    /// is next.
    fn gives_grade_at(&self, at: usize) -> bool {
        const MAX_LINES: usize = 3;
        let before =
            at.checked_sub(1).map(|before| self.lines[before].text).filter(|_| self.lines[at].gap == Gap::None);
        // In running text a last sentence may be one about a grade.
        let is_apart = before.is_none_or(|before| !self.measure.full(before, self.lines[at].text));
        let more = self.lines[at + 1..].iter().zip(&self.marks[at + 1..]).take(MAX_LINES - 1);
        let more = more.take_while(|(line, mark)| {
            line.gap == Gap::None && **mark == Mark::None && (starts_low(line.text) || is_grade(line.text))
        });
        let mut text = self.lines[at].text.to_owned();
        let gives_grade = |text: &str, next: usize| {
            let is_over_number = is_apart && matches!(self.marks.get(next), Some(Mark::Label(..)));
            let is_title = text.rsplit_once(':').is_some_and(|(_, grade)| is_grade(grade.trim()));
            (is_title || before.is_none_or(ends)) && (gives_grade(text) || is_over_number && ends_in_grade(text))
        };
        gives_grade(&text, at + 1)
            || (at + 2..).zip(more).any(|(next, (line, _))| {
                text.push(' ');
                text.push_str(line.text);
                gives_grade(&text, next)
            })
    }

    /// Whether the line could be a heading's last: short, no full stop, and a new beginning after it.
    fn closes_as_heading(&self, at: usize) -> bool {
        let line = &self.lines[at];
        if line.text.ends_with(['.', ';', ',', '!', '-', '–']) || hangs(line.text) {
            return false;
        }
        let Some(next) = self.lines.get(at + 1) else { return false };
        let runs_on = next.gap == Gap::None && self.measure.almost_full(line.text, next.text);
        if self.marks[at + 1] == Mark::None && (next.text.starts_with('(') || line.text.contains(". ") || runs_on) {
            return false;
        }
        let anew = self.marks[at + 1] != Mark::None
            || starts_high(next.text) && (next.gap != Gap::None || !ends(next.text) || self.measure.wrapped);
        anew && (next.gap != Gap::None || !self.measure.full(line.text, next.text) || self.marks[at + 1] != Mark::None)
            && line.text.split_whitespace().count() <= 20
    }
}
