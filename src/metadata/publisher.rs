//! Who issued a report: the letterhead or the cover says it, its imprint, or the line about the issuer at the end.

use std::ops::Range;

use super::Rules;
use super::cover::is_in_capitals;
use super::frame::Frame;
use super::labelled;
use super::lines::Lines;
use crate::report::{Confidence, Evidence};

/// The lines of a letterhead, or of the address at the end, that may name the publisher.
const MAX_LETTERHEAD_LINES: usize = 12;
/// The first lines of a cover, one of which may be its issuer's name alone.
const MAX_COVER_LINES: usize = 8;
const MAX_NAME_WORDS: usize = 12;
/// Before the name of a court.
const IN_THE: &str = "in the ";

/// The publisher, where one is printed. News about another's report names that other for other reasons, so of a press
/// release (`is_press`) only who releases it counts. `of_authority` says that the report is on an authority.
pub(super) fn read(
    (opening, closing): (&Lines, &Lines),
    frame: &Frame,
    rules: &Rules,
    is_press: bool,
    of_authority: bool,
) -> Option<(String, Evidence)> {
    if let Some(bytes) = labelled::value(opening, &rules.profile.labels.publisher) {
        let name = shown(&opening.printed(bytes.clone()));
        return Some((name.clone(), opening.evidence("publisher", &name, bytes, Confidence::Sure)));
    }
    if is_press {
        let (name, bytes) = beside_release(opening)?;
        return Some((name.clone(), opening.evidence("publisher", &name, bytes, Confidence::Sure)));
    }
    let letterhead_end = frame.dated.map_or(frame.address.start, |(at, _)| at).min(MAX_LETTERHEAD_LINES);
    let sure = office(opening, 0..letterhead_end)
        .or_else(|| known(opening, 0..letterhead_end, rules))
        .map(|found| (opening, found))
        .or_else(|| {
            let all = 0..closing.count();
            office(closing, all.clone()).or_else(|| known(closing, all, rules)).map(|found| (closing, found))
        })
        .or_else(|| Some((opening, known(opening, 0..opening.count(), rules)?)));
    if let Some((lines, (name, bytes))) = sure {
        let evidence = lines.evidence("publisher", &name, bytes, Confidence::Sure);
        return Some((name, evidence));
    }
    let both = [opening, closing];
    let imprint = both.into_iter().find_map(|lines| Some((lines, imprint(lines, rules)?)));
    let imprint = imprint.map(|(lines, found)| (lines, found, Confidence::Sure));
    let by = || Some((opening, by_line(opening)?, Confidence::Likely));
    // On the cover of a report on an authority, the body that is named is the one inspected.
    let likely = || {
        if of_authority {
            let (name, bytes) = letterhead(opening, frame, rules)?;
            let inspects = name.split(' ').any(|word| word.eq_ignore_ascii_case("inspectorate"));
            return inspects.then_some((opening, (name, bytes), Confidence::Likely));
        }
        let signed = || both.into_iter().find_map(|lines| Some((lines, coroner(lines)?)));
        let first = letterhead(opening, frame, rules).or_else(|| subject(opening)).map(|found| (opening, found));
        let (lines, found) = first.or_else(signed)?;
        Some((lines, found, Confidence::Likely))
    };
    let (lines, (name, bytes), confidence) = imprint.or_else(by).or_else(likely)?;
    let evidence = lines.evidence("publisher", &name, bytes, confidence);
    Some((name, evidence))
}

/// An issuer that a profile names, by that name or in its address on the web.
fn known(lines: &Lines, within: Range<usize>, rules: &Rules) -> Option<(String, Range<usize>)> {
    let bytes = lines.bytes(within);
    rules.profile.publishers.iter().find_map(|name| {
        let at = bytes.start + lines.lower[bytes.clone()].find(&name.to_ascii_lowercase())?;
        Some((name.clone(), at..at + name.len()))
    })
}

/// Any other "Office for …" that a line starts with: to the end of the line, or the bracket after it.
fn office(lines: &Lines, within: Range<usize>) -> Option<(String, Range<usize>)> {
    within.into_iter().find_map(|at| {
        let line = lines.line(at);
        let name = line.strip_prefix("The ").unwrap_or(line);
        let named = name.starts_with("Office for ") && !name.starts_with("Office for Standards in Education");
        let start = lines.bytes(at..at + 1).start + (line.len() - name.len());
        let words = name.split(" (").next().unwrap_or(name).trim_end_matches(['.', ',']);
        let whole_name = words
            .split(' ')
            .all(|word| word == "for" || word == "and" || word == "in" || word.starts_with(char::is_uppercase));
        (named && whole_name).then(|| (words.to_owned(), start..start + words.len()))
    })
}

