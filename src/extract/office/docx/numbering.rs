//! How a Word document counts its lists, and the counting.

use std::collections::{HashMap, HashSet};

use super::super::numbers::{LEVELS, LetterCase, Look, Marker, short};
use super::super::xml::{Space, Xml, XmlElement, XmlEvent};
use super::styles::{DocxStyles, level_number};

/// One level of a list.
#[derive(Clone, Debug, Default)]
struct ListLevel {
    start: Option<u64>,
    look: Look,
    /// The printed text, with `%1` in place of the first level's number.
    text: String,
    /// Whether all numbers in it are decimal.
    is_legal: bool,
    /// The level above which it does not start again.
    restart: Option<u64>,
    /// The style whose paragraphs are on this level.
    style: Option<String>,
}

/// How lists that belong together count.
#[derive(Clone, Debug, Default)]
struct Pattern {
    levels: Vec<ListLevel>,
    /// The style of numbering that has the levels instead.
    link: Option<String>,
}

/// A list: a pattern, and where it starts otherwise.
#[derive(Clone, Debug, Default)]
struct ListDefinition {
    pattern: u64,
    starts: HashMap<usize, u64>,
    levels: HashMap<usize, ListLevel>,
}

/// The lists of a document, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    patterns: HashMap<u64, Pattern>,
    lists: HashMap<u64, ListDefinition>,
    /// The last number on each level; lists of one pattern continue each other's numbers.
    counted: HashMap<u64, [Option<u64>; LEVELS]>,
    /// The lists and levels that have started where they start otherwise.
    started: HashSet<(u64, usize)>,
}

impl Numbering {
    pub(super) fn read(text: &str) -> Self {
        let mut numbering = Self::default();
        let mut xml = Xml::new(text);
        let (mut pattern, mut list) = (None, None);
        let mut place = ReadPosition::default();
        while let Some(node) = xml.next() {
            let XmlEvent::Open(element) = node else { continue };
            if element.space != Space::Word {
                continue;
            }
            match element.name() {
                "abstractNum" => {
                    numbering.keep(&mut pattern, &mut list);
                    pattern = element.number("abstractNumId").map(|id| (id, Pattern::default()));
                    place = ReadPosition::default();
                }
                "num" => {
                    numbering.keep(&mut pattern, &mut list);
                    list = element.number("numId").map(|id| (id, ListDefinition::default()));
                    place = ReadPosition::default();
                }
                _ => place.take(&element, pattern.as_mut().map(|p| &mut p.1), list.as_mut().map(|l| &mut l.1)),
            }
        }
        numbering.keep(&mut pattern, &mut list);
        numbering
    }

    fn keep(&mut self, pattern: &mut Option<(u64, Pattern)>, list: &mut Option<(u64, ListDefinition)>) {
        self.patterns.extend(pattern.take());
        self.lists.extend(list.take());
    }

    /// The marker of the next paragraph of a list; counts on.
    pub(super) fn next(&mut self, item: &ListItem<'_>, styles: &DocxStyles) -> Option<Marker> {
        let list = self.lists.get(&item.list)?;
        let (pattern_id, pattern) = pattern(&self.patterns, &self.lists, list.pattern, styles)?;
        let of_style =
            || pattern.levels.iter().position(|one| one.style.is_some() && one.style.as_deref() == item.style);
        let at = item.level.or_else(of_style).or(item.style_level).unwrap_or(0).min(LEVELS - 1);
        let unknown = ListLevel::default();
        let level_at = |at: usize| list.levels.get(&at).or_else(|| pattern.levels.get(at)).unwrap_or(&unknown);
        let levels: [&ListLevel; LEVELS] = std::array::from_fn(level_at);
        let counted = self.counted.entry(pattern_id).or_default();
        let other_start = list.starts.get(&at).filter(|_| self.started.insert((item.list, at)));
        let number = match (other_start, counted[at]) {
            (Some(&start), _) => start,
            (None, Some(last)) => last.saturating_add(1),
            (None, None) => list.starts.get(&at).copied().or(levels[at].start).unwrap_or(1),
        };
        counted[at] = Some(number);
        for (below, level) in levels.iter().enumerate().skip(at + 1) {
            if level.restart.is_none_or(|above| above > 0 && (at as u64) < above) {
                counted[below] = None;
            }
        }
        let numbers: [u64; LEVELS] = std::array::from_fn(|at| counted[at].or(levels[at].start).unwrap_or(1));
        let (printed, levels_shown) = printed(&levels, at, &numbers);
        levels[at].look.marker(number, printed, levels_shown)
    }
}

