//! A run in JSON Lines: a record a query, as `findings batch` and `findings search --format json` write it.

use serde::Deserialize;
use serde_json::Value;

use super::lines::LineReader;
use super::{HitPlace, RunAnswer, RunError, RunHit, RunText, Total};

/// The topic of a search alone, as in a TREC run.
pub(super) const ONLY_QUERY: &str = "1";

/// The needed part of a record.
#[derive(Deserialize)]
struct Record {
    id: Option<Value>,
    query: Option<QueryRecord>,
    total: Option<CountsRecord>,
    error: Option<String>,
    hits: Option<Vec<HitRecord>>,
}

#[derive(Deserialize)]
struct QueryRecord {
    text: Option<String>,
    understood: Option<String>,
}

#[derive(Deserialize)]
struct CountsRecord {
    passages: u64,
    reports: u64,
}

#[derive(Deserialize)]
struct HitRecord {
    rank: Option<u64>,
    score: f64,
    id: String,
    report: Option<String>,
    authority: Option<String>,
    date: Option<String>,
    section: Option<Vec<String>>,
    label: Option<String>,
    page: Option<Pages>,
    text: Option<String>,
}

#[derive(Deserialize)]
struct Pages {
    first: u32,
    last: u32,
}

/// The next record; keeps `text_chars` characters of each text, or none.
pub(super) fn next(lines: &mut LineReader<'_>, text_chars: Option<usize>) -> Result<Option<RunAnswer>, RunError> {
    let Some(line) = lines.next()? else { return Ok(None) };
    let record = serde_json::from_str::<Record>(line);
    let number = lines.number();
    match record {
        Ok(Record { hits: None, error: None, .. }) => Err(lines.wrong(
            "a record of a run has \"hits\"; a hit a line has no place for the query, so use --format json of search, \
             or batch",
        )),
        Ok(record) => Ok(Some(answer(record, number, text_chars))),
        Err(error) => Err(lines.wrong(&format!("not a record of a run, one JSON object a line: {error}"))),
    }
}

fn answer(record: Record, line: u64, text_chars: Option<usize>) -> RunAnswer {
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    let (text, understood) = record.query.map_or((None, None), |query| (query.text, query.understood));
    RunAnswer {
        id: match record.id {
            None | Some(Value::Null) => ONLY_QUERY.to_owned(),
            Some(Value::String(id)) => id,
            Some(id) => id.to_string(),
        },
        query: text,
        understood: filled(understood),
        total: record.total.map(|total| Total { passages: total.passages, reports: total.reports }),
        error: record.error,
        hits: record.hits.into_iter().flatten().map(|hit| hit.into_hit(line, text_chars)).collect(),
    }
}

impl HitRecord {
    fn into_hit(self, line: u64, text_chars: Option<usize>) -> RunHit {
        let text = |limit| self.text.as_deref().map(|text| Box::new(RunText::new(text, limit)));
        let place = HitPlace {
            report: self.report,
            authority: self.authority,
            date: self.date,
            section: self.section.unwrap_or_default(),
            label: self.label,
            pages: self.page.map(|pages| (pages.first, pages.last)),
        };
        RunHit {
            text: text_chars.and_then(text),
            id: self.id,
            line,
            rank: self.rank.unwrap_or(0),
            score: self.score as f32,
            place: Some(Box::new(place)),
        }
    }
}
