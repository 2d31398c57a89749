//! Names of authorities that no register has, read by the way they are written.
//!
//! A name is a run of capitalised words in the title ("Inspection of Saltby and Thorne children's
//! services") or before "Council". Words that any authority has are taken off its ends.

use std::ops::Range;

use super::frame::Frame;
use super::lines::{Lines, cut};
use super::title_case::with_capital;

const MAX_NAME_WORDS: usize = 8;
/// The first sentences of a letter name its subject.
const MAX_SENTENCE_BYTES: usize = 3_000;

/// A name as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Printed {
    pub(super) name: String,
    pub(super) bytes: Range<usize>,
    /// Whether it is in the title of a report.
    pub(super) sure: bool,
}

/// The name on the cover, in the title or before "Council" among the addressees; in the body only if
/// `is_report`.
pub(super) fn read(lines: &Lines, frame: &Frame, is_report: bool) -> Option<Printed> {
    if frame.formal {
        let title = lines.bytes(frame.title.clone());
        let cover = lines.bytes(frame.cover.start..frame.title.start);
        let named = first_name(lines, title).or_else(|| first_name(lines, cover));
        if named.is_some() {
            return named.map(|(name, bytes)| Printed { name, bytes, sure: true });
        }
    }
    if !is_report {
        return None;
    }
    let title = lines.bytes(frame.title.clone());
    let address = lines.bytes(frame.address.clone());
    let body = lines.bytes(frame.body..lines.count());
    let body = body.start..cut(&lines.text, body.start + MAX_SENTENCE_BYTES).len();
    let council = [title, address, body].into_iter().find_map(|part| council_name(lines, part));
    council.map(|(name, bytes)| Printed { name, bytes, sure: false })
}

/// The first run of capitalised words that leaves a name when trimmed.
fn first_name(lines: &Lines, bytes: Range<usize>) -> Option<(String, Range<usize>)> {
    runs(&lines.text, bytes).into_iter().find_map(|run| trimmed(&run))
}

/// The first name followed by "Council", or preceded by "Borough of".
pub(super) fn council_name(lines: &Lines, bytes: Range<usize>) -> Option<(String, Range<usize>)> {
    let councils = runs(&lines.text, bytes).into_iter().filter_map(|mut run| {
        let of_borough = run.windows(3).position(|words| words[0].text == "Borough" && words[1].text == "of");
        if let Some(start) = of_borough {
            return Some(run.split_off(start));
        }
        let end = run.iter().position(|word| word.text.eq_ignore_ascii_case("council"))?;
        run.truncate(end + 1);
        Some(run)
    });
    let mut named = councils.filter_map(|run| trimmed(&run));
    named.find(|(name, _)| !["Care", "Youth", "Parish", "Town"].iter().any(|other| name.contains(other)))
}

#[derive(Clone, Copy, Debug)]
struct NameWord<'t> {
    text: &'t str,
    start: usize,
}

/// The runs of capitalised words, with the small words inside names.
fn runs(text: &str, bytes: Range<usize>) -> Vec<Vec<NameWord<'_>>> {
    const INSIDE: [&str; 12] = ["of", "and", "upon", "on", "the", "with", "in", "under", "&", "by", "le", "council"];
    let mut runs = Vec::new();
    let mut run: Vec<NameWord> = Vec::new();
    let mut at = bytes.start;
    for raw in text.get(bytes.clone()).unwrap_or("").split([' ', '\n']) {
        let start = at + (raw.len() - raw.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '&').len());
        at += raw.len() + 1;
        let bare =
            raw.trim_matches(|c: char| !c.is_alphanumeric() && c != '&').trim_end_matches(|c: char| c.is_ascii_digit());
        let possessive = bare.ends_with("'s");
        let word = bare.strip_suffix("'s").unwrap_or(bare).trim_end_matches('\'');
        let capital = word.starts_with(char::is_uppercase);
        let inside = !run.is_empty() && INSIDE.contains(&word);
        if (capital || inside) && !word.is_empty() {
            run.push(NameWord { text: word, start });
        }
        let ends = possessive || raw.ends_with(['.', ',', ':', ';', ')', '"']) || !(capital || inside);
        if ends && !run.is_empty() {
            runs.push(std::mem::take(&mut run));
        }
    }
    runs.push(run);
    runs
}

