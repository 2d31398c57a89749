//! Which part of a text shows the most of what a hit marks, where not all of it is shown.

use std::collections::HashMap;
use std::ops::Range;

/// The number of the first of some windows over a text that shows the most different marked words. Windows and marks are
/// in the order of the text; a mark is shown where it begins.
pub(super) fn richest(text: &str, marks: &[Range<usize>], windows: impl Iterator<Item = Range<usize>>) -> usize {
    let words: Vec<String> =
        marks.iter().map(|mark| text.get(mark.clone()).unwrap_or_default().to_lowercase()).collect();
    let mut shown: HashMap<&str, usize> = HashMap::new();
    let (mut first, mut next) = (0, 0);
    let (mut best, mut most) = (0, 0);
    for (number, window) in windows.enumerate() {
        while marks.get(next).is_some_and(|mark| mark.start < window.end) {
            *shown.entry(&words[next]).or_default() += 1;
            next += 1;
        }
        while first < next && marks[first].start < window.start {
            let times = shown.entry(&words[first]).or_default();
            *times -= 1;
            if *times == 0 {
                shown.remove(words[first].as_str());
            }
            first += 1;
        }
        if shown.len() > most {
            (best, most) = (number, shown.len());
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_words_count_and_the_first_window_wins() {
        let text = "drift drift drift care drift plan drift care";
        let marks: Vec<Range<usize>> = crate::text::words(text).map(|word| word.start..word.end()).collect();
        let windows = |width: usize| (0..text.len()).map(move |start| start..start + width);
        for (width, start) in [(5, 0), (6, 18), (11, 8), (20, 10), (100, 0)] {
            assert_eq!(richest(text, &marks, windows(width)), start, "{width}");
        }
        assert_eq!(richest(text, &[], windows(9)), 0);
        assert_eq!(richest(text, &marks, std::iter::empty()), 0);
    }
}
