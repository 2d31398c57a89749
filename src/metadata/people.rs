//! Who inspected, and who led.

use std::ops::Range;

use super::frame::Frame;
use super::lines::{Lines, cut};
use super::names::{PersonName, as_printed, is_honorific, names_in};
use super::profile::PeopleWords;
use crate::report::{Confidence, Document, Evidence};

/// The team is among this many lines after "Lead inspector" or "Inspection team".
const MAX_TEAM_LINES: usize = 40;
/// A list of names has no longer lines than this.
const MAX_TEAM_LINE_BYTES: usize = 140;
const MAX_SENTENCE_BYTES: usize = 700;
/// The words that introduce the inspectors may occur this often before the sentence that names them.
const MAX_MENTIONS: usize = 4;

/// The inspectors of a report.
#[derive(Debug, Default)]
pub(super) struct Inspectors {
    /// All, in the order of the report, each with its evidence.
    pub(super) all: Vec<(String, Evidence)>,
    /// The one named as the lead.
    pub(super) lead: Option<(String, Evidence)>,
}

impl Inspectors {
    fn add(&mut self, lines: &Lines, (_, bytes): PersonName) {
        let name = as_printed(lines, &bytes);
        if !self.all.iter().any(|(known, _)| *known == name) {
            let evidence = lines.evidence("inspectors", &name, bytes, Confidence::Sure);
            self.all.push((name, evidence));
        }
    }

    fn add_lead(&mut self, lines: &Lines, (_, bytes): PersonName) {
        if self.lead.is_none() {
            let name = as_printed(lines, &bytes);
            let evidence = lines.evidence("lead_inspector", &name, bytes, Confidence::Sure);
            self.lead = Some((name, evidence));
        }
    }
}

/// Reads the inspectors off the first sentences, the lists of a team, and the signature.
pub(super) fn read(
    document: &Document,
    (opening, closing): (&Lines, &Lines),
    frame: &Frame,
    words: &PeopleWords,
) -> Inspectors {
    let mut found = Inspectors::default();
    in_sentences(opening, frame, words, &mut found);
    in_team(opening, words, &mut found);
    if let Some((page, line)) = team_list(document, words) {
        in_team(&Lines::window(document, page, line, MAX_TEAM_LINES), words, &mut found);
    }
    in_signature(closing, words, &mut found);
    found
}

