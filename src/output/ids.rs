//! Ids as they are printed: in full, short for people, and as links.

use std::fmt::Write;
use std::path::{self, Path};

use crate::engine::Unit;
use crate::report::{Passage, Report};

use super::safe::safe;
use super::style::{TextRole, TextStyle};

/// What an id names.
pub(super) struct ShownId<'a> {
    pub(super) report: &'a Report,
    /// The short id of the report, if it has one.
    pub(super) short: Option<&'a str>,
    /// The passage, unless the report itself is named.
    pub(super) passage: Option<PassagePlace>,
}

/// Where a passage is in its report.
#[derive(Clone, Copy)]
pub(super) struct PassagePlace {
    pub(super) ordinal: u32,
    /// The page on which it begins.
    pub(super) page: Option<u32>,
}

impl From<&Passage> for PassagePlace {
    fn from(passage: &Passage) -> PassagePlace {
        PassagePlace { ordinal: passage.ordinal, page: passage.pages.map(|(first, _)| first) }
    }
}

impl ShownId<'_> {
    /// The id for people: short, unless they ask for it in full.
    pub(super) fn id(&self, style: &TextStyle) -> String {
        let report = self.short.filter(|_| !style.long_ids).unwrap_or(&self.report.id);
        match self.passage {
            Some(passage) => format!("{report}#{}", passage.ordinal),
            None => report.to_owned(),
        }
    }
}

/// The id of a hit: `<report id>#<ordinal>`, or the report's where reports are the hits.
pub(crate) fn hit_id(report: &Report, ordinal: u32, unit: Unit) -> String {
    match unit {
        Unit::Passage => format!("{}#{ordinal}", report.id),
        Unit::Report => report.id.clone(),
    }
}

/// The id for people, as a link to the file at its page where links are shown.
pub(super) fn linked(style: &TextStyle, named: &ShownId<'_>, role: TextRole) -> String {
    let shown = style.paint(role, &safe(&named.id(style)));
    let Some(path) = path::absolute(&named.report.path).ok().filter(|_| style.links) else { return shown };
    let page = named.passage.and_then(|passage| passage.page);
    format!("\u{1b}]8;;{}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\", file_uri(&path, page))
}

/// The address of a file, at a page of it if one is given.
pub(crate) fn file_uri(path: &Path, page: Option<u32>) -> String {
    let mut target = format!("file://{}", encoded(&path.to_string_lossy()));
    if let Some(page) = page {
        let _ = write!(target, "#page={page}");
    }
    target
}

/// A path as an address has it.
pub(crate) fn encoded(path: &str) -> String {
    percent_encoded(path, |byte| byte.is_ascii_alphanumeric() || b"/.-_~".contains(&byte))
}

/// An address in which nothing has a meaning beyond that of addresses.
pub(super) fn encoded_url(url: &str) -> String {
    percent_encoded(url, |byte| byte.is_ascii_graphic() && !b"{}\\\"<>^`|".contains(&byte))
}

fn percent_encoded(text: &str, stays: impl Fn(u8) -> bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if stays(byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Prose, ReportMeta};

    #[test]
    fn an_id_leads_to_the_page_of_its_file() {
        let report = Report {
            id: "a b.pdf".to_owned(),
            path: "/r/a b#\u{1b}.pdf".to_owned(),
            meta: ReportMeta::default(),
            pages: Some(20),
            printed_pages: Vec::new(),
            passages: 9,
            words: 90,
            length: 0,
            prose: Prose::default(),
            content: String::new(),
        };
        let passage = Passage { ordinal: 3, pages: Some((17, 18)), ..Passage::of_text("") };
        let named = ShownId { report: &report, short: Some("rtkw"), passage: Some((&passage).into()) };
        let style = TextStyle { links: true, ..TextStyle::PLAIN };
        let expected = "\u{1b}]8;;file:///r/a%20b%23%1B.pdf#page=17\u{1b}\\rtkw#3\u{1b}]8;;\u{1b}\\";
        assert_eq!(linked(&style, &named, TextRole::Plain), expected);
        let whole = ShownId { passage: None, short: None, ..named };
        let expected = "\u{1b}]8;;file:///r/a%20b%23%1B.pdf\u{1b}\\a b.pdf\u{1b}]8;;\u{1b}\\";
        assert_eq!(linked(&style, &whole, TextRole::Plain), expected);
        assert_eq!(linked(&TextStyle::PLAIN, &whole, TextRole::Plain), "a b.pdf");
    }
}
