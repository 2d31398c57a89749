//! Groups are counted as somebody counts who looks at every hit.

use std::collections::{BTreeMap, BTreeSet};

use findings::inside::{Value, of_reports, words};
use findings::query::Field;
use findings::report::DateBasis;
use findings::{Counts, Hit, Index, MatchLevel, Request};
use findings::{DATE_PARTS, DateOf, Extent, Facet, Grouped, Grouping, Matches};

use crate::corpus::sample;
use crate::support::Place;

/// Queries for nothing, little and all, with filters of reports and of passages, and at each match level; with each is
/// what it is out of.
const QUERIES: [(&str, &str, MatchLevel); 9] = [
    ("*", "*", MatchLevel::Inflected),
    ("children", "*", MatchLevel::Verbatim),
    ("care leavers", "*", MatchLevel::Inflected),
    ("\"social workers\" OR RHI", "*", MatchLevel::Variants),
    ("children kind:inspection -risk", "kind:inspection", MatchLevel::Inflected),
    ("section:leadership", "section:leadership", MatchLevel::Inflected),
    ("child* OR children date:2018..2021 page:1..3", "*", MatchLevel::Inflected),
    ("(child OR care) -kind:inspection page:1..3", "-kind:inspection page:1..3", MatchLevel::Variants),
    ("nosuchword", "*", MatchLevel::Inflected),
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
    groupings.push((Grouping::Date(&DATE_PARTS[0], DateOf::Any), Box::new(move |hit| date(hit, 4))));
    groupings.push((Grouping::Date(&DATE_PARTS[1], DateOf::Any), Box::new(move |hit| date(hit, 7))));
    let visit = |hit: &Hit| -> BTreeSet<String> {
        hit.report.meta.visit.map(|visit| visit.end.to_string()).into_iter().collect()
    };
    groupings.push((Grouping::Date(&DATE_PARTS[2], DateOf::Visit), Box::new(visit)));
    let published = move |hit: &Hit| match hit.report.meta.date_basis {
        Some(DateBasis::Published | DateBasis::Sidecar) => date(hit, 4),
        _ => BTreeSet::new(),
    };
    groupings.push((Grouping::Date(&DATE_PARTS[0], DateOf::Published), Box::new(published)));
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

/// What hits come to as they are looked at.
#[derive(Default)]
struct Counting {
    passages: u64,
    reports: BTreeSet<String>,
    authorities: BTreeSet<String>,
    places: u64,
    words: u64,
    /// The counts at each level, and the reports and authorities.
    levels: BTreeMap<MatchLevel, Counting>,
}

impl Counting {
    fn of<'h>(hits: impl IntoIterator<Item = &'h Hit>, levels: &[MatchLevel]) -> Counting {
        let mut counting = Counting::default();
        for hit in hits {
            counting.add(hit, levels);
        }
        counting
    }

    fn add(&mut self, hit: &Hit, levels: &[MatchLevel]) {
        self.passages += 1;
        self.reports.insert(hit.report.id.clone());
        self.authorities.extend(hit.report.meta.authority.clone());
        self.places += hit.highlights.len() as u64;
        self.words += words(&hit.passage.text).count() as u64;
        for &level in levels {
            let at_level = self.levels.entry(level).or_default();
            if hit.level <= level {
                at_level.add(hit, &[]);
            }
        }
    }

    fn counts(&self) -> Counts {
        let (reports, authorities) = (self.reports.len() as u64, self.authorities.len() as u64);
        Counts { passages: self.passages, reports, authorities }
    }

    fn matches(&self) -> Matches {
        Matches { counts: self.counts(), occurrences: self.places }
    }

    fn extent(&self) -> Extent {
        Extent { counts: self.counts(), words: self.words }
    }
}

