//! The first score of passages as a query: the cluster works it out by the formula that a folder is searched with, from
//! what each passage has of it.

use serde_json::{Value, json};

use super::query::{ListedTerms, PassageQuery, intervals};

/// How often a word occurs in a passage.
const WORD_FREQUENCY: &str = "float f = 0; for (t in params.terms) { f += termFreq('terms', t); }";
/// The same in halves, as it counts half where it is over the passage.
const HALVES: &str =
    "int over = 0; for (t in params.over) { if (termFreq('over', t) > 0) { over = 1; } } f = 2 * f + over;";
/// What so much of it is worth in a passage of that length.
const WORTH: &str = "float norm = (float) params.norms[(int) doc['length'].value]; \
                     return (float) params.most * f / (f + (float) params.scale * norm);";
/// How often a row of words occurs, by the score that a query for intervals has: f / (f + 1).
const ROW_FREQUENCY: &str = "Math.round(_score / (1.0 - _score))";

/// What passages must meet, and what that is worth.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RankedQuery {
    /// A condition that is worth nothing.
    Met(PassageQuery),
    /// Words or rows of words.
    Occurs(RankedSpans),
    /// All of several, worth as much as they are together.
    Every(Vec<RankedQuery>),
    /// Any of several, worth as much as those are together.
    Any(Vec<RankedQuery>),
    /// Any of several, worth as much as the best.
    Best(Vec<RankedQuery>),
}

/// Words or rows of words, any of which are one thing in the score.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RankedSpans {
    /// What is looked for.
    pub(crate) any: Vec<RankedSpan>,
    /// Whether a word counts half where it is over the passage.
    pub(crate) also_over: bool,
    /// What very many occurrences are worth.
    pub(crate) most: f32,
}

/// A word, or words in a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RankedSpan {
    /// Any of some terms.
    Word(ListedTerms, Vec<String>),
    /// Words directly after each other.
    Row(Vec<(ListedTerms, Vec<String>)>),
}

/// How passages are ranked.
#[derive(Clone, Debug)]
pub(crate) struct PassageRanking {
    /// What they meet.
    pub(crate) query: RankedQuery,
    /// What is worth something more where a passage meets it too.
    pub(crate) beside: Vec<(PassageQuery, f32)>,
    /// What dampens the score of a passage, by the step of its length.
    pub(crate) norms: Vec<f32>,
    /// What the score of a passage is multiplied by that meets a condition: the first that it meets.
    pub(crate) factors: Vec<(PassageQuery, f32)>,
}

impl PassageRanking {
    /// The search for the first so many.
    pub(super) fn body(&self, first: usize) -> Value {
        let factor = |(met, factor): &(PassageQuery, f32)| json!({"filter": met.json(), "weight": factor});
        let beside =
            |(met, worth): &(PassageQuery, f32)| json!({"constant_score": {"filter": met.json(), "boost": worth}});
        let scored = json!({"function_score": {
            "query": {"bool": {
                "filter": [PassageQuery::All.passages()],
                "must": [self.query.json(&self.norms)],
                "should": self.beside.iter().map(beside).collect::<Vec<_>>(),
            }},
            "functions": self.factors.iter().map(factor).collect::<Vec<_>>(),
            "score_mode": "first",
            "boost_mode": "multiply",
        }});
        json!({
            "query": scored,
            "size": first,
            "track_total_hits": false,
            "sort": [{"_score": "desc"}, {"date": "desc"}, {"report": "asc"}, {"ordinal": "asc"}],
        })
    }
}

impl RankedQuery {
    fn json(&self, norms: &[f32]) -> Value {
        let all = |queries: &[RankedQuery]| queries.iter().map(|query| query.json(norms)).collect::<Vec<_>>();
        match self {
            RankedQuery::Met(condition) => json!({"bool": {"filter": [condition.json()]}}),
            RankedQuery::Occurs(spans) => spans.json(norms),
            RankedQuery::Every(queries) => json!({"bool": {"must": all(queries)}}),
            RankedQuery::Any(queries) => json!({"bool": {"should": all(queries), "minimum_should_match": 1}}),
            RankedQuery::Best(queries) => json!({"dis_max": {"queries": all(queries), "tie_breaker": 0.0}}),
        }
    }
}

