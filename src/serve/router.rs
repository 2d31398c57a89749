//! What is where.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use tokio::time::timeout;
use tower_http::compression::CompressionLayer;

use super::asked::{Asked, Handler};
use super::params::RequestParams;
use super::reply::{HttpProblem, HttpReply, TEXT};
use super::server::{IndexSnapshot, Server};
use super::{access, access_log, api, assets, files, pages};

/// Where the API is.
pub(super) const API: &str = "/api/";

/// Where assistants ask.
pub(super) const MCP: &str = "/mcp";

/// Where pages find their style and script.
pub(super) const ASSETS: &str = "/assets/";

/// Where the token is given.
pub(super) const LOGIN: &str = "/login";

/// The longest body of a request, and the time that it may take to come.
const MAX_BODY_BYTES: usize = 1 << 20;
const MAX_BODY_TIME: Duration = Duration::from_secs(10);

/// Whether a path may be asked for without the token: it reveals nothing of the reports.
pub(super) fn is_open(path: &str) -> bool {
    path == "/healthz" || path == LOGIN || path.starts_with(ASSETS)
}

/// For whom an answer is, which decides how a problem is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Face {
    Page,
    Api,
}

/// All paths, behind the layers that guard them.
pub(super) fn router(server: Arc<Server>) -> Router {
    let router = Router::new().merge(pages()).merge(api());
    #[cfg(feature = "mcp")]
    let router = router.merge(assistants(&server));
    router
        .route("/healthz", get(health))
        .route("/metrics", get(metrics))
        .route("/assets/{name}", get(assets::asset))
        .route(LOGIN, post(login))
        .fallback(not_there)
        .layer(from_fn_with_state(Arc::clone(&server), access::guard))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(Arc::clone(&server), access_log::watch))
        .with_state(server)
}

fn pages() -> Router<Arc<Server>> {
    let page = |handler: Handler| at(Face::Page, handler);
    Router::new()
        .route("/", page(pages::search))
        .route("/report/{*id}", page(pages::report))
        .route("/passage/{*id}", page(pages::passage))
        .route("/file/{*id}", page(files::original))
        .route("/count", page(pages::count))
        .route("/kwic", page(pages::kwic))
        .route("/collocates", page(pages::collocates))
        .route("/dispersion", page(pages::dispersion))
        .route("/trail", page(pages::trail))
        .route("/quote", page(pages::quote))
        .route("/reports", page(pages::reports))
        .route("/status", page(pages::status))
        .route("/help", page(pages::help))
}

fn api() -> Router<Arc<Server>> {
    let api = |handler: Handler| at(Face::Api, handler);
    Router::new()
        .route("/api/", api(api::about))
        .route("/api/v1/openapi.json", api(api::openapi))
        .route("/api/v1/search", api(api::search))
        .route("/api/v1/batch", post(api::batch))
        .route("/api/v1/feed", api(api::feed))
        .route("/api/v1/count", api(api::count))
        .route("/api/v1/kwic", api(api::kwic))
        .route("/api/v1/trail", api(api::trail))
        .route("/api/v1/quote", api(api::quote))
        .route("/api/v1/reports", api(api::reports))
        .route("/api/v1/reports/{*id}", api(api::report))
        .route("/api/v1/passages/{*id}", api(api::passages))
}

/// The tools for assistants, which have the limits of all other requests.
#[cfg(feature = "mcp")]
fn assistants(server: &Arc<Server>) -> Router<Arc<Server>> {
    let tools = crate::mcp::McpHandler::new(Arc::clone(&server.live), super::asked::MAX_TIME);
    Router::new()
        .route_service(MCP, crate::mcp::http_service(tools))
        .layer(from_fn_with_state(Arc::clone(server), in_place))
}

/// Reads the whole of a request, and hands it on when there is a place for it.
#[cfg(feature = "mcp")]
async fn in_place(State(server): State<Arc<Server>>, request: Request, next: axum::middleware::Next) -> Response {
    let (parts, sent) = request.into_parts();
    let ready =
        async { Ok((body(sent).await?, server.workers.place().await.map_err(|why| HttpProblem::not_done(&why))?)) };
    match ready.await {
        Ok((bytes, _place)) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(problem) => HttpProblem::into_reply(problem).into_response(),
    }
}

/// Answers GET by a handler.
fn at(face: Face, handler: Handler) -> MethodRouter<Arc<Server>> {
    get(move |State(server): State<Arc<Server>>, id: Option<Path<String>>, request: Request| {
        answer(server, face, handler, id.map(|Path(id)| id).unwrap_or_default(), request)
    })
}