/// "Published by the Harbour Commission in May 2032", "© 2032 Harbour Commission".
fn imprint(lines: &Lines, rules: &Rules) -> Option<(String, Range<usize>)> {
    const BEFORE: [&str; 6] = ["published by ", "issued by ", "produced by ", "prepared by ", "copyright ", "© "];
    let of_rights = |before: &str| matches!(before, "copyright " | "© ");
    BEFORE.iter().find_map(|before| {
        lines.places(before).find_map(|at| {
            let start = at + before.len();
            let rest = &lines.text[start..];
            let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '©' | ',' | '-'));
            let rest = ["the ", "The "].iter().find_map(|the| rest.strip_prefix(the)).unwrap_or(rest);
            let (name, from) = (name_at(rest)?, lines.text.len() - rest.len());
            let given = rules.register.given(name).is_some();
            let known =
                given || is_body_name(name) || !of_rights(before) && name.contains(' ') && !name.starts_with("Crown");
            known.then(|| (name.to_owned(), from..from + name.len()))
        })
    })
}

/// The run of capitalised words that a text begins with, with the small words inside.
fn name_at(text: &str) -> Option<&str> {
    const INSIDE: [&str; 6] = ["of", "for", "and", "the", "&", "to"];
    let mut end = 0;
    let mut at = 0;
    for word in text.split(' ').take(MAX_NAME_WORDS) {
        let line_end = word.find('\n');
        let word = &word[..line_end.unwrap_or(word.len())];
        let bare = word.trim_end_matches(['.', ',', ';', ':', ')']);
        let goes_on = bare.starts_with(char::is_uppercase) || end > 0 && INSIDE.contains(&bare);
        if !goes_on {
            break;
        }
        if bare.starts_with(char::is_uppercase) {
            end = at + bare.len();
        }
        at += word.len() + 1;
        if line_end.is_some() || bare.len() < word.len() {
            break;
        }
    }
    (end > 0).then(|| &text[..end])
}

/// A line near the top that is the name of a body and nothing else, with the names on the lines after it, or a name whose
/// decision or report the cover announces.
fn letterhead(lines: &Lines, frame: &Frame, rules: &Rules) -> Option<(String, Range<usize>)> {
    let end = if frame.salutation.is_some() { 1 } else { MAX_COVER_LINES.min(lines.count()) };
    let is_name = |text: &str| is_body_name(text) || rules.register.given(text).is_some();
    (0..end).find_map(|at| {
        if let Some(name) = lines.columns(at).find(|part| is_name(&lines.text[part.clone()])) {
            let goes_on = |next: &usize| !lines.is_after_gap(*next) && is_body_name(lines.line(*next));
            let is_alone = name == lines.bytes(at..at + 1);
            let more = (at + 1..end).take_while(goes_on).filter(|_| is_alone).count();
            let bytes = name.start..if more > 0 { lines.bytes(at..at + 1 + more).end } else { name.end };
            let names: Vec<String> = lines.text[bytes.clone()].split('\n').map(shown).collect();
            return Some((names.join(", "), bytes));
        }
        let line = lines.line(at);
        let owner = line.find("'s ").map(|end| &line[..end]).filter(|owner| is_body_name(owner))?;
        let name = owner.strip_prefix("The ").unwrap_or(owner);
        let start = lines.bytes(at..at + 1).start + (owner.len() - name.len());
        Some((name.to_owned(), start..start + name.len()))
    })
}

/// A line of a cover that says which body the report is by, and nothing else: "by the Board of Quays".
fn by_line(lines: &Lines) -> Option<(String, Range<usize>)> {
    (0..lines.count().min(MAX_COVER_LINES)).find_map(|at| {
        let bytes = lines.bytes(at..at + 1);
        let name = lines.lower[bytes.clone()].strip_prefix("by the ")?;
        let bytes = bytes.end - name.len()..bytes.end;
        // A minister presents what others have written.
        let is_presented =
            ["presented", "laid before"].iter().any(|start| lines.lower_line(at.max(1) - 1).starts_with(start));
        let is_minister = ["minister ", "secretary "].iter().any(|start| name.starts_with(start));
        if is_presented || is_minister {
            return None;
        }
        is_body_name(&lines.text[bytes.clone()]).then(|| (shown(&lines.text[bytes.clone()]), bytes))
    })
}

/// The coroner who signed: "Area Coroner for Northshire".
fn coroner(lines: &Lines) -> Option<(String, Range<usize>)> {
    (0..lines.count()).find_map(|at| {
        let line = lines.line(at).trim_end_matches(['.', ',']);
        let (office, place) = line.split_once("Coroner for ")?;
        let is_office = office.split(' ').all(|word| word.is_empty() || word.starts_with(char::is_uppercase));
        let start = lines.bytes(at..at + 1).start;
        (is_office && place.starts_with(char::is_uppercase)).then(|| (line.to_owned(), start..start + line.len()))
    })
}

/// The body of which the first sentences say what it does: "The Transport Board investigated this occurrence".
fn subject(lines: &Lines) -> Option<(String, Range<usize>)> {
    const DOES: [&str; 9] = [
        "investigated",
        "investigates",
        "looks into",
        "is an independent",
        "audited",
        "conducted",
        "finds out",
        "examined",
        "reviewed",
    ];
    (0..lines.count()).find_map(|at| {
        let line = lines.line(at);
        let rest = line.strip_prefix("The ")?;
        let name = name_at(rest)?;
        let after = rest[name.len()..].trim_start();
        let after = if after.starts_with('(') { after.split_once(") ").map_or(after, |(_, rest)| rest) } else { after };
        let start = lines.bytes(at..at + 1).start + "The ".len();
        let does = DOES.iter().any(|verb| after.starts_with(verb));
        (does && is_body_name(name)).then(|| (name.to_owned(), start..start + name.len()))
    })
}

