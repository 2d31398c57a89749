//! What a query has found before, and what of an answer is news.
//!
//! A passage is known by its words and its report. So it is no news under another number, nor after its report was read
//! again or moved to another path, as long as its words are the same. Whatever was seen once stays seen: a report that was
//! away for a time brings no news when it is back.

mod seen;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::engine::{Hit, Unit};

pub use seen::Seen;
use seen::{SeenReport, WordsHash, words_hash};

/// A hit that was not seen before.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct News {
    /// The hit.
    pub hit: Hit,
    /// What is new in it.
    pub novelty: Novelty,
}

/// What is new in a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Novelty {
    /// The query has found nothing in this report before.
    First,
    /// The query has found other passages in this report before.
    More,
    /// The passage had other words when it was last seen, and those are gone.
    Changed,
}

impl Novelty {
    /// Its name in data.
    pub fn as_str(self) -> &'static str {
        match self {
            Novelty::First => "first",
            Novelty::More => "more",
            Novelty::Changed => "changed",
        }
    }
}

/// The hits of one answer, compared with what was seen as they come.
pub(crate) struct Comparing<'s> {
    before: &'s Seen,
    unit: Unit,
    /// The ids of the reports seen before, by the ids of their contents.
    by_content: HashMap<&'s str, &'s str>,
    now: Seen,
    /// The words of all hits, by the id of their report.
    current: BTreeMap<String, BTreeSet<WordsHash>>,
    unseen: Vec<Hit>,
}

impl<'s> Comparing<'s> {
    /// A comparison with what was seen. Where the unit is a report, its passages do not matter.
    pub(crate) fn new(before: &'s Seen, unit: Unit) -> Comparing<'s> {
        let reports = before.reports.iter().filter(|(_, report)| !report.content.is_empty());
        let by_content = reports.map(|(id, report)| (report.content.as_str(), id.as_str())).collect();
        Comparing { before, unit, by_content, now: before.clone(), current: BTreeMap::new(), unseen: Vec::new() }
    }

    /// Adds a hit.
    pub(crate) fn add(&mut self, hit: Hit) {
        let words = match self.unit {
            Unit::Passage => words_hash(&hit.passage.text),
            Unit::Report => WordsHash::default(),
        };
        let report = &hit.report;
        let before = self.known(&report.id, &report.content);
        let is_seen = before.is_some_and(|before| before.passages.contains_key(&words));
        let now = self.now.reports.entry(report.id.clone()).or_insert_with(|| before.cloned().unwrap_or_default());
        now.content.clone_from(&report.content);
        now.passages.insert(words, hit.passage.ordinal);
        self.current.entry(report.id.clone()).or_default().insert(words);
        if !is_seen {
            self.unseen.push(hit);
        }
    }

    /// What is news, in the order of the hits, and what is seen from now on.
    pub(crate) fn finish(mut self) -> (Vec<News>, Seen) {
        let unseen = std::mem::take(&mut self.unseen);
        let news = unseen.into_iter().map(|hit| News { novelty: self.novelty(&hit), hit });
        let news = news.collect();
        (news, self.now)
    }

    fn novelty(&self, hit: &Hit) -> Novelty {
        let Some(before) = self.known(&hit.report.id, &hit.report.content) else { return Novelty::First };
        let current = self.current.get(&hit.report.id);
        let is_gone = |words: &WordsHash| current.is_none_or(|current| !current.contains(words));
        let was_here = |(words, ordinal): (&WordsHash, &u32)| *ordinal == hit.passage.ordinal && is_gone(words);
        if before.passages.iter().any(was_here) { Novelty::Changed } else { Novelty::More }
    }

    /// What was seen of a report, under whatever id.
    fn known(&self, id: &str, content: &str) -> Option<&'s SeenReport> {
        let reports = &self.before.reports;
        reports.get(id).or_else(|| reports.get(*self.by_content.get(content)?))
    }
}

