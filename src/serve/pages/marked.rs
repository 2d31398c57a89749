//! Text of reports in a page: escaped, without characters that disguise it, its matches marked.

use std::ops::Range;

use maud::{Markup, html};

use crate::output::safe;

/// A longer text is cut to what is around its first match.
const MAX_CHARS: usize = 700;
/// The characters shown before that match.
const BEFORE: usize = 160;

/// The whole text.
pub(super) fn marked(text: &str, marks: &[Range<usize>]) -> Markup {
    pieces(text, 0..text.len(), marks)
}

/// The text, or what is around its first match if it is long.
pub(super) fn excerpt(text: &str, marks: &[Range<usize>]) -> Markup {
    let shown = window(text, marks.first().map_or(0, |mark| mark.start));
    html! {
        @if shown.start > 0 { "… " }
        (pieces(text, shown.clone(), marks))
        @if shown.end < text.len() { " …" }
    }
}

/// The bytes of a text that are shown around one of them, from word to word.
fn window(text: &str, at: usize) -> Range<usize> {
    let chars = text.chars().count();
    if chars <= MAX_CHARS {
        return 0..text.len();
    }
    let before = text[..at].chars().count().saturating_sub(BEFORE).min(chars - MAX_CHARS);
    let byte = |nth: usize| text.char_indices().nth(nth).map_or(text.len(), |(byte, _)| byte);
    let (start, end) = (byte(before), byte(before + MAX_CHARS));
    let start =
        if start == 0 { 0 } else { text[start..at.max(start)].find(' ').map_or(start, |blank| start + blank + 1) };
    let end = if end == text.len() { end } else { text[start..end].rfind(' ').map_or(end, |blank| start + blank) };
    start..end.max(start)
}

fn pieces(text: &str, shown: Range<usize>, marks: &[Range<usize>]) -> Markup {
    let mut at = shown.start;
    let mut cut = Vec::new();
    for mark in marks {
        let (start, end) = (mark.start.clamp(at, shown.end), mark.end.clamp(at, shown.end));
        if start < end {
            cut.push((&text[at..start], &text[start..end]));
            at = end;
        }
    }
    html! {
        @for (plain, matched) in cut { (safe(plain)) mark { (safe(matched)) } }
        (safe(&text[at..shown.end]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_report_is_markup() {
        let text = "<script>alert(1)</script> & \"quoted\" \u{202e}turned";
        let shown = marked(text, &[0..8, 26..27]).into_string();
        assert_eq!(
            shown,
            "<mark>&lt;script&gt;</mark>alert(1)&lt;/script&gt; <mark>&amp;</mark> &quot;quoted&quot; \u{fffd}turned"
        );
    }

    #[test]
    fn a_long_text_is_cut_between_words_around_its_match() {
        let text = "é word ".repeat(400);
        let at = text.len() / 2 / 8 * 8;
        let shown = window(&text, at);
        assert!(shown.contains(&at) && text[shown.clone()].chars().count() <= MAX_CHARS);
        for end in [shown.start, shown.end] {
            assert!(text[..end].ends_with(' ') || text[end..].starts_with(' '), "{shown:?}");
        }
        assert_eq!(window("short", 0), 0..5);
    }
}
