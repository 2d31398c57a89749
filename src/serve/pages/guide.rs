//! Pages that are not about what was found: how to search, what the API has, the token, and problems.

use axum::http::{StatusCode, Uri};
use maud::html;

use crate::output::safe;
use crate::serve::api::ApiPath;
use crate::serve::asked::Asked;
use crate::serve::reply::{HttpProblem, HttpReply};
use crate::serve::router::LOGIN;

use super::shell::{bare_page, page};

/// What can be typed, and what it finds.
const SYNTAX: [(&str, &str); 14] = [
    ("care leavers", "passages with both words, in any ending; most of them, where nothing has both"),
    ("\"return home interview\"", "the words one after the other"),
    ("=drift", "the very word"),
    ("interview*", "words that begin so"),
    ("neglect OR harm", "either"),
    ("drift -plan", "the one without the other"),
    ("missing NEAR/10 interview", "both, at most ten words apart"),
    ("authority:Essex", "reports on an authority"),
    ("kind:inspection", "reports of a kind"),
    ("date:2018..2020", "reports of these years; 2019-03 is a month"),
    ("grade:inadequate", "reports with a grade"),
    ("section:\"care leavers\"", "passages under a heading with these words"),
    ("role:recommendation", "passages that ask for improvement"),
    ("page:1..3", "passages on these pages"),
];

const KEYS: [(&str, &str); 6] = [
    ("/", "go to the box for the query"),
    ("j, k", "next and previous hit, or match in a report"),
    ("Enter", "open the hit"),
    ("n, p", "next and previous page of hits"),
    ("?", "this page"),
    ("Esc", "leave the box"),
];

/// How to search.
pub(in crate::serve) fn help(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let content = html! {
        h1 { "How to search" }
        dl.syntax { @for (typed, finds) in &SYNTAX { div { dt { code { (typed) } } dd { (finds) } } } }
        h2 { "Keys" }
        dl.syntax { @for (key, does) in &KEYS { div { dt { kbd { (key) } } dd { (does) } } } }
    };
    Ok(page(asked, "/help", "How to search", content))
}

/// What the API has.
pub(in crate::serve) fn api(paths: &[ApiPath]) -> HttpReply {
    let content = html! {
        h1 { "API" }
        p { "Answers are those of the command line, in its formats. " a href="/api/v1/openapi.json" { "The description as OpenAPI" } " has all parameters; problems come as " code { "application/problem+json" } "." }
        dl.syntax { @for path in paths { div { dt { code { (path.method().to_uppercase()) " " (path.path) } } dd { (path.about) } } } }
        p { "For example: " code { "curl 'http://127.0.0.1:7700/api/v1/search?q=drift&limit=3'" } }
    };
    bare_page("API", content)
}

/// Asks for the token.
pub(in crate::serve) fn login(uri: &Uri, is_wrong: bool) -> HttpReply {
    let next = uri.path_and_query().map(|path| path.as_str()).filter(|path| !path.starts_with(LOGIN)).unwrap_or("/");
    let content = html! {
        h1 { "This server asks for a token" }
        form.ask action=(LOGIN) method="post" {
            @if is_wrong { p.note.warning role="alert" { "That is not the token." } }
            label for="token" { "Token" }
            div.box {
                input #token type="password" name="token" required autocomplete="current-password";
                button type="submit" { "Enter" }
            }
            input type="hidden" name="next" value=(next);
        }
    };
    bare_page("Token", content).status(StatusCode::UNAUTHORIZED)
}

/// Says what is wrong.
pub(in crate::serve) fn problem(problem: HttpProblem) -> HttpReply {
    let content = html! {
        h1 { (problem.title) }
        p { (safe(&problem.detail)) }
        p { a href="/" { "To the search" } }
    };
    problem.dress(bare_page(problem.title, content).status(problem.status))
}