/// Letters that tell some texts from all others: the id of an entry of a feed.
pub(crate) fn key(parts: &[&str]) -> String {
    let mut hash = blake3::Hasher::new();
    for part in parts {
        hash.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    hash.finalize().to_hex()[..20].to_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::query::MatchLevel;
    use crate::report::{Passage, Prose, Report, ReportMeta};

    /// `report/content#number=words` of each hit.
    fn hits(text: &str) -> Vec<Hit> {
        let hit = |hit: &str| {
            let (report, words) = hit.split_once('=').expect("a hit has words");
            let (report, ordinal) = report.split_once('#').expect("a hit has a number");
            let (id, content) = report.split_once('/').unwrap_or((report, report));
            let report = Report {
                id: id.to_owned(),
                path: id.to_owned(),
                meta: ReportMeta::default(),
                pages: None,
                printed_pages: Vec::new(),
                passages: 9,
                words: 9,
                length: 9,
                prose: Prose::default(),
                content: content.to_owned(),
            };
            let ordinal = ordinal.parse().expect("it is a number");
            let passage = Passage { ordinal, ..Passage::of_text(&words.replace('_', " ")) };
            Hit {
                rank: 1,
                score: 1.0,
                parts: Vec::new(),
                level: MatchLevel::Verbatim,
                lacks: None,
                boilerplate: false,
                folded: Vec::new(),
                report: Arc::new(report),
                short_id: None,
                passage,
                highlights: Vec::new(),
                before: Vec::new(),
                after: Vec::new(),
            }
        };
        text.split_whitespace().map(hit).collect()
    }

    fn compared(seen: &Seen, unit: Unit, found: &str) -> (String, Seen) {
        let mut comparing = Comparing::new(seen, unit);
        hits(found).into_iter().for_each(|hit| comparing.add(hit));
        let (news, seen) = comparing.finish();
        let news = news
            .iter()
            .map(|news| format!("{}#{} {}", news.hit.report.id, news.hit.passage.ordinal, news.novelty.as_str()));
        (news.collect::<Vec<_>>().join(", "), seen)
    }

    #[test]
    fn news_is_what_has_other_words_than_all_that_was_seen() {
        for (before, after, expected) in [
            ("", "a#1=x", "a#1 first"),
            ("a#1=x", "a#1=x", ""),
            ("a#1=x", "a#1=X,", ""),
            ("a#1=x", "a/other#7=x", ""),
            ("a#1=x a#2=y", "a/new#2=x a/new#3=y", ""),
            ("a#1=x", "a/new#1=y", "a#1 changed"),
            ("a#1=x", "a/new#1=y a/new#2=x", "a#1 more"),
            ("a#1=x", "a#1=x a#5=z", "a#5 more"),
            ("a/words#1=x", "moved/words#1=x", ""),
            ("a#1=x", "b#1=x", "b#1 first"),
            ("a#1=x", "a#1=x a#2=x", ""),
            ("a#1=one_two", "a#1=onetwo", "a#1 changed"),
        ] {
            let (_, seen) = compared(&Seen::default(), Unit::Passage, before);
            let (news, seen) = compared(&seen, Unit::Passage, after);
            assert_eq!(news, expected, "{before} | {after}");
            assert_eq!(compared(&seen, Unit::Passage, after).0, "", "{before} | {after}");
        }
    }

    #[test]
    fn what_was_seen_once_stays_seen() {
        let (_, seen) = compared(&Seen::default(), Unit::Passage, "a#1=x b#1=y");
        let (news, seen) = compared(&seen, Unit::Passage, "a#1=x");
        assert_eq!((news.as_str(), seen.passages(), seen.reports()), ("", 2, 2));
        assert_eq!(compared(&seen, Unit::Passage, "a#1=x b#1=y").0, "");
    }

    #[test]
    fn of_reports_only_those_count_in_which_nothing_was_found() {
        let (news, seen) = compared(&Seen::default(), Unit::Report, "a#1=x");
        assert_eq!(news, "a#1 first");
        assert_eq!(compared(&seen, Unit::Report, "a/new#3=z b#1=x").0, "b#1 first");
    }

    #[test]
    fn what_was_seen_can_be_kept() {
        let (_, seen) = compared(&Seen::default(), Unit::Passage, "a#1=x a#2=y b#4=z");
        let kept = serde_json::to_string(&seen).expect("it can be written");
        assert_eq!(serde_json::from_str::<Seen>(&kept).expect("it can be read"), seen);
        let known = r#"{"reports":{"a":{"content":"a","passages":{"#;
        assert!(kept.starts_with(known), "{kept}");
    }
}
