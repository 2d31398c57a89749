//! What an index holds, as the program exports it, cut into words.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use findings::inside::{Stemmer, base_of_possessive, fold, parts_words, starts_sentence, words};
use findings::report::Date;
use serde_json::Value;

use crate::support::Place;

/// All passages and reports of an index, in order.
pub(super) struct Library {
    pub(super) passages: Vec<Passage>,
    pub(super) reports: BTreeMap<String, Report>,
    /// The pairs of words that some passage joins by a hyphen, by what they are together. Numbers are none, nor are
    /// two letters.
    pub(super) compounds: BTreeMap<String, BTreeSet<(String, String)>>,
    stemmer: RefCell<Stemmer>,
}

/// A passage and what a query can ask about it.
pub(super) struct Passage {
    pub(super) id: String,
    pub(super) report: String,
    pub(super) text: String,
    pub(super) words: Vec<Word>,
    pub(super) section: Vec<String>,
    /// The number of its run of passages under the same headings.
    pub(super) run: usize,
    pub(super) label: Option<String>,
    pub(super) role: Option<String>,
    pub(super) pages: Option<(u64, u64)>,
}

/// A word of a passage.
pub(super) struct Word {
    pub(super) folded: String,
    /// What it is the possessive of.
    pub(super) base: Option<String>,
    pub(super) stem: String,
    pub(super) begins_sentence: bool,
    /// Whether a comma, a bracket or the like is before it, so that it is no part of one word with what is before it.
    pub(super) is_parted: bool,
    /// Its first code point, and the one after its last.
    pub(super) letters: (usize, usize),
}

/// What is known of a report; values stand under the name of their field.
pub(super) struct Report {
    pub(super) values: BTreeMap<String, Vec<String>>,
    pub(super) date: Option<Date>,
}

impl Library {
    /// Reads the export of an index.
    pub(super) fn of(place: &Place) -> Library {
        place.prove();
        let reports = place.run("reports --format jsonl").status(0).json_lines();
        let passages: u64 = reports.iter().filter_map(|report| report["passages"].as_u64()).sum();
        let reports = reports.iter().map(|report| (text(&report["id"]), Report::of(report))).collect();
        let mut library =
            Library { passages: Vec::new(), reports, compounds: BTreeMap::new(), stemmer: RefCell::default() };
        let hits = place.run("search '*' --all --sort report --format jsonl").status(0).json_lines();
        for hit in &hits {
            let passage = library.passage(hit);
            library.passages.push(passage);
        }
        assert_eq!(library.passages.len() as u64, passages, "each report has the passages that it is said to have");
        library
    }

    fn passage(&mut self, hit: &Value) -> Passage {
        let (id, report, text_of_it) = (text(&hit["id"]), text(&hit["report"]), text(&hit["text"]));
        let section: Vec<String> = hit["section"].as_array().into_iter().flatten().map(text).collect();
        let run = match self.passages.last() {
            Some(last) if last.report == report && last.section == section => last.run,
            last => last.map_or(0, |last| last.run + 1),
        };
        let page = |end: &str| hit["page"][end].as_u64();
        Passage {
            words: self.words(&text_of_it),
            label: hit["label"].as_str().map(str::to_owned),
            role: hit["role"].as_str().map(str::to_owned),
            pages: page("first").zip(page("last")),
            text: text_of_it,
            id,
            report,
            section,
            run,
        }
    }

    fn words(&mut self, text: &str) -> Vec<Word> {
        let mut cut: Vec<Word> = Vec::new();
        let mut before = 0;
        for word in words(text) {
            let between = &text[before..word.start];
            let folded = fold(word.text);
            if let Some(last) = cut.last().filter(|_| between == "-") {
                let closed = format!("{}{folded}", last.folded);
                if closed.chars().count() > 2 && !closed.bytes().all(|b| b.is_ascii_digit()) {
                    self.compounds.entry(closed).or_default().insert((last.folded.clone(), folded.clone()));
                }
            }
            let start = text[..word.start].chars().count();
            cut.push(Word {
                base: base_of_possessive(&folded).map(str::to_owned),
                stem: self.stem(&folded),
                begins_sentence: before > 0 && starts_sentence(between, word.text),
                is_parted: before > 0 && parts_words(between) && !starts_sentence(between, word.text),
                letters: (start, start + word.text.chars().count()),
                folded,
            });
            before = word.end();
        }
        cut
    }

    /// What the inflections of a folded word have in common.
    pub(super) fn stem(&self, folded: &str) -> String {
        self.stemmer.borrow_mut().stem(folded).to_owned()
    }

    /// Whether two folded words have that in common.
    pub(super) fn has_stem(&self, folded: &str, stem: &str) -> bool {
        self.stemmer.borrow_mut().stem(folded) == stem
    }

    /// Whether some passage has a word or an inflection of it.
    pub(super) fn has_inflection(&self, folded: &str) -> bool {
        let stem = self.stem(folded);
        self.passages.iter().flat_map(|passage| &passage.words).any(|word| word.stem == stem)
    }

    /// The report that a passage stands in.
    pub(super) fn report(&self, passage: &Passage) -> &Report {
        &self.reports[&passage.report]
    }

    /// All values of a field.
    pub(super) fn values(&self, field: &str) -> BTreeSet<&String> {
        self.reports.values().flat_map(|report| report.of_field(field)).collect()
    }
}

impl Word {
    /// Whether something holds for it, or for what it is the possessive of.
    pub(super) fn is(&self, it: &dyn Fn(&str) -> bool) -> bool {
        it(&self.folded) || self.base.as_deref().is_some_and(it)
    }
}

impl Report {
    fn of(report: &Value) -> Report {
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut add = |field: &str, value: &Value| {
            if let Some(value) = value.as_str() {
                values.entry(field.to_owned()).or_default().push(value.to_owned());
            }
        };
        for field in ["authority", "region", "kind", "title"] {
            add(field, &report[field]);
        }
        report["inspectors"].as_array().into_iter().flatten().for_each(|name| add("inspector", name));
        add("inspector", &report["lead_inspector"]);
        report["grades"].as_array().into_iter().flatten().for_each(|grade| add("grade", &grade["grade"]));
        add("grade", &report["overall_grade"]);
        for (field, value) in report["extra"].as_object().into_iter().flatten() {
            add(field, value);
        }
        Report { values, date: report["date"].as_str().and_then(|date| date.parse().ok()) }
    }

    /// The report's values of a field.
    pub(super) fn of_field(&self, field: &str) -> &[String] {
        self.values.get(field).map_or(&[], Vec::as_slice)
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("the export has a text here").to_owned()
}
