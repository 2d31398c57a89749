//! How a query was loosened, in lines.

use crate::engine::{Answer, Loosened};

use super::safe::safe;

/// What was found instead of what was asked for, where the query was loosened.
pub(crate) fn loosened_lines(answer: &Answer<()>) -> Vec<String> {
    let Some(loosened) = &answer.loosened else { return Vec::new() };
    let mut lines = vec![looked_for_instead(loosened)];
    if !loosened.guesses.is_empty() {
        let read = loosened.guesses.iter().map(|guess| format!("“{}” as {}", guess.typed, guess.filter));
        let read: Vec<String> = read.collect();
        lines.push(format!("read as filters: {} (--no-guess: as words)", read.join(", ")));
    }
    // What it says of the words is to be known before the hits.
    lines.extend(answer.notes.iter().cloned());
    lines.iter().map(|line| safe(line).into_owned()).collect()
}

/// "no passage has all of the words as typed; the nearest have most of poor, seldom, late (left out: which, are)".
pub(crate) fn looked_for_instead(loosened: &Loosened) -> String {
    let whole = match loosened.whole {
        0 => "no passage has all of the words as typed".to_owned(),
        1 => "1 passage has all of the words as typed".to_owned(),
        passages => format!("{passages} passages have all of the words as typed"),
    };
    if loosened.wanted.is_empty() {
        return format!("{whole}; the filters are all that is looked for");
    }
    let left_out = loosened.left_out.iter().take(MAX_LEFT_OUT).map(String::as_str);
    let more = (loosened.left_out.len() > MAX_LEFT_OUT).then_some("…");
    let left_out: Vec<&str> = left_out.chain(more).collect();
    let left_out = if left_out.is_empty() { String::new() } else { format!(" (left out: {})", left_out.join(", ")) };
    let most = most_of(loosened.wanted.len());
    format!("{whole}; the nearest have {most}{}{left_out}", loosened.wanted.join(", "))
}

/// How many of some wanted words the nearest passages have: "most of ".
pub(super) fn most_of(wanted: usize) -> &'static str {
    match wanted {
        0 | 1 => "",
        2 => "one or both of ",
        _ => "most of ",
    }
}

/// Where few passages have all of several words, how to find others.
pub(crate) fn few_line(answer: &Answer<()>) -> Option<String> {
    let has = if answer.matched.passages == 1 { "passage has" } else { "passages have" };
    let line = || format!("only {} {has} all of the words; with most of them too: --nearest", answer.matched.passages);
    answer.has_few.then(line)
}

/// More words that were left out are not named.
const MAX_LEFT_OUT: usize = 12;
