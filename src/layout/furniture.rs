//! Page furniture: running headers, footers and page numbers. They recur over the pages; their words do not matter.

use std::collections::{BTreeMap, BTreeSet};

use super::pages::{PageLine, RawPage};
use super::sentence;

/// How many lines at either edge of a page may be furniture.
const MAX_EDGE_LINES: usize = 5;

/// Where a file has lost its page ends but kept its page numbers, each on a line of its own between
/// blank lines: if they count up by one the pages end there; if some are lost, they are only emptied.
pub(super) fn pages_by_their_numbers(mut pages: Vec<RawPage<'_>>) -> Vec<RawPage<'_>> {
    let Some(mut page) = pages.pop() else { return pages };
    let numbers = isolated_numbers(&page.lines);
    let counting = numbers.windows(2).all(|pair| pair[1].1 == pair[0].1 + 1);
    if numbers.len() < 2 || !counting || !(1..=2).contains(&numbers[0].1) {
        if numbers.iter().any(|&(at, _)| interrupts(&page.lines, at)) {
            for (at, _) in numbers {
                page.lines[at].text = "";
            }
        }
        return vec![page];
    }
    split_at(page.lines, &numbers)
}

/// Pages that end with the given lines. Where the first number is 2, the first page has none and
/// each number is at the head of its page.
fn split_at<'a>(lines: Vec<PageLine<'a>>, numbers: &[(usize, u32)]) -> Vec<RawPage<'a>> {
    let heads = u32::from(numbers[0].1 == 2);
    let mut rest = lines.into_iter().enumerate().peekable();
    let mut pages = Vec::new();
    for &(at, number) in numbers {
        let lines = std::iter::from_fn(|| rest.next_if(|(i, _)| *i <= at).map(|(_, line)| line)).collect();
        pages.push(RawPage { number: number - heads, lines });
    }
    let tail: Vec<_> = rest.map(|(_, line)| line).collect();
    if tail.iter().any(|line| !line.text.is_empty()) {
        let number = pages.last().map_or(1, |page: &RawPage<'_>| page.number + 1);
        pages.push(RawPage { number, lines: tail });
    }
    pages
}

/// Lines that are a bare number between blank lines, while they count up: position and number.
fn isolated_numbers(lines: &[PageLine<'_>]) -> Vec<(usize, u32)> {
    let blank = |at: Option<usize>| at.and_then(|at| lines.get(at)).is_none_or(|line| line.text.is_empty());
    let mut found: Vec<(usize, u32)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(number) = bare_number(line.text) else { continue };
        let isolated = blank(at.checked_sub(1)) && blank(Some(at + 1));
        if isolated && found.last().is_none_or(|&(_, last)| number > last) {
            found.push((at, number));
        }
    }
    found
}

