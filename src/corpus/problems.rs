//! The problems of a file, up to a limit.

use std::borrow::Cow;

use crate::text::elided;

/// At most this many problems are kept of one file; a hostile file could fill memory and disk with them.
pub(super) const MAX_PROBLEMS: usize = 50;
/// The maximum length of a name from a file, in characters.
const MAX_NAME: usize = 200;
/// The maximum length of a problem, in characters.
const MAX_LINE: usize = 2_000;

/// The first problems of a file, and how many more there were.
#[derive(Default)]
pub(super) struct FileProblems {
    lines: Vec<String>,
    more: u64,
}

impl FileProblems {
    pub(super) fn push(&mut self, problem: String) {
        if self.lines.len() < MAX_PROBLEMS {
            self.lines.push(match elided(&problem, MAX_LINE) {
                Cow::Owned(short) => short,
                Cow::Borrowed(_) => problem,
            });
        } else {
            self.more += 1;
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// A line for each, and one for the rest.
    pub(super) fn into_lines(self) -> Vec<String> {
        let more = (self.more > 0).then(|| format!("and {} more", self.more));
        self.lines.into_iter().chain(more).collect()
    }
}

impl Extend<String> for FileProblems {
    fn extend<I: IntoIterator<Item = String>>(&mut self, problems: I) {
        problems.into_iter().for_each(|problem| self.push(problem));
    }
}

impl FromIterator<String> for FileProblems {
    fn from_iter<I: IntoIterator<Item = String>>(all: I) -> FileProblems {
        let mut problems = FileProblems::default();
        problems.extend(all);
        problems
    }
}

/// A name from a file, cut off if it is too long.
pub(super) fn shortened(name: &str) -> Cow<'_, str> {
    elided(name, MAX_NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_has_an_end() {
        let lines = |count: usize| (0..count).map(|number| number.to_string()).collect::<FileProblems>().into_lines();
        assert!(FileProblems::default().is_empty() && lines(0).is_empty());
        assert_eq!(lines(MAX_PROBLEMS).len(), MAX_PROBLEMS);
        let many = lines(MAX_PROBLEMS + 7);
        assert_eq!((many.len(), many.last().map(String::as_str)), (MAX_PROBLEMS + 1, Some("and 7 more")));
        let long = FileProblems::from_iter(["é".repeat(1 << 20)]).into_lines();
        assert_eq!(long[0].chars().count(), MAX_LINE + 1);
        assert_eq!(shortened("ordinary"), "ordinary");
    }
}