/// A run without the words at its ends that are not the name itself.
fn trimmed(run: &[NameWord]) -> Option<(String, Range<usize>)> {
    let mut words = run;
    while words.first().is_some_and(|word| is_common(word.text)) {
        words = &words[1..];
    }
    while words.last().is_some_and(|word| is_common(word.text)) {
        words = &words[..words.len() - 1];
    }
    // "Inspection of Kent in June": the words after a common word inside name something else.
    if let Some(end) = words.iter().position(|word| is_kind_word(word.text)) {
        words = &words[..end];
    }
    let (first, last) = (words.first()?, words.last()?);
    let name = words.iter().map(|word| word.text).collect::<Vec<_>>().join(" ");
    let is_sort = words.iter().all(|word| is_sort_of_place(&word.text.to_lowercase()));
    let is_name = !is_sort && words.len() <= MAX_NAME_WORDS && name.chars().filter(|c| c.is_alphabetic()).count() > 2;
    is_name.then(|| (title_case(&name), first.start..last.start + last.text.len()))
}

/// Words that the name of any authority may have around its own.
fn is_common(word: &str) -> bool {
    const COMMON: [&str; 55] = [
        "the",
        "of",
        "and",
        "&",
        "in",
        "on",
        "with",
        "by",
        "for",
        "to",
        "london",
        "royal",
        "metropolitan",
        "borough",
        "city",
        "county",
        "district",
        "council",
        "unitary",
        "authority",
        "corporation",
        "local",
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "sir",
        "dame",
        "dear",
        "upon",
        "under",
        "le",
        "a",
        "this",
        "these",
        "between",
        "our",
        "your",
        "it",
        "its",
        "all",
        "we",
        "from",
        "at",
        "as",
        "an",
        "their",
        "her",
        "his",
        "how",
        "what",
        "who",
        "when",
        "not",
    ];
    let lower = word.to_lowercase();
    COMMON.contains(&lower.as_str()) || is_kind_word(&lower)
}

/// Words for places that are inspected, and for how: alone they name none.
pub(super) fn is_sort_of_place(lower: &str) -> bool {
    const SORTS: [&str; 16] = [
        "academy",
        "college",
        "fire",
        "home",
        "hospital",
        "hospitals",
        "nursery",
        "police",
        "prison",
        "prisons",
        "progress",
        "school",
        "schools",
        "unannounced",
        "announced",
        "annual",
    ];
    SORTS.contains(&lower)
}

/// Words that describe a report, and so are never a name.
fn is_kind_word(word: &str) -> bool {
    const KIND: [&str; 48] = [
        "focused",
        "focussed",
        "monitoring",
        "inspection",
        "inspections",
        "inspectors",
        "reinspection",
        "re-inspection",
        "visit",
        "visits",
        "joint",
        "targeted",
        "area",
        "send",
        "ofsted",
        "report",
        "children",
        "child",
        "services",
        "service",
        "safeguarding",
        "partnership",
        "partnerships",
        "board",
        "review",
        "jtai",
        "ilacs",
        "social",
        "care",
        "letter",
        "single",
        "standard",
        "short",
        "full",
        "findings",
        "office",
        "news",
        "press",
        "release",
        "council's",
        "special",
        "educational",
        "needs",
        "disabilities",
        "outcome",
        "progress",
        "director",
        "multi-agency",
    ];
    KIND.contains(&word.to_lowercase().as_str())
}

/// `WEXCOMBE` as `Wexcombe`; any other name as it is printed.
pub(super) fn title_case(name: &str) -> String {
    if name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let capital = |word: &str| match word.to_lowercase() {
        // "U.S."
        _ if word.trim_end_matches('.').contains('.') => word.to_owned(),
        lower if matches!(lower.as_str(), "of" | "and" | "the" | "upon" | "on" | "with") => lower,
        lower => with_capital(&lower),
    };
    name.split(' ').map(capital).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_off_titles() {
        let cases = [
            ("Focused visit to Wexcombe children's services", Some("Wexcombe")),
            ("Inspection of Saltby and Thorne children's services", Some("Saltby and Thorne")),
            ("Area SEND inspection of Marrowdale Local\nArea Partnership", Some("Marrowdale")),
            ("London Borough of Harrowick", Some("Harrowick")),
            ("Saltby and Thorne Metropolitan Borough Council", Some("Saltby and Thorne")),
            ("Joint targeted area inspection of the multi-agency response to neglect in Eastmere", Some("Eastmere")),
            ("Monitoring visit of North Wexcombe Council", Some("North Wexcombe")),
            ("INSPECTION OF PORT CALLOW", Some("Port Callow")),
            ("School inspection report", None),
            ("Inspection of services for children in need of help and protection", None),
        ];
        for (text, expected) in cases {
            let found = runs(text, 0..text.len()).into_iter().find_map(|run| trimmed(&run));
            assert_eq!(found.map(|(name, _)| name).as_deref(), expected, "{text}");
        }
    }
}