impl RankedSpans {
    fn json(&self, norms: &[f32]) -> Value {
        let mut params = json!({"most": self.most, "scale": 1.0, "norms": norms});
        if let [RankedSpan::Word(list, terms)] = &self.any[..] {
            let mut found = vec![PassageQuery::Has(*list, terms.clone())];
            let mut script = WORD_FREQUENCY.to_owned();
            params["terms"] = json!(list.written(terms).1);
            if self.also_over {
                found.push(PassageQuery::Has(ListedTerms::Over, terms.clone()));
                script += HALVES;
                params["over"] = json!(terms);
                params["scale"] = json!(2.0);
            }
            return scripted(&PassageQuery::any(found).json(), &(script + WORTH), &params);
        }
        let each: Vec<Value> = self.any.iter().map(RankedSpan::frequency).collect();
        let any = json!({"bool": {"should": each, "minimum_should_match": 1}});
        scripted(&any, &format!("float f = (float) _score; {WORTH}"), &params)
    }
}

impl RankedSpan {
    /// A query whose score is how often it occurs.
    pub(super) fn frequency(&self) -> Value {
        match self {
            RankedSpan::Word(list, terms) => {
                let params = json!({"terms": list.written(terms).1});
                let found = PassageQuery::Has(*list, terms.clone()).json();
                scripted(&found, &format!("{WORD_FREQUENCY} return f;"), &params)
            }
            RankedSpan::Row(words) => scripted(&intervals(words, true, 0), ROW_FREQUENCY, &json!({})),
        }
    }
}

/// A query with a score of its own.
fn scripted(query: &Value, script: &str, params: &Value) -> Value {
    json!({"script_score": {"query": query, "script": {"source": script, "params": params}}})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(term: &str, most: f32) -> RankedQuery {
        let any = vec![RankedSpan::Word(ListedTerms::Stems, vec![term.to_owned()])];
        RankedQuery::Occurs(RankedSpans { any, also_over: false, most })
    }

    #[test]
    fn scores_are_added_as_a_folder_adds_them() {
        let met = RankedQuery::Met(PassageQuery::Has(ListedTerms::Label, vec!["13".to_owned()]));
        let query = RankedQuery::Every(vec![word("plan", 2.5), met]);
        let ranking = PassageRanking {
            query,
            beside: vec![(PassageQuery::Has(ListedTerms::Words, vec!["plans".to_owned()]), 2.5)],
            norms: vec![1.0, 0.5],
            factors: vec![(PassageQuery::Parts(vec![4]), 0.5)],
        };
        let body = ranking.body(7);
        assert_eq!(body["size"], 7);
        let scored = &body["query"]["function_score"];
        assert_eq!(scored["functions"], json!([{"filter": {"terms": {"part": [4]}}, "weight": 0.5}]));
        let very_word = json!([{"constant_score": {"filter": {"term": {"terms": "plans"}}, "boost": 2.5}}]);
        assert_eq!(scored["query"]["bool"]["should"], very_word);
        let must = &scored["query"]["bool"]["must"][0]["bool"]["must"];
        let script = &must[0]["script_score"]["script"];
        assert_eq!(script["params"]["terms"], json!(["~plan"]));
        assert_eq!((&script["params"]["most"], &script["params"]["norms"]), (&json!(2.5), &json!([1.0, 0.5])));
        assert_eq!(must[1], json!({"bool": {"filter": [{"term": {"label": "13"}}]}}));
    }

    #[test]
    fn a_row_of_words_is_counted_by_its_places() {
        let words = ["social", "worker"].map(|stem| (ListedTerms::Stems, vec![stem.to_owned()])).to_vec();
        let any = vec![RankedSpan::Row(words), RankedSpan::Word(ListedTerms::Words, vec!["socialworker".to_owned()])];
        let json = RankedSpans { any, also_over: false, most: 1.0 }.json(&[1.0]);
        let each = &json["script_score"]["query"]["bool"]["should"];
        let row = &each[0]["script_score"]["query"]["intervals"]["terms"]["all_of"];
        assert_eq!((&row["ordered"], &row["max_gaps"]), (&json!(true), &json!(0)));
        assert_eq!(row["intervals"], json!([{"match": {"query": "~social"}}, {"match": {"query": "~worker"}}]));
        assert_eq!(each[1]["script_score"]["script"]["params"]["terms"], json!(["socialworker"]));
    }
}
