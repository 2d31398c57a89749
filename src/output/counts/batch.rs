//! Counts of a batch: a row a query, also of those that find nothing or cannot be run.

use std::io::{self, Write};

use crate::engine::{Answer, Counts};
use crate::output::table::{BatchRow, cell, cut_query, writer};
use crate::query::MatchLevel;

/// The header of the counts of a batch.
///
/// # Errors
/// If `out` fails.
pub(crate) fn write_count_header(out: &mut dyn Write, timed: bool) -> io::Result<()> {
    let mut columns: Vec<String> = ["qid", "query", "passages", "reports", "authorities"].map(str::to_owned).into();
    for of in MatchLevel::ALL.map(MatchLevel::as_str) {
        columns.extend(["passages", "reports"].map(|what| format!("{of}_{what}")));
    }
    for of in ["within", "of"] {
        columns.extend(["passages", "reports", "authorities"].map(|what| format!("{of}_{what}")));
    }
    columns.push("error".to_owned());
    columns.extend(timed.then(|| "microseconds".to_owned()));
    let mut rows = writer(out, b',');
    rows.write_record(columns)?;
    rows.flush()
}

/// The counts of a query, or why it could not be run.
///
/// # Errors
/// If `out` fails.
pub(crate) fn write_count_row(
    out: &mut dyn Write,
    about: &BatchRow<'_>,
    counted: Result<&Answer<()>, &str>,
) -> io::Result<()> {
    let answer = counted.ok();
    let three = |counts: Option<Counts>| {
        counts.map_or_else(Default::default, |counts| {
            [counts.passages, counts.reports, counts.authorities].map(|number| number.to_string())
        })
    };
    let at_level = |level: MatchLevel| -> [String; 2] {
        let counts = answer.and_then(|answer| answer.levels.iter().find(|(of, _)| *of == level));
        counts.map_or_else(Default::default, |(_, counts)| [counts.passages, counts.reports].map(|n| n.to_string()))
    };
    let levels = MatchLevel::ALL.map(at_level);
    // Without filters, a query is out of all there is.
    let within = answer.map(|answer| answer.within.as_ref().map_or(answer.total, |within| within.counts));
    let cells = [about.id.to_owned(), cut_query(about.typed)]
        .into_iter()
        .chain(three(answer.map(|answer| answer.matched)))
        .chain(levels.into_iter().flatten())
        .chain(three(within))
        .chain(three(answer.map(|answer| answer.total)))
        .chain([counted.err().unwrap_or_default().to_owned()])
        .chain(about.microseconds.map(|microseconds| microseconds.to_string()));
    let mut rows = writer(out, b',');
    rows.write_record(cells.map(cell))?;
    rows.flush()
}
