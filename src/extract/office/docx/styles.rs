//! The styles of a Word document: which of its paragraphs are headings, which are numbered, which are bold.

use std::collections::HashMap;

use super::super::is_quote_style;
use super::super::xml::{Space, Xml, XmlEvent};

/// A style may be based on another; a chain longer than this is a circle.
const MAX_CHAIN: usize = 20;

/// The own properties of one style; it may inherit the others from the style that it is based on.
#[derive(Clone, Debug, Default)]
pub(super) struct DocxStyle {
    based_on: Option<String>,
    /// The level as a heading, from 1. Zero is body text for certain.
    pub(super) heading: Option<u8>,
    /// The list that its paragraphs are items of, and the level in it. Zero is no list for certain.
    pub(super) list: Option<u64>,
    pub(super) level: Option<usize>,
    pub(super) is_bold: Option<bool>,
    pub(super) is_hidden: Option<bool>,
    /// Whether it is a style of block quotations.
    pub(super) is_quote: bool,
}

/// The styles of a document by their ids.
#[derive(Debug, Default)]
pub(super) struct DocxStyles {
    own: HashMap<String, DocxStyle>,
    /// The style of paragraphs that name none.
    default: Option<String>,
}

impl DocxStyles {
    pub(super) fn read(text: &str) -> Self {
        let mut styles = Self::default();
        let mut xml = Xml::new(text);
        let mut current: Option<(String, DocxStyle)> = None;
        let mut depth = 0_usize;
        while let Some(node) = xml.next() {
            match node {
                XmlEvent::Open(element) if element.space == Space::Word => {
                    depth += 1;
                    let value = || element.value("val").unwrap_or_default();
                    match (element.name(), &mut current) {
                        ("style", _) => {
                            let id = element.style("styleId").unwrap_or_default();
                            let is_default = matches!(element.value("default").as_deref(), Some("1" | "true" | "on"));
                            if is_default && element.value("type").as_deref() == Some("paragraph") {
                                styles.default = Some(id.clone());
                            }
                            current = Some((id, DocxStyle::default()));
                            depth = 1;
                        }
                        ("name", Some((_, style))) => {
                            style.heading = style.heading.or_else(|| level_of_name(&value()));
                            style.is_quote = is_quote_style(&value());
                        }
                        ("basedOn", Some((_, style))) => style.based_on = element.style("val"),
                        ("outlineLvl", Some((_, style))) => style.heading = outline_level(element.number("val")),
                        ("numId", Some((_, style))) => style.list = element.number("val"),
                        ("ilvl", Some((_, style))) => style.level = level_number(element.number("val")),
                        ("b", Some((_, style))) => style.is_bold = Some(element.is_on()),
                        ("vanish", Some((_, style))) => style.is_hidden = Some(element.is_on()),
                        _ => {}
                    }
                }
                XmlEvent::Open(_) => depth += 1,
                XmlEvent::Close => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        styles.own.extend(current.take());
                    }
                }
                XmlEvent::Text(_) => {}
            }
        }
        styles
    }

    /// All properties of a style, its own and inherited ones; for the default paragraph if no style is named.
    pub(super) fn resolved(&self, id: Option<&str>) -> DocxStyle {
        let mut all = DocxStyle::default();
        let mut next = id.or(self.default.as_deref());
        for _ in 0..MAX_CHAIN {
            let Some(style) = next.and_then(|id| self.own.get(id)) else { break };
            all.heading = all.heading.or(style.heading);
            all.list = all.list.or(style.list);
            all.level = all.level.or(style.level);
            all.is_bold = all.is_bold.or(style.is_bold);
            all.is_hidden = all.is_hidden.or(style.is_hidden);
            all.is_quote |= style.is_quote;
            next = style.based_on.as_deref();
        }
        all
    }

    /// The list that a style of numbering stands for.
    pub(super) fn list_of(&self, id: &str) -> Option<u64> {
        self.own.get(id).and_then(|style| style.list)
    }
}

/// The level of a heading from the number of an outline level: nine of them, and one for body text.
pub(super) fn outline_level(value: Option<u64>) -> Option<u8> {
    let value = u8::try_from(value?).ok()?;
    Some(if value < 9 { (value + 1).min(6) } else { 0 })
}

/// The level of a list, bounded.
pub(super) fn level_number(value: Option<u64>) -> Option<usize> {
    value.map(|value| usize::try_from(value).unwrap_or(usize::MAX).min(super::super::numbers::LEVELS - 1))
}

/// The built-in styles are known by their names, which are English in all languages.
fn level_of_name(name: &str) -> Option<u8> {
    let name = name.to_lowercase();
    if name == "title" {
        return Some(1);
    }
    let level: u8 = name.strip_prefix("heading ")?.trim().parse().ok()?;
    (1..=9).contains(&level).then_some(level.min(6))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";

    #[test]
    fn a_style_says_what_those_it_is_based_on_say() {
        let style = |id: &str, inside: &str| format!("<w:style w:type='paragraph' w:styleId='{id}'>{inside}</w:style>");
        let text = format!(
            "<w:styles {ROOT}><w:docDefaults><w:b/></w:docDefaults>{}{}{}{}{}</w:styles>",
            style("H", "<w:name w:val='Heading 2'/><w:pPr><w:numPr><w:numId w:val='4'/></w:numPr></w:pPr>"),
            style("Mine", "<w:basedOn w:val='H'/><w:rPr><w:b/></w:rPr>"),
            style("Body", "<w:basedOn w:val='Mine'/><w:pPr><w:outlineLvl w:val='9'/></w:pPr>"),
            style("A", "<w:basedOn w:val='B'/>"),
            style("B", "<w:basedOn w:val='A'/><w:rPr><w:b w:val='0'/></w:rPr>"),
        );
        let styles = DocxStyles::read(&text);
        let cases = [
            ("H", (Some(2), Some(4), None)),
            ("Mine", (Some(2), Some(4), Some(true))),
            ("Body", (Some(0), Some(4), Some(true))),
            ("A", (None, None, Some(false))),
            ("?", (None, None, None)),
        ];
        for (id, wanted) in cases {
            let style = styles.resolved(Some(id));
            assert_eq!((style.heading, style.list, style.is_bold), wanted, "{id}");
        }
    }
}
