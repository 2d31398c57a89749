//! Small questions about the text of lines: how it begins and ends, and what it is.

use crate::report::Grade;
use crate::text::is_raised;

/// Whether a sentence or clause list ends here: a full stop, question mark, colon or semicolon, with
/// closing quotes, brackets or a footnote mark behind it.
pub(super) fn ends(text: &str) -> bool {
    let mut text = text;
    // "…activity. (Recommendation)" ends; so does a bracket on a line of its own. A line may be nothing but brackets.
    while let Some(before) = without_last_bracket(text) {
        if before.is_empty() || ends_inside(text) {
            return true;
        }
        text = before;
    }
    let trimmed = text.trim_end_matches(|c: char| is_closing(c) || is_raised(c) || c.is_whitespace());
    match trimmed.chars().next_back() {
        Some('.' | '!' | '?' | ':' | ';' | '…') => true,
        Some(last) if last.is_ascii_digit() => {
            let marked = trimmed.trim_end_matches(|c: char| c.is_ascii_digit());
            trimmed.len() - marked.len() <= 2 && ends_with_stop_after_word(marked)
        }
        _ => false,
    }
}

/// The text before a bracket that closes the text.
fn without_last_bracket(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let at = text.strip_suffix(')')?.rfind('(')?;
    Some(text[..at].trim_end())
}

/// "(…done.)"
fn ends_inside(text: &str) -> bool {
    text.trim_end().trim_end_matches(')').ends_with(['.', '!', '?'])
}

/// "…plan.12": a footnote mark glued to the stop; "2.5" is a number.
fn ends_with_stop_after_word(text: &str) -> bool {
    let mut back = text.chars().rev();
    matches!(back.next(), Some('.' | '!' | '?' | ':' | ';' | '’' | '\''))
        && back.next().is_some_and(|c| c.is_alphabetic() || is_closing(c) || matches!(c, '.'))
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '’' | '”' | ')' | ']' | '*')
}

fn is_opening(c: char) -> bool {
    matches!(c, '"' | '\'' | '‘' | '“' | '(' | '[')
}

/// Whether the first letter is in lower case, so that the text continues from something before it.
pub(super) fn starts_low(text: &str) -> bool {
    text.trim_start_matches(|c: char| is_opening(c) || c.is_whitespace()).chars().next().is_some_and(char::is_lowercase)
}

/// Whether the first character is a capital letter, an opening quotation or a digit.
pub(super) fn starts_high(text: &str) -> bool {
    text.chars().next().is_some_and(|c| c.is_uppercase() || is_opening(c) || c.is_ascii_digit())
}

/// Whether a line ends within a range that the next line goes on with: "floors 8 -" and "10 of block A".
pub(super) fn is_cut_range(line: &str, next: &str) -> bool {
    let of_number = |word: Option<&str>| word.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let before_dash = line.strip_suffix(['-', '–', '—']).map(str::trim_end);
    let ends_open = before_dash.is_some_and(|before| of_number(before.split_whitespace().last()));
    ends_open && of_number(next.split_whitespace().next())
}

/// Whether the text stops at a word that cannot end a list item: an article, a preposition, "and".
pub(super) fn hangs(text: &str) -> bool {
    const HANGING: &[&str] = &[
        "a",
        "an",
        "the",
        "and",
        "or",
        "of",
        "to",
        "in",
        "for",
        "with",
        "by",
        "from",
        "on",
        "at",
        "as",
        "that",
        "which",
        "their",
        "its",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "has",
        "have",
        "had",
        "not",
        "but",
        "who",
        "when",
        "where",
        "this",
        "these",
        "those",
        "some",
        "all",
        "than",
        "because",
        "into",
        "between",
        "including",
        "while",
        "his",
        "her",
        "our",
        "your",
        "if",
        "so",
        "such",
        "very",
        "more",
        "most",
        "both",
        "through",
        "over",
        "under",
        "about",
        "after",
        "before",
        "during",
        "whether",
        "will",
        "can",
        "may",
        "do",
        "does",
        "no",
        "any",
        "each",
    ];
    let last = text.split_whitespace().next_back().unwrap_or_default();
    let word = last.trim_end_matches(|c: char| !c.is_alphanumeric());
    text.trim_end().ends_with([',', '-', '–', '/', '(']) || HANGING.iter().any(|h| h.eq_ignore_ascii_case(word))
}

