//! The authority whose services were inspected.
//!
//! Every name of the register on the first pages has a weight that depends on its place: a name in the title outweighs
//! one among the addressees, and that one a name in the body. The letterhead has no weight. If the title has no name of
//! the register, the name it does have is taken as printed.

use super::Rules;
use super::frame::Frame;
use super::kind::spaced;
use super::labelled;
use super::lines::{Lines, cut};
use super::place_names;
use super::register::{Authority, NameMention, Register};
use super::words::{TextWord, words};
use crate::report::{Confidence, Evidence};

const TITLE_WEIGHT: u32 = 1_000;
const SALUTATION_WEIGHT: u32 = 300;
const SUBJECT_WEIGHT: u32 = 100;
const ADDRESS_WEIGHT: u32 = 10;
const BODY_WEIGHT: u32 = 1;

/// Words between a subject phrase and the name it introduces: "visit to the London Borough of …".
const MAX_SUBJECT_WORDS: usize = 3;
/// The name of a council after the words that introduce it.
const MAX_NAME_BYTES: usize = 120;
/// The first sentences of a body name the authority after a subject phrase.
const MAX_SUBJECT_BYTES: usize = 3_000;

/// An authority as it was read.
#[derive(Debug)]
pub(super) struct AuthorityMatch<'r> {
    pub(super) name: String,
    pub(super) known: Option<&'r Authority>,
    pub(super) evidence: Evidence,
}

/// The authority that a report is about. `is_report` says that the reports of its kind are on an authority; the body
/// of any other text names places for other reasons, but not the bodies of a register that a person gave.
pub(super) fn read<'r>(lines: &Lines, frame: &Frame, rules: &'r Rules, is_report: bool) -> Option<AuthorityMatch<'r>> {
    let register: &Register = &rules.register;
    if let Some(stated) = labelled(lines, rules).or_else(|| appealed_against(lines, rules)) {
        return Some(stated);
    }
    let text_words: Vec<TextWord> = words(&lines.text, &lines.lower).collect();
    let mentions: Vec<NameMention> =
        register.mentions(&text_words).into_iter().filter(|m| stands_alone(m, &text_words)).collect();
    let known = heaviest(&mentions, &text_words, lines, frame, is_report);
    let is_on = |best: &Weighed| is_report || best.authority.is_given();
    let printed = || place_names::read(lines, frame, is_report);
    match known {
        Some(best) if best.weight >= SUBJECT_WEIGHT && (is_on(&best) || is_about_a_council(lines, frame)) => {
            Some(best.into_match(lines, Confidence::Sure))
        }
        known => match (printed(), known) {
            (Some(printed), known) if printed.sure || known.is_none() => resolve(lines, printed, &mentions, register),
            (_, Some(best)) if is_on(&best) && best.is_clear() => Some(best.into_match(lines, Confidence::Likely)),
            (Some(printed), _) => resolve(lines, printed, &mentions, register),
            _ => None,
        },
    }
}

/// The authority after a label: "Complaint against: Kent County Council". What stands after a label of the user's own is
/// one whatever it is called.
fn labelled<'r>(lines: &Lines, rules: &'r Rules) -> Option<AuthorityMatch<'r>> {
    if let Some(bytes) = labelled::value(lines, &rules.own.labels.authority) {
        return named(lines, rules, bytes, true);
    }
    let of_profiles = labelled::value(lines, &rules.profile.labels.authority);
    let known = of_profiles.and_then(|bytes| named(lines, rules, bytes, false));
    known.or_else(|| {
        let bytes = labelled::value(lines, &["local authority".to_owned()])?;
        let of_name =
            |word: &str| word.starts_with(char::is_uppercase) || matches!(word, "of" | "and" | "upon" | "the");
        let is_name = bytes.len() <= MAX_NAME_BYTES && lines.text[bytes.clone()].split(' ').all(of_name);
        is_name.then(|| named(lines, rules, bytes, true)).flatten()
    })
}

