//! What is asked of the passages in a cluster.

use serde::Serialize;
use serde_json::{Value, json};

use super::documents::PASSAGE;
use super::mapping::{TERMS, stem_term, word_term};

/// A query has at most this many values in one list.
const MAX_LISTED: usize = 60_000;

/// A condition that passages meet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PassageQuery {
    /// None does.
    None,
    /// All do.
    All,
    /// They have any of some terms.
    Has(ListedTerms, Vec<String>),
    /// They have some term of a list.
    HasAny(ListedTerms),
    /// They have words directly after each other, each any of some terms.
    Row(Vec<(ListedTerms, Vec<String>)>),
    /// They have two words near each other, with no more than so many words between them.
    Near {
        /// The two words.
        words: [(ListedTerms, Vec<String>); 2],
        /// Whether the first is before the second.
        ordered: bool,
        /// How many words may be between them.
        between: u32,
    },
    /// Their part and role have any of some numbers.
    Parts(Vec<u64>),
    /// Their text has any of some fingerprints.
    Fingerprints(Vec<u32>),
    /// They are of any of some versions of reports.
    Of(Vec<String>),
    /// They are of a version of a report, and their ordinals are between two, both included.
    Between {
        /// The version.
        version: String,
        /// The least of the ordinals.
        first: u32,
        /// The last of them.
        last: u32,
    },
    /// Their first page is not above `most`, and their last not below `least`.
    Pages {
        /// The least of the pages that are meant.
        least: u64,
        /// The last of them.
        most: u64,
    },
    /// They meet all.
    Every(Vec<PassageQuery>),
    /// They meet any.
    Any(Vec<PassageQuery>),
    /// They do not meet it.
    Not(Box<PassageQuery>),
}

/// A list of terms that passages have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListedTerms {
    /// Folded words, and what else has the place of one.
    Words,
    /// Stems.
    Stems,
    /// Stems of what is over the passage.
    Over,
    /// Stems of the headings over it.
    Section,
    /// The number printed before it.
    Label,
    /// What it is for.
    Role,
}

impl PassageQuery {
    /// Passages that meet all of several conditions.
    pub(crate) fn every(conditions: Vec<PassageQuery>) -> PassageQuery {
        let mut conditions: Vec<PassageQuery> =
            conditions.into_iter().filter(|condition| *condition != PassageQuery::All).collect();
        match conditions.len() {
            _ if conditions.contains(&PassageQuery::None) => PassageQuery::None,
            0 => PassageQuery::All,
            1 => conditions.remove(0),
            _ => PassageQuery::Every(conditions),
        }
    }

    /// Passages that meet any of several conditions.
    pub(crate) fn any(conditions: Vec<PassageQuery>) -> PassageQuery {
        let mut distinct: Vec<PassageQuery> = Vec::new();
        for condition in conditions.into_iter().filter(|condition| *condition != PassageQuery::None) {
            if !distinct.contains(&condition) {
                distinct.push(condition);
            }
        }
        match distinct.len() {
            _ if distinct.contains(&PassageQuery::All) => PassageQuery::All,
            0 => PassageQuery::None,
            1 => distinct.remove(0),
            _ => PassageQuery::Any(distinct),
        }
    }

    /// Passages that do not meet a condition.
    pub(crate) fn not(condition: PassageQuery) -> PassageQuery {
        match condition {
            PassageQuery::None => PassageQuery::All,
            PassageQuery::All => PassageQuery::None,
            PassageQuery::Not(condition) => *condition,
            condition => PassageQuery::Not(Box::new(condition)),
        }
    }

    /// The query for all passages that meet the condition.
    pub(super) fn passages(&self) -> Value {
        json!({"bool": {"filter": [{"term": {"kind": PASSAGE}}, self.json()]}})
    }

