//! Which definitions can matter to some words, so that one query need not look at all of them.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::align::is_function_word;
use super::form::{Form, open_compound};
use super::lookup::{MINOR_WORDS, row_key};
use crate::report::Acronym;
use crate::text::{Stemmer, as_in_stem, base_of_possessive, fold, fold_into};

/// What some words of a query may stand for, or be stood for by. A lexicon of all definitions of the acronyms that
/// [matter](About::of) gives the same answers about the words as one of all acronyms, since each acronym is decided by
/// itself.
pub(crate) struct About {
    /// The acronyms that the words may be.
    shorts: FxHashSet<String>,
    /// The stems of the words with which a form may begin, and those of all.
    stems: Vec<String>,
    all_stems: BTreeSet<String>,
    /// The beginnings of the words, which their inflections share.
    beginnings: FxHashSet<[u8; 2]>,
    /// The first letters of the words; and all of them, with those that minor words begin with.
    initials: BTreeSet<u8>,
    letters: BTreeSet<u8>,
    folded: String,
    stemmer: Stemmer,
}

impl About {
    /// About some folded words.
    pub(crate) fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> About {
        let mut about = About {
            shorts: FxHashSet::default(),
            stems: Vec::new(),
            all_stems: BTreeSet::new(),
            beginnings: FxHashSet::default(),
            initials: BTreeSet::new(),
            letters: MINOR_WORDS.iter().flat_map(|word| word.bytes().next()).collect(),
            folded: String::new(),
            stemmer: Stemmer::new(),
        };
        for word in words {
            about.letters.extend(word.bytes());
            // No form begins with a function word.
            let may_begin = !is_function_word(word);
            for part in open_compound(word).into_iter().filter(|part| !part.is_empty()) {
                let stem = about.stemmer.stem(part).to_owned();
                if may_begin {
                    about.beginnings.insert(beginning(part));
                    about.stems.push(stem.clone());
                }
                about.letters.extend(stem.bytes());
                about.all_stems.insert(stem);
            }
            if may_begin {
                about.initials.extend(word.bytes().next());
                let base = base_of_possessive(word).unwrap_or(word);
                about.shorts.extend([word, base, base.strip_suffix('s').unwrap_or(base)].map(str::to_owned));
                about.beginnings.insert(beginning(word));
            }
        }
        about
    }

    /// The first letters of the acronyms that may matter: an acronym and what it stands for begin with the same.
    pub(crate) fn initials(&self) -> &BTreeSet<u8> {
        &self.initials
    }

    /// What they are made of: an acronym is one of the words, or the first letters of words that are within them, and of
    /// minor ones between.
    pub(crate) fn letters(&self) -> &BTreeSet<u8> {
        &self.letters
    }

    /// Of the definitions of acronyms of these letters those that matter.
    pub(crate) fn of(&mut self, mut definitions: Vec<(Acronym, u64)>) -> Vec<(Acronym, u64)> {
        let mut shorts = FxHashSet::default();
        for (Acronym { short, long }, _) in &definitions {
            if self.matters(short, long) {
                shorts.insert(fold(short));
            }
        }
        definitions.retain(|(acronym, _)| {
            fold_into(&acronym.short, &mut self.folded);
            shorts.contains(&self.folded)
        });
        definitions
    }

    /// Whether a definition of an acronym may be about the words: more may than are.
    pub(super) fn matters(&mut self, short: &str, long: &str) -> bool {
        if self.may_begin(long) && self.may_have_all_of(long) && self.begins(long) && self.has_all_of(long) {
            return true;
        }
        let may_be_short = self.may_begin(short);
        may_be_short && {
            fold_into(short, &mut self.folded);
            self.shorts.contains(&self.folded)
        }
    }

    /// Whether a form may begin with one of the words by its first letters, which rule most forms out quickly.
    fn may_begin(&self, form: &str) -> bool {
        match form.as_bytes() {
            [first, second, ..] if first.is_ascii_alphanumeric() && second.is_ascii_alphanumeric() => {
                let [first, second] = [*first, *second].map(|byte| as_in_stem(byte.to_ascii_lowercase()));
                // A word of one letter runs into the next: "s 47" is "S47".
                self.beginnings.contains(&[first, second]) || self.beginnings.contains(&[first, 0])
            }
            _ => true,
        }
    }

