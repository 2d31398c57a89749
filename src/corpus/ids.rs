//! The ids of reports: each is given once, and a report whose id is taken gets another.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::report::FileRecord;

use super::FoundFile;
use super::problems::{MAX_PROBLEMS, shortened};

/// The ids in use, and remarks on those that were taken.
pub(super) struct ReportIds {
    given: HashSet<String>,
    /// For ids that were taken, the number to try next. All before it are in use, and stay so.
    next: HashMap<String, u64>,
    /// The ids that were taken in the current file.
    taken: TakenIds,
}

/// ReportIds of one file that were taken.
#[derive(Default)]
struct TakenIds {
    /// The first of them, in order.
    ids: Vec<TakenId>,
    /// Their indices in there.
    by_id: HashMap<String, usize>,
    /// How many reports had other ones.
    more: u64,
}

/// An id that was taken, and the reports of a file that would have it.
struct TakenId {
    id: String,
    count: u64,
    /// The ids that the first of them got.
    first: Vec<String>,
    /// The id that the last of them got.
    last: String,
}

impl ReportIds {
    /// The ids of files that stay as they are.
    pub(super) fn from_kept(kept: &[FileRecord]) -> ReportIds {
        let given = kept.iter().flat_map(|file| &file.reports).map(|report| report.id.clone()).collect();
        ReportIds { given, next: HashMap::new(), taken: TakenIds::default() }
    }

    /// The id of a report of a file, or another if that is taken.
    pub(super) fn give(&mut self, id: &str, file: &FoundFile) -> String {
        if self.given.insert(id.to_owned()) {
            return id.to_owned();
        }
        let other = self.other(id, file);
        self.given.insert(other.clone());
        self.taken.note(id, &other);
        other
    }

    fn other(&mut self, id: &str, file: &FoundFile) -> String {
        let folder = Path::new(&file.root).file_name().unwrap_or_default().to_string_lossy();
        let by_place = file.id_of(&format!("{folder}/{}", file.path));
        if by_place != id && !self.given.contains(&by_place) {
            return by_place;
        }
        let next = match self.next.get_mut(id) {
            Some(next) => next,
            None => self.next.entry(id.to_owned()).or_insert(2),
        };
        loop {
            let numbered = format!("{id}-{next}");
            *next += 1;
            if !self.given.contains(&numbered) {
                return numbered;
            }
        }
    }

    /// The remarks on the current file, which ends here.
    pub(super) fn take_remarks(&mut self) -> Vec<String> {
        let TakenIds { ids, more, .. } = std::mem::take(&mut self.taken);
        let more = match more {
            0 => None,
            1 => Some("the id of 1 more report is in use already".to_owned()),
            more => Some(format!("the ids of {more} more reports are in use already")),
        };
        ids.iter().map(TakenId::remark).chain(more).collect()
    }
}

impl TakenIds {
    fn note(&mut self, id: &str, other: &str) {
        if let Some(&at) = self.by_id.get(id) {
            return self.ids[at].add(other);
        }
        if self.ids.len() == MAX_PROBLEMS {
            self.more += 1;
            return;
        }
        self.by_id.insert(id.to_owned(), self.ids.len());
        let mut taken = TakenId { id: id.to_owned(), count: 0, first: Vec::new(), last: String::new() };
        taken.add(other);
        self.ids.push(taken);
    }
}

impl TakenId {
    /// At most this many are named one by one.
    const MAX_NAMED: usize = 3;

    fn add(&mut self, other: &str) {
        self.count += 1;
        if self.first.len() < TakenId::MAX_NAMED {
            self.first.push(other.to_owned());
        }
        other.clone_into(&mut self.last);
    }

