//! Which definitions can matter to some words, so that one query need not look at all of them.

use rustc_hash::FxHashSet;

use super::form::open_compound;
use crate::text::{base_of_possessive, fold_into};

/// What some words of a query may stand for, or be stood for by. A lexicon of all definitions of the acronyms that
/// [matter](About::matters) gives the same answers about the words as one of all acronyms, since each acronym is decided by
/// itself.
pub struct About {
    /// The acronyms that the words may be.
    shorts: FxHashSet<String>,
    /// The beginnings of the words, which their inflections share, and those of the short ones alone.
    beginnings: FxHashSet<[u8; 3]>,
    of_short: FxHashSet<[u8; 3]>,
    folded: String,
}

/// A stem may be shorter than its word, but of a word as long as this it has three letters.
const MIN_LETTERS: usize = 5;

impl About {
    /// About some folded words.
    pub fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> About {
        let mut about = About {
            shorts: FxHashSet::default(),
            beginnings: FxHashSet::default(),
            of_short: FxHashSet::default(),
            folded: String::new(),
        };
        for word in words {
            let base = base_of_possessive(word).unwrap_or(word);
            about.shorts.extend([word, base, base.strip_suffix('s').unwrap_or(base)].map(str::to_owned));
            for part in open_compound(word) {
                about.beginnings.extend([beginning(part, 2), beginning(part, 3)]);
                if part.len() < MIN_LETTERS {
                    about.of_short.insert(beginning(part, 2));
                }
            }
        }
        about
    }

    /// Whether a definition of an acronym may be about the words: more may than are.
    pub fn matters(&mut self, short: &str, long: &str) -> bool {
        let first = long.trim_start_matches(|c: char| !c.is_alphanumeric());
        let first = &first[..first.find(|c: char| !c.is_alphanumeric()).unwrap_or(first.len())];
        fold_into(first, &mut self.folded);
        let begins_so = match self.folded.len() {
            MIN_LETTERS.. => {
                self.beginnings.contains(&beginning(&self.folded, 3))
                    || self.of_short.contains(&beginning(&self.folded, 2))
            }
            _ => self.beginnings.contains(&beginning(&self.folded, 2)),
        };
        fold_into(short, &mut self.folded);
        begins_so || self.shorts.contains(self.folded.as_str())
    }
}

/// The first bytes of a word, as its stem has them: "dying" begins as "die" does.
fn beginning(folded: &str, bytes: usize) -> [u8; 3] {
    let mut beginning = [0; 3];
    for (to, byte) in beginning.iter_mut().zip(folded.bytes()).take(bytes) {
        *to = if byte == b'y' { b'i' } else { byte };
    }
    beginning
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_words_may_be_about_matters() {
        let mut about = About::new(["return", "home", "interviews", "jtais", "kids'"]);
        for (short, long, expected) in [
            ("RHI", "return home interview", true),
            ("RHI", "Returned-home interviews", true),
            ("JTAI", "area inspection", true),
            ("HO", "homes office", true),
            ("HM", "ho", true),
            ("RE", "religious education", false),
            ("MASH", "multi-agency safeguarding hub", false),
        ] {
            assert_eq!(about.matters(short, long), expected, "{short} {long}");
        }
    }
}