    /// The condition as a query of OpenSearch.
    pub(super) fn json(&self) -> Value {
        let all = |conditions: &[PassageQuery]| conditions.iter().map(PassageQuery::json).collect::<Vec<_>>();
        match self {
            PassageQuery::None => json!({"match_none": {}}),
            PassageQuery::All => json!({"match_all": {}}),
            PassageQuery::Has(list, terms) => {
                let (field, written) = list.written(terms);
                listed(field, &written)
            }
            PassageQuery::Row(words) => intervals(words, true, 0),
            PassageQuery::Near { words, ordered, between } => intervals(words, *ordered, *between),
            PassageQuery::Parts(numbers) => json!({"terms": {"part": numbers}}),
            PassageQuery::Fingerprints(fingerprints) => listed("fingerprint", fingerprints),
            PassageQuery::HasAny(list) => json!({"exists": {"field": list.written(&[]).0}}),
            PassageQuery::Of(versions) => listed("version", versions),
            PassageQuery::Between { version, first, last } => json!({"bool": {"filter": [
                {"term": {"version": version}},
                {"range": {"ordinal": {"gte": first, "lte": last}}},
            ]}}),
            PassageQuery::Pages { least, most } => json!({"bool": {"filter": [
                {"range": {"page_first": {"gte": 1, "lte": long(*most)}}},
                {"range": {"page_last": {"gte": long(*least.max(&1))}}},
            ]}}),
            PassageQuery::Every(conditions) => json!({"bool": {"filter": all(conditions)}}),
            PassageQuery::Any(conditions) => {
                json!({"bool": {"should": all(conditions), "minimum_should_match": 1}})
            }
            PassageQuery::Not(condition) => json!({"bool": {"must_not": [condition.json()]}}),
        }
    }
}

impl ListedTerms {
    /// The field that has them, and how it has each.
    pub(super) fn written(self, terms: &[String]) -> (&'static str, Vec<String>) {
        let written = |write: fn(&str) -> String| terms.iter().map(|term| write(term)).collect();
        match self {
            ListedTerms::Words => (TERMS, written(word_term)),
            ListedTerms::Stems => (TERMS, written(stem_term)),
            ListedTerms::Over => ("over", terms.to_vec()),
            ListedTerms::Section => ("section", terms.to_vec()),
            ListedTerms::Label => ("label", terms.to_vec()),
            ListedTerms::Role => ("role", terms.to_vec()),
        }
    }
}

/// Passages with words one after the other, or near each other, with no more than so many others between them.
pub(super) fn intervals(words: &[(ListedTerms, Vec<String>)], ordered: bool, between: u32) -> Value {
    let one = |term: String| json!({"match": {"query": term}});
    let word = |(list, terms): &(ListedTerms, Vec<String>)| {
        let mut each: Vec<Value> = list.written(terms).1.into_iter().map(one).collect();
        if each.len() == 1 { each.remove(0) } else { json!({"any_of": {"intervals": each}}) }
    };
    let words: Vec<Value> = words.iter().map(word).collect();
    json!({"intervals": {TERMS: {"all_of": {"ordered": ordered, "max_gaps": between, "intervals": words}}}})
}

fn listed<T: Serialize>(field: &str, terms: &[T]) -> Value {
    match terms {
        [] => json!({"match_none": {}}),
        [term] => json!({"term": {field: term}}),
        terms if terms.len() <= MAX_LISTED => json!({"terms": {field: terms}}),
        terms => {
            let lists: Vec<Value> = terms.chunks(MAX_LISTED).map(|terms| json!({"terms": {field: terms}})).collect();
            json!({"bool": {"should": lists, "minimum_should_match": 1}})
        }
    }
}

/// A number that Java has.
fn long(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_as_few_as_can_be() {
        let has = |term: &str| PassageQuery::Has(ListedTerms::Stems, vec![term.to_owned()]);
        assert_eq!(PassageQuery::every(vec![PassageQuery::All, has("a")]), has("a"));
        assert_eq!(PassageQuery::every(vec![has("a"), PassageQuery::None]), PassageQuery::None);
        assert_eq!(PassageQuery::every(Vec::new()), PassageQuery::All);
        assert_eq!(PassageQuery::any(vec![PassageQuery::None, has("a"), has("a")]), has("a"));
        assert_eq!(PassageQuery::any(vec![has("a"), PassageQuery::All]), PassageQuery::All);
        assert_eq!(PassageQuery::any(Vec::new()), PassageQuery::None);
        assert_eq!(PassageQuery::not(PassageQuery::not(has("a"))), has("a"));
    }

    #[test]
    fn a_condition_is_a_query() {
        let has = |list, term: &str| PassageQuery::Has(list, vec![term.to_owned()]);
        let both = PassageQuery::every(vec![
            has(ListedTerms::Stems, "plan"),
            PassageQuery::not(has(ListedTerms::Words, "\u{3}rhi")),
        ]);
        let expected = json!({"bool": {"filter": [
            {"term": {"terms": "~plan"}},
            {"bool": {"must_not": [{"term": {"terms": "^rhi"}}]}},
        ]}});
        assert_eq!(both.json(), expected);
        let many: Vec<String> = (0..MAX_LISTED + 1).map(|number| number.to_string()).collect();
        let lists = PassageQuery::Of(many).json();
        assert_eq!(lists["bool"]["should"].as_array().map(Vec::len), Some(2));
    }
}
