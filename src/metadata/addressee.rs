//! The addressee of a letter.

use std::ops::Range;

use super::Rules;
use super::frame::Frame;
use super::labelled;
use super::lines::Lines;
use super::names::{PersonName, as_printed, is_honorific, names_in};
use crate::report::{Confidence, Evidence};

/// The addressee that the letter greets, else the first one; if there is no name among the addressees, the person
/// that the letter greets.
pub(super) fn read(lines: &Lines, frame: &Frame, rules: &Rules) -> Option<(String, Evidence)> {
    if let Some(bytes) = labelled::value(lines, &rules.profile.labels.addressee) {
        let name = lines.printed(bytes.clone());
        let evidence = lines.evidence("addressee", &name, bytes, Confidence::Sure);
        return Some((name, evidence));
    }
    let salutation = frame.salutation?;
    let greeting = lines.lower_line(salutation).trim_start_matches("dear").to_owned();
    let is_greeted = |(name, _): &PersonName| {
        let mut words = name.split(' ').filter(|word| !is_honorific(word));
        words.any(|word| greeting.split([' ', ',', '.']).any(|greeted| greeted == word.to_lowercase()))
    };
    let persons: Vec<PersonName> = frame.address.clone().filter_map(|at| first_person(lines, at)).collect();
    let over_address = || (0..frame.address.start).filter_map(|at| first_person(lines, at)).find(is_greeted);
    let known = persons.iter().find(|person| is_greeted(person)).cloned();
    let titled = greeted(lines, salutation);
    let any = || persons.into_iter().find(|person| titled.is_none() && !is_place(&person.0));
    let known = known.or_else(over_address).or_else(any).map(|person| (person.1, Confidence::Sure));
    let known = known.or_else(|| titled.map(|person| (person.1, Confidence::Likely)));
    let (bytes, confidence) = known.or_else(|| Some((office_holder(lines, frame)?, Confidence::Sure)))?;
    let name = as_printed(lines, &bytes);
    let evidence = lines.evidence("addressee", &name, bytes, confidence);
    Some((name, evidence))
}

/// Whom an address names by an office alone: "The Secretary of State".
fn office_holder(lines: &Lines, frame: &Frame) -> Option<Range<usize>> {
    const OFFICES: [&str; 9] = [
        "secretary of state",
        "minister",
        "chief executive",
        "director",
        "prime minister",
        "lord chancellor",
        "chair",
        "chairman",
        "commissioner",
    ];
    let at = (0..frame.salutation?).find(|&at| {
        let lower = lines.lower_line(at);
        let lower = lower.strip_prefix("the ").unwrap_or(lower);
        let lower = lower.strip_prefix("rt hon ").unwrap_or(lower);
        OFFICES.iter().any(|office| lower.starts_with(office))
    })?;
    Some(lines.bytes(at..at + 1))
}

/// The name that a line starts with: to its end, to a comma, or to a role.
fn first_person(lines: &Lines, at: usize) -> Option<PersonName> {
    let bytes = lines.bytes(at..at + 1);
    let is_sender = ["www.", "@", "•"].iter().any(|mark| lines.lower[bytes.clone()].contains(mark));
    let name = names_in(&lines.text, bytes.clone()).into_iter().next().filter(|_| !is_sender)?;
    let after = &lines.lower[name.1.end..bytes.end];
    let next_word = after.split_whitespace().next().unwrap_or("");
    let of_place = matches!(next_word, "of" | "council") || next_word.bytes().any(|b| b.is_ascii_digit());
    (name.1.start == bytes.start && !of_place).then_some(name)
}

/// Whether a name is one of a street or a building.
fn is_place(name: &str) -> bool {
    const PLACES: [&str; 14] = [
        "street",
        "house",
        "road",
        "hall",
        "council",
        "office",
        "offices",
        "gate",
        "square",
        "centre",
        "lane",
        "buildings",
        "way",
        "avenue",
    ];
    name.to_lowercase().split(' ').any(|word| PLACES.contains(&word))
}

fn greeted(lines: &Lines, at: usize) -> Option<PersonName> {
    let bytes = lines.bytes(at..at + 1);
    let line = &lines.text[bytes.clone()];
    let name = line.get("dear ".len()..)?.trim_end_matches([',', ' ', '.']);
    let titled = name.split(' ').next().is_some_and(is_honorific) && (2..=4).contains(&name.split(' ').count());
    let start = bytes.start + "dear ".len();
    titled.then(|| (name.to_owned(), start..start + name.len()))
}
