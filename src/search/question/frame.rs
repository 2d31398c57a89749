//! The words around what a question is about: "which councils", "is it true that", "what did inspectors say about".

use crate::text::is_stop_word;

/// Words that a question begins with, if it is none by a question word's being a function word elsewhere.
const OPENINGS: [&str; 34] = [
    "any", "anybody", "anyone", "are", "can", "could", "did", "do", "does", "find", "give", "had", "has", "have",
    "how", "is", "list", "may", "might", "should", "show", "tell", "was", "were", "what", "when", "where", "which",
    "who", "whom", "whose", "why", "will", "would",
];

/// Nouns for the people that reports are about, and for the reports.
const SUBJECTS: [&str; 18] = [
    "area",
    "areas",
    "authorities",
    "authority",
    "borough",
    "boroughs",
    "council",
    "councils",
    "counties",
    "county",
    "inspection",
    "inspections",
    "inspector",
    "inspectors",
    "ofsted",
    "places",
    "report",
    "reports",
];

/// What people say of their asking: verbs of saying, measures of what "how" asks for, and the like.
const ASIDES: [&str; 43] = [
    "actually",
    "are",
    "case",
    "common",
    "describe",
    "described",
    "evidence",
    "examples",
    "fact",
    "find",
    "found",
    "give",
    "graded",
    "judged",
    "know",
    "list",
    "local",
    "long",
    "looking",
    "many",
    "me",
    "mention",
    "mentioned",
    "mentions",
    "much",
    "often",
    "please",
    "rated",
    "real",
    "really",
    "said",
    "saw",
    "say",
    "saying",
    "says",
    "see",
    "show",
    "shows",
    "tell",
    "tells",
    "told",
    "true",
    "want",
];

/// Words that mean little by themselves, wherever they occur in a question: verbs that only carry another word ("put in
/// hotels"), particles ("taken off them"), words for anyone, no one and anything, and the like. Reports say in other words
/// that no one does something.
const FILLERS: [&str; 96] = [
    "actually",
    "another",
    "anybody",
    "anyone",
    "anything",
    "anywhere",
    "away",
    "back",
    "bring",
    "bringing",
    "brings",
    "brought",
    "came",
    "come",
    "comes",
    "coming",
    "done",
    "either",
    "else",
    "enough",
    "ever",
    "every",
    "everybody",
    "everyone",
    "everything",
    "everywhere",
    "exactly",
    "get",
    "gets",
    "getting",
    "give",
    "given",
    "gives",
    "giving",
    "go",
    "goes",
    "going",
    "gone",
    "got",
    "happen",
    "happened",
    "happening",
    "happens",
    "keep",
    "keeping",
    "keeps",
    "kept",
    "kind",
    "leave",
    "leaves",
    "let",
    "lets",
    "lot",
    "lots",
    "made",
    "make",
    "makes",
    "making",
    "many",
    "mention",
    "mentioned",
    "much",
    "neither",
    "nobody",
    "none",
    "nothing",
    "off",
    "one",
    "ones",
    "put",
    "puts",
    "putting",
    "really",
    "somebody",
    "someone",
    "something",
    "somewhere",
    "sort",
    "still",
    "take",
    "taken",
    "takes",
    "taking",
    "thing",
    "things",
    "took",
    "tried",
    "tries",
    "try",
    "trying",
    "turn",
    "turns",
    "went",
    "whether",
    "whole",
    "yet",
];

/// Whether a query is a question, or asked as one: by the words that it begins with.
pub(super) fn is_question(words: &[&str]) -> bool {
    let [first, second, _, ..] = words else { return false };
    let is_of_subjects = SUBJECTS.contains(first) && matches!(*second, "that" | "where" | "which" | "who");
    OPENINGS.contains(first) || is_of_subjects || are_recommendations_of(first, second)
}

/// Whether two words ask for recommendations on something: "recommendations about".
pub(super) fn are_recommendations_of(first: &str, second: &str) -> bool {
    matches!(first, "recommendation" | "recommendations")
        && matches!(second, "about" | "concerning" | "for" | "on" | "regarding")
}

/// How many of the first words of a question are about the asking, and not about what is asked for.
/// `is_passed` are words that have been read as something else: they belong to neither.
pub(super) fn frame(words: &[&str], is_passed: &dyn Fn(usize) -> bool) -> usize {
    let is_frame =
        |word: &str| is_stop_word(word) || [&SUBJECTS[..], &ASIDES, &FILLERS].iter().any(|list| list.contains(&word));
    // "too long", "too many": what is said to be too much is what is asked for.
    let is_excess = |at: usize| words[at] == "too" && at + 1 < words.len();
    words.iter().enumerate().take_while(|&(at, word)| is_passed(at) || is_frame(word) && !is_excess(at)).count()
}

/// Whether a word of a question is not wanted. What denies something is.
pub(super) fn is_left_out(word: &str, is_question: bool) -> bool {
    let denies = matches!(word, "no" | "nor" | "not" | "without");
    !denies && (is_stop_word(word) || is_question && FILLERS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_in_order_and_a_frame_ends_where_the_matter_begins() {
        for list in [&SUBJECTS[..], &ASIDES, &FILLERS] {
            assert!(list.is_sorted(), "{list:?}");
        }
        for (typed, matter) in [
            ("which councils say return home interviews are poor", "return home interviews are poor"),
            ("is it true that some people wait", "people wait"),
            ("what did inspectors say about neglect", "neglect"),
            ("how many children wait", "children wait"),
            ("does anyone make plans", "plans"),
            ("councils that were inadequate", "inadequate"),
            ("do councils take too long to assess", "too long to assess"),
            ("do care leavers have to pay council tax", "care leavers have to pay council tax"),
        ] {
            let words: Vec<&str> = typed.split(' ').collect();
            assert!(is_question(&words), "{typed}");
            assert_eq!(words[frame(&words, &|_| false)..].join(" "), matter);
        }
        for typed in ["return home interviews", "council tax", "councils tax care leavers", "which"] {
            assert!(!is_question(&typed.split(' ').collect::<Vec<_>>()), "{typed}");
        }
    }
}
