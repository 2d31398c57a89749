//! References to reports and passages, for use in other texts and in reference managers.

mod bibtex;
mod csl;
mod ris;
mod text;
mod title;

use std::borrow::Cow;
use std::io::{self, Write};

use crate::report::{Date, Kind, Passage, Report, ReportMeta};
use crate::text::{is_unsafe, key};

use super::dates::visited;
use super::ids::encoded;
use super::place::page_range;
use title::shortened;

/// The styles of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CiteStyle {
    /// A quotation and a line of text.
    Plain,
    /// A Markdown block quotation and its source.
    Markdown,
    /// The items of a reference manager, as CSL has them in JSON.
    CslJson,
    /// Entries of BibTeX.
    Bibtex,
    /// Records of RIS.
    Ris,
}

/// Writes references one after the other, as a file of their style has them.
#[derive(Debug)]
pub struct CitationWriter {
    style: CiteStyle,
    /// The address of reports that have none, with `{report}` and `{page}` in it.
    address: Option<String>,
    written: usize,
}

impl CitationWriter {
    /// A writer that has written nothing yet. A report without an address of its own gets this one, in which
    /// `{report}` and `{page}` stand for its id and for the page.
    pub fn new(style: CiteStyle, address: Option<String>) -> CitationWriter {
        CitationWriter { style, address, written: 0 }
    }

    /// Writes a reference to a report, or to a passage of it.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn write(
        &mut self,
        out: &mut dyn Write,
        report: &Report,
        short_id: Option<&str>,
        passage: Option<&Passage>,
    ) -> io::Result<()> {
        let citation = Citation { report, short_id, passage, address: self.address.as_deref() };
        let is_first = self.written == 0;
        self.written += 1;
        if self.style == CiteStyle::CslJson {
            out.write_all(if is_first { b"[" } else { b",\n" })?;
            return csl::write(out, &citation);
        }
        if !is_first {
            writeln!(out)?;
        }
        match self.style {
            CiteStyle::Plain => text::plain(out, &citation),
            CiteStyle::Markdown => text::markdown(out, &citation),
            CiteStyle::Bibtex => bibtex::write(out, &citation),
            CiteStyle::Ris => ris::write(out, &citation),
            CiteStyle::CslJson => Ok(()),
        }
    }

    /// Writes what follows the last reference.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn finish(self, out: &mut dyn Write) -> io::Result<()> {
        match (self.style, self.written) {
            (CiteStyle::CslJson, 0) => writeln!(out, "[]"),
            (CiteStyle::CslJson, _) => writeln!(out, "]"),
            _ => Ok(()),
        }
    }
}

/// The source of a passage as a line of text, and the address of its report, else the one for reports without.
pub(super) fn source_of(report: &Report, passage: &Passage, address: Option<&str>) -> (String, Option<String>) {
    let citation = Citation { report, short_id: None, passage: Some(passage), address };
    (text::source(&citation).collect::<Vec<_>>().join(", "), citation.url())
}

/// The pages of a passage as references have them: "p. 5", "pp. 5–6", "p. 15 of the PDF".
pub(crate) fn cited_pages(report: &Report, passage: &Passage) -> Option<String> {
    Citation { report, short_id: None, passage: Some(passage), address: None }.place()
}

/// What a reference names.
struct Citation<'a> {
    report: &'a Report,
    short_id: Option<&'a str>,
    passage: Option<&'a Passage>,
    address: Option<&'a str>,
}

