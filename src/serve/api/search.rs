//! Searches.

use crate::asking::request;
use crate::engine::{Facet, Loosen};
use crate::output::{Content, Format, SearchOutput, TextStyle, write_hits};
use crate::serve::asked::{Asked, AskedSearch, MAX_HITS, MAX_KEPT_HITS, fetched};
use crate::serve::reply::{HttpProblem, HttpReply};

use super::{FORMAT, format, written};

/// Parameters that are no options of the hits.
pub(super) const FACETS: &str = "facets";
pub(super) const ALL_WORDS: &str = "all-words";

/// The hits of a query, as `findings search` prints them.
pub(in crate::serve) fn search(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let format = format(asked, Content::Hits)?;
    let (hits, filters) = asked.params.options(&[FORMAT, FACETS, ALL_WORDS], false)?;
    let text = asked.params.query().to_owned();
    let search = AskedSearch { text, hits, filters }.within_limits(if format == Format::Json {
        MAX_HITS
    } else {
        MAX_KEPT_HITS
    })?;
    let index = asked.index();
    let prepared = search.runnable(index)?;
    let facets = facets(asked)?;
    // As on the command line: only where each hit says what it lacks.
    let loosens = !asked.params.switch(ALL_WORDS)? && !search.hits.loosen && format.says_what_hits_lack();
    let request = request(&prepared.query, &search.hits).facets(facets).next_level(format == Format::Json);
    let request = if loosens { request.loosen(Loosen::Words) } else { request };
    let (answer, hits) = prepared.without_repeats(&search.text, index.results(&request)?).split();
    let warnings = asked.server.warnings(&asked.snapshot);
    let found = prepared.output(&search.text, &search.hits, &answer, hits.ranks());
    let found = SearchOutput { warnings: &warnings, ..found };
    let mut body = Vec::new();
    write_hits(&mut body, format, &TextStyle::PLAIN, &found, fetched(hits))?;
    Ok(written(format, body))
}

/// What the matches are counted by besides.
fn facets(asked: &Asked) -> Result<Vec<Facet>, HttpProblem> {
    let names =
        asked.params.all(FACETS).flat_map(|list| list.split(',')).map(str::trim).filter(|name| !name.is_empty());
    let facets = names.map(|name| crate::asking::grouping(name, asked.index()).map(Facet::by));
    facets.collect::<Result<_, _>>().map_err(HttpProblem::bad_request)
}
