//! Counts.

use clap::ValueEnum;

use crate::asking::{CountSortChoice, CountUnitChoice, DateOfChoice, groupings, matching, today};
use crate::engine::Grouping;
use crate::fields::Field;
use crate::output::{Content, CountReport, CountUnit, CountedQuery, TextStyle, counts_svg, write_counts};
use crate::serve::asked::Asked;
use crate::serve::params::RequestParams;
use crate::serve::reply::{HttpProblem, HttpReply};

use super::{FORMAT, format, written};

/// Parameters of counts that are no options of a search.
pub(in crate::serve) const BY: &str = "by";
pub(super) const COUNT_PARAMS: [&str; 6] = [FORMAT, BY, "date-of", "unit", "sort", "zeros"];

/// The format of a picture, which counts have besides.
pub(super) const SVG: &str = "svg";
pub(super) const SVG_TYPE: &str = "image/svg+xml";

/// A choice by its name.
///
/// # Errors
/// Which there are, if it is none of them.
pub(in crate::serve) fn choice<T: ValueEnum>(
    params: &RequestParams,
    name: &str,
    otherwise: T,
) -> Result<T, HttpProblem> {
    let Some(value) = params.get(name) else { return Ok(otherwise) };
    T::from_str(value, true).map_err(|_| {
        let values = T::value_variants().iter().filter_map(|one| Some(one.to_possible_value()?.get_name().to_owned()));
        HttpProblem::bad_request(format!(
            "the parameter \"{name}\" is one of {}",
            values.collect::<Vec<_>>().join(", ")
        ))
    })
}

/// A query that was counted, and how its counts are shown.
pub(in crate::serve) struct CountAnswer {
    pub(in crate::serve) by: Vec<Grouping>,
    pub(in crate::serve) query: CountedQuery,
    unit: CountUnit,
    sort: CountSortChoice,
    zeros: bool,
    warnings: Vec<String>,
}

impl CountAnswer {
    /// Counts what a request asks for.
    ///
    /// # Errors
    /// Where something cannot be read or run.
    pub(in crate::serve) fn new(asked: &Asked, lenient: bool) -> Result<CountAnswer, HttpProblem> {
        let params = &asked.params;
        let date_of = choice(params, "date-of", DateOfChoice::Any)?.into();
        let by =
            groupings(params.get(BY).unwrap_or_default(), date_of, asked.index()).map_err(HttpProblem::bad_request)?;
        let is_by_report = by.contains(&Grouping::Field(Field::Report));
        let usual = if is_by_report { CountUnitChoice::Passage } else { CountUnitChoice::Report };
        let unit = choice(params, "unit", usual)?.into();
        let sort = choice(params, "sort", CountSortChoice::Value)?;
        let search = asked.search(&COUNT_PARAMS, lenient)?;
        let prepared = search.runnable(asked.index())?;
        let request =
            matching(&prepared.query, &search.hits.matching).facets(CountReport::facets(&by)).next_level(true);
        let answer = asked.index().count_by(&request)?;
        let query = CountedQuery {
            id: None,
            typed: search.text,
            understood: prepared.understood,
            answer,
            diagnostics: prepared.diagnostics,
        };
        let warnings = asked.server.warnings(&asked.snapshot).to_vec();
        Ok(CountAnswer { by, query, unit, sort, zeros: params.switch("zeros")?, warnings })
    }

    /// The counts as a report that can be written.
    pub(in crate::serve) fn report(&self) -> CountReport<'_> {
        CountReport {
            by: &self.by,
            queries: std::slice::from_ref(&self.query),
            has_many: false,
            unit: self.unit,
            sort: self.sort.into(),
            zeros: self.zeros,
            day: today(),
            warnings: &self.warnings,
        }
    }
}

/// How much a query finds, by groups, as `findings count` prints it; or as a picture.
pub(in crate::serve) fn count(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let is_picture = asked.params.get(FORMAT) == Some(SVG);
    let format = if is_picture { None } else { Some(format(asked, Content::Counts)?) };
    let counted = CountAnswer::new(asked, false)?;
    let Some(format) = format else { return Ok(picture(&counted.report())) };
    let mut body = Vec::new();
    write_counts(&mut body, format, &TextStyle::PLAIN, &counted.report(), false)?;
    Ok(written(format, body))
}

/// A picture, whose style is in it.
fn picture(report: &CountReport<'_>) -> HttpReply {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
    HttpReply::new(SVG_TYPE, counts_svg(report)).header(axum::http::header::CONTENT_SECURITY_POLICY, policy)
}
