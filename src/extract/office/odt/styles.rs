//! The styles of an OpenDocument text, for its paragraphs and lists.

use std::collections::HashMap;

use super::super::is_quote_style;
use super::super::numbers::{LEVELS, LetterCase, Look, short};
use super::super::xml::{Space, Xml, XmlElement, XmlEvent};

/// A style may have a parent; a chain longer than this is a circle.
const MAX_CHAIN: usize = 20;

/// The properties of one style, its own or with its parents'.
#[derive(Clone, Debug, Default)]
pub(super) struct OdtStyle {
    parent: Option<String>,
    pub(super) is_bold: Option<bool>,
    pub(super) is_hidden: Option<bool>,
    pub(super) is_raised: Option<bool>,
    /// Whether it is the style of titles, or has that as a parent.
    pub(super) is_title: bool,
    /// Whether it is a style of block quotations, or has one as a parent.
    pub(super) is_quote: bool,
}

/// One level of a list.
#[derive(Clone, Debug, Default)]
pub(super) struct OdtLevel {
    pub(super) start: Option<u64>,
    pub(super) look: Look,
    prefix: String,
    suffix: String,
    /// How many levels' numbers are printed.
    shown: usize,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct OdtStyles {
    /// By family and name.
    own: HashMap<(String, String), OdtStyle>,
    lists: HashMap<String, Vec<OdtLevel>>,
    /// How headings are numbered.
    outline: Vec<OdtLevel>,
}

impl OdtStyles {
    /// Takes the styles of a part; they override earlier ones.
    pub(super) fn read(&mut self, text: &str) {
        let mut xml = Xml::new(text);
        let mut style: Option<((String, String), OdtStyle)> = None;
        let mut list: Option<(Option<String>, Vec<OdtLevel>)> = None;
        while let Some(node) = xml.next() {
            let XmlEvent::Open(element) = node else { continue };
            let named = || element.value("name").unwrap_or_default();
            match (element.space, element.name()) {
                (Space::Office, "body") => break,
                (Space::Style, "style") => {
                    let key = (element.value("family").unwrap_or_default(), named());
                    let parent = element.style("parent-style-name");
                    self.own.extend(style.replace((key, OdtStyle { parent, ..OdtStyle::default() })));
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

    fn keep(&mut self, list: Option<(Option<String>, Vec<OdtLevel>)>) {
        match list {
            Some((Some(name), levels)) => {
                self.lists.insert(name, levels);
            }
            Some((None, levels)) => self.outline = levels,
            None => {}
        }
    }

    /// All properties of a style.
    pub(super) fn resolved(&self, family: &str, name: &str) -> OdtStyle {
        let mut all = OdtStyle::default();
        let mut next = Some(name.to_owned());
        for _ in 0..MAX_CHAIN {
            let Some(name) = next else { break };
            all.is_title |= name == "Title";
            all.is_quote |= is_quote_style(&name.replace("_20_", " "));
            let Some(style) = self.own.get(&(family.to_owned(), name)) else { break };
            all.is_bold = all.is_bold.or(style.is_bold);
            all.is_hidden = all.is_hidden.or(style.is_hidden);
            all.is_raised = all.is_raised.or(style.is_raised);
            next = style.parent.clone();
        }
        all
    }

    /// The levels of a list; none for a list that has no style.
    pub(super) fn list(&self, name: &str) -> Option<&[OdtLevel]> {
        self.lists.get(name).map(Vec::as_slice)
    }

    /// The levels by which headings are numbered.
    pub(super) fn outline(&self) -> &[OdtLevel] {
        &self.outline
    }
}

impl OdtStyle {
    fn take(&mut self, element: &XmlElement<'_>) {
        if let Some(weight) = element.value("font-weight") {
            let is_heavy = weight.parse::<u32>().is_ok_and(|weight| weight >= 600);
            self.is_bold = Some(weight == "bold" || is_heavy);
        }
        if let Some(display) = element.value("display") {
            self.is_hidden = Some(display == "none");
        }
        // `super`, or by how many percent of the type it is raised, then the size.
        if let Some(position) = element.value("text-position") {
            let percent = position.split('%').next().and_then(|percent| percent.trim().parse::<f32>().ok());
            self.is_raised = Some(position.starts_with("super") || percent.is_some_and(|percent| percent > 0.0));
        }
    }
}

fn take_level(levels: &mut Vec<OdtLevel>, name: &str, element: &XmlElement<'_>) {
    let is_number = matches!(name, "list-level-style-number" | "outline-level-style");
    if !is_number && name != "list-level-style-bullet" && name != "list-level-style-image" {
        return;
    }
    let at = element.number("level").and_then(|level| usize::try_from(level).ok()).unwrap_or(1);
    let at = at.clamp(1, LEVELS) - 1;
    levels.resize_with(levels.len().max(at + 1), OdtLevel::default);
    let look = match element.value("num-format").as_deref() {
        _ if !is_number => Look::Bullet,
        Some("1") => Look::Decimal,
        Some("a") => Look::Letters(LetterCase::Small),
        Some("A") => Look::Letters(LetterCase::Capital),
        Some("i") => Look::Roman(LetterCase::Small),
        Some("I") => Look::Roman(LetterCase::Capital),
        _ => Look::Hidden,
    };
    let shown = element.number("display-levels").and_then(|shown| usize::try_from(shown).ok());
    levels[at] = OdtLevel {
        start: element.number("start-value"),
        look,
        prefix: short(element.value("num-prefix").unwrap_or_default()),
        suffix: short(element.value("num-suffix").unwrap_or_default()),
        shown: shown.unwrap_or(1).clamp(1, LEVELS),
    };
}

/// The text printed before an item of this level, and the number of levels whose numbers are in it.
pub(super) fn printed(levels: &[OdtLevel], at: usize, numbers: &[Option<u64>; LEVELS]) -> (String, usize) {
    let Some(level) = levels.get(at) else { return (String::new(), 0) };
    let from = (at + 1).saturating_sub(level.shown);
    let shown = (from..=at).filter_map(|at| Some((levels.get(at)?, numbers[at])));
    let shown = shown.filter(|(level, _)| !matches!(level.look, Look::Hidden | Look::Bullet));
    let texts: Vec<String> =
        shown.map(|(level, number)| level.look.number(number.or(level.start).unwrap_or(1))).collect();
    let text = format!("{}{}{}", level.prefix, texts.join("."), level.suffix);
    (text.trim().to_owned(), texts.len())
}