async fn answer(server: Arc<Server>, face: Face, handler: Handler, id: String, request: Request) -> Response {
    let known = known_tags(request.headers());
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or(request.uri().host()).unwrap_or("localhost");
    // A proxy that speaks HTTPS with the client says so.
    let by_proxy = request.headers().get("x-forwarded-proto");
    let scheme =
        if by_proxy.is_some_and(|scheme| scheme.as_bytes().eq_ignore_ascii_case(b"https")) { "https" } else { "http" };
    let origin: Arc<str> = format!("{scheme}://{host}").into();
    let (workers, query) = (Arc::clone(&server), request.uri().query().unwrap_or_default().to_owned());
    let work = move || {
        let asked = |snapshot, params| Asked { server: Arc::clone(&server), snapshot, origin, id, params };
        tagged(&server, handler, asked, &query, &known, face)
    };
    let done = workers.workers.run(work).await;
    done.unwrap_or_else(|why| in_face(HttpProblem::not_done(&why), face)).into_response()
}

/// The answer of a handler with the tag of its state, or that the client has it already.
fn tagged(
    server: &Server,
    handler: Handler,
    asked: impl FnOnce(Arc<IndexSnapshot>, RequestParams) -> Asked,
    query: &str,
    known: &str,
    face: Face,
) -> HttpReply {
    let answered = || -> Result<HttpReply, HttpProblem> {
        let snapshot = server.snapshot()?;
        let tag = server.tag(&snapshot);
        let reply = if known.split(',').any(|own| own.trim() == tag) {
            HttpReply::new(TEXT, Vec::new()).status(StatusCode::NOT_MODIFIED)
        } else {
            let asked = asked(snapshot, RequestParams::parse(query.as_bytes())?);
            let reply = handler(&asked)?;
            // What was found while a file was cut short may be wrong.
            asked.index().check()?;
            reply
        };
        Ok(reply.header(header::ETAG, &tag).header(header::CACHE_CONTROL, "private, no-cache"))
    };
    answered().unwrap_or_else(|problem| in_face(problem, face))
}

fn in_face(problem: HttpProblem, face: Face) -> HttpReply {
    match face {
        Face::Api => problem.into_reply(),
        Face::Page => pages::problem(problem),
    }
}

/// The tags of answers that the client has.
fn known_tags(headers: &HeaderMap) -> String {
    let tags = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    tags.collect::<Vec<_>>().join(",")
}

/// The body of a request, if it is neither too long nor too slow.
///
/// # Errors
/// Why it is not read.
pub(super) async fn body(body: Body) -> Result<Bytes, HttpProblem> {
    let read = timeout(MAX_BODY_TIME, to_bytes(body, MAX_BODY_BYTES)).await;
    let slow = |_| HttpProblem::new(StatusCode::REQUEST_TIMEOUT, "the body took too long to come");
    let long =
        |_| HttpProblem::new(StatusCode::PAYLOAD_TOO_LARGE, format!("the body is longer than {MAX_BODY_BYTES} bytes"));
    read.map_err(slow)?.map_err(long)
}

/// Whether the index can be read.
async fn health(State(server): State<Arc<Server>>) -> Response {
    let shared = Arc::clone(&server);
    let read = server.workers.run(move || shared.snapshot().map(|_| ())).await;
    match read {
        Ok(Ok(())) => HttpReply::new(TEXT, "ok\n").into_response(),
        Ok(Err(error)) => HttpProblem::from(error).into_reply().into_response(),
        Err(why) => HttpProblem::not_done(&why).into_reply().into_response(),
    }
}

async fn metrics(State(server): State<Arc<Server>>) -> Response {
    let shared = Arc::clone(&server);
    let snapshot = server.workers.run(move || shared.snapshot().ok()).await.ok().flatten();
    HttpReply::new("text/plain; version=0.0.4; charset=utf-8", server.metrics.text(snapshot.as_deref())).into_response()
}

/// Takes the token from a form, and gives the browser a cookie for it.
async fn login(State(server): State<Arc<Server>>, request: Request) -> Response {
    let (parts, sent) = request.into_parts();
    let form = match body(sent).await.and_then(|bytes| RequestParams::parse(&bytes)) {
        Ok(form) => form,
        Err(problem) => return problem.into_reply().into_response(),
    };
    let next = form.get("next").filter(|path| path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'));
    match (&server.settings.token, form.get("token")) {
        (Some(token), Some(shown)) if token.is(shown) => {
            HttpReply::see_other(next.unwrap_or("/")).header(header::SET_COOKIE, &token.set_cookie()).into_response()
        }
        (None, _) => HttpReply::see_other("/").into_response(),
        _ => {
            server.metrics.wrong_token();
            access::penalty().await;
            pages::login(&parts.uri, true).into_response()
        }
    }
}

async fn not_there(request: Request) -> Response {
    let problem = HttpProblem::not_found("there is nothing at this address");
    let face = if request.uri().path().starts_with(API) { Face::Api } else { Face::Page };
    in_face(problem, face).into_response()
}