/// Whether a text has one of some words, or parts of words.
fn has_any(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

/// "The inspectors were …", "Her Majesty's Inspectors for this visit were …", "carried out by …".
fn in_sentences(lines: &Lines, frame: &Frame, words: &PeopleWords, found: &mut Inspectors) {
    let body = lines.bytes(frame.body..lines.count());
    let lower = lines.lower[body.clone()].replace('\n', " ");
    let mut places: Vec<(usize, usize)> = words
        .introduced
        .iter()
        .flat_map(|words| lower.match_indices(words.as_str()).take(MAX_MENTIONS).map(|(at, _)| (at, at + words.len())))
        .collect();
    places.sort_unstable();
    for (at, end) in places {
        let start = body.start + end;
        let sentence = start..sentence_end(&lines.text, start);
        let names = names_in(&lines.text, sentence.clone());
        let whole = &lines.lower[body.start + at..sentence.end];
        let start = lines.lower[sentence].trim_start();
        let of_bodies = words.roles.iter().any(|role| {
            let rest = start.strip_prefix(role.as_str());
            rest.is_some_and(|rest| rest.starts_with("s from"))
        });
        if of_bodies || !has_any(whole, &words.roles) || names.is_empty() {
            continue;
        }
        for name in names {
            if is_lead(lines, &name.1, words) {
                found.add_lead(lines, name.clone());
            }
            found.add(lines, name);
        }
        return;
    }
}

/// The byte after a sentence: a full stop before a space and a capital, but not after an initial.
fn sentence_end(text: &str, start: usize) -> usize {
    let rest = cut(&text[start..], MAX_SENTENCE_BYTES);
    let stop = rest.match_indices('.').find(|&(at, _)| {
        let mut after = rest[at + 1..].chars();
        let ends = after.next().is_none_or(char::is_whitespace) && after.next().is_none_or(|c| !c.is_lowercase());
        let word = rest[..at].rsplit([' ', '\n']).next().unwrap_or("");
        ends && word.chars().count() > 1 && !is_honorific(word)
    });
    start + stop.map_or(rest.len(), |(at, _)| at)
}

/// Whether only words such as "lead inspector" separate a name from its neighbours.
fn is_lead(lines: &Lines, name: &Range<usize>, words: &PeopleWords) -> bool {
    let before = lines.lower[..name.start].trim_end_matches([' ', '\n', ':', ',']);
    let after = cut(&lines.lower[name.end..], MAX_TEAM_LINE_BYTES);
    let only_role = words.lead.iter().filter_map(|lead| Some(&after[..after.find(lead.as_str())?])).any(|own_words| {
        let role = |word: &str| {
            let is_acronym = word.chars().all(char::is_uppercase);
            is_acronym || matches!(word, "Ofsted" | "Senior" | "His" | "Her" | "Majesty's" | "Inspector" | "-")
        };
        let own_words = &lines.text[name.end..name.end + own_words.len()];
        own_words.len() < 60 && own_words.split([' ', '\n', ',', '(']).all(role)
    });
    let called = words.lead.iter().filter_map(|lead| before.strip_suffix(lead.as_str()));
    let led = called.into_iter().any(|before| !before.trim_end().ends_with("deputy")) || before.ends_with("led by");
    led || only_role
}

/// The start of a list of the team that the opening does not contain.
fn team_list(document: &Document, words: &PeopleWords) -> Option<(usize, usize)> {
    let mut places = document.pages.iter().enumerate().flat_map(|(page, on_page)| {
        on_page.lines.iter().enumerate().filter_map(move |(at, line)| {
            let text = line.text.trim_start_matches([' ', '#', '*', '\t']).as_bytes();
            let starts = |s: &str| text.len() >= s.len() && text[..s.len()].eq_ignore_ascii_case(s.as_bytes());
            let short = text.len() <= MAX_TEAM_LINE_BYTES && !text.ends_with(b".");
            (short && words.lists.iter().chain(&words.lead).any(|s| starts(s))).then_some((page, at))
        })
    });
    let first = places.next()?;
    // On a cover, only the lead is named; the whole team then comes at the end.
    if first.0 == 0 { places.next().or(Some(first)) } else { Some(first) }
}

/// Lists of a team: "Team inspectors: …", or a name and a role on each line.
fn in_team(lines: &Lines, words: &PeopleWords, found: &mut Inspectors) {
    let mut names_of_inspectors = false;
    let mut under_heading = None;
    for at in 0..lines.count() {
        let lower = lines.lower_line(at);
        let bytes = lines.bytes(at..at + 1);
        if lower.len() > MAX_TEAM_LINE_BYTES {
            (names_of_inspectors, under_heading) = (false, None);
            continue;
        }
        if words.lists.iter().any(|list| lower.trim_end_matches(':').ends_with(list.as_str())) {
            under_heading = Some(at);
            continue;
        }
        if let Some((label, rest)) = label_and_names(lower, words) {
            names_of_inspectors = is_label_of_people(label, words);
            if names_of_inspectors {
                let value = bytes.end - rest.len()..value_end(lines, at, rest);
                let names = names_in(&lines.text, value);
                if has_any(label, &words.lead) && !label.contains("deputy") {
                    names.first().into_iter().for_each(|name| found.add_lead(lines, name.clone()));
                }
                names.into_iter().for_each(|name| found.add(lines, name));
            }
            continue;
        }
        let in_list = under_heading.is_some_and(|heading| at - heading < MAX_TEAM_LINES);
        let has_role = has_any(lower, &words.roles) && !lower.contains("report");
        let continues = names_of_inspectors && !lines.is_after_gap(at);
        if in_list && has_role || continues {
            add_names(lines, bytes, words, found);
        } else {
            names_of_inspectors = false;
        }
    }
}

fn add_names(lines: &Lines, bytes: Range<usize>, words: &PeopleWords, found: &mut Inspectors) {
    let names = names_in(&lines.text, bytes);
    for (at, name) in names.iter().enumerate() {
        let until = names.get(at + 1).map_or(lines.text.len(), |next| next.1.start);
        let role = &lines.lower[name.1.end..until];
        if is_lead(lines, &name.1, words) && !role.trim_start_matches([' ', ',']).starts_with("cqc") {
            found.add_lead(lines, name.clone());
        }
        found.add(lines, name.clone());
    }
}

/// "Lead inspector: …" as label and rest; the colon may be missing.
fn label_and_names<'l>(lower: &'l str, words: &PeopleWords) -> Option<(&'l str, &'l str)> {
    if let Some((label, rest)) = lower.split_once(':') {
        return (label.len() < 40).then_some((label, rest));
    }
    words.lead.iter().find(|label| lower.starts_with(label.as_str())).map(|label| lower.split_at(label.len()))
}

/// Whether a label is one of those of the lead, or has no other words than "team inspectors" or "lead inspector on site"
/// may have.
fn is_label_of_people(label: &str, words: &PeopleWords) -> bool {
    let is_one = |word: &str, list: &[String]| list.iter().any(|known| known == word);
    let is_role = |word: &str| {
        let one = word.strip_suffix("(s)").or_else(|| word.strip_suffix('s')).unwrap_or(word);
        is_one(word, &words.roles) || is_one(one, &words.roles)
    };
    let label = label.trim();
    let mut of_label = label.split_whitespace();
    is_one(label, &words.lead)
        || has_any(label, &words.roles) && of_label.all(|word| is_role(word) || is_one(word, &words.beside))
}

/// A name may continue on the next line, or be on the next line as a whole.
fn value_end(lines: &Lines, at: usize, rest: &str) -> usize {
    let this = lines.bytes(at..at + 1).end;
    let next = lines.lower_line(at + 1);
    let one_word = !rest.trim().is_empty() && rest.split_whitespace().count() < 2;
    let nothing = rest.trim().is_empty();
    let goes_on = (one_word || nothing || rest.trim_end().ends_with(',') || rest.trim_end().ends_with(" and"))
        && !next.contains(':');
    if goes_on && at + 1 < lines.count() { lines.bytes(at..at + 2).end } else { this }
}

/// "Yours sincerely", a name, "Her Majesty's Inspector".
fn in_signature(lines: &Lines, words: &PeopleWords, found: &mut Inspectors) {
    let Some(close) = (0..lines.count()).rev().find(|&at| lines.lower_line(at).starts_with("yours ")) else { return };
    for at in close + 1..lines.count().min(close + 5) {
        let names = names_in(&lines.text, lines.bytes(at..at + 1));
        let role = format!("{} {}", lines.lower_line(at), lines.lower_line(at + 1));
        let of_another = words.roles.iter().any(|word| role.contains(&format!("{word} of")));
        let is_inspector = has_any(&role, &words.signed) && !of_another;
        if let Some(name) = names.into_iter().next() {
            if is_inspector {
                found.add(lines, name);
            }
            return;
        }
    }
}
