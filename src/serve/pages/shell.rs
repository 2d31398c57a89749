//! What all pages have in common: the head, the way to other pages, the foot.

use maud::{DOCTYPE, Markup, html};

use crate::output::{encoded, safe};
use crate::serve::asked::Asked;
use crate::serve::assets::address;
use crate::serve::params::RequestParams;
use crate::serve::reply::{HTML, HttpReply};

/// A page to go to.
struct PageLink {
    path: &'static str,
    name: &'static str,
    /// Whether it answers the query at hand, which is then taken along.
    takes_query: bool,
}

/// The pages to go to, in the order in which they are shown.
const PLACES: [PageLink; 7] = [
    PageLink { path: "/", name: "Search", takes_query: true },
    PageLink { path: "/count", name: "Count", takes_query: true },
    PageLink { path: "/kwic", name: "In context", takes_query: true },
    PageLink { path: "/trail", name: "Through time", takes_query: true },
    PageLink { path: "/quote", name: "Check a quotation", takes_query: false },
    PageLink { path: "/reports", name: "Reports", takes_query: false },
    PageLink { path: "/status", name: "Status", takes_query: false },
];

/// Parameters that belong to one page alone.
const OF_ONE_PAGE: [&str; 15] = [
    "offset",
    "limit",
    "sort",
    "by",
    "unit",
    "date-of",
    "zeros",
    "width",
    "format",
    "context",
    "explain",
    "facets",
    "per-report",
    "window",
    "min",
];

/// What a query is taken along with to another page.
pub(super) fn taken_along(params: &RequestParams) -> RequestParams {
    params.without_all(&OF_ONE_PAGE)
}

/// The feed of what a query finds, an entry for each report; none where nothing is asked.
pub(super) fn feed_path(params: &RequestParams) -> Option<String> {
    let along = taken_along(params);
    (along != RequestParams::default()).then(|| along.with("unit", "report".to_owned()).at("/api/v1/feed"))
}

/// A page with the way to the others, of which it is the one at `path`.
pub(super) fn page(asked: &Asked, path: &str, title: &str, content: Markup) -> HttpReply {
    whole(Some(asked), path, title, content)
}

/// A page that is not about the index.
pub(super) fn bare_page(title: &str, content: Markup) -> HttpReply {
    whole(None, "", title, content)
}

fn whole(asked: Option<&Asked>, path: &str, title: &str, content: Markup) -> HttpReply {
    let markup = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (safe(title)) " – findings" }
                link rel="stylesheet" href=(address("style.css"));
                @if let Some(feed) = asked.filter(|_| path == "/").and_then(|asked| feed_path(&asked.params)) {
                    link rel="alternate" type="application/atom+xml" title="New reports" href=(feed);
                }
                link rel="icon" type="image/svg+xml" href=(address("icon.svg"));
                script defer src=(address("script.js")) {}
            }
            body {
                a.skip href="#content" { "Skip to the content" }
                header.top {
                    a.brand href="/" { "findings" }
                    @if let Some(asked) = asked { (ways(&asked.params, path)) }
                }
                main #content tabindex="-1" { (content) }
                footer.foot {
                    a href="/help" { "How to search" }
                    a href="/api/" { "API" }
                    span.keys { kbd { "/" } " search  " kbd { "j" } kbd { "k" } " next, previous  " kbd { "?" } " keys" }
                }
            }
        }
    };
    HttpReply::new(HTML, markup.into_string())
}

fn ways(params: &RequestParams, path: &str) -> Markup {
    let along = taken_along(params);
    html! {
        nav aria-label="Pages" {
            ul {
                @for place in &PLACES {
                    @let target = if place.takes_query { along.at(place.path) } else { place.path.to_owned() };
                    li { a href=(target) aria-current=[(place.path == path).then_some("page")] { (place.name) } }
                }
            }
        }
    }
}

/// The address of a report's page, of a passage of it, and of its file.
pub(super) fn report_path(id: &str) -> String {
    format!("/report/{}", encoded(id))
}

pub(super) fn passage_path(id: &str, ordinal: u32) -> String {
    format!("/passage/{}%23{ordinal}", encoded(id))
}

pub(super) fn file_path(id: &str, page: Option<u32>) -> String {
    let page = page.map(|page| format!("#page={page}")).unwrap_or_default();
    format!("/file/{}{page}", encoded(id))
}
