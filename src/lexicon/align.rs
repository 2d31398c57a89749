//! Whether words spell out an acronym: its letters are their initials.
//!
//! After Schwartz and Hearst (2003), "A simple algorithm for identifying abbreviation definitions in biomedical text",
//! but stricter: a letter matches only the beginning of a word, and no word but a function word may lack a letter. What
//! that misses is rarer than what it keeps out.

use std::borrow::Cow;
use std::ops::Range;

use super::form::open_compound;
use crate::text::Short;

/// With this many letters, an acronym hardly ever fits words that it does not stand for.
const MIN_UNAMBIGUOUS_LETTERS: usize = 4;

/// One reading of an acronym, and whether its long form is in the plural.
pub(super) struct AcronymReading<'a> {
    pub(super) short: Cow<'a, str>,
    pub(super) plural: bool,
}

/// The letters of an acronym, each as a small one.
pub(super) struct Letters {
    letters: Vec<u8>,
    /// Whether it matches only words in the plural.
    of_plural: bool,
}

impl Letters {
    /// The readings of an acronym, the likelier first: with the `s` that looks like a plural as a letter ("mental
    /// health services (MHs)"), as written, and with a last `S` as a plural.
    pub(super) fn readings(short: Short<'_>) -> impl Iterator<Item = (Letters, AcronymReading<'_>)> {
        let Short { letters, plural } = short;
        let longer = plural.then(|| (Cow::Owned(format!("{letters}S")), false, false));
        let shorter = letters.strip_suffix('S').filter(|rest| rest.len() >= 2 && !plural);
        longer
            .into_iter()
            .chain([(Cow::Borrowed(letters), plural, false)])
            .chain(shorter.map(|letters| (Cow::Borrowed(letters), true, true)))
            .map(|(short, plural, of_plural)| {
                let letters = short.bytes().map(|b| b.to_ascii_lowercase()).collect();
                (Letters { letters, of_plural }, AcronymReading { short, plural })
            })
    }

    /// No more words than this are a long form.
    pub(super) fn most_words(&self) -> usize {
        (self.letters.len() + 5).min(2 * self.letters.len())
    }

    /// The shortest row that ends with the last word and spells out the letters; else, for letters that hardly match by
    /// chance, one that ends before it: "joint targeted area inspection framework".
    pub(super) fn find_in(&self, words: &[String]) -> Option<Range<usize>> {
        let without_last = words.len().checked_sub(1).filter(|_| self.letters.len() >= MIN_UNAMBIGUOUS_LETTERS);
        let ends = std::iter::once(words.len()).chain(without_last);
        ends.flat_map(|end| (end.saturating_sub(self.most_words())..end).rev().map(move |start| start..end))
            .find(|row| self.spell(&words[row.clone()]))
    }

    /// Whether the row of words, all of it, spells out the letters.
    pub(super) fn spell(&self, words: &[String]) -> bool {
        let count = self.letters.len();
        if words.len() < 2 || words.len() > self.most_words() || is_function_word(&words[0]) {
            return false;
        }
        if self.of_plural && !words.last().is_some_and(|last| last.ends_with('s')) {
            return false;
        }
        // Bit n is set where the words so far may stand for the first n letters.
        let mut reached: u32 = 1;
        for (at, word) in words.iter().enumerate() {
            let may_skip = at > 0 && at + 1 < words.len() && is_function_word(word);
            let mut next = if may_skip { reached } else { 0 };
            for done in (0..count).filter(|done| reached & (1 << done) != 0) {
                next |= self.after(done, word);
            }
            reached = next;
        }
        reached & (1 << count) != 0
    }

    /// The bits of the letters that may have been spelt out after this word.
    fn after(&self, done: usize, word: &str) -> u32 {
        if word.bytes().next() != Some(self.letters[done]) {
            return 0;
        }
        let second = self.letters.get(done + 1);
        let both = open_compound(word)[1].bytes().next().is_some_and(|initial| second == Some(&initial));
        1 << (done + 1) | u32::from(both) << (done + 2)
    }
}

/// Words that an acronym may leave out, and that no long form begins with.
pub(super) fn is_function_word(folded: &str) -> bool {
    const FUNCTION_WORDS: [&str; 14] =
        ["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"];
    FUNCTION_WORDS.contains(&folded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::short_of;

    #[test]
    fn words_spell_out_letters() {
        for (short, words, expected) in [
            ("RHI", "offered timely return home interviews", Some("return home interviews")),
            ("MASH", "the multi agency safeguarding hub", Some("multi agency safeguarding hub")),
            ("MASH", "a multiagency safeguarding hub", Some("multiagency safeguarding hub")),
            ("CiN", "plans for children in need", Some("children in need")),
            ("NEET", "not in education employment or training", Some("not in education employment or training")),
            ("PEPs", "good personal education plans", Some("personal education plans")),
            (
                "CAMHs",
                "the child and adolescent mental health services",
                Some("child and adolescent mental health services"),
            ),
            ("PEPS", "good personal education plans", Some("personal education plans")),
            ("KS4", "at key stage 4", Some("key stage 4")),
            ("PEPS", "a personal education plan", None),
            ("RHI", "return home safely interviews", None),
            ("RHI", "return interviews", None),
            ("RHI", "interviews on return home", None),
            ("AD", "and the department", None),
            ("OT", "of the", None),
            (
                "VEMT",
                "our vulnerable exploited missing and trafficked team",
                Some("vulnerable exploited missing and trafficked"),
            ),
            ("CP", "child protection plan", None),
            ("MA", "multiagency", None),
        ] {
            let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
            let found = Letters::readings(short_of(short).expect("a short form"))
                .find_map(|(letters, _)| letters.find_in(&words));
            assert_eq!(found.map(|row| words[row].join(" ")).as_deref(), expected, "{short}");
        }
    }
}