/// How many characters a text has.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// The first word with what clings to it.
pub(super) fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

/// Whether a text is nothing but a grade.
pub(super) fn is_grade(text: &str) -> bool {
    const MAX_CELL_BYTES: usize = 64;
    if text.len() > MAX_CELL_BYTES {
        return false;
    }
    let grade = text.trim_end_matches('.');
    let is_written = |as_well: &str| grade.eq_ignore_ascii_case(as_well);
    is_written("require improvement to be good")
        || is_written("require improvement")
        || is_written("not judged")
        || !is_written("ri") && grade.parse::<Grade>().is_ok()
}

/// "The graded judgement about care leavers is that it is good.": a sentence over what it gives the grade of.
pub(super) fn gives_grade(text: &str) -> bool {
    const JUDGEMENT: &[&str] = &["judgement", "judgment", "grade", "experience", "experiences"];
    const SUBJECT: &[&str] = &["about", "for", "of"];
    let is_of = |word: &str, names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(word));
    let names_judgement = text.split_whitespace().take(3).any(|word| is_of(word, JUDGEMENT));
    let names_subject = || text.split_whitespace().any(|word| is_of(word, SUBJECT));
    names_judgement && ends_in_grade(text) && names_subject()
}

/// "The progress of care leavers is good.": a sentence of which the last words are a grade.
pub(super) fn ends_in_grade(text: &str) -> bool {
    const MAX_SENTENCE_BYTES: usize = 200;
    const MAX_GRADE_WORDS: usize = 5;
    if text.len() > MAX_SENTENCE_BYTES || text.contains(". ") {
        return false;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_said = |before: &str| before.ends_with(':') || matches!(before, "are" | "is" | "it");
    (1..words.len().min(MAX_GRADE_WORDS + 1)).any(|count| {
        let (before, grade) = words.split_at(words.len() - count);
        before.last().is_some_and(|before| is_said(before)) && is_grade(&grade.join(" "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_sentences_are_seen() {
        for text in ["done.", "done?”", "(all done.)", "including:", "so;", "plan.12", "done. (Advice)", "(Advice)"] {
            assert!(ends(text), "{text}");
        }
        for text in ["and", "children’s", "of 2.5", "in 2019", "the plan (", "Board1", "the hub (MASH)"] {
            assert!(!ends(text), "{text}");
        }
    }

    #[test]
    fn a_sentence_over_a_text_may_give_its_grade() {
        for (text, expected) in [
            ("The graded judgement about care leavers is that it is outstanding.", true),
            ("The graded judgment for adoption performance is requires improvement", true),
            ("The grade for leadership is good.", true),
            ("The experiences and progress of care leavers are good.", true),
            ("The overall judgement is good.", false),
            ("The judgement about plans is said. It is good.", false),
            ("The judgement about plans is sound.", false),
            ("The help for care leavers is good.", false),
        ] {
            assert_eq!(gives_grade(text), expected, "{text}");
        }
        assert!(ends_in_grade("The help for care leavers is: requires improvement to be good"));
        assert!(!ends_in_grade("The help for care leavers is not good."));
    }

    #[test]
    fn brackets_may_be_all_there_is() {
        for (text, expected) in [("()", false), ("a()", false), ("(a)\n", false), ("a. (b) ", true), ("a (b.)", true)] {
            for count in [1, 300_000] {
                assert_eq!(ends(&format!("x{}", text.repeat(count))), expected, "{text} {count}");
            }
        }
        assert!(ends(&"()".repeat(300_000)));
    }

    #[test]
    fn hanging_words_want_more() {
        assert!(hangs("a review of the"));
        assert!(hangs("first, "));
        assert!(!hangs("children at risk"));
    }
}