impl<'a> Citation<'a> {
    fn meta(&self) -> &'a ReportMeta {
        &self.report.meta
    }

    /// The id in full.
    fn id(&self) -> String {
        match self.passage {
            Some(passage) => format!("{}#{}", self.report.id, passage.ordinal),
            None => self.report.id.clone(),
        }
    }

    /// A key of letters, digits and dashes, which is the same as long as the report's words are:
    /// "wexcombe-2019-rtkw-16".
    fn key(&self) -> String {
        const MAX_AUTHORITY_CHARS: usize = 40;
        let authority: String =
            key(self.meta().authority.as_deref().unwrap_or_default()).chars().take(MAX_AUTHORITY_CHARS).collect();
        let year = self.year().map(|year| year.to_string());
        let report = self.short_id.unwrap_or(&self.report.id);
        let ordinal = self.passage.map(|passage| passage.ordinal.to_string());
        let parts = [Some(authority), year, Some(report.to_owned()), ordinal].into_iter().flatten();
        let of_key = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let parts = parts.map(|part| part.chars().map(of_key).collect::<String>().trim_matches('-').to_owned());
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
    }

    /// The title in full; the id where there is none.
    fn title(&self) -> &'a str {
        self.meta().title.as_deref().unwrap_or(&self.report.id)
    }

    /// The title after the name of the body inspected, where it does not have that itself: of a reference manager's
    /// fields, none is for it.
    fn whole_title(&self) -> Cow<'a, str> {
        self.with_authority(self.title().into())
    }

    /// The same with a title that is long shortened; none where it is not.
    fn short_title(&self) -> Option<Cow<'a, str>> {
        shortened(self.title()).map(|title| self.with_authority(title.into()))
    }

    fn with_authority(&self, title: Cow<'a, str>) -> Cow<'a, str> {
        self.authority().map_or_else(|| title.clone(), |authority| format!("{authority}: {title}").into())
    }

    /// The body inspected, where the title does not name it.
    fn authority(&self) -> Option<&'a str> {
        self.meta().authority.as_deref().filter(|name| !self.title().contains(name))
    }

    /// What sort of report it is, in words.
    fn kind(&self) -> Option<String> {
        let kind = self.meta().kind.as_ref().filter(|kind| kind.0 != Kind::OTHER)?.0.replace('-', " ");
        let mut letters = kind.chars();
        let first = letters.next()?.to_uppercase();
        Some(first.chain(letters).collect())
    }

    fn date(&self) -> Option<Date> {
        self.meta().date.or_else(|| self.meta().visit.map(|visit| visit.end))
    }

    fn year(&self) -> Option<i16> {
        self.date().map(|date| date.parts().0)
    }

    fn label(&self) -> Option<&'a str> {
        self.passage?.label.as_deref()
    }

    fn pages(&self) -> Option<(u32, u32)> {
        self.passage?.pages
    }

    /// "p. 5", "pp. 5–6", "p. 15 of the PDF", "p. 13 (p. 15 of the PDF)".
    fn place(&self) -> Option<String> {
        let counted = self.remark().or_else(|| self.pages().map(page_range))?;
        Some(match self.printed_pages() {
            Some((first, last)) if first == last => format!("p. {first} ({counted})"),
            Some((first, last)) => format!("pp. {first}–{last} ({counted})"),
            None => counted,
        })
    }

    /// What is printed on the pages, or else their numbers, with what is between the first and the last.
    fn page_text(&self, between: &str) -> Option<String> {
        let (first, last) = self.page_names()?;
        Some(if first == last { first } else { format!("{first}{between}{last}") })
    }

    /// What is printed on the first and on the last page, or else their numbers.
    fn page_names(&self) -> Option<(String, String)> {
        let (first, last) = self.pages()?;
        let printed = self.printed_pages().map(|(first, last)| (first.to_owned(), last.to_owned()));
        Some(printed.unwrap_or_else(|| (first.to_string(), last.to_string())))
    }

    /// What is printed on the first and on the last page, where that is known and not their number.
    fn printed_pages(&self) -> Option<(&'a str, &'a str)> {
        let (first, last) = self.pages()?;
        let printed = |page: u32| {
            let at = usize::try_from(page.checked_sub(1)?).ok()?;
            self.report.printed_pages.get(at).map(String::as_str).filter(|name| !name.is_empty())
        };
        let names = (printed(first)?, printed(last)?);
        (names != (first.to_string().as_str(), last.to_string().as_str())).then_some(names)
    }

    /// What the numbers of its pages do not say by themselves.
    fn remark(&self) -> Option<String> {
        let pages = self.pages().map(page_range)?;
        match (counts_pages_of_file(self.report), self.printed_pages()) {
            (true, _) => Some(format!("{pages} of the PDF")),
            (false, Some(_)) => Some(format!("{pages} of the file")),
            (false, None) => None,
        }
    }

    /// "para 13, p. 15 of the PDF; dated by the visit, 4–15 March 2019".
    fn note(&self) -> Option<String> {
        let label = self.label().map(|label| format!("para {label}"));
        let parts: Vec<String> = label.into_iter().chain(self.remark()).collect();
        self.dated((!parts.is_empty()).then(|| parts.join(", ")))
    }

    /// A remark, and that the date is that of the visit, if so.
    fn dated(&self, remark: Option<String>) -> Option<String> {
        let visited = visited(self.meta()).map(|days| format!("dated by the visit, {days}"));
        let parts: Vec<String> = remark.into_iter().chain(visited).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// The address of the report, else the one that is given for reports without.
    fn url(&self) -> Option<String> {
        let given = || {
            let page = self.pages().map_or(1, |(first, _)| first).to_string();
            Some(self.address?.replace("{page}", &page).replace("{report}", &encoded(&self.report.id)))
        };
        self.meta().url.clone().or_else(given)
    }
}

/// Whether pages are counted from the first of the file, and not as their printed numbers are.
fn counts_pages_of_file(report: &Report) -> bool {
    let ending = |name: &str| name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("pdf"));
    ending(&report.path) || ending(&report.id)
}

/// A value for a line of a file: blanks and line ends of all sorts are one space each, and what a terminal would obey
/// is left out.
fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|&c| !is_unsafe(c)).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