    fn remark(&self) -> String {
        let (id, last) = (shortened(&self.id), shortened(&self.last));
        let named: Vec<_> = self.first.iter().map(|name| shortened(name)).collect();
        match (self.count, &named[..]) {
            (1, _) => format!("the id {id} is in use already; this report gets the id {last}"),
            (2, [first, ..]) => format!("the id {id} is in use already; 2 reports get the ids {first} and {last}"),
            (3, [first, second, ..]) => {
                format!("the id {id} is in use already; 3 reports get the ids {first}, {second} and {last}")
            }
            (count, named) => {
                let first = named.get(..2).unwrap_or(named).join(", ");
                format!("the id {id} is in use already; {count} reports get the ids {first} … {last}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> FoundFile {
        FoundFile {
            root: "a/corpus".to_owned(),
            path: path.to_owned(),
            root_name: String::new(),
            at: path.into(),
            size: 0,
            modified: 0,
            problem: None,
            content: None,
        }
    }

    fn given(ids: &mut ReportIds, path: &str, asked: &[&str]) -> (Vec<String>, Vec<String>) {
        (asked.iter().map(|id| ids.give(id, &file(path))).collect(), ids.take_remarks())
    }

    #[test]
    fn an_id_that_is_taken_becomes_the_first_that_is_free() {
        let cases: [(&[&str], &[&str], &[&str]); 6] = [
            (&["a", "b"], &["a", "b"], &[]),
            (&["a", "a"], &["a", "corpus/x"], &["the id a is in use already; this report gets the id corpus/x"]),
            (
                &["a", "a", "a"],
                &["a", "corpus/x", "a-2"],
                &["the id a is in use already; 2 reports get the ids corpus/x and a-2"],
            ),
            (
                &["a", "a-2", "a", "a", "a-2", "a"],
                &["a", "a-2", "corpus/x", "a-3", "a-2-2", "a-4"],
                &[
                    "the id a is in use already; 3 reports get the ids corpus/x, a-3 and a-4",
                    "the id a-2 is in use already; this report gets the id a-2-2",
                ],
            ),
            (
                &["corpus/x", "corpus/x", "a", "a-3", "a", "a"],
                &["corpus/x", "corpus/x-2", "a", "a-3", "a-2", "a-4"],
                &[
                    "the id corpus/x is in use already; this report gets the id corpus/x-2",
                    "the id a is in use already; 2 reports get the ids a-2 and a-4",
                ],
            ),
            (
                &["a", "a", "a", "a", "a", "a"],
                &["a", "corpus/x", "a-2", "a-3", "a-4", "a-5"],
                &["the id a is in use already; 5 reports get the ids corpus/x, a-2 … a-5"],
            ),
        ];
        for (asked, expected, remarks) in cases {
            let found = given(&mut ReportIds::from_kept(&[]), "x", asked);
            assert_eq!(
                found,
                (expected.iter().map(|&id| id.into()).collect(), remarks.iter().map(|&s| s.into()).collect())
            );
        }
    }

    #[test]
    fn files_go_on_where_the_one_before_ended() {
        let mut ids = ReportIds::from_kept(&[]);
        assert_eq!(given(&mut ids, "x", &["a", "a", "a"]).0, ["a", "corpus/x", "a-2"]);
        let (others, remarks) = given(&mut ids, "y", &["a", "a"]);
        assert_eq!(others, ["corpus/y", "a-3"]);
        assert_eq!(remarks, ["the id a is in use already; 2 reports get the ids corpus/y and a-3"]);
    }

    /// Trying each number again for each report would take hours.
    #[test]
    fn any_number_of_reports_may_have_one_id_and_little_is_said_of_many() {
        const REPORTS: u64 = 400_000;
        let mut ids = ReportIds::from_kept(&[]);
        let mut last = String::new();
        for _ in 0..REPORTS {
            last = ids.give("a", &file("x"));
        }
        assert_eq!(last, format!("a-{}", REPORTS - 1));
        assert_eq!(ids.take_remarks().len(), 1);
        for number in 0..2_000 {
            ids.give(&format!("b{}", number / 2), &file("x"));
        }
        let remarks = ids.take_remarks();
        assert_eq!(remarks.len(), MAX_PROBLEMS + 1);
        assert_eq!(remarks.last().map(String::as_str), Some("the ids of 950 more reports are in use already"));
    }
}
