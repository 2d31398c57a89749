//! The fields of the documents in a cluster, and how a text is written as terms.
//!
//! Nothing there analyses a text: findings writes the terms of each position itself, so that a word is the same word in
//! every engine. The terms of a position have a mark between them, and positions a space.

use serde_json::{Value, json};
use ureq::http::Method;

use crate::engine::IndexError;
use crate::index::{CAPITALS, PARTED, PositionTerms, SENTENCE};

use super::client::Client;

/// The version of the documents in a cluster; another one is refused.
pub(super) const CLUSTER_FORMAT: u32 = 2;

/// The field of a passage's terms, with positions.
pub(super) const TERMS: &str = "terms";

/// What is before a stem, before an acronym in capitals, at the beginning of each sentence after the first and at the end
/// of each. No folded word has any of them.
const STEM: char = '~';
const ACRONYM: char = '^';
const BEGINS: &str = ".";
const ENDS: &str = "!";

/// What is between the terms of one position.
const BETWEEN: char = '|';

/// Lucene takes no term of more than 32,766 bytes; a longer one is no word.
const MAX_TERM: usize = 32_000;

/// A position that has no term that can be looked for.
const NO_TERM: &str = "\u{1}";

/// The body of the request that makes an index.
pub(super) fn index(analyser: u32) -> Value {
    let keyword = || json!({"type": "keyword", "norms": false});
    let listed = || json!({"type": "keyword", "norms": false, "doc_values": false});
    let number = || json!({"type": "long"});
    let column = || json!({"type": "long", "index": false});
    json!({
        "settings": {
            "analysis": {
                "tokenizer": {"findings_positions": {"type": "whitespace", "max_token_length": 1_048_576}},
                "filter": {"findings_terms": {
                    "type": "pattern_capture", "preserve_original": false, "patterns": ["([^|]+)"],
                }},
                "analyzer": {"findings": {
                    "type": "custom", "tokenizer": "findings_positions", "filter": ["findings_terms"],
                }},
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"findings": {"format": CLUSTER_FORMAT, "analyser": analyser}},
            "_source": {"excludes": [
                TERMS, "section", "over", "label", "role", "length", "part", "fingerprint", "date",
            ]},
            "properties": {
                "kind": keyword(),
                "generation": number(),
                "version": keyword(),
                "ordinal": number(),
                "report": keyword(),
                "authority": keyword(),
                TERMS: {
                    "type": "text", "analyzer": "findings", "norms": false, "similarity": "boolean",
                    "index_options": "positions",
                },
                "section": listed(),
                "over": listed(),
                "label": listed(),
                "role": listed(),
                // What the first score depends on: the step of the length, the part and role, what recurs, and of what day
                // the report is.
                "length": column(),
                "part": number(),
                "fingerprint": number(),
                "date": column(),
                "page_first": number(),
                "page_last": number(),
                "body": {"type": "object", "enabled": false},
            },
        },
    })
}

/// Whether an index is one that findings made.
pub(super) fn is_ours(client: &Client, index: &str) -> Result<bool, IndexError> {
    let known: Value = client.ask(&Method::GET, &format!("/{index}/_mapping"), &Value::Null)?;
    Ok(known[index]["mappings"]["_meta"]["findings"].is_object())
}

/// The terms of a text as its field has them.
pub(super) fn written(positions: &[PositionTerms]) -> String {
    let mut text = String::new();
    for (at, position) in positions.iter().enumerate() {
        if at > 0 {
            text.push(' ');
        }
        let before = text.len();
        let mut add = |term: &str| {
            if text.len() > before {
                text.push(BETWEEN);
            }
            text.push_str(term);
        };
        for word in position.words.iter().filter(|word| can_be_written(word)) {
            add(&word_term(word));
        }
        for stem in position.stems.iter().filter(|stem| can_be_written(stem)) {
            add(&stem_term(stem));
        }
        let begins = |position: &PositionTerms| position.words.iter().any(|word| word == SENTENCE);
        if positions.get(at + 1).is_none_or(begins) {
            add(ENDS);
        }
        if text.len() == before {
            text.push_str(NO_TERM);
        }
    }
    text
}

/// A folded word, or what else is in the list of words, as a term there.
pub(super) fn word_term(word: &str) -> String {
    if word == SENTENCE {
        return BEGINS.to_owned();
    }
    word.strip_prefix(CAPITALS).map_or_else(|| word.to_owned(), |acronym| format!("{ACRONYM}{acronym}"))
}

/// A stem as a term there.
pub(super) fn stem_term(stem: &str) -> String {
    format!("{STEM}{stem}")
}

fn can_be_written(term: &str) -> bool {
    let is_apart = |c: char| c == BETWEEN || c.is_whitespace();
    // Which words are parted is asked of the texts that a search fetches.
    !term.is_empty() && term != PARTED && term.len() <= MAX_TERM && !term.contains(is_apart)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::TermReader;

    #[test]
    fn a_text_is_written_position_by_position() {
        let written = |text: &str| written(&TermReader::default().positions(text));
        assert_eq!(written("Plans drifted. One more."), "plans|~plan drifted|~drift|! one|.|~one more|~more|!");
        let acronym = written("RHIs");
        assert!(acronym.split('|').any(|term| term == "^rhi" || term == "^rhis"), "{acronym}");
        assert_eq!(written(""), "");
        let long = written(&format!("{} b", "a".repeat(40_000)));
        let positions: Vec<&str> = long.split(' ').collect();
        assert!(positions.len() == 2 && positions[0].len() < 10 && positions[1].starts_with("b|~b"), "{positions:?}");
    }
}
