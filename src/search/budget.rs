//! What one search may cost: the clock that it runs by, and the counts that no query goes beyond.
//!
//! Counts come first: they are the same on every machine, what they leave out is reported, and most of what could
//! take forever is over in a moment. They are far above what people type, and as high as the work that they allow
//! stays within a second or two. The clock is for the rest, since what a query costs depends on the index as well.
//! Once it has run out, every loop over documents or words ends at once as if there were no more, and the search is
//! an error: nothing of what was found by then is given as if it were all.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::engine::SearchError;
use crate::text::elided;

/// No word of an index that is more than noise is longer, and each word is looked up in all of its halves.
pub(super) const MAX_LETTERS: usize = 255;

/// Nor any name, title or other value.
pub(super) const MAX_VALUE_LETTERS: usize = 1_024;

/// An equal word counts so often at the most: each time it is walked through once more.
pub(super) const MAX_REPEATS: usize = 64;

/// At most this many words with wildcards or with letters off are looked for in one query: each is a walk through the
/// dictionary.
pub(super) const MAX_PATTERNS: usize = 1_024;

/// A word with wildcards stands for at most this many words.
pub(super) const MAX_EXPANSIONS: usize = 2_000;

/// All of them together stand for at most this many: a list of postings for each is open at once, of some 30 kilobytes where a
/// phrase asks for positions.
pub(super) const MAX_EXPANSIONS_IN_ALL: usize = 4_000;

/// A query looks for at most this many further words because they are variants of its own.
pub(super) const MAX_VARIANT_WORDS: usize = 20_000;

/// Groups beside `NEAR` are expanded to pairs of at most this many words in all, each with a list of postings.
pub(super) const MAX_PAIRED_WORDS: usize = 20_000;

/// At most this many documents of words with wildcards are added up beforehand in one segment; further words are gone through
/// list by list, which takes longer and no memory.
pub(super) const MAX_ADDED_UP: usize = 4_000_000;

/// At most this many notes are given for one search.
const MAX_NOTES: usize = 20;

/// This many steps are taken between two looks at the clock.
const STEPS: u32 = 64;

/// The clock of one search.
#[derive(Debug)]
pub(super) struct Clock {
    after: Duration,
    deadline: Option<Instant>,
    is_over: AtomicBool,
}

impl Clock {
    /// That runs from now on; without a time it never ends.
    pub(super) fn start(timeout: Option<Duration>) -> Arc<Clock> {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        Arc::new(Clock { after: timeout.unwrap_or_default(), deadline, is_over: AtomicBool::new(false) })
    }

    /// Whether the time is over.
    pub(super) fn is_over(&self) -> bool {
        let Some(deadline) = self.deadline else { return false };
        let is_over = self.is_over.load(Ordering::Relaxed) || Instant::now() >= deadline;
        if is_over {
            self.is_over.store(true, Ordering::Relaxed);
        }
        is_over
    }

    /// An error where the time is over, and was before all was done.
    pub(super) fn check(&self) -> Result<(), SearchError> {
        if self.is_over() { Err(SearchError::TimedOut { after: self.after }) } else { Ok(()) }
    }
}

/// A look at a clock now and then, for loops whose steps are short.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    clock: Arc<Clock>,
    left: u32,
}

impl Pace {
    pub(super) fn of(clock: &Arc<Clock>) -> Pace {
        Pace { clock: Arc::clone(clock), left: STEPS }
    }

    /// A step of the loop; whether it is to end because the time is over.
    #[inline]
    pub(super) fn is_over(&mut self) -> bool {
        self.are_over(1)
    }

    /// Likewise, for what takes as long as `steps` steps.
    #[inline]
    pub(super) fn are_over(&mut self, steps: u32) -> bool {
        self.left = self.left.saturating_sub(steps);
        if self.left > 0 {
            return false;
        }
        let is_over = self.clock.is_over();
        self.left = if is_over { 0 } else { STEPS };
        is_over
    }
}

/// What one search has spent, shared by all that compile its query: at each level, and for help where there are no hits.
#[derive(Clone)]
pub(super) struct Budget {
    pub(super) clock: Arc<Clock>,
    spent: Rc<RefCell<Spent>>,
}

#[derive(Default)]
struct Spent {
    expansions: HashMap<String, Arc<Vec<String>>>,
    expanded: usize,
    variants: usize,
}

impl Budget {
    pub(super) fn new(clock: &Arc<Clock>) -> Budget {
        Budget { clock: Arc::clone(clock), spent: Rc::default() }
    }