/// The council whose decision an appeal is about: "against the decision of Kent County Council".
fn appealed_against<'r>(lines: &Lines, rules: &'r Rules) -> Option<AuthorityMatch<'r>> {
    const AGAINST: [&str; 3] = ["against the decision of ", "against a decision of ", "against the decision by "];
    let text = spaced(&lines.lower);
    let start = AGAINST.iter().find_map(|words| Some(text.find(words)? + words.len()))?;
    let head = cut(&lines.text[start..], MAX_NAME_BYTES);
    let end = head.find([',', '.', ';']).unwrap_or(head.len());
    // Other people's decisions are appealed against too.
    let names_council = text[start..start + end].split(' ').any(|word| matches!(word, "council" | "borough"));
    names_council.then(|| named(lines, rules, start..start + end, false)).flatten()
}

/// The authority that some bytes name. `is_own` says that they name one whatever it is called.
fn named<'r>(
    lines: &Lines,
    rules: &'r Rules,
    bytes: std::ops::Range<usize>,
    is_own: bool,
) -> Option<AuthorityMatch<'r>> {
    let text_words: Vec<TextWord> = words(&lines.text, &lines.lower).collect();
    let within = |mention: &NameMention| {
        bytes.contains(&text_words[mention.words.start].start) && stands_alone(mention, &text_words)
    };
    if let Some(known) = rules.register.mentions(&text_words).into_iter().find(within).map(|mention| mention.authority)
    {
        let evidence = lines.evidence("authority", &known.name, bytes, Confidence::Sure);
        return Some(AuthorityMatch { name: known.name.clone(), known: Some(known), evidence });
    }
    let printed = || is_own.then(|| (place_names::title_case(&lines.printed(bytes.clone())), bytes.clone()));
    let (name, at) = place_names::council_name(lines, bytes.clone()).or_else(printed)?;
    let evidence = lines.evidence("authority", &name, at, Confidence::Sure);
    Some(AuthorityMatch { name, known: None, evidence })
}

/// Whether the title of a text of no known kind speaks of a council, not only of a place or a word that
/// is also a name.
fn is_about_a_council(lines: &Lines, frame: &Frame) -> bool {
    let title = &lines.lower[lines.bytes(frame.title.clone())];
    ["council", "authority", "borough", "children's services"].iter().any(|word| title.contains(word))
}

/// An authority with the weight of all its mentions.
#[derive(Debug)]
struct Weighed<'r> {
    authority: &'r Authority,
    weight: u32,
    mentions: u32,
    runner_up: u32,
    best_place: (u32, std::ops::Range<usize>),
}

impl<'r> Weighed<'r> {
    fn into_match(self, lines: &Lines, confidence: Confidence) -> AuthorityMatch<'r> {
        let name = self.authority.name.clone();
        let evidence = lines.evidence("authority", &name, self.best_place.1, confidence);
        AuthorityMatch { name, known: Some(self.authority), evidence }
    }

    /// Named among the addressees, or clearly more often than any other.
    fn is_clear(&self) -> bool {
        self.weight >= ADDRESS_WEIGHT && self.weight > self.runner_up
            || self.mentions >= 2 && self.weight > 2 * self.runner_up
    }
}

fn heaviest<'r>(
    mentions: &[NameMention<'r>],
    text: &[TextWord],
    lines: &Lines,
    frame: &Frame,
    is_report: bool,
) -> Option<Weighed<'r>> {
    let mut weighed: Vec<Weighed> = Vec::new();
    for mention in mentions {
        let bytes = text[mention.words.start].start..text[mention.words.end - 1].end;
        let weight = if !is_report && is_letterhead(mention, &bytes, lines, frame) {
            0
        } else {
            weight_at(mention, text, lines, frame)
        };
        if weight == 0 {
            continue;
        }
        match weighed.iter_mut().find(|w| std::ptr::eq(w.authority, mention.authority)) {
            Some(known) => {
                known.weight += weight;
                known.mentions += 1;
                if weight > known.best_place.0 {
                    known.best_place = (weight, bytes);
                }
            }
            None => weighed.push(Weighed {
                authority: mention.authority,
                weight,
                mentions: 1,
                runner_up: 0,
                best_place: (weight, bytes),
            }),
        }
    }
    // The first of equals stays first.
    weighed.sort_by_key(|w| std::cmp::Reverse(w.weight));
    let runner_up = weighed.get(1).map_or(0, |w| w.weight);
    weighed.into_iter().next().map(|best| Weighed { runner_up, ..best })
}

