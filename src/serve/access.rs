//! Who may ask: by what name the server is called, from which page, and with which token. All of it is decided before
//! anything is looked up.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::sleep;

use super::ServeSettings;
use super::pages;
use super::reply::{HttpProblem, HttpReply, TEXT};
use super::router::{API, MCP, is_open};
use super::server::Server;

/// A wrong token is answered after this time, so that guessing takes for ever.
const PENALTY: Duration = Duration::from_millis(500);

/// What every answer says of itself.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// What pages may load and do: nothing but what this server itself has.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What requests of pages of allowed origins may have in their heads; those of assistants name the protocol.
const PREFLIGHT_HEADERS: &str =
    "authorization, content-type, if-none-match, mcp-method, mcp-name, mcp-protocol-version, mcp-session-id";

/// Lets a request pass, or answers it; and puts the headers of safety on every answer.
pub(super) async fn guard(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let allowed = allowed_origin(&server.settings, headers, request.uri().path()).cloned();
    let mut response = match refusal(&server.settings, &request, allowed.is_some()) {
        None if is_preflight(&request, allowed.is_some()) => preflight(),
        None => next.run(request).await,
        Some(AccessRefusal::Forbidden(why)) => {
            HttpProblem::new(StatusCode::FORBIDDEN, why).into_reply().into_response()
        }
        Some(AccessRefusal::NoToken { is_wrong }) => {
            if is_wrong {
                server.metrics.wrong_token();
                penalty().await;
            }
            without_token(&request, is_wrong)
        }
    };
    dress(response.headers_mut(), allowed);
    response
}

/// The wait of one who showed a wrong token.
pub(super) async fn penalty() {
    sleep(PENALTY).await;
}

/// Why a request is not answered.
enum AccessRefusal {
    Forbidden(&'static str),
    NoToken { is_wrong: bool },
}

fn refusal(settings: &ServeSettings, request: &Request, is_allowed_origin: bool) -> Option<AccessRefusal> {
    let (headers, path) = (request.headers(), request.uri().path());
    let host = text(headers, &header::HOST).or(request.uri().host());
    if !host.is_some_and(|host| is_own_name(settings, host)) {
        return Some(AccessRefusal::Forbidden(
            "this server is not called by that name; findings serve --host allows another",
        ));
    }
    if !is_allowed_origin && is_of_another_site(headers, request.method(), host.unwrap_or_default()) {
        return Some(AccessRefusal::Forbidden("another site asks; findings serve --allow-origin allows one"));
    }
    let token = settings.token.as_ref()?;
    if is_open(path) || is_preflight(request, is_allowed_origin) {
        return None;
    }
    match text(headers, &header::AUTHORIZATION) {
        Some(shown) if token.is_in_authorization(shown) => None,
        Some(_) => Some(AccessRefusal::NoToken { is_wrong: true }),
        None => {
            let is_known = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
            let is_known = is_known.into_iter().any(|cookies| token.is_in_cookies(cookies));
            (!is_known).then_some(AccessRefusal::NoToken { is_wrong: false })
        }
    }
}

/// A browser is asked for the token, a program told that it needs one.
fn without_token(request: &Request, is_wrong: bool) -> Response {
    let detail = if is_wrong { "the token is wrong" } else { "a token is needed: Authorization: Bearer TOKEN" };
    let problem = HttpProblem::new(StatusCode::UNAUTHORIZED, detail);
    let wants_page = text(request.headers(), &header::ACCEPT).is_some_and(|types| types.contains("text/html"));
    if wants_page && !request.uri().path().starts_with(API) {
        let page = problem.dress(pages::login(request.uri(), false));
        return page.into_response();
    }
    problem.into_reply().into_response()
}

/// Whether a `Host` header has one of the server's own names. A page of another site can have a name of its own lead here,
/// but then the browser sends that name; an address cannot be led anywhere.
fn is_own_name(settings: &ServeSettings, host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((name, port)) if port.is_empty() || port.starts_with(':') => name,
            _ => return false,
        },
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let name = name.trim_end_matches('.');
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok()
        || settings.hosts.iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// Whether a page of another site asks in a way that could do or tell it anything: all but following a link.
fn is_of_another_site(headers: &HeaderMap, method: &Method, host: &str) -> bool {
    let reads = matches!(*method, Method::GET | Method::HEAD);
    let of_other_origin = text(headers, &header::ORIGIN).is_some_and(|origin| {
        let own = origin.strip_prefix("http://").or(origin.strip_prefix("https://"));
        !own.is_some_and(|own| own.eq_ignore_ascii_case(host))
    });
    let site = text(headers, &HeaderName::from_static("sec-fetch-site"));
    let is_link = text(headers, &HeaderName::from_static("sec-fetch-mode")) == Some("navigate") && reads;
    of_other_origin || (matches!(site, Some("cross-site" | "same-site")) && !is_link)
}

/// The origin of a request to the API or the tools for assistants, if its pages may read the answer.
fn allowed_origin<'h>(settings: &ServeSettings, headers: &'h HeaderMap, path: &str) -> Option<&'h HeaderValue> {
    let origin = headers.get(header::ORIGIN)?;
    let is_allowed = settings.origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes());
    (is_allowed && (path.starts_with(API) || path == MCP)).then_some(origin)
}

/// Whether a browser asks if a page of an allowed origin may ask something.
fn is_preflight(request: &Request, is_allowed_origin: bool) -> bool {
    is_allowed_origin && request.method() == Method::OPTIONS
}

fn preflight() -> Response {
    let reply = HttpReply::new(TEXT, Vec::new()).status(StatusCode::NO_CONTENT);
    let reply = reply.header(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST");
    let reply = reply.header(header::ACCESS_CONTROL_ALLOW_HEADERS, PREFLIGHT_HEADERS);
    reply.header(header::ACCESS_CONTROL_MAX_AGE, "600").into_response()
}

/// Puts on the headers of safety, where an answer has none of its own.
fn dress(headers: &mut HeaderMap, allowed: Option<HeaderValue>) {
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(CONTENT_POLICY));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Some(origin) = allowed {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("etag, retry-after"));
        headers
            .insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
        headers.append(header::VARY, HeaderValue::from_static("origin"));
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}
