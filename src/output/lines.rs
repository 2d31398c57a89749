//! Text cut into lines by the columns it takes on a terminal.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::richest::richest;

/// The lines of a text as ranges of its bytes, each at most `width` columns wide if its words allow it.
pub(super) fn lines(text: &str, width: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let (mut start, mut end, mut at, mut taken) = (0, 0, 0, 0);
    for word in text.as_bytes().split(|&byte| byte == b' ') {
        let needed = columns(&text[at..at + word.len()]);
        if taken > 0 && taken + 1 + needed > width {
            lines.push(start..end);
            (start, taken) = (at, 0);
        }
        taken += needed + usize::from(taken > 0);
        end = at + word.len();
        at = end + 1;
    }
    lines.push(start..end);
    lines
}

/// One line in as many as it needs; those after the first begin with `indent`. Runs of blanks stay where the line is
/// narrow enough.
pub(crate) fn wrapped_line(line: &str, width: usize, indent: &str) -> String {
    if columns(line) <= width {
        return line.to_owned();
    }
    let text = line.trim_start_matches(' ');
    let lead = &line[..line.len() - text.len()];
    // The first line is as wide as its lead leaves room for; the lines after it are wrapped apart.
    let first = lines(text, width.saturating_sub(lead.len()).max(1)).first().map_or(0..0, Clone::clone);
    let rest = text[first.end..].trim_start_matches(' ');
    let mut wrapped = format!("{lead}{}", &text[first.clone()]);
    if !rest.is_empty() {
        for range in lines(rest, width.saturating_sub(indent.len()).max(1)) {
            wrapped.push_str(&format!("\n{indent}{}", &rest[range]));
        }
    }
    wrapped
}

/// More characters than this to a column are marks without a width that no writing has.
const MAX_CHARS_PER_COLUMN: usize = 8;

/// The part of a text that fits in `width` columns and shows the most different marked words, with a column at each end
/// where it is cut. It begins with a word.
pub(super) fn excerpt(text: &str, marks: &[Range<usize>], width: usize) -> Range<usize> {
    let around = |mark: &Range<usize>| {
        let start = mark.start.saturating_sub(width / 3);
        start..start.saturating_add(width)
    };
    let windows = std::iter::once(0..width).chain(marks.iter().map(around));
    let shown = marks.get(richest(text, marks, windows).saturating_sub(1));
    excerpt_with(text, shown.cloned().unwrap_or(0..0), width)
}

/// Likewise the part that shows `first`.
fn excerpt_with(text: &str, first: Range<usize>, width: usize) -> Range<usize> {
    let fits = |range: Range<usize>| {
        let marks = usize::from(range.start > 0) + usize::from(range.end < text.len());
        marks <= width && is_within(&text[range], width - marks)
    };
    let start = if fits(0..first.end) {
        0
    } else {
        // A third of the line is before the match, if there is room for it, from the beginning of a word.
        let before = (width / 3).min(width.saturating_sub(columns(&text[first.clone()]) + 2));
        let from = text[..first.start].char_indices().rev().take(before).last().map_or(first.start, |(at, _)| at);
        text[from..first.start].find(' ').map_or(first.start, |at| from + at + 1)
    };
    if fits(start..text.len()) {
        return start..text.len();
    }
    let marks = usize::from(start > 0) + 1;
    let end = start + end_within(&text[start..], width.saturating_sub(marks));
    let last_word =
        if text[end..].starts_with(' ') { Some(end) } else { text[start..end].rfind(' ').map(|at| start + at) };
    // A word is cut where it must be, so that the match is shown.
    start..last_word.filter(|&last_word| last_word > start && last_word >= first.end).unwrap_or(end)
}

/// A text cut to `width` columns.
pub(super) fn shortened(text: &str, width: usize) -> String {
    if is_within(text, width) {
        return text.to_owned();
    }
    format!("{}…", &text[..end_within(text, width.saturating_sub(1))])
}

/// Whether a text takes at most `width` columns, without more marks than writing has.
fn is_within(text: &str, width: usize) -> bool {
    text.char_indices().nth(width.saturating_mul(MAX_CHARS_PER_COLUMN)).is_none() && columns(text) <= width
}

/// The end of the longest beginning of a text for which [`is_within`] holds.
fn end_within(text: &str, width: usize) -> usize {
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let ends: Vec<usize> = ends.take(width.saturating_mul(MAX_CHARS_PER_COLUMN) + 1).collect();
    // A character may change the width of the one before, so the columns are counted from the beginning.
    let (mut fits, mut too_far) = (0, ends.len());
    while too_far - fits > 1 {
        let middle = fits.midpoint(too_far);
        if columns(&text[..ends[middle]]) <= width { fits = middle } else { too_far = middle }
    }
    ends[fits]
}

/// As much of the beginning of a text as takes at most `width` columns.
pub(super) fn head_columns(text: &str, width: usize) -> &str {
    let mut left = width;
    let end = text.char_indices().find(|(_, c)| !takes(&mut left, *c));
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// As much of the end of a text as takes at most `width` columns.
pub(super) fn tail_columns(text: &str, width: usize) -> &str {
    let mut left = width;
    let start = text.char_indices().rev().find(|(_, c)| !takes(&mut left, *c));
    // A mark without a width is of the character before it, which is left out.
    text[start.map_or(0, |(at, c)| at + c.len_utf8())..].trim_start_matches(|c: char| c.width() == Some(0))
}

/// Takes the columns of a character from those left, if there are enough.
fn takes(left: &mut usize, c: char) -> bool {
    let rest = left.checked_sub(c.width().unwrap_or(0));
    *left = rest.unwrap_or(*left);
    rest.is_some()
}

/// How many columns a text takes.
pub(super) fn columns(text: &str) -> usize {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.len();
    }
    // One pass that needs no table does for nearly all texts.
    text.chars().try_fold(0, |taken, c| takes_one(c).then_some(taken + 1)).unwrap_or_else(|| text.width())
}