/// A paragraph that is an item of a list.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ListItem<'a> {
    pub(super) list: u64,
    /// The level that the paragraph itself names.
    pub(super) level: Option<usize>,
    /// The paragraph's style, which may be that of a level.
    pub(super) style: Option<&'a str>,
    /// The level that the style names.
    pub(super) style_level: Option<usize>,
}

/// A pattern, or the one that it links to.
fn pattern<'a>(
    patterns: &'a HashMap<u64, Pattern>,
    lists: &HashMap<u64, ListDefinition>,
    id: u64,
    styles: &DocxStyles,
) -> Option<(u64, &'a Pattern)> {
    let pattern = patterns.get(&id)?;
    let linked = pattern.link.as_deref().and_then(|style| styles.list_of(style));
    let linked = linked.and_then(|list| lists.get(&list)).map(|list| list.pattern);
    match linked.and_then(|other| Some((other, patterns.get(&other)?))) {
        Some(other) if pattern.levels.is_empty() => Some(other),
        _ => Some((id, pattern)),
    }
}

/// Where in the numbering part the reader is.
#[derive(Debug, Default)]
struct ReadPosition {
    level: usize,
    /// Whether a list changes a level of its pattern here.
    is_change: bool,
}

impl ReadPosition {
    fn take(&mut self, element: &XmlElement<'_>, pattern: Option<&mut Pattern>, list: Option<&mut ListDefinition>) {
        let number = || element.number("val");
        let level_of = || level_number(element.number("ilvl")).unwrap_or(0);
        match (element.name(), list) {
            ("abstractNumId", Some(list)) => list.pattern = number().unwrap_or_default(),
            ("lvlOverride", Some(_)) => (self.level, self.is_change) = (level_of(), true),
            ("startOverride", Some(list)) => {
                list.starts.extend(number().map(|start| (self.level, start)));
            }
            ("lvl", Some(list)) if self.is_change => {
                self.level = level_of();
                list.levels.insert(self.level, ListLevel::default());
            }
            (_, Some(list)) => {
                if let Some(level) = list.levels.get_mut(&self.level) {
                    level.take(element);
                }
            }
            ("numStyleLink", None) => {
                if let Some(pattern) = pattern {
                    pattern.link = element.style("val");
                }
            }
            ("lvl", None) => {
                self.level = level_of();
                if let Some(pattern) = pattern {
                    pattern.levels.resize_with(pattern.levels.len().max(self.level + 1), ListLevel::default);
                }
            }
            (_, None) => {
                if let Some(level) = pattern.and_then(|pattern| pattern.levels.get_mut(self.level)) {
                    level.take(element);
                }
            }
        }
    }
}

impl ListLevel {
    fn take(&mut self, element: &XmlElement<'_>) {
        match element.name() {
            "start" => self.start = element.number("val"),
            "lvlText" => self.text = short(element.value("val").unwrap_or_default()),
            "isLgl" => self.is_legal = element.is_on(),
            "lvlRestart" => self.restart = element.number("val"),
            "pStyle" => self.style = element.style("val"),
            "numFmt" => {
                self.look = match element.value("val").as_deref() {
                    Some("bullet") => Look::Bullet,
                    Some("none") => Look::Hidden,
                    Some("lowerLetter") => Look::Letters(LetterCase::Small),
                    Some("upperLetter") => Look::Letters(LetterCase::Capital),
                    Some("lowerRoman") => Look::Roman(LetterCase::Small),
                    Some("upperRoman") => Look::Roman(LetterCase::Capital),
                    _ => Look::Decimal,
                };
            }
            _ => {}
        }
    }
}

