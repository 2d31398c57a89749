//! Groups are counted as somebody counts who looks at every hit.

use std::collections::{BTreeMap, BTreeSet};

use findings::engine::{DATE_PARTS, Grouping};
use findings::fields::{Field, Value, of_reports};
use findings::{Counts, Hit, Index, MatchLevel, Request};

use crate::corpus::sample;
use crate::support::Place;

/// Queries for nothing, little and all, with filters of reports and of passages, and at each match level.
const QUERIES: [(&str, MatchLevel); 7] = [
    ("*", MatchLevel::Inflected),
    ("children", MatchLevel::Verbatim),
    ("care leavers", MatchLevel::Inflected),
    ("\"social workers\" OR RHI", MatchLevel::Variants),
    ("children kind:inspection -risk", MatchLevel::Inflected),
    ("section:leadership", MatchLevel::Inflected),
    ("nosuchword", MatchLevel::Inflected),
];

/// The values of a hit by a grouping: of reports by what is known of them, of passages by what they are.
type ValuesOf = Box<dyn Fn(&Hit) -> BTreeSet<String>>;

/// Every grouping, each with the values of a hit as a reader sees them.
fn groupings(extra: &[String]) -> Vec<(Grouping, ValuesOf)> {
    let mut groupings: Vec<(Grouping, ValuesOf)> = Vec::new();
    for spec in of_reports() {
        let values = |hit: &Hit| -> BTreeSet<String> {
            let meta = &hit.report.meta;
            match spec.value(meta) {
                Value::Grades(grades) => {
                    let grades = grades.iter().map(|(_, grade)| *grade).chain(meta.overall_grade);
                    grades.map(|grade| grade.to_string()).collect()
                }
                Value::Texts(texts) => texts.iter().cloned().chain(meta.lead_inspector.clone()).collect(),
                value => value.texts().into_iter().collect(),
            }
        };
        groupings.push((Grouping::Field(spec.field.clone()), Box::new(values)));
    }
    for name in extra {
        let of = name.clone();
        let value = move |hit: &Hit| hit.report.meta.extra.get(&of).cloned().into_iter().collect();
        groupings.push((Grouping::Field(Field::Extra(name.clone())), Box::new(value)));
    }
    let date = |hit: &Hit, length: usize| {
        let date = hit.report.meta.date.map(|date| date.to_string());
        date.and_then(|date| date.get(..length).map(str::to_owned)).into_iter().collect()
    };
    groupings.push((Grouping::Date(&DATE_PARTS[0]), Box::new(move |hit| date(hit, 4))));
    groupings.push((Grouping::Date(&DATE_PARTS[1]), Box::new(move |hit| date(hit, 7))));
    let one = |value: Option<String>| value.into_iter().collect();
    groupings.push((Grouping::Part, Box::new(move |hit| one(Some(hit.passage.kind.as_str().to_owned())))));
    groupings.push((Grouping::Field(Field::Report), Box::new(move |hit| one(Some(hit.report.id.clone())))));
    let role = |hit: &Hit| hit.passage.role.map(|role| role.as_str().to_owned());
    groupings.push((Grouping::Field(Field::Role), Box::new(move |hit| one(role(hit)))));
    groupings.push((Grouping::Field(Field::Label), Box::new(move |hit| one(hit.passage.label.clone()))));
    let page = |hit: &Hit| hit.passage.pages.map(|(first, _)| first.to_string());
    groupings.push((Grouping::Field(Field::Page), Box::new(move |hit| one(page(hit)))));
    let section = |hit: &Hit| hit.passage.section.iter().cloned().collect();
    groupings.push((Grouping::Field(Field::Section), Box::new(section)));
    groupings
}

/// Counts hits as they are looked at.
#[derive(Default)]
struct Counting {
    passages: u64,
    reports: BTreeSet<String>,
    authorities: BTreeSet<String>,
}

impl Counting {
    fn add(&mut self, hit: &Hit) {
        self.passages += 1;
        self.reports.insert(hit.report.id.clone());
        self.authorities.extend(hit.report.meta.authority.clone());
    }

    fn counts(&self) -> Counts {
        let (reports, authorities) = (self.reports.len() as u64, self.authorities.len() as u64);
        Counts { passages: self.passages, reports, authorities }
    }
}