/// The groups that hits are in, by values; of two groupings, all pairs.
fn grouped<'h>(hits: &'h [Hit], by: &[&ValuesOf]) -> BTreeMap<Vec<Option<String>>, Vec<&'h Hit>> {
    let or_none = |values: BTreeSet<String>| -> Vec<Option<String>> {
        if values.is_empty() { vec![None] } else { values.into_iter().map(Some).collect() }
    };
    let mut groups: BTreeMap<Vec<Option<String>>, Vec<&Hit>> = BTreeMap::new();
    for hit in hits {
        let mut keys: Vec<Vec<Option<String>>> = vec![Vec::new()];
        for values in by {
            let values = or_none(values(hit));
            let with = |key: &Vec<Option<String>>, value: &Option<String>| {
                [key.as_slice(), std::slice::from_ref(value)].concat()
            };
            keys =
                keys.iter().flat_map(|key| values.iter().map(|value| with(key, value)).collect::<Vec<_>>()).collect();
        }
        keys.into_iter().for_each(|key| groups.entry(key).or_default().push(hit));
    }
    groups
}

/// That a group is what its hits come to, out of what all hits under the same filters come to.
fn assert_comes_to(group: &Grouped, found: &Counting, of: &Counting, name: &str) {
    assert_eq!((group.found, group.of), (found.matches(), of.extent()), "{name} {:?}", group.values);
    for (level, counts) in &group.levels {
        let expected = found.levels.get(level).map(Counting::counts).unwrap_or_default();
        assert_eq!(*counts, expected, "{name} {:?} {level:?}", group.values);
    }
}

/// Compares all groupings over an index with what its hits come to; gives how many groups with hits there were of each.
fn compare(index: &Index) -> BTreeMap<String, usize> {
    let groupings = groupings(index.extra_fields());
    let mut sizes = BTreeMap::new();
    for (text, filters, level) in QUERIES {
        let query = index.parse(text).query;
        let within = index.parse(filters).query;
        let request = Request::new(&query).match_level(level).limit(None);
        let answer = index.search(&request).expect("it is searched");
        let extent = index.search(&Request::new(&within).limit(None)).expect("it is searched").hits;
        let levels: Vec<MatchLevel> = answer.levels.iter().map(|(level, _)| *level).collect();
        let check = |by: &[&(Grouping, ValuesOf)]| {
            let facet = by.iter().fold(Facet::default(), |facet, by| facet.then(by.0.clone()));
            let request = Request::new(&query).match_level(level).facets(vec![facet]);
            let counted = index.count_by(&request).expect("it is counted");
            let name = format!("{text} by {:?}", by.iter().map(|by| &by.0).collect::<Vec<_>>());
            assert_eq!((counted.matched, &counted.levels), (answer.matched, &answer.levels), "{name}");
            assert_eq!((&counted.within, counted.total), (&answer.within, answer.total), "{name}");
            // A search has the same counts beside its hits.
            assert_eq!(index.search(&request.limit(3)).expect("it is searched").facets, counted.facets, "{name}");
            let groups = &counted.facets[0];
            let all = (Counting::of(&answer.hits, &levels), Counting::of(&extent, &[]));
            assert_comes_to(&groups.all, &all.0, &all.1, &name);
            let values: Vec<&ValuesOf> = by.iter().map(|by| &by.1).collect();
            let (mut found, mut of) = (grouped(&answer.hits, &values), grouped(&extent, &values));
            for group in &groups.groups {
                let found = Counting::of(found.remove(&group.values).unwrap_or_default(), &levels);
                let of = of.remove(&group.values).unwrap_or_else(|| panic!("{name}: {:?} twice", group.values));
                assert_comes_to(group, &found, &Counting::of(of, &[]), &name);
            }
            assert!(found.is_empty() && of.is_empty(), "{name}: a group is missing");
            groups.groups.iter().filter(|group| group.found.counts.passages > 0).count()
        };
        check(&[]);
        for by in &groupings {
            let size = sizes.entry(by.0.name().to_owned()).or_default();
            *size = check(&[by]).max(*size);
        }
        let named = |name: &str| groupings.iter().find(|by| by.0.name() == name).expect("it is one of them");
        for (by, then) in [("kind", "year"), ("grade", "region"), ("section", "part"), ("part", "inspector")] {
            check(&[named(by), named(then)]);
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
    // Each grouping has something to tell, or it is not tested. No report of the sample has an address or an event, and no
    // authority of it is in the register: the test below has both.
    let is_empty = |name: &str| name == "url" || name == "event" || name == "authority_code";
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
