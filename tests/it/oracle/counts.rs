//! What a query counts by groups, by a plain look at every passage that it finds.

use std::collections::{BTreeMap, BTreeSet};

use findings::{Counts, Facet, Grouping, Index, MatchLevel, Matches, Query, Request};

use super::library::{Library, Passage};
use super::meaning::Meaning;

/// What is counted by, one or two at a time.
const FIELDS: [&[&str]; 8] = [
    &["authority"],
    &["kind", "year"],
    &["section"],
    &["inspector"],
    &["ward", "kind"],
    &["year"],
    &["region", "section"],
    &["report"],
];

/// What was counted of a group.
#[derive(Default)]
struct Counted<'l> {
    passages: u64,
    reports: BTreeSet<&'l str>,
    authorities: BTreeSet<&'l str>,
    marks: u64,
}

impl<'l> Counted<'l> {
    fn add(&mut self, library: &'l Library, passage: &'l Passage, marks: u64) {
        self.passages += 1;
        self.marks += marks;
        self.reports.insert(&passage.report);
        self.authorities.extend(library.report(passage).of_field("authority").iter().map(String::as_str));
    }

    fn matches(&self) -> Matches {
        let (reports, authorities) = (self.reports.len() as u64, self.authorities.len() as u64);
        Matches { counts: Counts { passages: self.passages, reports, authorities }, occurrences: self.marks }
    }
}

/// Where the groups that the index counts differ from what the passages found come to; `turn` says which fields they are
/// counted by.
pub(super) fn difference(
    index: &Index,
    meaning: &Meaning<'_>,
    found: &[&Passage],
    query: &Query,
    turn: usize,
) -> Option<String> {
    let (library, fields) = (meaning.library, FIELDS[turn % FIELDS.len()]);
    let grouping = |name: &&str| Grouping::named(name, index.extra_fields());
    let by: Vec<Grouping> = fields.iter().map(grouping).collect::<Option<_>>()?;
    let level: MatchLevel = meaning.level;
    let facet = by.into_iter().fold(Facet::default(), Facet::then);
    let request = Request::new(query).match_level(level).facets(vec![facet]).next_level(true);
    let mut answer = index.count_by(&request).expect("a query that was read can be counted");
    if let Some(looser) = &answer.looser {
        let counted = index.count(query, looser.level).expect("a query that was read can be counted");
        if counted != looser.counts {
            return Some(format!(
                "at {:?} there are {counted:?}, and are said to be {:?}",
                looser.level, looser.counts
            ));
        }
    }
    let groups = answer.facets.remove(0);
    let (mut all, mut expected) = (Counted::default(), BTreeMap::<Vec<Option<String>>, Counted<'_>>::new());
    for passage in found {
        let marks = meaning.marks(passage).len() as u64;
        all.add(library, passage, marks);
        let mut keys: Vec<Vec<Option<String>>> = vec![Vec::new()];
        for field in fields {
            let values = values(library, passage, field);
            let with = |key: &Vec<Option<String>>, value: &Option<String>| {
                [key.as_slice(), std::slice::from_ref(value)].concat()
            };
            keys =
                keys.iter().flat_map(|key| values.iter().map(|value| with(key, value)).collect::<Vec<_>>()).collect();
        }
        keys.into_iter().for_each(|key| expected.entry(key).or_default().add(library, passage, marks));
    }
    if groups.all.found != all.matches() {
        return Some(format!("the oracle counts {:?}, the index {:?}", all.matches(), groups.all.found));
    }
    for group in groups.groups {
        let counted = expected.remove(&group.values).unwrap_or_default().matches();
        if group.found != counted {
            return Some(format!(
                "{fields:?} {:?}: the oracle counts {counted:?}, the index {:?}",
                group.values, group.found
            ));
        }
    }
    expected.keys().next().map(|missed| format!("{fields:?}: the index has no group {missed:?}"))
}

/// The values of a passage by a field; none where it has none.
fn values(library: &Library, passage: &Passage, field: &str) -> BTreeSet<Option<String>> {
    let report = library.report(passage);
    let values: BTreeSet<Option<String>> = match field {
        "section" => passage.section.iter().cloned().map(Some).collect(),
        "report" => BTreeSet::from([Some(passage.report.clone())]),
        "year" => report.date.iter().map(|date| Some(date.to_string()[..4].to_owned())).collect(),
        field => report.of_field(field).iter().cloned().map(Some).collect(),
    };
    if values.is_empty() { BTreeSet::from([None]) } else { values }
}
