//! People's judgements of documents: for each query, the grade of each judged document.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// All judgements, the queries in the order in which they first came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Judgements {
    queries: Vec<Judged>,
    places: HashMap<String, usize>,
}

/// The judgements of one query.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    /// The query's id.
    pub id: String,
    grades: HashMap<String, i64>,
}

impl Judgements {
    /// One judgement more. Gives the grade that the document has already, where that is another one.
    pub(crate) fn add(&mut self, query: &str, document: &str, grade: i64) -> Option<i64> {
        let at = match self.places.get(query) {
            Some(at) => *at,
            None => {
                self.places.insert(query.to_owned(), self.queries.len());
                self.queries.push(Judged { id: query.to_owned(), grades: HashMap::new() });
                self.queries.len() - 1
            }
        };
        match self.queries[at].grades.entry(document.to_owned()) {
            Entry::Occupied(given) => Some(*given.get()).filter(|given| *given != grade),
            Entry::Vacant(place) => {
                place.insert(grade);
                None
            }
        }
    }

    /// The queries that were judged.
    pub(crate) fn queries(&self) -> &[Judged] {
        &self.queries
    }

    /// The index of a query among them.
    pub(crate) fn place(&self, query: &str) -> Option<usize> {
        self.places.get(query).copied()
    }
}

impl Judged {
    /// The grade of a document; none if it was not judged.
    pub(crate) fn grade(&self, document: &str) -> Option<i64> {
        self.grades.get(document).copied()
    }

    /// The grades above nothing, the highest first.
    pub(crate) fn gains(&self) -> Vec<i64> {
        let mut gains: Vec<i64> = self.grades.values().copied().filter(|grade| *grade > 0).collect();
        gains.sort_unstable_by(|a, b| b.cmp(a));
        gains
    }
}
