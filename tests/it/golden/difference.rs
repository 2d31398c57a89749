//! What has changed between two texts, for a person who must say whether it is for the better.

use std::fmt::Write as _;

/// So many equal lines are shown around what differs.
const AROUND: usize = 2;

/// A line of one text, of the other, or of both.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Line<'a> {
    Both(&'a str),
    Old(&'a str),
    New(&'a str),
}

/// The lines that differ, as `diff -u` shows them: `-` before a line of the old text, `+` before one of the new.
pub(super) fn unified(old: &str, new: &str) -> String {
    let lines = aligned(&old.lines().collect::<Vec<_>>(), &new.lines().collect::<Vec<_>>());
    let differs = |at: usize| !matches!(lines[at], Line::Both(_));
    let mut shown = String::new();
    let mut last = None;
    for (at, line) in lines.iter().enumerate() {
        if !(at.saturating_sub(AROUND)..lines.len().min(at + AROUND + 1)).any(differs) {
            continue;
        }
        if last.is_some_and(|last| last + 1 < at) {
            shown.push_str("   …\n");
        }
        last = Some(at);
        let _ = match line {
            Line::Both(line) => writeln!(shown, "   {line}"),
            Line::Old(line) => writeln!(shown, " - {line}"),
            Line::New(line) => writeln!(shown, " + {line}"),
        };
    }
    shown
}

/// Both texts line by line, with as many lines in common as there can be.
fn aligned<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Line<'a>> {
    // How many lines the rests of both have in common, from each pair of places on.
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for (at, line) in old.iter().enumerate().rev() {
        for (to, other) in new.iter().enumerate().rev() {
            common[at][to] =
                if line == other { common[at + 1][to + 1] + 1 } else { common[at + 1][to].max(common[at][to + 1]) };
        }
    }
    let (mut lines, mut at, mut to) = (Vec::new(), 0, 0);
    while at < old.len() || to < new.len() {
        if at < old.len() && to < new.len() && old[at] == new[to] {
            lines.push(Line::Both(old[at]));
            (at, to) = (at + 1, to + 1);
        } else if at < old.len() && (to == new.len() || common[at + 1][to] >= common[at][to + 1]) {
            lines.push(Line::Old(old[at]));
            at += 1;
        } else {
            lines.push(Line::New(new[to]));
            to += 1;
        }
    }
    lines
}

/// Which names of a ranked list changed their rank, one a line.
pub(super) fn moves(old: &[&str], new: &[&str]) -> String {
    let rank = |list: &[&str], name: &str| list.iter().position(|one| *one == name).map(|at| at + 1);
    let mut shown = String::new();
    for (name, now) in new.iter().zip(1..) {
        let _ = match rank(old, name) {
            None => writeln!(shown, "   {name} is new, at {now}"),
            Some(before) if before > now => writeln!(shown, "   {name} rose from {before} to {now}"),
            Some(before) if before < now => writeln!(shown, "   {name} fell from {before} to {now}"),
            Some(_) => Ok(()),
        };
    }
    for (name, before) in old.iter().zip(1..).filter(|(name, _)| rank(new, name).is_none()) {
        let _ = writeln!(shown, "   {name} is gone, it was at {before}");
    }
    shown
}

#[test]
fn what_differs_is_shown_with_a_little_around_it() {
    for (old, new, expected) in [
        ("a\nb", "a\nb", ""),
        ("", "a", " + a\n"),
        ("a\nb\nc\nd\ne", "a\nb\nC\nd\ne", "   a\n   b\n - c\n + C\n   d\n   e\n"),
        ("a\nb\nc\nd\ne\nf\ng", "A\nb\nc\nd\ne\nf", " - a\n + A\n   b\n   c\n   …\n   e\n   f\n - g\n"),
    ] {
        assert_eq!(unified(old, new), expected, "{old:?} {new:?}");
    }
}

#[test]
fn a_move_is_told_by_both_ranks() {
    let expected = "   c rose from 3 to 1\n   a fell from 1 to 2\n   d is new, at 3\n   b is gone, it was at 2\n";
    assert_eq!(moves(&["a", "b", "c"], &["c", "a", "d"]), expected);
    assert_eq!(moves(&["a", "b"], &["a", "b"]), "");
}