/// Whether the line interrupts a sentence.
fn interrupts(lines: &[PageLine<'_>], at: usize) -> bool {
    let filled = |line: &&PageLine<'_>| !line.text.is_empty();
    let before = lines[..at].iter().rev().find(filled);
    let after = lines[at + 1..].iter().find(filled);
    before.is_some_and(|line| !sentence::ends(line.text)) && after.is_some_and(|line| sentence::starts_low(line.text))
}

/// Empties every line that is a page number or recurs at the same edge of enough pages.
pub(super) fn remove(pages: &mut [RawPage<'_>]) {
    if pages.len() < 2 {
        return;
    }
    remove_page_numbers(pages);
    for bottom in [false, true] {
        for (page, line) in recurring(pages, bottom) {
            pages[page].lines[line].text = "";
        }
    }
}

/// The positions of the outermost lines with text at one edge of a page, outermost first.
fn edge(page: &RawPage<'_>, bottom: bool) -> Vec<usize> {
    let filled = |(_, line): &(usize, &PageLine<'_>)| !line.text.is_empty();
    let lines = page.lines.iter().enumerate();
    if bottom {
        lines.rev().filter(filled).take(MAX_EDGE_LINES).map(|(at, _)| at).collect()
    } else {
        lines.filter(filled).take(MAX_EDGE_LINES).map(|(at, _)| at).collect()
    }
}

/// How far the numbers printed on pages are from those that count them, where they count on most pages, and on three at
/// least.
pub(super) fn printed_distance(pages: &[RawPage<'_>]) -> Option<i64> {
    const MIN_PAGES: usize = 3;
    let candidates = printed_numbers(pages);
    let distance = most_votes(candidates.iter().map(|one| one.distance))?;
    let counted: BTreeSet<usize> =
        candidates.iter().filter(|one| one.distance == distance).map(|one| one.page).collect();
    (counted.len() >= MIN_PAGES && counted.len() * 2 > pages.len()).then_some(distance)
}

/// A bare number at an edge of a page.
struct PrintedNumber {
    /// The place of the page.
    page: usize,
    /// The place of the line on it.
    line: usize,
    bottom: bool,
    /// How far it is from the page's own number.
    distance: i64,
}

/// The bare numbers at the edges of pages.
fn printed_numbers(pages: &[RawPage<'_>]) -> Vec<PrintedNumber> {
    let mut numbers = Vec::new();
    for (p, page) in pages.iter().enumerate() {
        for bottom in [true, false] {
            for at in edge(page, bottom) {
                if let Some(number) = page_number(page.lines[at].text) {
                    let distance = i64::from(number) - i64::from(page.number);
                    numbers.push(PrintedNumber { page: p, line: at, bottom, distance });
                }
            }
        }
    }
    numbers
}

/// Page numbers: bare numbers at an edge whose distance from the page's own number is the same on
/// most pages that have one.
fn remove_page_numbers(pages: &mut [RawPage<'_>]) {
    let candidates = printed_numbers(pages);
    let Some(distance) = most_votes(candidates.iter().map(|one| one.distance)) else { return };
    let footers = recurring(pages, true);
    // A page has one number at an edge: the outermost; a footnote's may be further in.
    let mut done: BTreeSet<(usize, bool)> = BTreeSet::new();
    for one in candidates {
        let is_in_text = one.bottom && is_above_note(pages, &footers, &one);
        if one.distance == distance && !is_in_text && done.insert((one.page, one.bottom)) {
            pages[one.page].lines[one.line].text = "";
        }
    }
    for (number, page) in pages.iter_mut().enumerate() {
        if !done.contains(&(number, true))
            && let Some(line) = number_after_label(page, distance)
        {
            page.lines[line].text = "";
        }
    }
}

/// The line with the number of a page, so far from its own, where it is between the number of a paragraph and its text.
fn number_after_label(page: &RawPage<'_>, distance: i64) -> Option<usize> {
    let is_of_page = |text: &str| bare_number(text).is_some_and(|n| i64::from(n) == i64::from(page.number) + distance);
    (0..page.lines.len()).find(|&at| is_of_page(page.lines[at].text) && is_after_label(page, at))
}

/// Whether the last line with text before one is the number of a paragraph, and nothing else.
fn is_after_label(page: &RawPage<'_>, at: usize) -> bool {
    let before = page.lines[..at].iter().rev().find(|line| !line.text.is_empty());
    let number = before.and_then(|line| line.text.strip_suffix('.'));
    number.is_some_and(|number| bare_number(number).is_some())
}

/// Whether a sentence follows a number on its page, as a footnote does, which is no footer; not where the number of a
/// paragraph is before it, whose text that is.
fn is_above_note(pages: &[RawPage<'_>], footers: &BTreeSet<(usize, usize)>, number: &PrintedNumber) -> bool {
    const MIN_WORDS: usize = 5;
    let (page, at) = (&pages[number.page], number.line);
    if is_after_label(page, at) {
        return false;
    }
    let below = page.lines.iter().enumerate().skip(at + 1).filter(|&(line, _)| !footers.contains(&(number.page, line)));
    below.map(|(_, line)| line.text).any(|text| sentence::ends(text) && text.split_whitespace().count() >= MIN_WORDS)
}

/// The distance with the most votes; of equals the shortest, and of one before and one behind the one behind:
/// covers without a number come more often than reports that begin in the middle.
fn most_votes(distances: impl Iterator<Item = i64>) -> Option<i64> {
    let mut votes: BTreeMap<i64, usize> = BTreeMap::new();
    for distance in distances {
        *votes.entry(distance).or_default() += 1;
    }
    let best = votes.into_iter().max_by_key(|&(distance, n)| (n, -distance.abs(), -distance));
    best.map(|(distance, _)| distance)
}

/// The number of a line that is nothing but a page number: `7`, `Page 7`, `7 of 12`, `- 7 -`.
fn page_number(text: &str) -> Option<u32> {
    let bare = text.trim_matches(|c: char| matches!(c, '-' | '–' | '|' | '[' | ']') || c.is_whitespace());
    let bare = bare.strip_prefix("Page ").or_else(|| bare.strip_prefix("page ")).unwrap_or(bare);
    let bare = bare
        .split_once(" of ")
        .or_else(|| bare.split_once('/'))
        .map_or(bare, |(number, total)| if bare_number(total.trim()).is_some() { number.trim() } else { bare });
    bare_number(bare)
}

fn bare_number(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// The places, by page and line, of lines at one edge that say the same, as they are or with the number of their page taken out, on
/// at least three pages and on more than a third of all, or on two of two or three pages.
fn recurring(pages: &[RawPage<'_>], bottom: bool) -> BTreeSet<(usize, usize)> {
    let mut seen: BTreeMap<String, BTreeSet<(usize, usize)>> = BTreeMap::new();
    for (p, page) in pages.iter().enumerate() {
        for (depth, at) in edge(page, bottom).into_iter().enumerate() {
            let text = page.lines[at].text;
            // A line deep inside the page must be rather short to be furniture.
            if depth < 3 || sentence::width(text) < 70 {
                seen.entry(text.to_owned()).or_default().insert((p, at));
                seen.entry(without_page_number(text, page.number)).or_default().insert((p, at));
            }
        }
    }
    let needed = if pages.len() <= 3 { 2 } else { 3.max(pages.len().div_ceil(3)) };
    let mut recurring = BTreeSet::new();
    for (text, places) in seen {
        let distinct = places.iter().map(|(p, _)| p).collect::<BTreeSet<_>>().len();
        let sentence_like = sentence::ends(&text) && text.split_whitespace().count() > 12;
        if distinct >= needed && !sentence_like && !is_mark(&text) {
            recurring.extend(places);
        }
    }
    recurring
}

/// A bullet or a paragraph number alone recurs everywhere and is no furniture.
fn is_mark(text: &str) -> bool {
    text.chars().count() <= 2 || super::marks::bullet(text).is_some_and(|rest| rest >= text.len())
}

/// The text with the number of its page taken out, so that "Report 7" and "Report 8" are the same.
fn without_page_number(text: &str, page: u32) -> String {
    let near = |word: &str| word.parse::<u32>().is_ok_and(|n| n.abs_diff(page) <= 2 && word.len() <= 3);
    text.split_whitespace().filter(|word| !near(word)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_distances_with_equal_votes_one_is_chosen() {
        for (distances, expected) in [
            (vec![1, -1], -1),
            (vec![-1, 1], -1),
            (vec![3, 3, 1, 1, -1, -1], -1),
            (vec![4, 0], 0),
            (vec![5, 5, 0], 5),
            (vec![-7, 7, 8], -7),
        ] {
            assert_eq!(most_votes(distances.iter().copied()), Some(expected), "{distances:?}");
        }
        assert_eq!(most_votes(std::iter::empty()), None);
    }
}