/// Whether a character certainly takes one column, among others of this kind: letters of Western languages, and
/// quotation marks, dashes, bullets and the like.
fn takes_one(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_it_may_be_and_no_word_is_lost() {
        let text = "Children’s services in Ærøskøbing – “good” · 児童相談所 は 良い e\u{301}tude and  more…";
        for width in 5..60 {
            let ranges = lines(text, width);
            let joined = ranges.iter().map(|line| &text[line.clone()]).collect::<Vec<_>>().join(" ");
            assert_eq!(joined, text, "{width}");
            for line in ranges.iter().map(|line| &text[line.clone()]) {
                assert!(line.width() <= width || !line.contains(' '), "{width}: {line}");
            }
        }
    }

    #[test]
    fn a_shortened_text_is_as_wide_as_it_may_be() {
        for text in
            ["plain words only", "a › b – c “d” · é", "児童相談所は良い", "e\u{301}e\u{301}e\u{301} x ❤\u{fe0f} y"]
        {
            for width in 1..20 {
                let short = shortened(text, width);
                if text.width() <= width {
                    assert_eq!(short, text);
                } else {
                    let kept = short.strip_suffix('…').expect("a mark that something is missing");
                    assert!(text.starts_with(kept) && kept.width() <= width.max(1), "{width}: {short}");
                    let next = text[kept.len()..].chars().next().map_or(0, char::len_utf8);
                    assert!(kept.is_empty() || text[..kept.len() + next].width() + 1 >= width, "{width}: {short}");
                }
            }
        }
    }

    #[test]
    fn an_excerpt_shows_the_match_and_fits() {
        let text =
            "Neglect is not measured. Neglect cases drift, and the drift of older children’s cases is not challenged.";
        for width in 12..120 {
            for word in ["Neglect", "measured", "drift", "older", "challenged"] {
                let at = text.find(word).expect("it is there");
                let shown = excerpt_with(text, at..at + word.len(), width);
                let marks = usize::from(shown.start > 0) + usize::from(shown.end < text.len());
                assert!(columns(&text[shown.clone()]) + marks <= width, "{width} {word}");
                assert!(text[shown.clone()].contains(word), "{width} {word}: {}", &text[shown.clone()]);
                assert!(shown.start == 0 || text[..shown.start].ends_with(' '), "{width} {word}");
            }
        }
        let marks: Vec<Range<usize>> = ["Neglect", "older", "challenged"]
            .iter()
            .filter_map(|word| text.find(word).map(|at| at..at + word.len()))
            .collect();
        assert!(text[excerpt(text, &marks, 60)].ends_with("drift of older children’s cases is not challenged."));
        assert!(text[excerpt(text, &marks[..1], 60)].starts_with("Neglect is"));
        assert_eq!(excerpt(text, &[], 8), 0..7);
        assert_eq!(excerpt_with("", 0..0, 10), 0..0);
        assert_eq!(excerpt_with("a b", 0..1, 0), 0..0);
        assert_eq!(excerpt_with("overlongword", 0..12, 8), 0..7);
    }

    #[test]
    fn marks_without_a_width_take_no_time_and_little_room() {
        let text = format!("e{} word {}", "\u{301}".repeat(500_000), "\u{200b}".repeat(500_000));
        let at = text.find("word").expect("it is there");
        for shown in [excerpt_with(&text, 0..1, 40), excerpt_with(&text, at..at + 4, 40)] {
            assert!(text[shown.clone()].chars().count() <= 40 * MAX_CHARS_PER_COLUMN, "{shown:?}");
        }
        assert!(shortened(&text, 40).chars().count() <= 40 * MAX_CHARS_PER_COLUMN);
    }

    #[test]
    fn ends_of_a_text_fit_into_columns() {
        for (text, width, head, tail) in [
            ("drift", 3, "dri", "ift"),
            ("drift", 9, "drift", "drift"),
            ("報告 a", 3, "報", " a"),
            ("報告", 4, "報告", "報告"),
            ("e\u{301}a", 1, "e\u{301}", "a"),
            ("drift", 0, "", ""),
        ] {
            assert_eq!((head_columns(text, width), tail_columns(text, width)), (head, tail), "{text} {width}");
        }
    }

    #[test]
    fn a_wrapped_line_has_all_its_words() {
        let line = " 1  Kingston upon Hull · inspection · visit 4–15 March 2019 · requires improvement · ¶13";
        for width in 24..100 {
            let wrapped = wrapped_line(line, width, "    ");
            assert!(wrapped.lines().all(|line| columns(line) <= width), "{width}\n{wrapped}");
            assert_eq!(wrapped.split_whitespace().collect::<Vec<_>>(), line.split_whitespace().collect::<Vec<_>>());
        }
    }

    #[test]
    fn columns_that_need_no_table_are_those_of_the_table() {
        for c in (0..=0x3000).filter_map(char::from_u32).filter(|&c| takes_one(c)) {
            assert_eq!(String::from(c).width(), 1, "{c:?}");
            assert_eq!(columns(&format!("’{c}a")), 3, "{c:?}");
        }
    }
}
