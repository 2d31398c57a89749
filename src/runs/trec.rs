//! A TREC run, `qid Q0 docno rank score tag`: six columns with white space between.

use super::lines::LineReader;
use super::reader::RunRow;
use super::{RunError, RunHit};

/// Whether a line may be one of a TREC run.
pub(super) fn is_trec(line: &str) -> bool {
    let columns: Vec<&str> = line.split_whitespace().take(7).collect();
    columns.len() == 6 && columns[4].parse::<f64>().is_ok()
}

/// The next line. A rank that is no number is 0.
pub(super) fn next(lines: &mut LineReader<'_>) -> Result<Option<RunRow>, RunError> {
    let Some(line) = lines.next()? else { return Ok(None) };
    let columns: Vec<&str> = line.split_whitespace().take(7).collect();
    let read = match columns[..] {
        [query, _, id, rank, score, _] => score_of(score).map(|score| {
            let hit = RunHit { id: id.to_owned(), rank: rank.parse().unwrap_or(0), score, ..RunHit::default() };
            RunRow { query_id: query.to_owned(), hit: Some(hit), ..RunRow::default() }
        }),
        _ => {
            let count = if columns.len() > 6 { "more than 6".to_owned() } else { columns.len().to_string() };
            Err(format!("{count} columns; a line of a TREC run has 6: qid Q0 docno rank score tag"))
        }
    };
    let line = lines.number();
    let mut row = read.map_err(|what| lines.wrong(&what))?;
    row.line = line;
    row.hit.iter_mut().for_each(|hit| hit.line = line);
    Ok(Some(row))
}

/// A score in the precision that `trec_eval` keeps.
pub(super) fn score_of(text: &str) -> Result<f32, String> {
    match text.parse::<f64>() {
        Ok(score) if !score.is_nan() => Ok(score as f32),
        _ => Err(format!("the score {text:?} is no number, so the hits cannot be ranked")),
    }
}
