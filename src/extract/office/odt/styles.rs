//! What the styles of an OpenDocument text say of its paragraphs and lists.

use std::collections::HashMap;

use super::super::numbers::{Case, LEVELS, Look, short};
use super::super::xml::{Element, Node, Space, Xml};

/// A style may have a parent; a chain longer than this is a circle.
const LONGEST_CHAIN: usize = 20;

/// What one style says itself, or with its parents.
#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    parent: Option<String>,
    pub(super) is_bold: Option<bool>,
    pub(super) is_hidden: Option<bool>,
    /// Whether it is the style of titles, or has that as a parent.
    pub(super) is_title: bool,
}

/// One level of a list.
#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    pub(super) start: Option<u64>,
    pub(super) look: Look,
    prefix: String,
    suffix: String,
    /// How many levels' numbers are printed.
    shown: usize,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// By family and name.
    own: HashMap<(String, String), Style>,
    lists: HashMap<String, Vec<Level>>,
    /// How headings are numbered.
    outline: Vec<Level>,
}

impl Styles {
    /// Takes the styles of a part; what was there before counts less.
    pub(super) fn read(&mut self, text: &str) {
        let mut xml = Xml::of(text);
        let mut style: Option<((String, String), Style)> = None;
        let mut list: Option<(Option<String>, Vec<Level>)> = None;
        while let Some(node) = xml.next() {
            let Node::Open(element) = node else { continue };
            let named = || element.value("name").unwrap_or_default();
            match (element.space, element.name()) {
                (Space::Office, "body") => break,
                (Space::Style, "style") => {
                    let key = (element.value("family").unwrap_or_default(), named());
                    let parent = element.style("parent-style-name");
                    self.own.extend(style.replace((key, Style { parent, ..Style::default() })));
                }
                (Space::Style, "text-properties") => {
                    if let Some((_, style)) = &mut style {
                        style.take(&element);
                    }
                }
                (Space::Style, "default-style") => self.own.extend(style.take()),
                (Space::Text, "list-style") => self.keep(list.replace((Some(named()), Vec::new()))),
                (Space::Text, "outline-style") => self.keep(list.replace((None, Vec::new()))),
                (Space::Text, name) => {
                    if let Some((_, levels)) = &mut list {
                        take_level(levels, name, &element);
                    }
                }
                _ => {}
            }
        }
        self.own.extend(style);
        self.keep(list);
    }

    fn keep(&mut self, list: Option<(Option<String>, Vec<Level>)>) {
        match list {
            Some((Some(name), levels)) => {
                self.lists.insert(name, levels);
            }
            Some((None, levels)) => self.outline = levels,
            None => {}
        }
    }

    /// All that holds for a style.
    pub(super) fn of(&self, family: &str, name: &str) -> Style {
        let mut all = Style::default();
        let mut next = Some(name.to_owned());
        for _ in 0..LONGEST_CHAIN {
            let Some(name) = next else { break };
            all.is_title |= name == "Title";
            let Some(style) = self.own.get(&(family.to_owned(), name)) else { break };
            all.is_bold = all.is_bold.or(style.is_bold);
            all.is_hidden = all.is_hidden.or(style.is_hidden);
            next = style.parent.clone();
        }
        all
    }

    /// The levels of a list; none for a list that has no style.
    pub(super) fn list(&self, name: &str) -> Option<&[Level]> {
        self.lists.get(name).map(Vec::as_slice)
    }

    /// The levels by which headings are numbered.
    pub(super) fn outline(&self) -> &[Level] {
        &self.outline
    }
}

impl Style {
    fn take(&mut self, element: &Element<'_>) {
        if let Some(weight) = element.value("font-weight") {
            let is_heavy = weight.parse::<u32>().is_ok_and(|weight| weight >= 600);
            self.is_bold = Some(weight == "bold" || is_heavy);
        }
        if let Some(display) = element.value("display") {
            self.is_hidden = Some(display == "none");
        }
    }
}

fn take_level(levels: &mut Vec<Level>, name: &str, element: &Element<'_>) {
    let is_number = matches!(name, "list-level-style-number" | "outline-level-style");
    if !is_number && name != "list-level-style-bullet" && name != "list-level-style-image" {
        return;
    }
    let at = element.number("level").and_then(|level| usize::try_from(level).ok()).unwrap_or(1);
    let at = at.clamp(1, LEVELS) - 1;
    levels.resize_with(levels.len().max(at + 1), Level::default);
    let look = match element.value("num-format").as_deref() {
        _ if !is_number => Look::Bullet,
        Some("1") => Look::Decimal,
        Some("a") => Look::Letters(Case::Small),
        Some("A") => Look::Letters(Case::Capital),
        Some("i") => Look::Roman(Case::Small),
        Some("I") => Look::Roman(Case::Capital),
        _ => Look::Hidden,
    };
    let shown = element.number("display-levels").and_then(|shown| usize::try_from(shown).ok());
    levels[at] = Level {
        start: element.number("start-value"),
        look,
        prefix: short(element.value("num-prefix").unwrap_or_default()),
        suffix: short(element.value("num-suffix").unwrap_or_default()),
        shown: shown.unwrap_or(1).clamp(1, LEVELS),
    };
}

/// What is printed before an item of this level, and the numbers of how many levels are in it.
pub(super) fn printed(levels: &[Level], at: usize, numbers: &[Option<u64>; LEVELS]) -> (String, usize) {
    let Some(level) = levels.get(at) else { return (String::new(), 0) };
    let from = (at + 1).saturating_sub(level.shown);
    let shown = (from..=at).filter_map(|at| Some((levels.get(at)?, numbers[at])));
    let shown = shown.filter(|(level, _)| !matches!(level.look, Look::Hidden | Look::Bullet));
    let texts: Vec<String> =
        shown.map(|(level, number)| level.look.number(number.or(level.start).unwrap_or(1))).collect();
    let text = format!("{}{}{}", level.prefix, texts.join("."), level.suffix);
    (text.trim().to_owned(), texts.len())
}