/// The name printed beside the words "press release".
fn beside_release(lines: &Lines) -> Option<(String, Range<usize>)> {
    (0..lines.count().min(MAX_COVER_LINES)).find_map(|at| {
        let parts: Vec<Range<usize>> = lines.columns(at).collect();
        let is_release = |part: &Range<usize>| {
            ["press release", "news release", "media release"]
                .iter()
                .any(|name| lines.lower[part.clone()].starts_with(name))
        };
        let named = parts.iter().any(is_release) || at > 0 && is_release(&lines.bytes(at - 1..at));
        let part = parts.into_iter().filter(|_| named).find(|part| is_body_name(&lines.text[part.clone()]))?;
        Some((shown(&lines.text[part.clone()]), part))
    })
}

/// Whether a text is the name of a body and nothing else: capitalised words, the last or first of which says what it is.
pub(super) fn is_body_name(text: &str) -> bool {
    const BODIES: [&str; 42] = [
        "agency",
        "association",
        "authority",
        "board",
        "branch",
        "bureau",
        "campaign",
        "centre",
        "chamber",
        "commission",
        "commissioner",
        "committee",
        "corporation",
        "council",
        "department",
        "directorate",
        "federation",
        "foundation",
        "general",
        "inspectorate",
        "institute",
        "library",
        "limited",
        "ltd",
        "ministry",
        "network",
        "office",
        "ombudsman",
        "organisation",
        "plc",
        "police",
        "regulator",
        "society",
        "service",
        "trust",
        "tribunal",
        "union",
        "university",
        "constabulary",
        "court",
        "partnership",
        "assembly",
    ];
    const INSIDE: [&str; 8] = ["of", "for", "and", "the", "in", "&", "on", "to"];
    let text = text.strip_prefix("The ").unwrap_or(text).trim_end_matches(['.', ',']);
    let words: Vec<&str> = text.split(' ').collect();
    let capitalised =
        words.iter().all(|word| word.starts_with(char::is_uppercase) || INSIDE.contains(&word.to_lowercase().as_str()));
    let is_body = |word: &&str| BODIES.contains(&word.to_lowercase().trim_matches(|c: char| !c.is_alphabetic()));
    // "Bureau of Quays", and "Marine Bureau of the Kingdom".
    let head = words.iter().position(|word| matches!(*word, "of" | "OF" | "for" | "FOR")).filter(|&end| end > 1);
    let says = words.last().is_some_and(is_body)
        || head.is_some_and(|end| is_body(&words[end - 1]))
        || words.len() > 2 && words.first().is_some_and(is_body) && INSIDE.contains(&words[1].to_lowercase().as_str());
    !text.contains([',', ':'])
        && (2..=MAX_NAME_WORDS).contains(&words.len())
        && capitalised
        && says
        && !is_work(words[0])
        && !words.iter().any(|word| word.eq_ignore_ascii_case("report"))
}

/// Whether a word is for what a body does or writes: "Report to the Board".
fn is_work(word: &str) -> bool {
    const WORKS: [&str; 14] = [
        "application",
        "assessment",
        "audit",
        "complaint",
        "evaluation",
        "evidence",
        "inspection",
        "investigation",
        "letter",
        "minutes",
        "report",
        "response",
        "review",
        "statement",
    ];
    WORKS.contains(&word.to_lowercase().as_str())
}

/// A name in capitals with capitals only at its words.
fn shown(name: &str) -> String {
    let name = name.trim_end_matches(['.', ',']);
    // "In the High Court".
    let in_the = name.get(..IN_THE.len()).filter(|start| start.eq_ignore_ascii_case(IN_THE));
    let name = in_the.map_or(name, |start| &name[start.len()..]);
    if is_in_capitals(name) { super::place_names::title_case(name) } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_known_by_the_words_of_their_names() {
        for (text, expected) in [
            ("Northern Safety Board", true),
            ("Office of the Auditor General for Northshire", true),
            ("DEPARTMENT FOR HOMES", true),
            ("Ports and Rivers Committee", true),
            ("The Fairness Ombudsman", true),
            ("Marine Accident Bureau of the Kingdom of Norrmark", true),
            ("Tern Care Limited", true),
            ("Ombudsman", false),
            ("Report to the Board", false),
            ("Collision near the Harbour Office", false),
            ("Quay cranes", false),
        ] {
            assert_eq!(is_body_name(text), expected, "{text}");
        }
    }

    #[test]
    fn a_name_ends_with_its_last_capital() {
        for (text, expected) in [
            ("Harbour Commission in May", "Harbour Commission"),
            ("Office of the Regulator, 4 Quay Street", "Office of the Regulator"),
            ("Harbour Commission\nNext", "Harbour Commission"),
        ] {
            assert_eq!(name_at(text), Some(expected));
        }
        assert_eq!(name_at("its own office"), None);
    }
}
