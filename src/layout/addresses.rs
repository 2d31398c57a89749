//! Addresses, whatever each of their lines looks like alone: the one of a letterhead, and lists of them.

use crate::report::PassageKind;

use super::parts::RawPassage;
use super::sentence::ends;

/// A line of an address or a name has no more words, and a whole address on one line has no more.
const MAX_WORDS: usize = 8;
const MAX_ADDRESS_WORDS: usize = 16;
/// So many addresses one after the other are a list of them; each has at most so many lines.
const MIN_LISTED: usize = 4;
const MAX_ADDRESS_LINES: usize = 6;
/// So many apparent headings with nothing under them are a list of names; a title page has no more.
const MIN_NAMES: usize = 5;
const MAX_TITLE_LINES: usize = 16;

/// Runs of short lines with a postcode or other contact are an address, or a list of them; long runs of apparent headings
/// with nothing under them are lists of names.
pub(super) fn addresses(parts: Vec<RawPassage<'_>>) -> Vec<RawPassage<'_>> {
    let mut joined: Vec<RawPassage<'_>> = Vec::new();
    let mut run: Vec<RawPassage<'_>> = Vec::new();
    for part in parts {
        let short = part.lines.len() <= 2 && part.lines.iter().all(|line| is_short(line.text));
        let plain = part.level.is_none() && part.label.is_none() && !ends(part.lines[part.lines.len() - 1].text);
        let kind = matches!(part.kind, PassageKind::Heading | PassageKind::Paragraph);
        if kind && short && plain {
            run.push(part);
            continue;
        }
        close_run(&mut joined, &mut run);
        joined.push(part);
    }
    close_run(&mut joined, &mut run);
    joined
}

fn is_short(line: &str) -> bool {
    let words = line.split_whitespace().count();
    words <= MAX_WORDS || words <= MAX_ADDRESS_WORDS && ends_in_postcode(line)
}

fn close_run<'a>(joined: &mut Vec<RawPassage<'a>>, run: &mut Vec<RawPassage<'a>>) {
    if let Some(items) = items(run) {
        add_list(joined, std::mem::take(run), &items);
        return;
    }
    let contacts = |part: &RawPassage<'_>| part.lines.iter().any(|line| is_contact(line.text));
    // Headings before the first line of an address, and those after its last contact, stay headings.
    let last = run.iter().rposition(contacts);
    if let Some(last) = last.filter(|&last| last >= 1) {
        let rest = run.split_off(last + 1);
        let from = last.saturating_sub(7);
        let mut address = run.split_off(from).into_iter();
        joined.append(run);
        if let Some(mut first) = address.next() {
            first.kind = PassageKind::Letterhead;
            address.for_each(|part| first.absorb(part));
            joined.push(first);
        }
        *run = rest;
    }
    if run.len() >= MIN_NAMES {
        let titled = run.iter().take_while(|part| part.lines[0].page == 1).count();
        let titled = if titled > MAX_TITLE_LINES { 0 } else { titled };
        run.iter_mut().skip(titled).for_each(|part| part.kind = PassageKind::Paragraph);
    }
    joined.append(run);
}

/// Where the addresses of a list begin and end among the parts of a run, as ranges one after the other; none where there
/// are too few to be a list.
fn items(run: &[RawPassage<'_>]) -> Option<Vec<std::ops::Range<usize>>> {
    let is_last = |part: &RawPassage<'_>| part.lines.last().is_some_and(|line| ends_in_postcode(line.text));
    let last_lines: Vec<usize> = run.iter().enumerate().filter(|(_, part)| is_last(part)).map(|(at, _)| at).collect();
    let mut steps: Vec<usize> = last_lines.windows(2).map(|pair| pair[1] - pair[0]).collect();
    steps.sort_unstable();
    let usual = *steps.get(steps.len() / 2)?;
    if last_lines.len() < MIN_LISTED || steps.last().is_none_or(|most| *most > MAX_ADDRESS_LINES) {
        return None;
    }
    // What stands over the first address is as it was.
    let mut start = (last_lines[0] + 1).saturating_sub(usual);
    let items = last_lines.into_iter().map(|last| {
        let item = start..last + 1;
        start = item.end;
        item
    });
    Some(items.collect())
}

/// Adds a run with a list in it, each address one item.
fn add_list<'a>(joined: &mut Vec<RawPassage<'a>>, run: Vec<RawPassage<'a>>, items: &[std::ops::Range<usize>]) {
    let within = |at: usize| items.get(items.partition_point(|item| item.end <= at)).filter(|item| item.contains(&at));
    for (at, mut part) in run.into_iter().enumerate() {
        match (within(at), joined.last_mut()) {
            (Some(item), Some(last)) if item.start < at => last.absorb(part),
            (Some(_), _) => {
                part.kind = PassageKind::Bullet;
                joined.push(part);
            }
            (None, _) => joined.push(part),
        }
    }
}

/// A line of an address: with a British postcode at its end, or a telephone, mail or web contact.
pub(super) fn is_contact(text: &str) -> bool {
    let lower = text.to_lowercase();
    let named = ["t:", "e:", "w:", "t ", "textphone", "telephone", "email"].iter().any(|name| lower.starts_with(name));
    (named && text.len() < 60)
        || text.contains('@')
        || (lower.contains("www.") && text.len() < 60)
        || ends_in_postcode(text)
}

/// "M1 2WD", "SW2H 9EX".
fn ends_in_postcode(text: &str) -> bool {
    let mut back = text.split_whitespace().rev();
    let (inward, outward) = (back.next().unwrap_or_default(), back.next().unwrap_or_default());
    let letter = |b: u8| b.is_ascii_uppercase();
    let inward = matches!(inward.as_bytes(), [d, a, b] if d.is_ascii_digit() && letter(*a) && letter(*b));
    let bytes = outward.as_bytes();
    let letters = bytes.iter().take_while(|b| letter(**b)).count();
    let rest = &bytes[letters..];
    inward
        && (1..=2).contains(&letters)
        && (1..=2).contains(&rest.len())
        && rest[0].is_ascii_digit()
        && rest.iter().all(|b| b.is_ascii_digit() || letter(*b))
}