    /// The words that a word with wildcards stands for, found out once; how many more there may be is what `find` is
    /// told.
    pub(super) fn expansion<E>(
        &self,
        pattern: String,
        find: impl FnOnce(usize) -> Result<Vec<String>, E>,
    ) -> Result<Arc<Vec<String>>, E> {
        if let Some(known) = self.spent.borrow().expansions.get(&pattern) {
            return Ok(Arc::clone(known));
        }
        let limit = MAX_EXPANSIONS.min(MAX_EXPANSIONS_IN_ALL - self.spent.borrow().expanded);
        let found = Arc::new(if limit > 0 { find(limit)? } else { Vec::new() });
        let mut spent = self.spent.borrow_mut();
        spent.expanded += found.len();
        spent.expansions.insert(pattern, Arc::clone(&found));
        Ok(found)
    }

    /// Whether words with wildcards stand for as many words as they may.
    pub(super) fn is_expanded(&self) -> bool {
        self.spent.borrow().expanded >= MAX_EXPANSIONS_IN_ALL
    }

    /// Whether `words` more words may be looked for as variants.
    pub(super) fn takes_variants(&self, words: usize) -> bool {
        let mut spent = self.spent.borrow_mut();
        let takes = spent.variants + words <= MAX_VARIANT_WORDS;
        spent.variants += if takes { words } else { 0 };
        takes
    }
}

/// Remarks on how words and values were read, each once.
#[derive(Default)]
pub(super) struct Notes(Vec<String>);

impl Notes {
    pub(super) fn add(&mut self, note: String) {
        if self.0.len() < MAX_NOTES && !self.0.contains(&note) {
            self.0.push(note);
            if self.0.len() == MAX_NOTES {
                self.0.push("there is more of this kind, which is not said".to_owned());
            }
        }
    }

    pub(super) fn into_vec(self) -> Vec<String> {
        self.0
    }
}

/// A text of the query as notes name it.
pub(super) fn named(text: &str) -> String {
    const MAX_NAMED_CHARS: usize = 60;
    elided(text, MAX_NAMED_CHARS).into_owned()
}

/// Whether a text has more letters than that.
pub(super) fn is_longer(text: &str, than: usize) -> bool {
    text.len() > than && text.chars().nth(than).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_without_a_time_never_ends() {
        let clock = Clock::start(None);
        assert!(!clock.is_over() && clock.check().is_ok());
        let mut pace = Pace::of(&clock);
        assert!((0..1_000).all(|_| !pace.is_over()) && !pace.are_over(u32::MAX));
    }

    #[test]
    fn a_time_that_is_over_is_an_error_and_ends_loops_soon() {
        let clock = Clock::start(Some(Duration::ZERO));
        let mut pace = Pace::of(&clock);
        let steps = (0..1_000).take_while(|_| !pace.is_over()).count();
        assert!(steps < STEPS as usize, "{steps}");
        assert!(Pace::of(&clock).are_over(u32::MAX));
        let error = clock.check().expect_err("the time is over");
        assert!(error.to_string().starts_with("timed out after 0 s"), "{error}");
    }

    #[test]
    fn once_the_time_is_over_each_look_says_so() {
        let mut pace = Pace::of(&Clock::start(Some(Duration::ZERO)));
        assert!(pace.are_over(u32::MAX) && pace.is_over() && pace.are_over(1), "a loop around a loop ends too");
    }

    #[test]
    fn words_with_wildcards_are_found_once_and_not_without_end() {
        let budget = Budget::new(&Clock::start(None));
        let find = |limit: usize| Ok::<_, ()>(vec!["word".to_owned(); limit]);
        assert_eq!(budget.expansion("a*".to_owned(), find).map(|found| found.len()), Ok(MAX_EXPANSIONS));
        assert_eq!(budget.expansion("a*".to_owned(), |_| Err(())).map(|found| found.len()), Ok(MAX_EXPANSIONS));
        let all: usize =
            (0..100).filter_map(|n| budget.expansion(n.to_string(), find).ok()).map(|found| found.len()).sum();
        assert_eq!(all + MAX_EXPANSIONS, MAX_EXPANSIONS_IN_ALL);
        assert!(budget.is_expanded());
    }

    #[test]
    fn notes_are_said_once_and_not_without_end() {
        let mut notes = Notes::default();
        for note in 0..1_000 {
            notes.add((note / 2).to_string());
        }
        let notes = notes.into_vec();
        assert_eq!((notes.len(), notes[0].as_str(), notes[1].as_str()), (MAX_NOTES + 1, "0", "1"));
    }
}
