//! Which definitions can matter to some words, so that one query need not look at all of them.

use rustc_hash::FxHashSet;

use super::form::open_compound;
use crate::report::Acronym;
use crate::text::{base_of_possessive, fold, words};

/// Of the definitions of an index those that decide what some folded words stand for, or what stands for them. A lexicon of
/// these gives the same answers about the words as one of all, since each acronym is decided by itself: either all of its
/// definitions are here or none.
pub fn definitions_about(words: &[String], all: Vec<(Acronym, u64)>) -> Vec<(Acronym, u64)> {
    let asked = Asked::of(words);
    let shorts: Vec<String> = all.iter().map(|(acronym, _)| fold(&acronym.short)).collect();
    let matters = all.iter().zip(&shorts).filter(|((acronym, _), short)| asked.has(short, &acronym.long));
    let wanted: FxHashSet<&String> = matters.map(|(_, short)| short).collect();
    all.into_iter().zip(&shorts).filter(|(_, short)| wanted.contains(short)).map(|(definition, _)| definition).collect()
}

/// What is asked for.
struct Asked {
    /// The acronyms that the words may be.
    shorts: FxHashSet<String>,
    /// The beginnings of the words, which inflections share.
    beginnings: FxHashSet<[char; 2]>,
}

impl Asked {
    fn of(words: &[String]) -> Asked {
        let mut asked = Asked { shorts: FxHashSet::default(), beginnings: FxHashSet::default() };
        for word in words {
            let base = base_of_possessive(word).unwrap_or(word);
            asked.shorts.extend([word, base, base.strip_suffix('s').unwrap_or(base)].map(str::to_owned));
            asked.beginnings.extend(open_compound(word).map(beginning));
        }
        asked
    }

    fn has(&self, short: &str, long: &str) -> bool {
        let first = words(long).map(|word| fold(word.text)).find(|word| !word.is_empty());
        self.shorts.contains(short) || first.is_some_and(|first| self.beginnings.contains(&beginning(&first)))
    }
}

/// The first two letters of a word, as its stem has them: "dying" begins as "die" does.
fn beginning(folded: &str) -> [char; 2] {
    let mut letters = folded.chars().map(|c| if c == 'y' { 'i' } else { c });
    [letters.next().unwrap_or(' '), letters.next().unwrap_or(' ')]
}
