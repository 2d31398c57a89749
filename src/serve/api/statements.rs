//! What is said through time, and whether a quotation is right.

use crate::asking::{CAUTION, Prepared, RECOMMENDATIONS, groups_of_trail, matching, short_ids};
use crate::library::Trail;
use crate::output::{
    Content, QuotationRecord, StatementQuery, StatementStyle, Statements, TextStyle, write_quotations, write_statements,
};
use crate::query::Field;
use crate::quotation::{MAX_QUOTED_WORDS, Quotation};
use crate::serve::asked::{Asked, MAX_TIME, filtered};
use crate::serve::reply::{HttpProblem, HttpReply};

use super::{FORMAT, format, written};

/// What the reports on an authority say of a matter through time, as `findings trail` prints it.
pub(in crate::serve) fn trail(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let format = format(asked, Content::Statements)?;
    let TrailsAsked { typed, prepared, trails } = trails(asked, false)?;
    let entries = trails.iter().flat_map(|trail| &trail.entries).map(|entry| &entry.report);
    let ids = short_ids(asked.index(), entries)?;
    let groups = trails.iter().flat_map(|trail| groups_of_trail(trail, &ids)).collect();
    let query = StatementQuery { typed: &typed, understood: &prepared.understood, diagnostics: &prepared.diagnostics };
    let shown = StatementStyle::Line;
    let statements = Statements { caution: CAUTION, groups, shown, asked: Some(query), ..Statements::default() };
    let mut body = Vec::new();
    write_statements(&mut body, format, &TextStyle::PLAIN, &statements)?;
    Ok(written(format, body))
}

/// The trails that a request asks for, and its query.
pub(in crate::serve) struct TrailsAsked {
    /// The query as typed, or that of recommendations.
    pub(in crate::serve) typed: String,
    /// The query as understood.
    pub(in crate::serve) prepared: Prepared,
    /// The trails.
    pub(in crate::serve) trails: Vec<Trail>,
}

/// The trails that a request asks for; without a query, those of recommendations.
///
/// # Errors
/// Where no authority is named, and where something cannot be read or run.
pub(in crate::serve) fn trails(asked: &Asked, lenient: bool) -> Result<TrailsAsked, HttpProblem> {
    let mut search = asked.search(&[FORMAT], lenient)?;
    if !search.filters.conditions().any(|(field, _)| field == Field::Authority) {
        return Err(HttpProblem::bad_request("name an authority: authority=NAME"));
    }
    let names_nothing = search.text.trim().is_empty();
    if names_nothing {
        search.text = RECOMMENDATIONS.to_owned();
    }
    let index = asked.index();
    let prepared = search.runnable(index)?;
    let among = if names_nothing {
        filtered(&search.hits.matching, &search.filters, index)?.query
    } else {
        prepared.query.filters()
    };
    let (_, trails) = index.trails(&matching(&prepared.query, &search.hits.matching), &among)?;
    Ok(TrailsAsked { typed: search.text, prepared, trails })
}

/// Whether a quotation is in the reports word for word, as `findings quote` prints it.
pub(in crate::serve) fn quote(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let format = format(asked, Content::Quotations)?;
    let checked = checked(asked, false)?;
    let mut body = Vec::new();
    write_quotations(&mut body, format, &TextStyle::PLAIN, &[checked])?;
    Ok(written(format, body))
}

/// The quotation of a request, checked.
///
/// # Errors
/// Where it has no words or too many, and where a filter or the index cannot be read.
pub(in crate::serve) fn checked(asked: &Asked, lenient: bool) -> Result<QuotationRecord, HttpProblem> {
    let search = asked.search(&[FORMAT], lenient)?;
    let quotation = Quotation::parse(&search.text);
    match quotation.words.len() {
        0 => return Err(HttpProblem::bad_request("the quotation has no words")),
        words if words > MAX_QUOTED_WORDS => {
            return Err(HttpProblem::bad_request(format!("the quotation has more than {MAX_QUOTED_WORDS} words")));
        }
        _ => {}
    }
    let among = filtered(&search.hits.matching, &search.filters, asked.index())?.query.filters();
    let checked = asked.index().check_quotation(&quotation, &among, Some(MAX_TIME))?;
    Ok(QuotationRecord { text: search.text, draft: None, checked, attribution: None })
}
