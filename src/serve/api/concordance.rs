//! Concordances: lines, collocates and dispersion.

use std::ops::RangeInclusive;

use crate::asking::{LineOrderChoice, matching};
use crate::concordance::{Division, MAX_WINDOW};
use crate::output::{ConcordanceRecord, Content, TextStyle, write_collocates, write_dispersion, write_lines};
use crate::serve::asked::{Asked, as_io};
use crate::serve::params::RequestParams;
use crate::serve::reply::{HttpProblem, HttpReply};

use super::counts::choice;
use super::{FORMAT, format, written};

/// Parameters of a concordance that are no options of a search.
const COLLOCATES: &str = "collocates";
const DISPERSION: &str = "dispersion";
const WIDTH: &str = "width";
const WINDOW: &str = "window";
const MIN: &str = "min";
pub(in crate::serve) const KWIC_PARAMS: [&str; 7] = [FORMAT, "sort", WIDTH, COLLOCATES, WINDOW, MIN, DISPERSION];

/// The widest text on either side of a match, in characters.
const MAX_WIDTH: usize = 500;
const DEFAULT_WIDTH: usize = 100;

/// Lines and words, where no limit is given.
const DEFAULT_LIMIT: usize = 20;

/// Words on either side of a match, and how often a collocate occurs among them, where nothing else is asked for.
const DEFAULT_WINDOW: usize = 5;
const DEFAULT_MIN: usize = 3;

/// The occurrences of a query in their context, as `findings kwic` prints them.
pub(in crate::serve) fn kwic(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let format = format(asked, Content::Concordance)?;
    let params = &asked.params;
    let search = asked.search(&KWIC_PARAMS, false)?;
    let limit = if params.get("limit").is_some() { search.hits.limit } else { DEFAULT_LIMIT };
    let prepared = search.runnable(asked.index())?;
    let request = matching(&prepared.query, &search.hits.matching).next_level(true);
    let warnings = asked.server.warnings(&asked.snapshot);
    let about = |answer, occurrences| ConcordanceRecord {
        typed: &search.text,
        understood: &prepared.understood,
        answer,
        diagnostics: &prepared.diagnostics,
        warnings: &warnings,
        occurrences,
    };
    let mut body = Vec::new();
    let (window, min) = window_and_min(params)?;
    let width = params.number(WIDTH)?.unwrap_or(DEFAULT_WIDTH).min(MAX_WIDTH);
    match (params.switch(COLLOCATES)?, params.switch(DISPERSION)?) {
        (true, true) => return Err(HttpProblem::bad_request("collocates or dispersion: not both at once")),
        (true, false) => {
            let (answer, found) = asked.index().collocates(&request, window, min)?;
            write_collocates(&mut body, format, &about(&answer, Some(found.occurrences)), &found, limit)?;
        }
        (false, true) => {
            let (answer, divisions) = asked.index().dispersion(&request)?;
            let occurrences = Division::occurrences(&divisions);
            write_dispersion(&mut body, format, &about(&answer, occurrences), &divisions)?;
        }
        (false, false) => {
            let order = choice(params, "sort", LineOrderChoice::FirstRight)?.into();
            let (answer, lines) = asked.index().concordance(&request.limit(limit), order, width)?;
            let about = about(&answer, lines.occurrences());
            write_lines(&mut body, format, &TextStyle::PLAIN, &about, lines.map(|line| line.map_err(as_io)))?;
        }
    }
    Ok(written(format, body))
}

/// The window of collocates in words on either side, and how often one occurs in all windows.
///
/// # Errors
/// Where one of them is no number within its bounds.
pub(in crate::serve) fn window_and_min(params: &RequestParams) -> Result<(usize, u64), HttpProblem> {
    let window = number_within(params, WINDOW, DEFAULT_WINDOW, 1..=MAX_WINDOW)?;
    Ok((window, number_within(params, MIN, DEFAULT_MIN, 1..=usize::MAX)? as u64))
}

fn number_within(
    params: &RequestParams,
    name: &str,
    otherwise: usize,
    bounds: RangeInclusive<usize>,
) -> Result<usize, HttpProblem> {
    let number = params.number(name)?.unwrap_or(otherwise);
    if bounds.contains(&number) {
        return Ok(number);
    }
    let most = if *bounds.end() == usize::MAX { String::new() } else { format!(" and at most {}", bounds.end()) };
    Err(HttpProblem::bad_request(format!("the parameter \"{name}\" is at least {}{most}", bounds.start())))
}