    /// Whether all words of a form may be within the words of the query by their first letters.
    fn may_have_all_of(&self, form: &str) -> bool {
        let firsts = form.split_ascii_whitespace().filter_map(|word| word.bytes().next());
        firsts.filter(u8::is_ascii_alphanumeric).all(|first| self.letters.contains(&first.to_ascii_lowercase()))
    }

    /// Whether the first word of a form has the stem of one of the words, as far as it goes: stems are run together in a
    /// key.
    fn begins(&mut self, form: &str) -> bool {
        let first = form.trim_start_matches(|c: char| !c.is_alphanumeric());
        let first = &first[..first.find(|c: char| !c.is_alphanumeric()).unwrap_or(first.len())];
        fold_into(first, &mut self.folded);
        let [part, _] = open_compound(&self.folded);
        let stem = self.stemmer.stem(part);
        self.stems.iter().any(|one| one.starts_with(stem) || stem.starts_with(one.as_str()))
    }

    /// Whether the key of a form is made of stems of the words.
    fn has_all_of(&mut self, form: &str) -> bool {
        let Some(Form::Words(row)) = Form::row(form) else { return false };
        let key = row_key(&row, &mut self.stemmer);
        let mut is_made = vec![false; key.len() + 1];
        is_made[0] = true;
        for at in 0..key.len() {
            if is_made[at] {
                let next = self.all_stems.iter().filter(|stem| key[at..].starts_with(stem.as_str()));
                next.for_each(|stem| is_made[at + stem.len()] = true);
            }
        }
        is_made[key.len()]
    }
}

/// The first bytes of a word, as its stem has them.
fn beginning(folded: &str) -> [u8; 2] {
    let mut bytes = folded.bytes().map(as_in_stem);
    std::array::from_fn(|_| bytes.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Lexicon, UserLexicon};

    const DEFINITIONS: [(&str, &str, u64); 10] = [
        ("RHI", "return home interview", 9),
        ("RHI", "returned-home interviews", 2),
        ("Rhi", "regional health inquiry", 1),
        ("JTAI", "joint targeted area inspection", 3),
        ("MASH", "multi-agency safeguarding hub", 4),
        ("HI", "home interview", 2),
        ("RE", "religious education", 5),
        ("PAC", "police and crime", 3),
        ("HS", "home school", 3),
        ("NEET", "not in education, employment or training", 5),
    ];

    #[test]
    fn what_matters_gives_the_answers_of_all() {
        let acronym = |(short, long, reports): (&str, &str, u64)| {
            (Acronym { short: short.to_owned(), long: long.to_owned() }, reports)
        };
        let all: Vec<(Acronym, u64)> = DEFINITIONS.into_iter().map(acronym).collect();
        let whole = Lexicon::new(&all, &UserLexicon::default(), &[]);
        let mut stemmer = Stemmer::new();
        for (words, count) in [
            (vec!["return", "home", "interviews"], 4),
            (vec!["JTAIs"], 1),
            (vec!["the", "multiagency", "safeguarding", "hub"], 1),
            (vec!["religious"], 0),
            (vec!["religious", "education"], 1),
            (vec!["not", "in", "education", "employment", "training"], 1),
            (vec!["neet"], 1),
            (vec!["police", "crime"], 1),
            (vec!["homeschool"], 1),
            (vec!["zebras"], 0),
        ] {
            let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
            let mut about = About::new(folded.iter().map(String::as_str));
            let initials = about.initials().clone();
            let letters = about.letters().clone();
            let is_made_of_them = |(acronym, _): &&(Acronym, u64)| {
                let short = acronym.short.to_ascii_lowercase();
                short.bytes().next().is_some_and(|first| initials.contains(&first))
                    && short.bytes().all(|letter| letters.contains(&letter))
            };
            let definitions = about.of(all.iter().filter(is_made_of_them).cloned().collect());
            assert_eq!(definitions.len(), count, "{words:?}");
            let part = Lexicon::new(&definitions, &UserLexicon::default(), &[]);
            for from in 0..words.len() {
                let expected = whole.longest(&words[from..], &mut stemmer);
                assert_eq!(part.longest(&words[from..], &mut stemmer), expected, "{words:?} from {from}");
            }
        }
    }
}
