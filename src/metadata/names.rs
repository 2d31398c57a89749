//! Names of people in lines and sentences that are known to name people.

use std::ops::Range;

use super::lines::Lines;

/// The most words of a name, without a title such as "Dr".
const MAX_NAME_WORDS: usize = 4;

/// A name and its range of bytes.
pub(super) type PersonName = (String, Range<usize>);

/// The names in a part of a text. A name is a run of two to four capitalised words, none of them a word for a role or
/// an organisation; a comma, a bracket, "and" or a role ends it.
pub(super) fn names_in(text: &str, bytes: Range<usize>) -> Vec<PersonName> {
    let mut names = Vec::new();
    let mut run = NameRun::default();
    let mut at = bytes.start;
    let mut before = "";
    for raw in text.get(bytes).unwrap_or("").split([' ', '\n', '\t', '/']) {
        let start = at;
        at += raw.len() + 1;
        let slash = text.as_bytes().get(at - 1) == Some(&b'/');
        let opens = raw.starts_with(['(', '"', '\'']);
        let word = raw.trim_matches(|c: char| !c.is_alphabetic());
        let offset = raw.find(word).unwrap_or(0);
        if opens || !run.takes(word) {
            names.extend(run.end());
        }
        if run.takes(word) && !(run.words.is_empty() && matches!(before, "the" | "The")) {
            run.words.push((word.to_owned(), start + offset..start + offset + word.len()));
        }
        let stop = raw.ends_with('.') && word.chars().count() > 1 && !is_honorific(word);
        if slash || stop || raw.ends_with([',', ';', ')', ':']) {
            names.extend(run.end());
        }
        if !word.is_empty() {
            before = word;
        }
    }
    names.extend(run.end());
    names
}

#[derive(Default)]
struct NameRun {
    words: Vec<(String, Range<usize>)>,
}

impl NameRun {
    fn takes(&self, word: &str) -> bool {
        const INSIDE: [&str; 11] = ["de", "van", "der", "den", "von", "la", "le", "el", "al", "bin", "ap"];
        let is_name = word.starts_with(char::is_uppercase) && !is_role(word);
        is_name || !self.words.is_empty() && INSIDE.contains(&word)
    }

    fn end(&mut self) -> Option<PersonName> {
        let words = std::mem::take(&mut self.words);
        let proper = words.iter().filter(|(word, _)| !is_honorific(word)).count();
        let bytes = words.first()?.1.start..words.last()?.1.end;
        let name = words.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" ");
        let name = name.replace("- ", "-");
        (2..=MAX_NAME_WORDS).contains(&proper).then_some((name, bytes))
    }
}

/// A name as it is printed, without a line end after a hyphen.
pub(super) fn as_printed(lines: &Lines, bytes: &Range<usize>) -> String {
    lines.printed(bytes.clone()).replace("- ", "-")
}

/// Whether a word is a form of address.
pub(super) fn is_honorific(word: &str) -> bool {
    matches!(
        word.trim_end_matches('.'),
        "Mr" | "Mrs"
            | "Ms"
            | "Miss"
            | "Mx"
            | "Dr"
            | "Professor"
            | "Prof"
            | "Sir"
            | "Dame"
            | "Lord"
            | "Lady"
            | "Cllr"
            | "Councillor"
            | "Rev"
    )
}

/// Words that are of a role or a body, and never of a person's name.
fn is_role(word: &str) -> bool {
    const ROLES: [&str; 117] = [
        "acting",
        "additional",
        "adult",
        "adults",
        "adviser",
        "advisor",
        "agency",
        "ai",
        "all",
        "analyst",
        "analysts",
        "and",
        "assistant",
        "associate",
        "assurance",
        "authority",
        "board",
        "both",
        "care",
        "chair",
        "chief",
        "child",
        "children",
        "children's",
        "college",
        "commission",
        "community",
        "constabulary",
        "contracted",
        "corporate",
        "council",
        "cqc",
        "data",
        "date",
        "dates",
        "deputy",
        "designate",
        "director",
        "education",
        "executive",
        "families",
        "family",
        "fieldwork",
        "findings",
        "fire",
        "for",
        "from",
        "grade",
        "head",
        "headline",
        "health",
        "her",
        "his",
        "hmi",
        "hmicfrs",
        "hmip",
        "hmis",
        "hospital",
        "in",
        "independent",
        "inspection",
        "inspector",
        "inspectorate",
        "inspectors",
        "institute",
        "interim",
        "investigation",
        "investigator",
        "investigators",
        "judgement",
        "judgment",
        "lead",
        "local",
        "main",
        "majesty's",
        "manager",
        "national",
        "nhs",
        "of",
        "office",
        "officer",
        "ofsted",
        "oi",
        "on",
        "outline",
        "overview",
        "partnership",
        "people",
        "police",
        "probation",
        "quality",
        "regional",
        "regulatory",
        "report",
        "rescue",
        "review",
        "safeguarding",
        "schools",
        "seconded",
        "senior",
        "service",
        "services",
        "shadow",
        "shmi",
        "social",
        "standards",
        "strategic",
        "team",
        "the",
        "their",
        "they",
        "this",
        "trust",
        "university",
        "visit",
        "were",
        "what",
    ];
    let is_acronym = word.len() >= 2 && word.chars().all(char::is_uppercase);
    is_acronym || ROLES.binary_search(&word.to_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_roles() {
        let cases: &[(&str, &[&str])] = &[
            ("were Osric Penhale HMI and Dilys Farrant HMI", &["Osric Penhale", "Dilys Farrant"]),
            ("were Ada Quill,\nHer Majesty's Inspector, and Ben Orme, Senior HMI", &["Ada Quill", "Ben Orme"]),
            ("by Her Majesty's Inspectors Ada\nQuill and Máire O'Brien-Lee", &["Ada Quill", "Máire O'Brien-Lee"]),
            ("Dr Ada van der Quill (lead inspector), Ben McOrme", &["Dr Ada van der Quill", "Ben McOrme"]),
            ("Ada Quill-\nOrme/Ben Lyle", &["Ada Quill Orme", "Ben Lyle"]),
            ("Isolde Brackley Her Majesty's Inspector Judgement Grade", &["Isolde Brackley"]),
            ("inspectors from the Health Quality Agency (HQA)", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<String> = names_in(text, 0..text.len()).into_iter().map(|(name, _)| name).collect();
            assert_eq!(&found, expected, "{text}");
        }
    }
}