/// The text printed before an item, and the number of levels whose numbers are in it.
fn printed(levels: &[&ListLevel; LEVELS], at: usize, numbers: &[u64; LEVELS]) -> (String, usize) {
    let mut text = String::new();
    let mut shown = 0;
    let mut chars = levels[at].text.chars().peekable();
    while let Some(c) = chars.next() {
        let digit = if c == '%' { chars.peek().and_then(|c| c.to_digit(10)) } else { None };
        match digit.and_then(|digit| (digit as usize).checked_sub(1)) {
            Some(level) => {
                chars.next();
                let look = if levels[at].is_legal { Look::Decimal } else { levels[level].look };
                text.push_str(&look.number(numbers[level]));
                shown += 1;
            }
            None => text.push(c),
        }
    }
    (text.trim().to_owned(), shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";

    fn level(at: usize, look: &str, text: &str, more: &str) -> String {
        format!("<w:lvl w:ilvl='{at}'>{more}<w:numFmt w:val='{look}'/><w:lvlText w:val='{text}'/></w:lvl>")
    }

    fn numbering() -> Numbering {
        let first = [
            level(0, "decimal", "%1)", "<w:start w:val='13'/>"),
            level(1, "lowerLetter", "(%2)", ""),
            level(2, "decimal", "%1.%2.%3", "<w:isLgl/>"),
            level(3, "none", "", ""),
            level(4, "decimal", "%5.", "<w:start w:val='4000000000'/><w:lvlRestart w:val='0'/><w:pStyle w:val='S'/>"),
        ];
        Numbering::read(&format!(
            "<w:numbering {ROOT}><w:abstractNum w:abstractNumId='0'>{}</w:abstractNum>
             <w:abstractNum w:abstractNumId='1'>{}</w:abstractNum>
             <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>
             <w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num>
             <w:num w:numId='3'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/>
             </w:lvlOverride></w:num><w:num w:numId='4'><w:abstractNumId w:val='99'/></w:num></w:numbering>",
            first.concat(),
            level(0, "bullet", "•", ""),
        ))
    }

    #[test]
    fn lists_count_as_word_counts_them() {
        let (label, letters) = (Marker::Label, |text: &str| Some(Marker::Letters(text.to_owned())));
        let levels = |text: &str| Some(Marker::Levels(text.to_owned()));
        let steps = [
            (1, Some(0), Some(label(13))),
            (1, Some(0), Some(label(14))),
            (1, Some(1), letters("(a)")),
            (1, Some(1), letters("(b)")),
            (1, Some(2), levels("14.2.1")),
            (2, None, Some(Marker::Bullet)),
            (1, Some(3), None),
            (1, None, Some(label(15))),
            (1, Some(1), letters("(a)")),
            (3, Some(0), Some(label(1))),
            (3, Some(0), Some(label(2))),
            (1, Some(0), Some(label(3))),
            (1, Some(4), Some(label(4_000_000_000))),
            (1, Some(0), Some(label(4))),
            (1, Some(4), Some(label(4_000_000_001))),
            (1, Some(99), None),
            (4, Some(0), None),
            (5, Some(0), None),
        ];
        let mut numbering = numbering();
        for (step, (list, level, wanted)) in steps.into_iter().enumerate() {
            let item = ListItem { list, level, ..ListItem::default() };
            assert_eq!(numbering.next(&item, &DocxStyles::default()), wanted, "step {step}");
        }
        let item = ListItem { list: 1, style: Some("S"), ..ListItem::default() };
        assert_eq!(numbering.next(&item, &DocxStyles::default()), Some(label(4_000_000_002)));
    }
}
