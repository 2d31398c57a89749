//! The parties of a case, by which a judgment is named: "Oak v Saltby Harbour Board".

use std::ops::Range;

use super::cover::is_in_capitals;
use super::lines::Lines;
use super::place_names::title_case;

/// "Between:" is among this many lines, and the parties are among so many after it.
const MAX_LINES_BEFORE: usize = 60;
const MAX_LINES_OF_PARTIES: usize = 24;
const MAX_PARTY_BYTES: usize = 150;

/// The first party on either side, and the lines that name them.
pub(super) fn read(lines: &Lines) -> Option<(String, Range<usize>)> {
    let is_between = |at: &usize| lines.lower_line(*at).trim_end_matches([' ', ':', '-']) == "between";
    let start = 1 + (0..lines.count().min(MAX_LINES_BEFORE)).find(is_between)?;
    let mut parties: Vec<String> = vec![String::new()];
    for at in start..lines.count().min(start + MAX_LINES_OF_PARTIES) {
        for part in lines.columns(at) {
            let lower = &lines.lower[part.clone()];
            if is_role(lower) || is_and(lower) {
                // A role and "and" after it end one party.
                if parties.last().is_some_and(|last| !last.is_empty()) {
                    parties.push(String::new());
                }
            } else if let Some(last) = parties.last_mut() {
                let space = if last.is_empty() { "" } else { " " };
                *last += space;
                *last += &lines.printed(part);
            }
            let [one, other, _] = &parties[..] else { continue };
            let is_name = |party: &str| party.len() <= MAX_PARTY_BYTES && party.starts_with(char::is_uppercase);
            let (one, other) = (first_of(one), first_of(other));
            if !is_name(one) || !is_name(other) || !is_role(lower) {
                return None;
            }
            return Some((format!("{} v {}", shown(one), shown(other)), lines.bytes(start..at + 1)));
        }
    }
    None
}

/// The first of several parties on one side: "(1) Ada Quill (2) Ben Orme".
fn first_of(side: &str) -> &str {
    let first = side.split(" (2)").next().unwrap_or(side);
    first.strip_prefix("(1) ").unwrap_or(first)
}

/// Whether a text says on which side a party is, and nothing else: "Claimant", "1st Respondents".
fn is_role(lower: &str) -> bool {
    const ROLES: [&str; 8] =
        ["claimant", "appellant", "applicant", "petitioner", "plaintiff", "defendant", "respondent", "prosecutor"];
    let word = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let word = ["first ", "1st ", "second "].iter().find_map(|number| word.strip_prefix(number)).unwrap_or(word);
    let word = word.strip_suffix("(s").or_else(|| word.strip_suffix('s')).unwrap_or(word);
    word.split('/').all(|role| ROLES.contains(&role))
}

fn is_and(lower: &str) -> bool {
    matches!(lower.trim_matches([' ', '-', '(', ')', '.']), "and" | "v" | "versus" | "")
}

/// A name with capitals only at its words.
fn shown(party: &str) -> String {
    let words = party.split(' ').enumerate().map(|(at, word)| {
        let is_shouted = is_in_capitals(word) && word.chars().filter(|c| c.is_alphabetic()).count() > 1;
        match is_shouted {
            true if at == 0 => super::title_case::with_capital(&word.to_lowercase()),
            true => title_case(word),
            false => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Document, Line, Page, Role};

    #[test]
    fn a_case_is_named_by_its_parties() {
        for (text, expected) in [
            (
                "Before:\nMRS JUSTICE OAK\nBetween:\nTHE KING (on the application of BEN ORME)      Claimant\n- and -\nSALTBY BOARD\nDefendant",
                Some("The King (on the application of Ben Orme) v Saltby Board"),
            ),
            (
                "BETWEEN:\nAda Quill\nAppellant\nv\n(1) Tern Care Ltd\n(2) SEAVIEW\nRespondents\nJudgment",
                Some("Ada Quill v Tern Care Ltd"),
            ),
            (
                "BETWEEN:\nAda Quill\nAppellant/Applicant\nv\nTern Care Ltd\nFirst Respondent(s)",
                Some("Ada Quill v Tern Care Ltd"),
            ),
            ("Between\nthe two quays a ferry ran.\nIt sank.", None),
            ("Nothing between them", None),
        ] {
            let line = |text: &str| Line { text: text.to_owned(), role: Role::Text, bytes: None };
            let pages = vec![Page { lines: text.split('\n').map(line).collect() }];
            let lines = Lines::opening(&Document { pages, ..Document::default() });
            assert_eq!(read(&lines).map(|found| found.0).as_deref(), expected, "{text}");
        }
    }
}