/// Whether a body of a register that a person gave is alone on a line above the title, as issuers are.
fn is_letterhead(mention: &NameMention, bytes: &std::ops::Range<usize>, lines: &Lines, frame: &Frame) -> bool {
    let line = lines.line_at(bytes.start);
    mention.authority.is_given() && line < frame.title.start && lines.bytes(line..line + 1) == *bytes
}

fn weight_at(mention: &NameMention, text: &[TextWord], lines: &Lines, frame: &Frame) -> u32 {
    let start = text[mention.words.start].start;
    let line = lines.line_at(start);
    if frame.cover.contains(&line) {
        return TITLE_WEIGHT;
    }
    if frame.salutation == Some(line) {
        return SALUTATION_WEIGHT;
    }
    if frame.address.contains(&line) {
        return ADDRESS_WEIGHT;
    }
    if line < frame.body {
        return 0;
    }
    let body = lines.bytes(frame.body..frame.body + 1).start;
    if start < body + MAX_SUBJECT_BYTES && follows_subject(&text[..mention.words.start]) {
        return SUBJECT_WEIGHT;
    }
    BODY_WEIGHT
}

/// Whether the words before a name say that the report is about it: "visit to", "inspection of".
fn follows_subject(before: &[TextWord]) -> bool {
    const SUBJECTS: [[&str; 2]; 8] = [
        ["visit", "to"],
        ["visit", "of"],
        ["inspection", "of"],
        ["inspection", "in"],
        ["visited", "the"],
        ["services", "in"],
        ["neglect", "in"],
        ["visit", "for"],
    ];
    let reach = &before[before.len().saturating_sub(MAX_SUBJECT_WORDS + 2)..];
    reach.windows(2).any(|pair| SUBJECTS.contains(&[pair[0].lower, pair[1].lower]))
}

/// Whether a name is not the tail of a longer one, nor the head of another body's: "Greater Manchester",
/// "Kent Police".
fn stands_alone(mention: &NameMention, text: &[TextWord]) -> bool {
    const POINTS: [&str; 20] = [
        "north",
        "south",
        "east",
        "west",
        "mid",
        "greater",
        "upper",
        "lower",
        "new",
        "old",
        "inner",
        "outer",
        "great",
        "little",
        "northern",
        "southern",
        "eastern",
        "western",
        "nhs",
        "university",
    ];
    const OTHER_BODIES: [&str; 11] = [
        "police",
        "constabulary",
        "ccg",
        "nhs",
        "hospital",
        "hospitals",
        "university",
        "road",
        "street",
        "ccgs",
        "magistrates",
    ];
    let before = mention.words.start.checked_sub(1).and_then(|at| text.get(at));
    let after = text.get(mention.words.end);
    let first = &text[mention.words.start];
    let joined = |word: &&TextWord| word.end + 1 == first.start && word.starts_upper;
    let part_of_longer = before.filter(joined).is_some_and(|word| POINTS.contains(&word.lower));
    !part_of_longer && !after.is_some_and(|word| word.starts_upper && OTHER_BODIES.contains(&word.lower))
}

/// A printed name may be a short form of a registered one: then that is meant.
fn resolve<'r>(
    lines: &Lines,
    printed: place_names::Printed,
    mentions: &[NameMention<'r>],
    register: &'r Register,
) -> Option<AuthorityMatch<'r>> {
    let starts = |a: &Authority| a.name.len() > printed.name.len() && a.name.starts_with(&printed.name);
    let mentioned = mentions.iter().map(|m| m.authority).find(|a| starts(a));
    let known = register.lookup(&printed.name).or(mentioned).or_else(|| register.only_one_starting_with(&printed.name));
    let name = known.map_or(printed.name, |a| a.name.clone());
    let confidence = if printed.sure { Confidence::Sure } else { Confidence::Likely };
    let evidence = lines.evidence("authority", &name, printed.bytes, confidence);
    Some(AuthorityMatch { name, known, evidence })
}