/// The groups that hits are in, by values; of two groupings, all pairs.
fn counted(hits: &[Hit], by: &ValuesOf, then: Option<&ValuesOf>) -> BTreeMap<Vec<Option<String>>, Counts> {
    let or_none = |values: BTreeSet<String>| -> Vec<Option<String>> {
        if values.is_empty() { vec![None] } else { values.into_iter().map(Some).collect() }
    };
    let mut groups: BTreeMap<Vec<Option<String>>, Counting> = BTreeMap::new();
    for hit in hits {
        for first in or_none(by(hit)) {
            for second in then.map_or(vec![None], |then| or_none(then(hit))) {
                let values = if then.is_some() { vec![first.clone(), second] } else { vec![first.clone()] };
                groups.entry(values).or_default().add(hit);
            }
        }
    }
    groups.into_iter().map(|(values, counting)| (values, counting.counts())).collect()
}

/// Compares all groupings over an index with what its hits come to; gives how many groups there were of each.
fn compare(index: &Index) -> BTreeMap<String, usize> {
    let groupings = groupings(index.extra_fields());
    let mut sizes = BTreeMap::new();
    for (text, level) in QUERIES {
        let query = index.parse(text).query;
        let request = Request::new(&query).match_level(level).limit(None);
        let answer = index.search(&request).expect("it is searched");
        let check = |by: &(Grouping, ValuesOf), then: Option<&(Grouping, ValuesOf)>| {
            let groups = index.group_by(&query, level, &by.0, then.map(|then| &then.0)).expect("it is counted");
            let name = format!("{text} by {:?} and {:?}", by.0, then.map(|then| &then.0));
            assert_eq!(groups.matched, answer.matched, "{name}");
            let number = groups.groups.len();
            let found: BTreeMap<_, _> = groups.groups.into_iter().map(|group| (group.values, group.counts)).collect();
            assert_eq!(found.len(), number, "{name}: a group twice");
            assert_eq!(found, counted(&answer.hits, &by.1, then.map(|then| &then.1)), "{name}");
            number
        };
        for by in &groupings {
            let size = sizes.entry(by.0.name().to_owned()).or_default();
            *size = check(by, None).max(*size);
        }
        let named = |name: &str| groupings.iter().find(|by| by.0.name() == name).expect("it is one of them");
        for (by, then) in [("kind", "year"), ("grade", "region"), ("section", "part"), ("part", "inspector")] {
            check(named(by), Some(named(then)));
        }
    }
    sizes
}

#[test]
fn groups_are_what_the_hits_come_to() {
    let index = Index::open(sample().path("index")).expect("the sample corpus was indexed");
    let sizes = compare(&index);
    for (name, fewest) in [("authority", 5), ("kind", 3), ("year", 3), ("month", 3), ("part", 4), ("section", 20)] {
        assert!(sizes[name] >= fewest, "{sizes:?}");
    }
    // Each grouping has something to tell, or it is not tested. No report of the sample has an address, and no
    // authority of it is in the register: the test below has both.
    let is_empty = |name: &str| name == "url" || name == "authority_code";
    assert!(sizes.iter().all(|(name, &size)| size > 1 || is_empty(name)), "{sizes:?}");
}

#[test]
fn a_value_in_several_segments_is_one_group() {
    let place = Place::new();
    let letter = |town: &str, year: u32, theme: &str| {
        format!(
            "---\nauthority: {town}\ndate: {year}\ntheme: {theme}\nurl: https://reports.example/{year}\n---\n# Leadership\n\nChildren in {town} are at risk.\n"
        )
    };
    for (file, (town, year, theme)) in
        [("Leeds", 2019, "care"), ("Hull", 2019, "schools"), ("Leeds", 2021, "care")].into_iter().enumerate()
    {
        place.write(format!("corpus/{file}.md"), letter(town, year, theme));
        place.run("index").status(0);
    }
    place.write("corpus/gone.md", letter("York", 2019, "care"));
    place.run("index").status(0);
    place.remove("corpus/gone.md");
    place.run("index --prune").status(0);
    let index = Index::open(place.path("index")).expect("it was indexed");
    let files = std::fs::read_dir(place.path("index/segments")).expect("it is there").flatten();
    let stores = files.filter(|file| file.path().extension().is_some_and(|ending| ending == "store")).count();
    assert!(stores > 1, "there is one segment only");
    let sizes = compare(&index);
    let names = ["authority", "authority_code", "year", "theme", "url"];
    assert_eq!(names.map(|name| sizes[name]), [2; 5], "{sizes:?}");
}
