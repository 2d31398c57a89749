//! A query asked of the index and of the oracle, and what is to be said where they differ.

use std::collections::{BTreeMap, BTreeSet};

use findings::Index;
use findings::query::{MatchLevel, Node, ParseOptions, Query, parse};
use findings::report::Date;
use findings::{Counts, Hit, Request, Sort, Unit};

use super::chance::Chance;
use super::counts;
use super::library::{Library, Passage};
use super::meaning::Meaning;
use super::shrink::shrunk;

/// An index and the same passages as plain data.
pub(super) struct Comparison<'l> {
    library: &'l Library,
    index: Index,
}

/// A query and how it is asked.
pub(super) struct Asked {
    pub(super) root: Node,
    level: MatchLevel,
    unit: Unit,
    sort: Sort,
    limit: Option<usize>,
}

impl<'l> Comparison<'l> {
    pub(super) fn of(library: &'l Library, index: Index) -> Comparison<'l> {
        Comparison { library, index }
    }

    /// A query as it is read from its printed form, or with as few nodes as possible, and how to ask it.
    pub(super) fn asked(&self, root: Node, chance: &mut Chance) -> Asked {
        let query = Query { root };
        let text = query.to_string();
        let options = self.options();
        let read = parse(&text, &options).query;
        assert_eq!(read, query, "{text} reads back as it was");
        let read = if chance.percent(25) { parse(&printed_with_care(&text), &options).query } else { read };
        Asked {
            root: if chance.percent(20) { read.simplified().root } else { read.root },
            level: if chance.percent(20) { MatchLevel::Verbatim } else { MatchLevel::Inflected },
            unit: if chance.percent(20) { Unit::Report } else { Unit::Passage },
            sort: if chance.percent(50) { Sort::Relevance } else { Sort::Report },
            limit: chance.percent(20).then_some(3),
        }
    }

    fn options(&self) -> ParseOptions<'_> {
        let today = Date::day(2026, 3, 2).expect("a day of the calendar");
        ParseOptions { extra_fields: self.index.extra_fields(), ..ParseOptions::on(today) }
    }

    /// How many passages the oracle finds.
    pub(super) fn expected(&self, asked: &Asked) -> usize {
        self.meaning(asked, &asked.root).found().len()
    }

    /// Where index and oracle differ: the smallest query that shows it, and how.
    pub(super) fn failure(&self, asked: Asked) -> Option<String> {
        self.difference(&asked, &asked.root)?;
        let root = shrunk(asked.root.clone(), &|root| self.difference(&asked, root).is_some());
        let difference = self.difference(&asked, &root)?;
        let Asked { level, unit, sort, .. } = asked;
        let [small, whole] = [root, asked.root].map(|root| Query { root });
        Some(format!("query: {small}\n  of: {whole}\n  as: {level:?} {unit:?} {sort:?}\n{difference}"))
    }

    fn meaning<'m>(&'m self, asked: &Asked, root: &'m Node) -> Meaning<'m> {
        Meaning { library: self.library, root, level: asked.level }
    }

    fn difference(&self, asked: &Asked, root: &Node) -> Option<String> {
        let meaning = self.meaning(asked, root);
        let found = meaning.found();
        // The oracle knows which names a filter means; the index is asked as people ask it.
        let query = self.index.parse_with(&Query { root: root.clone() }.to_string(), &self.options()).query;
        let Asked { level, unit, sort, limit, .. } = *asked;
        let request = Request::new(&query).match_level(level).unit(unit).sort(sort).limit(limit);
        let answer = self.index.search(&request).expect("a query that was read can be run");
        let hits: BTreeMap<String, &Hit> = answer.hits.iter().map(|hit| (self.id(hit), hit)).collect();
        if hits.len() < answer.hits.len() {
            return Some("the index gives a passage twice".to_owned());
        }
        let missed =
            found.iter().find(|passage| unit == Unit::Passage && limit.is_none() && !hits.contains_key(&passage.id));
        if let Some(passage) = missed {
            return Some(shown("the oracle finds, the index does not", passage));
        }
        let expected: BTreeMap<&String, &&Passage> = found.iter().map(|passage| (&passage.id, passage)).collect();
        for (id, hit) in &hits {
            let Some(passage) = expected.get(id) else {
                let passage = self.library.passages.iter().find(|passage| passage.id == *id);
                return Some(passage.map_or_else(
                    || format!("the index finds {id}, which is not in the export"),
                    |passage| shown("the index finds, the oracle does not", passage),
                ));
            };
            let marks = meaning.marks(passage);
            if marks != hit.code_points() {
                let both = format!("the oracle marks {marks:?}, the index {:?}", hit.code_points());
                return Some(shown(&both, passage));
            }
        }
        let turn = query.to_string().len();
        if let Some(difference) = counts::difference(&self.index, &meaning, &found, &query, turn) {
            return Some(difference);
        }
        if let Some(difference) = self.difference_of_levels(asked, root, &hits) {
            return Some(difference);
        }
        let counts = self.counts(&found);
        let given: BTreeSet<&String> = hits.values().map(|hit| &hit.report.id).collect();
        let all = if unit == Unit::Report { counts.reports } else { counts.passages };
        if hits.len() as u64 != limit.map_or(all, |limit| all.min(limit as u64)) {
            return Some(format!("of {all} hits the index gives {} with a limit of {limit:?}", hits.len()));
        }
        if unit == Unit::Report && given.len() != hits.len() {
            return Some(format!("the index gives a report twice: {:?}", hits.keys()));
        }
        let counted = self.index.count(&query, level).expect("a query that was read can be counted");
        (answer.matched != counts || counted != counts)
            .then(|| format!("the oracle counts {counts:?}, the index {:?} and {counted:?}", answer.matched))
    }

    /// Whether a hit is said to have the very words where it has not, or the other way round.
    fn difference_of_levels(&self, asked: &Asked, root: &Node, hits: &BTreeMap<String, &Hit>) -> Option<String> {
        let verbatim = Meaning { level: MatchLevel::Verbatim, ..self.meaning(asked, root) }.found();
        let verbatim: BTreeSet<&String> = verbatim.iter().map(|passage| &passage.id).collect();
        let differs = |(id, hit): &(&String, &&Hit)| (hit.level == MatchLevel::Verbatim) != verbatim.contains(id);
        let (id, hit) = hits.iter().find(differs)?;
        Some(format!("{id} is said to match {:?}", hit.level))
    }

    fn id(&self, hit: &Hit) -> String {
        format!("{}#{}", hit.report.id, hit.passage.ordinal)
    }

    fn counts(&self, found: &[&Passage]) -> Counts {
        let reports: BTreeSet<&String> = found.iter().map(|passage| &passage.report).collect();
        let authorities: BTreeSet<&String> =
            found.iter().flat_map(|passage| self.library.report(passage).of_field("authority")).collect();
        Counts { passages: found.len() as u64, reports: reports.len() as u64, authorities: authorities.len() as u64 }
    }
}

/// With the quotation marks and apostrophes of a book.
fn printed_with_care(text: &str) -> String {
    let pieces: Vec<&str> = text.split('"').collect();
    let joined = pieces.chunks(2).map(|pair| pair.join("“")).collect::<Vec<_>>().join("”");
    joined.replace('\'', "’")
}

fn shown(what: &str, passage: &Passage) -> String {
    let Passage { id, text, section, label, pages, run, .. } = passage;
    format!("{what}: {id}\n  {text}\n  section {section:?} (run {run}), label {label:?}, pages {pages:?}\n")
}
